"""Table Dialect: how a CSV file's bytes become rows of cells.

What the descriptor leaves open is guessed from the file's first lines, as frictionless does it:
with :class:`csv.Sniffer` for the delimiter, and by the width of the rows for the header's place.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from math import isqrt
from typing import Any

from datapackage.validator.engine.encodings import is_encodable
from datapackage.validator.engine.fields.base import (
    NAME,
    UnsupportedError,
    flag_property,
    refuse_nulls,
    text_property,
)

SAMPLE_LINES = 100
"""The delimiter is guessed from so many lines, the header's place from so many rows."""

SNIFFER_STEPS = 100_000_000
"""The first lines are those with no more than so many characters times quotes."""

DELIMITERS = ",\t;|"
CSV_PROPERTIES = (
    "delimiter",
    "lineTerminator",
    "quoteChar",
    "doubleQuote",
    "escapeChar",
    "nullSequence",
    "skipInitialSpace",
)
DIALECT_PROPERTIES = (
    "$schema",
    "name",
    "title",
    "description",
    "header",
    "headerRows",
    "headerJoin",
    "headerCase",
    "commentChar",
    "commentRows",
    "skipBlankRows",
    "csv",
)


@dataclass(frozen=True, slots=True)
class Dialect:
    """A dialect; None stands for what is to be guessed from the file."""

    delimiter: str | None = None
    quote_char: str | None = None
    escape_char: str | None = None
    double_quote: bool = True
    skip_initial_space: bool | None = None
    header: bool = True
    header_rows: tuple[int, ...] | None = None
    header_join: str = " "
    header_case: bool = True
    header_given: bool = False
    comment_char: str | None = None
    comment_rows: frozenset[int] = frozenset()
    skip_blank_rows: bool = False

    @property
    def first_content_row(self) -> int:
        """The number of the first row after the header's."""
        return self.header_rows[-1] + 1 if self.header and self.header_rows else 1

    @property
    def has_filters(self) -> bool:
        """Whether some rows after the header are no content."""
        return bool(self.comment_char or self.comment_rows or self.skip_blank_rows)

    @property
    def is_plain(self) -> bool:
        """Whether rows are the file's records, one to one, after a header in the first of them."""
        return (
            self.header
            and self.header_rows == (1,)
            and not self.has_filters
            and not self.escape_char
            and not self.skip_initial_space
            and self.quote_char == '"'
        )

    def keeps(self, row_number: int, cells: Sequence[str]) -> bool:
        """Return whether a row is content: neither a comment nor a blank row to skip."""
        if self.comment_char and cells and cells[0].startswith(self.comment_char):
            return False
        if row_number in self.comment_rows:
            return False
        return not self.skip_blank_rows or any(cells)

    def reader(self, lines: Iterable[str]) -> Iterator[list[str]]:
        """Return a :func:`csv.reader` of these lines."""
        quote = '"' if self.quote_char is None else self.quote_char
        return csv.reader(
            lines,
            delimiter=self.delimiter or ",",
            doublequote=self.double_quote if self.escape_char else True,
            escapechar=self.escape_char,
            quotechar=quote,
            skipinitialspace=bool(self.skip_initial_space),
        )


def compile_dialect(descriptor: Any, form: str) -> Dialect:
    """Compile a resource's ``dialect``.

    Args:
        descriptor: As in the resource; None where it has none.
        form: The file's format, ``csv`` or ``tsv``.

    Raises:
        UnsupportedError: If the dialect asks for something else than CSV has.
    """
    raw = {} if descriptor is None else descriptor
    if not isinstance(raw, Mapping):
        raise UnsupportedError("the dialect is not an object")
    refuse_nulls(raw)
    if not NAME.fullmatch(text_property(raw, "name", "name")):
        raise UnsupportedError('"name" of the dialect is not a name')
    unknown = set(raw) - set(DIALECT_PROPERTIES) - set(CSV_PROPERTIES)
    if unknown:
        raise UnsupportedError(f'"{min(unknown)}" in the dialect')
    control = dict(raw.get("csv") or {})
    control.update({name: raw[name] for name in CSV_PROPERTIES if raw.get(name) is not None})
    for name in ("delimiter", "quoteChar", "escapeChar"):
        character = text_property(control, name, ",")
        if len(character) != 1 or character == "\0" or not is_encodable(character):
            raise UnsupportedError(f'"{name}" is not one character')
    space = control.get("skipInitialSpace")
    flag_property(control, "skipInitialSpace", default=False)
    given = raw.get("header") is not None or raw.get("headerRows") is not None
    rows = _row_numbers(raw, "headerRows")
    return Dialect(
        delimiter=control.get("delimiter", "\t" if form == "tsv" else None),
        quote_char=control.get("quoteChar"),
        escape_char=control.get("escapeChar"),
        double_quote=flag_property(control, "doubleQuote", default=True),
        skip_initial_space=space,
        header=flag_property(raw, "header", default=True),
        header_rows=(rows if "headerRows" in raw else (1,)) if given else None,
        header_join=text_property(raw, "headerJoin", " "),
        header_case=flag_property(raw, "headerCase", default=True),
        header_given=given,
        comment_char=text_property(raw, "commentChar", "") or None,
        comment_rows=frozenset(_row_numbers(raw, "commentRows")),
        skip_blank_rows=flag_property(raw, "skipBlankRows", default=False),
    )


