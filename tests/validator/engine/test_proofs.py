"""Proofs are sound: what one clears, the field itself finds no error in."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datapackage.columnar.arrow import text_array
from datapackage.validator.engine.checks.cells import CellChecker
from datapackage.validator.engine.proofs import (
    FORMAT_PATTERNS,
    find_proof,
    only_bytes,
    pattern_is_safe,
)
from datapackage.validator.engine.schema import NULL, compile_field
from tests.validator.engine.cells import NONSENSE, PATTERNS

FIELDS: list[dict[str, Any]] = [
    {"type": "string", "constraints": {"minLength": 2, "enum": ["ab", "ä"]}},
    {"type": "integer", "constraints": {"minimum": -3, "exclusiveMaximum": 8}},
    {"type": "number", "constraints": {"exclusiveMinimum": "0.1", "maximum": 2}},
    {"type": "date", "constraints": {"minimum": "2000-02-29", "maximum": "2020-12-31"}},
    {"type": "datetime", "constraints": {"exclusiveMinimum": "2000-02-29T12:00:00"}},
    {"type": "string", "format": "uuid"},
    {"type": "string", "format": "uri"},
    *({"type": "string", "constraints": {"pattern": pattern}} for pattern in PATTERNS),
]

CELLS = st.one_of(
    NONSENSE,
    st.from_regex(r"\A-?[0-9]{1,20}\.?[0-9]{0,3}\Z"),
    st.from_regex(r"\A[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}:[0-9]{2}(Z|-01)?)?\Z"),
    st.datetimes().map(lambda moment: moment.isoformat(" ")),
    st.datetimes().map(lambda moment: moment.replace(microsecond=0).isoformat()),
    st.from_regex(FORMAT_PATTERNS["uuid"].replace(r"\z", r"\Z")),
    st.from_regex(FORMAT_PATTERNS["uri"].replace(r"\z", r"\Z")),
    st.text("abcä\n-1 ", max_size=5),
)


def agree(field: dict[str, Any], cells: list[str]) -> None:
    """Check a column as a whole and cell by cell; numbers and moments have no proof of keys."""
    compiled = compile_field({"name": "a", **field}, frozenset({""}))
    column = text_array(cells)
    checked = [compiled.check(cell) for cell in cells]
    expected = {row: bits & ~NULL for row, (bits, _) in enumerate(checked) if bits & ~NULL}
    for with_keys in (True, False):
        checker = CellChecker(compiled, with_keys=with_keys)
        verdict = checker.check(column, checker.nulls(column))
        found = dict(zip(verdict.rows.tolist(), verdict.verdicts.tolist(), strict=True))
        assert {row: bits & ~NULL for row, bits in found.items()} == expected
        if with_keys:
            assert verdict.keys.to_pylist() == [compiled.key_of(value) for _, value in checked]


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(
    field=st.sampled_from(FIELDS),
    cells=st.one_of(st.lists(CELLS, max_size=6), CELLS.map(lambda cell: [cell])),
)
def test_checker_agrees_with_the_field(field: dict[str, Any], cells: list[str]) -> None:
    agree(field, cells)


COLUMNS: dict[str, tuple[dict[str, Any], list[str]]] = {
    "runs of texts, one of them bad": (FIELDS[0], ["ab"] * 9 + ["x"] * 9),
    "runs of good texts": (FIELDS[0], ["ab"] * 9 + ["ä"] * 9),
    "texts too long": ({"type": "string", "constraints": {"maxLength": 1}}, ["a", "ab", ""]),
    "any text with a format of its own": ({"type": "any", "format": "uuid"}, ["a", "b"]),
    "constraints after required": (
        {"type": "string", "constraints": {"required": True, "enum": ["a"]}},
        ["a", "b", ""],
    ),
    "categories": ({"type": "string", "categories": ["a"]}, ["a", "b"]),
    "a whole number that Arrow reads as hexadecimal": ({"type": "integer"}, ["1", "0x1F"]),
    "whole numbers with zeros and gaps": ({"type": "integer"}, ["007", "", "-0", "5"]),
    "whole numbers at their bounds": (FIELDS[1], ["-4", "-3", "7", "8", ""]),
    "a bound that 64 bits don't hold": (
        {"type": "integer", "constraints": {"maximum": 1 << 64}},
        ["1", str(1 << 65)],
    ),
    "whole numbers bounded after required": (
        {"type": "integer", "constraints": {"required": True, "minimum": 5}},
        ["4", "5"],
    ),
    "numbers that are none": ({"type": "number"}, ["1.5", "nan", "inf", "1e3", "x"]),
    "numbers at their bounds": (FIELDS[2], ["0.1", "0.2", "2", "2.5"]),
    "numbers of another notation": ({"type": "number", "decimalChar": ","}, ["1.5", "2"]),
    "numbers with units": ({"type": "number", "bareNumber": False}, ["1.5", "5 %"]),
    "dates of the year 0": ({"type": "date"}, ["0000-01-01", "2020-02-29"]),
    "dates with gaps": (FIELDS[3], ["2000-02-28", "", "2000-02-29", "2021-01-01"]),
    "dates that are too long": ({"type": "date"}, ["2020-01-01", "2020-01-01T00:00:00"]),
    "dates that are none": ({"type": "date"}, ["2020-01-01", "2021-02-29"]),
    "moments at their bound": (FIELDS[4], ["2000-02-29T12:00:00", "2000-02-29T12:00:01", ""]),
    "moments that are dates": (FIELDS[4], ["2020-01-01", "2020-01-01T00:00:00"]),
}


@pytest.mark.parametrize("name", COLUMNS)
def test_columns(name: str) -> None:
    agree(*COLUMNS[name])


def test_bytes_are_those_of_the_slice() -> None:
    column = text_array(["x", "1", "23", "x"])
    assert only_bytes(column.slice(1, 2), b"123")
    assert not only_bytes(column.slice(1, 3), b"123")
    assert not only_bytes(column.slice(0, 2), b"123")
    assert only_bytes(column.slice(1, 0), b"")


@pytest.mark.parametrize(
    ("constraint", "bad", "good"),
    [
        ("exclusiveMinimum", "0.10000000000000000000", "0.10000000000000000001"),
        ("exclusiveMaximum", "0.10000000000000000000", "0.09999999999999999999"),
        ("minimum", "0.09999999999999999999", "0.10000000000000000000"),
        ("maximum", "0.10000000000000000001", "0.10000000000000000000"),
    ],
)
def test_bounds_hold_for_numbers_that_a_float_can_not_tell_apart(
    constraint: str, bad: str, good: str
) -> None:
    field = {"name": "a", "type": "number", "constraints": {constraint: "0.1"}}
    checker = CellChecker(compile_field(field, frozenset({""})), with_keys=False)
    # Many plain cells around them, so that it is the proof that has to leave them open.
    plain = "0.2" if "inimum" in constraint else "0.05"
    column = text_array([plain] * 20 + [good, bad] + [plain] * 20)
    verdict = checker.check(column, checker.nulls(column))
    found = dict(zip(verdict.rows.tolist(), verdict.verdicts.tolist(), strict=True))
    assert [row for row, bits in found.items() if bits & ~NULL] == [21]


@pytest.mark.parametrize("field", FIELDS[:7])
def test_plain_fields_have_a_proof(field: dict[str, Any]) -> None:
    assert find_proof(compile_field({"name": "a", **field}, frozenset({""}))) is not None


@pytest.mark.parametrize(
    "pattern", [r"\D", r"[^\w]", "(?i)a", "(?=a)", r"a\b", r"(a)\1", "a{,2}", "[[:a:]]"]
)
def test_patterns_that_mean_more_to_arrow_are_not_proofs(pattern: str) -> None:
    assert not pattern_is_safe(pattern)


@pytest.mark.parametrize(
    "pattern", ["[a-z0-9]+(-[a-z0-9]+)*", r"[A-Z]{2}", r"\d{4}|[^a]", "Q[1-9]+"]
)
def test_common_patterns_are_proofs(pattern: str) -> None:
    assert pattern_is_safe(pattern)
