"""Patterns of the schemas as conditions of SQLite: they agree with the regular expressions."""

from __future__ import annotations

import re
import sqlite3

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from datapackage.formats.columns import all_columns
from datapackage.formats.database.patterns import condition
from tests.places import contract

PATTERNS = sorted(
    {
        column.field.constraints["pattern"]
        for column in all_columns(contract())
        if "pattern" in column.field.constraints
    }
)
UNTRANSLATED = ["[a-z]+/[a-z0-9.+-]+"]
SHAPES = [
    *(pattern for pattern in PATTERNS if pattern not in UNTRANSLATED),
    "[a-z]",
    "[a-z]*",
    "[a-c]{2}",
    "[a-c]{5}",
    "a",
    "ab-[0-9]{2}",
    "[0-9]{2}[a-z]+",
    "[a-z0-9]+(/[a-z0-9]+)*",
]
CONNECTION = sqlite3.connect(":memory:")


def matches(pattern: str, text: str) -> bool:
    sql = condition("value", pattern)
    assert sql is not None
    (found,) = CONNECTION.execute(f"SELECT {sql} FROM (SELECT ? AS value)", (text,)).fetchone()
    return bool(found)


@pytest.mark.parametrize("pattern", PATTERNS)
def test_patterns_of_the_schemas_are_translated_but_for_those_known(pattern: str) -> None:
    assert (condition("value", pattern) is None) == (pattern in UNTRANSLATED)


near = st.text("abcxyz019-/_QAZ. Ж*?[]^", max_size=9)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(SHAPES), near)
@example("[0-9a-f]{64}", "0" * 64)
@example("[0-9a-f]{64}", "0" * 63 + "g")
@example("[0-9a-f]{64}", "0" * 65)
@example("[a-z0-9]+(-[a-z0-9]+)*", "")
@example("[a-z]*", "")
@example("Q[1-9][0-9]*", "Q1")
@example("Q[1-9][0-9]*", "Q12x")
def test_verdicts_agree(pattern: str, text: str) -> None:
    assert matches(pattern, text) == (re.fullmatch(pattern, text) is not None)


@pytest.mark.parametrize("pattern", SHAPES)
@settings(max_examples=8, deadline=None, database=None)
@given(st.data())
def test_texts_that_match_are_taken(pattern: str, data: st.DataObject) -> None:
    assert matches(pattern, data.draw(st.from_regex(re.compile(pattern, re.ASCII), fullmatch=True)))


@pytest.mark.parametrize(
    "pattern",
    ["[^a]", "a|b", "(ab)+", "a?", "[a-z]+b", ".*", "\\d+", "[a-z0-9-]+(-[a-z0-9-]+)*", "[a]{101}"],
)
def test_other_shapes_are_left_alone(pattern: str) -> None:
    assert condition("value", pattern) is None


def test_null_passes() -> None:
    for pattern in SHAPES:
        sql = condition("value", pattern)
        (found,) = CONNECTION.execute(f"SELECT {sql} FROM (SELECT NULL AS value)").fetchone()
        assert found is None
