"""Workbooks that people filled in: their sheets as records, and as rows of registers.

A sheet has a row with the names of its columns, which people don't see; what stands above it is
not read. Rows that belong to one another are brought together by identifier or by name, into the
tree that a record in YAML would have been: from there on, both are read by the same code.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from itertools import chain
from pathlib import Path

import pyarrow as pa

from datapackage import words
from datapackage.problems import Place, Problem, ProblemList, nearest_match, quote
from datapackage.read.batches import Batch
from datapackage.read.grids import Grid, Value, is_blank, read_grids
from datapackage.read.record import Path as RecordPath
from datapackage.read.record import RecordReader, path_text
from datapackage.read.register import Register
from datapackage.read.tree import Node, parse_yaml, resolve
from datapackage.shape import CITATIONS, Shape
from datapackage.sheets import Sheet, SheetColumn
from datapackage.text import slug

ABOUT, TO_DO = "about", "to do"
NOT_READ = (ABOUT, TO_DO)
"""Sheets for people only."""
NOTE = "_"
"""Begins the name of a sheet or a column that holds notes, which are not read."""
REQUIRED = " *"
"""Ends the header of a column that each row needs."""
TYPED = ("integer", "year", "number", "boolean")
"""Types whose values are no text, also where a cell holds them as one."""
SEARCHED = 10
"""The names of the columns are in one of so many first rows."""
NAME_IN_ID = 60
"""Letters of a row's name that an identifier is made of."""

_POSITION = re.compile(r"\[\d+\]")


@dataclass
class Row:
    """A row of a sheet.

    Attributes:
        number: Its number, from 0.
        values: What is in its cells, by column.
        id: Its identifier; empty where it has none.
        top: The identifier of the record that it is in.
        below: The rows that stand under it, by table.
    """

    number: int
    values: dict[str, Value]
    id: str = ""
    top: str = ""
    below: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))

    def text(self, column: str) -> str:
        """Return the value of a column as text, empty where there is none."""
        return _text(self.values.get(column))


@dataclass
class Page:
    """A sheet that was filled in: where its columns are, and its rows that are not blank."""

    sheet: Sheet
    grid: Grid
    names_row: int
    positions: dict[str, int]

    def place(self, row: int, column: str, path: str = "", line: int = 0) -> Place:
        """Return where a cell is; the first cell of the row where the sheet lacks the column."""
        position = self.positions.get(column, min(self.positions.values()))
        above = self.grid.rows[self.names_row - 1] if self.names_row else []
        header = _text(above[position]) if position < len(above) else ""
        place = self.grid.place(row, position, header.removesuffix(REQUIRED) or column, path)
        return replace(place, line=line or place.line)

    @cached_property
    def rows(self) -> list[Row]:
        """The rows below the names of the columns that have anything in them."""
        rows = []
        for number, cells in enumerate(self.grid.rows[self.names_row + 1 :], self.names_row + 1):
            values = {
                name: cells[position]
                for name, position in self.positions.items()
                if position < len(cells) and not is_blank(cells[position])
            }
            if values:
                rows.append(Row(number, values))
        return rows


@dataclass(frozen=True)
class Record:
    """A record: its tree, and the sheet and row of each of its levels, by path.

    ``unreadable`` is what is wrong with the cells that no tree could be made of.
    """

    root: Node
    levels: dict[str, tuple[Page, int]]
    unreadable: tuple[Problem, ...]

    def place(self, path: str) -> Place:
        """Return the cell of a path such as ``areas[2].title.fi``."""
        level = path
        while level not in self.levels:  # the record itself, which is there, has an empty path
            level = level[: level.rfind("]", 0, -1) + 1]
        page, row = self.levels[level]
        keys = tuple(_POSITION.sub("", path[len(level) :].lstrip(".")).split("."))
        columns = page.sheet.columns
        exact = (c.name for c in columns if c.path and c.path == keys[: len(c.path)])
        near = (c.name for c in columns if c.path[:1] == keys[:1])
        column = next(chain(exact, near), columns[0].name)
        return page.place(row, column, path, self.root.line)


