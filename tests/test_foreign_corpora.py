"""Corpora of others: each column has its use, and packages of theirs go through every format."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any

import frictionless
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from rdflib import Graph

import datapackage
from datapackage.formats.dcat import TURTLE
from datapackage.formats.dcat.compliance import breaches
from tests.formats.test_site import dead_links
from tests.places import OUTPUT, contract

CORPORA = Path(__file__).parent / "foreign_corpora"
TREATIES, PROGRAMME = names = ("coast-treaties", "lake-programme")


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("corpora")


@pytest.fixture(params=names)
def package(request: pytest.FixtureRequest, folder: Path) -> Path:
    return built(request.param, folder)


@pytest.fixture
def treaties(folder: Path) -> Path:
    return built(TREATIES, folder)


@cache
def built(name: str, folder: Path) -> Path:
    datapackage.build(CORPORA / name, folder / name)
    return folder / name


def filled(package: Path, table: str) -> set[str]:
    """Return the columns that some row of a table fills, without their languages."""
    rows = pq.read_table(package / "parquet" / f"{table}.parquet")
    stems = {field["name"]: field for field in described(package, table)}
    return {
        column.removesuffix(f"_{stems[column].get('language')}")
        for column in rows.column_names
        if rows[column].null_count < len(rows)
    }


def described(package: Path, table: str) -> list[dict[str, Any]]:
    descriptor = json.loads((package / "datapackage.json").read_bytes())
    [resource] = (each for each in descriptor["resources"] if each["name"] == table)
    return list(resource["schema"]["fields"])


@pytest.mark.parametrize("table", contract())
def test_each_column_is_filled_by_our_data_or_by_a_corpus(table: str, folder: Path) -> None:
    found = filled(OUTPUT, table).union(*(filled(built(name, folder), table) for name in names))
    assert {field.stem for field in contract()[table].fields} - found == set()


def test_a_package_is_valid(package: Path) -> None:
    result = datapackage.validate(package)
    assert result.valid
    assert frictionless.validate(str(package / "datapackage.json")).valid


def test_a_package_has_a_site_without_dead_links_and_a_record_that_keeps_dcat_ap(
    package: Path,
) -> None:
    assert dead_links(package / "site") == []
    assert breaches(Graph().parse(package / TURTLE)) == []


# --- Lists ----------------------------------------------------------------------------------------


def test_a_list_is_a_list_in_parquet_and_has_commas_elsewhere(treaties: Path) -> None:
    column = pq.read_table(treaties / "parquet" / "documents.parquet")["languages"]
    assert column.type == pa.list_(pa.string())
    assert column.to_pylist() == [["fi", "sv", "en"], ["fi"]]
    assert ',"fi,sv,en",' in (treaties / "csv" / "documents.csv").read_text(encoding="utf-8")
    [path] = (treaties / "database").glob("*.sqlite")
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT languages FROM documents").fetchall()
    assert rows == [("fi,sv,en",), ("fi",)]


def test_catalogues_say_that_a_column_has_lists(treaties: Path) -> None:
    csvw = json.loads((treaties / "csv" / "csv-metadata.json").read_bytes())
    [table] = (each for each in csvw["tables"] if each["url"] == "documents.csv")
    [column] = (c for c in table["tableSchema"]["columns"] if c["name"] == "languages")
    assert (column["separator"], column["datatype"]) == (",", "string")
    croissant = json.loads((treaties / "catalogue" / "croissant.json").read_bytes())
    [fields] = (r["field"] for r in croissant["recordSet"] if r["@id"] == "documents")
    [field] = (f for f in fields if f["@id"] == "documents/languages")
    assert (field["isArray"], field["arrayShape"]) == (True, "-1")


def test_lists_are_labelled_on_the_site(treaties: Path) -> None:
    page = (treaties / "site" / "agreement" / "coast-series-12.html").read_text(encoding="utf-8")
    assert ">Finnish, Swedish, English" in page
    [link] = set(re.findall(r'"\.\./source/([^"#]*)#[^"]*\.whole"', page))
    assert "the whole source" in (treaties / "site" / "source" / link).read_text(encoding="utf-8")


def test_lists_go_into_a_workbook_and_come_back(treaties: Path, tmp_path: Path) -> None:
    (tmp_path / "sources" / "workbooks").mkdir(parents=True)
    shutil.copy(CORPORA / TREATIES / "package.yaml", tmp_path / "sources")
    book = tmp_path / "sources" / "workbooks" / "treaties.xlsx"
    datapackage.write_workbook(book, CORPORA / TREATIES, with_rows=True)
    datapackage.build(tmp_path / "sources", tmp_path / "output", formats=[])
    path = Path("parquet", "documents.parquet")
    assert pq.read_table(tmp_path / "output" / path).equals(pq.read_table(treaties / path))


def test_a_diff_names_a_list_that_changed(treaties: Path, tmp_path: Path) -> None:
    sources = Path(shutil.copytree(CORPORA / TREATIES, tmp_path / "sources"))
    record = sources / "agreements" / "coast-series-12.yaml"
    record.write_text(record.read_text("utf-8").replace("[fi, sv, English]", "fi, Swedish"))
    datapackage.build(sources, tmp_path / "new", formats=[])
    [table] = datapackage.diff(treaties, tmp_path / "new").tables
    changes = [change["cells"] for change in table.operations()]
    assert changes == [{"languages": ["fi,sv,en", "fi,sv"]}]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[fi, svv]", "no such code in the list 'language' (found 'svv'"),
        ("[fi, {a: b}]", "languages[2]: wrong type of value (found 'keys with values'"),
        ("{fi: sv}", "documents[1].languages: wrong type of value (found 'keys with values'"),
    ],
)
def test_an_item_that_is_none_is_told(tmp_path: Path, text: str, message: str) -> None:
    sources = Path(shutil.copytree(CORPORA / TREATIES, tmp_path / "sources"))
    record = sources / "agreements" / "coast-series-12.yaml"
    record.write_text(record.read_text("utf-8").replace("[fi, sv, English]", text))
    with pytest.raises(datapackage.DataError) as error:
        datapackage.build(sources, tmp_path / "output", formats=[])
    assert message in str(error.value)


@pytest.mark.parametrize("line", ['["fi", null, "sv"]', '["fi", "sv"]', '"fi, sv"'])
def test_bulk_records_have_lists(tmp_path: Path, line: str) -> None:
    sources = Path(shutil.copytree(CORPORA / TREATIES, tmp_path / "sources"))
    (sources / "agreements" / "coast-series-12.yaml").unlink()
    parties = [{"organisation": f"town-of-{town}", "role": "partner"} for town in TOWNS]
    document = {"id": "d", "document_type": "agreement", "title": {"en": "D"}, "languages": "?"}
    record = {"id": "a", "agreement_type": "other", "parties": parties, "documents": [document]}
    record["citations"] = [{"source": "coast-series-12", "basis": "stated"}]
    text = json.dumps(record).replace('"?"', line)
    (sources / "agreements" / "bulk.jsonl").write_text(text + "\n", encoding="utf-8")
    datapackage.build(sources, tmp_path / "output", formats=[])
    documents = pq.read_table(tmp_path / "output" / "parquet" / "documents.parquet")
    assert documents["languages"].to_pylist() == [["fi", "sv"]]


TOWNS = ("arla", "brink", "corvo")
