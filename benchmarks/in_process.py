"""Reading and counting a network inside a running Python, against ``import numpy``."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable

RUNS = 15
TARGET = 0.25
IMPORT_NUMPY = (
    "import time; start = time.perf_counter(); import numpy; print(time.perf_counter() - start)"
)


def best_of(action: Callable[[], object], runs: int = RUNS) -> float:
    """Median seconds of an action, after one that warms it up."""
    action()
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        action()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def import_numpy() -> float:
    done = subprocess.run([sys.executable, "-c", IMPORT_NUMPY], capture_output=True, check=True)
    return float(done.stdout)


def main() -> None:
    from cnncost.analysis import analyze_spec
    from cnncost.spec import parse_spec
    from cnncost.zoo import shipped

    numpy = statistics.median(import_numpy() for _ in range(RUNS))
    print(f"import numpy: {1e3 * numpy:.1f} ms; target for googlenet: {TARGET} of it\n")
    print(f"{'from text to totals':<28}{'of import numpy':>16}{'ms':>8}{'rows':>8}")
    for path in sorted((shipped() / "architectures").glob("*.yaml")):
        text = path.read_text("utf-8")
        spent = best_of(lambda text=text: analyze_spec(parse_spec(text)).totals)
        rows = len(analyze_spec(parse_spec(text)).rows)
        print(f"{path.stem:<28}{spent / numpy:>16.3f}{1e3 * spent:>8.2f}{rows:>8}")

    print("\nmicroseconds a row, which should stay as they are when rows grow")
    for rows in (1_000, 10_000, 100_000):
        text = f"input: 28x28x8\nlayers: {rows // 2} * (conv(8, k=3) -> relu)"
        spent = best_of(lambda text=text: analyze_spec(parse_spec(text)).totals, runs=3)
        print(f"{rows:>8} rows: {1e6 * spent / rows:.1f}")


if __name__ == "__main__":
    main()
