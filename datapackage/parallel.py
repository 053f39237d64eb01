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


def read_ahead(items: Iterator[Item]) -> Iterator[Item]:
    """Yield the same items, each made by another thread while the one before it is in use.

    Arrow lets go of Python's lock while it parses. An exception comes where it would have come.
    """
    with ThreadPoolExecutor(max_workers=1) as pool:
        pending = pool.submit(next, items, None)
        while (item := pending.result()) is not None:
            pending = pool.submit(next, items, None)
            yield item


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
