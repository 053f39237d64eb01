"""The CSVW description fits the CSV files, by the csvw package's own validator and by hand."""

from __future__ import annotations

import csv
import json
import shutil
import warnings
from pathlib import Path
from typing import Any

import pytest

from datapackage.contract import Contract
from tests.places import LANGUAGES, contract

csvw = pytest.importorskip("csvw", reason="csvw, a test dependency, is not installed")


@pytest.fixture(scope="module", name="contract")
def with_codes() -> Contract:
    return contract()


@pytest.fixture(scope="module")
def metadata(package: Path) -> dict[str, Any]:
    text = (package / "csv" / "csv-metadata.json").read_text(encoding="utf-8")
    return dict(json.loads(text))


def is_valid(folder: Path) -> bool:
    """What ``csvwvalidate`` says without options: rows, keys and references, strictly."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return bool(csvw.CSVW(str(folder / "csv-metadata.json"), validate=True).is_valid)
        except ValueError:
            return False


def test_csvwvalidate_passes(package: Path) -> None:
    assert is_valid(package / "csv")


@pytest.mark.parametrize(
    ("table", "old", "new"),
    [
        ("documents", "2019-01-01", "first of January"),
        ("parties", "city-of-kotka", "city-of-nowhere"),
        ("goals", ",1,develop,", ",one,develop,"),
        ("goals", ",develop,", ",dance,"),
        ("parties", "kotka-saint-petersburg-2018", ""),
    ],
)
def test_csvwvalidate_finds_a_wrong_cell(
    package: Path, tmp_path: Path, table: str, old: str, new: str
) -> None:
    folder = tmp_path / "csv"
    shutil.copytree(package / "csv", folder)
    path = folder / f"{table}.csv"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    assert not is_valid(folder)


def test_columns_are_those_of_the_files_with_titles_in_every_language(
    package: Path, metadata: dict[str, Any]
) -> None:
    for table in metadata["tables"]:
        with (package / "csv" / table["url"]).open(encoding="utf-8", newline="") as stream:
            header = next(csv.reader(stream))
        columns = table["tableSchema"]["columns"]
        assert [column["name"] for column in columns] == header
        for column in columns:
            assert column["titles"].keys() == {"und", *LANGUAGES}
            assert column["titles"]["und"] == column["name"]


def test_types_and_keys_are_those_of_the_contract(
    metadata: dict[str, Any], contract: Contract
) -> None:
    schemas = {table["url"]: table["tableSchema"] for table in metadata["tables"]}
    bases = {"year": "gYear", "list": "string"}
    for table in contract.values():
        schema = schemas[f"{table.name}.csv"]
        assert tuple(schema["primaryKey"]) == table.primary_key
        for column, field in zip(schema["columns"], table.fields, strict=True):
            datatype = column["datatype"]
            base = datatype if isinstance(datatype, str) else datatype["base"]
            assert base == bases.get(field.type, field.type)
            assert column.get("required", False) == field.required


def test_every_reference_is_a_foreign_key_or_a_relation(
    metadata: dict[str, Any], contract: Contract
) -> None:
    schemas = {table["url"]: table["tableSchema"] for table in metadata["tables"]}
    for table in contract.values():
        schema = schemas[f"{table.name}.csv"]
        declared = {
            (*key["columnReference"], key["reference"]["resource"])
            for key in schema.get("foreignKeys", [])
        }
        related = {
            (column["name"], column["dc:relation"]["@id"].partition("#")[0])
            for column in schema["columns"]
            if "dc:relation" in column
        }
        expected = {(*key.fields, f"{key.reference_table}.csv") for key in table.foreign_keys}
        assert declared | related == expected
