"""A folder of sources: where its parts are, and all of it but the records, read."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from datapackage.contract import Contract, Table
from datapackage.problems import DataError, Place, Problem, ProblemList
from datapackage.read.batches import record_files
from datapackage.read.codelists import codes_of, read_codelists
from datapackage.read.package import PackageFile, PackageInfo, read_package
from datapackage.read.register import Register, concatenated, empty_register, read_register
from datapackage.read.schemas import default_schemas, load_contract
from datapackage.read.text import children, is_there
from datapackage.read.unread import (
    AGREEMENTS,
    CODELISTS,
    MAPPING,
    REGISTERS,
    TABLES,
    check_unread,
    workbooks,
)
from datapackage.read.workbook import Workbook, WorkbookRecords, read_workbook
from datapackage.shape import record_shape
from datapackage.sheets import sheets_of
from datapackage.words import ENGLISH


@dataclass(frozen=True)
class Sources:
    """What a folder of sources holds; the records are files yet, since there may be millions.

    ``contract`` has the schemas in the languages of the package, with the codes of its code lists.
    ``info`` is None, and a register is left out, where the file could not be read: the problems say
    why, and what could be read serves to find more. ``warnings`` are no problems. ``workbooks`` are
    records as well, and their rows of registers are among ``registers``; ``mappings`` say how
    foreign tables make records. Where there are any of these, there may be no other records.
    """

    folder: Path
    contract: Contract
    info: PackageInfo | None
    registers: dict[str, Register]
    codelists: dict[str, Register]
    records: list[Path]
    warnings: ProblemList
    mappings: list[Path] = field(default_factory=list)
    workbooks: list[WorkbookRecords] = field(default_factory=list)


def read_sources(folder: Path, schemas: str | Path | None, problems: ProblemList) -> Sources:
    """Read a folder of sources.

    Args:
        folder: The folder of the sources.
        schemas: The folder of the Table Schemas; None: those of this package.
        problems: Gets what is wrong with the sources.

    Raises:
        DataError: The folder is missing or empty; a schema is wrong; the languages of the package
            are not known, and so which columns there are.
    """
    _check_folder(folder)
    package = read_package(folder, problems)
    schema_folder = Path(schemas) if schemas else default_schemas()
    contract = _read_contract(schema_folder, package, problems)
    check_unread(folder, [f"{name}.csv" for name in contract.registers], problems)
    books = _read_workbooks(folder, contract, problems)
    registers = {}
    for name in contract.registers:
        path = folder / REGISTERS / f"{name}.csv"
        parts = [book.registers[name] for book in books if name in book.registers]
        if is_there(path) or not parts:
            register = _read(path, contract[name], problems)
            parts = [] if register is None else [register, *parts]
        if parts:
            registers[name] = concatenated(parts)
    warnings = ProblemList()
    codelists = read_codelists(folder / CODELISTS, contract, problems, warnings)
    mappings = [path / MAPPING for path in children(folder / TABLES) if is_there(path / MAPPING)]
    are_elsewhere = bool(mappings or workbooks(folder))
    return Sources(
        folder,
        contract.with_codes(codes_of(codelists)),
        package.info,
        registers,
        codelists,
        _find_records(folder / AGREEMENTS, problems, are_elsewhere=are_elsewhere),
        warnings,
        mappings,
        [book.records for book in books],
    )


def citable(folder: Path, schemas: str | Path | None) -> frozenset[str]:
    """Return every key and column that a citation in a record of a folder may be of.

    Where there is no ``package.yaml``, columns of texts are those in English.

    Raises:
        DataError: A schema is wrong.
    """
    languages = read_package(folder, ProblemList()).languages or (ENGLISH,)
    contract = load_contract(Path(schemas) if schemas else default_schemas(), languages)
    levels = record_shape(contract).levels()
    return frozenset().union(*(level.citable for level in levels if not level.is_citation))


def _check_folder(folder: Path) -> None:
    if not folder.is_dir():
        missing = "no such folder of sources"
        what = "this is a file, not a folder of sources" if folder.exists() else missing
        raise DataError([Problem(Place(str(folder)), what, "missing-folder")])
    if not any(folder.iterdir()):
        message = (
            "the folder of sources is empty (expected package.yaml, agreements/, registers/,"
            " codelists/)"
        )
        raise DataError([Problem(Place(str(folder)), message, "empty-folder")])


def _read_contract(schemas: Path, package: PackageFile, problems: ProblemList) -> Contract:
    if package.languages:
        try:
            return load_contract(
                schemas, package.languages, package.required_languages, package.citations
            )
        except DataError as error:
            problems.extend(error.problems)
    raise DataError(problems)


def _read_workbooks(folder: Path, contract: Contract, problems: ProblemList) -> list[Workbook]:
    paths = workbooks(folder)
    sheets = sheets_of(contract) if paths else []
    books = (read_workbook(path, sheets, problems) for path in paths)
    return [book for book in books if book is not None]


def _read(path: Path, table: Table, problems: ProblemList) -> Register | None:
    """Read a register; one without a file is empty.

    Columns that no row has to fill may be left out.
    """
    if not is_there(path):
        return empty_register(table.columns)
    optional = [item.name for item in table.fields if not item.required]
    return read_register(path, table.columns, problems, optional=optional)


def _find_records(folder: Path, problems: ProblemList, *, are_elsewhere: bool) -> list[Path]:
    """Return the record files: there may be none where workbooks or foreign tables are."""
    if are_elsewhere and not is_there(folder):
        return []
    if not folder.is_dir():
        problems.add(Place(str(folder)), "the folder is missing", rule="missing-folder")
        return []
    known = record_files(folder)
    if not known and not are_elsewhere:
        problems.add(Place(str(folder)), "there is no record in the folder", rule="empty-folder")
    return known
