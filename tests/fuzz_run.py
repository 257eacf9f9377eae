"""Readers under atheris, which finds its way by the code that is reached.

``python tests/fuzz_run.py FOLDER spec,chain -max_total_time=60`` searches one reader after the
other; other options are libFuzzer's. In FOLDER/spec/found stands what reached new code; what breaks
a law is a file beside it, and ``python tests/fuzzing.py spec FILE`` shows it again.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from random import Random

import atheris

with atheris.instrument_imports(include=["cnncost"], enable_loader_override=False):
    from fuzz_mutations import edited, random_edits
    from fuzz_targets import TARGETS
    from fuzzing import CORPUS, HONEST_SECONDS, LARGEST, MEGABYTES, Target, obey


FOUND, LOG, STATUS = "found", "log", "status"
SLOWER = 4  # are programs that are watched
BY_BYTES = 0.5  # of all mutations; the others know of words


def main() -> None:
    folder, names, *options = sys.argv[1:]
    for name in names.split(","):
        target, place = TARGETS[name], Path(folder, name)
        (place / FOUND).mkdir(parents=True, exist_ok=True)
        # A search never returns. To begin one here, with all code watched, takes seconds.
        child = os.fork()
        if not child:
            log = os.open(place / LOG, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
            for output in (1, 2):
                os.dup2(log, output)
            search(target, place, options)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        (place / STATUS).write_text(str(status), encoding="utf-8")


def search(target: Target, place: Path, options: list[str]) -> None:
    """Search one reader, until the end of the process."""
    folders = [str(place / FOUND), *([str(CORPUS / target.name)] if target.corpus else [])]
    seeds = Path(tempfile.mkdtemp(prefix="cnncost-seeds-"))
    for i, seed in enumerate(target.honest):
        (seeds / str(i)).write_bytes(seed)
    limits = [
        f"-rss_limit_mb={MEGABYTES}",
        f"-timeout={2 * SLOWER * HONEST_SECONDS:.0f}",
        f"-max_len={LARGEST}",
    ]
    chosen = [
        *folders, *limits, f"-dict={dictionary(target, seeds)}", f"-artifact_prefix={place}/",
        *options, str(seeds),
    ]  # fmt: skip

    def one(data: bytes) -> None:
        obey(target, data, SLOWER)

    def mutated(data: bytes, most: int, seed: int) -> bytes:
        random = Random(seed)
        if random.random() < BY_BYTES:
            return atheris.Mutate(data, most)
        return edited(target, data, random_edits(random))[:most]

    atheris.Setup([sys.argv[0], *chosen], one, custom_mutator=mutated)
    atheris.Fuzz()


def dictionary(target: Target, folder: Path) -> Path:
    """The target's words as libFuzzer reads them."""
    path = folder.with_suffix(".words")
    lines = ("".join(f"\\x{byte:02x}" for byte in word.encode()) for word in target.all_words)
    path.write_text("".join(f'"{line}"\n' for line in lines if line), encoding="utf-8")
    return path


if __name__ == "__main__":
    main()
