"""The workbook, read back with openpyxl: another program than the one that wrote it."""

from __future__ import annotations

import atexit
import csv
import datetime as dt
import io
import re
import tempfile
import zipfile
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from datapackage.formats import FORMATS
from datapackage.formats.spreadsheet import STORED_UP_TO, cells, links, repack, workbook_path, write
from datapackage.formats.spreadsheet.cells import MAX_UNITS, Cells, units
from datapackage.formats.spreadsheet.cover import NAME as COVER
from datapackage.formats.spreadsheet.sheets import line_count, row_height
from tests.formats.packages import NAME, info, package, real, real_package, real_table
from tests.places import LANGUAGES, TABLES, contract

READ = ("agreements", "goals", "signatories", "events")

NASTY = (
    "=1+1",
    "+358 5 234",
    "-1",
    "@SUM(A1)",
    '=HYPERLINK("https://example.org","x")',
    "{=A1}",
    "https://example.org",
    "internal:'goals'!A1",
    "12",
    "1e6",
    "TRUE",
    "27.9.2018",
    "<r><t>rich</t></r>",
    "<b>&amp;</b>",
    " leading and trailing ",
    "two\nlines",
    "ÄÖÅ äöå Жёлтый 🏙",
    '"quoted"',
)
"""Texts that programs like to take for something else."""


@cache
def workbook() -> Any:
    return openpyxl.load_workbook(real() / workbook_path(NAME))


@cache
def read(path: Path) -> Any:
    return openpyxl.load_workbook(path)


def parts(path: Path) -> dict[str, str]:
    with zipfile.ZipFile(path) as file:
        return {name: file.read(name).decode() for name in file.namelist()}


def values(sheet: Any) -> list[list[Any]]:
    """Cells below the header as the tables have them."""
    return [[_plain(cell.value) for cell in row] for row in sheet.iter_rows(min_row=2)]


def _shown(value: Any) -> Any:
    return ", ".join(value) if isinstance(value, list) else value


def _plain(value: Any) -> Any:
    return value.date() if isinstance(value, dt.datetime) else value


# --- the real record -----------------------------------------------------------------------------


def test_cover_and_reading_sheets_come_before_the_tables() -> None:
    reading = [f"{name}_{tag}" for name in READ for tag in LANGUAGES]
    assert workbook().sheetnames == [COVER, *reading, *TABLES]


@pytest.mark.parametrize("table", TABLES)
def test_sheet_holds_the_table(table: str) -> None:
    sheet = workbook()[table]
    assert [cell.value for cell in sheet[1]] == list(contract()[table].columns)
    rows = [list(row.values()) for row in real_table(table).to_pylist()]
    assert values(sheet) == [[_shown(value) for value in row] for row in rows]


@pytest.mark.parametrize("table", TABLES)
def test_dates_and_numbers_are_real(table: str) -> None:
    sheet = workbook()[table]
    for column, field in zip(sheet.iter_cols(min_row=2), contract()[table].fields, strict=True):
        for cell in column:
            if cell.value is None:
                continue
            kind = {"date": "d", "boolean": "b", "integer": "n", "year": "n", "number": "n"}
            assert cell.data_type == kind.get(field.type, "s"), cell.coordinate
            if field.type == "date":
                assert cell.number_format == "yyyy-mm-dd"


def test_header_is_frozen_and_filtered_and_columns_are_wide_enough() -> None:
    for sheet in workbook():
        if sheet.title == COVER:
            continue
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref == sheet.dimensions
        # A dimension stands for all columns in a row that have the same width.
        dimensions = sheet.column_dimensions.values()
        widths = {n: item.width for item in dimensions for n in range(item.min, item.max + 1)}
        for number, cell in enumerate(sheet[1], start=1):
            assert min(len(cell.value), 23) < widths[number] <= 50


