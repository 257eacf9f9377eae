"""Bytes as the files and the arguments that readers are given, and a network to ask about."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from fuzzing import Target, refuse_bad_message, refuse_controls

from cnncost.document import read_text
from cnncost.errors import CnncostError
from cnncost.spec import Spec, parse_spec

NET = """\
name: net
input: (resolution, resolution, 3)
params: {width: 1, groups: 1, resolution: 16}
layers:
  - stem: conv(round8(8*width), k=3, s=2, bias=no) -> bn -> relu
  - add: {long: "conv(round8(8*width), k=3, g=groups)", short: identity}
  - head: gap -> fc(10)
"""


@cache
def folder() -> Path:
    """A folder of this process's own, gone when it ends."""
    made = Path(tempfile.mkdtemp(prefix="cnncost-fuzz-"))
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    return made


def file(data: bytes, name: str = "file.yaml") -> Path:
    """The data as a file."""
    path = folder() / name
    path.write_bytes(data)
    return path


def text(data: bytes) -> str:
    """The data as the text of a file, or as what is typed."""
    return read_text(file(data))


def typed(data: bytes) -> str:
    """The data as an argument of a command: any text, of one line or more."""
    return data.decode("utf-8", "surrogateescape")


@cache
def net() -> Spec:
    return parse_spec(NET)


def said(read: Callable[[str], Any], typed: str) -> str:
    try:
        found = str(read(typed))
        refuse_controls("" if "Printed" in found else found)
        return found[:500]
    except CnncostError as error:
        refuse_bad_message(str(error))
        return str(error)


def target(name: str, read: Callable[[bytes], Any], known: str, *honest: str) -> Target:
    return Target(name, read, known, tuple(one.encode() for one in honest))
