"""Tables as boxes in a grid of columns; all lengths are in pixels.

Which table is in which column is set by hand, as a person would arrange them: tables that point to
each other are side by side. Everything else is computed from the schemas.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from datapackage import words
from datapackage.contract import Contract, Table
from datapackage.formats.columns import Column, columns_of

ROW = 20
HEADER = 46
GAP = 48
"""Between boxes of a column; together with the header a whole number of half rows."""
LANE = 12
"""Between two lines that run side by side."""
GUTTER_MARGIN = 22
"""Between a box and the nearest line that runs along it."""
CHARACTER = 7.3
"""Width of a character of the column names: monospace fonts at 12 px have 7.2 to 7.3."""
KEYS_WIDTH = 52
TYPE_CHARACTER = 6.5
"""Width of a character of the types: sans-serif fonts at 11 px."""
PADDING = 10
GAP_TO_TYPE = 12


@dataclass(frozen=True)
class Row:
    """A line of a box: a column of the table, or a text in all languages as one.

    ``type`` says in a word what its values are: those of a code list are codes.
    """

    name: str
    type: str
    columns: tuple[Column, ...]

    @property
    def first(self) -> Column:
        """The column, or its first language."""
        return self.columns[0]

    @property
    def keys(self) -> str:
        """Its part in keys: ``PK``, ``FK``, both or none."""
        marks = ["PK"] * self.first.in_primary_key + ["FK"] * bool(self.first.references)
        return " ".join(marks)


@dataclass(frozen=True)
class Box:
    """A table with its place: ``column`` of the grid, left upper corner and size."""

    table: Table
    rows: tuple[Row, ...]
    column: int
    x: float
    y: float
    width: float

    @property
    def height(self) -> float:
        """Height with the header."""
        return HEADER + ROW * len(self.rows)

    @property
    def bottom(self) -> float:
        """Lower edge."""
        return self.y + self.height

    @property
    def right(self) -> float:
        """Right edge."""
        return self.x + self.width

    def row_y(self, column: str) -> float:
        """Return the middle of the row that shows ``column``."""
        for number, row in enumerate(self.rows):
            if any(item.field.name == column for item in row.columns):
                return self.y + HEADER + ROW * number + ROW / 2
        raise KeyError(column)


def rows_of(table: Table, contract: Contract) -> tuple[Row, ...]:
    """Return the lines of a table's box; a text in several languages is one: ``title_*``."""
    say = partial(words.text, language=words.document_language(contract.languages))
    rows: dict[str, Row] = {}
    for column in columns_of(table):
        item = column.field
        name, kind = item.name, "diagram.code" if item.codelist else f"types.{item.type}"
        if item.language and len(contract.languages) > 1:
            name, kind = f"{item.stem}_*", "diagram.text"
        known = rows[name].columns if name in rows else ()
        rows[name] = Row(name, say(kind, number=len(known) + 1), (*known, column))
    return tuple(rows.values())


def arrangement(contract: Contract) -> list[list[str]]:
    """Return the tables by column; one whose schema names none goes into the last."""
    last = max((table.diagram.column or 1 for table in contract.values()), default=1)
    columns: dict[int, list[str]] = {number: [] for number in range(1, last + 1)}
    for table in contract.values():
        columns[min(max(table.diagram.column or last, 1), last)].append(table.name)
    return [names for names in columns.values() if names]


def width_of(rows: tuple[Row, ...]) -> float:
    """Return the width of a box that holds these rows."""
    longest = max(len(row.name) for row in rows)
    types = max(len(row.type) + 1 for row in rows)
    return round(KEYS_WIDTH + longest * CHARACTER + GAP_TO_TYPE + types * TYPE_CHARACTER + PADDING)


def place(contract: Contract, gutters: list[float], left: float, top: float) -> dict[str, Box]:
    """Return a box for each table; ``gutters`` are the widths between the columns.

    Every other column is half a row lower, so that no two rows that face each other across a
    gutter have the same height, and lines that leave them can't lie on each other.
    """
    boxes: dict[str, Box] = {}
    x = left
    for number, names in enumerate(arrangement(contract)):
        y = top + ROW / 2 * (number % 2)
        rows = {name: rows_of(contract[name], contract) for name in names}
        width = max(map(width_of, rows.values()))
        for name in names:
            boxes[name] = Box(contract[name], rows[name], number, x, y, width)
            y = boxes[name].bottom + GAP - (HEADER + GAP) % ROW + ROW
        x += width + (gutters[number] if number < len(gutters) else 0)
    return boxes
