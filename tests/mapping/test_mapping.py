"""What single words of a mapping do."""

from pathlib import Path
from typing import Any

import pytest

from datapackage.citations import digest
from datapackage.mapping.records import MappedTables
from datapackage.normalise.parsers import Parsers
from datapackage.problems import ProblemList
from datapackage.read.schemas import default_schemas
from datapackage.read.sources import read_sources
from datapackage.text import slug
from tests.mapping.lists import make_sources

TWO_PARTIES = """\
tables: [list.csv]
record:
  id: "{no}"
  parties:
    - {organisation: "{a}", role: partner}
    - {organisation: "{b}", role: partner}
"""


def read(
    folder: Path, mapping: str, table: str | bytes, **more: str
) -> tuple[list[dict[str, Any]], MappedTables, list[str]]:
    """Return the records of a mapping, the tables, and what is wrong, without the folder."""
    tables = make_sources(folder / "sources", "list", mapping)
    data = table if isinstance(table, bytes) else table.encode()
    (tables / "list.csv").write_bytes(data)
    for name, text in more.items():
        (tables / f"{name}.csv").write_text(text, encoding="utf-8")
    problems = ProblemList()
    sources = read_sources(folder / "sources", default_schemas(), problems)
    parsers = Parsers(sources.contract, sources.registers, sources.codelists, problems)
    chunk = MappedTables(tables / "mapping.yaml", sources.contract, parsers)
    batch = chunk.read(problems)
    said = [str(problem).replace(f"{tables}/", "") for problem in problems]
    return batch.records.to_pylist(), chunk, said


def parties(record: dict[str, Any]) -> list[str]:
    return [party["organisation"] for party in record["parties"]]


def test_rows_with_the_same_identifier_are_one_record(tmp_path: Path) -> None:
    table = "no,a,b\n1,Aa,Bb\n2,Aa,\n1,Bb,Cc\n"
    records, chunk, said = read(tmp_path, TWO_PARTIES, table)
    assert said == []
    assert [(r["id"], parties(r)) for r in records] == [("1", ["Aa", "Bb", "Cc"]), ("2", ["Aa"])]
    assert chunk.report.changed == {"parties: said again, and taken once": 1}
    assert (chunk.report.rows, chunk.report.taken, chunk.report.records) == (3, 3, 2)


def test_a_list_of_a_record_is_split_and_its_parts_are_replaced(tmp_path: Path) -> None:
    mapping = """\
tables: [list.csv]
split: {who: ","}
values: {who: {UK: United Kingdom, others: ""}}
record: {id: "{no}", parties: {organisation: "{who}", role: partner}}
"""
    records, chunk, said = read(tmp_path, mapping, 'no,who\n1,"UK, France,, others"\n2,\n')
    assert said == []
    assert [parties(record) for record in records] == [["United Kingdom", "France"], []]
    assert chunk.report.changed["who: value replaced"] == 2


@pytest.mark.parametrize(
    ("forms", "written", "read_as"),
    [
        ("dd/mm/yyyy", "03/04/1999", "1999-04-03"),
        ("mm/dd/yyyy", "03/04/1999", "1999-03-04"),
        ("[dd/mm/yyyy, mm-dd-yyyy]", "12-31-1999", "1999-12-31"),
        ("yyyy.mm.dd", "1999.1.2", "1999-01-02"),
        ("dd/mm/yyyy", "31/02/1999", "31/02/1999"),  # no such day: what is written is shown
        ("dd/mm/yyyy", "27 September 2018", "27 September 2018"),
    ],
)
def test_dates_in_the_form_that_the_mapping_names(
    tmp_path: Path, forms: str, written: str, read_as: str
) -> None:
    mapping = f'tables: [list.csv]\ndates: {forms}\nrecord: {{id: "1", signed_on: "{{on}}"}}\n'
    records, _, said = read(tmp_path, mapping, f"on\n{written}\n")
    assert (said, records[0]["signed_on"]) == ([], read_as)


