"""Code lists: the defaults of this package, and what a publisher's own files make of them.

Most defaults are CSV files in ``datapackage/codelists/``. Countries and languages are those of
ISO 3166-1 and ISO 639-1, as the Unicode CLDR has them (by way of babel), named in any language.
In a folder of sources, ``codelists/party-role.csv`` replaces the default list of that name, and
``codelists/party-role+.csv`` extends it: new codes are added to the end, and of a code that the
default list has, the cells that are filled take the place of the default ones.
"""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
from babel.core import get_global

from datapackage.contract import Contract, Table
from datapackage.languages import CldrNames, cldr_names, column_of, language_name
from datapackage.problems import Place, ProblemList, quote
from datapackage.read.register import ALIASES, Register, RowPlace, read_register
from datapackage.read.text import children, is_there, naming

DEFAULTS = Path(__file__).resolve().parent.parent / "codelists"
"""Folder of the default lists."""
EXTENDS = "+"
"""Ends the name of a file that extends a default list, before ``.csv``."""
FALLBACK = "en"
"""Language of the default lists' texts where they have none in a language of the package."""


@dataclass
class _Row:
    """A code: its cells by column, and where it comes from.

    ``borrowed`` are the languages in which its label is the English one.
    """

    cells: dict[str, str]
    place: RowPlace
    borrowed: set[str] = field(default_factory=set)


def read_codelists(
    folder: Path, contract: Contract, problems: ProblemList, warnings: ProblemList
) -> dict[str, Register]:
    """Return each code list that the contract names: the publisher's, the default, or both.

    A list that can't be read is left out, and the problems say why; a file in ``folder`` that
    belongs to no list is a problem, too. Labels that are missing in a language are a warning.
    """
    table = contract["codes"]
    wanted = codelists_of(contract)
    for path in children(folder):
        if path.suffix == ".csv" and path.stem.removesuffix(EXTENDS) not in wanted:
            message = "no column of any schema uses this code list"
            problems.add(Place(str(path)), message, rule="unused-code-list")
    lists = {name: _read(folder, name, contract, problems) for name in wanted}
    found = {name: rows for name, rows in lists.items() if rows is not None}
    _warn(folder, contract, found, warnings)
    return {name: _register(rows, table) for name, rows in found.items()}


def _warn(
    folder: Path, contract: Contract, found: Mapping[str, list[_Row]], warnings: ProblemList
) -> None:
    """Add a warning for each language in which labels of default lists are the English ones."""
    for language in contract.required_languages:
        names = [name for name, rows in found.items() if any(language in r.borrowed for r in rows)]
        if names:
            message = (
                f"labels of default code lists are in English, since they have none in"
                f" {language_name(language, 'en')}: {', '.join(names)} (a file such as"
                f" {names[0]}{EXTENDS}.csv gives them)"
            )
            warnings.add(Place(str(folder)), message, rule="borrowed-label")


def default_codelists(contract: Contract) -> dict[str, Register]:
    """Return the default code lists that the contract names, as far as there are any."""
    lists = ((name, _default(name, contract)) for name in codelists_of(contract))
    return {name: _register(rows, contract["codes"]) for name, rows in lists if rows}


def codes_of(codelists: Mapping[str, Register]) -> dict[str, tuple[str, ...]]:
    """Return the codes of each list, in their order."""
    return {
        name: tuple(dict.fromkeys(register.columns["code"].drop_null().to_pylist()))
        for name, register in codelists.items()
    }


def codelists_of(contract: Contract) -> list[str]:
    """Return the names of the code lists that columns of the contract take their values from."""
    fields = (item for table in contract.values() for item in table.fields)
    return sorted({item.codelist for item in fields if item.codelist})


def _read(folder: Path, name: str, contract: Contract, problems: ProblemList) -> list[_Row] | None:
    own, more = folder / f"{name}.csv", folder / f"{name}{EXTENDS}.csv"
    default = _default(name, contract)
    replaces, extends = is_there(own), is_there(more)
    if replaces and extends:
        message = (
            f"{own.name} replaces the default list, and this file extends it: put the codes into"
            " one of the two"
        )
        problems.add(Place(str(more)), message, rule="two-code-lists")
        return None
    if replaces:
        return _own(own, name, contract, problems)
    if default is None:
        what = "extend: name the file" if extends else "use: add the file"
        message = f"there is no default list {quote(name)} to {what} {own.name}"
        problems.add(Place(str(more if extends else own)), message, rule="missing-file")
        return None
    if not extends:
        return default
    columns = _columns(contract["codes"])
    added = read_register(more, columns, problems, optional=set(columns) - {"code"})
    return None if added is None else _extended(default, added, name, contract)


