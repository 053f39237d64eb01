"""Records at fault that are set aside: the others are published as if there were no more."""

from __future__ import annotations

import csv
import gzip
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

import datapackage
from datapackage.problems import DataError
from datapackage.read import batches
from datapackage.read.lines import without_lines
from datapackage.read.lock import lock_path
from datapackage.rules import quarantine
from tests.bad_inputs.case import RECORD
from tests.publish.packages import snapshot
from tests.workbook.books import Book, only_a_workbook

Record = dict[str, Any]
Change = Callable[[Record], None]
ON = "on_error: quarantine\nquarantine_limit: {}\n"


@pytest.fixture
def sources(workplace: Path) -> Path:
    """The sources in the current folder, five records in place of the one; up to three may go."""
    allow("3")
    write_yaml(records(5))
    return Path("sources")


def allow(limit: str) -> None:
    path = Path("sources/package.yaml")
    text = path.read_text(encoding="utf-8").partition("on_error")[0]
    path.write_text(text + ON.format(limit), encoding="utf-8")


def records(number: int) -> list[Record]:
    """Return copies of the record of the base, whose identifiers end in a number from 0."""
    path = Path("sources/agreements") / f"{RECORD}.yaml"
    text = json.dumps(yaml.safe_load(path.read_text(encoding="utf-8")), ensure_ascii=False)
    return [json.loads(text.replace(RECORD, f"{RECORD}-{n}")) for n in range(number)]


def write_yaml(all_records: list[Record]) -> None:
    folder = Path("sources/agreements")
    shutil.rmtree(folder)
    folder.mkdir()
    for number, record in enumerate(all_records):
        (folder / f"{number}.yaml").write_text(json.dumps(record), encoding="utf-8")


def write_lines(lines: list[bytes], name: str = "all.jsonl") -> None:
    folder = Path("sources/agreements")
    shutil.rmtree(folder)
    folder.mkdir()
    data = b"".join(line + b"\n" for line in lines)
    (folder / name).write_bytes(gzip.compress(data) if name.endswith("gz") else data)


def as_lines(all_records: list[Record]) -> list[bytes]:
    return [json.dumps(record, ensure_ascii=False).encode() for record in all_records]


def build() -> datapackage.BuildResult:
    return datapackage.build("sources", "output", formats=[])


def listed() -> list[tuple[str, str, str]]:
    """Return file, line and rule of each fault that the package lists."""
    with Path("output/validation/quarantine.csv").open(encoding="utf-8", newline="") as stream:
        return [(row["file"], row["line"], row["rule"]) for row in csv.DictReader(stream)]


def tables() -> dict[str, bytes]:
    """Return the files of the tables."""
    folders = ("csv/", "parquet/")
    files = snapshot(Path("output"))
    return {name: data for name, data in files.items() if str(name).startswith(folders)}


def sorted_rows() -> dict[str, list[bytes]]:
    """Return the rows of the tables; their order depends on where the sources are cut."""
    return {name: sorted(data.splitlines()) for name, data in tables().items() if "csv/" in name}


def unknown_name(record: Record) -> None:
    record["signing_place"] = "Nowhere"


def unknown_key(record: Record) -> None:
    record["colour"] = "blue"


def beyond_the_source(record: Record) -> None:
    record["citations"][0]["end"] = 10_000


def backwards(record: Record) -> None:
    record |= {"ends_on": "1.1.2001", "status": "expired"}


def wrong_type(record: Record) -> None:
    record["areas"] = "music"


CHANGES = {
    "foreign-key": unknown_name,
    "unknown-key": unknown_key,
    "citation-within-source": beyond_the_source,
    "period-order": backwards,
    "type": wrong_type,
}
"""Rule -> what breaks it: those that are found while reading, and those on what was written."""


@pytest.mark.parametrize("rule", CHANGES)
def test_the_others_are_published_as_if_a_file_at_fault_were_not_there(
    sources: Path, rule: str
) -> None:
    all_records = records_of(sources)
    Path("sources/agreements/2.yaml").unlink()
    build()
    expected = tables()
    CHANGES[rule](all_records[2])
    write_yaml(all_records)
    result = build()
    assert tables() == expected
    assert (result.set_aside, result.rows["agreements"]) == (1, 4)
    assert {(file, found) for file, _, found in listed()} == {("agreements/2.yaml", rule)}
    assert datapackage.validate("output").valid


