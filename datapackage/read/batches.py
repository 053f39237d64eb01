"""Batches of records: the one form in which YAML and JSON Lines go on to be normalised.

A :class:`Batch` holds records as an Arrow struct array of the record's shape, and knows where
each value came from. Batches are cut by size, never by the number of files or of cores, so that
the same sources make the same batches.
"""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import IO, Protocol, cast

import pyarrow as pa
import pyarrow.json

from datapackage.problems import Place, ProblemList
from datapackage.read import record as record_reader
from datapackage.read.record import RecordReader, path_text
from datapackage.read.text import UTF_16, decode_text, read_text
from datapackage.read.tree import parse_json_line, parse_yaml
from datapackage.shape import Shape

YAML_SUFFIXES = (".yaml", ".yml")
JSONL_SUFFIXES = (".jsonl", ".jsonl.gz")
YAML_BATCH = 500
"""Files of one record each that go into a batch."""
BLOCK_SIZE = 8 * 2**20
"""Bytes of JSON Lines that go into a batch, cut at a line's end."""


class Origin(Protocol):
    """Tells where the values of a batch came from."""

    def place(self, record: int, path: record_reader.Path) -> Place:
        """Return the place of a value; ``record`` counts from 0 within the batch."""


@dataclass(frozen=True)
class Batch:
    """Records as an Arrow struct array, and where they came from.

    ``exact`` tells that keys and types were checked one by one, with their places. A batch that
    Arrow parsed at one go is not exact: where it turns out to be wrong, :meth:`reread` reads it
    again with care, so that the message can be precise.
    """

    records: pa.StructArray
    origin: Origin
    exact: bool = True
    block: _Block | None = None

    def reread(self, problems: ProblemList) -> Batch:
        """Return this batch read one record at a time; new findings go to ``problems``."""
        return self if self.block is None or self.exact else self.block.read_exactly(problems)


def record_files(folder: Path) -> list[Path]:
    """Return the record files of a folder of agreements, sorted by name."""
    return sorted(
        path for path in folder.iterdir() if path.name.endswith((*YAML_SUFFIXES, *JSONL_SUFFIXES))
    )


def read_batches(files: list[Path], shape: Shape, problems: ProblemList) -> Iterator[Batch]:
    """Yield the records of ``files`` in their order; what can't be read goes to ``problems``."""
    waiting: list[Path] = []
    for path in files:
        if path.name.endswith(YAML_SUFFIXES):
            waiting.append(path)
        if waiting and (not path.name.endswith(YAML_SUFFIXES) or len(waiting) == YAML_BATCH):
            yield _yaml_batch(waiting, shape, problems)
            waiting = []
        if path.name.endswith(JSONL_SUFFIXES):
            yield from _jsonl_batches(path, shape, problems)
    if waiting:
        yield _yaml_batch(waiting, shape, problems)


@dataclass(frozen=True)
class _YamlOrigin:
    """Each record has a file of its own, and each value in it a line."""

    files: tuple[str, ...]
    lines: tuple[dict[record_reader.Path, int], ...]

    def place(self, record: int, path: record_reader.Path) -> Place:
        lines = self.lines[record]
        known = path
        while known and known not in lines:
            known = known[:-1]
        return Place(self.files[record], lines.get(known, 1), path_text(path))


def _yaml_batch(files: list[Path], shape: Shape, problems: ProblemList) -> Batch:
    records, names, lines = [], [], []
    for path in files:
        before = len(problems)
        text = read_text(path, problems)
        root = None if text is None else parse_yaml(text, str(path), problems)
        if root is None:
            if len(problems) == before:
                problems.add(Place(str(path), 1), "there is no record in the file", kind="empty")
            continue
        reader = RecordReader(shape, str(path), problems)
        record = reader.read(root)
        if record is not None:
            records.append(record)
            names.append(str(path))
            lines.append(reader.lines)
    origin = _YamlOrigin(tuple(names), tuple(lines))
    return Batch(pa.array(records, type=shape.arrow_type()), origin)


@dataclass(frozen=True)
class _LineOrigin:
    """Each record has a line of its own."""

    file: str
    lines: tuple[int, ...]

    def place(self, record: int, path: record_reader.Path) -> Place:
        return Place(self.file, self.lines[record], path_text(path))


