"""Metadata for Datasette (https://docs.datasette.io/en/stable/metadata.html)."""

from __future__ import annotations

from typing import Any

from datapackage import words
from datapackage.contract import Table
from datapackage.formats import FinishedPackage
from datapackage.formats.columns import descriptions_of, titles_of
from datapackage.formats.database.views import VIEWS
from datapackage.languages import column_of

LABELS = ("title", "name", "label", "statement")
"""Texts that Datasette shows instead of an identifier in links to a row; the first that is."""


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
    for view in VIEWS:
        tables[view] = {"title": view, "description": words.text(f"views.{view}", language)}
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
    names = [name for stem in LABELS for name in (column_of(stem, package.language), stem)]
    label = next((name for name in names if name in table.columns), None)
    if label is not None:
        found["label_column"] = label
    found["columns"] = {item.name: package.text(descriptions_of(item)) for item in table.fields}
    return found
