"""Batches of records: the one form in which YAML and JSON Lines go on to be normalised.

The sources are cut into :class:`Chunk` s by size, never by the number of cores, so that the same
sources make the same batches. A chunk is read into a :class:`Batch` when its turn comes, by
whichever thread, and can be read again where a message needs to know more.
"""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Protocol, cast

import numpy as np
import pyarrow as pa
import pyarrow.json

from datapackage.problems import Place, ProblemList
from datapackage.read import record as record_reader
from datapackage.read.anchors import expand_anchors
from datapackage.read.record import RecordReader, path_text
from datapackage.read.text import BOM, UTF_16, decode_text, plain_bytes, read_text, refuse_special
from datapackage.read.tree import Node, parse_json_line, parse_yaml
from datapackage.shape import Shape

YAML_SUFFIXES = (".yaml", ".yml")
JSONL_SUFFIXES = (".jsonl", ".jsonl.gz")
YAML_BATCH = 500
"""Files of one record each that go into a batch."""
BLOCK_SIZE = 16 * 2**20
"""Bytes of JSON Lines that go into a batch, cut at a line's end."""


LeftOut = Mapping[str, Collection[int]]
"""Records to leave out, by file: the lines of one of JSON Lines; none for a file of one record."""
NOTHING: LeftOut = {}


class Origin(Protocol):
    """Tells where the values of a batch came from."""

    def place(self, record: int, path: record_reader.Path) -> Place:
        """Return the place of a value; ``record`` counts from 0 within the batch."""


@dataclass(frozen=True)
class Batch:
    """Records as an Arrow struct array of the record's shape, and where they came from.

    ``unread`` is the number of records of the chunk that could not be read at all.
    """

    records: pa.StructArray
    origin: Origin
    unread: int = 0

    @property
    def total(self) -> int:
        """Number of records of the chunk, read or not."""
        return len(self.records) + self.unread


class Chunk(Protocol):
    """A stretch of the sources that makes one batch."""

    def read_fast(self) -> Batch | None:
        """Read all records at one go; None where that can't be done, or something is wrong."""

    def read_exactly(self, problems: ProblemList) -> Batch:
        """Read record by record: every wrong key and type goes to ``problems`` with its place."""

    @property
    def is_bulk(self) -> bool:
        """Whether there may be so many of its kind that none should be kept in memory."""

    @property
    def size(self) -> int:
        """How many bytes of the sources it holds, decompressed."""


def record_files(folder: Path) -> list[Path]:
    """Return the record files of a folder of agreements, sorted by name."""
    return sorted(
        path for path in folder.iterdir() if path.name.endswith((*YAML_SUFFIXES, *JSONL_SUFFIXES))
    )


def source_size(files: Iterable[Path]) -> int | None:
    """Return the bytes of record files; None where it can't be told, as of compressed ones."""
    total = 0
    for path in files:
        if path.suffix == ".gz":
            return None
        with suppress(OSError):
            total += path.stat().st_size
    return total


def read_chunks(
    files: list[Path], shape: Shape, problems: ProblemList, left_out: LeftOut = NOTHING
) -> Iterator[Chunk]:
    """Yield the chunks of ``files`` in their order; what can't be read goes to ``problems``.

    The records in ``left_out`` are passed over, as if they were not in the files.
    """
    waiting: list[Path] = []
    for path in files:
        if path.name.endswith(YAML_SUFFIXES) and str(path) not in left_out:
            waiting.append(path)
        if waiting and (not path.name.endswith(YAML_SUFFIXES) or len(waiting) == YAML_BATCH):
            yield YamlFiles(tuple(waiting), shape)
            waiting = []
        if path.name.endswith(JSONL_SUFFIXES):
            yield from _blocks(path, shape, problems, left_out.get(str(path), ()))
    if waiting:
        yield YamlFiles(tuple(waiting), shape)


# --- YAML -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _YamlOrigin:
    """Each record has a file of its own, and each value in it a line."""

    files: tuple[str, ...]
    lines: tuple[dict[record_reader.Path, int], ...]
    anchors: tuple[dict[record_reader.Path, record_reader.Path], ...]
    """Path of a citation -> that of the anchor that it was read from."""

    def place(self, record: int, path: record_reader.Path) -> Place:
        lines = self.lines[record]
        known = path
        while known and known not in lines:
            known = known[:-1]
        written = next(filter(None, map(self.anchors[record].get, _beginnings(path))), path)
        return Place(self.files[record], lines.get(known, 1), path_text(written))


