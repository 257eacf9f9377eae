"""A class of students, a tenth of them hostile, against the same class without those."""

from __future__ import annotations

import random
import resource
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests"))
HOMEWORK = ROOT / "examples" / "homework" / "one_layer.yaml"
SECRET = "a secret for benchmarks"


def handed_in(folder: Path, students: int, hostile: bool) -> None:
    """One file for each student: right, wrong by chance, or one of the hostile ones."""
    from hostile_class import HOSTILE

    from cnncost.homework.assignment import read_assignment
    from cnncost.homework.handout import sheets_for

    homework = read_assignment(HOMEWORK)
    draw = random.Random(1)
    for number in range(students):
        student = f"s{number:04}"
        data = sheets_for(homework, student, SECRET).key.encode()
        if draw.random() < 0.5:  # an answer is wrong by one in its last digit but one
            data = data.replace(b"0\n", b"7\n", draw.randint(1, 4))
        if hostile and number % 10 == 0:
            data = HOSTILE[(number // 10) % len(HOSTILE)].make()
        (folder / f"{student}.yaml").write_bytes(data)


def graded(folder: Path, out: Path) -> tuple[float, dict[str, object]]:
    from cnncost.homework.grading.grade import grade

    start = time.perf_counter()
    found = grade(HOMEWORK, folder, out, secret=SECRET)
    return time.perf_counter() - start, {one.student: one.final for one in found.results}


def main() -> None:
    students = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    with tempfile.TemporaryDirectory() as temporary:
        honest, mixed = Path(temporary) / "honest", Path(temporary) / "mixed"
        for folder in (honest, mixed):
            folder.mkdir()
            handed_in(folder, students, hostile=folder is mixed)
        calm, without = graded(honest, Path(temporary) / "a")
        rough, with_them = graded(mixed, Path(temporary) / "b")
        again, _ = graded(mixed, Path(temporary) / "b")
    same = all(
        without[student] == with_them[student]
        for number, student in enumerate(without)
        if number % 10
    )
    memory = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, -1)) // 1024
    print(f"{students} submissions: {calm:.1f} s; a tenth of them hostile: {rough:.1f} s")
    print(f"ratio {rough / calm:.2f}; once more, all kept: {again / rough:.3f} of that")
    print(f"results {len(with_them)}, those of the honest the same: {same}; peak {memory} MiB")


if __name__ == "__main__":
    main()
