"""Read a CSV file in batches of columns of text.

Two readers give the same rows. :mod:`pyarrow.csv` reads what it reads exactly as Python's
:mod:`csv` (on which frictionless rests) does; the rest (odd quotes and line ends, ragged rows,
comments, other encodings than UTF-8) is left to Python's.
"""

from __future__ import annotations

import codecs
import csv
import io
import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any, cast

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv

from datapackage.columnar.arrow import IntArray
from datapackage.validator.engine import dialect as dialects
from datapackage.validator.engine.batch import Batch, batch_of_rows, merge
from datapackage.validator.engine.dialect import Dialect
from datapackage.validator.engine.errors import READ_ERRORS, UnreadableFile
from datapackage.validator.engine.limited import LimitedFile
from datapackage.validator.engine.schema import Field
from datapackage.validator.limits import DEFAULT_LIMITS, LimitPassed, Limits

BLOCK_BYTES = 4 << 20
"""How much of a file pyarrow parses at a time.

It reads up to 32 blocks ahead, so memory grows with this; speed hardly does.
"""

BATCH_ROWS = 16_384
"""How many rows Python's reader gathers to a batch."""

MOST_BYTES = 16 << 20
"""So many bytes, and a row, it gathers to a batch, however few rows those are."""

SCAN_BYTES = 4 << 20
Opener = Callable[[], IO[bytes]]


@dataclass(frozen=True, slots=True)
class CsvHead:
    """The beginning of a CSV file.

    Attributes:
        dialect: The dialect, with nothing left open.
        labels: The header's labels; empty where there is no header.
        is_empty: Whether the file has neither a header nor rows.
    """

    dialect: Dialect
    labels: tuple[str, ...]
    is_empty: bool


@contextmanager
def _long_cells(limits: Limits) -> Iterator[None]:
    """Let Python's csv module, which keeps its limit for the process, read cells up to ours."""
    before = csv.field_size_limit(limits.line)
    try:
        yield
    except UnreadableFile as error:
        if "field limit" in str(error):
            raise LimitPassed("line", limits.line, "a cell has more bytes") from error
        raise
    finally:
        csv.field_size_limit(before)


def _up_to(text: Iterable[str], most: int) -> Iterator[str]:
    """Yield lines until they come to so many characters."""
    for line in text:
        yield line
        most -= len(line)
        if most < 0:
            return


@dataclass(frozen=True, slots=True)
class CsvFile:
    """A CSV file to read.

    Attributes:
        open_bytes: Opens the (decompressed) bytes, from the start, each time it is called.
        encoding: A Python codec's name; ``utf-8-sig`` rather than ``utf-8``.
        dialect: May leave delimiter and header open.
        newline: How line ends are taken, see :func:`open`; None for TSV, as frictionless does.
        path: The file whose bytes they are, unpacked, so that Arrow may read it itself.
        limits: What it may cost.
    """

    open_bytes: Opener
    encoding: str
    dialect: Dialect
    newline: str | None = ""
    path: Path | None = None
    limits: Limits = DEFAULT_LIMITS

    def head(self) -> CsvHead:
        """Read the first rows, and find out what the descriptor leaves open.

        Raises:
            UnreadableFile: If the file can't be read.
            LimitPassed: If it has too long lines, or too many columns.
        """
        with self._text() as text, _long_cells(self.limits):
            try:
                lines = list(itertools.islice(_up_to(text, MOST_BYTES), dialects.SAMPLE_LINES))
                dialect = dialects.sniff(self.dialect, lines)
                reader = dialect.reader(itertools.chain(lines, text))
                sample = list(itertools.islice(reader, len(lines)))
            except READ_ERRORS as error:
                raise UnreadableFile(error) from error
        dialect = dialects.find_header(dialect, sample)
        labels = dialects.read_labels(dialect, sample)
        if len(labels) > self.limits.columns:
            raise LimitPassed("columns", self.limits.columns, "the header has more cells")
        numbered = enumerate(sample, start=1)
        has_content = any(
            row_number >= dialect.first_content_row and dialect.keeps(row_number, cells)
            for row_number, cells in numbered
        )
        return CsvHead(dialect, labels, not labels and not has_content)

    def batches(
        self, head: CsvHead, fields: Sequence[Field], wanted: Sequence[int]
    ) -> Iterator[Batch]:
        """Yield the rows after the header.

        Args:
            head: What :meth:`head` returned.
            fields: The fields that are expected in each row.
            wanted: Positions of the columns that are needed; the others may come empty.

        Raises:
            UnreadableFile: If the file can't be read to its end; the rows before that were yielded.
        """
        done, width = 0, len(fields)
        blank_is_null = all("" in field.missing for field in fields)
        quoted = self._is_plain(head, width, blank_is_null=blank_is_null)
        if quoted is not None:
            arrow = ArrowReader(self, head.dialect.delimiter or ",", width, wanted, quoted=quoted)
            for batch in arrow.whole_rows():
                done += len(batch)
                yield batch
            if arrow.at_end:
                return
            if self._is_text():
                for batch in arrow.all_rows(skip=done):
                    done += len(batch)
                    yield batch
            if arrow.at_end:
                return
        yield from self._python_batches(head.dialect, width, done)

    def bytes(self) -> LimitedFile:
        """Open the bytes, as far as they keep to the limits."""
        return LimitedFile(self.open_bytes(), self.limits, self.path is None)

    def _is_text(self) -> bool:
        """Return whether all bytes are of the encoding."""
        decoder = codecs.getincrementaldecoder(self.encoding)()
        with self.bytes() as stream:
            try:
                while block := stream.read(SCAN_BYTES):
                    decoder.decode(block)
                decoder.decode(b"", final=True)
            except UnicodeDecodeError:
                return False
        return True

    def _text(self) -> io.TextIOWrapper:
        return io.TextIOWrapper(
            cast("IO[bytes]", self.bytes()), self.encoding, newline=self.newline
        )

    def _is_plain(self, head: CsvHead, width: int, *, blank_is_null: bool) -> bool | None:
        """Return whether pyarrow reads the file as Python does, and if so, whether it has quotes.

        None means that it does not.
        """
        delimiter = head.dialect.delimiter or ""
        fits = (
            self.encoding == "utf-8-sig"
            and self.newline == ""
            and head.dialect.is_plain
            and len(delimiter.encode()) == 1
            and delimiter not in '"\r\n'
            and width == len(head.labels)
        )
        if not fits:
            return None
        try:
            with self.bytes() as stream:
                return scan(stream, delimiter, blank_is_null=blank_is_null)
        except READ_ERRORS:
            return None  # Python's reader gives the rows before the fault

    def _python_batches(self, dialect: Dialect, width: int, skip: int) -> Iterator[Batch]:
        with self._text() as text, _long_cells(self.limits):
            reader = _Rows(dialect.reader(text), text)
            pieces = _filtered(reader, dialect) if dialect.has_filters else _plain(reader, dialect)
            for numbers, rows, fault in pieces:
                skipped = min(skip, len(rows))
                skip -= skipped
                if len(rows) > skipped:
                    yield batch_of_rows(rows[skipped:], numbers[skipped:], width)
                if fault is not None:
                    raise fault


