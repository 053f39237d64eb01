"""From a workbook that a person filled in, by way of five mistakes, to a package."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from datapackage.cli import main
from datapackage.sheets import MAX_NAME, sheet_names
from datapackage.workbook.mark import AUTHOR, RED
from tests.bad_inputs.runner import run
from tests.workbook.books import Book, only_a_workbook

FILE = "sources/workbooks/small.xlsx"
MISTAKES = [
    ("agreements", "signed_on", 0, "31.2.2020"),
    ("parties", "organisation", 1, "Nordholmin kaupnki"),
    ("signatories", "position_en", 0, None),
    ("goals", "area", 1, "Laulu"),
    ("goals", "action_type", 0, "exchnage"),
]
MESSAGE = (
    f'{FILE}: goals!B5 "Yhteistyöalat": no row on the sheet cooperation_areas is called this'
    " (found 'Laulu')"
)


def cells(book: openpyxl.Workbook) -> set[str]:
    return {
        f"{sheet.title}!{cell.coordinate}"
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.fill.fgColor.rgb == RED.fgColor.rgb
    }


def test_five_mistakes_are_marked_and_mended(
    workplace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = only_a_workbook(workplace / "sources")
    assert run(["check", "--formats=", "--documents", "documents"]) == (0, "")

    before, at_fault = [], set()
    with Book(path) as book:
        for sheet, column, row, value in MISTAKES:
            cell = book.cell(sheet, column, row)
            before.append(cell.value)
            cell.value = value
            at_fault.add(f"{sheet}!{cell.coordinate}")
    code, said = run(["check", "--formats=", "--mark", "marked.xlsx"])
    assert code == 1
    assert MESSAGE in said.splitlines()
    assert said.splitlines()[-1] == "5 problems in 1 file; nothing was published"

    marked = openpyxl.load_workbook("marked.xlsx")
    assert cells(marked) == at_fault
    for address in at_fault:
        sheet, _, coordinate = address.partition("!")
        comment = marked[sheet][coordinate].comment
        assert comment.author == AUTHOR
        assert comment.text in said
        assert f"{FILE}: {address} " in said
    to_do = marked.worksheets[0]
    assert to_do.title == "to do"
    links = {row[0].hyperlink.location for row in to_do.iter_rows(min_row=2)}
    assert {link.replace("'", "") for link in links} == at_fault

    # A person mends the marked copy, and it takes the place of the workbook.
    with Book(Path("marked.xlsx")) as book:
        for (sheet, column, row, _), value in zip(MISTAKES, before, strict=True):
            book.cell(sheet, column, row).value = value
    Path("marked.xlsx").replace(path)
    capsys.readouterr()
    assert main(["build", "--formats=", "--output", "output"]) == 0


def test_marks_of_an_earlier_check_go(workplace: Path) -> None:
    path = only_a_workbook(workplace / "sources")
    with Book(path) as book:
        book.fill("goals", area="Laulu", action_type="exchnage")
    run(["check", "--formats=", "--mark", "first.xlsx"])
    with Book(Path("first.xlsx")) as book:
        book.fill("goals", action_type="exchange")
    Path("first.xlsx").replace(path)
    run(["check", "--formats=", "--mark", "second.xlsx"])
    second = openpyxl.load_workbook("second.xlsx")
    assert cells(second) == {"goals!B4"}
    assert second.sheetnames.count("to do") == 1


def test_a_mark_that_would_replace_a_file_is_refused(workplace: Path) -> None:
    Path("mine.xlsx").write_bytes(b"mine")
    code, said = run(["check", "--mark", "mine.xlsx"])
    assert (code, said) == (2, "error: mine.xlsx: this file exists already; choose another name\n")
    assert Path("mine.xlsx").read_bytes() == b"mine"


def test_a_mark_that_is_no_workbook_is_refused(workplace: Path) -> None:
    code, said = run(["check", "--mark", "marks.csv"])
    assert (code, said) == (2, "error: marks.csv: the name of a workbook ends with .xlsx\n")


def test_a_formula_without_a_result_is_named(workplace: Path) -> None:
    path = only_a_workbook(workplace / "sources")
    with Book(path) as book:
        book.fill("goals", action_type="=1/0")  # no spreadsheet has calculated it
    code, said = run(["check", "--formats="])
    assert code == 1
    assert said.splitlines()[0] == (
        "sources/workbooks/small.xlsx: goals!C4: the formula has no result:"
        " save the workbook in a spreadsheet program, or write the value itself"
    )


@pytest.mark.parametrize("written", ["0-46 signed_on", "news:0-46", "a passage of the source"])
def test_an_anchor_or_a_quotation_in_a_cell_is_answered_with_what_to_write(
    workplace: Path, written: str
) -> None:
    path = only_a_workbook(workplace / "sources")
    with Book(path) as book:
        book.fill("goals", citations=written)
    code, said = run(["check", "--formats="])
    assert code == 1
    [problem, _] = said.splitlines()
    assert problem.startswith("sources/workbooks/small.xlsx: goals!P4 ")
    assert problem.endswith(
        "a cell takes citations in full, a line each: write here what"
        f" 'cite DOCUMENT \"the passage\" --in-full' prints (found '{written}')"
    )


def test_an_empty_folder_of_records_beside_a_workbook_is_no_error(workplace: Path) -> None:
    only_a_workbook(workplace / "sources")
    (workplace / "sources/agreements").mkdir()
    assert run(["check", "--formats=", "--documents", "documents"]) == (0, "")


def test_long_names_of_sheets_are_cut_and_told_apart() -> None:
    long = "agreements_of_twin_towns_and_regions"
    names = sheet_names([f"{long}_signed", f"{long}_ended", "goals"])
    assert all(len(name) <= MAX_NAME for name in names)
    assert names == [
        "agreements_of_twin_towns_and_re",
        "agreements_of_twin_towns_and_~2",
        "goals",
    ]
