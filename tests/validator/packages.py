"""Small Data Packages of several kinds, written as their publishers might have."""

from __future__ import annotations

import gzip
import hashlib
import json
from pathlib import Path
from typing import Any

from datapackage import validate
from datapackage.validator import line_of

Descriptor = dict[str, Any]

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"

PORTS = "port_id,name,depth\n1,Kotka,13.5\n2,Oulu,12.5\n"
CALLS = "port_id,ship,year\n1,Aino,2018\n1,Aino,2019\n2,Vega,2018\n"

PORTS_SCHEMA: dict[str, Any] = {
    "fields": [
        {"name": "port_id", "type": "integer"},
        {"name": "name", "type": "string", "constraints": {"required": True, "maxLength": 10}},
        {"name": "depth", "type": "number", "constraints": {"minimum": 0}},
    ],
    "primaryKey": "port_id",
}
CALLS_SCHEMA: dict[str, Any] = {
    "fields": [
        {"name": "port_id", "type": "integer"},
        {"name": "ship", "type": "string"},
        {"name": "year", "type": "year"},
    ],
    "primaryKey": ["port_id", "ship", "year"],
    "foreignKeys": [{"fields": "port_id", "reference": {"resource": "ports", "fields": "port_id"}}],
}


def write(folder: Path, descriptor: dict[str, Any], files: dict[str, str | bytes]) -> Path:
    """Write a package into a folder, which is made."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    (folder / "datapackage.json").write_text(json.dumps(descriptor, indent=2), encoding="utf-8")
    return folder


def resource(name: str, path: str | list[str], schema: Any, **more: Any) -> dict[str, Any]:
    return {"name": name, "path": path, "schema": schema, **more}


def harbours(**changes: Any) -> dict[str, Any]:
    """Return the descriptor of two tables, version 2."""
    descriptor: dict[str, Any] = {
        "$schema": PROFILE,
        "name": "harbours",
        "resources": [
            resource("ports", "ports.csv", PORTS_SCHEMA),
            resource("calls", "calls.csv", CALLS_SCHEMA),
        ],
    }
    return json.loads(json.dumps({**descriptor, **changes}))  # type: ignore[no-any-return]


HARBOUR_FILES: dict[str, str | bytes] = {"ports.csv": PORTS, "calls.csv": CALLS}


def digest(text: str | bytes, algorithm: str) -> str:
    data = text if isinstance(text, bytes) else text.encode()
    return hashlib.new(algorithm, data).hexdigest()


def foreign_packages() -> dict[str, tuple[dict[str, Any], dict[str, str | bytes]]]:
    """Return packages in the habits of several publishers: name -> descriptor and files."""
    v1 = {k: v for k, v in harbours().items() if k != "$schema"}
    semicolon = "\ufeffid;nimi;määrä\n1;Hätäsatama;1,5\n2;Öja;2,25\n".encode()
    cp1252 = "id;nimi;hinta\n1;Sjö;12,50\n2;Mäki €;3,00\n".encode("cp1252")
    latin_fields = [
        {"name": "id", "type": "integer"},
        {"name": "nimi", "type": "string"},
        {"name": "hinta", "type": "number", "decimalChar": ","},
    ]
    bom_fields = [*latin_fields[:2], {**latin_fields[2], "name": "määrä"}]
    semicolons = {"delimiter": ";"}
    tabs = "code\tlabel\n# a remark\nFI\t'Suomi\tFinland'\nSE\tSverige\n"
    code_fields = [{"name": "code", "constraints": {"pattern": "[A-Z]{2}"}}, {"name": "label"}]
    quoted = 'id,text\n1,"two\nlines"\n2,"a ""word"""\n'
    text_fields = [{"name": "id", "type": "integer"}, {"name": "text", "type": "string"}]
    hashed = {"bytes": len(PORTS), "hash": digest(PORTS, "md5")}
    return {
        "v2": (harbours(), HARBOUR_FILES),
        "v1": (v1, HARBOUR_FILES),
        "v1-hash": (
            {**v1, "resources": [{**v1["resources"][0], **hashed}, v1["resources"][1]]},
            HARBOUR_FILES,
        ),
        "bom-and-commas": (
            {
                "name": "bom",
                "resources": [resource("t", "t.csv", {"fields": bom_fields}, dialect=semicolons)],
            },
            {"t.csv": semicolon},
        ),
        "cp1252": (
            {
                "name": "old",
                "resources": [
                    resource(
                        "t",
                        "t.csv",
                        {"fields": latin_fields},
                        dialect=semicolons,
                        encoding="cp1252",
                    )
                ],
            },
            {"t.csv": cp1252},
        ),
        "tabs-comments-quotes": (
            {
                "$schema": PROFILE,
                "resources": [
                    resource(
                        "t",
                        "t.tsv",
                        {"fields": code_fields},
                        format="tsv",
                        dialect={"delimiter": "\t", "quoteChar": "'", "commentChar": "#"},
                    )
                ],
            },
            {"t.tsv": tabs},
        ),
        "gzip": (
            {
                "$schema": PROFILE,
                "resources": [resource("ports", "ports.csv.gz", PORTS_SCHEMA)],
            },
            {"ports.csv.gz": gzip.compress(PORTS.encode(), mtime=0)},
        ),
        "line-breaks": (
            {
                "$schema": PROFILE,
                "resources": [resource("t", "t.csv", {"fields": text_fields})],
            },
            {"t.csv": quoted},
        ),
        "inline": (
            {
                "$schema": PROFILE,
                "resources": [
                    {
                        "name": "t",
                        "data": [{"id": 1, "text": "a"}, {"id": 2, "text": "b"}],
                        "schema": {"fields": text_fields},
                    }
                ],
            },
            {},
        ),
        "several-files": (
            {
                "$schema": PROFILE,
                "resources": [resource("t", ["a.csv", "b.csv"], {"fields": text_fields})],
            },
            {"a.csv": "id,text\n1,a\n", "b.csv": "id,text\n2,b\n"},
        ),
        "by-reference": (
            {
                "$schema": PROFILE,
                "resources": [resource("ports", "data/ports.csv", "schemas/ports.json")],
            },
            {"data/ports.csv": PORTS, "schemas/ports.json": json.dumps(PORTS_SCHEMA)},
        ),
        "a-picture-too": (
            {
                "$schema": PROFILE,
                "resources": [
                    resource("ports", "ports.csv", PORTS_SCHEMA),
                    {"name": "map", "path": "map.png", "format": "png"},
                ],
            },
            {"ports.csv": PORTS, "map.png": b"\x89PNG"},
        ),
    }


def changed(index: int = 0, **changes: Any) -> Descriptor:
    descriptor = harbours()
    descriptor["resources"][index].update(changes)
    return descriptor


def dump(path: str, value: Any) -> str:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(value if isinstance(value, str) else json.dumps(value), encoding="utf-8")
    return path


def messages(*paths: str, **options: Any) -> list[str]:
    """Return the findings as text, a line each."""
    return [line_of(finding) for finding in validate(*paths, **options).findings()]
