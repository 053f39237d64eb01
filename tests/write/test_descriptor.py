"""``datapackage.json`` and README: what the package says of itself."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest

from datapackage.write.descriptor import file_digest, schema_for, write_json
from datapackage.write.tables import csv_path, parquet_path
from tests.places import OUTPUT, TABLES, contract


def descriptor() -> dict[str, Any]:
    read: dict[str, Any] = json.loads((OUTPUT / "datapackage.json").read_bytes())
    return read


def resource(name: str) -> dict[str, Any]:
    [found] = [r for r in descriptor()["resources"] if r["name"] == name]
    assert isinstance(found, dict)
    return found


def test_every_table_is_listed_as_csv_and_as_parquet() -> None:
    paths = {r["path"] for r in descriptor()["resources"]}
    assert paths >= {path(name) for name in TABLES for path in (csv_path, parquet_path)}


@pytest.mark.parametrize("name", TABLES)
def test_a_csv_resource_says_all_that_a_reader_needs(name: str) -> None:
    found = resource(name)
    file = OUTPUT / found["path"]
    assert found["type"] == "table"
    assert (found["format"], found["mediatype"], found["encoding"]) == ("csv", "text/csv", "utf-8")
    assert found["bytes"] == file.stat().st_size
    assert found["hash"] == f"sha256:{file_digest(file)}"
    assert found["title"] == contract()[name].title
    assert found["schema"] == contract()[name].descriptor


@pytest.mark.parametrize("name", TABLES)
def test_a_parquet_resource_refers_to_parquet(name: str) -> None:
    found = resource(f"{name}-parquet")
    file = OUTPUT / found["path"]
    assert found["mediatype"] == "application/vnd.apache.parquet"
    assert found["bytes"] == file.stat().st_size
    assert found["hash"] == f"sha256:{file_digest(file)}"
    for key in found["schema"].get("foreignKeys", []):
        target = key["reference"]["resource"]
        assert target == "" or target.endswith("-parquet")


def test_the_contract_is_not_changed_by_what_is_derived_from_it() -> None:
    before = json.dumps(contract()["goals"].descriptor)
    assert schema_for(contract()["goals"], "-x") != contract()["goals"].descriptor
    assert json.dumps(contract()["goals"].descriptor) == before


def test_the_package_has_what_a_portal_asks_for() -> None:
    package = descriptor()
    asked = ("id", "name", "title", "description", "version", "created", "homepage", "keywords")
    assert [name for name in asked if not package.get(name)] == []
    assert package["licenses"][0]["name"] == "CC-BY-4.0"
    assert package["licenses"][0]["path"].startswith("https://creativecommons.org/")
    assert [source["title"] for source in package["sources"]]
    roles = {role for each in package["contributors"] for role in each.get("roles", [])}
    assert "publisher" in roles
    assert "contactPerson" in roles
    assert any(each.get("email") for each in package["contributors"])


def test_json_is_written_as_people_read_it(tmp_path: Path) -> None:
    write_json(tmp_path / "a.json", {"b": "ä", "a": [1]})
    assert (
        tmp_path / "a.json"
    ).read_bytes() == '{\n  "b": "ä",\n  "a": [\n    1\n  ]\n}\n'.encode()


def test_a_digest_is_that_of_the_bytes(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"abc")
    assert file_digest(tmp_path / "a") == (
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    )


# --- README -----------------------------------------------------------------------------------


def readme() -> str:
    return (OUTPUT / "README.md").read_text(encoding="utf-8")


def test_the_readme_explains_every_column() -> None:
    for table in contract().values():
        section = readme().split(f"### {table.name}\n")[1].split("\n### ")[0]
        for field in table.fields:
            star = "*" if field.required else ""
            assert f"| `{field.name}`{star} | {field.type}" in section
            assert field.description in section


def test_tables_in_the_readme_have_as_many_cells_as_their_head() -> None:
    width = None
    for line in readme().splitlines():
        if not line.startswith("|"):
            width = None
            continue
        cells = line.count("|")
        assert cells == (width or cells), line
        width = cells


def test_links_of_the_readme_lead_to_files_of_the_package() -> None:
    links = {part.split(")")[0] for part in readme().split("](")[1:]}
    local = {link for link in links if "://" not in link and not link.startswith("#")}
    assert local >= {csv_path("goals"), parquet_path("goals"), "validation/report.md"}
    assert [link for link in local if not (OUTPUT / link).exists()] == []


def test_the_readme_tells_licence_version_contact_and_citation() -> None:
    package = descriptor()
    for text in (
        package["version"],
        package["licenses"][0]["path"],
        package["created"][:10],
        package["homepage"],
        "MIT License",
        "## How to cite",
    ):
        assert text in readme()


def test_the_pandas_example_of_the_readme_runs(
    monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    monkeypatch.chdir(OUTPUT)
    code = readme().split("```python\n")[1].split("```")[0]
    exec(code, {})
    assert "statement_en" in capsys.readouterr().out


def test_the_duckdb_example_of_the_readme_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(OUTPUT)
    code = readme().split("```sql\n")[1].split("```")[0]
    goals = pq.read_metadata("parquet/goals.parquet").num_rows
    with duckdb.connect() as connection:
        assert len(connection.execute(code).fetchall()) == goals
