"""``datapackage.json``: the descriptor after Data Package v2 (https://datapackage.org/standard/)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from datapackage.contract import PROFILE, Contract, Table
from datapackage.parallel import map_in_order
from datapackage.read.licence import Licence
from datapackage.read.package import Agent, PackageInfo
from datapackage.words import document_language, in_language
from datapackage.write.tables import csv_path, parquet_path

FILE_NAME = "datapackage.json"
SCHEMA = "https://datapackage.org/profiles/2.0/datapackage.json"
PARQUET_SUFFIX = "-parquet"
PARQUET_FORMAT = "Parquet"


def build_descriptor(
    folder: Path,
    info: PackageInfo | None,
    contract: Contract,
    *,
    sources: list[dict[str, Any]],
    kept: Mapping[str, list[str]],
) -> dict[str, Any]:
    """Return the descriptor of the tables in ``folder``.

    ``sources`` are rows of the table of that name; ``kept`` the identifiers, by table, that a
    register keeps though nothing refers to them (our property ``keptUnused``). ``languages`` and
    ``requiredLanguages`` are ours, too, and so is ``conformsTo``, which names our profile. Without
    ``info`` the descriptor tells only of the tables: enough to check them.
    """
    paths = [path(name) for path in (csv_path, parquet_path) for name in contract]
    files = dict(zip(paths, map_in_order(lambda path: _File.of(folder / path), paths), strict=True))
    resources = [_csv_resource(table, files, kept.get(table.name)) for table in contract.values()]
    resources += [_parquet_resource(table, files) for table in contract.values()]
    if info is None:
        return {"$schema": SCHEMA, "name": "", "version": "", "resources": resources}
    language = document_language(contract.languages)
    return {
        "$schema": SCHEMA,
        "conformsTo": [PROFILE],
        "name": info.name,
        "id": info.base_url,
        "title": in_language(info.title, language),
        "description": in_language(info.description, language),
        "homepage": info.base_url,
        "version": info.version,
        "created": f"{info.released.isoformat()}T00:00:00Z",
        "keywords": list(in_language(info.keywords, language)),
        "languages": list(contract.languages),
        "requiredLanguages": list(contract.required_languages),
        "licenses": [_licence(info.licence)],
        "sources": [_source(row) for row in sources],
        "contributors": [_contributor(agent) for agent in _contributors(info)],
        "resources": resources,
    }


def write_json(path: Path, value: Any) -> None:
    """Write JSON as all our files have it: UTF-8, two blanks of indent, LF at the end."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file's bytes as lower-case hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


@dataclass(frozen=True)
class _File:
    """What a resource says of its file."""

    size: int
    digest: str

    @classmethod
    def of(cls, path: Path) -> _File:
        return cls(path.stat().st_size, file_digest(path))


_Files = Mapping[str, _File]


def _csv_resource(table: Table, files: _Files, kept: list[str] | None) -> dict[str, Any]:
    resource = _resource(table, files, table.name, csv_path(table.name), "csv", "text/csv")
    if kept:
        resource["keptUnused"] = kept
    return resource


def csv_resource(folder: Path, table: Table, path: str) -> dict[str, Any]:
    """Return the resource of a CSV file in ``folder`` that is none of the contract's tables."""
    files = {path: _File.of(folder / path)}
    return _resource(table, files, table.name, path, "csv", "text/csv")


def _parquet_resource(table: Table, files: _Files) -> dict[str, Any]:
    """Return the resource of a Parquet file.

    It has a schema but no ``type``, and its format is written "Parquet": so frictionless checks
    its size and hash, but does not parse it as a table. It would need extras that a reader does
    not have, and with them it reads empty numbers as NaN and loses the size (5.21.0).
    """
    return _resource(
        table,
        files,
        f"{table.name}{PARQUET_SUFFIX}",
        parquet_path(table.name),
        PARQUET_FORMAT,
        "application/vnd.apache.parquet",
    )


def _resource(
    table: Table, files: _Files, name: str, path: str, format_: str, media_type: str
) -> dict[str, Any]:
    is_csv = format_ == "csv"
    dialect = {"delimiter": ",", "lineTerminator": "\n", "quoteChar": '"'}
    return {
        "name": name,
        **({"type": "table"} if is_csv else {}),
        "title": table.title,
        "description": table.description,
        "path": path,
        "format": format_,
        "mediatype": media_type,
        "encoding": "utf-8",
        "bytes": files[path].size,
        "hash": f"sha256:{files[path].digest}",
        **({"dialect": dialect} if is_csv else {}),
        "schema": schema_for(table, "" if is_csv else PARQUET_SUFFIX),
    }


def schema_for(table: Table, suffix: str) -> dict[str, Any]:
    """Return the Table Schema of a resource; references name resources of the same format."""
    schema = dict(table.descriptor)
    if suffix and "foreignKeys" in schema:
        schema["foreignKeys"] = [_renamed(key, suffix) for key in schema["foreignKeys"]]
    return schema


def _renamed(key: dict[str, Any], suffix: str) -> dict[str, Any]:
    reference = dict(key["reference"])
    if reference.get("resource"):
        reference["resource"] += suffix
    return {**key, "reference": reference}


def _licence(licence: Licence) -> dict[str, Any]:
    name = {"name": licence.name} if licence.name else {}
    return {**name, "title": licence.title, "path": licence.url}


def _source(row: dict[str, Any]) -> dict[str, Any]:
    source = {"title": row["title"]}
    if row["url"]:
        source["path"] = row["url"]
    return source


def _contributors(info: PackageInfo) -> list[Agent]:
    """Return the contributors; publisher and contact are among them, listed or not."""
    agents = list(info.contributors)
    if not any("publisher" in agent.roles for agent in agents):
        publisher = info.publisher
        agents.insert(0, Agent(publisher.name, publisher.url, publisher.email, ("publisher",)))
    contact = info.contact
    if not any(agent.email == contact.email for agent in agents):
        agents.append(Agent(contact.name, contact.url, contact.email, ("contactPerson",)))
    return agents


def _contributor(agent: Agent) -> dict[str, Any]:
    contributor: dict[str, Any] = {"title": agent.name}
    if agent.url:
        contributor["path"] = agent.url
    if agent.email:
        contributor["email"] = agent.email
    if agent.roles:
        contributor["roles"] = list(agent.roles)
    return contributor
