"""Work ahead of the stream: in its order, and never more than a few items of it."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from datapackage.parallel import AHEAD, THREADS, map_ahead, map_in_order


def counted(taken: list[int], count: int) -> Iterator[int]:
    for number in range(count):
        taken.append(number)
        yield number


@pytest.mark.parametrize("threads", [1, THREADS, 5])
@pytest.mark.parametrize("count", [0, 1, 2, 3, 50])
def test_results_come_in_the_order_of_the_stream(count: int, threads: int) -> None:
    assert list(map_in_order(lambda item: item * 2, range(count), threads)) == [
        item * 2 for item in range(count)
    ]


@pytest.mark.parametrize("threads", [1, THREADS, 5])
def test_the_stream_is_taken_only_a_little_ahead_of_the_results(threads: int) -> None:
    taken: list[int] = []
    for read, result in enumerate(map_in_order(str, counted(taken, 200), threads)):
        assert result == str(read)
        assert len(taken) <= read + threads + AHEAD, "memory grows with what waits"
    assert len(taken) == 200


def test_a_single_item_is_worked_on_without_a_thread() -> None:
    [name] = map_in_order(lambda _item: threading.current_thread().name, ["only"])
    assert name == threading.current_thread().name


def test_an_error_comes_in_its_place_and_ends_the_work() -> None:
    taken: list[int] = []
    results = map_in_order(lambda item: 1 // (item - 2), counted(taken, 200))
    assert [next(results), next(results)] == [-1, -1]
    with pytest.raises(ZeroDivisionError):
        next(results)
    assert len(taken) <= 2 + THREADS + AHEAD


def test_what_the_stream_raises_comes_after_the_results_before_it() -> None:
    def cut_off() -> Iterator[int]:
        yield from range(6)
        raise EOFError

    results = map_ahead(lambda item: item * 2, cut_off())
    assert [next(results) for _ in range(6)] == [0, 2, 4, 6, 8, 10]
    with pytest.raises(EOFError):
        next(results)