@dataclass(frozen=True)
class WorkbookRecords:
    """The records of a workbook, a chunk of the sources like any other.

    ``left_out`` are the lines of the records that are passed over.
    """

    file: str
    shape: Shape
    records: list[Record]
    left_out: Collection[int] = ()

    is_bulk = False
    size = 0

    def places_of_records(self, place: Place) -> Iterator[Place]:
        """Yield the record that a row of a sheet is in; none for a row of a register."""
        if place.cell and (row := (place.file, place.cell.sheet, place.cell.row)) in self._lines:
            yield Place(self.file, self._lines[row])

    @cached_property
    def _lines(self) -> dict[tuple[str, str, int], int]:
        """The line of the record that each row is in, by file, sheet and row."""
        lines = {}
        for record in self.records:
            for page, number in record.levels.values():
                file, sheet = page.grid.file, page.grid.sheet
                lines[file, sheet, number + 1] = record.root.line
        return lines

    def read(self, problems: ProblemList) -> Batch:
        """Read record by record."""
        values, origins = [], []
        for record in self.records:
            if record.root.line in self.left_out:
                continue
            found = ProblemList(list(record.unreadable))
            value = RecordReader(self.shape, self.file, found).read(record.root)
            problems.extend(replace(each, place=record.place(each.place.path)) for each in found)
            if value is not None:
                values.append(value)
                origins.append(record)
        return Batch(pa.array(values, type=self.shape.arrow_type()), _Origin(origins))


@dataclass(frozen=True)
class _Origin:
    records: list[Record]

    def place(self, record: int, path: RecordPath) -> Place:
        return self.records[record].place(path_text(path))


@dataclass(frozen=True)
class Workbook:
    """A workbook: its records, and its rows of registers."""

    records: WorkbookRecords
    registers: dict[str, Register]


def read_workbook(path: Path, sheets: Sequence[Sheet], problems: ProblemList) -> Workbook | None:
    """Read an XLSX file, or a folder of CSV files that are its sheets.

    Args:
        path: The file or the folder.
        sheets: The sheets that there may be; see :func:`datapackage.sheets.sheets_of`.
        problems: Gets what is wrong; each problem has its cell.

    Returns:
        The workbook, or None where a sheet or a header is not what it should be.

    Raises:
        UsageError: The library that reads XLSX is not installed.
    """
    before = len(problems)
    known = {column.name for sheet in sheets for column in sheet.columns}
    pages: dict[str, Page] = {}
    for grid in read_grids(path, known, problems):
        page = _page(grid, sheets, problems)
        if page is not None:
            pages[page.sheet.table.name] = page
    if len(problems) > before:
        return None
    return _Reader(str(path), sheets, pages, problems).read()


# --- Sheets and headers -----------------------------------------------------------------------


def _page(grid: Grid, sheets: Sequence[Sheet], problems: ProblemList) -> Page | None:
    """Return a sheet with its columns; None where it is blank, or not to be read, or wrong."""
    name = grid.name.casefold()
    if name in NOT_READ or name.startswith(NOTE) or all(map(is_blank, chain(*grid.rows))):
        return None
    named = {each: sheet for sheet in sheets for each in (sheet.name, sheet.table.name)}
    if name not in named:
        problems.add(
            grid.place(0, 0),
            f"no table has the name of this sheet: a sheet of notes is called {NOTE}…",
            found=grid.name,
            expected=f"one of {', '.join(sheet.name for sheet in sheets)}",
            nearest=nearest_match(grid.name, named),
            rule="sheet",
        )
        return None
    sheet = named[name]
    known = {column.name for column in sheet.columns}
    counts = [len(known.intersection(map(_text, cells))) for cells in grid.rows[:SEARCHED]]
    most = max(counts)
    if not most:
        message = "the row with the names of the columns is missing (the template has it, hidden)"
        problems.add(
            grid.place(0, 0),
            message,
            expected=", ".join(c.name for c in sheet.columns),
            rule="sheet",
        )
        return None
    names_row = len(counts) - 1 - counts[::-1].index(most)
    page = Page(sheet, grid, names_row, {})
    _find_columns(page, known, problems)
    return page