@dataclass(frozen=True)
class _Block:
    """A stretch of whole lines of a JSON Lines file; itself the origin of its records."""

    file: str
    data: bytes = field(repr=False)
    first_line: int
    shape: Shape = field(repr=False)

    def place(self, record: int, path: record_reader.Path) -> Place:
        return Place(self.file, self._record_lines[record], path_text(path))

    @cached_property
    def _record_lines(self) -> list[int]:
        lines = self.data.split(b"\n")
        return [n for n, line in enumerate(lines, start=self.first_line) if line.strip()]

    def read(self, problems: ProblemList) -> Batch:
        """Parse all lines at one go, or one by one where that does not do."""
        records = self._parse_fast()
        if records is None:
            return self.read_exactly(problems)
        return Batch(records, self, exact=False, block=self)

    def _parse_fast(self) -> pa.StructArray | None:
        if b"\r" in self.data or b"\0" in self.data or self.data.startswith(b"\xef\xbb\xbf"):
            return None
        schema = pa.schema(list(self.shape.arrow_type()))
        try:
            table = pyarrow.json.read_json(
                io.BytesIO(self.data),
                read_options=pyarrow.json.ReadOptions(
                    use_threads=False, block_size=len(self.data) + 1
                ),
                parse_options=pyarrow.json.ParseOptions(
                    explicit_schema=schema, unexpected_field_behavior="error"
                ),
            )
            table.validate(full=True)
        except (pa.ArrowInvalid, UnicodeDecodeError):
            return None
        if table.num_rows != _count_lines(self.data):
            return None
        return table.combine_chunks().to_struct_array().combine_chunks()

    def read_exactly(self, problems: ProblemList) -> Batch:
        """Parse line by line: every duplicate key, unknown key and wrong type has its place."""
        records, lines = [], []
        text = decode_text(self.data, self.file, problems, self.first_line) or ""
        if self.first_line == 1 and text.lstrip().startswith("["):
            message = "this is a JSON array: write one record, {…}, a line, without [ ] around them"
            problems.add(Place(self.file, 1), message, kind="invalid-json")
            text = ""
        for number, line in enumerate(text.split("\n"), start=self.first_line):
            if not line.strip():
                continue
            root = parse_json_line(line, self.file, number, problems)
            if root is None:
                continue
            reader = RecordReader(self.shape, self.file, problems, default_line=number)
            record = reader.read(root)
            if record is not None:
                records.append(record)
                lines.append(number)
        array = pa.array(records, type=self.shape.arrow_type())
        return Batch(array, _LineOrigin(self.file, tuple(lines)))


def _count_lines(data: bytes) -> int:
    """Return the number of lines that are not blank."""
    if b"\n\n" not in data and b"\n " not in data and not data.startswith((b"\n", b" ")):
        return data.count(b"\n") + (0 if data.endswith(b"\n") else 1)
    return sum(1 for line in data.split(b"\n") if line.strip())


def _jsonl_batches(path: Path, shape: Shape, problems: ProblemList) -> Iterator[Batch]:
    line = 1
    try:
        with _open(path) as stream:
            for data in _blocks(stream):
                if line == 1 and data.startswith(UTF_16):
                    decode_text(data, str(path), problems)
                    return
                yield _Block(str(path), data, line, shape).read(problems)
                line += data.count(b"\n") or 1
        if line == 1:
            problems.add(Place(str(path), 1), "there is no record in the file", kind="empty")
    except (OSError, EOFError, zlib.error) as error:
        message = f"the file can't be read: {_reason(error)}"
        problems.add(Place(str(path)), message, kind="unreadable-file")


def _reason(error: Exception) -> str:
    if isinstance(error, EOFError):
        return "its compressed data are cut off"
    if isinstance(error, gzip.BadGzipFile | zlib.error):
        return "its name says that it is compressed with gzip, and it is not, or it is damaged"
    return getattr(error, "strerror", None) or str(error)


def _open(path: Path) -> IO[bytes]:
    if path.suffix == ".gz":
        return cast("IO[bytes]", gzip.open(path, "rb"))
    return path.open("rb")


def _blocks(stream: IO[bytes]) -> Iterator[bytes]:
    """Yield the stream in stretches of whole lines of about :data:`BLOCK_SIZE` bytes."""
    rest = b""
    while data := stream.read(BLOCK_SIZE):
        cut = data.rfind(b"\n") + 1
        if cut:
            yield rest + data[:cut]
            rest = data[cut:]
        else:
            rest += data
    if rest.strip():
        yield rest
