"""``catalogue/croissant.json``: the Parquet files for machine-learning tools, after Croissant 1.1.

Standard: https://docs.mlcommons.org/croissant/docs/croissant-spec-1.1.html. The files are named by
the addresses at which they are hosted; a reader of a copy on disk maps them to its own paths.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from datapackage.contract import Field, Table
from datapackage.formats import FinishedPackage, PublishedFile
from datapackage.formats.columns import descriptions_of, titles_of
from datapackage.formats.files import CATALOGUE_FOLDER, FilesFacts
from datapackage.formats.metadata import creators, is_person, recommended_citation
from datapackage.read.package import Agent, PackageInfo
from datapackage.words import ENGLISH
from datapackage.write.tables import parquet_path

PATH = f"{CATALOGUE_FOLDER}/croissant.json"
STANDARD = "http://mlcommons.org/croissant/1.1"

PARQUET = "application/x-parquet"
"""The name that Croissant has for Parquet: older than the one that IANA has registered."""

_TYPES = {
    "string": "sc:Text",
    "integer": "sc:Integer",
    "year": "sc:Integer",
    "number": "sc:Float",
    "boolean": "sc:Boolean",
    "date": "sc:Date",
    "list": "sc:Text",
}
"""Table Schema type -> Croissant data type."""

_TERMS = (
    *("arrayShape", "citeAs", "column", "containedIn", "equivalentProperty", "extract", "field"),
    *("fileObject", "fileProperty", "fileSet", "format", "includes", "isArray", "isLiveDataset"),
    *("jsonPath", "key", "md5", "parentField", "path", "recordSet", "references", "regex"),
    *("repeated", "replace", "samplingRate", "separator", "source", "subField", "transform"),
)
"""Terms of the standard's JSON-LD context that are Croissant's own."""


def write(package: FinishedPackage) -> list[PublishedFile]:
    """Write the description."""
    package.write_json(PATH, description(package))
    titles = package.titles("files.croissant", "Croissant")
    return [PublishedFile(PATH, titles, "application/ld+json", "JSON_LD", STANDARD, is_data=False)]


def description(package: FinishedPackage) -> dict[str, Any]:
    """Return the content of the file."""
    info, contract = package.info, package.contract
    facts = FilesFacts(package)
    return {
        "@context": context(package.language),
        "@type": "sc:Dataset",
        "conformsTo": STANDARD,
        "name": info.title,
        "description": info.description,
        "url": info.base_url,
        "version": info.version,
        "license": info.licence.url,
        "keywords": list(package.text(info.keywords)),
        "inLanguage": list(info.title),
        "datePublished": info.released.isoformat(),
        "citeAs": recommended_citation(info, package.language),
        "creator": [_agent(agent) for agent in creators(info)],
        "publisher": [_agent(info.publisher)],
        "distribution": [_file(table, info, facts) for table in contract.values()],
        "recordSet": [_record_set(table) for table in contract.values()],
    }


def context(language: str) -> dict[str, Any]:
    """Return the JSON-LD context of the standard; texts without a tag are in this language."""
    own = {term: f"cr:{term}" for term in _TERMS}
    languages = {"@container": "@language"}
    return {
        "@language": language,
        "@vocab": "https://schema.org/",
        "sc": "https://schema.org/",
        "cr": "http://mlcommons.org/croissant/",
        "rai": "http://mlcommons.org/croissant/RAI/",
        "dct": "http://purl.org/dc/terms/",
        "conformsTo": "dct:conformsTo",
        "data": {"@id": "cr:data", "@type": "@json"},
        "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
        "examples": {"@id": "cr:examples", "@type": "@json"},
        "name": languages,
        "description": languages,
        **own,
    }


def _agent(agent: Agent) -> dict[str, Any]:
    value = {"@type": "sc:Person" if is_person(agent) else "sc:Organization", "name": agent.name}
    more = {"url": agent.url, "email": agent.email}
    return value | {key: text for key, text in more.items() if text}


def _file(table: Table, info: PackageInfo, facts: FilesFacts) -> dict[str, Any]:
    path = parquet_path(table.name)
    return {
        "@type": "cr:FileObject",
        "@id": path,
        "name": path,
        "description": f"{table.title} (Parquet)",
        "contentUrl": f"{info.base_url}/{quote(path)}",
        "contentSize": f"{facts[path].size} B",
        "encodingFormat": PARQUET,
        "sha256": facts[path].sha256,
    }


def _record_set(table: Table) -> dict[str, Any]:
    return {
        "@type": "cr:RecordSet",
        "@id": table.name,
        "name": titles_of(table),
        "description": descriptions_of(table),
        "key": [{"@id": _field_id(table.name, name)} for name in table.primary_key],
        "field": [_field(item, table) for item in table.fields],
    }


def _field(item: Field, table: Table) -> dict[str, Any]:
    field: dict[str, Any] = {
        "@type": "cr:Field",
        "@id": _field_id(table.name, item.name),
        "name": {ENGLISH: item.name},
        "description": descriptions_of(item),
        "dataType": _TYPES[item.type],
        "source": {
            "fileObject": {"@id": parquet_path(table.name)},
            "extract": {"column": item.name},
        },
    }
    if item.type == "list":
        field |= {"isArray": True, "arrayShape": "-1"}
    target = _reference(table, item.name)
    return field | ({"references": target} if target else {})


def _reference(table: Table, column: str) -> dict[str, Any] | None:
    """Return the column of another file that a column refers to by itself.

    None for parts of a composite key, and for references to the table itself, which the standard
    has no form for. The other side is named as a column of its file: named as a field of its
    record set, mlcroissant 1.1.1 fails to load the records.
    """
    for key in table.foreign_keys:
        if key.fields == (column,) and key.reference_table != table.name:
            return {
                "fileObject": {"@id": parquet_path(key.reference_table)},
                "extract": {"column": key.reference_fields[0]},
            }
    return None


def _field_id(table: str, column: str) -> str:
    return f"{table}/{column}"
