"""cnncost against other counters: whole jobs from cold, and counting alone, in turn in one run."""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from cold import peak_mib, seconds
from peer_jobs import JOBS
from peer_networks import NETWORKS

OWN, WHOLE = "own", "torchvision"
ONNX = "onnx_tool, file ready"
TORCH = [name for name in JOBS if not name.startswith(("cnncost", "onnx_tool"))]
FLOORS = {
    "python": "pass",
    "import numpy": "import numpy",
    "import numpy, yaml": "import numpy, yaml",
    "import numpy, yaml, typer, rich": "import numpy, yaml, typer, rich.table",
    "import torch": "import torch",
}
RUN = (
    f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r}); "
    "from peer_jobs import main; main(*sys.argv[1:])"
)


class Setting(NamedTuple):
    """The programs that take part, the folder they run in, and how often."""

    cnncost: str
    python: str
    folder: str
    rounds: int
    tools: tuple[str, ...]

    def takes(self, job: str) -> bool:
        """Whether a counter takes part; ours always does."""
        return not self.tools or job.partition(",")[0] in (*self.tools, "cnncost")

    def job(self, *arguments: str) -> list[str]:
        """The command of a job; those of cnncost run in this Python."""
        python = sys.executable if arguments[0].startswith("cnncost") else self.python
        return [python, "-W", "ignore", "-c", RUN, *arguments]


class Spent(NamedTuple):
    """Seconds by the clock and of processor; the latter hardly feels what else a machine does."""

    clock: float
    processor: float


class Told(NamedTuple):
    """What a job printed, or in words why it could not."""

    numbers: tuple[int, int] | None
    trouble: str


def told(command: list[str], folder: str) -> Told:
    """What a job prints when it runs once."""
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode == 0:
        macs, params = map(int, done.stdout.split()[-2:])
        return Told((macs, params), "")
    last = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
    missing = last.startswith("ModuleNotFoundError")
    return Told(None, f"not installed ({last.partition(': ')[2]})" if missing else last[:100])


def expected(setting: Setting, network: str) -> dict[str, tuple[int, int]]:
    """What each counter prints for a network, as cnncost foretells it."""
    command = [setting.cnncost, "reconcile", NETWORKS[network].spec, "--format", "json"]
    done = subprocess.run(command, cwd=setting.folder, capture_output=True, check=True)
    found = json.loads(done.stdout)
    told = {one["tool"]: (one["prints"], one.get("params", 0)) for one in found["tools"]}
    return {"cnncost": (found["macs"], found["params"]), **told}


def judged(job: str, numbers: tuple[int, int], foretold: dict[str, tuple[int, int]]) -> str:
    """Whether a job counted the same network, by the number that it should print."""
    macs, params = foretold[job.partition(",")[0]]
    same = numbers[0] == macs and numbers[1] in (params or numbers[1], numbers[1])
    return "as foretold" if same else f"not the {macs:,} foretold"


def medians(rounds: list[list[Spent]]) -> list[Spent]:
    """Of each column its medians."""
    return [
        Spent(*(statistics.median(row[i][kind] for row in rounds) for kind in (0, 1)))
        for i in range(len(rounds[0]))
    ]


def ratios_to(first: int, rounds: list[list[Spent]]) -> list[Spent]:
    """Of each column the median of its ratios to another column of the same round."""
    return medians(
        [
            [Spent(*(a / b for a, b in zip(one, row[first], strict=True))) for one in row]
            for row in rounds
        ]
    )


def cold(setting: Setting, network: str) -> None:
    """Whole processes, from their start to the number, and the most memory that they took."""
    spec = NETWORKS[network].spec
    commands = {f"cnncost show {spec}": [setting.cnncost, "show", spec]}
    if spec != network:
        commands[f"cnncost show {network}"] = [setting.cnncost, "show", network]
    words = dict.fromkeys(commands, "")
    commands |= floors(setting)
    foretold = expected(setting, network)
    jobs = [("onnx_tool", OWN, ONNX)]
    jobs += [(job, form, f"{job}{form_words(form)}") for form in (OWN, WHOLE) for job in TORCH]
    for job, form, name in [one for one in jobs if setting.takes(one[0])]:
        command = setting.job(job, network, form)
        numbers, trouble = told(command, setting.folder)
        if numbers:
            commands[name] = command
        words[name] = judged(job, numbers, foretold) if numbers else trouble
    rounds, memory = measured_cold(setting, commands)
    taken, ratios = medians(rounds), ratios_to(0, rounds)
    print(f"\n{network}, from cold{'x cnncost':>32}{'processor':>11}{'s':>8}{'MiB':>7}{'x MiB':>7}")
    for i, name in enumerate(commands):
        line = f"{name:<44}{ratios[i].clock:>9.2f}{ratios[i].processor:>11.2f}"
        line += f"{taken[i].clock:>8.2f}{memory[i]:>7.0f}{memory[i] / memory[0]:>7.1f}"
        print(f"{line}  {words.get(name, '')}".rstrip())
    for name in [name for name in words if name not in commands]:
        print(f"{name:<44} {words[name]}")
    tell_targets(list(commands), ratios, memory)


