"""Constraints of the schemas as CHECKs of SQLite, and what of them SQLite can't check."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from datapackage.contract import Field
from datapackage.formats.sql.names import name, text
from datapackage.formats.sql.patterns import condition

TYPES = {
    "string": "TEXT",
    "integer": "INTEGER",
    "year": "INTEGER",
    "number": "REAL",
    "boolean": "BOOLEAN",
    "date": "DATE",
}
"""Table Schema type -> declared type. SQLite stores booleans as 0 and 1 and dates as ISO 8601
texts; the declared names tell people and tools that read them (DuckDB, R) what is meant."""

_COMPARISONS = {
    "minimum": ">=",
    "exclusiveMinimum": ">",
    "maximum": "<=",
    "exclusiveMaximum": "<",
}


@dataclass(frozen=True)
class Checks:
    """Conditions of a column, and what is left out: constraint -> key of the text that says why."""

    conditions: tuple[str, ...]
    left_out: dict[str, str]


def checks_of(field: Field) -> Checks:
    """Return what a column's CHECKs say."""
    left_out: dict[str, str] = {}
    conditions = [*_type_conditions(field), *_range_conditions(field)]
    if field.enum is not None:
        conditions.append(f"{name(field.name)} IN ({', '.join(map(_literal, field.enum))})")
    pattern = field.constraints.get("pattern")
    if pattern is not None:
        found = condition(name(field.name), pattern)
        if found is None:
            left_out[pattern] = "database.no_pattern"
        else:
            conditions.append(found)
    if form := field.descriptor.get("format"):
        left_out[form] = "database.no_format"
    return Checks(tuple(conditions), left_out)


def _type_conditions(field: Field) -> Iterator[str]:
    """Yield the test of a value's type: SQLite would take any value in any column."""
    column = name(field.name)
    if field.type == "boolean":
        yield f"{column} IN (0, 1)"
    elif field.type == "date":
        # Adding no day brings 31 February into March: only a real day comes back as it was.
        yield f"{column} IS date({column}, '+0 days')"
    elif field.type != "string":
        # A column declared TEXT turns numbers into texts by itself; these keep texts as they are.
        storage = {"INTEGER": "integer", "REAL": "real"}[TYPES[field.type]]
        allowed = f"= '{storage}'" if field.required else f"IN ('{storage}', 'null')"
        yield f"typeof({column}) {allowed}"


def _range_conditions(field: Field) -> Iterator[str]:
    column = name(field.name)
    for key, operator in _COMPARISONS.items():
        if key in field.constraints:
            yield f"{column} {operator} {_literal(field.constraints[key])}"
    if "minLength" in field.constraints:
        yield f"length({column}) >= {int(field.constraints['minLength'])}"
    if "maxLength" in field.constraints:
        yield f"length({column}) <= {int(field.constraints['maxLength'])}"


def _literal(value: object) -> str:
    """Return a constraint's value in SQL; dates stand in schemas as ISO texts, as they do here."""
    return text(value) if isinstance(value, str) else str(value)
