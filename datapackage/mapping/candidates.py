"""Names and codes that no register or code list has, gathered for a person to edit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np

from datapackage.contract import Contract, Table, reference_of
from datapackage.mapping.language import Level, NewRow, Template
from datapackage.mapping.merging import FILE_NAME, HEADER, NEW, Sheet, header_of
from datapackage.mapping.records import UNKNOWN_RULES, MappedTables, unknown_cells
from datapackage.mapping.view import View
from datapackage.normalise.columns import parse_distinct
from datapackage.normalise.matching import match_key
from datapackage.normalise.parsers import Parsers
from datapackage.problems import Place, Problem, ProblemList
from datapackage.read.batches import read_chunks
from datapackage.read.register import ALIASES, Register
from datapackage.read.sources import Sources, read_sources
from datapackage.shape import record_shape
from datapackage.text import NotNormalised, slug

_COUNTRY = "country"


@dataclass
class Candidate:
    """A name or code that is not known, in all spellings that match as one name.

    Attributes:
        list: The register or code list that lacks it.
        value: The name or code as it is written.
        count: In how many cells.
        first: Where first.
        nearest: Identifier or code of the nearest entry; empty where none is near.
        duplicate_of: Identifier of an entry, or of a candidate before, that seems to be the same:
            an external identifier or the name and country are the same.
        row: Its row for the register, by column; empty for a code.
        is_described: Whether a mapping says what the row holds.
    """

    list: str
    value: str
    count: int
    first: Place
    nearest: str = ""
    duplicate_of: str = ""
    row: dict[str, str] = field(default_factory=dict)
    is_described: bool = False

    @property
    def use(self) -> str:
        """What is proposed: a new row where a mapping describes it and nothing is like it."""
        return NEW if self.is_described and not self.duplicate_of else ""

    @property
    def cells(self) -> dict[str, str]:
        """Its row of ``candidates.csv``."""
        first = str(self.first).removesuffix(":")
        values = (self.list, self.value, self.count, first, self.nearest, self.duplicate_of)
        return dict(zip(HEADER, [*map(str, values), self.use], strict=True))


@dataclass(frozen=True)
class Candidates:
    """What :func:`find_candidates` found; ``duplicates`` are rows of registers that seem equal."""

    items: list[Candidate]
    duplicates: list[Problem]
    contract: Contract

    def write(self, folder: str | Path) -> list[Path]:
        """Write ``candidates.csv``, and for each register the rows that new names would get."""
        sheets = {FILE_NAME: Sheet(HEADER, [item.cells for item in self.items])}
        for register in dict.fromkeys(item.list for item in self.items if item.row):
            rows = [item.row for item in self.items if item.list == register]
            sheets[f"{register}.csv"] = Sheet(header_of(self.contract[register]), rows)
        for name, sheet in sheets.items():
            sheet.write(Path(folder) / name)
        return [Path(folder) / name for name in sheets]


def find_candidates(
    sources: str | Path = "sources", schemas: str | Path | None = None
) -> Candidates:
    """Return the unknown names and codes of a folder of sources, the most frequent first.

    Raises:
        DataError: The sources can't be read. What their values are, ``check`` looks at.
    """
    problems = ProblemList()
    read = read_sources(Path(sources), schemas, problems)
    problems.raise_if_any()
    return _Finder(read).find()


class _Finder:
    """Gathers candidates by list and value."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self._contract = sources.contract
        self._parsers = Parsers(
            sources.contract, sources.registers, sources.codelists, ProblemList()
        )
        self._found: dict[tuple[str, str], Candidate] = {}

    def find(self) -> Candidates:
        shape = record_shape(self._contract)
        problems = ProblemList()
        mapped = [
            MappedTables(path, self._contract, self._parsers, keep_unknown=True)
            for path in self._sources.mappings
        ]
        for chunk in chain(read_chunks(self._sources.records, shape, problems), mapped):
            batch = chunk.read(problems)
            for rowset, key, fault in unknown_cells(batch, shape, self._parsers):
                list_ = key.field.codelist or str(key.reference)
                self._add(list_, fault.error, rowset.place, fault.row, key.name)
        problems.raise_if_any()
        for name, register in self._sources.registers.items():
            self._register(self._contract[name], register)
        for tables in mapped:
            for level in tables.mapping.levels() if tables.mapping else ():
                self._describe(tables, level)
        for item in self._found.values():
            if item.list in self._contract.registers and not item.row:
                self._fill(item, {})
        items = sorted(self._found.values(), key=lambda i: (i.list, -i.count, i.value))
        return Candidates(items, self._duplicates(items), self._contract)

    def _add(self, list_: str, error: NotNormalised, place: Callable[..., Place], *at: Any) -> None:
        """Count a cell; where the first of its value is, ``place`` tells of ``at``."""
        value = str(error.found)
        if known := self._found.get((list_, _folded(value))):
            known.count += 1
            return
        nearest = ""
        if error.nearest:
            with suppress(NotNormalised):
                nearest = str(self._parser(list_)(error.nearest))
        self._found[list_, _folded(value)] = Candidate(list_, value, 1, place(*at), nearest)

    def _parser(self, list_: str) -> Callable[[str], object]:
        is_register = list_ in self._sources.registers
        return self._parsers.names(list_) if is_register else self._parsers.codes(list_)

    def _register(self, table: Table, register: Register) -> None:
        for item in table.fields:
            target = item.codelist or reference_of(self._contract, table, item.name)
            parse = self._parsers.of_column(table, item)
            if target and parse is not None:
                for fault in parse_distinct(register.columns[item.name], parse)[2]:
                    if fault.error.rule in UNKNOWN_RULES:
                        self._add(target, fault.error, register.place, fault.row, item.name)

    # --- Rows for registers -------------------------------------------------------------------

    def _describe(self, tables: MappedTables, level: Level) -> None:
        """Fill the rows of candidates from what a mapping says of them."""
        assert tables.mapping is not None  # noqa: S101  (it has levels
        assert tables.joined is not None  # noqa: S101  and was read)
        rows = np.arange(len(tables.joined.frame))
        for new in level.new.values():
            templates = list(_templates(new))
            view = View(tables.mapping, tables.joined, rows, templates, {})
            self._new_rows(new, view, tables, counts=False)

    def _new_rows(self, new: NewRow, view: View, tables: MappedTables, *, counts: bool) -> None:
        nested = [cell for cell in new.cells.values() if isinstance(cell, NewRow)]
        for each in nested:
            self._new_rows(each, view, tables, counts=True)
        assert tables.joined is not None  # noqa: S101  (it was read)
        names = view.fill(new.name)
        if counts:
            for fault in parse_distinct(names, self._parser(new.register))[2]:
                if fault.error.rule in UNKNOWN_RULES:
                    row = int(view.rows[fault.row])
                    column = next(iter(new.name.columns), "")
                    self._add(new.register, fault.error, tables.joined.place, row, column)
        texts = {
            column: view.fill(cell.name if isinstance(cell, NewRow) else cell).to_pylist()
            for column, cell in new.cells.items()
        }
        for number, name in enumerate(names.to_pylist()):
            item = self._found.get((new.register, _folded(name or "")))
            if item is not None and not item.is_described:
                item.is_described = True
                place = tables.joined.place(int(view.rows[number]))
                cells = {
                    column: self._cell(new.register, column, each[number] or "", place)
                    for column, each in texts.items()
                }
                self._fill(item, cells)

    def _cell(self, register: str, column: str, text: str, place: Place) -> str:
        """Return what a cell of a new row holds: the code or identifier where it is known.

        An unknown name stays, since it may become an alias of another entry than it seems now.
        """
        table = self._contract[register]
        item = table.field(column)
        target = item.codelist or reference_of(self._contract, table, column)
        if not text or not target:
            return text
        try:
            return str(self._parser(target)(text))
        except NotNormalised as error:
            if item.codelist:
                self._add(target, error.about(text), lambda: place)
            return text

    def _fill(self, item: Candidate, cells: dict[str, str]) -> None:
        table = self._contract[item.list]
        if not any(cells.get(name) for name in table.name_columns):
            cells |= {name: item.value for name in table.name_columns if table.field(name).required}
        names = {cells.get(name) for name in table.name_columns}
        identifier = slug(item.value)
        alias = {} if item.value in (identifier, *names) else {ALIASES: item.value}
        item.row = {table.primary_key[0]: identifier} | cells | alias

    # --- Duplicates ---------------------------------------------------------------------------

    def _duplicates(self, items: list[Candidate]) -> list[Problem]:
        """Note of which entry each candidate seems to be a double; return those of registers."""
        found: list[Problem] = []
        countries = self._countries(items)
        for name, register in self._sources.registers.items():
            table = self._contract[name]
            if len(table.primary_key) > 1:
                continue
            seen: dict[tuple[str, str], str] = {}
            [identifier], rest = table.primary_key, table.columns
            cells = {c: register.columns[c].to_pylist() for c in rest}
            known = set(cells[identifier])
            for number in range(len(register)):
                row = {column: values[number] or "" for column, values in cells.items()}
                if other := _seen(row, table, self._keys(row, table, countries), seen):
                    message = f"it seems to be the same as {other[1]!r}: the same {other[0]}"
                    found.append(
                        Problem(register.place(number, identifier), message, "duplicate-entry")
                    )
            for item in (item for item in items if item.list == name):
                if other := _seen(item.row, table, self._keys(item.row, table, countries), seen):
                    item.duplicate_of = other[1]
                elif item.row[identifier] in known:  # another spelling makes the same identifier
                    item.duplicate_of = item.row[identifier]
                known.add(item.row[identifier])
        return found

    def _countries(self, items: list[Candidate]) -> dict[tuple[str, str], str]:
        """Return the country of each entry of a register that has a column for it."""
        countries: dict[tuple[str, str], str] = {}
        for name, register in self._sources.registers.items():
            table = self._contract[name]
            for column in (f.name for f in table.fields if f.codelist == _COUNTRY):
                keys, codes = register.columns[table.primary_key[0]], register.columns[column]
                countries |= {
                    (name, key): code
                    for key, code in zip(keys.to_pylist(), codes.to_pylist(), strict=True)
                    if code
                }
                countries |= {
                    (name, known_as): item.row[column]
                    for item in items
                    if item.list == name and item.row.get(column)
                    for known_as in (item.value, item.row[table.primary_key[0]])
                }
        return countries

    def _keys(
        self, row: dict[str, str], table: Table, countries: dict[tuple[str, str], str]
    ) -> Iterator[tuple[str, str]]:
        """Yield what a row must not share with another: external identifiers, name and country."""
        references = {name for key in table.foreign_keys for name in key.fields}
        own = {*table.primary_key, *references}
        for item in table.fields:
            is_external = item.name.endswith("_id") and not item.language and item.name not in own
            if is_external and row.get(item.name):
                yield item.name, row[item.name]
        country = countries.get((table.name, row[table.primary_key[0]]), "")
        for column in references:
            target = str(reference_of(self._contract, table, column))
            entry = row.get(column, "")
            if entry and target in self._sources.registers:
                with suppress(NotNormalised):  # a register may name it, too
                    entry = str(self._parser(target)(entry))
            country = country or countries.get((target, entry), "")
        for column in table.name_columns if country else ():
            with suppress(NotNormalised):
                if row.get(column):
                    yield "name and country", f"{match_key(row[column])}\0{country}"


def _seen(
    row: dict[str, str],
    table: Table,
    keys: Iterator[tuple[str, str]],
    seen: dict[tuple[str, str], str],
) -> tuple[str, str] | None:
    """Return what a row shares with one before and that one's identifier; remember its own."""
    identifier = row[table.primary_key[0]]
    others = [(key[0], seen.setdefault(key, identifier)) for key in keys]
    return next((other for other in others if other[1] != identifier), None)


def _folded(name: str) -> str:
    """Return what spellings have in common that match as names do: ``U.K.`` and ``uk``."""
    try:
        return match_key(name)
    except NotNormalised:
        return name


def _templates(new: NewRow) -> Iterator[Template]:
    yield new.name
    for cell in new.cells.values():
        if isinstance(cell, NewRow):
            yield from _templates(cell)
        else:
            yield cell
