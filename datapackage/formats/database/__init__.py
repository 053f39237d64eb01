"""One SQLite file with keys, checks, indices, views and the data dictionary.

The same rows give the same bytes: rows go in in their published order, the file is compacted,
nothing of it tells the time, and what SQLite leaves in unused bytes is cleared.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from datapackage import words
from datapackage.contract import Table
from datapackage.formats import FinishedPackage, PublishedFile
from datapackage.formats.columns import Column, all_columns
from datapackage.formats.database.datasette import metadata
from datapackage.formats.database.file_bytes import make_reproducible
from datapackage.formats.database.passages import (
    PARQUET,
    passages,
    passages_table,
    rows_of,
    with_passages,
)
from datapackage.formats.database.search import create_searches
from datapackage.formats.database.sql import name
from datapackage.formats.database.tables import checks_of, create_indices, create_table, stored_rows
from datapackage.formats.database.views import create_views, duckdb_script
from datapackage.formats.files import PARQUET_MEDIA_TYPE
from datapackage.languages import column_of
from datapackage.problems import DataError, Place, Problem

FOLDER = "database"
METADATA = f"{FOLDER}/metadata.json"
DUCKDB = f"{FOLDER}/duckdb.sql"
DICTIONARY = "data_dictionary"

OLDEST_SQLITE = 3_030_000
"""SQLite 3.30.0, of 2019: the oldest that runs all views. The file names it as its version."""

_PAGE_BYTES = 4096

# The file is a copy of what is in Parquet: no journal is needed to bring back half of it.
_SETTINGS = (
    "PRAGMA encoding = 'UTF-8'",
    f"PRAGMA page_size = {_PAGE_BYTES}",
    "PRAGMA auto_vacuum = NONE",
    "PRAGMA journal_mode = OFF",
    "PRAGMA synchronous = OFF",
    "PRAGMA foreign_keys = OFF",
    # Otherwise what is in the unused bytes of a page depends on how SQLite was compiled.
    "PRAGMA secure_delete = ON",
)

_DICTIONARY_COLUMNS = (
    *("table_name", "column_name", "position", "type", "is_required", "is_primary_key"),
    *("reference_to", "codelist", "constraints", "not_checked"),
)
_DICTIONARY_TEXTS = ("title", "description")
"""Columns of the data dictionary, and those of them that come in each language."""

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
    write_database(package, package.new_file(path))
    schema = passages_table(package.contract).arrow_schema
    with pq.ParquetWriter(package.new_file(PARQUET), schema, compression="zstd") as writer:
        for batch in passages(package):
            writer.write_batch(batch)
    package.write_json(METADATA, metadata(package, dictionary_columns(package)))
    package.write_text(DUCKDB, duckdb_script(package.contract))
    titles = package.titles("files.database", "SQLite")
    return [
        # The EU's table of file types has no entry for SQLite; BIN is its binary file.
        PublishedFile(path, titles, "application/vnd.sqlite3", "BIN"),
        PublishedFile(
            METADATA, package.titles("files.datasette"), "application/json", "JSON", is_data=False
        ),
        PublishedFile(
            PARQUET,
            package.titles("files.passages"),
            PARQUET_MEDIA_TYPE,
            "PARQUET",
            is_data=False,
        ),
        PublishedFile(
            DUCKDB, package.titles("files.duckdb"), "application/sql", "SQL", is_data=False
        ),
    ]


def dictionary_columns(package: FinishedPackage) -> dict[str, str]:
    """Return the columns of the table that holds the data dictionary, and what they mean."""
    columns = dict(zip(_DICTIONARY_COLUMNS, _DICTIONARY_COLUMNS, strict=True)) | {
        column_of(stem, language): stem
        for stem in _DICTIONARY_TEXTS
        for language in package.languages
    }
    return {
        column: words.text(f"database.columns.{stem}", package.language)
        for column, stem in columns.items()
    }


def write_database(package: FinishedPackage, path: Path) -> None:
    """Write the SQLite file; ``path`` must not exist. Raises DataError as :func:`write` does."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for setting in _SETTINGS:
            connection.execute(setting)
        connection.execute("BEGIN")
        contract = with_passages(package.contract)
        for table in contract.values():
            connection.execute(create_table(table))
            _fill(connection, table, rows_of(table, package))
        _write_dictionary(connection, package)
        for statement in (
            *create_indices(contract),
            *create_views(package.languages),
            *create_searches(package.contract),
        ):
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
            connection.executemany(insert, stored_rows(batch))
    except sqlite3.IntegrityError as error:
        raise DataError([Problem(Place(table.name), str(error), "database")]) from None


def _write_dictionary(connection: sqlite3.Connection, package: FinishedPackage) -> None:
    names = dictionary_columns(package)
    columns = ", ".join(
        f"{name(column)} {'INTEGER' if column in _DICTIONARY_INTEGERS else 'TEXT'}"
        for column in names
    )
    connection.execute(
        f"CREATE TABLE {DICTIONARY} ({columns}, PRIMARY KEY (table_name, column_name))"
    )
    connection.executemany(
        f"INSERT INTO {DICTIONARY} VALUES ({', '.join('?' * len(names))})",  # noqa: S608
        (_dictionary_row(column, package) for column in all_columns(package.contract)),
    )


def _dictionary_row(column: Column, package: FinishedPackage) -> tuple[Any, ...]:
    field = column.field
    left_out = (
        words.text(key, package.language, value=constraint)
        for constraint, key in checks_of(field).left_out.items()
    )
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
        "; ".join(left_out) or None,
        *(column.titles.get(language) for language in package.languages),
        *(column.descriptions.get(language) for language in package.languages),
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
