"""The command line: read arguments, call one library function, print one result."""

from __future__ import annotations

import gc
import os
import sys

from cnncost.errors import CnncostError
from cnncost.files import reason


def main() -> None:
    """Run a command; what cnncost refuses goes to stderr in words, with exit status 2."""
    if sys.stdout is None:  # closed by who called: there is nobody to write to
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - until the end
    gc.set_threshold(100_000, 1_000, 1_000)  # a command makes many objects and hardly any garbage
    from cnncost.cli.app import app

    try:
        app(prog_name="cnncost")
    except CnncostError as error:
        sys.stderr.write(f"{error}\n")
        raise SystemExit(2) from None
    except KeyboardInterrupt:
        raise SystemExit(130) from None
    except BrokenPipeError:  # the reader of a pipe, such as head, has seen enough
        sys.stderr.close()
        raise SystemExit(0) from None
    except OSError as error:
        sys.stderr.write(f"The output could not be written: {reason(error)}.\n")
        raise SystemExit(2) from None
