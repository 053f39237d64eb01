"""A table has one home, its schema: with two more of them, all goes on without a change of code."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from datapackage import build, validate
from datapackage.problems import DataError
from datapackage.read.schemas import load_contract
from datapackage.record_schema import record_json_schema
from tests.one_more_table import CITATION, add_tables


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from tests.bad_inputs.case import make_base  # noqa: PLC0415  (as the fixtures of conftest do)

    folder = tmp_path_factory.mktemp("more")
    make_base(folder)
    schemas = add_tables(folder, folder / "sources")
    built = build(
        folder / "sources", folder / "output", schemas=schemas, documents=folder / "documents"
    )
    assert (built.rows["meetings"], built.rows["forums"]) == (2, 1)
    return folder / "output"


def test_rows_come_from_the_record_and_the_register(output: Path) -> None:
    meetings = pq.read_table(output / "parquet" / "meetings.parquet").to_pylist()
    assert [row["meeting_number"] for row in meetings] == [1, 2]
    assert [row["forum_id"] for row in meetings] == ["harbour-forum", None]
    assert meetings[0]["topic_sv"] == "Hamn"
    assert meetings[0]["remark_sv"] == "Vid hamnen"
    assert meetings[0]["remark_fi"] is None, "it may be given in any language"
    cited = pq.read_table(output / "parquet" / "citations.parquet").to_pylist()
    records = [row["record_id"] for row in cited if row["table_name"] == "meetings"]
    assert records == ["vesala-nordholm-2020/1", "vesala-nordholm-2020/2"]


def test_the_package_is_valid_and_lists_the_tables_in_their_positions(output: Path) -> None:
    assert validate(output).valid
    published = json.loads((output / "datapackage.json").read_bytes())["resources"]
    names = [resource["name"] for resource in published if resource["format"] == "csv"]
    before = {name: names[number - 1] for number, name in enumerate(names)}
    assert (before["meetings"], before["signatories"]) == ("parties", "meetings")
    assert (before["forums"], before["places"]) == ("organisations", "forums")


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("README.md", "meetings"),
        ("catalogue/dcat.ttl", "meetings"),
        ("csv/csv-metadata.json", "forums"),
        ("dictionary/diagram.svg", "forums"),
        ("dictionary/dictionary.csv", "meeting_number"),
    ],
)
def test_formats_show_the_tables(output: Path, file: str, name: str) -> None:
    assert name in (output / file).read_text(encoding="utf-8")


def test_editors_know_the_keys(tmp_path: Path, minimal_sources: Path) -> None:
    contract = load_contract(add_tables(tmp_path, minimal_sources), ["en"])
    meetings = record_json_schema(contract)["properties"]["meetings"]["items"]
    assert list(meetings["properties"]) == [
        "forum",
        "held_on",
        "topic",
        "remark",
        "cites",
        "citations",
    ]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (f"    citations:\n{CITATION}  - ", "  - ", "meetings[1].citations: no citation shows"),
        ("forum: Satamafoorumissa", "forum: Tori", "meetings[1].forum: no forum has this name"),
        ("forum: Satamafoorumissa", "forum:", "forum_id: nothing refers to 'harbour-forum'"),
    ],
)
def test_rules_hold_for_the_tables(
    minimal_sources: Path, tmp_path: Path, old: str, new: str, said: str
) -> None:
    schemas = add_tables(tmp_path, minimal_sources)
    [record] = (minimal_sources / "agreements").glob("*.yaml")
    text = record.read_text(encoding="utf-8")
    assert old in text
    record.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(DataError) as error:
        build(minimal_sources, tmp_path / "output", schemas=schemas, formats=[])
    assert any(said in str(problem) for problem in error.value.problems)


def test_a_published_table_that_is_not_ours_is_held_to_the_rules_too(
    output: Path, tmp_path: Path
) -> None:
    copy = shutil.copytree(output, tmp_path / "copy")
    path = copy / "parquet" / "forums.parquet"
    rows = pq.read_table(path)
    pq.write_table(rows.set_column(0, "forum_id", pa.array(["other-forum"])), path)
    said = [finding.rule for finding in validate(copy).findings()]
    assert "register-row-in-use" in said
