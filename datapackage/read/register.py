"""Registers and code lists: CSV files with a header, read with the line of each row."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pyarrow as pa

from datapackage.problems import Place, ProblemList, nearest_match, quote
from datapackage.read.text import BOM, read_text

ALIASES = "aliases"
KEEP = "keep"
EXTRA_COLUMNS = (ALIASES, KEEP)
"""Columns that a register may have beside those of its table: other names, and why a row that
nothing refers to is kept."""


DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab"}
"""What spreadsheets put between columns, and what it is called."""

RowPlace = Callable[[str], Place]
"""Where a row is, and in it the cell of a column; an empty text stands for the whole row."""


@dataclass(frozen=True)
class Register:
    """A register as it was read.

    ``columns`` holds text by header cell, null for an empty cell; ``places`` tells for each row
    where the cell of a column is.
    """

    columns: dict[str, pa.Array]
    places: tuple[RowPlace, ...]

    def __len__(self) -> int:
        return len(self.places)

    def place(self, row: int, column: str = "") -> Place:
        """Return where a cell (row counted from 0) is."""
        return self.places[row](column)


def read_register(
    path: Path, columns: Iterable[str], problems: ProblemList, *, optional: Collection[str] = ()
) -> Register | None:
    """Read a CSV file that has ``columns`` and may have :data:`EXTRA_COLUMNS`, in any order.

    Its delimiter is one of :data:`DELIMITERS`, known from the header. Those
    of the columns that are ``optional`` may be left out, which makes them empty.

    Returns None where the file can't be read, or has a row with too few or too many cells: what
    refers to a row that is lost would seem wrong too.
    """
    before = len(problems)
    text = read_text(path, problems)
    if text is None:
        return None
    delimiter = _delimiter(text, tuple(columns))
    rows = list(_rows(text, delimiter, str(path), problems))
    if len(problems) > before:
        return None
    if not rows:
        problems.add(Place(str(path), 1), "the file is empty: a header is expected", rule="header")
        return None
    (header_line, header), *body = rows
    columns = tuple(columns)
    if not _check_header(header, columns, optional, Place(str(path), header_line), problems):
        return None
    for line, cells in body:
        _check_row(cells, header, delimiter, Place(str(path), line), problems)
    if len(problems) > before:
        return None
    texts = {
        name: pa.array([cells[number] or None for _, cells in body], pa.string())
        for number, name in enumerate(header)
    }
    for extra in (*optional, *EXTRA_COLUMNS):
        texts.setdefault(extra, pa.nulls(len(body), pa.string()))
    return Register(texts, tuple(partial(Place, str(path), line) for line, _ in body))


def empty_register(columns: Iterable[str]) -> Register:
    """Return a register that has ``columns`` and no row."""
    return Register({name: pa.nulls(0, pa.string()) for name in (*columns, *EXTRA_COLUMNS)}, ())


def joined(registers: Mapping[str, Register], name: str) -> Register:
    """Return registers of the same columns as one, with a column ``name`` that tells them apart."""
    return concatenated(
        [
            Register(
                {**register.columns, name: pa.array([key] * len(register), pa.string())},
                register.places,
            )
            for key, register in sorted(registers.items())
        ]
    )


def concatenated(registers: Sequence[Register]) -> Register:
    """Return registers of the same columns as one, in their order."""
    columns = {
        name: pa.concat_arrays([register.columns[name] for register in registers])
        for name in registers[0].columns
    }
    return Register(columns, tuple(place for register in registers for place in register.places))


def _delimiter(text: str, columns: tuple[str, ...]) -> str:
    """Return what is between the columns: what finds most of ``columns`` in the header's line.

    No other line is looked at: a text may hold more semicolons than the file has columns.
    """
    header = text.lstrip("\n").partition("\n")[0]

    def found(delimiter: str) -> int:
        return len(set(next(csv.reader([header], delimiter=delimiter), [])) & {*columns})

    return max(DELIMITERS, key=found)  # the first of equals, which is the comma


def _rows(
    text: str, delimiter: str, file: str, problems: ProblemList
) -> Iterator[tuple[int, list[str]]]:
    """Yield (line, cells) of each row that is not blank; RFC 4180, strictly."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        for cells in reader:
            if cells:
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        problems.add(Place(file, line), explain_csv(str(error)), rule="invalid-csv")


