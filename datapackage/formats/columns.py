"""What the data dictionary says of each column, for all formats that carry one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from datapackage.contract import Contract, Field, ForeignKey, Table

DESCRIPTION_LANGUAGES = ("fi", "en")
"""The schemas describe columns in these languages; titles they have in all."""


@dataclass(frozen=True)
class Column:
    """A column of the package: its field, and its place among keys.

    Attributes:
        table: The table that it belongs to.
        field: Its descriptor.
        position: Number of the column in its table, from 1.
    """

    table: Table
    field: Field
    position: int

    @property
    def in_primary_key(self) -> bool:
        """Whether it is, or is part of, the primary key."""
        return self.field.name in self.table.primary_key

    @property
    def references(self) -> tuple[str, ...]:
        """Columns that it points to, as ``table.column``; several where it is in several keys."""
        found = (
            f"{key.reference_table}.{key.reference_fields[key.fields.index(self.field.name)]}"
            for key in self.table.foreign_keys
            if self.field.name in key.fields
        )
        return tuple(dict.fromkeys(found))

    def title(self, language: str) -> str:
        """Title in a language; empty where the schema has none in it."""
        if language == "en":
            return self.field.title
        return translated(self.field.descriptor, "titles", language)

    def description(self, language: str) -> str:
        """Description in a language; empty where the schema has none in it."""
        if language == "en":
            return self.field.description
        return translated(self.field.descriptor, "descriptions", language)

    @property
    def constraints(self) -> dict[str, Any]:
        """Constraints beside those that have columns of their own in a dictionary."""
        shown_elsewhere = {"required", "enum"}
        return {k: v for k, v in self.field.constraints.items() if k not in shown_elsewhere}

    @property
    def constraints_json(self) -> str:
        """The constraints as JSON; empty where there are none."""
        if not self.constraints:
            return ""
        return json.dumps(self.constraints, ensure_ascii=False, sort_keys=True)


def columns_of(table: Table) -> tuple[Column, ...]:
    """Return the columns of a table in the order of its schema."""
    return tuple(Column(table, item, number) for number, item in enumerate(table.fields, start=1))


def all_columns(contract: Contract) -> Iterator[Column]:
    """Yield the columns of all tables, in the order in which they are published."""
    for table in contract.values():
        yield from columns_of(table)


def translated(descriptor: dict[str, Any], what: str, language: str) -> str:
    """Return the ``titles`` or ``descriptions`` of a descriptor in a language, or nothing."""
    return str(descriptor.get(what, {}).get(language, ""))


def table_title(table: Table, language: str) -> str:
    """Return a table's title in a language; the English one where there is no translation."""
    return translated(table.descriptor, "titles", language) or table.title


def table_description(table: Table, language: str) -> str:
    """Return a table's description in a language; the English one where there is none in it."""
    if language == "en":
        return table.description
    return translated(table.descriptor, "descriptions", language) or table.description


def column_of_key(table: Table) -> dict[str, ForeignKey]:
    """Return, for each foreign key, the one column that stands for it: column -> key.

    A link in a cell, or a line in a diagram, leaves from one column. It is the last of the key's
    columns, unless a simple key has that column already.
    """
    simple = {key.fields[0]: key for key in table.foreign_keys if len(key.fields) == 1}
    composite = {key.fields[-1]: key for key in table.foreign_keys if len(key.fields) > 1}
    return composite | simple
