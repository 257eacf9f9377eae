"""A table: one row for each layer, marks for each cell, and for what follows from earlier rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from cnncost.document import Node, is_mapping, is_text
from cnncost.errors import FileError, did_you_mean, listed, shortened
from cnncost.explanation.page import Block, Grid
from cnncost.homework.kinds.cells import Cell, Row, judge_cell, judge_total, right_cell
from cnncost.homework.kinds.following import Followed, follow
from cnncost.homework.marks import Mark
from cnncost.homework.numerals import Unread, is_blank, read_sizes
from cnncost.homework.quantities import PARAMETERS, WORK, title_of
from cnncost.homework.question import BLANK, Judged, Setting, Sort, Wrong, unread
from cnncost.homework.recognition import wrong_numbers
from cnncost.homework.shares import read_share
from cnncost.homework.subject import KEYS, About, Letters, Subject, read_about, subject
from cnncost.kind import LEDGER
from cnncost.measure import Shape

COLUMNS = ("output", *PARAMETERS, *WORK, *LEDGER)
USUAL = ("output", "weights", "bias", "macs")
TOTAL = "total"
MOST_ROWS = 300


class Table(NamedTuple):
    """A table as it is asked for; rows that are not named are those which cost or shrink."""

    about: About
    rows: tuple[Node, ...]
    columns: tuple[str, ...]
    totals: tuple[str, ...]
    follow: Fraction


class Posed(NamedTuple):
    subject: Subject
    rows: tuple[Row, ...]
    columns: tuple[str, ...]
    totals: tuple[str, ...]
    follow: Fraction
    setting: Setting

    @property
    def cells(self) -> int:
        """How many cells share the points."""
        return len(self.rows) * len(self.columns) + len(self.totals)


def read(given: Mapping[str, Node], node: Node, setting: Setting) -> Table:
    columns = _words(given.get("columns"), COLUMNS) or USUAL
    numbers = tuple(column for column in columns if column != "output")
    totals = _words(given.get("total"), numbers) if "total" in given else numbers
    return Table(
        read_about(given, node, setting.folder),
        _nodes(given.get("rows")),
        columns,
        totals,
        _share(given.get("follow through")),
    )


def _nodes(node: Node | None) -> tuple[Node, ...]:
    if node is None:
        return ()
    if is_text(node) or is_mapping(node) or not 1 <= len(node.value) <= MOST_ROWS:
        raise node.error(f"Expected a list of 1 to {MOST_ROWS} names, as [conv1, conv2].")
    for item in node.value:
        if not is_text(item):
            raise item.error("Expected a name.")
    return tuple(node.value)


def _words(node: Node | None, known: Sequence[str]) -> tuple[str, ...]:
    """Some of the known words; ``no`` for none."""
    if node is None or (is_text(node) and node.value == "no"):
        return ()
    words = _nodes(node)
    for word in words:
        if word.value not in known:
            hint = did_you_mean(word.value, known) or f" Known: {listed(known[:8])}."
            raise word.error(f"There is no column '{shortened(word.value)}'.{hint}")
    return tuple(word.value for word in words)


def _share(node: Node | None) -> Fraction:
    wanted = "'follow through' is a share of the points, as 1/2, 0.5 or 50 %."
    return Fraction(1) if node is None else read_share(node, wanted)


# --- the question


def pose(table: Table, letters: Letters, setting: Setting) -> Posed:
    found = subject(table.about, letters, setting.agreed.sizes)
    rows = tuple(_named(table, found)) if table.rows else tuple(_usual(found))
    if not 1 <= len(rows) <= MOST_ROWS:
        raise table.about.node.error(f"A table has 1 to {MOST_ROWS} rows; name them in 'rows:'.")
    return Posed(found, rows, table.columns, table.totals, table.follow, setting)


def _named(table: Table, found: Subject) -> Iterator[Row]:
    paths = {found.report.names[i].path: i for i in found.rows}
    for node in table.rows:
        matching = [i for path, i in paths.items() if path == node.value]
        below = [i for path, i in paths.items() if path.startswith(f"{node.value}/")]
        costly = [i for i in below if found.report["weights"][i]]
        if not (matching or costly):
            hint = did_you_mean(node.value, paths)
            raise node.error(f"There is no row '{shortened(node.value)}'.{hint}")
        yield Row(node.value, (matching or costly)[0])


def _usual(found: Subject) -> Iterator[Row]:
    """The rows with weights, and those that make the map smaller."""
    report = found.report
    for i in found.rows:
        one = report.measured[i]
        if report["weights"][i] or one.input[:2] != one.output[:2]:
            yield Row(report.names[i].path, i)


def what(posed: Posed) -> str:
    return f"{posed.subject.name}, table"


def text(posed: Posed) -> tuple[str, ...]:
    titles = [title_of(column, posed.setting.agreed) for column in posed.columns]
    form = "; sizes as HxWxC" if "output" in posed.columns else ""
    return (
        f"{posed.subject.title}: fill in the table, one row for each layer.",
        f"Each row: {' | '.join(titles)}{form}",
        *posed.subject.written,
    )


def blank(posed: Posed) -> str:
    """The rows to fill in, a gap for each cell."""
    gaps = " | ".join("_" for _ in posed.columns)
    lines = [f"  {_quoted(row.name)}: {gaps}" for row in posed.rows]
    if posed.totals:
        lines.append(f"  {TOTAL}: {' | '.join('_' for _ in posed.totals)}")
    return "".join(f"\n{line}" for line in lines)


def _quoted(name: str) -> str:
    return name if name.replace("_", "").replace(".", "").isalnum() else f'"{name}"'


def key(posed: Posed) -> str:
    rows = [
        f"{row.name}: {' | '.join(right_cell(posed, row.number, c).text for c in posed.columns)}"
        for row in posed.rows
    ]
    totals = [right_cell(posed, None, column).text for column in posed.totals]
    return "\n".join([*rows, *([f"{TOTAL}: {' | '.join(totals)}"] if totals else [])])


# --- marking


def judge(posed: Posed, node: Node) -> Judged:
    """Every cell beside the right one, and beside what is right for the rows above."""
    if is_text(node) and is_blank(node.value):
        return BLANK
    if not is_mapping(node):
        return unread("Expected one line for each row, as 'conv1: 28x28x6 | 150 | 6 | 117600'.")
    given = {key.value: value for key, value in node.value}
    known = [row.name for row in posed.rows]
    for key, _ in node.value:
        if key.value not in (*known, TOTAL):
            hint = did_you_mean(key.value, known) or f" Its rows: {listed(known)}."
            raise key.error(f"The table has no row '{shortened(key.value)}'.{hint}")
    cells = [_cells(row.name, given.get(row.name), posed.columns) for row in posed.rows]
    followed = _followed(posed, cells)
    parts = [
        judge_cell(posed, row, cell, followed.get(row.number))
        for row, own in zip(posed.rows, cells, strict=True)
        for cell in own
    ]
    for cell in _cells(TOTAL, given.get(TOTAL), posed.totals):
        column = [c for own in cells for c in own if c.column == cell.column]
        parts.append(judge_total(posed, cell, column))
    return _together(parts, posed.cells)


def _cells(name: str, node: Node | None, columns: tuple[str, ...]) -> list[Cell]:
    """A row cut into its cells; what is wrong with all of it is wrong with each."""
    line = node.place().line if node else 0
    try:
        texts = _texts(node, columns)
    except FileError as error:
        return [Cell(name, column, "", line, Unread(error.message)) for column in columns]
    return [Cell(name, c, text, line, None) for c, text in zip(columns, texts, strict=True)]


def _texts(node: Node | None, columns: tuple[str, ...]) -> list[str]:
    if node is None or (is_text(node) and is_blank(node.value)):
        return ["" for _ in columns]
    if is_mapping(node):
        given = {key.value: value for key, value in node.value}
        for key, _ in node.value:
            if key.value not in columns:
                hint = did_you_mean(key.value, columns) or f" Its columns: {listed(columns)}."
                raise key.error(f"There is no column '{shortened(key.value)}'.{hint}")
        return [_text(given[column]) if column in given else "" for column in columns]
    texts = node.value.split("|") if is_text(node) else [_text(item) for item in node.value]
    if len(texts) != len(columns):
        inside = " Inside [ ] YAML splits 9,472 at its comma: write a | b | c." if node.flow else ""
        raise node.error(
            f"A row has {len(columns)} cells, {' | '.join(columns)}; here are {len(texts)}.{inside}"
        )
    return list(texts)


def _text(node: Node) -> str:
    if not is_text(node):
        raise node.error("One value is expected in each cell.")
    return str(node.value)


def _followed(posed: Posed, cells: Sequence[Sequence[Cell]]) -> dict[int, Followed]:
    """The rows of the network as they follow from the outputs that the student wrote."""
    written: dict[int, Shape] = {}
    for row, own in zip(posed.rows, cells, strict=True):
        for cell in own:
            sizes = read_sizes(cell.text) if cell.column == "output" and not cell.why else None
            if sizes is not None and not isinstance(sizes, Unread) and min(sizes) > 0:
                height, width, channels = sizes
                written[row.number] = (height, width, channels)
    return follow(posed.subject.report, written) if written else {}


def _together(parts: Sequence[Mark], cells: int) -> Judged:
    """The table as a whole: right if every cell is, unread if one of them is."""
    each = Fraction(1, cells)
    parts = [part._replace(points=part.points * each, of=each) for part in parts]
    states = {part.state for part in parts}
    share = sum((part.points for part in parts), start=Fraction(0))
    if states == {"right"}:
        return Judged("right", share, parts=tuple(parts))
    if states == {"blank"}:
        return BLANK._replace(parts=tuple(parts))
    return Judged("unread" if "unread" in states else "wrong", share, parts=tuple(parts))


# --- what else it can do


def worked(posed: Posed) -> tuple[Block, ...]:
    """The table filled in."""
    rows = [
        (row.name, *(right_cell(posed, row.number, column).text for column in posed.columns))
        for row in posed.rows
    ]
    if posed.totals:
        totals = [
            right_cell(posed, None, column).text if column in posed.totals else ""
            for column in posed.columns
        ]
        rows.append((TOTAL, *totals))
    titles = tuple(title_of(column, posed.setting.agreed) for column in posed.columns)
    return (Grid(("", *titles), tuple(rows)),)


def wrong_answers(posed: Posed) -> tuple[Wrong, ...]:
    """For each cell the numbers that slips lead to, in a table which is right otherwise."""
    return tuple(wrong for row in posed.rows for wrong in _wrong_in_row(posed, row))


def _wrong_in_row(posed: Posed, row: Row) -> Iterator[Wrong]:
    right = [right_cell(posed, row.number, column) for column in posed.columns]
    for i, cell in enumerate(right):
        wanted = cell.wanted
        for slip, number in wrong_numbers(wanted, posed.setting.rules) if wanted else ():
            if number != cell.value:
                texts = [other.text for other in right]
                texts[i] = str(number)
                yield Wrong(_answer(posed, row.name, texts), (slip.id,))


def _answer(posed: Posed, changed: str, texts: Sequence[str]) -> str:
    """A table as a student would fill it in, one row otherwise."""
    lines = []
    for line in key(posed).splitlines():
        name, _, rest = line.partition(": ")
        lines.append(f"  {_quoted(name)}: {' | '.join(texts) if name == changed else rest}")
    return "".join(f"\n{line}" for line in lines)


SORT = Sort(
    keys=(*KEYS, "rows", "columns", "total", "follow through"),
    read=read,
    pose=pose,
    what=what,
    text=text,
    blank=blank,
    key=key,
    judge=judge,
    working=worked,
    solution=lambda posed: _answer(posed, "", ()),
    wrong=wrong_answers,
)
