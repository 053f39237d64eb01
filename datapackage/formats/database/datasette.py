"""Metadata for Datasette (https://docs.datasette.io/en/stable/metadata.html)."""

from __future__ import annotations

from typing import Any

from datapackage import words
from datapackage.contract import Table
from datapackage.formats import FinishedPackage
from datapackage.formats.columns import descriptions_of, titles_of
from datapackage.formats.database.passages import PASSAGES, references
from datapackage.formats.database.search import label_column
from datapackage.formats.database.views import READABLE, VIEWS, View
from datapackage.languages import column_of

MOST_FACETS = 4
"""Facets of a table, counted for each page that shows it."""


def metadata(package: FinishedPackage, dictionary: dict[str, str]) -> dict[str, Any]:
    """Return titles, descriptions and licence of the database.

    ``dictionary`` describes the columns of the table that holds the data dictionary.
    """
    info, language = package.info, package.language
    tables = {name: _table(table, package) for name, table in package.contract.items()}
    tables["data_dictionary"] = {
        "title": words.text("files.dictionary", language),
        "description": words.text("database.dictionary_note", language),
        "columns": dictionary,
    }
    tables[PASSAGES] = _passages(package)
    for view in VIEWS:
        tables[view] = {"title": view, "description": words.text(f"views.{view}", language)}
    for item in READABLE:
        tables[item.name] |= _readable(item, package)
    described = {
        "title": package.text(info.title),
        "description": package.text(info.description),
        "license": info.licence.title,
        "license_url": info.licence.url,
        "source": info.publisher.name,
        "source_url": info.base_url,
        "about": words.text(
            "released", language, version=info.version, released=info.released.isoformat()
        ),
        "about_url": info.base_url,
    }
    return {**described, "databases": {info.name: {**described, "tables": tables}}}


def _table(table: Table, package: FinishedPackage) -> dict[str, Any]:
    found: dict[str, Any] = {
        "title": package.text(titles_of(table)),
        "description": package.text(descriptions_of(table)),
    }
    if label := label_column(table, package.language):
        found["label_column"] = label
    if facets := [item.name for item in table.fields if item.codelist and item.type != "list"]:
        found["facets"] = facets[:MOST_FACETS]
    # Where rows have a date, people want the latest first; Datasette would sort by the key.
    if date := next((item.name for item in table.fields if item.type == "date"), None):
        found["sort_desc"] = date
    found["columns"] = {item.name: package.text(descriptions_of(item)) for item in table.fields}
    return found


def _readable(view: View, package: FinishedPackage) -> dict[str, Any]:
    """Return facets of labels in the language of the page, and the order by the first date."""
    facets = [
        c.name.replace("_*", column_of("", package.language)) for c in view.columns if c.facet
    ]
    dates = [column.name for column in view.columns if column.name in ("signed", "happened")]
    return {"facets": facets, "sort_desc": dates[0]}


def _passages(package: FinishedPackage) -> dict[str, Any]:
    texts = {
        column: words.text(f"readable.notes.{column}", package.language)
        for column in ("passage", "link")
    }
    keys = {
        column: package.text(descriptions_of(package.contract[table].field(column)))
        for column, table in references(package.contract).items()
    }
    return {
        "title": package.text(words.texts("files.passages", package.languages)),
        "description": words.text("database.passages_note", package.language),
        "columns": keys | texts,
    }
