"""Rules that the standard has and frictionless does not check."""

from __future__ import annotations

from typing import Any

from tests.validator.engine.conftest import Validate


def keys_of(result: Any, table: int = 0) -> list[tuple[str, int | None, str]]:
    return [(f.rule, f.row, f.field) for f in result.tables[table].findings]


def string_fields(*names: str) -> list[dict[str, Any]]:
    return [{"name": name, "type": "string"} for name in names]


def test_null_in_composite_primary_key(validate: Validate) -> None:
    schema = {"fields": string_fields("a", "b"), "primaryKey": ["a", "b"]}
    result = validate({"t": (schema, "a,b\nx,1\nx,\n,2\nx,1\n")})
    assert keys_of(result) == [
        ("primary-key", 3, "b"),
        ("primary-key", 4, "a"),
        ("primary-key", 5, ""),
    ]


def test_whole_null_key_is_frictionless_own_finding(validate: Validate) -> None:
    schema = {"fields": string_fields("a", "b"), "primaryKey": ["a"]}
    result = validate({"t": (schema, "a,b\n,1\n")})
    assert keys_of(result) == [("primary-key", 2, "")]


def test_unique_keys_leave_nulls_out(validate: Validate) -> None:
    schema = {"fields": string_fields("a", "b", "c"), "uniqueKeys": [["a", "b"], ["c"]]}
    result = validate({"t": (schema, "a,b,c\nx,1,p\nx,1,q\nx,,q\nx,,\ny,,\n")})
    assert keys_of(result) == [("unique-key", 3, ""), ("unique-key", 4, "c")]


def test_categories(validate: Validate) -> None:
    schema = {
        "fields": [
            {"name": "a", "type": "string", "categories": ["x", "y"]},
            {"name": "b", "type": "integer", "categories": [{"value": 1, "label": "one"}]},
            {"name": "c", "type": "number", "categories": [1]},
        ]
    }
    result = validate({"t": (schema, "a,b,c\nx,1,1\nz,1,2\n,2,3\n")})
    assert keys_of(result) == [("category", 3, "a"), ("category", 4, "b")]


def test_integer_group_char(validate: Validate) -> None:
    schema = {"fields": [{"name": "a", "type": "integer", "groupChar": " "}]}
    result = validate({"t": (schema, 'a\n1 000\n"1,000"\n')})
    assert keys_of(result) == [("type", 3, "a")]


def test_reference_to_absent_field_is_reported_once(validate: Validate) -> None:
    key = {"fields": ["a"], "reference": {"resource": "p", "fields": ["idd"]}}
    child = {"fields": string_fields("a"), "foreignKeys": [key]}
    parent = {"fields": string_fields("id")}
    result = validate({"p": (parent, "id\nx\n"), "c": (child, "a\nx\ny\n")})
    assert keys_of(result, 1) == [("schema-key", None, "idd")]
    assert "did you mean 'id'" in result.tables[1].findings[0].message


def test_misspelt_property(validate: Validate) -> None:
    schema = {
        "fields": [
            {"name": "a", "type": "string", "contraints": {"required": True}, "codelist": "x"},
            {"name": "b", "type": "string", "somethingElse": 1},
        ]
    }
    result = validate({"t": (schema, "a,b\nx,y\n")})
    assert keys_of(result) == [("misspelt-property", None, "a")]
    assert result.tables[0].findings[0].value == "contraints"


def test_not_a_number_equals_itself_in_keys(validate: Validate) -> None:
    schema = {"fields": [{"name": "a", "type": "number", "constraints": {"unique": True}}]}
    tables = {"t": (schema, "a\nNaN\n1\nnan\n")}
    assert keys_of(validate(tables)) == [("unique", 4, "a")]
    assert keys_of(validate(tables, engine="frictionless")) == []


def test_moments_that_do_not_compare_break_the_constraint(validate: Validate) -> None:
    limit = {"minimum": "2020-01-01T00:00:00"}
    schema = {"fields": [{"name": "a", "type": "datetime", "constraints": limit}]}
    tables = {"t": (schema, "a\n2021-01-01T00:00:00\n2021-01-01T00:00:00Z\n")}
    assert keys_of(validate(tables)) == [("minimum", 3, "a")]
    assert keys_of(validate(tables, engine="frictionless")) == [("file", None, "")]
