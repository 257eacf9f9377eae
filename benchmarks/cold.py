"""Whole commands from cold, against the imports that they cannot do without."""

from __future__ import annotations

import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

RUNS = 15
FLOOR = [sys.executable, "-c", "import numpy, yaml, typer, rich.table"]
TARGET_RATIO, TARGET_MIB = 1.3, 70
COMMANDS = (
    ["compare", "inception_v1", "naive"],
    ["compare", "inception_v1", "naive", "--format", "json"],
    ["show", "googlenet"],
    ["show", "resnet152"],
    ["reconcile", "resnet50", "--seen", "4.134G"],
    ["explain", "depthwise"],
    ["explain", "googlenet:3a/3x3.2"],
    ["explain", "googlenet"],
    ["explain"],
    ["draw", "inception_v1"],
    ["draw", "googlenet", "--bars"],
    ["list"],
    ["list", "--variants"],
    ["verify", "googlenet"],
    ["verify"],
    ["--help"],
    ["--version"],
)


def seconds(command: list[str], folder: str) -> float:
    start = time.perf_counter()
    subprocess.run(command, cwd=folder, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - start


def peak_mib(command: list[str], folder: str) -> float:
    """The largest memory of a command, measured by a process that runs nothing else."""
    code = (
        "import resource, subprocess, sys; subprocess.run(sys.argv[1:], stdout=-3, check=True); "
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *command], cwd=folder, capture_output=True, check=True
    )
    scale = 2**20 if sys.platform == "darwin" else 2**10
    return int(done.stdout) / scale


def main() -> None:
    program = shutil.which("cnncost") or sys.exit("Install cnncost first: pip install .")
    print(f"floor: {' '.join(FLOOR[1:])}")
    print(f"target for compare: {TARGET_RATIO} x the floor, {TARGET_MIB} MiB\n")
    print(f"{'command':<44}{'x floor':>8}{'ms':>8}{'floor ms':>10}{'MiB':>7}")
    with tempfile.TemporaryDirectory() as folder:
        for arguments in COMMANDS:
            command = [program, *arguments]
            for warm in (command, FLOOR):
                seconds(warm, folder)
            pairs = [(seconds(command, folder), seconds(FLOOR, folder)) for _ in range(RUNS)]
            ratio = statistics.median(a / b for a, b in pairs)
            own, floor = (1e3 * statistics.median(column) for column in zip(*pairs, strict=True))
            memory = peak_mib(command, folder)
            name = " ".join(["cnncost", *arguments])
            print(f"{name:<44}{ratio:>8.2f}{own:>8.0f}{floor:>10.0f}{memory:>7.0f}")


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    main()
