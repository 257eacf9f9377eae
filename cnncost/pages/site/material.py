"""What the site is made from, computed step by step, so that its progress can be shown."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Sequence
from typing import NamedTuple, TypeVar

from cnncost.claims import Claim, find_claims
from cnncost.errors import CnncostError
from cnncost.explanation.topics import contents
from cnncost.library import Entry, analyze
from cnncost.pages.site.commands import Command
from cnncost.pages.site.contents import SINGLE, Made, Material, pages
from cnncost.pages.site.topic import every_lesson
from cnncost.spec import Spec
from cnncost.verification import in_order, verify
from cnncost.zoo import every_spec

CLAIMS_AT_ONCE = 50  # which take about as long as a page
T = TypeVar("T")


class Plan(NamedTuple):
    """What is to be computed; ``failures`` says what of ./specs cannot be, and grows."""

    specs: Sequence[Spec]
    claims: Sequence[Claim]
    commands: Sequence[Command]
    failures: list[str]

    @property
    def steps(self) -> int:
        """How many steps there are: each network and each topic is computed, then written."""
        claims = -(-len(self.claims) // CLAIMS_AT_ONCE)
        return 2 * len(self.specs) + 2 * len(contents()) + claims + SINGLE


def plan(commands: Sequence[Command]) -> Plan:
    """All that there is to make a site from, read and not yet computed."""
    specs, failures = every_spec()
    ordered = sorted(specs, key=lambda spec: (spec.family, spec.year or 0, spec.name))
    return Plan(ordered, find_claims(), commands, failures)


def steps(plan: Plan) -> Iterator[Made | None]:
    """Nothing for each part of the material that was computed, then every page.

    A network that cannot be counted has no page, but a step that makes none.
    """
    entries = yield from _each(_entries(plan))
    found = [entry for entry in entries if entry]
    lessons = yield from _each(every_lesson())
    judged = yield from _each(verify(plan.claims), CLAIMS_AT_ONCE)
    ordered = in_order(judged, plan.claims)
    yield from pages(Material(tuple(lessons), found, ordered, plan.commands))
    yield from [None] * (len(entries) - len(found))


def _each(items: Iterable[T], at_once: int = 1) -> Generator[None, None, list[T]]:
    """The items in a list, after a step for every few of them."""
    found = []
    for i, item in enumerate(items):
        found.append(item)
        if i % at_once == 0:
            yield None
    return found


def _entries(plan: Plan) -> Iterator[Entry | None]:
    """Every network with its variants, counted; none where that fails, and what is said of it."""
    for spec in plan.specs:
        try:
            forms = [analyze(spec.as_variant(name)) for name in spec.variants]
            yield Entry(spec, analyze(spec), tuple(forms))
        except CnncostError as error:
            plan.failures.append(str(error))
            yield None