def test_header_notes_explain_each_column() -> None:
    for table in TABLES:
        for cell in workbook()[table][1]:
            field = contract()[table].field(cell.value)
            note = cell.comment.text
            for language in LANGUAGES:
                assert f"{language.upper()}: {field.descriptor['titles'][language]}" in note
            assert field.description in note
            assert field.descriptor["descriptions"]["fi"] in note
            assert not field.codelist or f"codes: {field.codelist}" in note


def test_links_lead_to_the_row_that_is_referred_to() -> None:
    found = 0
    for table in contract().values():
        sheet = workbook()[table.name]
        for key in table.foreign_keys:
            carrier = table.columns.index(key.fields[-1]) + 1
            for row in range(2, sheet.max_row + 1):
                cell = sheet.cell(row, carrier)
                if cell.value is None:
                    continue
                name, target_row = _target(cell)
                target = contract()[name]
                if name != key.reference_table:
                    continue  # the column is in two keys, and the other has the link
                for column, its in zip(key.fields, key.reference_fields, strict=True):
                    here = sheet.cell(row, table.columns.index(column) + 1).value
                    there = workbook()[name].cell(target_row, target.columns.index(its) + 1).value
                    assert here == there, cell.coordinate
                found += 1
    assert found > 200


def _target(cell: Any) -> tuple[str, int]:
    match = re.fullmatch(r"'(\w+)'!A(\d+)", cell.hyperlink.location)
    assert match, cell.coordinate
    return match[1], int(match[2])


def test_a_key_links_to_the_row_that_it_names() -> None:
    sheet = workbook()["signatories"]
    column = contract()["signatories"].columns.index("organisation_id") + 1
    assert [_target(sheet.cell(row, column))[0] for row in (2, 3)] == ["organisations"] * 2
    assert [_target(sheet.cell(row, column))[1] for row in (2, 3)] == [2, 3]


@pytest.mark.parametrize("language", LANGUAGES)
def test_readable_sheets_are_the_readable_files(language: str) -> None:
    for name in (f"goals_{language}", f"signatories_{language}"):
        with (real() / "csv" / "readable" / f"{name}.csv").open(encoding="utf-8") as file:
            header, *rows = csv.reader(file)
        sheet = workbook()[name]
        assert [cell.value for cell in sheet[1]] == header
        assert [["" if v is None else str(v) for v in row] for row in values(sheet)] == rows
        assert all(cell.comment.text for cell in sheet[1])
        assert _target(sheet.cell(2, header.index(header[-1]) + 1))[1] >= 2


def test_cover_tells_all_in_four_languages() -> None:
    texts = [[cell.value for cell in row] for row in workbook()[COVER].iter_rows()]
    for column, language in enumerate(LANGUAGES, start=1):
        column_texts = [str(row[column]) for row in texts]
        assert info().title[language] in column_texts
        assert info().description[language] in column_texts
        together = "\n".join(column_texts)
        for expected in (info().licence.title, info().version, str(info().released.year)):
            assert expected in together
        assert info().base_url in together
        for table in contract().values():
            assert table.descriptor["titles"][language] in column_texts
    linked = {cell.value: cell.hyperlink.location for cell in workbook()[COVER]["A"] if cell.value}
    assert linked == {n: f"'{n}'!A1" for n in workbook().sheetnames if n != COVER}


def test_properties() -> None:
    properties = workbook().properties
    assert properties.title == info().title["en"]
    assert properties.creator == info().publisher.name
    assert properties.created.date() == info().released


# --- nothing is taken for what it is not ---------------------------------------------------------


@cache
def odd() -> Path:
    """A workbook with all that is odd: texts, dates, numbers, a reference to nothing."""
    agreements: list[dict[str, Any]] = [
        *({"agreement_id": f"a{n}", "title_fi": text} for n, text in enumerate(NASTY)),
        {"agreement_id": "b", "signed_on": dt.date(1900, 3, 1), "signing_place_id": "nowhere"},
        {"agreement_id": "c", "signed_on": dt.date(1900, 2, 28)},
        {"agreement_id": "d", "signed_on": dt.date(1899, 12, 31)},
    ]
    places: list[dict[str, Any]] = [
        {"place_id": "a", "geonames_id": 10**15 - 1},
        {"place_id": "b", "geonames_id": 10**15 + 1},
    ]
    return written({"agreements": agreements, "places": places})


