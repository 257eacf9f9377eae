"""Scripts of the pages run in a JavaScript engine without a browser, and numbers to and from it.

Where there is no engine these tests are skipped; with CNNCOST_NEEDS_ENGINE=1 they fail instead.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from browser import give_up

from cnncost.pages.document import resource
from cnncost.pages.play.forms import forms_script
from cnncost.pages.play.kinds import kinds_script

NEEDED = "CNNCOST_NEEDS_ENGINE"
NO_ENGINE = "There is no quickjs: pip install 'cnncost[dev]'."
# What tests say to scripts and hear from them: exact numbers as lists with their sort.
EXCHANGE = """
function heard(value) {
  if (!Array.isArray(value)) return value;
  const [sort, ...parts] = value;
  if (sort === "whole") return BigInt(parts[0]);
  if (sort === "fraction") return fraction(BigInt(parts[0]), BigInt(parts[1]));
  if (sort === "list") return parts.map(heard);
  return Object.fromEntries(parts.map(([name, inside]) => [name, heard(inside)]));
}
function said(value) {
  if (typeof value === "bigint") return ["whole", String(value)];
  if (Array.isArray(value)) return ["list", ...value.map(said)];
  if (value === null || typeof value !== "object") return value === undefined ? null : value;
  if (typeof value.above === "bigint") return ["fraction", `${value.above}`, `${value.below}`];
  return ["object", ...Object.entries(value).filter(([, inside]) => typeof inside !== "function")
    .map(([name, inside]) => [name, said(inside)])];
}
function refused(error) {
  if (!(error instanceof FormulaError) && !(error instanceof LayerError)) throw error;
  return { refused: error.message, option: error.option || "" };
}
function attempted(run) {
  try { return run(); } catch (error) { return refused(error); }
}
"""


def engine(*scripts: str) -> Any:
    """A JavaScript engine in which these scripts have run."""
    try:
        import quickjs
    except ImportError:
        give_up(NO_ENGINE, NEEDED)
    context = quickjs.Context()
    context.eval("\n".join(('"use strict";', *scripts, EXCHANGE)))
    return context


def exact(*scripts: str) -> Any:
    """The engine with exact numbers and their bounds."""
    return engine(script("exact.js"), kinds_script(), *scripts)


def counting(*scripts: str) -> Any:
    """The engine of the play page, with no panel and no page, and perhaps some networks."""
    files = map(script, ("exact.js", "measure.js", "walk.js"))
    return engine(*files, kinds_script(), forms_script(), *scripts)


def script(name: str) -> str:
    """A script of the play page."""
    return resource(f"play/{name}")


def asked(context: Any, expression: str, script: str = "", **values: Any) -> Any:
    """What an expression comes to, with these values as names in it, behind a script of its own."""
    names = "".join(f"const {name} = heard({json.dumps(sent(v))});" for name, v in values.items())
    block = f"{{ {script} {names} JSON.stringify(said({expression})) }}"
    return received(json.loads(context.eval(block)))


def sent(value: Any) -> Any:
    """A value as ``heard`` takes it."""
    if isinstance(value, Fraction):
        return ["fraction", str(value.numerator), str(value.denominator)]
    if type(value) is int:
        return ["whole", str(value)]
    if isinstance(value, dict):
        return ["object", *([str(name), sent(inside)] for name, inside in value.items())]
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ["list", *map(sent, value)]
    return value


def received(value: Any) -> Any:
    """A value as ``said`` gives it."""
    if not isinstance(value, list):
        return value
    sort, *parts = value
    if sort == "whole":
        return int(parts[0])
    if sort == "fraction":
        return Fraction(int(parts[0]), int(parts[1]))
    if sort == "list":
        return list(map(received, parts))
    return {name: received(inside) for name, inside in parts}
