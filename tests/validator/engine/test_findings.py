"""Findings have all that a message needs, whichever engine makes them."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from datapackage.validator import Finding, describe
from datapackage.validator.engine.with_frictionless import _Adapter
from datapackage.validator.results import Reference
from tests.validator.engine.conftest import Validate

Find = Callable[..., list[Finding]]


@pytest.fixture(params=["columnar", "frictionless"])
def found(request: pytest.FixtureRequest, validate: Validate) -> Find:
    """Each engine: returns its findings on a table; others are beside it in the package."""

    def find(
        schema: dict[str, Any], text: str, **others: tuple[dict[str, Any], str]
    ) -> list[Finding]:
        asked = "auto" if request.param == "columnar" else request.param
        table = validate({**others, "t": (schema, text)}, engine=asked).tables[-1]
        assert table.engine == request.param
        return list(table.findings)

    return find


@pytest.mark.parametrize(
    ("kind", "constraint", "bound", "cell", "message"),
    [
        ("integer", "minimum", 2, "1", "too small (found '1'; expected at least 2)"),
        ("integer", "maximum", "2", "3", "too large (found '3'; expected at most 2)"),
        ("string", "minLength", 2, "a", "too short (found 'a'; expected a length of at least 2)"),
        ("string", "pattern", "b+", "a", "not of the form (found 'a'; expected the pattern b+)"),
        ("string", "enum", ["b", "c"], "x", "no such value (found 'x'; expected one of b, c)"),
    ],
)
def test_a_constraint_keeps_its_bound(
    found: Find, kind: str, constraint: str, bound: Any, cell: str, message: str
) -> None:
    field = {"name": "a", "type": kind, "constraints": {constraint: bound}}
    (finding,) = found({"fields": [field]}, f"a\n{cell}\n")
    assert (finding.constraint, finding.bound, finding.schema) == (constraint, bound, field)
    assert describe(finding) == message


def test_without_the_schema_at_hand_the_bound_is_that_of_the_note() -> None:
    note = 'constraint "minimum" is "2"'
    error = SimpleNamespace(type="constraint-error", note=note, field_name="a", cell="1")
    finding = _Adapter("t", "https://example.org/schema.json").finding(error)
    assert (finding.rule, finding.bound) == ("minimum", "2")


KEYED = {"fields": [{"name": "a", "type": "string"}, {"name": "b", "type": "string"}]}


def test_a_repeated_key_names_its_columns_and_the_other_row(found: Find) -> None:
    (finding,) = found({**KEYED, "primaryKey": ["b", "a"]}, "a,b\nx,y\nz,y\nx,y\n")
    assert (finding.key, finding.values, finding.other_row) == (("b", "a"), ("y", "x"), 2)


def test_a_repeated_value_names_its_column_and_the_other_row(found: Find) -> None:
    fields = [KEYED["fields"][0], {**KEYED["fields"][1], "constraints": {"unique": True}}]
    (finding,) = found({"fields": fields}, "a,b\nx,y\nz,y\n")
    assert (finding.key, finding.values, finding.other_row) == (("b",), ("y",), 2)


def test_a_dangling_reference_names_its_target(found: Find) -> None:
    reference = {"resource": "p", "fields": ["b", "a"]}
    child = {**KEYED, "foreignKeys": [{"fields": ["a", "b"], "reference": reference}]}
    (finding,) = found(child, "a,b\ny,x\nx,y\n", p=(KEYED, "a,b\nx,y\n"))
    assert (finding.row, finding.key, finding.values) == (3, ("a", "b"), ("x", "y"))
    assert finding.target == Reference("p", ("b", "a"))


def test_a_label_that_is_wrong_names_the_field(found: Find) -> None:
    (finding,) = found(KEYED, "a,c\nx,y\n")
    assert (finding.error, finding.value, finding.bound) == ("incorrect-label", "c", "b")


def test_a_column_too_many_names_the_fields(found: Find) -> None:
    extra = [f for f in found(KEYED, "a,b,c\n1,2,3\n") if f.error == "extra-label"]
    assert [(f.value, f.bound) for f in extra] == [("c", ("a", "b"))]
