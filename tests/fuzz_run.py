"""One reader under atheris, which finds its way by the code that is reached.

``python tests/fuzz_run.py spec FOUND CORPUS -max_total_time=60`` keeps in FOUND what it finds;
other options are libFuzzer's. What breaks a law is written to a file, and
``python tests/fuzzing.py spec FILE`` shows it again.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from random import Random

import atheris

with atheris.instrument_imports(include=["cnncost"], enable_loader_override=False):
    from fuzz_mutations import edited, random_edits
    from fuzz_targets import TARGETS
    from fuzzing import HONEST_SECONDS, LARGEST, MEGABYTES, Target, obey


SLOWER = 4  # are programs that are watched
BY_BYTES = 0.5  # of all mutations; the others know of words


def main() -> None:
    name, *options = sys.argv[1:]
    target = TARGETS[name]
    seeds = Path(tempfile.mkdtemp(prefix="cnncost-seeds-"))
    for i, seed in enumerate(target.honest):
        (seeds / str(i)).write_bytes(seed)
    limits = [
        f"-rss_limit_mb={MEGABYTES}",
        f"-timeout={2 * SLOWER * HONEST_SECONDS:.0f}",
        f"-max_len={LARGEST}",
    ]
    chosen = [*limits, f"-dict={dictionary(target, seeds)}", *options, str(seeds)]

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
