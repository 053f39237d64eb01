"""Files in the sources that nothing reads: a problem each, since their writer thinks otherwise."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from datapackage.problems import Place, ProblemList, explain, nearest_match
from datapackage.read.batches import JSONL_SUFFIXES, YAML_SUFFIXES
from datapackage.read.grids import WORKBOOK_SUFFIX
from datapackage.read.lock import SUFFIX as LOCK
from datapackage.read.text import children

AGREEMENTS = "agreements"
REGISTERS = "registers"
CODELISTS = "codelists"
TABLES = "tables"
MAPPING = "mapping.yaml"
"""What each folder in :data:`TABLES` has to hold, beside the tables that it maps."""
WORKBOOKS = "workbooks"

RECORD_SUFFIXES = (*YAML_SUFFIXES, *JSONL_SUFFIXES)
SPREADSHEETS = (".xlsx", ".xlsm", ".xls", ".ods", ".numbers")
DOCUMENTS = (".docx", ".doc", ".odt", ".pages")

_NOT_MEANT_TO_BE_READ = re.compile(r"\..*|README(\..*)?|.*~|~\$.*|#.*#", re.IGNORECASE)
"""Hidden files, a README, and what editors and office programs keep beside an open file."""


def check_unread(folder: Path, registers: Sequence[str], problems: ProblemList) -> None:
    """Report what nothing reads in ``folder`` itself and in its folders of sources.

    ``folder`` may hold other files (a licence, notes) and other folders, but no spreadsheet and no
    office document: those are taken for data that will be published.
    """
    for path in _files(folder):
        _check_office(path, problems)
    for path in _files(folder / AGREEMENTS):
        if path.name.endswith(LOCK):
            _check_lock(path, problems)
        elif not path.name.endswith(RECORD_SUFFIXES) and not _check_office(path, problems):
            expected = f"a name that ends with one of {', '.join(RECORD_SUFFIXES)}"
            _add(path, explain("not a record file", expected=expected), problems)
    for path in _files(folder / REGISTERS):
        if path.name not in registers and not _check_office(path, problems):
            near = nearest_match(path.name, registers)
            expected = f"one of {', '.join(registers)}"
            _add(path, explain("not a register", expected=expected, nearest=near), problems)
    _check_tables(folder / TABLES, problems)
    for path in sorted({*_files(folder / WORKBOOKS)} - {*workbooks(folder)}):
        expected = f"a name that ends with {WORKBOOK_SUFFIX}, or a folder of CSV sheets"
        _add(path, explain("not a workbook", expected=expected), problems)
    _check_codelists(folder / CODELISTS, problems)


def workbooks(folder: Path) -> list[Path]:
    """Return the workbooks of a folder of sources: XLSX files, and folders of CSV sheets."""
    found = _files(folder / WORKBOOKS)
    return [path for path in found if path.is_dir() or path.suffix.lower() == WORKBOOK_SUFFIX]


def _check_tables(folder: Path, problems: ProblemList) -> None:
    for path in _files(folder):
        if not (path / MAPPING).is_file():
            expected = f"a folder with tables and the file {MAPPING}"
            _add(path, explain("not a mapped table", expected=expected), problems)


def _files(folder: Path) -> list[Path]:
    """Return what lies in a folder, folders included, but for what nobody expects to be read."""
    return [path for path in children(folder) if not _NOT_MEANT_TO_BE_READ.fullmatch(path.name)]


def _check_codelists(folder: Path, problems: ProblemList) -> None:
    for path in _files(folder):
        if path.suffix != ".csv" and not _check_office(path, problems):
            expected = "a name that ends with .csv"
            _add(path, explain("not a code list", expected=expected), problems)


def _check_lock(path: Path, problems: ProblemList) -> None:
    record = path.name.removesuffix(LOCK)
    if not any(path.with_name(record + suffix).exists() for suffix in YAML_SUFFIXES):
        message = f"the lock of a record that isn't here, {record}.yaml: remove or rename the file"
        problems.add(Place(str(path)), message, rule="citation-lock")


def _check_office(path: Path, problems: ProblemList) -> bool:
    """Report a file of an office program, and tell whether it is one."""
    suffix = path.suffix.lower()
    if suffix in SPREADSHEETS:
        message = (
            f"spreadsheets are not read here: a workbook that the command workbook made belongs in"
            f" {WORKBOOKS}/; save other sheets as 'CSV UTF-8' in {REGISTERS}/ or {CODELISTS}/, or"
            " move the file out of this folder"
        )
    elif suffix in DOCUMENTS:
        message = (
            f"documents are not read: write a record of it in {AGREEMENTS}/, or move the file out"
            " of this folder"
        )
    else:
        return False
    _add(path, message, problems)
    return True


def _add(path: Path, message: str, problems: ProblemList) -> None:
    problems.add(Place(str(path)), message, rule="unknown-file")
