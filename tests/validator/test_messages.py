"""What each rule's findings say: a finding, and its sentence."""

from __future__ import annotations

from typing import Any

import pytest

from datapackage.problems import Place
from datapackage.validator import PACKAGE_RULES, TABLE_RULES, Finding, describe
from datapackage.validator.results import Reference

SEA = Reference("ports", ("port_id",))

# fmt: off
SENTENCES: list[tuple[Finding, str]] = [
    (Finding("file", error="engine-error", message="lost"), "lost"),
    (Finding("header", error="blank-header"), "the header is blank"),
    (Finding("header", error="blank-label"), "the column has no name"),
    (Finding("header", error="duplicate-label"), "another column has this name"),
    (Finding("header", error="missing-label"), "the column is missing"),
    (Finding("header", error="unmatched-header"),
     "no column has the name of a field of the schema"),
    (Finding("header", value="dept", error="incorrect-label", bound="depth"),
     "the column has another name than its field in the schema (found 'dept'; expected 'depth')"),
    (Finding("header", value="dept", error="extra-label", bound=("depth", "name")),
     "a column that the schema does not have (found 'dept'; did you mean 'depth'?)"),
    (Finding("row", error="missing-cell"), "the row ends before this column"),
    (Finding("row", error="blank-row"), "the row is blank"),
    (Finding("row", value="5", error="extra-cell"), "a cell beyond the last column (found '5')"),
    (Finding("type", value="x", schema={"type": "integer"}),
     "not a whole number (found 'x'; expected digits)"),
    (Finding("type", value="x", schema={"type": "new"}),
     "not of type new (found 'x'; expected a value of type new)"),
    (Finding("type", value="x", schema={"format": "uuid"}),
     "not a UUID (found 'x'; expected such as 123e4567-e89b-12d3-a456-426614174000)"),
    (Finding("type", value="x", schema={"type": "boolean", "trueValues": ["yes"]}),
     "not true or false (found 'x'; expected one of yes)"),
    (Finding("type", value="x", schema={"type": "boolean", "falseValues": ["no"]}),
     "not true or false (found 'x'; expected one of no)"),
    (Finding("type", value="x", schema={"type": "date", "format": "%d/%m/%Y"}),
     "not a date (found 'x'; expected the form %d/%m/%Y)"),
    (Finding("type", value="x", schema={"type": "date", "format": "any"}),
     "not a date (found 'x'; expected YYYY-MM-DD)"),
    (Finding("type", value="x", schema={"type": "number", "decimalChar": ","}),
     "not a number (found 'x'; expected digits with the decimal sign ',')"),
    (Finding("type", value="x", schema={"type": "number", "decimalChar": "."}),
     "not a number (found 'x'; expected digits with a decimal point)"),
    (Finding("required"), "the value is missing"),
    (Finding("enum", value="sigmed", bound=["signed", "draft"]),
     "no such value (found 'sigmed'; expected one of signed, draft; did you mean 'signed'?)"),
    (Finding("enum", value="x", bound=["signed"], schema={"codelist": "status"}),
     "no such code (found 'x'; expected one of signed)"),
    (Finding("category", value="9", bound=[1, 2]),
     "no such category (found '9'; expected one of 1, 2)"),
    (Finding("pattern", value="x", bound="[A-Z]"),
     "not of the form (found 'x'; expected the pattern [A-Z])"),
    (Finding("pattern", value="x", bound="Q[1-9][0-9]*"),
     "not a Wikidata identifier (found 'x'; expected Q and a number, such as Q1757)"),
    (Finding("minimum", value="1", bound=2), "too small (found '1'; expected at least 2)"),
    (Finding("maximum", value="3", bound=2), "too large (found '3'; expected at most 2)"),
    (Finding("exclusive-minimum", value="2", bound=2),
     "too small (found '2'; expected more than 2)"),
    (Finding("exclusive-maximum", value="2", bound=2),
     "too large (found '2'; expected less than 2)"),
    (Finding("min-length", value="a", bound=2),
     "too short (found 'a'; expected a length of at least 2)"),
    (Finding("max-length", value="abc", bound=2),
     "too long (found 'abc'; expected a length of at most 2)"),
    (Finding("json-schema", value="{}", bound={"type": "array"}),
     "does not meet its JSON Schema (found '{}'; expected {'type': 'array'})"),
    (Finding("unique", key=("a",), values=("x",), other_row=2),
     "the value 'x' is used twice (also in row 2)"),
    (Finding("primary-key", key=("a",), values=("x",), other_row=2),
     "the identifier 'x' is used twice (also in row 2)"),
    (Finding("primary-key", key=("a", "b"), values=("x", "y"), other_row=2),
     "the combination 'x/y' is used twice (also in row 2)"),
    (Finding("primary-key", key=("a",), values=(None,)), "the primary key is empty"),
    (Finding("primary-key", field="a", key=("a", "b")), "a part of the primary key is empty"),
    (Finding("unique-key", key=("a", "b"), values=("x", None), other_row=2),
     "the combination 'x/' is used twice (also in row 2)"),
    (Finding("unique-key", key=("a", "b"), values=(None, None)), "the combination is empty"),
    (Finding("foreign-key"), "it refers to a row that isn't there"),
    (Finding("foreign-key", values=("9",), target=SEA),
     "there is no such row in ports (found '9'; expected a value of port_id)"),
    (Finding("foreign-key", "ports", values=("9", None), target=Reference("", ("a", "b"))),
     "there is no such row in ports (found '9/'; expected a value of a + b)"),
    (Finding("file-size", value="1", bound=2), "the size differs (found 1; expected 2)"),
    (Finding("row-count", value="1", bound=2),
     "the number of rows differs (found 1; expected 2)"),
    (Finding("column-count", value="1", bound=2),
     "the number of columns differs (found 1; expected 2)"),
    (Finding("file-hash", value="aa", bound="bb"),
     "the content differs (found aa; expected bb)"),
    (Finding("descriptor", message="it is a list"), "it is a list"),
    (Finding("own-rule"), "breaks the rule own-rule"),
]
# fmt: on
WORDED_WHERE_FOUND = {*PACKAGE_RULES} - {"file-size", "file-hash", "row-count", "column-count"}


@pytest.mark.parametrize(("finding", "sentence"), SENTENCES)
def test_sentence(finding: Finding, sentence: str) -> None:
    assert describe(finding) == sentence


def test_every_rule_has_a_sentence() -> None:
    told = {finding.rule for finding, _ in SENTENCES}
    assert {*TABLE_RULES, *PACKAGE_RULES} - WORDED_WHERE_FOUND - told == set()


@pytest.mark.parametrize(
    ("options", "ending"),
    [
        ({"other": Place("a.yaml", 7, "id")}, "is used twice (also in a.yaml:7)"),
        ({"other": Place("a.parquet")}, "is used twice (also in a.parquet)"),
    ],
)
def test_a_repeated_key_names_where_it_is_else(options: dict[str, Any], ending: str) -> None:
    finding = Finding("unique", key=("a",), values=("x",), other_row=2)
    assert describe(finding, **options) == f"the value 'x' {ending}"


def test_a_dangling_reference_names_what_it_may_have_meant() -> None:
    finding = Finding("foreign-key", values=("kotko",), target=SEA)
    assert describe(finding, nearest="kotka") == (
        "there is no such row in ports (found 'kotko'; did you mean 'kotka'?)"
    )
