"""The command: it believes no run of a busy machine, and measures again before it says so."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from benchmarks import __main__ as command
from benchmarks.measure import Run
from benchmarks.parts import FLOOR, OURS, measured
from benchmarks.results import Contest, Results


def runs(*seconds: float) -> list[Run]:
    return [Run(each, each, 1, "") for each in seconds]


def run_with(
    monkeypatch: pytest.MonkeyPatch, folder: Path, floor: list[Run], *options: str
) -> Path:
    """Run the command as if it had measured the floor like that; return the file it may write."""
    build = Contest("A build.", {OURS: runs(2, 2, 2), FLOOR: floor})
    monkeypatch.setattr(command, "measure", lambda *_: Results({}, 7, build=build))
    monkeypatch.setattr(sys, "argv", ["benchmarks", "--results", str(folder / "R.md"), *options])
    command.main()
    return folder / "R.md"


def test_results_are_written(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = run_with(monkeypatch, tmp_path, runs(1, 1.1, 1.1))
    assert "build: at most 3 times the floor | 1.82 ×" in path.read_text(encoding="utf-8")


def test_results_of_a_busy_machine_are_shown_and_not_written(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match=r"R.md is not written, .* busy: 2: floor.*spread 27 %"):
        run_with(monkeypatch, tmp_path, runs(1, 1.1, 1.3))
    assert not (tmp_path / "R.md").exists()
    assert "build: at most 3 times the floor" in capsys.readouterr().out


def test_what_is_far_apart_is_measured_once_more() -> None:
    seconds = iter([1, 1, 5, 1, 1, 1])
    said: list[str] = []
    done = measured({"a": lambda: runs(next(seconds))[0]}, said.append)
    assert done == {"a": runs(1, 1, 1)}
    assert said[-1] == "once more, since the times were far apart: a"
