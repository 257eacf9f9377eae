"""Moodle's XML of questions: numbers with a message for every slip, tables as Cloze, choices."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from cnncost.homework.exports.blanks import RECOUNT, Answer, Blank
from cnncost.homework.exports.quiz import (
    DIGITS,
    Asked,
    Quiz,
    as_html,
    decimal,
    points_note,
    question_html,
    scaled,
    solution_html,
    valid,
)
from cnncost.numbers import points as points_text

# The only shares of the points that Moodle imports, with their percentages as it writes them.
SHARES = {
    Fraction(1): "100", Fraction(9, 10): "90", Fraction(5, 6): "83.33333", Fraction(4, 5): "80",
    Fraction(3, 4): "75", Fraction(7, 10): "70", Fraction(2, 3): "66.66667", Fraction(3, 5): "60",
    Fraction(1, 2): "50", Fraction(2, 5): "40", Fraction(1, 3): "33.33333", Fraction(3, 10): "30",
    Fraction(1, 4): "25", Fraction(1, 5): "20", Fraction(1, 6): "16.66667",
    Fraction(1, 7): "14.28571", Fraction(1, 8): "12.5", Fraction(1, 9): "11.11111",
    Fraction(1, 10): "10", Fraction(1, 20): "5", Fraction(0): "0",
}  # fmt: skip
TOP = "$course$/top/cnncost"
LOOKALIKES = str.maketrans({"~": "∼", "\\": "∖"})


def moodle_xml(quiz: Quiz) -> str:
    """The quiz as Moodle imports it."""
    parts = ['<?xml version="1.0" encoding="UTF-8"?>', "<quiz>"]
    category = ""
    for question in quiz.questions:
        own = category_of(quiz, question)
        if own != category:
            parts.append(_category(own))
            category = own
        parts.append(_question(quiz, question))
    return "\n".join([*parts, "</quiz>"]) + "\n"


def moodle_notes(quiz: Quiz) -> tuple[str, ...]:
    """What the teacher should set by hand."""
    several = [one for one in quiz.questions if len(one.blanks) > 1]
    totals = [(one, sum(weights(one))) for one in several]
    notes = (points_note(one, total) for one, total in totals if total != one.points)
    return tuple(dict.fromkeys(notes))


def category_of(quiz: Quiz, question: Asked) -> str:
    """Where a question is kept: the variants of an item together, for a quiz to draw from."""
    return "/".join(filter(None, (TOP, quiz.name, question.group)))


def percent(share: Fraction) -> str:
    """The largest share that Moodle knows and that is not more than this one, in percent."""
    return next(text for known, text in SHARES.items() if known <= share)


def _category(path: str) -> str:
    return f' <question type="category"><category><text>{cdata(path)}</text></category></question>'


def _question(quiz: Quiz, question: Asked) -> str:
    if question.options:
        return _written(quiz, question, "multichoice", question_html(question), _choice(question))
    if len(question.blanks) > 1:
        return _written(quiz, question, "cloze", _cloze(question), ())
    text = question_html(question, DIGITS)
    return _written(quiz, question, "numerical", text, _numerical(question))


def _written(
    quiz: Quiz, question: Asked, type: str, text: str, own: Iterator[str] | tuple[()]
) -> str:
    grade = sum(weights(question)) if type == "cloze" else question.points
    lines = [
        f"<name><text>{cdata(question.name)}</text></name>",
        _html("questiontext", text),
        _html("generalfeedback", solution_html(question)),
        f"<defaultgrade>{points_text(Fraction(grade))}</defaultgrade>",
        "<penalty>0.1</penalty>",
        "<hidden>0</hidden>",
        f"<idnumber>{cdata(question.id)}</idnumber>",
        *own,
        *(_html("hint", as_html(hint)) for hint in question.hints),
        f"<tags>{_tag('cnncost')}{_tag(quiz.name)}{_tag(question.item)}</tags>",
    ]
    inside = "\n".join(f"  {line}" for line in lines)
    return f' <question type="{type}">\n{inside}\n </question>'


def _tag(text: str) -> str:
    return f"<tag><text>{cdata(text)}</text></tag>"


def _html(name: str, html: str, more: str = "") -> str:
    return f'<{name} format="html"><text>{cdata(html)}</text>{more}</{name}>'


def cdata(text: str) -> str:
    """Text as it is, whatever is in it."""
    return f"<![CDATA[{valid(text).replace(']]>', ']]]]><![CDATA[>')}]]>"


def _numerical(question: Asked) -> Iterator[str]:
    """The first answer that matches counts: the right one first, and anything else last."""
    blank = question.blanks[0]
    for answer in blank.answers:
        tolerance = decimal(_tolerance(blank, answer))
        yield _answer(percent(answer.share), decimal(answer.value), answer.says, tolerance)
    yield _answer("0", "*", RECOUNT, "0")
    yield "<unitgradingtype>0</unitgradingtype>"
    yield "<unitpenalty>0.1</unitpenalty>"
    yield "<showunits>3</showunits>"
    yield "<unitsleft>0</unitsleft>"


def _tolerance(blank: Blank, answer: Answer) -> Fraction:
    return blank.tolerance if answer is blank.answers[0] else Fraction(0)


def _answer(share: str, text: str, says: str, tolerance: str) -> str:
    feedback = _html("feedback", as_html(says))
    return (
        f'<answer fraction="{share}" format="plain_text"><text>{text}</text>{feedback}'
        f"<tolerance>{tolerance}</tolerance></answer>"
    )


def _choice(question: Asked) -> Iterator[str]:
    yield "<single>true</single>"
    yield "<shuffleanswers>true</shuffleanswers>"
    yield "<answernumbering>abc</answernumbering>"
    for option in question.options:
        feedback = _html("feedback", as_html(option.says))
        yield (
            f'<answer fraction="{percent(option.share)}" format="html">'
            f"<text>{cdata(as_html(option.text))}</text>{feedback}</answer>"
        )


# --- Cloze: gaps within the text


def weights(question: Asked) -> tuple[int, ...]:
    """What each gap counts, as Moodle has whole numbers only; together the points if they can."""
    whole = scaled(question.blanks)
    times = question.points / sum(whole)
    return tuple(int(each * times) for each in whole) if times.denominator == 1 and times else whole


def _cloze(question: Asked) -> str:
    """The question's text with a table of gaps below it."""
    gaps: dict[str, dict[str, list[str]]] = {}
    for blank, weight in zip(question.blanks, weights(question), strict=True):
        gaps.setdefault(blank.row, {}).setdefault(blank.column, []).append(_gap(blank, weight))
    columns = list(dict.fromkeys(blank.column for blank in question.blanks))
    head = "".join(f'<th scope="col">{_plain(column)}</th>' for column in ("", *columns))
    rows = "".join(
        f'<tr><th scope="row">{_plain(row)}</th>'
        + "".join(f"<td>{' × '.join(cells.get(column, ()))}</td>" for column in columns)
        + "</tr>"
        for row, cells in gaps.items()
    )
    text = question_html(question, DIGITS).replace("{", "&#123;")
    return f"{text}<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _plain(text: str) -> str:
    """Text beside gaps, in which nothing may look like one."""
    return as_html(text).replace("{", "&#123;")


def _gap(blank: Blank, weight: int) -> str:
    """A gap in which a number is written, with all that is said of it."""
    right, *others = blank.answers
    tolerance = decimal(blank.tolerance)
    known = (
        f"%{_whole_percent(one.share)}%{decimal(one.value)}:0#{_feedback(one.says)}"
        for one in others
    )
    first = f"={decimal(right.value)}:{tolerance}#{_feedback(right.says)}"
    alternatives = "~".join((first, *known, f"*#{_feedback(RECOUNT)}"))
    return f"{{{weight}:NUMERICAL:{alternatives}}}"


def _whole_percent(share: Fraction) -> str:
    """Older versions of Moodle read whole percentages only."""
    whole = ((known, text) for known, text in SHARES.items() if "." not in text)
    return next(text for known, text in whole if known <= share)


def _feedback(says: str) -> str:
    """A message within a gap.

    Moodle decodes entities there once, so that markup is escaped twice. It has no escape for ``~``
    and none for a backslash, so signs that look alike stand for them.
    """
    from html import escape

    text = escape(as_html(says.translate(LOOKALIKES)), quote=False)
    return text.replace("}", "\\}").replace("#", "\\#").replace("{", "&#123;")
