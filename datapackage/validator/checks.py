"""The rules of the standard: their names, what each asks for, and which of them a schema sets.

docs/rules.md lists these names with an example each; they are the same in every command, in the
report of a package and in the JSON of ``validate``. frictionless names errors instead of rules;
:data:`RULE_OF_ERROR` says which rule an error of its breaks.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

PACKAGE_RULES = {
    "descriptor": "The descriptor can be read.",
    "profile": "The descriptor meets the profile of its version of Data Package.",
    "reference": "Schemas and dialects that are given as paths can be read.",
    "resource-name": "Each resource has a name of its own.",
    "misspelt-property": "No property is misspelt: it would be passed over, and its rule with it.",
    "schema-key": "The keys of a schema name fields that are there.",
    "file-path": "Each file is there, inside the package.",
    "file-format": "Each file is of the format that is stated.",
    "file-size": "Each file has the size that is stated.",
    "file-hash": "Each file has the hash that is stated.",
    "row-count": "Each table has as many rows as are stated.",
    "column-count": "Each table has as many columns as are stated.",
}
"""Rules of a package's descriptor and files."""

RULE_OF_CONSTRAINT = {
    "required": "required",
    "enum": "enum",
    "pattern": "pattern",
    "minimum": "minimum",
    "maximum": "maximum",
    "exclusiveMinimum": "exclusive-minimum",
    "exclusiveMaximum": "exclusive-maximum",
    "minLength": "min-length",
    "maxLength": "max-length",
    "jsonSchema": "json-schema",
    "unique": "unique",
}
"""Constraint of Table Schema -> rule."""

TABLE_RULES = {
    "file": "The file can be read to its end.",
    "header": "The header is that of the schema.",
    "row": "Each row has a cell for each column, and is not blank.",
    "type": "Cells are of the type of their column.",
    "required": "Cells are filled: {}.",
    "enum": "Values are out of a list: {}.",
    "pattern": "Values are of a pattern: {}.",
    "minimum": "Values are not too small: {}.",
    "maximum": "Values are not too large: {}.",
    "exclusive-minimum": "Values are not too small: {}.",
    "exclusive-maximum": "Values are not too large: {}.",
    "min-length": "Values are not too short: {}.",
    "max-length": "Values are not too long: {}.",
    "json-schema": "Values meet a JSON Schema: {}.",
    "unique": "Values don't recur: {}.",
    "category": "Values are of a category: {}.",
    "primary-key": "The primary key is filled and unique: {}.",
    "unique-key": "Combinations don't recur: {}.",
    "foreign-key": "References lead to a row that is there: {}.",
}
"""Rules of a table; ``{}`` is where the columns go."""

RULE_OF_ERROR = {
    "type-error": "type",
    "unique-error": "unique",
    "primary-key": "primary-key",
    "foreign-key": "foreign-key",
    "missing-cell": "row",
    "extra-cell": "row",
    "blank-row": "row",
    "blank-header": "header",
    "blank-label": "header",
    "duplicate-label": "header",
    "extra-label": "header",
    "missing-label": "header",
    "incorrect-label": "header",
    "unmatched-header": "header",
}
"""frictionless's name of an error -> rule. ``constraint-error`` has a rule for each constraint;
what is not here is about the file or the resource as a whole."""

NO_SCHEMA = {
    "file": TABLE_RULES["file"],
    "header": "Each column has a name of its own.",
    "row": TABLE_RULES["row"],
}
"""Rules of a table without a schema."""


def rules_of(schema: Mapping[str, Any]) -> dict[str, str]:
    """Return the rules that a Table Schema sets: name -> what it asks for, in a fixed order."""
    fields = [f for f in schema.get("fields") or () if isinstance(f, Mapping)]
    always = ("file", "header", "row") if not fields else ("file", "header", "row", "type")
    columns: dict[str, list[str]] = {
        rule: [str(f.get("name")) for f in fields if _has(f, constraint)]
        for constraint, rule in RULE_OF_CONSTRAINT.items()
    }
    columns["category"] = [str(f.get("name")) for f in fields if f.get("categories")]
    columns["primary-key"] = _joined([names_of(schema.get("primaryKey"))])
    columns["unique-key"] = _joined([names_of(key) for key in schema.get("uniqueKeys") or ()])
    columns["foreign-key"] = [*map(_arrow, schema.get("foreignKeys") or ())]
    return {
        rule: asks.format(", ".join(columns.get(rule, ())))
        for rule, asks in TABLE_RULES.items()
        if rule in always or columns.get(rule)
    }


def names_of(raw: Any) -> list[str]:
    """Return the field names of a key, which may be one name or a list."""
    return [raw] if isinstance(raw, str) else [str(name) for name in raw or ()]


def _has(field: Mapping[str, Any], constraint: str) -> bool:
    constraints = field.get("constraints")
    value = constraints.get(constraint) if isinstance(constraints, Mapping) else None
    return value is not None and value is not False


def _joined(keys: list[list[str]]) -> list[str]:
    return [" + ".join(key) for key in keys if key]


def _arrow(key: Any) -> str:
    return " → ".join(part for part in _ends(key) if part)


def _ends(key: Any) -> Iterator[str]:
    reference = key.get("reference") if isinstance(key, Mapping) else None
    target = reference.get("resource") if isinstance(reference, Mapping) else None
    yield " + ".join(names_of(key.get("fields"))) if isinstance(key, Mapping) else ""
    yield str(target or "the table itself")
