"""Registers and code lists: CSV files with a header, read with the line of each row."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from datapackage.problems import Place, ProblemList, nearest_match, quote
from datapackage.read.text import read_text

ALIASES = "aliases"
KEEP = "keep"
EXTRA_COLUMNS = (ALIASES, KEEP)
"""Columns that a register may have beside those of its table: other names, and why a row that
nothing refers to is kept."""


@dataclass(frozen=True)
class Register:
    """A register as it was read.

    ``columns`` holds text by header cell, null for an empty cell; ``places`` the file and line at
    which each row starts.
    """

    columns: dict[str, pa.Array]
    places: tuple[tuple[str, int], ...]

    def __len__(self) -> int:
        return len(self.places)

    def place(self, row: int, column: str = "") -> Place:
        """Return where a cell (row counted from 0) stands."""
        return Place(*self.places[row], column)


def read_register(path: Path, columns: Iterable[str], problems: ProblemList) -> Register | None:
    """Read a CSV file that has ``columns`` and may have :data:`EXTRA_COLUMNS`, in any order.

    Returns None where nothing can be made of the file; each row with too few or too many cells is
    a problem and is left out.
    """
    text = read_text(path, problems)
    if text is None:
        return None
    rows = list(_rows(text, str(path), problems))
    if not rows:
        problems.add(Place(str(path), 1), "the file is empty: a header is expected", kind="header")
        return None
    (header_line, header), *body = rows
    if not _check_header(header, tuple(columns), Place(str(path), header_line), problems):
        return None
    whole = [row for row in body if _check_row(row, header, path, problems)]
    cells = list(zip(*(cells for _, cells in whole), strict=True)) or [()] * len(header)
    texts = {
        name: pa.array([cell or None for cell in column], pa.string())
        for name, column in zip(header, cells, strict=True)
    }
    for extra in EXTRA_COLUMNS:
        texts.setdefault(extra, pa.nulls(len(whole), pa.string()))
    return Register(texts, tuple((str(path), line) for line, _ in whole))


def joined(registers: Mapping[str, Register], name: str) -> Register:
    """Return registers of the same columns as one, with a column ``name`` that tells them apart."""
    parts = [
        {**register.columns, name: pa.array([key] * len(register), pa.string())}
        for key, register in sorted(registers.items())
    ]
    columns = {column: pa.concat_arrays([part[column] for part in parts]) for column in parts[0]}
    places = (place for _, register in sorted(registers.items()) for place in register.places)
    return Register(columns, tuple(places))


def _rows(text: str, file: str, problems: ProblemList) -> Iterator[tuple[int, list[str]]]:
    """Yield (line, cells) of each row that is not blank; RFC 4180, strictly."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    try:
        for cells in reader:
            if cells:
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        problems.add(Place(file, line), f"not valid CSV: {error}", kind="invalid-csv")


def _check_header(
    header: list[str], columns: tuple[str, ...], place: Place, problems: ProblemList
) -> bool:
    before = len(problems)
    known = (*columns, *EXTRA_COLUMNS)
    for number, name in enumerate(header, start=1):
        if name in header[: number - 1]:
            problems.add(place, f"column {quote(name)} stands twice in the header", kind="header")
        elif name not in known:
            problems.add(
                place,
                "unknown column",
                found=name,
                expected=f"one of {', '.join(known)}",
                nearest=nearest_match(name, known),
                kind="unknown-column",
            )
    for name in columns:
        if name not in header:
            problems.add(place, f"column {quote(name)} is missing", kind="header")
    return len(problems) == before


def _check_row(
    row: tuple[int, list[str]], header: list[str], path: Path, problems: ProblemList
) -> bool:
    line, cells = row
    if len(cells) == len(header):
        return True
    amount = "few" if len(cells) < len(header) else "many"
    problems.add(
        Place(str(path), line),
        f"the row has too {amount} cells (found {len(cells)}; expected {len(header)};"
        " a comma inside a text needs quotes around the text)",
        kind="row-length",
    )
    return False
