"""Full-text search (FTS5) in the tables whose rows have names.

The indices hold no texts of their own but refer to the tables, which is also how Datasette finds
out that a table can be searched. Letters are compared without case and accents.
"""

from __future__ import annotations

from collections.abc import Iterator

from datapackage.contract import Contract, Field, Table
from datapackage.formats.database.sql import name, names, text
from datapackage.languages import column_of

SUFFIX = "_fts"
LABELS = ("title", "name", "label", "statement", "person_name")
"""Texts that a row is called by; of several, the first."""


def label_column(table: Table, language: str) -> str | None:
    """Return the column that rows are called by, in this language where there are several."""
    stems = (column for stem in LABELS for column in (column_of(stem, language), stem))
    return next((column for column in stems if column in table.columns), None)


def create_searches(contract: Contract) -> Iterator[str]:
    """Yield the statements that make and fill the indices."""
    for table in contract.values():
        if label_column(table, contract.languages[0]) is None:
            continue
        index = name(table.name + SUFFIX)
        columns = names(field.name for field in table.fields if _is_prose(field))
        yield (
            f"CREATE VIRTUAL TABLE {index} USING fts5({columns}, content={name(table.name)},"
            f" tokenize={text('unicode61 remove_diacritics 2')})"
        )
        for command in ("rebuild", "optimize"):
            yield f"INSERT INTO {index} ({index}) VALUES ({text(command)})"  # noqa: S608


def _is_prose(field: Field) -> bool:
    """Whether a column holds words, not codes, keys, addresses or numbers."""
    coded = field.codelist or "format" in field.descriptor or "pattern" in field.constraints
    return field.type == "string" and not coded