Piece = tuple[IntArray, list[list[str]], UnreadableFile | None]
"""Row numbers, rows, and what stopped the reading."""


class _Rows:
    """Gathers the rows of a reader to batches of bounded size."""

    def __init__(self, reader: Iterator[list[str]], text: io.TextIOWrapper) -> None:
        self._reader = reader
        self._file = cast("LimitedFile", text.buffer)

    def gather(self) -> Iterator[list[str]]:
        most = self._file.read_so_far + MOST_BYTES
        for row in itertools.islice(self._reader, BATCH_ROWS):
            yield row
            if self._file.read_so_far > most:
                return


def _plain(reader: _Rows, dialect: Dialect) -> Iterator[Piece]:
    """Yield all rows after the header."""
    start = 1
    fault = None
    while fault is None:
        rows: list[list[str]] = []
        try:
            rows.extend(reader.gather())
        except READ_ERRORS as error:  # the rows before it are in the list
            fault = UnreadableFile(error)
        if not rows and fault is None:
            return
        numbers = np.arange(start, start + len(rows), dtype=np.int64)
        start += len(rows)
        header = int(np.searchsorted(numbers, dialect.first_content_row))
        yield numbers[header:], rows[header:], fault


def _filtered(reader: _Rows, dialect: Dialect) -> Iterator[Piece]:
    """Yield the rows after the header that are neither comments nor blank ones to skip."""
    all_rows = replace(dialect, header=False)
    for numbers, rows, fault in _plain(reader, all_rows):
        kept = [
            number >= dialect.first_content_row and dialect.keeps(number, cells)
            for number, cells in zip(numbers.tolist(), rows, strict=True)
        ]
        yield numbers[kept], list(itertools.compress(rows, kept)), fault


