"""Some of the packages that ``make fuzz`` tries for as long as it is let."""

from __future__ import annotations

from pathlib import Path

import pytest

from datapackage.validator import validate
from tests.validator import fuzz

# frictionless leaves files open that it can't unpack.
pytestmark = pytest.mark.filterwarnings("ignore:Exception ignored in", "ignore:unclosed file")


@pytest.fixture(autouse=True)
def outside_of_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)


@pytest.mark.parametrize("number", [*range(300), *fuzz.FOUND])
def test_a_package_that_chance_has_hurt_ends_in_a_verdict(number: int, tmp_path: Path) -> None:
    assert fuzz.verdict(number, tmp_path) == ""


def test_a_number_is_a_package_and_chance_does_hurt() -> None:
    assert [fuzz.package(n) for n in range(9)] == [fuzz.package(n) for n in range(9)]
    assert len({repr(fuzz.package(n)) for n in range(200)}) > 195


def test_what_is_no_verdict_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise KeyError("x")

    monkeypatch.setitem(validate.__globals__, "find_target", fail)
    assert fuzz.verdict(0, tmp_path) != ""
