"""The command line: read arguments, call one library function, print one result."""

from __future__ import annotations

import gc
import os
import sys
from io import BufferedWriter, RawIOBase, StringIO, TextIOWrapper
from typing import TextIO

from cnncost.errors import CnncostError, shortened
from cnncost.files import reason

LONGEST_LINE = 500


class NobodyReads(Exception):  # noqa: N818 - no error: the reader of a pipe has seen enough
    """Raised in the place of BrokenPipeError, which Typer takes for a failure."""


def main() -> None:
    """Run a command; what cnncost refuses goes to stderr in words, with exit status 2."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by who called: there is nobody to write to
            setattr(sys, name, _nowhere())
    sys.stdout = _buffered(sys.stdout)
    gc.set_threshold(100_000, 1_000, 1_000)  # a command makes many objects and hardly any garbage
    try:
        from cnncost.cli.app import app

        status = app(prog_name="cnncost", standalone_mode=False)
        sys.stdout.flush()  # or a full disk would only be seen when it is too late for words
    except CnncostError as error:
        _say(f"{error}\n")
        raise SystemExit(2) from None
    except KeyboardInterrupt:
        raise SystemExit(130) from None
    except (NobodyReads, BrokenPipeError):
        _let_go()
        raise SystemExit(0) from None
    except OSError as error:
        _let_go()
        _say(f"The output could not be written: {reason(error)}.\n")
        raise SystemExit(2) from None
    except Exception as error:
        _say(_refusal(error))
        raise SystemExit(2) from None
    raise SystemExit(status if isinstance(status, int) else 0)


def _say(text: str) -> None:
    """Write on standard error; where that is full or gone, the exit status has to say it."""
    try:
        sys.stderr.write(text)
        sys.stderr.flush()
    except OSError:
        sys.stderr = _nowhere()


def _buffered(out: TextIO) -> TextIO:
    """The same output with a buffer: ``python -u`` has none, and forgets what a pipe that is read
    slowly does not take at once."""
    raw = getattr(out, "buffer", None)
    if not isinstance(raw, RawIOBase):
        return out
    return TextIOWrapper(BufferedWriter(raw), out.encoding, out.errors)


def _let_go() -> None:
    """Send what is left of the output nowhere, what stands in its buffers too."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError):  # no file
        sys.stdout = _nowhere()


def _nowhere() -> TextIO:
    return open(os.devnull, "w", encoding="utf-8")


def _refusal(error: Exception) -> str:
    """What Typer says of a command line that it cannot read; any other error goes on.

    It repeats what was typed as it was typed, so that no terminal may see it before we have.
    """
    show = getattr(error, "show", None)  # Click's errors have it, and Click has several names
    if show is None:
        raise error
    said = StringIO()
    show(said)
    return "\n".join(shortened(line, LONGEST_LINE) for line in said.getvalue().split("\n"))
