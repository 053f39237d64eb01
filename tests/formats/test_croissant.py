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
import pandas as pd
import pyarrow.parquet as pq

def plain(value):
    if isinstance(value, bytes):
        return value.decode()
    if pd.isna(value):
        return None
    return value.date() if isinstance(value, pd.Timestamp) else value

folder = Path(sys.argv[1])
description = folder / "catalogue" / "croissant.json"
files = [item["@id"] for item in json.loads(description.read_text())["distribution"]]
dataset = mlc.Dataset(jsonld=description, mapping={path: folder / path for path in files})
issues = dataset.metadata.ctx.issues
same = {}
for record_set in dataset.metadata.record_sets:
    table = record_set.uuid
    loaded = [
        {name.split("/")[1]: plain(value) for name, value in record.items()}
        for record in dataset.records(table)
    ]
    same[table] = loaded == pq.read_table(folder / f"parquet/{table}.parquet").to_pylist()
print(json.dumps({"errors": list(issues.errors), "warnings": list(issues.warnings), "same": same}))
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
            field["source"]["extract"]["column"]: (
                pa.list_(TYPES[field["dataType"]])
                if field.get("isArray")
                else TYPES[field["dataType"]]
            )
            for field in record_set["field"]
        }
        assert fields == dict(zip(schema.names, schema.types, strict=True))


def test_keys_and_references_name_fields_that_are_there(description: dict[str, Any]) -> None:
    fields = {field["@id"]: field for item in description["recordSet"] for field in item["field"]}
    for record_set in description["recordSet"]:
        assert record_set["key"]
        assert all(key["@id"] in fields for key in record_set["key"])
    sources = [field["source"] for field in fields.values()]
    references = {
        name: field["references"] for name, field in fields.items() if "references" in field
    }
    assert references["goals/area_id"] == {
        "fileObject": {"@id": "parquet/cooperation_areas.parquet"},
        "extract": {"column": "area_id"},
    }
    assert "places/parent_id" not in references
    assert all(reference in sources for reference in references.values())


@needs_mlcroissant
def test_mlcroissant_accepts_it_and_loads_every_record(
    package: Path, description: dict[str, Any], tmp_path: Path
) -> None:
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
    tables = [record_set["@id"] for record_set in description["recordSet"]]
    assert loaded["same"] == dict.fromkeys(tables, True)
