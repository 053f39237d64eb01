"""Tables of SQLite: their keys and indices, and the constraints of the schemas as CHECKs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from datapackage.columnar.arrow import joined_lists
from datapackage.contract import Contract, Field, ForeignKey, Table
from datapackage.formats.database.patterns import condition
from datapackage.formats.database.sql import name, names, text

LOOKED_UP = {"citations": (("table_name", "record_id"),)}
"""Columns that are no foreign key, because they name a row of any table, but are looked up."""


def create_table(table: Table) -> str:
    """Return the statement that makes a table with its keys and checks.

    Tables keep SQLite's hidden row number, so that rows without ORDER BY come in the order in
    which they are published.
    """
    unique = [_names(columns) for columns in table.descriptor.get("uniqueKeys", [])]
    unique += [(f.name,) for f in table.fields if f.constraints.get("unique")]
    lines = [
        *map(_column, table.fields),
        f"PRIMARY KEY ({names(table.primary_key)})",
        *(f"UNIQUE ({names(columns)})" for columns in unique),
        *map(_foreign_key, table.foreign_keys),
    ]
    return f"CREATE TABLE {name(table.name)} (\n  " + ",\n  ".join(lines) + "\n)"


def create_indices(contract: Contract) -> Iterator[str]:
    """Yield indices on foreign keys that no key of the same table begins with."""
    for table in contract.values():
        covered = [table.primary_key, *map(_names, table.descriptor.get("uniqueKeys", []))]
        wanted = [key.fields for key in table.foreign_keys]
        for columns in (*wanted, *LOOKED_UP.get(table.name, ())):
            if any(key[: len(columns)] == columns for key in covered):
                continue
            covered.append(columns)
            index = name("_".join((table.name, "by", *columns)))
            yield f"CREATE INDEX {index} ON {name(table.name)} ({names(columns)})"


def stored_rows(batch: pa.RecordBatch) -> Iterator[tuple[Any, ...]]:
    """Yield rows as SQLite stores them: dates and lists as CSV has them, booleans as 0 and 1."""
    columns = []
    for column in batch.columns:
        if pa.types.is_date(column.type):
            column = column.cast(pa.string())  # noqa: PLW2901
        elif pa.types.is_boolean(column.type):
            column = column.cast(pa.int8())  # noqa: PLW2901
        columns.append(joined_lists(column).to_pylist())
    return zip(*columns, strict=True)


def _column(field: Field) -> str:
    parts = [name(field.name), TYPES[field.type]]
    if field.required:
        parts.append("NOT NULL")
    parts += [f"CHECK ({condition})" for condition in checks_of(field).conditions]
    return " ".join(parts)


def _foreign_key(key: ForeignKey) -> str:
    target = f"{name(key.reference_table)} ({names(key.reference_fields)})"
    return f"FOREIGN KEY ({names(key.fields)}) REFERENCES {target}"


def _names(value: str | list[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


# --- Checks ---------------------------------------------------------------------------------------

TYPES = {
    "string": "TEXT",
    "integer": "INTEGER",
    "year": "INTEGER",
    "number": "REAL",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "list": "TEXT",
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
    if field.type == "list":  # its constraints are on the number of items
        return Checks((), left_out)
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
    elif TYPES[field.type] != "TEXT":
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
    """Return a constraint's value in SQL; dates are ISO texts in schemas, as they are here."""
    return text(value) if isinstance(value, str) else str(value)
