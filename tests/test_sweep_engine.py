"""A sweep on a Dask cluster gives what it gives here, whatever happens to its workers."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest

from cnncost.errors import UsageError
from cnncost.sweeping.asking import Plan, counted, planned, run, stream
from cnncost.sweeping.engine import on_dask
from cnncost.sweeping.space import blocks
from cnncost.sweeping.sweep import Sweep

pytest.importorskip("distributed", reason="There is no dask: pip install 'cnncost[dask]'.")
pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    """Two workers, each a process of its own."""
    import distributed

    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=50
    ) as found:
        yield found


def plan(**asked: Any) -> Plan:
    """A sweep of 116 × 200 points."""
    return planned("mobilenet_v2", ["width=0.25:1.4:0.01", "resolution=33:232"], **asked)


def same(here: Sweep, there: Sweep) -> bool:
    """The same points, the same counts, as many looked at."""
    columns = [(here[name].tolist(), there[name].tolist()) for name in here.counts]
    return (
        here.numbers.tolist() == there.numbers.tolist()
        and all(one == other for one, other in columns)
        and here.found.looked == there.found.looked
    )


@pytest.mark.parametrize(
    "asked",
    [{}, {"where": ["macs <= 300M"], "top": 7, "by": ["-params"]}, {"pareto": ["macs", "-params"]}],
)
def test_the_same_to_the_last_integer(cluster: Any, asked: dict[str, Any]) -> None:
    """In order, with conditions and choices made by the workers."""
    one = plan(**asked)
    pieces = on_dask(
        partial(counted, one), blocks(one.asked.space, 3000), cluster.scheduler_address
    )

    assert same(run(one, stream(one)), run(one, pieces))


def test_a_worker_that_is_killed_loses_nothing(cluster: Any) -> None:
    """Its blocks, and the results that it held, are counted again by others."""
    one = plan()
    pieces = []
    tasks = blocks(one.asked.space, 1000)
    for piece in on_dask(partial(counted, one), tasks, cluster.scheduler_address):
        pieces.append(piece)
        if len(pieces) == 3:
            os.kill(next(iter(cluster.workers.values())).pid, signal.SIGKILL)

    assert same(run(one, stream(one)), run(one, pieces))


@pytest.mark.parametrize(
    ("address", "reason"),
    [("tcp://127.0.0.1:1", "Timed out"), ("nowhere://", "unknown address scheme")],
)
def test_where_there_is_no_scheduler_it_is_said(address: str, reason: str) -> None:
    """With the address that was tried, and why."""
    with pytest.raises(UsageError) as error:
        list(on_dask(str, ["task"], address))

    assert str(error.value).startswith(f"There is no Dask scheduler at '{address}': ")
    assert reason in str(error.value)
