"""Work on a stream with several threads or processes, in the order of the stream."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import nullcontext
from itertools import chain, islice
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

THREADS = 2
AHEAD = 2
"""Results that may wait beyond those in work: what bounds the memory."""


def map_in_order(
    function: Callable[[Item], Result],
    items: Iterable[Item],
    threads: int = THREADS,
    pool: Executor | None = None,
) -> Iterator[Result]:
    """Yield ``function(item)`` for each item, in their order, some of them worked on ahead.

    Threads do it, where the work is done by Arrow, which lets go of Python's lock; or so many
    workers of a ``pool``. A single item is worked on without any thread.
    """
    stream = iter(items)
    first = list(islice(stream, 2))
    if len(first) == 1 and pool is None:
        yield from map(function, first)
        return
    waiting: deque[Future[Result]] = deque()
    with nullcontext(pool) if pool else ThreadPoolExecutor(threads) as workers:
        try:
            for item in chain(first, stream):
                waiting.append(workers.submit(function, item))
                if len(waiting) >= threads + AHEAD:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()


def map_ahead(function: Callable[[Item], Result], items: Iterable[Item]) -> Iterator[Result]:
    """Yield what :func:`map_in_order` does, and raise what ``items`` raises after all of it."""
    faults: list[Exception] = []

    def until_fault() -> Iterator[Item]:
        try:
            yield from items
        except Exception as error:
            faults.append(error)

    yield from map_in_order(function, until_fault())
    if faults:
        raise faults[0]
