"""Files that attack the reader, made on the spot because none of them should be stored.

Each is a way to write a file and what must come of it: the last line of the refusal, or nothing
where the file is odd but honest. As a program this is the worker of test_hostile.py: it runs every
command in a process of its own, so that a crash of one is seen and harms no other.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from cnncost.bounds import DEEPEST_PARTS, MOST_ROWS, MOST_STEPS
from cnncost.layers import KINDS

HEAD = "input: 8x8x3\n"
SECONDS = 10  # of processor time, after which a file counts as one that hangs
LONGEST = 60  # seconds on the clock, for what waits for ever
MEMORY = 1 << 30


class Hostile(NamedTuple):
    """A file and the last line of its refusal; ``says`` is empty if it must be accepted."""

    name: str
    says: str
    make: Callable[[], str | bytes]
    arguments: tuple[str, ...] = ()


def lines(*parts: str) -> Callable[[], str]:
    return lambda: "\n".join(parts) + "\n"


def layers(chain: str, size: str = "8x8x3") -> Callable[[], str]:
    """A spec of one chain."""
    return lines(f"input: {size}", f"layers: {chain}")


def labelled(label: str, chain: str = "relu") -> Callable[[], str]:
    """A spec of one list item with a name."""
    return lines(f"{HEAD}layers:", f"  - {label}: {chain}")


def titled(title: str) -> Callable[[], str]:
    return lines(f"title: {title}", f"{HEAD}layers: relu")


def modules(bodies: dict[str, str], chain: str, head: str = "") -> Callable[[], str]:
    written = [f"  {signature}: {body}" for signature, body in bodies.items()]
    return lines(f"{HEAD}{head}modules:", *written, f"layers: {chain}")


def doubling(levels: int, seed: str) -> dict[str, str]:
    """Modules of which each holds the one before it twice."""
    names = [f"m{i}" for i in range(levels + 1)]
    return {"m0": seed, **{after: f"{before} -> {before}" for before, after in pairwise(names)}}


def ladder(levels: int, seed: str, step: str = "@") -> dict[str, str]:
    """Modules of which each calls the one before it, where ``step`` has an @."""
    names = [f"m{i}" for i in range(levels)]
    return {"m0": seed, **{b: step.replace("@", a) for a, b in pairwise(names)}}


def squares(levels: int) -> dict[str, str]:
    """Modules that hand on the square of what they were handed."""
    return {"m0(x)": "conv(x)", **{f"m{i + 1}(x)": f"m{i}(x*x)" for i in range(levels)}}


def product(factor: str) -> str:
    """225 times a factor, in groups of 15, so that it nests but little."""
    return "*".join(["(" + "*".join([factor] * 15) + ")"] * 15)


def billion_laughs() -> str:
    rows = ["a0: &a0 [relu, relu]"]
    rows += [f"a{i + 1}: &a{i + 1} [{', '.join([f'*a{i}'] * 9)}]" for i in range(9)]
    return "\n".join(rows)


def merge_keys() -> str:
    rows = ["a0: &a0 {x: 1}"]
    rows += [f"a{i + 1}: &a{i + 1} {{<<: [*a{i}, *a{i}]}}" for i in range(25)]
    return "\n".join(rows)


def staircase(steps: int) -> str:
    """Block mappings, one inside the other."""
    return "".join(f"{' ' * i}a:\n" for i in range(steps))


def params(count: int) -> str:
    return "params:\n" + "".join(f"  p{i}: {i}\n" for i in range(count))


def named(levels: int) -> dict[str, str]:
    """Modules whose rows stand in paths of thousands of letters."""
    return ladder(levels, f"{MOST_ROWS // 4} * relu", f"[{{{'n' * 40}: " * 3 + "@" + "}]" * 3)


TOO_LARGE = "The file is larger than 256 KiB, the most that is read."
TOO_DEEP = "This is nested more than 30 deep."
FORMULA_TOO_DEEP = "This is nested more than 40 deep."
TOO_LONG = "This text is longer than 4,000 characters."
TOO_MANY = "The file has more than 20,000 entries."
TOO_MANY_ROWS = f"The network has more than {MOST_ROWS:,} rows, the most allowed."
TOO_MANY_STEPS = f"The network takes more than {MOST_STEPS:,} steps to follow, the most allowed."
TOO_MANY_PARAMS = "There are 9000 parameters; the most is 200."
TOO_MANY_MODULES = "There are {} modules; the most is 200."
PAST = "The result is larger than 10^18, the most that cnncost counts to."
TOO_FINE = "The result is finer than 10^-18, the finest that cnncost counts to."
FIELD = "The receptive field is past 10^18, the most that cnncost counts to."
PARTS_TOO_DEEP = f"Parts are nested more than {DEEPEST_PARTS} deep."
NO_ANCHORS = "Anchors (&) and aliases (*) are not read. Write it out."
NOT_UTF8 = "This is not UTF-8 text. Save the file as UTF-8 and try again."
NO_CHARACTER = "The file holds a character that no text may hold (U+{})."
INVISIBLE = "An invisible character (U+{}) stands here. Delete it."
NO_NAME = "A name has 1 to 40 visible characters."
LONG_LAYER = f"There is no layer called '{'x' * 39}…'. There are: {', '.join(KINDS)}."
AFTER_QUOTES = "Nothing may follow a text in quotes or a closed bracket."
NO_LINE = "This line does not fit: is it indented like its neighbours?"
NO_SPEC = "Expected a spec with 'key: value' lines."
NO_KEY = "A key must be a plain word."
EMPTY = "The file is empty."
ODD_CONV = "There is no layer called 'cnov'. Did you mean conv?"


def at_least(rows: str) -> str:
    return f"The network has at least {rows} rows; {MOST_ROWS:,} are the most allowed."


FILES = (
    # --- YAML that unfolds
    Hostile("billion-laughs", NO_ANCHORS, billion_laughs),
    Hostile("merge-keys", NO_ANCHORS, merge_keys),
    Hostile("recursive-anchor", NO_ANCHORS, lines("a: &x [*x]")),
    Hostile("anchor-of-a-scalar", NO_ANCHORS, layers("&a relu")),
    Hostile("alias-only", NO_ANCHORS, layers("*a")),
    # --- nesting
    Hostile("square-25000", TOO_DEEP, lambda: "[" * 25_000),
    Hostile("curly-25000", TOO_DEEP, lambda: "{" * 25_000),
    Hostile("both-25000", TOO_DEEP, lambda: "[{a: " * 25_000),
    Hostile("dashes-25000", TOO_DEEP, lambda: "- " * 25_000),
    Hostile("balanced-25000", TOO_DEEP, lambda: "[" * 25_000 + "]" * 25_000),
    Hostile("complex-keys-25000", TOO_DEEP, lambda: "? " * 25_000),
    Hostile("square-250000", TOO_DEEP, lambda: "[" * 250_000),
    Hostile("square-1000000", TOO_LARGE, lambda: "[" * 1_000_000),
    Hostile("curly-1000000", TOO_LARGE, lambda: "{" * 1_000_000),
    Hostile("round-1000000", TOO_LARGE, lambda: "(" * 1_000_000),
    Hostile("closing-1000000", TOO_LARGE, lambda: "]" * 1_000_000),
    Hostile("staircase-700", TOO_DEEP, lambda: staircase(700)),
    Hostile("round-25000", TOO_LONG, layers("(" * 25_000)),
    Hostile("round-3900", FORMULA_TOO_DEEP, layers("(" * 3_900)),
    Hostile("floors-3900", FORMULA_TOO_DEEP, layers("⌊" * 3_900)),
    Hostile("signs-3900", FORMULA_TOO_DEEP, layers(f"conv({'-' * 3_900}1)")),
    Hostile("nots-900", FORMULA_TOO_DEEP, layers(f"conv({'not ' * 900}1)")),
    Hostile("powers-1300", FORMULA_TOO_DEEP, layers(f"conv({'2**' * 1_300}1)")),
    Hostile("choices-200", FORMULA_TOO_DEEP, layers("relu if 1 else " * 200 + "relu")),
    Hostile("calls-1300", FORMULA_TOO_DEEP, layers("f(" * 1_300)),
    Hostile("sums-1900", FORMULA_TOO_DEEP, layers(f"conv({'1+' * 1_900}1)")),
    Hostile("repeats-900", FORMULA_TOO_DEEP, layers("1 * " * 900 + "relu")),
    Hostile("arrows-400", "", layers("relu -> " * 400 + "relu")),
    Hostile("arrows-60-repeated", "", layers(f"2 * ({'relu -> ' * 60}relu)")),
    Hostile("arrows-60-chosen", "", layers(f"({'relu -> ' * 60}relu) if cin == 3 else none")),
    # --- size
    Hostile("50-megabytes", TOO_LARGE, lambda: b"#" * 50_000_000),
    Hostile("huge-scalar", TOO_LONG, layers("relu" * 60_000)),
    Hostile("huge-quoted", TOO_LONG, layers('"' + "relu -> " * 30_000 + '"')),
    Hostile("huge-block", TOO_LONG, layers(">\n" + "  relu ->\n" * 20_000)),
    Hostile("huge-key", TOO_LONG, lines(f'? "{"x" * 200_000}"', ": 1")),
    Hostile("million-nodes", TOO_LARGE, lambda: "- a\n" * 1_000_000),
    Hostile("60000-nodes", TOO_MANY, lambda: "- a\n" * 60_000),
    Hostile("80000-flow-nodes", TOO_MANY, lambda: "[" + "a," * 80_000 + "]"),
    Hostile("250000-blank-lines", EMPTY, lambda: "\n" * 250_000),
    Hostile("long-line", "", layers(f"relu  #{' ' * 250_000}.")),
    Hostile("long-name", NO_NAME, lines(f"{HEAD}layers:", f"  - ? {'x' * 3_900}", "    : relu")),
    Hostile("long-layer", LONG_LAYER, layers("x" * 3_900)),
    Hostile("201-modules", TOO_MANY_MODULES.format(201), modules(ladder(201, "relu"), "m200")),
    Hostile("9000-params", TOO_MANY_PARAMS, lambda: f"{HEAD}{params(9_000)}layers: conv(q)\n"),
    Hostile(
        "9000-params-copied",
        TOO_MANY_PARAMS,
        lambda: modules({"m": "relu"}, f"{MOST_ROWS} * m", params(9_000))(),
    ),
    # --- work without end
    Hostile("most-rows", "", layers(f"{MOST_ROWS} * relu")),
    Hostile("many-rows-json", "", layers(f"{MOST_ROWS // 10} * relu"), ("--format", "json")),
    Hostile("many-rows-csv", "", layers(f"{MOST_ROWS // 10} * relu"), ("--format", "csv")),
    Hostile("a-million-relus", at_least("1,000,000"), layers("1000000 * relu")),
    Hostile(
        "repeats-of-repeats",
        at_least("1,000,000,000,000"),
        layers("1000 * (1000 * (1000 * (1000 * relu)))"),
    ),
    Hostile(
        "repeats-from-params",
        TOO_MANY_ROWS,
        lines(f"{HEAD}params: {{n: 999999999}}", "layers: n * (n * (n * relu))"),
    ),
    Hostile("repeats-of-none", TOO_MANY_STEPS, layers("999999999999999999 * none")),
    Hostile("repeats-of-identity", TOO_MANY_STEPS, layers("999999999999999999 * identity")),
    Hostile("doubled-30-times", at_least("1,073,741,824"), modules(doubling(30, "relu"), "m30")),
    Hostile(
        "doubled-by-choice",
        TOO_MANY_STEPS,
        modules(doubling(30, "relu if cin == 3 else none"), "m30"),
    ),
    Hostile("doubled-none", TOO_MANY_STEPS, modules(doubling(30, "none"), "m30 -> relu")),
    Hostile("doubled-identity", TOO_MANY_STEPS, modules(doubling(30, "identity"), "m30 -> relu")),
    Hostile("doubled-zero", TOO_MANY_STEPS, modules(doubling(30, "0 * relu"), "m30 -> relu")),
    Hostile(
        "more-rows-than-print",
        TOO_MANY_ROWS,
        modules(ladder(199, "relu", "999999999999999999 * (999999999999999999 * @)"), "m198"),
    ),
    Hostile("chain-of-199", "", modules(ladder(199, "relu"), "m198")),
    Hostile(
        "chain-of-199-joined",
        PARTS_TOO_DEEP,
        modules(ladder(199, "relu", "[{add: {a: @, b: identity}}]"), "m198"),
    ),
    Hostile(
        "chain-of-199-deep",
        PARTS_TOO_DEEP,
        modules(ladder(199, "relu", "[{a: [{b: [{c: [{d: [{e: [{f: @}]}]}]}]}]}]"), "m198"),
    ),
    Hostile(
        "chain-of-1000", TOO_MANY_MODULES.format(1_000), modules(ladder(1_000, "relu"), "m999")
    ),
    Hostile("long-paths-60", "", modules(named(20), "m19")),
    Hostile("long-paths-240", PARTS_TOO_DEEP, modules(named(80), "m79")),
    Hostile(
        "long-paths-repeated",
        TOO_MANY_STEPS,
        modules(
            ladder(20, "relu", f"[{{{'n' * 40}: " * 3 + "@" + "}]" * 3), f"{MOST_ROWS // 2} * m19"
        ),
    ),
    # --- numbers
    Hostile("4301-digits", TOO_LONG, layers(f"conv({'9' * 4_301})")),
    Hostile(
        "3900-digits",
        "This number has 3900 digits; the limit is 18.",
        layers(f"conv({'9' * 3_900})"),
    ),
    Hostile(
        "3900-decimals",
        "This number has 3901 digits; the limit is 18.",
        layers(f"conv(0.{'9' * 3_900})"),
    ),
    Hostile("power", "2^1000000 is larger than 2^256.", layers("conv(2**1000000)")),
    Hostile("power-of-power", "9^387420489 is larger than 2^256.", layers("conv(9**9**9**9)")),
    Hostile(
        "power-of-nothing",
        "channels (output channels) must be at least 1, not 0.",
        layers("conv(0**999999999)"),
    ),
    Hostile(
        "negative-power",
        "An exponent must be a whole number from 0 up, not -1.",
        layers("conv(2**-1)"),
    ),
    Hostile(
        "fraction-power",
        "An exponent must be a whole number from 0 up, not 1/2.",
        layers("conv(2**0.5)"),
    ),
    Hostile("product", PAST, layers(f"conv({product('2**100')})")),
    Hostile(
        "product-of-params",
        PAST,
        lines(f"{HEAD}params:", f"  n: {product('2**100')}", "layers: relu"),
    ),
    Hostile("product-divided", PAST, layers(f"conv((1+{product('2**100')})/2)")),
    Hostile("product-divided-by-0", PAST, layers(f"conv({product('2**100')}/0)")),
    Hostile("product-of-decimals", PAST, layers(f"conv({product('999999999.5**4')})")),
    Hostile(
        "product-of-decimals-of-params",
        PAST,
        lines(f"{HEAD}params:", f"  n: {product('999999999.5**4')}", "layers: relu"),
    ),
    Hostile("product-of-tenths", TOO_FINE, layers(f"conv({product('0.1')})")),
    Hostile("squares-20", PAST, modules(squares(20), "m20(3)")),
    Hostile("squares-60", PAST, modules(squares(60), "m60(3)")),
    Hostile("squares-of-1.1", TOO_FINE, modules(squares(60), "m60(1.1)")),
    Hostile("squares-of-0.9", TOO_FINE, modules(squares(60), "m60(0.9)")),
    Hostile(
        "a-cost-past-10^18",
        "conv costs 1,999,999,996,000,000,002, more than 10^18, the most that cnncost counts to.",
        layers("conv(2)", "999999999x999999999x1"),
    ),
    Hostile(
        "a-sum-past-10^18",
        "The network's macs add up to 1,800,000,000,000,000,000, more than 10^18, the most that "
        "cnncost counts to.",
        layers("2000 * conv(1000, k=3)", "10000x10000x1000"),
    ),
    Hostile("strides", FIELD, layers(f"{MOST_ROWS} * maxpool(1, s=999999999)")),
    Hostile("strides-500", FIELD, layers("500 * maxpool(1, s=999999999)")),
    Hostile(
        "strides-500-json", FIELD, layers("500 * maxpool(1, s=999999999)"), ("--format", "json")
    ),
    Hostile("upward-strides", FIELD, layers(f"{MOST_ROWS} * transposed(3, s=999999937)", "1x1x3")),
    Hostile(
        "upsampled-by-255",
        "",
        layers("transposed(3, k=3, s=255, p=1) -> 200 * maxpool(511)", "1x1x3"),
    ),
    Hostile(
        "upsampled-by-16",
        "",
        layers("transposed(3, k=3, s=16, p=1) -> 2000 * maxpool(3)", "1x1x3"),
    ),
    Hostile(
        "floors-in-a-default",
        f"f(a, b={'⌊' * 37}1{'/1⌋' * 37}) has no parameter 'c'.",
        modules({f"f(a, b={'1//' * 37}1)": "relu"}, "f(c=1)"),
    ),
    # --- letters
    Hostile("utf-16", NOT_UTF8, lambda: f"{HEAD}layers: relu\n".encode("utf-16")),
    Hostile(
        "utf-16-without-mark",
        NO_CHARACTER.format("0000"),
        lambda: f"{HEAD}layers: relu\n".encode("utf-16-le"),
    ),
    Hostile("latin-1", NOT_UTF8, lambda: titled("Größe")().encode("latin-1")),
    Hostile("cp1252-quotes", NOT_UTF8, lambda: titled("“x”")().encode("cp1252")),
    Hostile("surrogate", NOT_UTF8, lambda: b"title: \xed\xa0\x80\n"),
    Hostile("nul", NO_CHARACTER.format("0000"), layers("re\0lu")),
    Hostile("escape", NO_CHARACTER.format("001B"), layers("re\x1b[31mlu")),
    Hostile("nul-written", INVISIBLE.format("0000"), layers('"re\\0lu"')),
    Hostile("escape-written", INVISIBLE.format("001B"), layers('"re\\e[31mlu"')),
    Hostile(
        "surrogate-written",
        "This is not YAML: found invalid Unicode character escape code.",
        titled('"\\ud800"'),
    ),
    Hostile("escape-in-a-title", "", titled('"\\e[31mred\\a"')),
    Hostile("escape-in-a-title-markdown", "", titled('"\\e[31mred"'), ("--format", "markdown")),
    Hostile("line-end-in-a-title", "", titled('"one\\ntwo"')),
    Hostile("mark", "", lambda: f"{HEAD}layers: relu\n".encode("utf-8-sig")),
    Hostile("mark-twice", "", lambda: f"\ufeff\ufeff{HEAD}layers: relu\n"),
    Hostile("mark-inside", INVISIBLE.format("FEFF"), layers("\ufeffrelu")),
    Hostile("zero-width-space", INVISIBLE.format("200B"), layers("re\u200blu")),
    Hostile("right-to-left", NO_NAME, labelled("a\u202egnp")),
    Hostile("right-to-left-in-a-title", "", titled("a\u202egnp")),
    Hostile(
        "no-break-space",
        "A no-break space (U+00A0) stands here; type a plain space.",
        lines("input: 8x8x3", "layers:\u00a0relu"),
    ),
    Hostile("no-break-space-in-a-chain", "", layers("relu\u00a0-> conv(3)")),
    Hostile("wide-digits", "'６' (U+FF16) is not understood here.", layers("conv(６４)")),
    Hostile("arabic-digits", "'٣' (U+0663) is not understood here.", layers("conv(٣)")),
    Hostile(
        "arabic-digits-of-input",
        "Expected the size of the input as HxWxC, such as 224x224x3.",
        layers("relu", "٨x٨x٣"),
    ),
    Hostile("cyrillic-letter", "'с' (U+0441) is not understood here.", layers("сonv(3)")),
    Hostile("crlf", "", lambda: f"{HEAD}layers:\n  - relu\n".replace("\n", "\r\n")),
    Hostile("cr", "", lambda: f"{HEAD}layers:\n  - relu\n".replace("\n", "\r")),
    Hostile("crlf-mistake", ODD_CONV, lambda: layers("cnov")().replace("\n", "\r\n")),
    Hostile("cr-mistake", ODD_CONV, lambda: layers("cnov")().replace("\n", "\r")),
    Hostile("next-line-mistake", ODD_CONV, layers("relu\x85 -> cnov")),
    Hostile("line-separator-mistake", ODD_CONV, layers("relu\u2028 -> cnov")),
    Hostile("markup", "", labelled('"[bold]"', "relu -> conv(3)")),
    Hostile("markup-link", "", labelled('"[link=x]"', "relu -> conv(3)")),
    Hostile("markup-alone", "", labelled('"["', "relu -> conv(3)")),
    Hostile("markup-mistake", "'[' is not understood here: use ( ).", layers('"[bold]relu"')),
    Hostile("markup-title", "", titled('"[/red] :smile: [blink]"')),
    # --- documents that are none
    Hostile("empty", EMPTY, lambda: ""),
    Hostile("only-spaces", EMPTY, lambda: "   \n  \n"),
    Hostile("only-comments", EMPTY, lambda: "# one\n# two\n"),
    Hostile("only-a-mark", EMPTY, lambda: "---\n"),
    Hostile("only-a-null", NO_SPEC, lambda: "~\n"),
    Hostile("only-a-word", NO_SPEC, lambda: "relu\n"),
    Hostile("only-a-list", NO_SPEC, lambda: "- relu\n- conv(3)\n"),
    Hostile("empty-mapping", "The spec has no 'input:'.", lambda: "{}\n"),
    Hostile(
        "two-documents",
        "A second document starts here; one file holds one.",
        lines(f"{HEAD}layers: relu", "---", f"{HEAD}layers: relu"),
    ),
    Hostile(
        "second-document-empty",
        "A second document starts here; one file holds one.",
        lines(f"{HEAD}layers: relu", "---"),
    ),
    Hostile("ended-document", "", lines("---", f"{HEAD}layers: relu", "...")),
    Hostile("directive", "", lines("%YAML 1.1", "---", f"{HEAD}layers: relu")),
    Hostile(
        "directive-unknown",
        "This is not YAML: found unknown directive name.",
        lines("%FOO bar", "---", f"{HEAD}layers: relu"),
    ),
    Hostile(
        "directive-version",
        "This is not YAML: found incompatible YAML document.",
        lines("%YAML 9.9", "---", f"{HEAD}layers: relu"),
    ),
    Hostile(
        "tag",
        "Tags such as tag:yaml.org,2002:python/object/apply:o… are not read.",
        layers("!!python/object/apply:os.system [ls]"),
    ),
    Hostile(
        "tag-of-text", "Tags such as tag:yaml.org,2002:str are not read.", layers("!!str relu")
    ),
    Hostile(
        "tag-of-3000", f"Tags such as !{'x' * 38}… are not read.", layers(f"!{'x' * 3_000} relu")
    ),
    Hostile("complex-key", NO_KEY, lines(f"{HEAD}layers:", "  ? [a, b]", "  : relu")),
    Hostile("complex-mapping-key", NO_KEY, lines("? {a: b}", ": relu")),
    Hostile("list-as-a-name", NO_KEY, labelled("[pool]")),
    Hostile("program", AFTER_QUOTES, lambda: Path(__file__).read_bytes()),
    Hostile("png", NOT_UTF8, lambda: b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"),
    Hostile("zip", NO_CHARACTER.format("0003"), lambda: b"PK\x03\x04\x14\0\0\0\x08\0"),
    Hostile("json", "", lambda: json.dumps({"input": "8x8x3", "layers": ["relu", "conv(3)"]})),
)


def show(arguments: list[str]) -> None:
    """What ``cnncost`` does with these arguments, in this process."""
    from cnncost.cli import main

    sys.argv = ["cnncost", *arguments]
    main()


def outcome(within: Path, arguments: list[str], notes: Path) -> dict[str, Any]:
    """How a process ends that runs in a folder: status, time, memory, and what it wrote."""
    import resource

    out, err = notes / "out", notes / "err"
    child = os.fork()
    if child == 0:
        for stream, target in ((1, out), (2, err)):
            os.dup2(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), stream)
        os.chdir(within)
        signal.alarm(LONGEST)
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        code = 1
        try:
            show(arguments)
            code = 0
        except SystemExit as stop:
            code = int(stop.code or 0)
        except BaseException:
            import traceback

            traceback.print_exc()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)
    _, status, usage = os.wait4(child, 0)
    return {
        "status": os.waitstatus_to_exitcode(status),
        "seconds": usage.ru_utime + usage.ru_stime,
        "megabytes": usage.ru_maxrss / 1024,
        "stdout": out.read_bytes().decode("utf-8", "surrogateescape"),
        "stderr": err.read_bytes().decode("utf-8", "surrogateescape"),
    }


def work(notes: Path) -> None:
    """For each line, a folder and arguments as JSON, a line with what came of the command."""
    warm()
    for line in sys.stdin:
        within, arguments = json.loads(line)
        print(json.dumps(outcome(Path(within), arguments, notes)), flush=True)


def warm() -> None:
    """Import and build once what every process uses that is copied from this one."""
    import typer.main

    import cnncost.cli.write
    import cnncost.library
    import cnncost.views.data
    import cnncost.views.show  # noqa: F401
    from cnncost.cli.app import app

    command = typer.main.get_command(app)
    typer.main.get_command = lambda _: command


if __name__ == "__main__":
    work(Path(sys.argv[1]))
