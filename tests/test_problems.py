from __future__ import annotations

import pytest

from datapackage.problems import (
    MAX_QUOTED,
    DataError,
    Place,
    Problem,
    ProblemList,
    explain,
    nearest_match,
    quote,
)


@pytest.mark.parametrize(
    ("place", "text"),
    [
        (Place("a.yaml", 3, "areas[1].title"), "a.yaml:3: areas[1].title:"),
        (Place("a.yaml", 3), "a.yaml:3:"),
        (Place("a.yaml"), "a.yaml:"),
        (Place("a.yaml", 0, "version"), "a.yaml: version:"),
    ],
)
def test_a_place_is_written_as_far_as_it_is_known(place: Place, text: str) -> None:
    assert str(place) == text
    assert str(Problem(place, "wrong", "kind")) == f"{text} wrong"


def test_a_message_has_the_parts_that_are_given() -> None:
    assert explain("wrong") == "wrong"
    assert explain("wrong", found="x", expected="a word", nearest="y") == (
        "wrong (found 'x'; expected a word; did you mean 'y'?)"
    )
    assert explain("wrong", found=0) == "wrong (found 0)"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("a", "'a'"),
        ("a\nb\x00", "'a\\u000ab\\u0000'"),
        ("a\u202eb", "'a\\u202eb'"),
        ("ä Я", "'ä Я'"),
        (None, "None"),
        (12, "12"),
        ("x" * MAX_QUOTED, f"'{'x' * MAX_QUOTED}'"),
        ("x" * (MAX_QUOTED + 1), f"'{'x' * (MAX_QUOTED - 1)}…'"),
    ],
)
def test_a_value_is_quoted_on_one_line_with_nothing_invisible(value: object, text: str) -> None:
    assert quote(value) == text


@pytest.mark.parametrize(
    ("word", "nearest"),
    [
        ("singed_on", "signed_on"),
        ("SIGNED_ON", "signed_on"),
        ("statuz", "status"),
        ("xyz", None),
        ("", None),
    ],
)
def test_the_nearest_match_is_near_or_none(word: str, nearest: str | None) -> None:
    assert nearest_match(word, ["status", "signed_on", "title"]) == nearest


def test_problems_come_sorted_and_once() -> None:
    problems = ProblemList()
    for file, line in (("b", 1), ("a", 10), ("a", 9), ("a", 9)):
        problems.add(Place(file, line), "wrong", rule="kind")
    with pytest.raises(DataError) as error:
        problems.raise_if_any()
    assert str(error.value) == "a:9: wrong\na:10: wrong\nb:1: wrong"
    assert len(problems) == 4


def test_without_problems_nothing_is_raised() -> None:
    ProblemList().raise_if_any()