def _find_columns(page: Page, known: Collection[str], problems: ProblemList) -> None:
    """Note where the columns are, and report those that are unknown, twice there, or missing."""
    rows = page.grid.rows
    names = rows[page.names_row]
    below = rows[page.names_row + 1 :]
    for position in range(max(map(len, rows))):
        name = _text(names[position]) if position < len(names) else ""
        place = page.grid.place(page.names_row, position)
        if name in page.positions:
            problems.add(place, f"column {quote(name)} is there twice", rule="header")
        elif name in known:
            page.positions[name] = position
        elif name and not name.startswith(NOTE):
            near = nearest_match(name, known)
            message = f"unknown column: the name of a column of notes begins with {NOTE}"
            problems.add(place, message, found=name, nearest=near, rule="header")
        elif not name and any(
            position < len(cells) and not is_blank(cells[position]) for cells in below
        ):
            message = (
                "the column has no name in this row, so that nothing would read it: the name of a"
                f" column of notes begins with {NOTE}"
            )
            problems.add(place, message, rule="header")
    for column in page.sheet.columns:
        is_made = column is page.sheet.identifier
        if column.required and column.name not in page.positions and not is_made:
            place = page.grid.place(page.names_row, 0)
            problems.add(place, f"column {quote(column.name)} is missing", rule="header")


# --- Rows -------------------------------------------------------------------------------------


