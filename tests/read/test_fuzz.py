"""Some of the sources that ``make fuzz WHAT=read`` hurts for as long as it is let."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.read import fuzz

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("number", [*range(24), *fuzz.FOUND])
def test_sources_that_chance_has_hurt_are_told_or_give_another_package(
    number: int, tmp_path: Path
) -> None:
    found = fuzz.verdict(number, tmp_path / "hurt")
    assert not found.wrong, (fuzz.hurt(number), found)


def test_a_number_is_one_change_and_chance_does_hurt() -> None:
    changes = [_told(fuzz.hurt(number)) for number in range(60)]
    assert changes == [_told(fuzz.hurt(number)) for number in range(60)]
    assert len(set(changes)) > 55
    assert {base for base, *_ in changes} == {*range(len(fuzz.BASES))}


def _told(change: fuzz.Hurt) -> tuple[int, str, str]:
    """Return a change without the content: a workbook holds the time at which it was saved."""
    return change.base, change.file, change.action


def test_silence_and_tracebacks_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    number = next(n for n in range(99) if fuzz.hurt(n).content == b"")
    package = fuzz.sound(fuzz.hurt(number).base).package
    monkeypatch.setattr(fuzz, "_build", lambda _: package)
    assert fuzz.verdict(number, tmp_path / "silent").outcome == "silent"
    monkeypatch.setattr(fuzz, "_build", lambda _: int("x"))
    assert fuzz.verdict(number, tmp_path / "error").outcome == "traceback"
