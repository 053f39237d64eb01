"""Edited candidates, brought into registers and code lists; and the files that are edited."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from datapackage.contract import Table
from datapackage.mapping.tables import guess_delimiter
from datapackage.normalise.aliases import ALIAS_SEPARATOR
from datapackage.problems import DataError, Place, ProblemList, nearest_match
from datapackage.read.codelists import EXTENDS
from datapackage.read.register import ALIASES, KEEP
from datapackage.read.sources import Sources, read_sources
from datapackage.read.text import read_text
from datapackage.read.unread import CODELISTS, REGISTERS

FILE_NAME = "candidates.csv"
NEW = "new"
"""In the column ``use``: the name gets a row of its own in the register."""
HEADER = ["list", "value", "count", "first_place", "nearest", "duplicate_of", "use"]
NEEDED = ("list", "value", "use")
"""Columns that say what is to be merged; the others are for the person who edits."""


def merge_candidates(
    folder: str | Path, sources: str | Path = "sources", schemas: str | Path | None = None
) -> dict[Path, int]:
    """Bring edited candidates into registers and code lists.

    A row of ``candidates.csv`` with an identifier or code in the column ``use`` becomes an alias of
    that entry; one with ``new`` brings its row of ``<register>.csv``, as edited; one with nothing
    waits.

    Returns:
        Files that were changed -> rows that were added or got an alias.

    Raises:
        DataError: An identifier or code in ``use`` is not known, or a new row is missing. Nothing
            is changed then.
    """
    problems = ProblemList()
    read = read_sources(Path(sources), schemas, problems)
    problems.raise_if_any()
    merger = _Merger(Path(folder), read, problems)
    return merger.merge()


class _Merger:
    """Brings the rows of edited files into those of the sources."""

    def __init__(self, folder: Path, sources: Sources, problems: ProblemList) -> None:
        self._folder = folder
        self._sources = sources
        self._problems = problems
        self._aliases: dict[str, dict[str, list[str]]] = {}
        self._new: dict[str, dict[str, dict[str, str]]] = {}
        self._stubs: dict[str, dict[str, dict[str, str]]] = {}

    def merge(self) -> dict[Path, int]:
        path = self._folder / FILE_NAME
        sheet = Sheet.read(path)
        for name in NEEDED:
            if name not in sheet.header:
                near = nearest_match(name, filter(None, sheet.header))
                self._problems.add(
                    Place(str(path), 1), f"column '{name}' is missing", nearest=near, rule="header"
                )
        self._problems.raise_if_any()
        for number, row in enumerate(sheet.rows, start=1):
            if row.get("use"):
                self._take(row, Place(str(path), number + 1, "use"))
        self._problems.raise_if_any()
        changed = {}
        for list_ in sorted({*self._aliases, *self._new}):
            file, added = self._edit(
                list_, self._aliases.get(list_, {}), [*self._new.get(list_, {}).values()]
            )
            changed[file] = added
        return changed

    def _take(self, row: dict[str, str], place: Place) -> None:
        list_, value, use = row["list"], row["value"], row["use"].strip()
        if use == NEW and list_ in self._sources.registers:
            stub = self._stub(list_, value)
            if stub is None:
                message = f"no row of {list_}.csv has this name or alias"
                self._problems.add(place, message, found=value, rule="required")
            else:
                self._new.setdefault(list_, {})[stub[self._key(list_)]] = stub
            return
        known = self._known(list_)
        if use not in known:
            near = nearest_match(use, known)
            expected = f"an identifier or code of {list_}, or '{NEW}' for a register"
            self._problems.add(
                place, "not known", found=use, expected=expected, nearest=near, rule="foreign-key"
            )
        self._aliases.setdefault(list_, {}).setdefault(use, []).append(value)

    @cache  # noqa: B019  (a merger lives as long as a merge)
    def _known(self, list_: str) -> frozenset[str]:
        """Return the identifiers of a register, or the codes of a code list."""
        register = self._sources.registers.get(list_) or self._sources.codelists.get(list_)
        return frozenset(
            register.columns[self._key(list_)].drop_null().to_pylist() if register else ()
        )

    def _key(self, list_: str) -> str:
        is_register = list_ in self._sources.registers
        return self._sources.contract[list_].primary_key[0] if is_register else "code"

    def _stub(self, register: str, value: str) -> dict[str, str] | None:
        """Return the row of a register's file that has this name or alias."""
        if register not in self._stubs:
            table = self._sources.contract[register]
            names = (*table.primary_key, *table.name_columns)
            self._stubs[register] = {
                name: row
                for row in Sheet.read(self._folder / f"{register}.csv").rows
                for name in (*row.get(ALIASES, "").split(ALIAS_SEPARATOR), *map(row.get, names))
                if name
            }
        return self._stubs[register].get(value)

    def _edit(
        self, list_: str, aliases: dict[str, list[str]], new: list[dict[str, str]]
    ) -> tuple[Path, int]:
        path = self._sources.folder / REGISTERS / f"{list_}.csv"
        if list_ not in self._sources.registers:
            lists = self._sources.folder / CODELISTS
            path = lists / f"{list_}.csv"
            path = path if path.is_file() else lists / f"{list_}{EXTENDS}.csv"
        key = self._key(list_)
        table = self._sources.contract[list_ if list_ in self._sources.registers else "codes"]
        sheet = Sheet.read(path) if path.is_file() else Sheet(header_of(table), [])
        if ALIASES not in sheet.header:
            sheet.header.append(ALIASES)
        key = self._key(list_)
        by_key = {row[key]: row for row in sheet.rows}
        for identifier, more in aliases.items():
            if identifier not in by_key:  # a code of a default list, which the file extends
                by_key[identifier] = {key: identifier}
                sheet.rows.append(by_key[identifier])
            cell = by_key[identifier].get(ALIASES, "")
            have = [alias for alias in cell.split(ALIAS_SEPARATOR) if alias]
            by_key[identifier][ALIASES] = ALIAS_SEPARATOR.join(dict.fromkeys([*have, *more]))
        sheet.rows += new
        sheet.write(path)
        return path, len(aliases) + len(new)


def header_of(table: Table) -> list[str]:
    """Return the columns of a register, or of a code list, which has no column for its name."""
    names = table.columns if table.is_register else table.columns[1:]
    return [*names, ALIASES, *([KEEP] if table.is_register else [])]


@dataclass
class Sheet:
    """A CSV file as a person edited it."""

    header: list[str]
    rows: list[dict[str, str]]
    delimiter: str = ","

    @classmethod
    def read(cls, path: Path) -> Sheet:
        """Read a file; raises DataError where it can't be read."""
        problems = ProblemList()
        text = read_text(path, problems)
        if text is None:
            raise DataError(problems)
        delimiter = guess_delimiter(text)
        reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, restval="")
        return cls(list(reader.fieldnames or []), list(reader), delimiter)

    def write(self, path: Path) -> None:
        """Write a file, and the folder that it is in."""
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(
                stream,
                self.header,
                restval="",
                extrasaction="ignore",
                delimiter=self.delimiter,
                lineterminator="\n",
            )
            writer.writeheader()
            writer.writerows(self.rows)
