"""Text -> Expr: one small grammar for every formula, condition and chain of layers in a file.

    choice     := chain ['if' condition 'else' choice]   as in Python, the last to be decided
    chain      := expression ('->' expression)*
    expression := numbers, names, calls f(x, option=y), pairs 1x7 or (1, 7), floors ⌊a/b⌋,
                  + - * / // % ** < <= == != >= > and or not, with their usual ranks

Written by hand mathematics is read too: · and × for *, ² and ^2 for **2, − for -. The reader is
bounded in length, nesting and digits, and never asks Python to evaluate anything.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import NamedTuple

from cnncost.errors import FormulaError, shortened
from cnncost.formula.expression import Expr

LONGEST_TEXT = 4_000
DEEPEST_NESTING = 40
MOST_DIGITS = 18

SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
SPELLINGS = {"·": "*", "×": "*", "^": "**", "−": "-", "÷": "/", "≤": "<=", "≥": ">=", "≠": "!="}

# An operator's rank: the higher binds the tighter. Power and the prefixes are handled by name.
RANKS = {
    "if": 1,
    "->": 2,
    "or": 3,
    "and": 4,
    "<": 6, "<=": 6, ">": 6, ">=": 6, "==": 6, "!=": 6,
    "+": 7, "-": 7,
    "*": 8, "/": 8, "//": 8, "%": 8,
    "**": 10,
}  # fmt: skip
NOT_RANK, SIGN_RANK = 5, 9

_TOKEN = re.compile(
    r"""(?P<space>\s+)
      | (?P<foreign>-->|=>|(?<=[0-9]),0[0-9]{2}(?![0-9]))
      | (?P<pair>[0-9]+x[0-9]+(?![0-9A-Za-z_.]))
      | (?P<number>[0-9][0-9_]*(?:\.[0-9]+)?(?![0-9A-Za-z_.]))
      | (?P<misprint>[0-9][0-9A-Za-z_.]*)
      | (?P<name>[A-Za-z][A-Za-z0-9_]*)
      | (?P<quoted>'[^'\n]*'|"[^"\n]*")
      | (?P<power>[⁰¹²³⁴⁵⁶⁷⁸⁹]+)
      | (?P<sign>->|\*\*|//|<=|>=|==|!=|[-+*/%<>=(),^·×−÷≤≥≠⌊⌋])""",
    re.VERBOSE,
)


_WANTED = {",": "',' or ')'", "else": "'else', as in 'relu if s == 1 else none'"}


# What people write from habit, and what to say to it.
_FOREIGN = (
    (r"-->|=>|[→⇒]", "'{}' is not understood here: between layers write ->."),
    (r"""['"‘’“”`]""", "Quotes are not read here: write it without them."),
    (r"[][{}]", "'{}' is not understood here: use ( )."),
    (r",0[0-9]{2}", "A ',' does not fit here: thousands are written without it, as in 1000."),
    (r"#", "A comment needs a space before its #."),
    (r":", "':' is not understood here: an option is set with =, as in k=3."),
    (r"\.[0-9]+", "'{}' is not a number: write plain digits, as in 1000 or 0.75."),
    (r"[!-~]", "'{}' is not understood here."),
)


class Token(NamedTuple):
    kind: str
    text: str
    start: int
    end: int


def parse(text: str, quotes: bool = False) -> Expr:
    """The formula written in ``text``; with ``quotes`` a number, whose calls may be given texts.

    Raises FormulaError with the span of what could not be read and what was expected instead.
    """
    if len(text) > LONGEST_TEXT:
        raise FormulaError(
            f"This is {len(text):,} characters long; the limit is {LONGEST_TEXT:,}.", (0, 1)
        )
    reader = _Reader(_tokens(text, quotes))
    formula = reader.expression(0)
    reader.finish()
    if quotes:
        _refuse_chains(formula)
    return formula


def _refuse_chains(formula: Expr) -> None:
    """Raise FormulaError for layers: their chains alone nest as deep as they are long."""
    for part in formula.nodes():
        if part.op == "->":
            raise FormulaError("-> joins layers, and a number is expected here.", part.span)


