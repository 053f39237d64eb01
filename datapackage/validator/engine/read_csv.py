"""Read a CSV file in batches of columns of text.

Two readers give the same rows. :mod:`pyarrow.csv` reads what it reads exactly as Python's
:mod:`csv` (on which frictionless rests) does; the rest (odd quotes and line ends, ragged rows,
comments, other encodings than UTF-8) is left to Python's.
"""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import IO, Any, cast

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv

from datapackage.columnar.arrow import IntArray, is_utf8
from datapackage.parallel import map_ahead
from datapackage.validator.engine import dialect as dialects
from datapackage.validator.engine.batch import Batch, Judge, Judgement, batch_of_rows, merge
from datapackage.validator.engine.dialect import Dialect
from datapackage.validator.engine.errors import READ_ERRORS, UnreadableFile
from datapackage.validator.engine.limited import LimitedFile
from datapackage.validator.engine.schema import Field
from datapackage.validator.limits import DEFAULT_LIMITS, LimitPassed, Limits

BLOCK_BYTES = 4 << 20
"""How much of a file pyarrow parses at a time; a few such blocks are in work at once."""

BATCH_ROWS = 16_384
"""How many rows Python's reader gathers to a batch."""

MOST_BYTES = 16 << 20
"""So many bytes, and a row, it gathers to a batch, however few rows those are. Of a row with more
bytes, pyarrow's reader does not wait for the end."""

QUOTE = ord('"')
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
        """Yield the rows after the header, see :meth:`judged`."""
        return (batch for batch, _ in self.judged(head, fields, wanted, lambda _batch: None))

    def judged(
        self,
        head: CsvHead,
        fields: Sequence[Field],
        wanted: Sequence[int],
        judge: Judge[Judgement],
        free: Collection[int] = (),
    ) -> Iterator[tuple[Batch, Judgement]]:
        """Yield the rows after the header in batches, with what is to be said of each batch.

        Args:
            head: What :meth:`head` returned.
            fields: The fields that are expected in each row.
            wanted: Positions of the columns that are needed; the others may come empty.
            judge: Says something of a batch, whose rows need not have their numbers yet. Several
                threads may be at it.
            free: Positions of those that a batch may leave to its ``whole``.

        Raises:
            UnreadableFile: If the file can't be read to its end; the rows before that were yielded.
        """
        done = 0
        reader = self._block_reader(head, fields, wanted, free)
        if reader is not None:
            for judged in map_ahead(partial(reader.judged, judge), self._blocks(reader)):
                if judged is None:
                    break
                batch, judgement = judged
                yield batch.after(done + 1), judgement
                done += len(batch)
            else:
                return
        rows = self._python_batches(head.dialect, len(fields), done)
        yield from map_ahead(lambda batch: (batch, judge(batch)), rows)

    def stream(self) -> LimitedFile:
        """Open the bytes, as far as they keep to the limits."""
        return LimitedFile(self.open_bytes(), self.limits, self.path is None)

    def _text(self) -> io.TextIOWrapper:
        return io.TextIOWrapper(
            cast("IO[bytes]", self.stream()), self.encoding, newline=self.newline
        )

    def _block_reader(
        self, head: CsvHead, fields: Sequence[Field], wanted: Sequence[int], free: Collection[int]
    ) -> BlockReader | None:
        """Return what reads the file with pyarrow as far as it can; None if it can't be so."""
        delimiter = head.dialect.delimiter or ""
        fits = (
            self.encoding == "utf-8-sig"
            and self.newline == ""
            and head.dialect.is_plain
            and len(delimiter.encode()) == 1
            and delimiter not in '"\r\n'
            and len(fields) == len(head.labels)
        )
        blank_is_null = all("" in field.missing for field in fields)
        width, limits = len(fields), self.limits
        needed = [position for position in wanted if position not in free]
        return (
            BlockReader(delimiter, width, wanted, needed, limits, blank_is_null=blank_is_null)
            if fits
            else None
        )

    def _blocks(self, reader: BlockReader) -> Iterator[bytes | None]:
        """Yield what follows the header in stretches of whole rows; None where that ends."""
        try:
            with self.stream() as stream:
                header, end = b"", 0
                while not end and len(header) <= MOST_BYTES and (block := stream.read(BLOCK_BYTES)):
                    header += block
                    end = _first_row_end(header)
                if not end and len(header) <= MOST_BYTES:
                    end = len(header)  # the file has no line after it
                if not end or not reader.is_plain(header[:end]):
                    yield None
                    return
                yield from _whole_rows(stream, header[end:])
        except READ_ERRORS:
            yield None  # Python's reader gives the rows before the fault

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


