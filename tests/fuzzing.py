"""What must hold of every reader, whatever it reads: the laws of fuzzing, and the kept corpus.

As a program it lets the readers read files, or whole folders of them, and says which break a law:
``python tests/fuzzing.py spec crash-1234``. That is how a finding is seen again.
"""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Callable
from pathlib import Path
from time import process_time
from typing import Any, NamedTuple

from fuzz_words import SIGNS

from cnncost.analysis import _measured_once
from cnncost.errors import CnncostError

CORPUS = Path(__file__).parent / "fuzz" / "corpus"
SECONDS, HONEST_SECONDS = 2.0, 8.0  # of processor time: to refuse, to count 100,000 rows
MEGABYTES = 300
LONGEST_MESSAGE = 1_000
LARGEST = 65_536  # bytes: what is larger is refused by its size, in tests/hostile.py


class Target(NamedTuple):
    """A reader: what it makes of bytes, and the words of what it reads.

    ``read`` gives something that can be compared, and may raise CnncostError and nothing else.
    ``honest`` are texts that it reads without complaint, for mutations to begin with.
    """

    name: str
    read: Callable[[bytes], Any]
    words: str
    honest: tuple[bytes, ...] = ()

    @property
    def corpus(self) -> list[Path]:
        """The files that are kept: seeds, and what once broke a law."""
        return sorted((CORPUS / self.name).glob("*"))

    @property
    def all_words(self) -> list[str]:
        """Its own words, and those that attack any text."""
        return list(dict.fromkeys([*self.words.split(), *SIGNS]))

    @property
    def seeds(self) -> tuple[bytes, ...]:
        """All there is to begin with."""
        return (*self.honest, *(path.read_bytes() for path in self.corpus))


class LawError(AssertionError):
    """A reader has done what no reader may do."""


def obey(target: Target, data: bytes, slower: float = 1) -> bool:
    """Whether the reader accepts the data. Raises LawError, or what the reader should not.

    ``slower`` is by how much this process is slower than usual.
    """
    started = process_time()
    first, accepted = answered(target, data)
    seconds = process_time() - started
    if seconds > slower * (HONEST_SECONDS if accepted else SECONDS):
        raise LawError(f"it took {seconds:.1f} s")
    _measured_once.cache_clear()  # what was read before must make no difference
    again = answered(target, data)[0]
    if first != again:
        raise LawError(f"read twice it is {first!r:.300} and {again!r:.300}")
    return accepted


def answered(target: Target, data: bytes) -> tuple[Any, bool]:
    """What comes of the data: a value and True, or the words of a refusal and False."""
    try:
        return target.read(data), True
    except CnncostError as error:
        refuse_bad_message(str(error))
        return str(error), False


def refuse_bad_message(said: str) -> None:
    """Raises LawError for a refusal that is empty, endless or could steer a terminal."""
    if not said.strip() or len(said) > LONGEST_MESSAGE:
        raise LawError(f"a message of {len(said)} characters: {said[:200]!r}")
    refuse_controls(said)


def refuse_controls(text: str) -> None:
    """Raises LawError for text that could steer a terminal."""
    odd = {c for c in text if c != "\n" and unicodedata.category(c) in ODD}
    if odd:
        raise LawError(f"control characters {odd!r} in {text[:200]!r}")


ODD = ("Cc", "Cf", "Cs", "Zl", "Zp")


# --- as a program


def main(*arguments: str) -> int:
    """Read the files, say what came of each, and give back how many break a law.

    Without files each of the readers that are named reads its corpus.
    """
    from fuzz_targets import TARGETS

    known = TARGETS
    if len(arguments) > 1 and arguments[1] not in known:
        name, *places = arguments
        found = [seen(known[name], path) for place in places for path in files(Path(place))]
    else:
        found = [seen(known[name], path) for name in arguments for path in known[name].corpus]
    megabytes = peak()
    print(f"{len(found)} files, {megabytes:.0f} megabytes")
    return min(100, found.count(False) + (megabytes > MEGABYTES))


def seen(target: Target, path: Path) -> bool:
    """Whether a file breaks no law; what came of it is printed."""
    import traceback

    try:
        print(f"{path}: {'accepted' if obey(target, path.read_bytes()) else 'refused'}")
        return True
    except Exception:
        print(f"{path}: BROKEN\n{traceback.format_exc()}")
        return False


def files(place: Path) -> list[Path]:
    """A file, or those of a folder."""
    return sorted(place.glob("*")) if place.is_dir() else [place]


def peak() -> float:
    """The most memory that this program had; what rusage says includes that of who started it."""
    import resource

    status = Path("/proc/self/status")
    if status.exists():
        line = next(x for x in status.read_text().splitlines() if x.startswith("VmHWM"))
        return int(line.split()[1]) / 2**10
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / 2**20 if sys.platform == "darwin" else most / 2**10


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