def records_of(sources: Path) -> list[Record]:
    files = sorted((sources / "agreements").iterdir())
    return [json.loads(file.read_text(encoding="utf-8")) for file in files]


@pytest.mark.parametrize("name", ["all.jsonl", "all.jsonl.gz"])
@pytest.mark.parametrize("block", [1, 20_000, 2**24])
def test_lines_at_fault_are_left_out_and_nothing_of_the_others_changes(
    sources: Path, monkeypatch: pytest.MonkeyPatch, name: str, block: int
) -> None:
    monkeypatch.setattr(batches, "BLOCK_SIZE", block)
    all_records = [
        {**record, "id": f"agreement-{n:02}"} for n, record in enumerate(many_records(sources, 12))
    ]
    for number, change in zip((1, 2, 6, 7), CHANGES.values(), strict=False):
        change(all_records[number])
    lines = as_lines(all_records)
    lines[0] = b'{"id": "cut off'
    lines[11] = b'{"id": "\xff"}'
    right = [line for number, line in enumerate(lines) if number not in (0, 1, 2, 6, 7, 11)]
    write_lines(right, name)
    build()
    expected = sorted_rows()
    allow("50 %")
    write_lines(lines, name)
    result = build()
    assert sorted_rows() == expected
    assert result.set_aside == 6
    assert [line for _, line, _ in listed()] == ["1", "2", "3", "7", "8", "12"]
    assert datapackage.validate("output").valid


def many_records(sources: Path, number: int) -> list[Record]:
    text = (sources / "agreements/0.yaml").read_text(encoding="utf-8")
    return [json.loads(text.replace(f"{RECORD}-0", f"{RECORD}-{n:02}")) for n in range(number)]


def refer(record: Record, other: str) -> None:
    record["relations"] = [
        {
            "relation_type": "continues",
            "related_agreement": other,
            "citations": record["citations"],
        }
    ]


def test_what_refers_to_a_record_that_was_set_aside_goes_with_it(sources: Path) -> None:
    all_records = records_of(sources)
    unknown_name(all_records[0])
    refer(all_records[1], f"{RECORD}-0")
    refer(all_records[2], f"{RECORD}-1")
    write_yaml(all_records)
    result = build()
    assert [fault.place.file for fault in result.faults] == [
        f"sources/agreements/{number}.yaml" for number in range(3)
    ]
    follows = "the record that it refers to was set aside (found '{}')"
    assert [fault.message for fault in result.faults[1:]] == [
        follows.format(f"{RECORD}-0"),
        follows.format(f"{RECORD}-1"),
    ]
    assert result.rows["agreements"] == 2


def test_of_two_records_with_one_identifier_the_later_is_set_aside(sources: Path) -> None:
    all_records = records_of(sources)
    write_yaml([*all_records, all_records[0]])
    build()
    assert listed() == [("agreements/5.yaml", "1", "primary-key")]


def test_the_lock_of_a_record_is_a_part_of_it(sources: Path) -> None:
    lock_path(sources / "agreements/1.yaml").write_text("of no use\n", encoding="utf-8")
    build()
    assert listed() == [("agreements/1.citations.lock", "", "citation-lock")]


def test_the_report_tells_what_is_not_in_the_package(sources: Path) -> None:
    all_records = records_of(sources)
    unknown_name(all_records[4])
    all_records[4]["title"]["en"] = "<b>x</b>"
    write_yaml(all_records)
    build()
    report = json.loads(Path("output/validation/report.json").read_text(encoding="utf-8"))
    assert report["quarantine"] == {
        "setAside": 1,
        "records": 5,
        "faults": 1,
        "path": "validation/quarantine.csv",
    }
    text = Path("output/validation/report.md").read_text(encoding="utf-8")
    assert "\n## Records that were set aside\n\n1 of 5 records are not in the package" in text
    assert "agreements/4.yaml:1: signing\\_place: no place has this name (found 'Nowhere'" in text
    assert "sources/agreements" not in text