class ArrowReader:
    """Reads a plain CSV file in UTF-8 with pyarrow, one record after the header a row."""

    def __init__(
        self, file: CsvFile, delimiter: str, width: int, wanted: Sequence[int], *, quoted: bool
    ) -> None:
        """Take the file, its delimiter, the number and the positions of its columns."""
        self.file = file
        self.delimiter = delimiter
        self.width = width
        self.wanted = tuple(wanted) or (0,)
        self.quoted = quoted
        self.at_end = False
        """Whether the last reading came to the file's end."""

    def whole_rows(self) -> Iterator[Batch]:
        """Yield rows up to the first ragged one, or to what pyarrow does not read."""
        start = 2
        for columns in self._read(None):
            numbers = np.arange(start, start + len(columns[0]), dtype=np.int64)
            start += len(numbers)
            yield Batch(columns, numbers, {}, {}, {})

    def all_rows(self, skip: int) -> Iterator[Batch]:
        """Yield all rows but the first ones, which come as whole batches; needs valid UTF-8."""
        ragged: list[tuple[int, str]] = []

        def keep(row: pa_csv.InvalidRow) -> str:
            ragged.append((row.number, row.text))
            return "skip"

        start, done = 2, 0
        for columns in self._read(keep):
            end = start + len(columns[0])
            found = list(_advancing(ragged, end))
            end += len(found)
            del ragged[: len(found)]
            numbers = np.setdiff1d(np.arange(start, end), [row[0] for row in found])
            batch = Batch(columns, numbers.astype(np.int64), {}, {}, {})
            start = end
            if found:
                batch = merge(batch, self._ragged_batch(found))
            done += len(batch)
            if done > skip:
                yield batch
        if self.at_end and ragged:
            yield self._ragged_batch(ragged)

    def _ragged_batch(self, rows: Sequence[tuple[int, str]]) -> Batch:
        dialect = Dialect(delimiter=self.delimiter)
        with _long_cells(self.file.limits):
            cells = [next(dialect.reader(io.StringIO(text, newline=""))) for _, text in rows]
        numbers = np.array([number for number, _ in rows], dtype=np.int64)
        return batch_of_rows(cells, numbers, self.width)

    def _read(self, ragged: Callable[[pa_csv.InvalidRow], str] | None) -> Iterator[tuple[Any, ...]]:
        """Yield batches of columns; those that are not wanted are nulls."""
        names = [str(position) for position in range(self.width)]
        included = [names[position] for position in self.wanted]
        path, self.at_end = self.file.path, False
        with pa.OSFile(str(path)) if path else self.file.bytes() as stream:
            try:
                reader = pa_csv.open_csv(
                    stream,
                    read_options=pa_csv.ReadOptions(
                        column_names=names,
                        skip_rows_after_names=1,
                        block_size=BLOCK_BYTES,
                        use_threads=False,  # the next batch is read ahead by a thread of ours
                    ),
                    parse_options=pa_csv.ParseOptions(
                        delimiter=self.delimiter,
                        newlines_in_values=self.quoted,
                        ignore_empty_lines=False,
                        invalid_row_handler=ragged,
                    ),
                    convert_options=pa_csv.ConvertOptions(
                        column_types=dict.fromkeys(names, pa.string()),
                        include_columns=included,
                        strings_can_be_null=False,
                        quoted_strings_can_be_null=False,
                    ),
                )
                for record_batch in reader:
                    nothing = pa.nulls(record_batch.num_rows, pa.string())
                    columns = [nothing] * self.width
                    for position, column in zip(self.wanted, record_batch.columns, strict=True):
                        columns[position] = column
                    yield tuple(columns)
                self.at_end = True
            except pa.ArrowInvalid:
                return


def _advancing(ragged: Sequence[tuple[int, str]], end: int) -> Iterator[tuple[int, str]]:
    """Yield ragged rows as long as they are among rows up to an end that they push on."""
    for row in ragged:
        if row[0] >= end:
            return
        end += 1
        yield row


def scan(
    stream: io.BufferedIOBase | IO[bytes], delimiter: str, *, blank_is_null: bool = True
) -> bool | None:
    """Find out whether pyarrow reads these bytes exactly as Python's csv module does.

    It does where quotes open and close whole cells, lines end in LF or CRLF and no byte is NUL.
    An empty line is a row of empty texts to pyarrow and one without cells to Python, which
    comes to the same as long as empty texts are nulls.

    Returns:
        None if it does not; else whether there are quotes.
    """
    before, carry, quotes = b"\n", b"", 0
    while True:
        block = stream.read(SCAN_BYTES)
        data = carry + block
        cut = len(data.rstrip(b'"\r')) if block else len(data)  # what follows those decides
        data, carry = data[:cut], data[cut:]
        if data:
            data = before + data
            if b"\0" in data or _has_odd_lines(data, blank_is_null=blank_is_null):
                return None
            positions = _quote_positions(data)
            if not _quotes_fit(data, positions, quotes, delimiter):
                return None
            quotes += len(positions)
            before = data[-1:]
        if not block:
            return None if quotes % 2 else quotes > 0


def _quote_positions(data: bytes) -> IntArray:
    if b'"' not in data:
        return np.empty(0, np.int64)
    return np.flatnonzero(np.frombuffer(data, np.uint8) == ord('"')).astype(np.int64)


def _has_odd_lines(block: bytes, *, blank_is_null: bool) -> bool:
    """Return whether a line ends in a bare CR, or is empty where that matters."""
    if not blank_is_null and (b"\n\n" in block or b"\n\r\n" in block):
        return True
    return b"\r" in block and block.count(b"\r") != block.count(b"\r\n")


def _quotes_fit(block: bytes, positions: IntArray, seen: int, delimiter: str) -> bool:
    """Return whether each quote opens a cell, closes one, or is one of a doubled pair."""
    if not len(positions):
        return True
    data = np.frombuffer(block + b"\n", np.uint8)
    opening = (np.arange(len(positions)) + seen) % 2 == 0
    before = data[positions - 1]
    after = data[positions + 1]
    edge_before = np.isin(before, list(b'\n"' + delimiter.encode()))
    edge_after = np.isin(after, list(b'\r\n"' + delimiter.encode()))
    return bool(np.all(np.where(opening, edge_before, edge_after)))
