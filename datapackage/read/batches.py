"""Batches of records: the one form in which YAML and JSON Lines go on to be normalised.

The sources are cut into :class:`Chunk` s by size, never by the number of cores, so that the same
sources make the same batches. A chunk is read into a :class:`Batch` when its turn comes, by
whichever thread, and can be read again where a message needs to know more.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Protocol, cast

import numpy as np
import pyarrow as pa

from datapackage.columnar.arrow import is_utf8
from datapackage.grouping import ONE_RECORD_EACH
from datapackage.problems import Place, ProblemList
from datapackage.read import record as record_reader
from datapackage.read.anchors import expand_anchors
from datapackage.read.lines import Lines, Numbers, parse_objects, without_lines
from datapackage.read.record import RecordReader, path_text
from datapackage.read.text import BOM, UTF_16, decode_text, plain_bytes, read_text, refuse_special
from datapackage.read.tree import Node, parse_json_line, parse_yaml
from datapackage.shape import Shape

YAML_SUFFIXES = ONE_RECORD_EACH
JSONL_SUFFIXES = (".jsonl", ".jsonl.gz")
YAML_BATCH = 500
"""Files of one record each that go into a batch."""
BLOCK_SIZE = 16 * 2**20
"""Bytes of JSON Lines that go into a batch, cut at a line's end."""
GZIP_RATIO = 5
"""How much smaller JSON Lines become by gzip, or even more."""
AT_A_TIME = 100
"""Records that are read with care before they become Arrow's, which needs a tenth of the memory."""


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

    def read(self, problems: ProblemList) -> Batch:
        """Read all records: every wrong key and type goes to ``problems`` with its place."""

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


def number_of_chunks(files: Iterable[Path]) -> float:
    """Return about how many chunks record files make; more is not known before they are read."""
    chunks = 0.0
    for path in files:
        if path.name.endswith(YAML_SUFFIXES):
            chunks += 1 / YAML_BATCH
        else:
            with suppress(OSError):
                ratio = GZIP_RATIO if path.suffix == ".gz" else 1
                chunks += ratio * path.stat().st_size / BLOCK_SIZE
    return chunks


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

    def read(self, problems: ProblemList) -> Batch:
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
    lines: Sequence[int] | Numbers

    def place(self, record: int, path: record_reader.Path) -> Place:
        return Place(self.file, int(self.lines[record]), path_text(path))


@dataclass
class Block:
    """A stretch of whole lines of a JSON Lines file.

    Its bytes are let go once they were read; :meth:`read` reads them from the file again.
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

    def read(self, problems: ProblemList) -> Batch:
        """Read all lines; every wrong key and type goes to ``problems`` with its place."""
        data, self.data = self._bytes(), None
        data = plain_bytes(without_lines(data, self.gaps), self.first_line)
        if b"\r" in data or b"\0" in data or not is_utf8(data):
            decode_text(data, str(self.path), problems, self.first_line)
            return self._unread(data)
        if self.first_line == 1 and data.lstrip().startswith(b"["):
            message = "this is a JSON array: write one record, {…}, a line, without [ ] around them"
            problems.add(Place(str(self.path), 1), message, rule="invalid-json")
            return self._unread(data)
        lines, type_ = Lines(data), self.shape.arrow_type()
        places, records = parse_objects(lines, type_)
        left, unread = np.setdiff1d(np.arange(len(lines)), places), 0
        if len(left):
            kept, read, unread = self._read_with_care(lines, left, problems)
            places, records = _merged(places, records, kept, read)
        origin = _LineOrigin(str(self.path), lines.numbers[places] + self.first_line)
        return Batch(records, origin, unread)

    def _unread(self, data: bytes) -> Batch:
        unread = sum(1 for line in data.split(b"\n") if line.strip())
        return Batch(pa.array([], self.shape.arrow_type()), _LineOrigin(str(self.path), ()), unread)

    def _read_with_care(
        self, lines: Lines, places: Numbers, problems: ProblemList
    ) -> tuple[Numbers, pa.StructArray, int]:
        """Read some lines one by one.

        Returns the places of those that are records, these, and the number of the other lines.
        """
        type_, file = self.shape.arrow_type(), str(self.path)
        kept: list[int] = []
        parts, waiting, unread = [pa.array([], type_)], [], 0
        for place in map(int, places):
            number, text = self.first_line + int(lines.numbers[place]), lines.line(place).decode()
            if not text.strip():
                continue
            root = parse_json_line(text, file, number, problems)
            reader = RecordReader(self.shape, file, problems, default_line=number)
            record = None if root is None else reader.read(root)
            if record is None:
                unread += 1
                continue
            kept.append(place)
            waiting.append(record)
            if len(waiting) == AT_A_TIME:
                parts.append(pa.array(waiting, type_))
                waiting.clear()
        return (
            np.array(kept, np.int64),
            pa.concat_arrays([*parts, pa.array(waiting, type_)]),
            unread,
        )

    def _bytes(self) -> bytes:
        if self.data is not None:
            return self.data
        with _open(self.path) as stream:
            stream.seek(self.offset)
            return stream.read(self.length)


def _count_lines(data: bytes) -> int:
    # numpy counts faster than bytes do, and lets other threads work meanwhile.
    return int(np.count_nonzero(np.frombuffer(data, np.uint8) == ord("\n"))) or 1


def _merged(
    places: Numbers, records: pa.StructArray, others: Numbers, more: pa.StructArray
) -> tuple[Numbers, pa.StructArray]:
    """Return records and more of them in the order of their places."""
    parts, begin = [], 0
    for number, end in enumerate(np.searchsorted(places, others).tolist()):
        parts += [records.slice(begin, end - begin), more.slice(number, 1)]
        begin = end
    return np.sort(np.append(places, others)), pa.concat_arrays([*parts, records.slice(begin)])


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
