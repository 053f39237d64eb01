from __future__ import annotations

import io

import pytest

from datapackage.progress import NO_PROGRESS, TerminalProgress, progress_for

WIPE = "\r\x1b[K"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """A clock that stands still but where a test moves it."""
    now = [100.0]
    monkeypatch.setattr("datapackage.progress.time.monotonic", lambda: now[0])
    return now


def test_a_terminal_gets_a_line_and_a_pipe_nothing() -> None:
    assert isinstance(progress_for(Terminal()), TerminalProgress)
    assert progress_for(io.StringIO()) is NO_PROGRESS


def test_a_short_run_shows_nothing(clock: list[float]) -> None:
    stream = Terminal()
    shown = TerminalProgress(stream)
    shown.start("Normalising", "agreements")
    clock[0] += 0.9
    shown.advance(5)
    shown.stop()
    assert stream.getvalue() == ""


def test_a_longer_run_shows_stage_count_and_rate(clock: list[float]) -> None:
    stream = Terminal()
    shown = TerminalProgress(stream)
    shown.start("Normalising", "agreements")
    clock[0] += 2
    shown.advance(3000)
    assert stream.getvalue() == f"{WIPE}Normalising … 3,000 agreements, 1,500 a second"


def test_the_line_is_redrawn_a_few_times_a_second(clock: list[float]) -> None:
    stream = Terminal()
    shown = TerminalProgress(stream)
    shown.start("Normalising", "agreements")
    clock[0] += 2
    for _ in range(10):
        shown.advance(1)
        clock[0] += 0.03
    assert stream.getvalue().count(WIPE) == 3


def test_a_new_stage_counts_anew_and_shows_at_once(clock: list[float]) -> None:
    stream = Terminal()
    shown = TerminalProgress(stream)
    shown.start("Normalising", "agreements")
    clock[0] += 2
    shown.advance(7)
    shown.start("Checking", "")
    assert stream.getvalue().endswith(f"{WIPE}Checking …")


def test_the_line_is_wiped_at_the_end_and_once(clock: list[float]) -> None:
    stream = Terminal()
    shown = TerminalProgress(stream)
    clock[0] += 2
    shown.start("Checking", "")
    shown.stop()
    shown.stop()
    assert stream.getvalue() == f"{WIPE}Checking …{WIPE}"


def test_where_the_work_is_known_a_bar_and_the_time_left_are_shown(clock: list[float]) -> None:
    stream = Terminal()
    shown = TerminalProgress(stream)
    shown.start("Normalising", "agreements", work=4000)
    clock[0] += 30
    shown.advance(300, work=1000)
    bar = "[=====               ]  25%"
    assert stream.getvalue() == f"{WIPE}Normalising … {bar} 300 agreements, 10 a second, 1:30 left"
    clock[0] += 7200
    shown.advance(1, work=1000)
    assert stream.getvalue().endswith("2:00:30 left")


def test_more_work_than_was_announced_fills_the_bar_and_no_more(clock: list[float]) -> None:
    stream = Terminal()
    shown = TerminalProgress(stream)
    shown.start("Normalising", "agreements", work=10)
    clock[0] += 2
    shown.advance(1, work=20)
    assert stream.getvalue().endswith(f"[{'=' * 20}] 100% 1 agreements, 0 a second, 0:00 left")