def test_a_row_that_only_a_record_set_aside_may_use_stays(sources: Path) -> None:
    places = sources / "registers/places.csv"
    row = "lonely,Yksin,Lonely,Ensam,Один,city,FI,finland,,,60.1,22.3,,\n"
    places.write_text(places.read_text(encoding="utf-8") + row, encoding="utf-8")
    all_records = records_of(sources)
    all_records[3] |= {"signing_place": "lonely", "colour": "blue"}
    write_yaml(all_records)
    build()
    assert b"\nlonely," in tables()["csv/places.csv"]
    assert datapackage.validate("output").valid


def test_the_same_bytes_wherever_the_sources_lie(sources: Path, tmp_path: Path) -> None:
    all_records = records_of(sources)
    unknown_key(all_records[0])
    write_yaml([*all_records, all_records[1]])
    build()
    first = snapshot(Path("output"))
    assert build().outcome.value == "unchanged"  # type: ignore[union-attr]
    copy = shutil.copytree(sources, tmp_path / "elsewhere/my.sources")
    datapackage.build(copy.resolve(), "output", formats=[])
    assert snapshot(Path("output")) == first


def test_nothing_differs_where_nothing_is_wrong(sources: Path) -> None:
    assert build().set_aside == 0
    allowed = snapshot(Path("output"))
    package = sources / "package.yaml"
    text = package.read_text(encoding="utf-8").partition("on_error")[0]
    package.write_text(text, encoding="utf-8")
    assert build().outcome.value == "unchanged"  # type: ignore[union-attr]
    assert snapshot(Path("output")) == allowed
    assert "validation/quarantine.csv" not in allowed


def test_a_mended_record_leaves_no_trace_of_the_quarantine(sources: Path) -> None:
    all_records = records_of(sources)
    build()
    right = snapshot(Path("output"))
    write_yaml([{**all_records[0], "colour": "blue"}, *all_records[1:]])
    build()
    write_yaml(all_records)
    build()
    assert snapshot(Path("output")) == right


# --- All or nothing ---------------------------------------------------------------------------


def failure() -> list[str]:
    before = snapshot(Path("output"))
    with pytest.raises(DataError) as error:
        build()
    assert snapshot(Path("output")) == before
    return [str(problem) for problem in error.value.problems]


@pytest.mark.parametrize(
    ("limit", "allowed"), [("1", "1 of 5"), ("39 %", "1 of 5"), ("0", "0 of 5"), ("0.5%", "0 of 5")]
)
def test_more_than_are_allowed_are_too_many(sources: Path, limit: str, allowed: str) -> None:
    allow(limit)
    all_records = records_of(sources)
    unknown_key(all_records[1])
    backwards(all_records[2])
    write_yaml(all_records)
    *faults, last = failure()
    assert len(faults) == 2 if limit in ("1", "39 %") else 1
    assert last.startswith("sources/package.yaml: quarantine_limit: too many records are at fault")
    assert last.endswith(f"expected at most {allowed} records)")


def test_a_package_without_any_record_is_not_published(sources: Path) -> None:
    allow("100 %")
    all_records = records_of(sources)
    for record in all_records:
        unknown_key(record)
    write_yaml(all_records)
    assert failure()[-1].endswith("(found 5; expected at most 4 of 5 records)")


MAPPING = """\
tables:
  - {file: list.csv, source: SOURCE}
  - {file: parties.csv, source: SOURCE, on: {no: no}}
record:
  id: "list-{no}"
  agreement_type: "{kind}"
  signed_on: "{on}"
  parties: {organisation: "{who}", role: partner}
"""


