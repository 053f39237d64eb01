"""The Croissant description fits the Parquet files, by its own tools where they are installed."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

needs_mlcroissant = pytest.mark.skipif(
    find_spec("mlcroissant") is None, reason="mlcroissant is not installed"
)

LOAD = """
import json, sys
from pathlib import Path
import mlcroissant as mlc
folder = Path(sys.argv[1])
description = folder / "catalogue" / "croissant.json"
files = [item["@id"] for item in json.loads(description.read_text())["distribution"]]
dataset = mlc.Dataset(jsonld=description, mapping={path: folder / path for path in files})
issues = dataset.metadata.ctx.issues
tables = {}
for record_set in dataset.metadata.record_sets:
    records = list(dataset.records(record_set.uuid))
    tables[record_set.uuid] = {"rows": len(records), "first": {k: str(v) for k, v in records[0].items()}}
print(json.dumps({"errors": list(issues.errors), "warnings": list(issues.warnings), "tables": tables}))
"""

TYPES = {
    "sc:Text": pa.string(),
    "sc:Integer": pa.int64(),
    "sc:Float": pa.float64(),
    "sc:Boolean": pa.bool_(),
    "sc:Date": pa.date32(),
}


@pytest.fixture(scope="module")
def description(package: Path) -> dict[str, Any]:
    return dict(json.loads((package / "catalogue" / "croissant.json").read_text(encoding="utf-8")))


def test_files_are_those_of_the_package(package: Path, description: dict[str, Any]) -> None:
    assert description["conformsTo"] == "http://mlcommons.org/croissant/1.1"
    for item in description["distribution"]:
        data = (package / item["@id"]).read_bytes()
        assert item["contentUrl"] == f"{description['url']}/{item['@id']}"
        assert item["sha256"] == hashlib.sha256(data).hexdigest()
        assert item["contentSize"] == f"{len(data)} B"


def test_fields_are_the_columns_with_their_types(
    package: Path, description: dict[str, Any]
) -> None:
    for record_set in description["recordSet"]:
        schema = pq.read_schema(package / "parquet" / f"{record_set['@id']}.parquet")
        fields = {
            field["source"]["extract"]["column"]: TYPES[field["dataType"]]
            for field in record_set["field"]
        }
        assert fields == dict(zip(schema.names, schema.types, strict=True))


def test_keys_and_references_name_fields_that_are_there(description: dict[str, Any]) -> None:
    fields = {field["@id"]: field for item in description["recordSet"] for field in item["field"]}
    for record_set in description["recordSet"]:
        assert record_set["key"]
        assert all(key["@id"] in fields for key in record_set["key"])
    references = {
        name: field["references"]["field"]["@id"]
        for name, field in fields.items()
        if "references" in field
    }
    assert references["goals/area_id"] == "cooperation_areas/area_id"
    assert set(references.values()) <= fields.keys()


@needs_mlcroissant
def test_mlcroissant_accepts_it_and_loads_every_record(package: Path, tmp_path: Path) -> None:
    result = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", LOAD, str(package)],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"CROISSANT_CACHE": str(tmp_path)},
    )
    assert result.returncode == 0, result.stderr
    loaded = json.loads(result.stdout)
    assert loaded["errors"] == []
    assert loaded["warnings"] == []
    report = json.loads((package / "validation" / "report.json").read_text(encoding="utf-8"))
    rows = {table["name"]: table["rows"] for table in report["tables"]}
    assert {name: table["rows"] for name, table in loaded["tables"].items()} == rows
    first = loaded["tables"]["documents"]["first"]
    assert first["documents/document_id"] == "b'kotka-saint-petersburg-2018-agreement'"
