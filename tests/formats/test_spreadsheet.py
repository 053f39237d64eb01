"""The workbook, read back with openpyxl: another program than the one that wrote it."""

from __future__ import annotations

import atexit
import csv
import hashlib
import re
import tempfile
import textwrap
import zipfile
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils import get_column_letter

from datapackage import words
from datapackage.formats import FORMATS
from datapackage.formats.readable import ReadableTable, readable_tables
from datapackage.formats.spreadsheet import sheets as sheets_module
from datapackage.formats.spreadsheet import workbook_path, write
from datapackage.formats.spreadsheet.cells import MAX_UNITS, Cells, units
from datapackage.formats.spreadsheet.packing import repack
from datapackage.formats.spreadsheet.sheets import PAGE_WIDTH, line_count, row_height, shared
from tests.formats.packages import NAME, info, package, real, real_package
from tests.places import LANGUAGES, contract

DIGEST = "0271c9d9ec5ee17e280b33060c1f94cc3d0b9d5c9b08b456dced529e93ef1bfc"
"""Of a ZIP file as the pyarrow of requirements.lock deflates it, on any machine."""

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
def workbook(language: str = "fi") -> Any:
    return openpyxl.load_workbook(real() / workbook_path(NAME, language))


@cache
def read(path: Path) -> Any:
    return openpyxl.load_workbook(path)


def parts(path: Path) -> dict[str, str]:
    with zipfile.ZipFile(path) as file:
        return {name: file.read(name).decode() for name in file.namelist()}


def sheets(language: str) -> list[tuple[Any, ReadableTable]]:
    """The sheets behind the cover, and the tables that they show."""
    tables = [item for item in readable_tables(contract()) if item.language == language]
    return list(zip(workbook(language).worksheets[1:], tables, strict=True))


# --- the real record -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("fi", ["Tietoja", "Sopimukset", "Tavoitteet", "Allekirjoittajat", "Tapahtumat"]),
        ("en", ["About", "Agreements", "Goals", "Signatories", "Events"]),
    ],
)
def test_a_workbook_speaks_its_language(language: str, names: list[str]) -> None:
    assert workbook(language).sheetnames == names


@pytest.mark.parametrize("language", LANGUAGES)
def test_sheets_are_the_readable_files_and_their_links_open_the_passages(language: str) -> None:
    linked = 0
    for sheet, readable in sheets(language):
        with (real() / readable.path).open(encoding="utf-8") as file:
            header, *rows = csv.reader(file)
        assert [cell.value for cell in sheet[1]] == header
        link = header.index(words.text("readable.link", language))
        for cells_of_row, row in zip(sheet.iter_rows(min_row=2), rows, strict=True):
            shown = ["" if cell.value is None else str(cell.value) for cell in cells_of_row]
            address, target = row.pop(link), cells_of_row[link].hyperlink
            host = shown.pop(link)
            assert shown == row
            place = f"#{target.location}" if target.location else ""
            assert target.target + place == address
            assert host in address
            linked += ":~:text=" in place
    assert linked > 15


@pytest.mark.parametrize("language", LANGUAGES)
def test_notes_explain_each_column_and_name_it_as_the_database_does(language: str) -> None:
    for sheet, readable in sheets(language):
        for cell, field, shown in zip(
            sheet[1], readable.table.fields, readable.view.columns, strict=True
        ):
            machine = shown.name.replace("*", language)
            assert cell.comment.text == f"{field.description}\n\n{readable.view.name}.{machine}"


def test_sheets_are_frozen_and_filtered_and_fit_the_width_of_a_page() -> None:
    for sheet, readable in sheets("ru"):
        assert sheet.freeze_panes == "B2"
        assert sheet.auto_filter.ref == sheet.dimensions
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.fitToHeight == 0, "as many pages as it takes, each as wide as all"
        # A dimension stands for all columns in a row that have the same width.
        dimensions = sheet.column_dimensions.values()
        widths = {n: item.width for item in dimensions for n in range(item.min, item.max + 1)}
        names = [column.name for column in readable.view.columns]
        printed = sum(not name.endswith("_id") for name in names)
        assert sum(widths[n] for n in range(1, printed + 1)) < PAGE_WIDTH + printed
        assert sheet.print_area.endswith(f"${get_column_letter(printed)}${sheet.max_row}")
        for number, cell in enumerate(sheet[1], start=1):
            assert max(map(len, cell.value.split())) < widths[number]


