"""One SQLite file with keys, checks, indices, views and the data dictionary.

The same rows give the same bytes: rows go in in their published order, the file is compacted,
nothing of it tells the time, and what SQLite leaves in unused bytes is cleared.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pyarrow as pa

from datapackage.contract import LANGUAGES, Contract, Table
from datapackage.formats import FinishedPackage, PublishedFile
from datapackage.formats.columns import DESCRIPTION_LANGUAGES, Column, all_columns
from datapackage.formats.datasette import metadata
from datapackage.formats.sql import duckdb_script
from datapackage.formats.sql.constraints import checks_of
from datapackage.formats.sql.file_bytes import make_reproducible
from datapackage.formats.sql.names import name
from datapackage.formats.sql.tables import create_indices, create_table
from datapackage.formats.sql.views import create_views
from datapackage.problems import DataError, Place, Problem
from datapackage.write.descriptor import write_json

FOLDER = "database"
METADATA = f"{FOLDER}/metadata.json"
DUCKDB = f"{FOLDER}/duckdb.sql"
DICTIONARY = "data_dictionary"

OLDEST_SQLITE = 3_030_000
"""SQLite 3.30.0, of 2019: the oldest that runs all views. Stands in the file as its version."""

_PAGE_BYTES = 4096

# The file is a copy of what stands in Parquet: no journal is needed to bring back half of it.
_SETTINGS = (
    "PRAGMA encoding = 'UTF-8'",
    f"PRAGMA page_size = {_PAGE_BYTES}",
    "PRAGMA auto_vacuum = NONE",
    "PRAGMA journal_mode = OFF",
    "PRAGMA synchronous = OFF",
    "PRAGMA foreign_keys = OFF",
    # Otherwise what stands in the unused bytes of a page depends on how SQLite was compiled.
    "PRAGMA secure_delete = ON",
)

DICTIONARY_COLUMNS = {
    "table_name": "Table of the column.",
    "column_name": "Name of the column.",
    "position": "Number of the column in its table, from 1.",
    "type": "Type after Table Schema.",
    "is_required": "Whether each row has a value: 1 or 0.",
    "is_primary_key": "Whether the column is, or is part of, the primary key: 1 or 0.",
    "reference_to": "Column that the value points to, if it does.",
    "codelist": "Code list that the value comes from, if it does.",
    "constraints": "Further constraints of Table Schema, as JSON.",
    "not_checked": "Constraints that this database has no CHECK for, with the reason.",
    **{f"title_{language}": "Title of the column." for language in LANGUAGES},
    **{f"description_{language}": "Meaning of the column." for language in DESCRIPTION_LANGUAGES},
}
"""Columns of the table that holds the data dictionary, with what they mean."""

_DICTIONARY_INTEGERS = {"position", "is_required", "is_primary_key"}


def database_path(package_name: str) -> str:
    """Return the path of the database in the package."""
    return f"{FOLDER}/{package_name}.sqlite"


def write(package: FinishedPackage) -> list[PublishedFile]:
    """Write the database, its metadata for Datasette, and a script for DuckDB.

    Raises:
        DataError: A row breaks a constraint: SQLite says so where the checks before did not.
    """
    path = database_path(package.info.name)
    (package.folder / FOLDER).mkdir()
    write_database(package, package.folder / path)
    write_json(
        package.folder / METADATA,
        metadata(package.info, package.contract, package.info.name, DICTIONARY_COLUMNS),
    )
    (package.folder / DUCKDB).write_text(
        duckdb_script.script(package.contract), encoding="utf-8", newline="\n"
    )
    return [
        # The EU's table of file types has no entry for SQLite; BIN is its binary file.
        PublishedFile(path, "Database (SQLite)", "application/vnd.sqlite3", "BIN", _TITLES),
        PublishedFile(
            METADATA, _METADATA_TITLES["en"], "application/json", "JSON", _METADATA_TITLES
        ),
        PublishedFile(DUCKDB, _DUCKDB_TITLES["en"], "application/sql", "SQL", _DUCKDB_TITLES),
    ]


_METADATA_TITLES = {
    "fi": "Tietokannan kuvaus Datasette-ohjelmalle",
    "en": "Metadata for Datasette",
    "sv": "Metadata för Datasette",
    "ru": "Метаданные для Datasette",
}
_DUCKDB_TITLES = {
    "fi": "Taulut ja näkymät DuckDB-ohjelmalle",
    "en": "Tables and views for DuckDB",
    "sv": "Tabeller och vyer för DuckDB",
    "ru": "Таблицы и представления для DuckDB",
}
_TITLES = {
    "fi": "Tietokanta (SQLite)",
    "en": "Database (SQLite)",
    "sv": "Databas (SQLite)",
    "ru": "База данных (SQLite)",
}


def write_database(package: FinishedPackage, path: Path) -> None:
    """Write the SQLite file; ``path`` must not exist. Raises DataError as :func:`write` does."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for setting in _SETTINGS:
            connection.execute(setting)
        connection.execute("BEGIN")
        for table in package.contract.values():
            connection.execute(create_table(table))
            _fill(connection, table, package.batches(table.name))
        _write_dictionary(connection, package.contract)
        for statement in (*create_indices(package.contract), *create_views()):
            connection.execute(statement)
        connection.execute("COMMIT")
        _require_sound(connection)
        connection.execute("VACUUM")
    make_reproducible(path, _PAGE_BYTES, OLDEST_SQLITE)