@cache
def long() -> Path:
    """A workbook with texts that are too long, and with one that just fits."""
    texts = {"ae": "ä" * MAX_UNITS + ".", "house": "🏙" * MAX_UNITS, "fits": "x" * MAX_UNITS}
    rows: list[dict[str, Any]] = [
        {"agreement_id": name, "title_fi": text} for name, text in texts.items()
    ]
    return written({"agreements": rows})


def written(rows: dict[str, list[dict[str, Any]]]) -> Path:
    scratch = tempfile.TemporaryDirectory(prefix="workbook-")
    atexit.register(scratch.cleanup)
    (file,) = write(package(Path(scratch.name) / "package", rows))
    return Path(scratch.name) / "package" / file.path


def test_no_text_becomes_a_formula_a_link_or_a_number() -> None:
    sheet = read(odd())["agreements"]
    cells_read = [sheet.cell(row, 2) for row in range(2, len(NASTY) + 2)]
    assert [cell.value for cell in cells_read] == list(NASTY)
    assert {cell.data_type for cell in cells_read} == {"s"}
    assert all(cell.hyperlink is None for cell in cells_read)
    for name, part in parts(odd()).items():
        assert not re.search(r"<f[ >/]", part), name


def test_no_formula_in_the_real_workbook() -> None:
    for name, part in parts(real() / workbook_path(NAME)).items():
        assert not re.search(r"<f[ >/]", part), name