def _beginnings(path: record_reader.Path) -> Iterator[record_reader.Path]:
    """Yield a path and those it begins with, the longest first."""
    return (path[:length] for length in range(len(path), 0, -1))


@dataclass(frozen=True)
class YamlFiles:
    """Files of one record each."""

    files: tuple[Path, ...]
    shape: Shape

    is_bulk = False

    @property
    def size(self) -> int:
        """The files' bytes."""
        return source_size(self.files) or 0

    def read_fast(self) -> Batch | None:
        """Return None: YAML is always read with care."""
        return None

    def read_exactly(self, problems: ProblemList) -> Batch:
        """Read file by file."""
        records, names, lines, anchors = [], [], [], []
        for path in self.files:
            read = _read_yaml(path, self.shape, problems)
            if read is None:
                continue
            root, written = read
            reader = RecordReader(self.shape, str(path), problems)
            record = reader.read(root)
            if record is not None:
                records.append(record)
                names.append(str(path))
                lines.append(reader.lines)
                anchors.append(written)
        origin = _YamlOrigin(tuple(names), tuple(lines), tuple(anchors))
        array = pa.array(records, type=self.shape.arrow_type())
        return Batch(array, origin, len(self.files) - len(records))


def _read_yaml(
    path: Path, shape: Shape, problems: ProblemList
) -> tuple[Node, dict[record_reader.Path, record_reader.Path]] | None:
    """Return a record with its anchors as citations, and where each of them is written."""
    before = len(problems)
    text = read_text(path, problems)
    root = None if text is None else parse_yaml(text, str(path), problems)
    if root is None:
        if len(problems) == before:
            problems.add(Place(str(path), 1), "there is no record in the file", rule="empty")
        return None
    return expand_anchors(root, shape, path, problems)


# --- JSON Lines -------------------------------------------------------------------------------


@dataclass(frozen=True)
class _LineOrigin:
    """Each record has a line of its own."""

    file: str
    lines: Sequence[int]

    def place(self, record: int, path: record_reader.Path) -> Place:
        return Place(self.file, self.lines[record], path_text(path))


@dataclass
class Block:
    """A stretch of whole lines of a JSON Lines file.

    Its bytes are let go once they were read; :meth:`read_exactly` reads them from the file again.
    ``gaps`` are lines to leave out, counted from 0 within the block.
    """

    path: Path
    offset: int
    length: int
    first_line: int
    shape: Shape
    data: bytes | None
    gaps: tuple[int, ...] = ()

    is_bulk = True

    @property
    def size(self) -> int:
        """The lines' bytes."""
        return self.length

    def read_fast(self) -> Batch | None:
        """Let Arrow parse all lines at one go; None where it finds a fault or can't be sure."""
        data, self.data = self._bytes(), None
        data = plain_bytes(without_lines(data, self.gaps), self.first_line)
        number = None if b"\r" in data or b"\0" in data else _count_objects(data)
        if number is None:
            return None
        try:
            table = pyarrow.json.read_json(
                io.BytesIO(data),
                read_options=pyarrow.json.ReadOptions(use_threads=False, block_size=len(data) + 1),
                parse_options=pyarrow.json.ParseOptions(
                    explicit_schema=pa.schema(list(self.shape.arrow_type())),
                    unexpected_field_behavior="error",
                ),
            )
            table.validate(full=True)
        except (pa.ArrowInvalid, UnicodeDecodeError):
            return None
        if table.num_rows != number:
            return None
        lines: Sequence[int] = range(self.first_line, self.first_line + number + len(self.gaps))
        if self.gaps:
            lines = np.delete(lines, self.gaps).tolist()
        records = table.combine_chunks().to_struct_array().combine_chunks()
        return Batch(records, _LineOrigin(str(self.path), lines))

    def read_exactly(self, problems: ProblemList) -> Batch:
        """Read line by line."""
        data, self.data = self._bytes(), None
        data = without_lines(data, self.gaps, put=b"\n")
        text = decode_text(data, str(self.path), problems, self.first_line) or ""
        records, lines = [], []
        if self.first_line == 1 and text.lstrip().startswith("["):
            message = "this is a JSON array: write one record, {…}, a line, without [ ] around them"
            problems.add(Place(str(self.path), 1), message, rule="invalid-json")
            text = ""
        for number, line in enumerate(text.split("\n"), start=self.first_line):
            if not line.strip():
                continue
            root = parse_json_line(line, str(self.path), number, problems)
            if root is None:
                continue
            reader = RecordReader(self.shape, str(self.path), problems, default_line=number)
            record = reader.read(root)
            if record is not None:
                records.append(record)
                lines.append(number)
        array = pa.array(records, type=self.shape.arrow_type())
        number = sum(1 for line in data.split(b"\n") if line.strip())
        return Batch(array, _LineOrigin(str(self.path), lines), number - len(records))

    def _bytes(self) -> bytes:
        if self.data is not None:
            return self.data
        with _open(self.path) as stream:
            stream.seek(self.offset)
            return stream.read(self.length)