def _tokens(text: str, quotes: bool) -> list[Token]:
    tokens, at = [], 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if quotes and match is None and text[at] in "'\"":
            raise FormulaError("A quote is opened here and never closed.", (at, len(text)))
        if match is None or match.lastgroup == "foreign":
            raise _foreign(text, at)
        if match.lastgroup == "quoted" and not quotes:
            raise _foreign(text, at)
        if match.lastgroup == "misprint":
            raise _misprint(match)
        if match.lastgroup != "space":
            tokens.append(Token(match.lastgroup or "", match.group(), at, match.end()))
        at = match.end()
    tokens.append(Token("end", "the end", at, at + 1))
    return tokens


def _foreign(text: str, at: int) -> FormulaError:
    """What to say to a sign that no formula has."""
    for pattern, message in _FOREIGN:
        if match := re.compile(pattern).match(text, at):
            return FormulaError(message.format(shortened(match.group())), match.span())
    sign, code = text[at], f"U+{ord(text[at]):04X}"
    if not sign.isprintable():
        message = f"An invisible character ({code}) stands here. Delete it."
    else:
        message = f"'{sign}' ({code}) is not understood here."
    return FormulaError(message, (at, at + 1))


def _misprint(match: re.Match[str]) -> FormulaError:
    """What to say to something that starts like a number."""
    typed = shortened(match.group())
    if re.fullmatch("[0-9]+x", typed):
        advice = f". A count is written {typed[:-1]} * conv(64)."
    else:
        advice = ": write plain digits, as in 1000 or 0.75."
    return FormulaError(f"'{typed}' is not a number{advice}", match.span())