def test_a_passage_is_the_row_in_the_normalised_text(tmp_path: Path) -> None:
    mapping = """\
tables: [{file: list.csv, source: a-list, encoding: cp1252, delimiter: ";", header: 2}]
record: {id: "{no}", title: {en: "{title}"}}
"""
    table = 'A list of 2020\r\nno;title\r\n1;"Größe, ""so\r\nto say"""\r\n\r\n2;b\r\n'
    records, chunk, said = read(tmp_path, mapping, table.encode("cp1252"))
    assert said == []
    assert [r["title"]["en"] for r in records] == ['Größe, "so to say"', "b"]
    text = table.replace("\r\n", "\n")
    passages = [text[c["start"] : c["end"]] for r in records for c in r["citations"]]
    assert passages == ['1;"Größe, ""so\nto say"""', "2;b"]
    assert records[0]["citations"][0]["sha256"] == digest(passages[0])
    assert chunk.joined is not None
    assert chunk.joined.tables[0].lines.tolist() == [3, 6]


def test_columns_of_the_same_name_are_told_apart_by_their_files(tmp_path: Path) -> None:
    mapping = """\
tables: [list.csv, {file: more.csv, on: {key: no}}]
record:
  id: "{no}"
  title: {en: "{name}"}
  parties: {organisation: "{more.name}", role: partner}
"""
    more = "key,name\n1,Bb\n,Nobody\n3,Dd\n1,Cc\n"
    records, chunk, said = read(tmp_path, mapping, "no,name\n1,Aa\n2,Ee\n", more=more)
    assert said == []
    assert [(r["title"]["en"], parties(r)) for r in records] == [("Aa", ["Bb", "Cc"]), ("Ee", [])]
    [lost] = chunk.report.left_out
    assert (lost.rows, lost.first.line) == (2, 3)


def test_blank_cells_join_nothing(tmp_path: Path) -> None:
    mapping = """\
tables: [list.csv, {file: more.csv, on: {key: ref}}]
record: {id: "{no}", parties: {organisation: "{name}", role: partner}}
"""
    more = "key,name\nx,Aa\n,Nobody\n"
    records, _, said = read(tmp_path, mapping, "no,ref\n1,x\n2,\n", more=more)
    assert (said, [parties(record) for record in records]) == ([], [["Aa"], []])


def test_what_differs_within_a_record_is_told(tmp_path: Path) -> None:
    mapping = 'tables: [list.csv]\nrecord: {id: "{no}", title: {en: "{t}"}}\n'
    records, chunk, _ = read(tmp_path, mapping, "no,t\n1,Aa\n1,Bb\n1,\n2,Cc\n")
    assert [record["title"]["en"] for record in records] == ["Aa", "Cc"]
    [(what, count)] = chunk.report.changed.items()
    assert count == 1
    assert "list.csv:3: t" in what


def test_places_lead_to_cells_and_constants_to_the_mapping(tmp_path: Path) -> None:
    table = "no,a,b\n1,Aa,Bb\n2,Cc,Dd\n"
    tables = make_sources(tmp_path, "list", TWO_PARTIES)
    (tables / "list.csv").write_text(table, encoding="utf-8")
    problems = ProblemList()
    sources = read_sources(tmp_path, default_schemas(), problems)
    parsers = Parsers(sources.contract, sources.registers, sources.codelists, problems)
    origin = MappedTables(tables / "mapping.yaml", sources.contract, parsers).read(problems)
    places = [
        origin.origin.place(1, path)
        for path in (("parties", 2, "organisation"), ("parties", 2, "role"), ("title", "en"))
    ]
    assert [(Path(p.file).name, p.line, p.path) for p in places] == [
        ("list.csv", 3, "b"),
        ("mapping.yaml", 6, "record.parties[2].role"),
        ("mapping.yaml", 2, "record"),
    ]


@pytest.mark.parametrize(
    ("text", "identifier"),
    [
        ("Kotka – Saint Petersburg", "kotka-saint-petersburg"),
        ("Łódź, Ærøskøbing & Þórshöfn", "lodz-aeroskobing-thorshofn"),
        ("Diyarbakır/Straße", "diyarbakir-strasse"),
        ("Москва", ""),
    ],
)
def test_identifiers_are_plain_letters(text: str, identifier: str) -> None:
    assert slug(text) == identifier
