"""QTI 1.2 as Canvas imports it: numbers become choices, since only those have feedback there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from hashlib import sha256
from html import escape

from cnncost.homework.exports.blanks import Answer, Blank, Option
from cnncost.homework.exports.quiz import (
    DIGITS,
    Asked,
    Quiz,
    apart,
    as_html,
    decimal,
    listed_items,
    question_html,
    solution_html,
    valid,
)
from cnncost.homework.exports.zips import Entry, zipped
from cnncost.numbers import figures
from cnncost.numbers import points as points_text

MOST_WRONG = 4
XSI = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
QTI = "http://www.imsglobal.org/xsd/ims_qtiasiv1p2"
CP = "http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1"
IMSMD = "http://www.imsglobal.org/xsd/imsmd_v1p2"
CANVAS = "http://canvas.instructure.com/xsd/cccv1p0"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
RESOURCE = "associatedcontent/imscc_xmlv1p1/learning-application-resource"


def qti_zip(quiz: Quiz, title: str = "") -> bytes:
    """The quiz as a zip; the same quiz gives the same bytes."""
    title = title or quiz.title
    folder = _ident("quiz", quiz.name, *(one.id for one in quiz.questions))
    return zipped((
        Entry("imsmanifest.xml", _manifest(folder, title).encode()),
        Entry("non_cc_assessments/", b""),
        Entry(f"{folder}/assessment_meta.xml", _meta(folder, title, quiz).encode()),
        Entry(f"{folder}/{folder}.xml", _assessment(folder, title, quiz).encode()),
    ))  # fmt: skip


def qti_notes(quiz: Quiz) -> tuple[str, ...]:
    """What Canvas cannot carry."""
    answers = [
        question
        for question in quiz.questions
        if any(_has_credit(blank.answers[1:]) for blank in question.blanks)
        or _has_credit(one for one in question.options if not one.right)
    ]
    if not answers:
        return ()
    return (f"{listed_items(answers)}: Canvas gives no part of the points for a slip.",)


def _has_credit(wrong: Iterable[Answer | Option]) -> bool:
    return any(one.share for one in wrong)


def _ident(*parts: str) -> str:
    return f"g{sha256(chr(10).join(parts).encode('utf-8', 'surrogatepass')).hexdigest()[:32]}"


def _xml(text: str) -> str:
    return escape(valid(text))


# --- the quiz around its questions


def _manifest(folder: str, title: str) -> str:
    meta = _ident(folder, "meta")
    return f"""{HEAD}
<manifest identifier="{_ident(folder, "manifest")}" xmlns="{CP}" xmlns:imsmd="{IMSMD}" {XSI}>
 <metadata>
  <schema>IMS Content</schema>
  <schemaversion>1.1.3</schemaversion>
  <imsmd:lom><imsmd:general><imsmd:title><imsmd:string>{_xml(title)}</imsmd:string>\
</imsmd:title></imsmd:general></imsmd:lom>
 </metadata>
 <organizations/>
 <resources>
  <resource identifier="{folder}" type="imsqti_xmlv1p2">
   <file href="{folder}/{folder}.xml"/>
   <dependency identifierref="{meta}"/>
  </resource>
  <resource identifier="{meta}" type="{RESOURCE}" href="{folder}/assessment_meta.xml">
   <file href="{folder}/assessment_meta.xml"/>
  </resource>
 </resources>
</manifest>
"""


def _meta(folder: str, title: str, quiz: Quiz) -> str:
    groups = _grouped(quiz).values()
    points = points_text(sum((parts[0].points for parts in groups), start=Fraction(0)))
    return f"""{HEAD}
<quiz identifier="{folder}" xmlns="{CANVAS}" {XSI}>
 <title>{_xml(title)}</title>
 <description></description>
 <shuffle_answers>false</shuffle_answers>
 <scoring_policy>keep_highest</scoring_policy>
 <quiz_type>assignment</quiz_type>
 <points_possible>{points}</points_possible>
 <show_correct_answers>true</show_correct_answers>
 <allowed_attempts>1</allowed_attempts>
 <available>false</available>
</quiz>
"""


def _grouped(quiz: Quiz) -> dict[str, list[Asked]]:
    """The questions by what a student gets one of."""
    found: dict[str, list[Asked]] = {}
    for question in quiz.questions:
        for part in apart(question):
            found.setdefault(part.group or part.id, []).append(part)
    return found


def _assessment(folder: str, title: str, quiz: Quiz) -> str:
    sections = "".join(_section(name, parts) for name, parts in _grouped(quiz).items())
    return f"""{HEAD}
<questestinterop xmlns="{QTI}" {XSI}>
<assessment ident="{folder}" title="{_xml(title)}">
<qtimetadata>{_field("cc_maxattempts", "1")}</qtimetadata>
<section ident="root_section">
{sections}</section>
</assessment>
</questestinterop>
"""


def _section(name: str, parts: list[Asked]) -> str:
    """The variants of a question, of which one is drawn; or the one question that there is."""
    items = "".join(map(_item, parts))
    if not parts[0].group:
        return items
    points = points_text(parts[0].points)
    return f"""<section ident="{_ident("group", parts[0].id)}" title="{_xml(name)}">