class _Reader:
    """A precedence-climbing reader over the tokens of one text."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.at = 0
        self.depth = 0

    def expression(self, rank: int) -> Expr:
        """The longest expression whose operators all bind tighter than ``rank``."""
        self._descend()
        left = self._prefix()
        while (found := RANKS.get(self._operator(), 0)) > rank:
            left = self._infix(left, found)
            if left.height > DEEPEST_NESTING and left.op != "->":
                raise self._error(f"This is nested more than {DEEPEST_NESTING} deep.")
        self.depth -= 1
        return left

    def expect(self, text: str) -> Token:
        token = self.tokens[self.at]
        if token.text != text:
            raise self._error(f"Expected {_WANTED.get(text, repr(text))}, found {_named(token)}.")
        self.at += 1
        return token

    def finish(self) -> None:
        """Refuse whatever follows a complete expression."""
        token = self.tokens[self.at]
        if token.text == ")":
            raise self._error("This ')' closes nothing.")
        if token.text == ",":
            raise self._error(
                "A ',' does not fit here: layers are joined with ->, decimals take a point."
            )
        if token.text == "=":
            raise self._error("A single = sets an option inside ( ). Write == to compare.")
        if token.kind != "end":
            raise self._error(f"An operator, such as -> or *, is missing before {_named(token)}.")

    def _descend(self) -> None:
        self.depth += 1
        if self.depth > DEEPEST_NESTING:
            raise self._error(f"This is nested more than {DEEPEST_NESTING} deep.")

    def _error(self, message: str) -> FormulaError:
        token = self.tokens[self.at]
        return FormulaError(message, (token.start, token.end))

    def _operator(self) -> str:
        token = self.tokens[self.at]
        return "**" if token.kind == "power" else SPELLINGS.get(token.text, token.text)

    def _infix(self, left: Expr, rank: int) -> Expr:
        operator = self._operator()
        token = self.tokens[self.at]
        self.at += 1
        if token.kind == "power":
            digits = "".join(str(SUPERSCRIPTS.index(c)) for c in token.text)
            right = _number(Token("number", digits, token.start, token.end))
        elif operator == "if":
            return self._choice(left)
        elif operator == "**":
            right = self.expression(SIGN_RANK - 1)  # the exponent may carry a sign
        elif rank == RANKS["<"]:
            right = self.expression(rank)
            if RANKS.get(self._operator(), 0) == rank:
                raise self._error("Compare two things at a time: 'a < b and b < c'.")
        else:
            right = self.expression(rank)
        return Expr(operator, left, right, span=_across(left, right))

    def _choice(self, yes: Expr) -> Expr:
        condition = self.expression(RANKS["if"])
        if self.tokens[self.at].text == "=":
            self.finish()
        self.expect("else")
        no = self.expression(RANKS["if"] - 1)
        return Expr("if", yes, condition, no, span=_across(yes, no))

    def _prefix(self) -> Expr:
        token = self.tokens[self.at]
        self.at += 1
        if token.kind == "number":
            return _number(token)
        if token.kind == "pair":
            return _pair(token)
        if token.kind == "quoted":
            return Expr("text", token.text[1:-1], span=(token.start, token.end))
        if token.kind == "name" and token.text not in ("if", "else", "and", "or"):
            return self._named(token)
        if token.text in ("-", "−"):
            inside = self.expression(SIGN_RANK)
            return Expr("negative", inside, span=(token.start, _end(inside)))
        if token.text == "(":
            return self._parenthesis(token)
        if token.text == "⌊":
            return self._floor(token)
        self.at -= 1
        raise self._error(f"Expected a number, a name or '(', found {_named(token)}.")

    def _named(self, token: Token) -> Expr:
        if token.text == "not":
            inside = self.expression(NOT_RANK)
            return Expr("not", inside, span=(token.start, _end(inside)))
        if self.tokens[self.at].text != "(":
            return Expr("symbol", token.text, span=(token.start, token.end))
        self.at += 1
        args: list[Expr] = []
        while self.tokens[self.at].text != ")":
            args.append(self._argument())
            if self.tokens[self.at].text != ")":
                self.expect(",")
        end = self.expect(")").end
        return Expr("call", token.text, *args, span=(token.start, end))

    def _argument(self) -> Expr:
        token, after = self.tokens[self.at], self.tokens[min(self.at + 1, len(self.tokens) - 1)]
        if token.kind == "name" and after.text == "=":
            self.at += 2
            value = self.expression(0)
            return Expr("option", token.text, value, span=(token.start, _end(value)))
        return self.expression(0)

    def _parenthesis(self, opened: Token) -> Expr:
        items = [self.expression(0)]
        while self.tokens[self.at].text == ",":
            self.at += 1
            items.append(self.expression(0))
        end = self.expect(")").end
        if len(items) == 1:
            return items[0]
        return Expr("pair", *items, span=(opened.start, end))

    def _floor(self, opened: Token) -> Expr:
        inside = self.expression(0)
        end = self.expect("⌋").end
        if inside.op == "/":
            return Expr("//", *inside.args, span=(opened.start, end))
        return Expr("call", "floor", inside, span=(opened.start, end))


def _number(token: Token) -> Expr:
    digits = token.text.replace("_", "")
    span = (token.start, token.end)
    count = len(digits.replace(".", ""))
    if count > MOST_DIGITS:
        raise FormulaError(f"This number has {count} digits; the limit is {MOST_DIGITS}.", span)
    if re.match("0[0-9]", digits):
        plain = re.sub("^0+(?=[0-9])", "", digits)
        raise FormulaError(f"'{token.text}' starts with a zero; write {plain}.", span)
    return Expr("number", Fraction(digits) if "." in digits else int(digits), span=span)


def _pair(token: Token) -> Expr:
    """``1x7``, as papers write the size of a kernel: height by width."""
    halves, start = [], token.start
    for digits in token.text.split("x"):
        halves.append(_number(Token("number", digits, start, start + len(digits))))
        start += len(digits) + 1
    return Expr("pair", *halves, span=(token.start, token.end))


def _across(left: Expr, right: Expr) -> tuple[int, int]:
    return (left.span[0] if left.span else 0, _end(right))


def _end(formula: Expr) -> int:
    return formula.span[1] if formula.span else 0


def _named(token: Token) -> str:
    return "the end of the text" if token.kind == "end" else f"'{shortened(token.text)}'"
