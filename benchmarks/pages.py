"""Pages: what writing one costs beyond the imports, and how soon a browser shows it."""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

RUNS = 7
FLOOR = [sys.executable, "-c", "import numpy, yaml, typer, rich.table"]
TARGET_MS, TARGET_KB = 1000, 300  # beyond the floor; of ResNet-152's report
COMMANDS = (
    ["report", "resnet152"],
    ["report", "googlenet"],
    ["report", "densenet201"],
    ["report", "inception_v1", "naive"],
    ["play"],
    ["play", "resnet152"],
)
EDITS = """() => {
  foldAll(true); changeNetwork({ row: 3 }); drawPanels();
  return [5, 7, 9, 11, 13, 15, 17].map((k) => {
    const start = performance.now();
    changeNetwork({ edits: edited(NETWORK, state.edits, [3], KINDS.conv.options[1], BigInt(k)) });
    drawPanels();
    document.body.offsetHeight;
    return performance.now() - start;
  });
}"""
SLIDES = """(op) => {
  change({ op });
  return [16, 24, 32, 48, 64, 96, 112].map((N) => {
    const start = performance.now();
    change({ letters: { ...state.letters, N: 2 * N, M: 2 * N } });
    drawPanels();
    document.body.offsetHeight;
    return performance.now() - start;
  });
}"""


def seconds(command: list[str], folder: str) -> float:
    start = time.perf_counter()
    subprocess.run(command, cwd=folder, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - start


def writing(program: str, folder: str) -> None:
    """Every page in turn with the floor, so that both see the same machine."""
    print(f"floor: {' '.join(FLOOR[1:])}")
    print(f"target: {TARGET_MS} ms beyond the floor; ResNet-152's report {TARGET_KB} KB\n")
    print(f"{'page':<32}{'x floor':>8}{'ms beyond':>11}{'floor ms':>10}{'KB':>7}")
    for number, command in enumerate(COMMANDS):
        file = f"page{number}.html"
        whole = [program, *command, "-o", file]
        pairs = [(seconds(FLOOR, folder), seconds(whole, folder)) for _ in range(RUNS)]
        floor = statistics.median(pair[0] for pair in pairs)
        beyond = statistics.median(page - base for base, page in pairs)
        ratio = statistics.median(page / base for base, page in pairs)
        size = -(-(Path(folder) / file).stat().st_size // 1000)
        name = " ".join(command)
        print(f"{name:<32}{ratio:>8.2f}{beyond * 1000:>11.0f}{floor * 1000:>10.0f}{size:>7}")


def opening(folder: str) -> None:
    """From the address to the page on the screen, and from a change to the next drawing."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        print("\nno browser: pip install 'cnncost[browser]'")
        return
    program = shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        print(f"\n{'opened in a browser':<32}{'x empty':>8}{'ms':>11}")
        (Path(folder) / "empty.html").write_text("<!doctype html><title>empty</title><p>empty")
        empty = _opened(browser, folder, "empty.html")
        for number, command in enumerate(COMMANDS):
            taken = _opened(browser, folder, f"page{number}.html")
            print(f"{' '.join(command):<32}{taken / empty:>8.1f}{taken:>11.0f}")
        page = browser.new_page()
        page.goto((Path(folder) / f"page{len(COMMANDS) - 1}.html").as_uri())
        page.wait_for_selector("table.layers")
        print(f"\n{'a change, until it is laid out':<32}{'ms':>8}")
        for name, script, given in (
            ("a slider, convolution", SLIDES, "conv"),
            ("a slider, inception module", SLIDES, "inception"),
            ("a layer of ResNet-152", EDITS, None),
        ):
            print(f"{name:<32}{statistics.median(page.evaluate(script, given)):>8.0f}")
        browser.close()


def _opened(browser: Any, folder: str, file: str) -> float:
    """Milliseconds until two frames after the page has loaded, the median of several times."""
    frames = "new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go)))"
    times = []
    for _ in range(RUNS):
        page = browser.new_page()
        start = time.perf_counter()
        page.goto((Path(folder) / file).as_uri())
        page.evaluate(frames)
        times.append((time.perf_counter() - start) * 1000)
        page.close()
    return statistics.median(times)


def main() -> None:
    program = shutil.which("cnncost") or sys.exit("Install cnncost first: pip install .")
    with tempfile.TemporaryDirectory() as folder:
        writing(program, folder)
        opening(folder)


if __name__ == "__main__":
    main()