<selection_ordering><selection><selection_number>1</selection_number>
<selection_extension><points_per_item>{points}</points_per_item></selection_extension>
</selection></selection_ordering>
{items}</section>
"""


# --- a question


def _item(question: Asked) -> str:
    options = question.options or _choices(question.blanks[0], question.id)
    if options:
        idents = [_ident(question.id, "option", str(i)) for i in range(len(options))]
        chosen = list(zip(idents, options, strict=True))
        inside = f"{_shown(question, chosen)}{_marked_choice(chosen)}{_said(question, chosen)}"
        return _framed(question, "multiple_choice_question", idents, inside)
    inside = f"{_gap(question)}{_marked_number(question.blanks[0])}{_said(question, [])}"
    return _framed(question, "numerical_question", [_ident(question.id, "answer")], inside)


def _choices(blank: Blank, seed: str) -> tuple[Option, ...]:
    """The right number among those of slips, in an order that says nothing; none without slips."""
    right, *wrong = blank.answers
    if not wrong:
        return ()
    numbers = sorted((right, *wrong[:MOST_WRONG]), key=lambda one: _ident(seed, str(one.value)))
    return tuple(
        Option(figures(int(one.value)), one is right, one.says, one.share) for one in numbers
    )


def _framed(question: Asked, type: str, answers: list[str], inside: str) -> str:
    fields = (
        ("question_type", type),
        ("points_possible", points_text(question.points)),
        ("original_answer_ids", ",".join(answers)),
        ("assessment_question_identifierref", _ident(question.id, "question")),
    )
    metadata = "".join(_field(label, entry) for label, entry in fields)
    return f"""<item ident="{_ident(question.id)}" title="{_xml(question.name)}">
<itemmetadata><qtimetadata>{metadata}</qtimetadata></itemmetadata>
{inside}</item>
"""


def _field(label: str, entry: str) -> str:
    return (
        f"<qtimetadatafield><fieldlabel>{label}</fieldlabel>"
        f"<fieldentry>{entry}</fieldentry></qtimetadatafield>"
    )


def _html(html: str) -> str:
    """HTML within XML."""
    return f'<material><mattext texttype="text/html">{_xml(html)}</mattext></material>'


def _shown(question: Asked, chosen: list[tuple[str, Option]]) -> str:
    labels = "".join(
        f'<response_label ident="{ident}">{_html(as_html(option.text))}</response_label>\n'
        for ident, option in chosen
    )
    return f"""<presentation>{_html(question_html(question))}
<response_lid ident="response1" rcardinality="Single"><render_choice>
{labels}</render_choice></response_lid></presentation>
"""


def _gap(question: Asked) -> str:
    return f"""<presentation>{_html(question_html(question, DIGITS))}
<response_str ident="response1" rcardinality="Single"><render_fib fibtype="Decimal">\
<response_label ident="answer1"/></render_fib></response_str></presentation>
"""


def _processed(conditions: Iterable[str]) -> str:
    return f"""<resprocessing><outcomes>\
<decvar maxvalue="100" minvalue="0" varname="SCORE" vartype="Decimal"/></outcomes>
{_condition("<other/>", "general_fb")}{"".join(conditions)}</resprocessing>
"""


def _condition(what: str, feedback: str = "", right: bool = False) -> str:
    shown = f'<displayfeedback feedbacktype="Response" linkrefid="{feedback}"/>' if feedback else ""
    score = '<setvar action="Set" varname="SCORE">100</setvar>' if right else ""
    go_on = "No" if right else "Yes"
    return (
        f'<respcondition continue="{go_on}"><conditionvar>{what}</conditionvar>'
        f"{score}{shown}</respcondition>\n"
    )


def _marked_choice(chosen: list[tuple[str, Option]]) -> str:
    return _processed(_of_choice(chosen))


def _of_choice(chosen: list[tuple[str, Option]]) -> Iterator[str]:
    """First what is said of each choice, then which of them is right."""
    equal = '<varequal respident="response1">{}</varequal>'
    yield from (_condition(equal.format(ident), f"{ident}_fb") for ident, _ in chosen)
    for ident, option in chosen:
        if option.right:
            yield _condition(equal.format(ident), right=True)


def _marked_number(blank: Blank) -> str:
    """Only the right number may stand here: Canvas takes every number that it finds as right."""
    right = blank.answers[0].value
    low, high = (decimal(right + sign * blank.tolerance) for sign in (-1, 1))
    of = 'respident="response1"'
    what = (
        f"<or><varequal {of}>{decimal(right)}</varequal>"
        f"<and><vargte {of}>{low}</vargte><varlte {of}>{high}</varlte></and></or>"
    )
    return _processed([_condition(what, right=True)])


def _said(question: Asked, chosen: list[tuple[str, Option]]) -> str:
    feedback = [("general_fb", solution_html(question))]
    feedback += [(f"{ident}_fb", as_html(option.says)) for ident, option in chosen]
    return "".join(
        f'<itemfeedback ident="{ident}"><flow_mat>{_html(html)}</flow_mat></itemfeedback>\n'
        for ident, html in feedback
    )
