"""A copy of a workbook in which people see what is wrong: red cells, comments, a list to do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from openpyxl.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from datapackage.problems import Cell, Problem
from datapackage.read.grids import WORKBOOK_SUFFIX, check_new_workbook, load
from datapackage.read.workbook import TO_DO
from datapackage.workbook.write import link

AUTHOR = "check"
RED = PatternFill("solid", "FF9999")


def mark_workbook(problems: Iterable[Problem], copy: str | Path) -> str | None:
    """Write a copy of a workbook with its problems marked.

    Args:
        problems: What is wrong with the sources, as :class:`~datapackage.DataError` has it.
        copy: The file to write, which isn't there yet.

    Returns:
        The workbook that was marked, the first that has a problem; None where none has one.

    Raises:
        UsageError: ``copy`` exists, or is no XLSX file.
    """
    path = Path(copy)
    check_new_workbook(path)
    problems = sorted(problems)
    marked = (p.place.file for p in problems if p.place.cell)
    file = next((file for file in marked if file.lower().endswith(WORKBOOK_SUFFIX)), None)
    if file is None:
        return None
    book = load(Path(file))
    _clear(book)
    messages: dict[Cell, list[str]] = defaultdict(list)
    for problem in problems:
        if problem.place.file == file and problem.place.cell:
            messages[problem.place.cell].append(problem.message)
    for cell, texts in messages.items():
        _mark(book[cell.sheet], cell, texts)
    _write_to_do(book.create_sheet(TO_DO, 0), file, problems)
    book.active = 0
    book.save(path)
    return file


def _clear(book: Any) -> None:
    """Remove the marks of an earlier check."""
    if TO_DO in book.sheetnames:
        del book[TO_DO]
    for cell in (cell for sheet in book for row in sheet.iter_rows() for cell in row):
        if cell.comment and cell.comment.author == AUTHOR:
            cell.comment, cell.fill = None, PatternFill()


def _mark(sheet: Any, cell: Cell, texts: Sequence[str]) -> None:
    target = sheet.cell(cell.row, cell.column)
    if isinstance(target, MergedCell):  # only the first of merged cells can be marked
        return
    target.fill = RED
    target.comment = Comment("\n".join(texts), AUTHOR, width=380, height=40 + 60 * len(texts))
    sheet.column_dimensions[get_column_letter(cell.column)].hidden = False
    sheet.row_dimensions[cell.row].hidden = False


def _write_to_do(target: Any, file: str, problems: Sequence[Problem]) -> None:
    """List the problems; each cell of this workbook is a link."""
    for number, (header, width) in enumerate((("where", 40), ("what is wrong", 100)), start=1):
        target.cell(1, number, header).font = Font(bold=True)
        target.column_dimensions[get_column_letter(number)].width = width
    for row, problem in enumerate(problems, start=2):
        place, cell = problem.place, problem.place.cell
        where = target.cell(row, 1, str(cell) if cell and place.file == file else str(place))
        what = target.cell(row, 2, problem.message)
        where.data_type = what.data_type = "s"
        what.alignment = Alignment(wrap_text=True, vertical="top")
        if cell and place.file == file:
            link(where, cell.sheet, cell.address)
    target.freeze_panes = "A2"
