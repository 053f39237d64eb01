"""``csv/csv-metadata.json``: the CSV files described as CSV on the Web.

It lies beside the files under the name at which readers look for it without being told (Metadata
Vocabulary for Tabular Data, section 5 of https://www.w3.org/TR/tabular-data-model/). The header of
a file has to be among a column's titles, so the column's name is one of them, in no language
(``und``). A foreign key of the standard can't be empty: references that may be are told as
``dc:relation`` of their column, with the column of the other file as RFC 7111 counts it.
"""

from __future__ import annotations

import re
from typing import Any

from datapackage.columnar.arrow import LIST_DELIMITER
from datapackage.contract import Contract, Field, ForeignKey, Table
from datapackage.formats import FinishedPackage, PublishedFile
from datapackage.formats.columns import descriptions_of, titles_of
from datapackage.write.tables import CSV_FOLDER

PATH = f"{CSV_FOLDER}/csv-metadata.json"
STANDARD = "https://www.w3.org/TR/tabular-metadata/"

_DIALECT = {
    "encoding": "utf-8",
    "delimiter": ",",
    "quoteChar": '"',
    "doubleQuote": True,
    "header": True,
    "lineTerminators": ["\n"],
}
_BASES = {
    "string": "string",
    "integer": "integer",
    "year": "gYear",
    "number": "number",
    "boolean": "boolean",
    "date": "date",
    "list": "string",
}
"""Table Schema type -> CSVW built-in datatype."""

_BOUNDS, _LENGTHS = ("minimum", "maximum"), ("minLength", "maxLength")
"""Constraints that have the same name there: of numbers and dates, and of texts."""


def write(package: FinishedPackage) -> list[PublishedFile]:
    """Write the description of all CSV files."""
    package.write_json(PATH, table_group(package))
    titles = package.titles("files.csvw", "CSVW")
    return [
        PublishedFile(PATH, titles, "application/csvm+json", "JSON_LD", STANDARD, is_data=False)
    ]


def table_group(package: FinishedPackage) -> dict[str, Any]:
    """Return the description of the group of tables."""
    info, contract = package.info, package.contract
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": package.language}],
        "@type": "TableGroup",
        "dc:title": _texts(info.title),
        "dc:description": _texts(info.description),
        "dc:identifier": info.base_url,
        "dc:license": {"@id": info.licence.url},
        "dc:publisher": info.publisher.name,
        "dc:issued": {"@value": info.released.isoformat(), "@type": "xsd:date"},
        "dialect": _DIALECT,
        "tables": [_table(table, contract) for table in contract.values()],
    }


def _table(table: Table, contract: Contract) -> dict[str, Any]:
    schema: dict[str, Any] = {"columns": [_column(item, table, contract) for item in table.fields]}
    if table.primary_key:
        schema["primaryKey"] = list(table.primary_key)
    keys = [_foreign_key(key) for key in table.foreign_keys if _is_filled(key, table)]
    if keys:
        schema["foreignKeys"] = keys
    return {
        "url": f"{table.name}.csv",
        "dc:title": _texts(titles_of(table)),
        "dc:description": _texts(descriptions_of(table)),
        "tableSchema": schema,
    }


def _column(item: Field, table: Table, contract: Contract) -> dict[str, Any]:
    column: dict[str, Any] = {
        "name": item.name,
        "titles": {"und": item.name} | titles_of(item),
        "dc:description": _texts(descriptions_of(item)),
        "datatype": _datatype(item),
    }
    if item.type == "list":
        column["separator"] = LIST_DELIMITER
    if item.required:
        column["required"] = True
    relations = [
        {"@id": f"{key.reference_table}.csv#col={_number(key, contract)}"}
        for key in table.foreign_keys
        if key.fields == (item.name,) and not _is_filled(key, table)
    ]
    if relations:
        column["dc:relation"] = relations[0]
    return column


def _datatype(item: Field) -> Any:
    constraints = item.constraints
    names = _LENGTHS if item.type == "string" else _BOUNDS
    facets = {name: constraints[name] for name in names if name in constraints}
    if item.enum is not None:
        facets["format"] = f"^({'|'.join(map(re.escape, item.enum))})$"
    elif "pattern" in constraints:
        facets["format"] = f"^({constraints['pattern']})$"
    elif item.type == "boolean":
        facets["format"] = "true|false"
    base = _BASES[item.type]
    return {"base": base, **facets} if facets else base


def _is_filled(key: ForeignKey, table: Table) -> bool:
    """Tell whether no part of a reference may be empty."""
    return all(table.field(name).required for name in key.fields)


def _foreign_key(key: ForeignKey) -> dict[str, Any]:
    return {
        "columnReference": list(key.fields),
        "reference": {
            "resource": f"{key.reference_table}.csv",
            "columnReference": list(key.reference_fields),
        },
    }


def _number(key: ForeignKey, contract: Contract) -> int:
    """Return the number of the column that a reference leads to, from 1."""
    return contract[key.reference_table].columns.index(key.reference_fields[0]) + 1


def _texts(texts: dict[str, str]) -> list[dict[str, str]]:
    return [{"@value": text, "@language": language} for language, text in texts.items()]