def _row_numbers(raw: Mapping[str, Any], name: str) -> tuple[int, ...]:
    rows = raw.get(name) or []
    if not isinstance(rows, list) or not all(isinstance(row, int) for row in rows):
        raise UnsupportedError(f'"{name}" is not a list of row numbers')
    return tuple(rows)


def sniff(dialect: Dialect, lines: Sequence[str]) -> Dialect:
    """Return the dialect with what it leaves open guessed from the file's first lines."""
    guess: type[csv.Dialect] = csv.excel
    with suppress(csv.Error):
        guess = csv.Sniffer().sniff(_bounded(lines), dialect.delimiter or DELIMITERS)
    space = dialect.skip_initial_space
    return replace(
        dialect,
        delimiter=dialect.delimiter or guess.delimiter,
        quote_char='"' if dialect.quote_char is None else dialect.quote_char,
        skip_initial_space=bool(guess.skipinitialspace) if space is None else space,
    )


def _bounded(lines: Sequence[str]) -> str:
    """Return as many of the first lines as can be looked through in seconds.

    For each quote that none of its kind follows in a fitting place, the sniffer reads to the end.
    """
    kept: list[str] = []
    quotes = length = 0
    for line in lines:
        quotes += line.count('"') + line.count("'")
        length += len(line)
        if quotes * length > SNIFFER_STEPS:
            return "".join(kept) or line[: isqrt(SNIFFER_STEPS)]
        kept.append(line)
    return "".join(kept)


def find_header(dialect: Dialect, sample: Sequence[Sequence[str]]) -> Dialect:
    """Return the dialect with the header's row found.

    Where the descriptor does not say, it is the first row of about average width: that passes
    over the lines of prose which some publishers put above a table.
    """
    if dialect.header_given or not sample:
        rows = (1,) if dialect.header_rows is None else dialect.header_rows
        return replace(dialect, header_rows=rows)
    widths = [len(cells) for cells in sample]
    width = round(sum(widths) / len(widths))
    drift = max(round(width * 0.1), 1)
    found = 1
    for row_number, cells in enumerate(sample, start=1):
        is_comment = not replace(dialect, skip_blank_rows=False).keeps(row_number, cells)
        if not is_comment and width - drift <= len(cells) <= width + drift:
            found = row_number
            break
    return replace(dialect, header_rows=(found,))


def read_labels(dialect: Dialect, sample: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Return the header's labels, those of several header rows joined."""
    if not dialect.header:
        return ()
    labels: list[str] = []
    previous: dict[int, str] = {}
    for cells in _header_cells(dialect, sample):
        for index, raw in enumerate(cells):
            cell = raw.strip()
            if previous.get(index) == cell:
                continue
            previous[index] = cell
            if len(labels) <= index:
                labels.append(cell)
            else:
                labels[index] = dialect.header_join.join([labels[index], cell])
    return tuple(labels)


def _header_cells(dialect: Dialect, sample: Sequence[Sequence[str]]) -> Iterator[Sequence[str]]:
    filters = replace(dialect, skip_blank_rows=False)
    for row_number, cells in enumerate(sample, start=1):
        if not filters.keeps(row_number, cells):
            continue
        if row_number in (dialect.header_rows or ()):
            yield cells
        if row_number >= dialect.first_content_row:
            break