@settings(max_examples=20, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=40),
            st.sampled_from(NASTY),
        ),
        min_size=1,
        max_size=8,
    )
)
def test_any_text_comes_back(texts: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.xlsx"
        with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
            target = book.add_worksheet()
            writer = Cells(target, "csv/x.csv")
            for row, text in enumerate(texts):
                writer.text(row, 0, text, book.add_format({"text_wrap": True}))
        sheet = read(path).active
        found = [sheet.cell(row, 1) for row in range(1, len(texts) + 1)]
    assert {cell.data_type for cell in found} == {"s"}
    assert [_unescaped(cell.value) for cell in found] == texts


def _unescaped(text: str) -> str:
    """An underscore that would begin an escape is one itself (ECMA-376, 22.9.2.19)."""
    return re.sub(r"_x005F(?=_x[0-9A-Fa-f]{4}_)", "", text)


# --- nothing is lost in silence ------------------------------------------------------------------


@pytest.mark.parametrize(("row", "letter"), [(2, "ä"), (3, "🏙")])
def test_a_text_that_is_too_long_says_where_it_goes_on(row: int, letter: str) -> None:
    shown = read(long())["agreements"].cell(row, 2).value
    assert units(shown) in {MAX_UNITS, MAX_UNITS - 1}
    assert shown.startswith(letter * 1000)
    assert shown.endswith(f"{letter} […] csv/agreements.csv")


def test_the_cover_counts_texts_that_were_cut() -> None:
    remarks = [str(cell.value) for row in read(long())[COVER].iter_rows() for cell in row]
    for words in (
        "Katkaistuja tekstejä: 2;",
        "Texts cut to what a cell holds: 2;",
        "Avkortade texter: 2;",
        "Сокращённых текстов: 2;",
    ):
        assert any(words in text and "csv/agreements.csv" in text for text in remarks), words


def test_the_longest_text_that_fits_is_whole() -> None:
    assert read(long())["agreements"]["B4"].value == "x" * MAX_UNITS


def test_what_a_number_or_a_date_cannot_hold_is_a_text() -> None:
    book = read(odd())
    number = contract()["places"].columns.index("geonames_id")
    assert [row[number] for row in values(book["places"])] == [10**15 - 1, str(10**15 + 1)]
    column = contract()["agreements"].columns.index("signed_on")
    shown = [row[column] for row in values(book["agreements"])[-3:]]
    assert shown == [dt.date(1900, 3, 1), "1900-02-28", "1899-12-31"]


def test_links_beyond_the_limit_are_left_out_and_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(links, "MAX_LINKS", 60)
    (file,) = write(real_package(tmp_path))
    book = read(tmp_path / file.path)
    goals, columns = book["goals"], contract()["goals"].columns
    linked = {c for n, c in enumerate(columns, start=1) if goals.cell(2, n).hyperlink}
    assert linked == {"agreement_id", "document_id"}  # 25 rows: two columns make 50 links
    assert goals.cell(2, columns.index("area_id") + 1).value.endswith("vocational-education")
    remarks = [str(cell.value) for row in book[COVER].iter_rows() for cell in row]
    for word in ("Ilman linkkejä", "Without links", "Utan länkar", "Без ссылок"):
        assert any(word in remark and "area_id" in remark for remark in remarks)


def test_a_reference_to_no_row_stays_as_text() -> None:
    column = contract()["agreements"].columns.index("signing_place_id") + 1
    cell = read(odd())["agreements"].cell(len(NASTY) + 2, column)
    assert (cell.value, cell.hyperlink) == ("nowhere", None)


def test_empty_tables_have_their_header(tmp_path: Path) -> None:
    (file,) = write(package(tmp_path, {}))
    book = read(tmp_path / file.path)
    assert [cell.value for cell in book["goals"][1]] == list(contract()["goals"].columns)
    assert book["goals"].max_row == 1


def test_tables_beyond_the_rows_of_a_sheet_are_left_out_by_the_build() -> None:
    entry = next(item for item in FORMATS if item.name == "spreadsheet")
    assert entry.max_rows is not None
    assert entry.max_rows < 2**20, "the first row of a sheet is the header"


# --- the same bytes ------------------------------------------------------------------------------


def test_parts_carry_no_time_and_no_system() -> None:
    with zipfile.ZipFile(real() / workbook_path(NAME)) as file:
        for part in file.infolist():
            assert part.date_time == (1980, 1, 1, 0, 0, 0)
            assert part.create_system == 0
            assert part.compress_type == zipfile.ZIP_STORED
    assert info().released.isoformat() in parts(real() / workbook_path(NAME))["docProps/core.xml"]


def test_two_writes_give_the_same_bytes(tmp_path: Path) -> None:
    (file,) = write(real_package(tmp_path / "a"))
    written = (tmp_path / "a" / file.path).read_bytes()
    assert written == (real() / file.path).read_bytes()


def test_large_workbooks_are_compressed(tmp_path: Path) -> None:
    made = tmp_path / "made.zip"
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("a", b"0" * STORED_UP_TO)
        file.writestr("b", b"1")
    repack(made, tmp_path / "new.zip")
    with zipfile.ZipFile(tmp_path / "new.zip") as file:
        assert {part.compress_type for part in file.infolist()} == {zipfile.ZIP_DEFLATED}
        assert file.read("a") == b"0" * STORED_UP_TO
        assert file.testzip() is None


# --- small parts ---------------------------------------------------------------------------------


def test_units_count_what_excel_counts() -> None:
    assert [units(text) for text in ("", "ab", "Ж", "🏙")] == [0, 2, 1, 2]


def test_rows_are_as_high_as_their_texts() -> None:
    words = "word " * 30
    assert line_count("", 10) == 1
    assert line_count(words, 30) > line_count(words, 60) > 1
    assert line_count("слово " * 25, 30) > line_count(words, 30)
    low, high = row_height(["a", 1, None], [10, 10, 10]), row_height([words], [30])
    assert low < high
    assert row_height(["word " * 10_000], [30]) == 409.0


def test_infinite_numbers_are_texts() -> None:
    with xlsxwriter.Workbook(io.BytesIO(), {"in_memory": True}) as book:
        target = book.add_worksheet()
        cells.Cells(target, "").write(0, 0, float("inf"), None)
        assert type(target.table[0][0]).__name__ == "String"