def _first_row_end(data: bytes) -> int:
    """Return where the first row ends: at a line's end that is in no quotes; 0 if there is none."""
    quotes = start = 0
    while end := data.find(b"\n", start) + 1:
        quotes += data.count(b'"', start, end)
        if not quotes % 2:
            return end
        start = end
    return 0


def _last_row_end(block: bytes, quotes: int) -> int:
    """Return where the last whole row of a block ends, given the quotes up to the block's end."""
    end = len(block)
    while start := block.rfind(b"\n", 0, end) + 1:
        quotes -= block.count(b'"', start, end)
        if not quotes % 2:
            return start
        end = start - 1
    return 0


def _whole_rows(stream: IO[bytes] | LimitedFile, block: bytes) -> Iterator[bytes | None]:
    """Yield a block, and what follows in a stream, in stretches of whole rows.

    None comes where a row has no end for long, as after a quote that is never closed.
    """
    pieces: list[bytes] = []
    quotes = 0
    while block := block or stream.read(BLOCK_BYTES):
        # numpy counts faster than bytes do, and lets other threads work meanwhile.
        quotes += int(np.count_nonzero(np.frombuffer(block, np.uint8) == QUOTE))
        if end := _last_row_end(block, quotes):
            yield b"".join([*pieces, memoryview(block)[:end]])
            pieces = []
        pieces.append(block[end:])
        if sum(map(len, pieces)) > MOST_BYTES:
            yield None
            return
        block = b""
    if any(pieces):
        yield b"".join(pieces)


