"""The check of a schema descriptor itself."""

from __future__ import annotations

from datapackage.validator.engine import check_schema

KEY = {"fields": ["a"], "reference": {"resource": "p", "fields": ["x"]}}


def test_clean_schema() -> None:
    schema = {
        "$schema": "https://datapackage.org/profiles/2.0/tableschema.json",
        "titles": {"fi": "Sopimukset"},
        "descriptions": {},
        "fields": [
            {"name": "a", "type": "string", "codelist": "types", "titles": {}},
            {"name": "b", "type": "integer", "groupChar": ",", "categoriesOrdered": True},
            {"name": "c", "type": "list", "itemType": "string", "delimiter": ";"},
        ],
        "primaryKey": "a",
        "uniqueKeys": [["a", "b"]],
        "foreignKeys": [KEY],
    }
    assert check_schema(schema, {"p": ["x"]}) == []


def test_unknown_properties_are_told_from_misspelt_ones() -> None:
    schema = {"fields": [{"name": "a", "type": "string", "mising": 1, "zzz": 2}], "primarykey": "a"}
    found = {(f.rule, f.field, f.value) for f in check_schema(schema)}
    assert found == {
        ("misspelt-property", "", "primarykey"),
        ("unknown-property", "a", "mising"),
        ("unknown-property", "a", "zzz"),
    }


def test_property_of_another_type() -> None:
    found = check_schema({"fields": [{"name": "a", "type": "string", "trueValues": ["x"]}]})
    assert [(f.field, f.value) for f in found] == [("a", "trueValues")]


def test_misspelt_constraint() -> None:
    schema = {"fields": [{"name": "a", "type": "string", "constraints": {"requierd": True}}]}
    assert "did you mean 'required'?" in check_schema(schema)[0].message


def test_custom_properties_can_be_chosen() -> None:
    schema = {"fields": [{"name": "a", "type": "string", "codelist": "x", "unit": "m"}]}
    assert [f.value for f in check_schema(schema, allowed=("unit",))] == ["codelist"]


def test_keys_to_absent_fields() -> None:
    schema = {
        "fields": [{"name": "a", "type": "string"}],
        "primaryKey": ["aa"],
        "uniqueKeys": [["b"]],
        "foreignKeys": [KEY, {"fields": ["c"], "reference": {"resource": "", "fields": ["d"]}}],
    }
    found = [(f.rule, f.field) for f in check_schema(schema, {"p": ["y"]})]
    assert found == [("schema-key", name) for name in ("aa", "b", "x", "c", "d")]


def test_reference_to_an_unknown_table_is_not_judged() -> None:
    schema = {"fields": [{"name": "a", "type": "string"}], "foreignKeys": [KEY]}
    assert check_schema(schema, {}) == []
