"""What the data dictionary says of each column, for all formats that carry one."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from datapackage.contract import Contract, Field, ForeignKey, Table
from datapackage.languages import column_of
from datapackage.words import ENGLISH


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

    @property
    def titles(self) -> dict[str, str]:
        """Title by language."""
        return titles_of(self.field)

    @property
    def descriptions(self) -> dict[str, str]:
        """Description by language."""
        return descriptions_of(self.field)

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


def titles_of(described: Table | Field) -> dict[str, str]:
    """Return the title of a table or column by language; the schemas always have the English."""
    return _by_language(described.title, described.descriptor.get("titles", {}))


def descriptions_of(described: Table | Field) -> dict[str, str]:
    """Return the description of a table or column by language, as :func:`titles_of` does."""
    return _by_language(described.description, described.descriptor.get("descriptions", {}))


def _by_language(english: str, translations: Mapping[str, str]) -> dict[str, str]:
    return {ENGLISH: english} | {**translations, ENGLISH: english}


def texts_in(row: Mapping[str, Any], stem: str, languages: Sequence[str]) -> dict[str, str]:
    """Return a text of a row by language, for the languages that it is there in."""
    found = {language: row[column_of(stem, language)] for language in languages}
    return {language: text for language, text in found.items() if text is not None}


def column_of_key(table: Table) -> dict[str, ForeignKey]:
    """Return, for each foreign key, the one column that it is shown at: column -> key.

    A link in a cell, or a line in a diagram, leaves from one column. It is the last of the key's
    columns, unless a simple key has that column already.
    """
    simple = {key.fields[0]: key for key in table.foreign_keys if len(key.fields) == 1}
    composite = {key.fields[-1]: key for key in table.foreign_keys if len(key.fields) > 1}
    return composite | simple
