"""Where the blocks of a sweep are counted: here, or on the workers of a Dask cluster."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import islice
from typing import Any, TypeVar

from cnncost.deaf import deaf
from cnncost.errors import UsageError

MISSING = "There is no dask: pip install 'cnncost[dask]'."
PER_WORKER = 4  # blocks that wait for each worker: enough to keep it busy, few enough to keep

Task = TypeVar("Task")
Done = TypeVar("Done")


def on_dask(
    function: Callable[[Task], Done], tasks: Iterable[Task], address: str = ""
) -> Iterator[Done]:
    """``map`` over the workers of a cluster: at ``address``, or one of this machine's own.

    The results come in the order of the tasks. A task whose worker dies is done by another. Raises
    UsageError where there is no such cluster.
    """
    with _client(address) as client:
        yield from _in_order(client, function, iter(tasks))


def _in_order(
    client: Any, function: Callable[[Task], Done], tasks: Iterator[Task]
) -> Iterator[Done]:
    """Results in order, with no more tasks under way than keep all workers busy."""
    waiting: deque[Any] = deque()
    while True:
        room = max(0, PER_WORKER * max(1, len(client.nthreads())) - len(waiting))
        waiting.extend(client.submit(function, task, pure=False) for task in islice(tasks, room))
        if not waiting:
            return
        yield waiting.popleft().result()


@contextmanager
def _client(address: str) -> Iterator[Any]:
    """Who gives tasks to a cluster; one of our own goes away at the end."""
    try:
        import distributed
    except ImportError:
        raise UsageError(MISSING) from None
    dask: Any = distributed
    with ExitStack() as opened:
        try:
            cluster = address or opened.enter_context(_cluster(dask))
            client = opened.enter_context(dask.Client(cluster, timeout="10s"))
        except (OSError, ValueError) as error:
            reason = str(error).splitlines()[0] if str(error) else type(error).__name__
            raise UsageError(f"There is no Dask scheduler at '{address}': {reason}") from None
        yield client


def _cluster(dask: Any) -> Any:
    """A worker for each core of this machine."""
    with deaf():
        return dask.LocalCluster(
            threads_per_worker=1, dashboard_address=None, silence_logs="CRITICAL"
        )
