"""Metadata for Datasette (https://docs.datasette.io/en/stable/metadata.html)."""

from __future__ import annotations

from typing import Any

from datapackage.contract import Contract, Table
from datapackage.formats.sql.views import DESCRIPTIONS
from datapackage.read.package import PackageInfo

LABELS = ("title_en", "name_en", "label_en", "statement_en", "title")
"""Columns that Datasette shows instead of an identifier in links to a row; the first that is."""


def metadata(
    info: PackageInfo, contract: Contract, database: str, dictionary: dict[str, str]
) -> dict[str, Any]:
    """Return titles, descriptions and licence of the database named ``database``.

    ``dictionary`` describes the columns of the table that holds the data dictionary.
    """
    tables = {name: _table(table) for name, table in contract.items()}
    tables["data_dictionary"] = {
        "title": "Data dictionary",
        "description": "What each column of the other tables means.",
        "columns": dictionary,
    }
    for view, description in DESCRIPTIONS.items():
        tables[view] = {"title": view, "description": description}
    described = {
        "title": info.title["en"],
        "description": info.description["en"],
        "license": info.licence_title,
        "license_url": info.licence_url,
        "source": info.publisher.name,
        "source_url": info.base_url,
        "about": f"Version {info.version}, released on {info.released.isoformat()}",
        "about_url": info.base_url,
    }
    return {**described, "databases": {database: {**described, "tables": tables}}}


def _table(table: Table) -> dict[str, Any]:
    found: dict[str, Any] = {"title": table.title, "description": table.description}
    label = next((name for name in LABELS if name in table.columns), None)
    if label is not None:
        found["label_column"] = label
    found["columns"] = {item.name: item.description for item in table.fields}
    return found