class _Reader:
    """Brings the rows of a workbook together."""

    def __init__(
        self, file: str, sheets: Sequence[Sheet], pages: dict[str, Page], problems: ProblemList
    ) -> None:
        self._file = file
        self._sheets = sheets
        self._pages = pages
        self._problems = problems
        self._unreadable = ProblemList()
        self._by_id: dict[str, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
        self._by_name: dict[str, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))

    def read(self) -> Workbook:
        top = next(sheet for sheet in self._sheets if sheet.shape and sheet.above is None)
        registers = {}
        for sheet in self._sheets:
            page = self._pages.get(sheet.table.name)
            if page is None:
                continue
            for row in page.rows:
                self._take(page, row)
            if sheet.shape is None:
                registers[sheet.table.name] = _register(page)
        page = self._pages.get(top.table.name)
        records = [self._record(page, row) for row in page.rows] if page else []
        assert top.shape is not None  # noqa: S101  (it is that of a record)
        return Workbook(WorkbookRecords(self._file, top.shape, records), registers)

    def _take(self, page: Page, row: Row) -> None:
        """Put a row under the one that it belongs to, and note its identifier and its names."""
        table = page.sheet.table.name
        if page.sheet.above is not None:
            above = self._above(page, row)
            if above is not None:
                above.below[table].append(row)
                row.top = above.top
        if page.sheet.identifier is not None:
            row.id = row.text(page.sheet.identifier.name) or _made_id(page.sheet, row)
            row.top = row.top or row.id
            self._by_id[table][row.id].append(row)
            for column in page.sheet.naming:
                if name := _folded(row.text(column.name)):
                    rows = self._by_name[table][name]
                    rows += [row] if row not in rows else []

    def _above(self, page: Page, row: Row) -> Row | None:
        """Return the row that a row belongs to."""
        column, above = page.sheet.parent, page.sheet.above
        assert column is not None  # noqa: S101  (a sheet below another one has the column)
        assert above is not None  # noqa: S101
        text = row.text(column.name)
        place = page.place(row.number, column.name)
        rows = self._named(above.table.name, text)
        if len(rows) == 1:
            return rows[0]
        if not text:
            self._problems.add(place, f"'{column.name}' is missing", rule="required")
        elif rows:
            message = f"{len(rows)} rows on the sheet {above.name} are called this: write the id"
            self._problems.add(place, message, found=text, rule="ambiguous-name")
        else:
            names = [
                r.text(c.name)
                for rows in self._by_id[above.table.name].values()
                for r in rows
                for c in above.naming
            ]
            self._problems.add(
                place,
                f"no row on the sheet {above.name} is called this",
                found=text,
                nearest=nearest_match(text, filter(None, names)),
                rule="foreign-key",
            )
        return None

    def _named(self, table: str, text: str) -> list[Row]:
        if not text:
            return []
        return self._by_id[table].get(text) or self._by_name[table].get(_folded(text), [])

    # --- The tree of a record -----------------------------------------------------------------

    def _record(self, page: Page, row: Row) -> Record:
        levels: dict[str, tuple[Page, int]] = {}
        self._unreadable = ProblemList()
        root = self._tree(page, row, (), levels)
        return Record(root, levels, tuple(self._unreadable))

    def _tree(
        self, page: Page, row: Row, path: RecordPath, levels: dict[str, tuple[Page, int]]
    ) -> Node:
        levels[path_text(path)] = (page, row.number)
        line = row.number + 1
        keys: dict[str, Node] = {}
        for column in page.sheet.columns:
            node = self._node(page, row, column, path)
            if node is None or not column.path:
                continue
            if len(column.path) == 1:
                keys[column.path[0]] = node
            else:
                keys.setdefault(column.path[0], Node({}, line)).value[column.path[1]] = node
        assert page.sheet.shape is not None  # noqa: S101  (registers make no tree)
        if page.sheet.shape.is_plain:
            return keys.get(page.sheet.shape.only_key.name, Node(None, line))
        for key, child in page.sheet.shape.children.items():
            rows = row.below.get(child.table.name, [])
            if rows:
                below = self._pages[child.table.name]
                items = (
                    self._tree(below, each, (*path, key, number), levels)
                    for number, each in enumerate(rows, start=1)
                )
                keys[key] = Node(list(items), line)
        return Node(keys, line)

    def _node(self, page: Page, row: Row, column: SheetColumn, path: RecordPath) -> Node | None:
        value: Value = row.values.get(column.name)
        if column is page.sheet.identifier:
            value = row.id or None
        elif column.name == CITATIONS:
            return self._citations(row, path_text((*path, CITATIONS)))
        elif column.reference and isinstance(value, str):
            rows = self._named(column.reference, value)
            value = rows[0].id if len(rows) == 1 and column.reference in self._levels else value
        elif column.field.type in TYPED and isinstance(value, str):
            found = resolve(value.strip())
            value = value if found is None else found
        return None if value is None else Node(value, row.number + 1, _text(value))

    @cached_property
    def _levels(self) -> frozenset[str]:
        """The tables whose rows are named by identifier only, since no register knows names."""
        return frozenset(sheet.table.name for sheet in self._sheets if sheet.shape)

    def _citations(self, row: Row, path: str) -> Node | None:
        """Return the citations of a row: each line of the cell is one, as a record has it."""
        found = ProblemList()
        lines = filter(None, map(str.strip, row.text(CITATIONS).splitlines()))
        nodes = [parse_yaml(line.removeprefix("- "), self._file, found) for line in lines]
        full = [node for node in nodes if node and isinstance(node.value, dict)]
        for node in nodes:
            if node and node not in full:
                # A workbook has no lock, which would hold the digest.
                found.add(
                    Place(self._file),
                    "a cell takes citations in full, a line each: write here what"
                    " 'cite DOCUMENT \"the passage\" --in-full' prints",
                    found=node.text,
                    rule="cites",
                )
        place = Place(self._file, path=path)
        self._unreadable.extend(replace(each, place=place) for each in found)
        return Node(full, row.number + 1) if nodes else None


def _register(page: Page) -> Register:
    columns = {
        column.name: pa.array([row.text(column.name) or None for row in page.rows], pa.string())
        for column in page.sheet.columns
    }
    if page.sheet.identifier is not None:
        identifiers = [row.id or None for row in page.rows]
        columns[page.sheet.identifier.name] = pa.array(identifiers, pa.string())
    return Register(columns, tuple(partial(page.place, row.number) for row in page.rows))


def _made_id(sheet: Sheet, row: Row) -> str:
    """Return an identifier for a row that people wrote none for: made of what it is called.

    English comes first, since identifiers are in ASCII. Where it is called nothing, as an event is,
    what it has to say of itself counts. Empty where no name gives any.
    """
    columns = sorted(sheet.naming, key=lambda column: column.field.language != words.ENGLISH)
    columns += [c for c in sheet.columns if c.required and c.path and c is not sheet.identifier]
    names = (slug(row.text(column.name))[:NAME_IN_ID].strip("-") for column in columns)
    name = next(filter(None, names), "")
    return f"{row.top}-{name}" if row.top and name else name


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()


def _text(value: Value) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)