def _own(path: Path, name: str, contract: Contract, problems: ProblemList) -> list[_Row] | None:
    """Return the rows of a list that replaces the default one."""
    table = contract["codes"]
    columns = _columns(table)
    # What CLDR names, a publisher need not.
    needed = [c for c in columns if table.field(c).required and name not in STANDARD_LISTS]
    register = read_register(path, columns, problems, optional=set(columns) - {"code", *needed})
    if register is None:
        return None
    rows = list(_rows(register))
    if not rows:
        problems.add(Place(str(path)), "there is no code in the list", rule="empty-code-list")
        return None
    for row in rows:
        _name(row, name, contract)
    return rows


def _extended(default: list[_Row], added: Register, name: str, contract: Contract) -> list[_Row]:
    """Return a default list with the rows of a publisher's file."""
    rows = {row.cells["code"]: row for row in default}
    more = []
    for row in _rows(added):
        code = row.cells.get("code", "")
        known = rows.get(code)
        if known is None:
            _name(row, name, contract)
            more.append(row)
            continue
        aliases = [cells[ALIASES] for cells in (known.cells, row.cells) if ALIASES in cells]
        merged = known.cells | row.cells
        if aliases:
            merged[ALIASES] = "|".join(aliases)
        borrowed = {tag for tag in known.borrowed if column_of("label", tag) not in row.cells}
        if (
            known.place("").file == row.place("").file
        ):  # a second time in the file: a key twice, found later
            more.append(_Row(merged, row.place, borrowed))
        else:
            rows[code] = _Row(merged, row.place, borrowed)
    return [*rows.values(), *more]


def _rows(register: Register) -> Iterator[_Row]:
    """Yield the rows of a publisher's file, codes as they are published."""
    cells = {name: column.to_pylist() for name, column in register.columns.items()}
    for number, place in enumerate(register.places):
        row = {name: column[number] for name, column in cells.items() if column[number]}
        if "code" in row:
            row["code"] = unicodedata.normalize("NFC", row["code"].strip())
        yield _Row(row, place)


def _columns(table: Table) -> list[str]:
    return [name for name in table.columns if name != "codelist"]


def _register(rows: list[_Row], table: Table) -> Register:
    columns = {
        name: pa.array([row.cells.get(name) for row in rows], pa.string())
        for name in (*_columns(table), ALIASES)
    }
    return Register(columns, tuple(row.place for row in rows))


# --- The defaults -----------------------------------------------------------------------------


def _default(name: str, contract: Contract) -> list[_Row] | None:
    """Return the rows of a default list, with texts in each language of the contract."""
    if name in STANDARD_LISTS:
        cells = [{"code": code} for code in STANDARD_LISTS[name].codes()]
    elif (path := DEFAULTS / f"{name}.csv").is_file():
        with naming(path), path.open(encoding="utf-8", newline="") as stream:
            cells = [{k: cell for k, cell in row.items() if cell} for row in csv.DictReader(stream)]
    else:
        return None
    rows = [_Row(row, partial(Place, f"default code list {name}", 0)) for row in cells]
    for row in rows:
        _name(row, name, contract)
        # A code needs a label in each of these languages: one in English is better than none.
        for language in contract.required_languages:
            if column_of("label", language) not in row.cells:
                row.cells[column_of("label", language)] = row.cells[column_of("label", FALLBACK)]
                row.borrowed.add(language)
    return rows


# --- What the Unicode CLDR knows --------------------------------------------------------------


def country_codes() -> list[str]:
    """Return the 249 codes of ISO 3166-1 alpha-2.

    The CLDR has other codes of two letters, too. Those of countries are the ones with a number
    of three digits below 900: from there on numbers are for private use (ISO 3166-1, 5.2).
    """
    aliases: Mapping[str, Any] = get_global("territory_aliases")
    numbered = {tuple(new) for old, new in aliases.items() if old.isdigit() and int(old) < 900}
    return sorted(new[0] for new in numbered if len(new) == 1)  # a former country has several


def language_codes() -> list[str]:
    """Return the 183 codes of ISO 639-1; the CLDR also names ``sh``, which was withdrawn."""
    return sorted(c for c in map(str, cldr_names(FALLBACK).languages) if len(c) == 2 and c != "sh")


@dataclass(frozen=True)
class _Standard:
    """A code list whose codes and names come from the CLDR."""

    codes: Callable[[], list[str]]
    names: Callable[[CldrNames], Mapping[str, str]]


STANDARD_LISTS = {
    "country": _Standard(country_codes, lambda names: names.territories),
    "language": _Standard(language_codes, lambda names: names.languages),
}
"""Lists of international standards: name -> where their codes and names come from."""


def _name(row: _Row, codelist: str, contract: Contract) -> None:
    """Fill the labels of a country or a language that are empty, where the CLDR has a name."""
    standard = STANDARD_LISTS.get(codelist)
    if standard is None or "code" not in row.cells:
        return
    key = row.cells["code"].replace("-", "_")
    for language in (*contract.languages, FALLBACK):
        if name := standard.names(cldr_names(language)).get(key):
            # A label begins with a capital letter, as those of all other lists do.
            row.cells.setdefault(column_of("label", language), name[0].title() + name[1:])
