"""What the walk left to be worked out: what every row sees of the input."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from cnncost.body import Origin
from cnncost.errors import LayerError
from cnncost.field import POINT, Field, through_upsampling, through_window, union
from cnncost.measure import Measured, Shape, shown
from cnncost.report import Name, Naming, Row


class Step(NamedTuple):
    """A row before its name is known; ``sources`` are the rows that it reads, -1 for the input."""

    measured: Measured
    train_only: bool
    sources: tuple[int, ...]
    origin: Origin


class Sight(NamedTuple):
    """What a map's elements see of the input, down and across, and how many layers deep it lies."""

    down: Field = POINT
    across: Field = POINT
    depth: int = 0


def laid_out(
    naming: Callable[[], Naming], steps: tuple[Step, ...], input: Shape
) -> tuple[Row, ...]:
    """The rows with their names and with what they see.

    Raises FileError where the receptive field grows past 10^18.
    """
    names = naming().names
    sights: list[Sight] = []
    rows = []
    for i, step in enumerate(steps):
        try:
            sights.append(_sight(steps, sights, step))
        except LayerError as error:
            place = f"in {names[i].part}, on" if names[i].part else "on"
            where = f"{place} {shown(step.measured.input)}"
            raise step.origin.error(error.message, where) from None
        rows.append(_row(step, sights[i], names[i], input))
    return tuple(rows)


def _sight(steps: tuple[Step, ...], sights: list[Sight], step: Step) -> Sight:
    seen = [sights[source] if source >= 0 else Sight() for source in step.sources]
    if len(seen) == 1:
        return _moved(seen[0], step.measured)
    sizes = [
        steps[source].measured.output if source >= 0 else step.measured.input
        for source in step.sources
    ]
    return _met(seen, [height * width for height, width, _ in sizes])


def _moved(sight: Sight, measured: Measured) -> Sight:
    """What is seen after a layer."""
    kind = measured.kind
    depth = sight.depth + (1 if kind.names else 0)
    (k_h, k_w), (s_h, s_w) = measured.kernel, measured.stride
    if k_h == k_w == s_h == s_w == 1 and not any(measured.padding):
        return Sight(sight.down, sight.across, depth)
    d_h, d_w = measured.pair("D", 1)
    top, _, left, _ = measured.padding
    move = through_upsampling if kind.upsamples else through_window
    return Sight(
        move(sight.down, k_h, s_h, d_h, top), move(sight.across, k_w, s_w, d_w, left), depth
    )


def _met(ends: list[Sight], sizes: list[int]) -> Sight:
    """What is seen after a join. Where a 1×1 gate meets a map, the map's stride stays in force."""
    main = sizes.index(max(sizes))
    return Sight(
        union([end.down for end in ends], main),
        union([end.across for end in ends], main),
        max(end.depth for end in ends),
    )


def _row(step: Step, sight: Sight, name: Name, input: Shape) -> Row:
    return Row(
        path=name.path,
        stage=name.stage,
        part=name.part,
        measured=step.measured,
        train_only=step.train_only,
        receptive_field=(
            input[0] if sight.down.whole else sight.down.size,
            input[1] if sight.across.whole else sight.across.size,
        ),
        effective_stride=(sight.down.stride, sight.across.stride),
        depth=sight.depth,
        origin=step.origin,
    )
