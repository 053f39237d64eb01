"""``CREATE TABLE`` and ``CREATE INDEX`` statements of SQLite for the tables of the contract."""

from __future__ import annotations

from collections.abc import Iterator

from datapackage.contract import Contract, Field, ForeignKey, Table
from datapackage.formats.sql.constraints import TYPES, checks_of
from datapackage.formats.sql.names import name, names

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
