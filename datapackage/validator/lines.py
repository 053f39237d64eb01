"""The line of a CSV file on which a row begins.

A row is a line, unless a quoted cell before it holds a line break.
"""

from __future__ import annotations

import csv
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

BLOCK_BYTES = 1 << 20


def lines_of(file: Path, resource: Mapping[str, Any], rows: Collection[int]) -> dict[int, int]:
    """Return the line of each of some rows, as far as they are certain.

    Args:
        file: The file.
        resource: Its descriptor: format, encoding and dialect.
        rows: Numbers of rows, from 1, every record of the file counting.

    Returns:
        Row -> line. Empty for a Parquet or a packed file, which have no lines to go to; rows from
        which on the dialect would have to be guessed are left out.
    """
    form = str(resource.get("format") or file.suffix[1:]).lower()
    if not rows or form not in ("csv", "tsv") or file.suffix.lower() in (".gz", ".zip"):
        return {}
    dialect = resource.get("dialect")
    dialect = dialect if isinstance(dialect, Mapping) else {}
    quote = dialect.get("quoteChar", '"')
    if not isinstance(quote, str) or not _has(file, quote):
        return {row: row for row in rows}
    try:
        return _read_lines(file, form, str(resource.get("encoding") or "utf-8"), dialect, set(rows))
    except (csv.Error, LookupError, TypeError, ValueError, OSError):
        return {}


def _has(file: Path, quote: str) -> bool:
    """Return whether there is a quote anywhere in a file (one byte is sign enough)."""
    wanted = quote.encode("utf-8", "replace")[:1] or b'"'
    with file.open("rb") as stream:
        return any(wanted in block for block in iter(lambda: stream.read(BLOCK_BYTES), b""))


def _read_lines(
    file: Path, form: str, encoding: str, dialect: Mapping[str, Any], rows: set[int]
) -> dict[int, int]:
    delimiter = dialect.get("delimiter")
    found: dict[int, int] = {}
    last = max(rows)
    with file.open(encoding=encoding, errors="replace", newline="") as stream:
        reader = csv.reader(
            stream,
            delimiter=delimiter or ("\t" if form == "tsv" else ","),
            quotechar=dialect.get("quoteChar", '"') or None,
            quoting=csv.QUOTE_MINIMAL if dialect.get("quoteChar", '"') else csv.QUOTE_NONE,
            escapechar=dialect.get("escapeChar"),
            doublequote=bool(dialect.get("doubleQuote", True)),
            skipinitialspace=bool(dialect.get("skipInitialSpace", False)),
        )
        line = 1
        for row, _cells in enumerate(reader, start=1):
            if row in rows:
                found[row] = line
            line = reader.line_num + 1
            is_guess = delimiter is None and line != row + 1
            if row >= last or is_guess:
                break
    return found