def floors(setting: Setting) -> dict[str, list[str]]:
    """Bare imports, of what is installed."""
    commands = {
        f"  {name}": [setting.python if name == "import torch" else sys.executable, "-c", code]
        for name, code in FLOORS.items()
    }
    runs = {
        name: subprocess.run(one, capture_output=True, check=False).returncode == 0
        for name, one in commands.items()
    }
    return {name: one for name, one in commands.items() if runs[name]}


def form_words(form: str) -> str:
    return " + torchvision" if form == WHOLE else ""


def measured_cold(
    setting: Setting, commands: dict[str, list[str]]
) -> tuple[list[list[Spent]], list[float]]:
    """Rounds of all commands in turn, and each one's MiB; all have run once before."""
    folder = setting.folder
    for command in commands.values():
        spent(command, folder)
    rounds = [[spent(one, folder) for one in commands.values()] for _ in range(setting.rounds)]
    return rounds, [peak_mib(one, folder) for one in commands.values()]


def spent(command: list[str], folder: str) -> Spent:
    """What one run of a command takes."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    clock = seconds(command, folder)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Spent(clock, used)


def tell_targets(names: list[str], ratios: list[Spent], memory: list[float]) -> None:
    """The fastest of each sort against what is aimed at."""
    for form, target in ((OWN, 8), (WHOLE, 15)):
        jobs = [f"{job}{form_words(form)}" for job in TORCH]
        of = [(ratios[i], memory[i] / memory[0], n) for i, n in enumerate(names) if n in jobs]
        if of:
            times, more, name = min(of)
            print(f"fastest, {name}: {in_words(times)} (target {target}), memory {more:.1f} x (5)")
    if ONNX in names:
        print(f"{ONNX}: {in_words(ratios[names.index(ONNX)])} (target 1)")


def in_words(ratio: Spent) -> str:
    return f"{ratio.clock:.2f} x, of processor {ratio.processor:.2f} x"


def loaded(setting: Setting, network: str) -> None:
    """Counting what is loaded already: one process a job, each asked in turn."""
    workers, words = {}, {}
    foretold = expected(setting, network)
    for job in filter(setting.takes, JOBS):
        command = setting.job(job, network, OWN)
        numbers, trouble = told(command, setting.folder)
        words[job] = judged(job, numbers, foretold) if numbers else trouble
        if numbers:
            workers[job] = Worker([*command, "loop"], setting.folder)
    for worker in workers.values():
        worker.burst()
    rounds = [[worker.burst() for worker in workers.values()] for _ in range(setting.rounds)]
    for worker in workers.values():
        worker.close()
    taken, warm, fresh = medians(rounds), ratios_to(0, rounds), ratios_to(1, rounds)
    print(f"\n{network}, counting alone{'x cnncost':>22}{'x first call':>14}{'processor ms':>14}")
    for i, job in enumerate(workers):
        times = f"{warm[i].processor:>11.1f}{fresh[i].processor:>14.1f}"
        print(f"{job:<36}{times}{1e3 * taken[i].processor:>14.2f}  {words[job]}")
    for job in [job for job in words if job not in workers]:
        print(f"{job:<36} {words[job]}")
    print("targets: 20 x for torchinfo and fvcore, 4 x for onnx_tool")


class Worker:
    """A process that holds a network, and counts it when it is told to."""

    def __init__(self, command: list[str], folder: str) -> None:
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(
            command, cwd=folder, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, text=True
        )
        self.line()  # its two numbers: it has counted once

    def line(self) -> str:
        assert self.process.stdout
        return self.process.stdout.readline()

    def burst(self) -> Spent:
        assert self.process.stdin
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        return Spent(*map(float, self.line().split()))

    def close(self) -> None:
        self.process.communicate()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--python", default=sys.executable, help="the Python that has the peers")
    parser.add_argument("--networks", default="googlenet,mobilenet_v2", help=", ".join(NETWORKS))
    parser.add_argument("--tools", help="only these, as torchinfo,onnx_tool")
    parser.add_argument("--rounds", type=int, default=5, help="how often each one runs")
    parser.add_argument("--only", choices=("cold", "loaded"))
    asked = parser.parse_args()
    beside = Path(sys.executable).with_name("cnncost")
    program = str(beside) if beside.exists() else shutil.which("cnncost")
    with tempfile.TemporaryDirectory() as folder:
        setting = Setting(
            program or sys.exit("Install cnncost first: pip install ."),
            asked.python, folder, asked.rounds, tuple(filter(None, (asked.tools or "").split(","))),
        )  # fmt: skip
        for network in asked.networks.split(","):
            subprocess.run(setting.job("export", network), cwd=folder, capture_output=True)
            if asked.only != "loaded":
                cold(setting, network)
            if asked.only != "cold":
                loaded(setting, network)


if __name__ == "__main__":
    main()
