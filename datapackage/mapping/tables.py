"""A foreign table as it was read, and several of them joined to one."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from datapackage.citations import digest
from datapackage.mapping.language import Mapping, TableFile
from datapackage.normalise.columns import TEXT
from datapackage.problems import Place, ProblemList, nearest_match, one_of, quote
from datapackage.read.text import refuse_special

DELIMITERS = (",", ";", "\t", "|")
Rows = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

csv.field_size_limit(2**24)  # whole treaties stand in a cell of some tables


@dataclass(frozen=True)
class ForeignTable:
    """A table as its file has it.

    ``text`` is the file's text, which offsets of citations count in; ``columns`` holds text by
    header, null where a cell is blank; ``lines`` the line that each row begins in, from 1, and
    ``starts`` and ``ends`` the offsets of its text.
    """

    file: TableFile
    text: str
    columns: dict[str, pa.Array]
    lines: Rows
    starts: Rows
    ends: Rows

    def __len__(self) -> int:
        return len(self.lines)

    def place(self, row: int, column: str = "") -> Place:
        """Return where a cell is."""
        return Place(str(self.file.path), int(self.lines[row]), column)

    def digests(self) -> pa.Array:
        """Return the digest of the text of each row."""
        spans = zip(self.starts.tolist(), self.ends.tolist(), strict=True)
        return pa.array([digest(self.text[start:end]) for start, end in spans], pa.string())


def read_table(file: TableFile, problems: ProblemList) -> ForeignTable | None:
    """Read a foreign table; None where it can't be read, and ``problems`` says why.

    Short rows end in blank cells, as spreadsheets write them; blank rows are no rows.
    """
    text = _read_text(file, problems)
    if text is None:
        return None
    lines = text.split("\n")
    starts = np.cumsum([0, *(len(line) + 1 for line in lines)])
    head = "\n".join(lines[file.header - 1 :])
    delimiter = {"tab": "\t"}.get(file.delimiter, file.delimiter) or guess_delimiter(head)
    rows = list(_csv_rows(head, delimiter, file, problems))
    if not rows:
        message = "the table is empty: a header is expected"
        problems.add(Place(str(file.path), file.header), message, rule="header")
        return None
    (_, _, header), *body = rows
    header = _named(header, file, problems)
    body = [row for row in body if any(cell.strip() for cell in row[2])]
    cells: list[list[str | None]] = [[] for _ in header]
    for first, _, row in body:
        if any(cell.strip() for cell in row[len(header) :]):
            problems.add(
                Place(str(file.path), first),
                "the row has more cells than the header: is the delimiter right?",
                found=len(row),
                expected=str(len(header)),
                rule="row",
            )
        for column, cell in zip(cells, [*row, *[""] * (len(header) - len(row))], strict=False):
            column.append(" ".join(cell.split()) or None)
    begins = np.array([first for first, _, _ in body], np.int64)
    after = np.array([last for _, last, _ in body], np.int64)
    columns = {
        name: pa.array(column, pa.string()) for name, column in zip(header, cells, strict=True)
    }
    return ForeignTable(file, text, columns, begins, starts[begins - 1], starts[after] - 1)


def guess_delimiter(text: str) -> str:
    """Return the delimiter that stands most often in the first line."""
    first = text.partition("\n")[0]
    return max(
        DELIMITERS, key=lambda delimiter: len(next(csv.reader([first], delimiter=delimiter)))
    )


def _read_text(file: TableFile, problems: ProblemList) -> str | None:
    try:
        refuse_special(file.path)
        data = file.path.read_bytes()
        text = data.decode("utf-8-sig" if file.encoding == "utf-8" else file.encoding)
    except OSError as error:
        message = f"the table can't be read: {error.strerror or error}"
        problems.add(file.place, message, found=file.path.name, rule="unreadable-file")
        return None
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = f"the table is not in {file.encoding}: name its 'encoding' in the mapping"
        found = f"the byte 0x{data[error.start]:02x}"
        problems.add(Place(str(file.path), line), message, found=found, rule="not-utf-8")
        return None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", text)


def _csv_rows(
    text: str, delimiter: str, file: TableFile, problems: ProblemList
) -> Iterator[tuple[int, int, list[str]]]:
    """Yield the first and the last line of each row, and its cells."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    before = file.header - 1
    line = 1
    try:
        for row in reader:
            if row:
                yield before + line, before + reader.line_num, row
            line = reader.line_num + 1
    except csv.Error as error:
        problems.add(
            Place(str(file.path), before + line), f"not valid CSV: {error}", rule="invalid-csv"
        )