def test_no_row_is_lower_than_its_texts_need() -> None:
    for sheet, _ in sheets("fi"):
        dimensions = sheet.column_dimensions.values()
        widths = {n: item.width for item in dimensions for n in range(item.min, item.max + 1)}
        for row in sheet.iter_rows():
            needed = max(
                len(textwrap.wrap(cell.value, int(1.1 * (widths[cell.column] - 2))))
                for cell in row
                if isinstance(cell.value, str)
            )
            assert sheet.row_dimensions[row[0].row].height >= 12 * needed


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_cover_tells_what_it_is_in_its_language(language: str) -> None:
    cover = workbook(language).worksheets[0]
    texts = "\n".join(str(cell.value) for row in cover.iter_rows() for cell in row)
    assert info().title[language] in texts
    assert info().description[language] in texts
    for expected in (info().licence.title, info().version, info().base_url):
        assert expected in texts
    linked = {cell.value: cell.hyperlink.location for cell in cover["A"] if cell.value}
    assert linked == {name: f"'{name}'!A1" for name in workbook(language).sheetnames[1:]}


def test_properties() -> None:
    properties = workbook("en").properties
    assert properties.title == info().title["en"]
    assert properties.creator == info().publisher.name
    assert properties.created.date() == info().released


# --- nothing is taken for what it is not ---------------------------------------------------------


@cache
def odd() -> Path:
    """A workbook with all texts that are odd."""
    return written(
        {
            "agreements": [
                {"agreement_id": f"a{n}", "title_fi": text} for n, text in enumerate(NASTY)
            ]
        }
    )


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
    file, *_ = write(package(Path(scratch.name) / "package", rows))
    return Path(scratch.name) / "package" / file.path


def test_no_text_becomes_a_formula_a_link_or_a_number() -> None:
    sheet = read(odd())["Sopimukset"]
    cells_read = [sheet.cell(row, 1) for row in range(2, len(NASTY) + 2)]
    assert [cell.value for cell in cells_read] == list(NASTY)
    assert {cell.data_type for cell in cells_read} == {"s"}
    assert all(cell.hyperlink is None for cell in cells_read)
    for name, part in parts(odd()).items():
        assert not re.search(r"<f[ >/]", part), name


def test_no_formula_in_the_real_workbook() -> None:
    for name, part in parts(real() / workbook_path(NAME, "fi")).items():
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
    shown = read(long())["Sopimukset"].cell(row, 1).value
    assert units(shown) in {MAX_UNITS, MAX_UNITS - 1}
    assert shown.startswith(letter * 1000)
    assert shown.endswith(f"{letter} […] csv/readable/agreements_fi.csv")


def test_the_cover_counts_texts_that_were_cut() -> None:
    remarks = [str(cell.value) for row in read(long()).worksheets[0].iter_rows() for cell in row]
    expected = "Katkaistuja tekstejä: 2; kokonaisina tiedostossa csv/readable/agreements_fi.csv."
    assert any(expected in text for text in remarks)


def test_the_longest_text_that_fits_is_whole() -> None:
    assert read(long())["Sopimukset"]["A4"].value == "x" * MAX_UNITS


def test_links_beyond_the_limit_are_left_out_and_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheets_module, "MAX_LINKS", 20)
    file, *_ = write(real_package(tmp_path))
    book = read(tmp_path / file.path)
    links = {
        sheet.title: [c for row in sheet.iter_rows() for c in row if c.hyperlink] for sheet in book
    }
    assert not links["Tavoitteet"]
    assert links["Allekirjoittajat"]
    remarks = [str(cell.value) for row in book.worksheets[0].iter_rows() for cell in row]
    assert sum("Kohdat ilman linkkejä" in text for text in remarks) == 1