def _count_lines(data: bytes) -> int:
    # numpy counts faster than bytes do, and lets other threads work meanwhile.
    return int(np.count_nonzero(np.frombuffer(data, np.uint8) == ord("\n"))) or 1


def without_lines(data: bytes, gaps: Sequence[int], put: bytes = b"") -> bytes:
    """Return lines of bytes without some of them (counted from 0, in order), ``put`` for each."""
    if not gaps:
        return data
    breaks = np.flatnonzero(np.frombuffer(data, np.uint8) == ord("\n")) + 1
    bounds = [0, *breaks.tolist(), len(data)]
    parts, end = [], 0
    for gap in gaps:
        parts += [data[end : bounds[gap]], put]
        end = bounds[gap + 1]
    return b"".join([*parts, data[end:]])


def _count_objects(data: bytes) -> int | None:
    """Return the number of lines if each begins with a brace and ends with one; None otherwise.

    Arrow does not care for lines: it reads a record across two of them, and two on one. With
    braces at all ends, a record a line is the only way to have as many records as lines. Nor does
    it care for objects: of a ``null`` it makes a record, or ends the process (26.0.1).
    """
    view = np.frombuffer(data, np.uint8)
    ends = np.flatnonzero(view == ord("\n"))
    size = len(data.rstrip(b"\n"))  # blank lines at the end are none
    ends = ends[ends < size]
    starts, ends = np.append(0, ends + 1), np.append(ends, size)
    if not size or (view[starts] != ord("{")).any() or (view[ends - 1] != ord("}")).any():
        return None
    return len(starts)


def _blocks(
    path: Path, shape: Shape, problems: ProblemList, left_out: Collection[int]
) -> Iterator[Block]:
    offset, line, is_blank = 0, 1, True
    gaps = np.array(sorted(left_out), np.int64)
    try:
        with _open(path) as stream:
            for data in _whole_lines(stream):
                if line == 1 and data.startswith(UTF_16):
                    decode_text(data, str(path), problems)
                    return
                lines = _count_lines(data)
                here = gaps[slice(*np.searchsorted(gaps, [line, line + lines]))] - line
                yield Block(path, offset, len(data), line, shape, data, tuple(map(int, here)))
                offset += len(data)
                is_blank = is_blank and not data.removeprefix(BOM).strip()
                line += lines
        if is_blank:
            problems.add(Place(str(path), 1), "there is no record in the file", rule="empty")
    except (OSError, EOFError, zlib.error) as error:
        message = f"the file can't be read: {_reason(error)}"
        problems.add(Place(str(path)), message, rule="unreadable-file")


def _reason(error: Exception) -> str:
    if isinstance(error, EOFError):
        return "its compressed data are cut off"
    if isinstance(error, gzip.BadGzipFile | zlib.error):
        return "its name says that it is compressed with gzip, and it is not, or it is damaged"
    return getattr(error, "strerror", None) or str(error)


def _open(path: Path) -> IO[bytes]:
    refuse_special(path)
    if path.suffix == ".gz":
        return cast("IO[bytes]", gzip.open(path, "rb"))
    return path.open("rb")


def _whole_lines(stream: IO[bytes]) -> Iterator[bytes]:
    """Yield the stream in stretches of whole lines of about :data:`BLOCK_SIZE` bytes."""
    rest: list[bytes] = []
    while data := stream.read(BLOCK_SIZE):
        cut = data.rfind(b"\n") + 1
        if cut:
            yield b"".join([*rest, data[:cut]])
            rest = [data[cut:]]
        else:
            rest.append(data)
    last = b"".join(rest)
    if last.strip():
        yield last