def test_a_record_that_a_foreign_table_makes_is_set_aside(sources: Path) -> None:
    write_yaml(records_of(sources)[:1])
    folder = sources / "tables/list"
    folder.mkdir(parents=True)
    [record] = records_of(sources)
    [source] = {citation["source"] for citation in record["citations"]}
    who = record["parties"][0]["organisation"]
    (folder / "mapping.yaml").write_text(MAPPING.replace("SOURCE", source), encoding="utf-8")
    kind = record["agreement_type"]
    rows = [f"{number},{kind},2018-09-0{number}" for number in range(1, 6)]
    rows[1] = f"2,{kind},2018-99-99"
    (folder / "list.csv").write_text("\n".join(["no,kind,on", *rows]) + "\n", encoding="utf-8")
    parties = [f"{number},{who if number != 4 else 'Nobody'}" for number in range(1, 6)]
    (folder / "parties.csv").write_text("\n".join(["no,who", *parties]) + "\n", encoding="utf-8")
    result = build()
    assert result.set_aside == 2
    faults = {(file, line) for file, line, _ in listed()}
    assert faults == {("tables/list/list.csv", "3"), ("tables/list/parties.csv", "5")}
    agreements = tables()["csv/agreements.csv"].decode()
    assert [f"list-{n}" in agreements for n in range(1, 6)] == [True, False, True, False, True]
    allow("1")
    assert any(said.endswith("(found 2; expected at most 1 of 6 records)") for said in failure())


def test_what_is_wrong_elsewhere_cannot_be_set_aside(sources: Path) -> None:
    places = sources / "registers/places.csv"
    text = places.read_text(encoding="utf-8")
    places.write_text(text.replace(",city,", ",citty,", 1), encoding="utf-8")
    all_records = records_of(sources)
    unknown_key(all_records[1])
    write_yaml(all_records)
    record, package, register = failure()
    assert record.startswith("sources/agreements/1.yaml:1: colour: unknown key")
    assert register.startswith("sources/registers/places.csv:3: place_type: no such code")
    assert package == (
        "sources/package.yaml: on_error: no record was set aside: only records can be,"
        " and 1 problem elsewhere has to be mended first, such as that in"
        " sources/registers/places.csv"
    )


def test_a_record_of_a_workbook_is_set_aside_with_all_that_belongs_to_it(sources: Path) -> None:
    path = only_a_workbook(sources)
    build()
    whole = tables()["csv/goals.csv"].decode().splitlines()
    with Book(path) as book:
        book.fill("goals", action_type="exchnage")
    result = build()
    assert result.set_aside == 1
    [(file, _, rule)] = listed()
    assert (file, rule) == ("workbooks/small.xlsx", "enum")
    left = [line for line in whole if f"{RECORD}-0" not in line]
    assert tables()["csv/goals.csv"].decode().splitlines() == left
    assert len(left) < len(whole)


def test_a_citation_that_no_cell_can_hold_is_set_aside_with_its_record(sources: Path) -> None:
    with Book(only_a_workbook(sources)) as book:
        book.fill("agreements", 1, citations="a quotation in words")
    assert build().set_aside == 1
    assert [line[0] for line in listed()] == ["workbooks/small.xlsx"]


def test_a_register_of_a_workbook_cannot_be_set_aside(sources: Path) -> None:
    path = only_a_workbook(sources)
    with Book(path) as book:
        book.fill("places", place_type="citty")
    package, cell = failure()
    assert cell.startswith(f"{path}: places!")
    assert package == (
        "sources/package.yaml: on_error: no record was set aside: only records can be,"
        f" and 1 problem elsewhere has to be mended first, such as that in {path}"
    )


def test_rounds_come_to_an_end(sources: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quarantine, "MAX_ROUNDS", 2)
    all_records = records_of(sources)
    unknown_name(all_records[0])
    for number in (1, 2):
        refer(all_records[number], f"{RECORD}-{number - 1}")
    write_yaml(all_records)
    assert failure()[-1] == (
        "sources/package.yaml: on_error: no record was set aside: problems are left after 2 rounds"
    )


# --- Lines ------------------------------------------------------------------------------------


@given(st.lists(st.sampled_from([b"", b"a", b"bc"]), min_size=1), st.booleans(), st.data())
def test_lines_are_blanked_as_if_one_by_one(
    lines: list[bytes], ends: bool, data: st.DataObject
) -> None:
    gaps = sorted(data.draw(st.sets(st.integers(0, len(lines) - 1))))
    whole = b"\n".join(lines) + (b"\n" if ends else b"")
    kept = whole.splitlines(keepends=True)
    gaps = [gap for gap in gaps if gap < len(kept)]
    blank = b"".join(b"\n" if n in gaps else line for n, line in enumerate(kept))
    assert without_lines(whole, gaps) == blank