def explain_csv(error: str) -> str:
    """Return what is wrong with a CSV file, for a person who knows spreadsheets."""
    if "unexpected end of data" in error or "field larger than field limit" in error:
        return "a quotation mark opens in this row and is never closed"
    if "expected after" in error:
        return (
            'there is a quotation mark inside a text: write it twice (""), and put quotes around'
            " the whole text"
        )
    return f"not valid CSV: {error}"


def _check_header(
    header: list[str],
    columns: tuple[str, ...],
    optional: Collection[str],
    place: Place,
    problems: ProblemList,
) -> bool:
    before = len(problems)
    known = (*columns, *EXTRA_COLUMNS)
    if not set(header) & set(columns):
        message = "the first row is not the header"
        expected = f"the columns {', '.join(columns)}"
        problems.add(place, message, found=",".join(header), expected=expected, rule="header")
        return False
    misspelt = set()
    for number, name in enumerate(header, start=1):
        if name in header[: number - 1]:
            problems.add(place, f"column {quote(name)} appears twice in the header", rule="header")
        elif name not in known:
            nearest = nearest_match(name, known)
            misspelt.add(nearest)
            problems.add(
                place,
                "unknown column",
                found=name,
                expected=f"one of {', '.join(known)}",
                nearest=nearest,
                rule="header",
            )
    for name in columns:
        if name not in {*header, *misspelt, *optional}:
            problems.add(place, f"column {quote(name)} is missing", rule="header")
    return len(problems) == before


def _check_row(
    cells: list[str], header: list[str], delimiter: str, place: Place, problems: ProblemList
) -> None:
    few = len(cells) < len(header)
    hint = "" if few else f"; a text with a {DELIMITERS[delimiter]} in it needs quotes around it"
    if len(cells) != len(header):
        problems.add(
            place,
            f"the row has too {'few' if few else 'many'} cells{hint}",
            found=len(cells),
            expected=str(len(header)),
            rule="row",
        )


def append_row(path: Path, columns: Iterable[str], cells: Mapping[str, str]) -> int:
    """Append a row to a register that was read without problems, and return its line.

    It is written as the file is: its delimiter, its order of columns, its line ends. A file that
    isn't there is made, with ``columns`` and :data:`EXTRA_COLUMNS` for its header.
    """
    columns = tuple(columns)
    data = path.read_bytes() if path.is_file() else b""
    end = "\r\n" if b"\r\n" in data else "\n"
    text = data.decode("utf-8-sig").replace("\r\n", "\n")
    delimiter = _delimiter(text, columns)
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=delimiter, lineterminator=end)
    header = next(csv.reader(io.StringIO(text.lstrip("\n"), newline=""), delimiter=delimiter), None)
    if header is None:
        header = [*columns, *EXTRA_COLUMNS]
        writer.writerow(header)
    elif not text.endswith("\n"):
        stream.write(end)
    writer.writerow([cells.get(name, "") for name in header])
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab") as file:
        file.write(stream.getvalue().encode())
    return (text + stream.getvalue().replace("\r\n", "\n")).count("\n")


def replace_cells(path: Path, columns: Iterable[str], line: int, cells: Mapping[str, str]) -> None:
    """Give cells of a row of a register new values; all other rows keep each of their bytes.

    Args:
        path: The file, which was read without problems.
        columns: The columns of the register.
        line: The line that the row begins in.
        cells: The new values by column. The header has these columns.
    """
    data = path.read_bytes()
    mark = BOM if data.startswith(BOM) else b""
    text = data.removeprefix(BOM).decode()
    delimiter = _delimiter(text.replace("\r\n", "\n"), tuple(columns))
    lines = list(io.StringIO(text, newline=""))
    header = next(filter(None, csv.reader(lines, delimiter=delimiter)))
    reader = csv.reader(lines[line - 1 :], delimiter=delimiter)
    row = {**dict(zip(header, next(reader), strict=True)), **cells}
    after = line - 1 + reader.line_num
    end = lines[after - 1][len(lines[after - 1].rstrip("\r\n")) :]
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=delimiter, lineterminator=end).writerow(row.values())
    lines[line - 1 : after] = [stream.getvalue()]
    path.write_bytes(mark + "".join(lines).encode())