def test_an_address_that_no_cell_can_open_stays_as_text(tmp_path: Path) -> None:
    cited = {"table_name": "agreements", "record_id": "a", "basis": "stated"}
    addresses = {"a": "ftp://example.org/a", "b": f"https://example.org/{'x' * 3_000}"}
    rows: dict[str, list[dict[str, Any]]] = {
        "agreements": [{"agreement_id": key} for key in addresses],
        "sources": [{"source_id": key, "url": url} for key, url in addresses.items()],
        "citations": [
            {**cited, "citation_id": key, "source_id": key, "record_id": key} for key in addresses
        ],
    }
    file, *_ = write(package(tmp_path, rows))
    cells_read = [c for row in read(tmp_path / file.path)["Sopimukset"].iter_rows() for c in row]
    assert {*addresses.values()} <= {cell.value for cell in cells_read}
    assert not any(cell.hyperlink for cell in cells_read)


def test_empty_tables_have_their_header(tmp_path: Path) -> None:
    file, *_ = write(package(tmp_path, {}))
    sheet = read(tmp_path / file.path)["Tavoitteet"]
    assert [cell.value for cell in sheet[1]] == [cell.value for cell in workbook()["Tavoitteet"][1]]
    assert sheet.max_row == 1


def test_tables_beyond_the_rows_of_a_sheet_are_left_out_by_the_build() -> None:
    entry = next(item for item in FORMATS if item.name == "spreadsheet")
    assert entry.max_rows is not None
    assert entry.max_rows < 2**20, "the first row of a sheet is the header"


# --- the same bytes ------------------------------------------------------------------------------


def test_parts_carry_no_time_and_no_system() -> None:
    with zipfile.ZipFile(real() / workbook_path(NAME, "fi")) as file:
        assert file.testzip() is None
        for part in file.infolist():
            assert part.date_time == (1980, 1, 1, 0, 0, 0)
            assert part.create_system == 0
            assert part.compress_type == zipfile.ZIP_DEFLATED
    core = parts(real() / workbook_path(NAME, "fi"))["docProps/core.xml"]
    assert info().released.isoformat() in core


def test_two_writes_give_the_same_bytes(tmp_path: Path) -> None:
    for file in write(real_package(tmp_path / "a")):
        written = (tmp_path / "a" / file.path).read_bytes()
        assert written == (real() / file.path).read_bytes()


def test_packing_keeps_all_parts_and_depends_on_no_zlib_of_the_system(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = {"empty": b"", "a/b": b"words and words " * 200_000, "c": bytes(range(256))}
    made = tmp_path / "made.zip"
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as file:
        for name, data in content.items():
            file.writestr(name, data)
    monkeypatch.delattr("zlib.compressobj")
    repack(made, tmp_path / "new.zip")
    with zipfile.ZipFile(tmp_path / "new.zip") as file:
        assert {name: file.read(name) for name in file.namelist()} == content
        assert file.testzip() is None
    digest = hashlib.sha256((tmp_path / "new.zip").read_bytes()).hexdigest()
    assert digest == DIGEST, "another pyarrow, or another machine, deflates otherwise"


# --- small parts ---------------------------------------------------------------------------------


def test_units_count_what_excel_counts() -> None:
    assert [units(text) for text in ("", "ab", "Ж", "🏙")] == [0, 2, 1, 2]


def test_rows_are_as_high_as_their_texts() -> None:
    words = "word " * 30
    assert line_count("", 10) == 1
    assert line_count(words, 30) > line_count(words, 60) > 1
    assert line_count("слово " * 25, 30) >= line_count("words " * 25, 30)
    assert line_count("語" * 40, 22) >= 4
    assert line_count("x" * 100, 22) == 5
    low, high = row_height(["a", 1, None], [10, 10, 10]), row_height([words], [30])
    assert low < high
    assert row_height(["word " * 10_000], [30]) == 409.0


def test_columns_share_a_page() -> None:
    assert shared([10, 10], [5, 12], 2) == [10, 12]
    widths = shared([10] * 10, [20, 400, 400, *[8] * 7], 10)
    assert sum(widths) <= PAGE_WIDTH
    assert widths[0] == 20
    assert widths[1] == widths[2] > 40