def _fill(connection: sqlite3.Connection, table: Table, batches: Iterable[pa.RecordBatch]) -> None:
    marks = ", ".join("?" * len(table.columns))
    insert = f"INSERT INTO {name(table.name)} VALUES ({marks})"  # noqa: S608
    try:
        for batch in batches:
            connection.executemany(insert, _rows(batch))
    except sqlite3.IntegrityError as error:
        raise DataError([Problem(Place(table.name), str(error), "database")]) from None


def _rows(batch: pa.RecordBatch) -> Iterator[tuple[Any, ...]]:
    """Yield rows as SQLite stores them: dates as ISO 8601 texts, booleans as 0 and 1."""
    columns = []
    for column in batch.columns:
        if pa.types.is_date(column.type):
            column = column.cast(pa.string())  # noqa: PLW2901
        elif pa.types.is_boolean(column.type):
            column = column.cast(pa.int8())  # noqa: PLW2901
        columns.append(column.to_pylist())
    return zip(*columns, strict=True)


def _write_dictionary(connection: sqlite3.Connection, contract: Contract) -> None:
    columns = ", ".join(
        f"{name(column)} {'INTEGER' if column in _DICTIONARY_INTEGERS else 'TEXT'}"
        for column in DICTIONARY_COLUMNS
    )
    connection.execute(
        f"CREATE TABLE {DICTIONARY} ({columns}, PRIMARY KEY (table_name, column_name))"
    )
    marks = ", ".join("?" * len(DICTIONARY_COLUMNS))
    connection.executemany(
        f"INSERT INTO {DICTIONARY} VALUES ({marks})",  # noqa: S608
        map(_dictionary_row, all_columns(contract)),
    )


def _dictionary_row(column: Column) -> tuple[Any, ...]:
    field = column.field
    return (
        column.table.name,
        field.name,
        column.position,
        field.type,
        int(field.required),
        int(column.in_primary_key),
        ", ".join(column.references) or None,
        field.codelist,
        column.constraints_json or None,
        "; ".join(checks_of(field).left_out) or None,
        *(column.title(language) or None for language in LANGUAGES),
        *(column.description(language) or None for language in DESCRIPTION_LANGUAGES),
    )


def _require_sound(connection: sqlite3.Connection) -> None:
    """Let SQLite judge its file: every reference has its row, every index and CHECK holds."""
    problems = [
        Problem(Place(table, row or 0), f"row refers to no row of '{parent}'", "database")
        for table, row, parent, _ in connection.execute("PRAGMA foreign_key_check")
    ]
    for (verdict,) in connection.execute("PRAGMA integrity_check"):
        if verdict != "ok":
            problems.append(Problem(Place("database"), str(verdict), "database"))
    if problems:
        raise DataError(problems)