class BlockReader:
    """Reads whole rows of plain CSV in UTF-8 with pyarrow."""

    def __init__(
        self,
        delimiter: str,
        width: int,
        wanted: Sequence[int],
        needed: Sequence[int],
        limits: Limits,
        *,
        blank_is_null: bool,
    ) -> None:
        """Take the delimiter, the number and the positions of columns, those needed at once too."""
        self.delimiter = delimiter
        self.width = width
        self.wanted = tuple(wanted) or (0,)
        self.needed = tuple(needed) or self.wanted
        self.limits = limits
        self.blank_is_null = blank_is_null

    def is_plain(self, data: bytes) -> bool:
        """Return whether pyarrow reads whole rows exactly as Python's csv module does."""
        return is_plain(data, self.delimiter, blank_is_null=self.blank_is_null)

    def judged(
        self, judge: Judge[Judgement], block: bytes | None
    ) -> tuple[Batch, Judgement] | None:
        """Return rows, numbered from 1, and what is said of them; None where Python has to read."""
        if block is None or not self.is_plain(block) or not is_utf8(block):
            return None
        try:
            batch = self._batch(block, self.needed)
        except pa.ArrowInvalid:
            return None
        if len(self.needed) < len(self.wanted):
            batch = replace(batch, whole=partial(self._batch, block, self.wanted))
        return batch, judge(batch)

    def _batch(self, block: bytes, positions: Sequence[int]) -> Batch:
        """Return rows, numbered from 1.

        Raises:
            pa.ArrowInvalid: If pyarrow does not read them.
        """
        ragged: list[tuple[int, str]] = []

        def keep(row: pa_csv.InvalidRow) -> str:
            ragged.append((row.number, row.text))
            return "skip"

        try:
            columns = self._columns(block, positions, None)
        except pa.ArrowInvalid:
            columns = self._columns(block, positions, keep)
        numbers = np.arange(1, len(columns[0]) + len(ragged) + 1)
        if not ragged:
            return Batch(columns, numbers, {}, {}, {})
        numbers = np.delete(numbers, [number - 1 for number, _ in ragged])
        return merge(Batch(columns, numbers, {}, {}, {}), self._ragged_batch(ragged))

    def _ragged_batch(self, rows: Sequence[tuple[int, str]]) -> Batch:
        dialect = Dialect(delimiter=self.delimiter)
        with _long_cells(self.limits):
            cells = [next(dialect.reader(io.StringIO(text, newline=""))) for _, text in rows]
        numbers = np.array([number for number, _ in rows], dtype=np.int64)
        return batch_of_rows(cells, numbers, self.width)

    def _columns(
        self,
        block: bytes,
        positions: Sequence[int],
        ragged: Callable[[pa_csv.InvalidRow], str] | None,
    ) -> tuple[Any, ...]:
        """Return the columns at some positions; the others are nulls."""
        names = [str(position) for position in range(self.width)]
        table = pa_csv.read_csv(
            pa.BufferReader(block),
            read_options=pa_csv.ReadOptions(
                column_names=names,
                block_size=len(block) + 1,
                use_threads=False,  # threads of ours read other blocks meanwhile
            ),
            parse_options=pa_csv.ParseOptions(
                delimiter=self.delimiter,
                newlines_in_values=True,
                ignore_empty_lines=False,
                invalid_row_handler=ragged,
            ),
            convert_options=pa_csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()),
                include_columns=[names[position] for position in positions],
                check_utf8=False,  # of a whole block, that is a third of the work
                strings_can_be_null=False,
                quoted_strings_can_be_null=False,
            ),
        )
        columns = [pa.nulls(table.num_rows, pa.string())] * self.width
        for position, column in zip(positions, table.columns, strict=True):
            is_one = column.num_chunks == 1  # which would be copied to combine it
            columns[position] = column.chunk(0) if is_one else column.combine_chunks()
        return tuple(columns)


def is_plain(data: bytes, delimiter: str, *, blank_is_null: bool = True) -> bool:
    """Find out whether pyarrow reads whole rows exactly as Python's csv module does.

    It does where quotes open and close whole cells, lines end in LF or CRLF and no byte is NUL.
    An empty line is a row of empty texts to pyarrow and one without cells to Python, which
    comes to the same as long as empty texts are nulls.
    """
    if b"\0" in data or _has_odd_lines(data, blank_is_null=blank_is_null):
        return False
    return b'"' not in data or _quotes_fit(data, delimiter)


def _has_odd_lines(data: bytes, *, blank_is_null: bool) -> bool:
    """Return whether a line ends in a bare CR, or is empty where that matters."""
    if not blank_is_null and (
        data.startswith((b"\n", b"\r\n")) or b"\n\n" in data or b"\n\r\n" in data
    ):
        return True
    return b"\r" in data and data.count(b"\r") != data.count(b"\r\n")


def _quotes_fit(data: bytes, delimiter: str) -> bool:
    """Return whether each quote opens a cell, closes one, or is one of a doubled pair."""
    view = np.frombuffer(data, np.uint8)
    quotes = np.flatnonzero(view == QUOTE)
    opening, closing = quotes[::2], quotes[1::2]
    if len(opening) != len(closing):
        return False
    if opening[0] == 0:
        opening = opening[1:]
    if closing[-1] == len(data) - 1:
        closing = closing[:-1]
    before, after = np.zeros((2, 256), np.bool_)
    before[list(b'\n"' + delimiter.encode())] = True
    after[list(b'\r\n"' + delimiter.encode())] = True
    return bool(before[view[opening - 1]].all() and after[view[closing + 1]].all())
