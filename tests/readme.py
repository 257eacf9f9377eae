"""Fill README.md with the output of the commands it shows: ``python tests/readme.py``."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
PICTURES = {"separable": ("separable", "--connections")}
CONSOLE = re.compile(r"```console\n\$ (cnncost [^\n]*)\n(.*?)```", re.DOTALL)
TEXT = re.compile(r"```text\n(.*?)```", re.DOTALL)


def output(command: str) -> str:
    """What a command prints into a pipe, errors included, from the project's folder."""
    arguments = shlex.split(command)[1:]
    run = [sys.executable, "-c", "from cnncost.cli import main; main()", *arguments]
    done = subprocess.run(run, cwd=ROOT, capture_output=True, text=True, encoding="utf-8")
    return (done.stdout + done.stderr).strip("\n") + "\n"


def kinds() -> str:
    """Every layer kind with its options, one a line."""
    from cnncost.layers import KINDS

    lines = []
    for kind in KINDS.values():
        options = [
            o.name if o.default is None else f"{o.name}={_default(o.default, o.flag)}"
            for o in kind.options
        ]
        call = f"{kind.name}({', '.join(options)})" if options else kind.name
        lines.append(f"{call}\n    {kind.title}" if len(call) > 30 else f"{call:<32}{kind.title}")
    return "\n".join(lines) + "\n"


def _default(default: int | str, flag: bool) -> str:
    if flag:
        return "yes" if default else "no"
    if default == "half":
        from cnncost.formula import symbols
        from cnncost.layers import half_padding

        return str(half_padding(*symbols("K D")))
    return str(default)


def ledger() -> str:
    """Every column of the ledger, one a line."""
    from cnncost.kind import LEDGER

    return "".join(f"{name:<22}{meaning}\n" for name, meaning in LEDGER.items())


def formulas() -> str:
    """Weights and MACs of every kind that has weights, as the code has them."""
    from cnncost.formula import symbol
    from cnncost.layers import KINDS

    square = {"K_h": symbol("K"), "K_w": symbol("K")}
    lines = [f"{'':<14}{'weights':<14}MACs\n"]
    for kind in KINDS.values():
        if "weights" in kind.ledger and "macs" in kind.ledger:
            weights, macs = (kind.ledger[name].substitute(square) for name in ("weights", "macs"))
            lines.append(f"{kind.name:<14}{weights!s:<14}{macs}\n")
    return "".join(lines)


def slip_names() -> str:
    """Every slip by its name, with what it shows in."""
    from cnncost.slips import slips

    lines = [f"{slip.id:<30}{', '.join(slip.of)}" for slip in slips().values()]
    return "".join(f"{line}\n" for line in lines)


def picture(name: str) -> str:
    """One of the README's pictures as it is drawn now."""
    from cnncost import draw

    what, *options = PICTURES[name]
    return draw(what, *(option.removeprefix("--") for option in options)).svg()


def filled(text: str) -> str:
    """The README's text with every output as it is now."""
    text = CONSOLE.sub(lambda m: f"```console\n$ {m[1]}\n{output(m[1])}```", text)
    tables = iter((slip_names(), kinds(), ledger(), formulas()))
    return TEXT.sub(lambda m: f"```text\n{next(tables)}```", text)


if __name__ == "__main__":
    README.write_text(filled(README.read_text("utf-8")), "utf-8")
    for name in PICTURES:
        path = ROOT / "examples" / "pictures" / f"{name}.svg"
        path.write_text(picture(name), "utf-8")