def _named(header: list[str], file: TableFile, problems: ProblemList) -> list[str]:
    """Return the names of the columns: one without a name is called by its number."""
    names = [" ".join(name.split()) or f"column {n}" for n, name in enumerate(header, start=1)]
    for name in sorted({name for name in names if names.count(name) > 1}):
        message = f"column {quote(name)} appears twice in the header"
        problems.add(Place(str(file.path), file.header), message, rule="header")
    return names


# --- Joining ----------------------------------------------------------------------------------


@dataclass
class Joined:
    """The tables of a mapping joined: a row for each row of the first table and those that join it.

    ``at`` holds, for each table, the row of it that a joined row comes from, -1 for none;
    ``owner`` the number of the table that a column comes from; ``lost`` the rows of a further
    table that join no row.
    """

    tables: list[ForeignTable]
    frame: pd.DataFrame
    at: list[Rows]
    owner: dict[str, int]
    lost: list[Rows]

    def place(self, row: int, column: str = "") -> Place:
        """Return where a cell of a joined row is; of a constant, where the row is."""
        number = self.owner.get(column, 0)
        there = int(self.at[number][row])
        return self.tables[number].place(there, column) if there >= 0 else self.place(row)


def join_tables(mapping: Mapping, problems: ProblemList) -> Joined | None:
    """Read the tables of a mapping and join them; None where anything is wrong.

    Every row of the first table is kept. A column that a table before has, too, is called by the
    stem of its file and its name: ``parties.name``.
    """
    before = len(problems)
    found = [read_table(file, problems) for file in mapping.tables]
    tables = [table for table in found if table is not None]
    if len(problems) > before:
        return None
    frame, owner = pd.DataFrame(), dict[str, int]()
    for number, table in enumerate(tables):
        names = {
            name: f"{table.file.path.stem}.{name}" if name in owner else name
            for name in table.columns
        }
        right = pd.DataFrame(
            {names[n]: pd.array(column, dtype=TEXT) for n, column in table.columns.items()}
        )
        right[f"\0{number}"] = np.arange(len(right))
        if number == 0:
            frame = right
        elif _can_join(table, owner, problems):
            left_on = list(table.file.on.values())
            right_on = [names[name] for name in table.file.on]
            right = right.dropna(subset=right_on)  # pandas joins blank cells, too
            frame = frame.merge(right, "left", left_on=left_on, right_on=right_on)
        owner |= dict.fromkeys(names.values(), number)
    _check_columns(mapping, owner, problems)
    if len(problems) > before:
        return None
    at = [frame[f"\0{n}"].fillna(-1).to_numpy(np.int64) for n in range(len(tables))]
    lost = [np.setdiff1d(np.arange(len(t)), rows) for t, rows in zip(tables, at, strict=True)]
    return Joined(tables, frame, at, owner, lost)


def _can_join(table: ForeignTable, owner: dict[str, int], problems: ProblemList) -> bool:
    before = len(problems)
    for here, there in table.file.on.items():
        for name, known in ((here, table.columns), (there, owner)):
            _check_column(name, list(known), table.file.place, problems)
    return len(problems) == before


def _check_columns(mapping: Mapping, owner: dict[str, int], problems: ProblemList) -> None:
    for name, place in mapping.named_columns():
        _check_column(name, list(owner), place, problems)


def _check_column(name: str, known: list[str], place: Place, problems: ProblemList) -> None:
    if name not in known:
        near = nearest_match(name, known)
        message = "no table has this column"
        problems.add(
            place, message, found=name, expected=one_of(known), nearest=near, rule="unknown-column"
        )


def column_of(frame: pd.DataFrame, name: str) -> pa.Array:
    """Return a column of a frame as one Arrow array."""
    column = pa.array(frame[name].array)
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def blank(values: pa.Array, words: list[str]) -> pa.Array:
    """Return a column without the words that stand for an empty cell."""
    return pc.if_else(pc.is_in(values, pa.array(words, pa.string())), None, values)


def draft_file(path: Path) -> TableFile:
    """Return a table as a draft has it: in UTF-8, or else in the encoding of Windows."""
    try:
        path.read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        return TableFile(path, Place(str(path)), encoding="cp1252")
    return TableFile(path, Place(str(path)))
