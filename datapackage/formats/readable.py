"""``csv/readable/``: tables to be read as they are, one for each language, with headers in words.

They are the database's views in one language each, with schemas made from the same
columns.
"""

from __future__ import annotations

import csv
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.csv as pa_csv

from datapackage import words
from datapackage.contract import Contract, Field, Table
from datapackage.formats import SPREADSHEET_ROWS, FinishedPackage, PublishedFile
from datapackage.formats.columns import descriptions_of, titles_of
from datapackage.formats.database.passages import rows_of, with_passages
from datapackage.formats.database.sql import name, names
from datapackage.formats.database.tables import create_indices, stored_rows
from datapackage.formats.database.views import READABLE, Shown, View
from datapackage.formats.files import TABLE_SCHEMA
from datapackage.languages import column_of, language_name, without_language
from datapackage.write.descriptor import csv_resource
from datapackage.write.tables import CSV_FOLDER

FOLDER = f"{CSV_FOLDER}/readable"

READABLE_UP_TO = SPREADSHEET_ROWS
"""Rows of the largest table up to which these tables are made: nobody reads more row by row, and
the database has the same views."""


@dataclass(frozen=True)
class ReadableTable:
    """A view in one language, as a table of the package.

    Attributes:
        view: The view.
        language: BCP 47 tag of its texts and headers.
        table: Its name, ``goals_fi``, and its schema, whose fields are named as the header says.
    """

    view: View
    language: str
    table: Table

    @property
    def path(self) -> str:
        """Path of its file in the package."""
        return f"{FOLDER}/{self.table.name}.csv"

    def batches(self, package: FinishedPackage) -> Iterator[pa.RecordBatch]:
        """Yield its rows as they were written."""
        with pa_csv.open_csv(
            package.folder / self.path,
            parse_options=pa_csv.ParseOptions(newlines_in_values=True),
            convert_options=pa_csv.ConvertOptions(
                column_types=self.table.arrow_schema, null_values=[""], strings_can_be_null=True
            ),
        ) as reader:
            yield from reader


def readable_tables(contract: Contract) -> Iterator[ReadableTable]:
    """Yield the readable tables of a package, those of a view side by side."""
    for view in READABLE:
        for language in contract.languages:
            table = Table(column_of(view.table, language), _schema(view, language, contract))
            yield ReadableTable(view, language, table)


def write(package: FinishedPackage) -> list[PublishedFile]:
    """Write the tables and enter them into the descriptor; none of a package too large to read."""
    if max(package.rows.values(), default=0) > READABLE_UP_TO:
        return []
    tables = list(readable_tables(package.contract))
    (package.folder / FOLDER).mkdir(parents=True)
    with closing(_database(package)) as connection:
        for item in tables:
            _write(connection, item, package)
    for item in tables:
        # Whoever goes by the tables, as our rules do, needs to know that this one repeats others.
        resource = csv_resource(package.folder, item.table, item.path)
        package.descriptor["resources"].append(resource | {"viewOf": item.view.table})
    return [
        PublishedFile(
            item.path,
            package.titles(
                f"views.{item.view.name}", f"CSV, {language_name(item.language, item.language)}"
            ),
            "text/csv",
            "CSV",
            TABLE_SCHEMA,
        )
        for item in tables
    ]


def _database(package: FinishedPackage) -> sqlite3.Connection:
    """Return a database in memory that holds the tables."""
    connection = sqlite3.connect(":memory:")
    contract = with_passages(package.contract)
    for table in contract.values():
        connection.execute(f"CREATE TABLE {name(table.name)} ({names(table.columns)})")
        marks = ", ".join("?" * len(table.columns))
        for batch in rows_of(table, package):
            insert = f"INSERT INTO {name(table.name)} VALUES ({marks})"  # noqa: S608
            connection.executemany(insert, stored_rows(batch))
        if table.primary_key:
            key = f"{name(table.name)} ({names(table.primary_key)})"
            connection.execute(f"CREATE INDEX {name(f'{table.name}_key')} ON {key}")
    for statement in create_indices(contract):
        connection.execute(statement)
    return connection


def _write(connection: sqlite3.Connection, item: ReadableTable, package: FinishedPackage) -> None:
    with (package.folder / item.path).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(item.table.columns)
        select = f"{item.view.sql([item.language])}\nORDER BY {name(item.view.table)}.rowid"
        writer.writerows(connection.execute(select))


def _schema(view: View, language: str, contract: Contract) -> dict[str, Any]:
    keys = {
        column.name: column.of.split(".")
        for column in view.columns
        if column.of and contract[column.of.split(".")[0]].primary_key == (column.name,)
    }
    titles = {column.name: _title(column, language, contract) for column in view.columns}
    [primary_key] = contract[view.table].primary_key
    return {
        "title": words.text(f"views.{view.name}", language),
        "description": words.text("readable.note", language),
        "fields": [
            {
                "name": titles[column.name],
                "type": column.type,
                "description": _description(column, language, contract),
            }
            for column in view.columns
        ],
        "primaryKey": [titles[primary_key]],
        "foreignKeys": [
            {"fields": [titles[key]], "reference": {"resource": table, "fields": [column]}}
            for key, (table, column) in keys.items()
        ],
    }


def _title(column: Shown, language: str, contract: Contract) -> str:
    """Return a header: the program's word for it, or what the schema calls the column."""
    key = f"readable.{column.stem}"
    if not column.of or key in words.keys(words.ENGLISH):
        return words.text(key, language)
    return _plain(titles_of, _field(column, contract), language)


def _description(column: Shown, language: str, contract: Contract) -> str:
    if not column.of:
        return words.text(f"readable.notes.{column.stem}", language)
    return _plain(descriptions_of, _field(column, contract), language)


def _plain(texts_of: Callable[[Field], dict[str, str]], field: Field, language: str) -> str:
    """Return a text on a column in a language; which language its values are in goes without it."""
    text = words.in_language(texts_of(field), language)
    return without_language(text) if field.language else text


def _field(column: Shown, contract: Contract) -> Field:
    table, stem = column.of.split(".")
    return next(item for item in contract[table].fields if stem in (item.name, item.stem))
