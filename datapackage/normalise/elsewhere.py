"""Making chunks of the sources ready in other processes, which hand over the rows in files.

What a process has to know of the sources is in a file, too. It reads its chunks itself.
"""

from __future__ import annotations

import pickle
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryDirectory
from typing import IO

import pyarrow as pa

from datapackage.contract import Contract
from datapackage.normalise.parsers import Parsers
from datapackage.normalise.provenance import ReadAgain
from datapackage.normalise.records import Part, ReadyRows, Repeated, prepare
from datapackage.parallel import map_in_order
from datapackage.problems import ProblemList
from datapackage.processes import Processes, usable_processors
from datapackage.read.batches import Block, Chunk, number_of_chunks
from datapackage.read.sources import Sources
from datapackage.shape import Shape, record_shape
from datapackage.write.tables import RenderedRows

MIN_CHUNKS = 4
"""Chunks from which on it pays to start processes: some seconds of work."""

_LINES = pa.schema([("lines", pa.large_binary())])


class Elsewhere:
    """Processes that make chunks ready."""

    def __init__(self, sources: Sources, folder: Path, processes: Processes) -> None:
        """Let the processes start, and learn about the sources; they answer in ``folder``."""
        self._contract = sources.contract
        self._processes = processes
        self._setup = folder / "setup"
        known = (sources.contract, sources.registers, sources.codelists)
        self._setup.write_bytes(pickle.dumps(known))
        for _ in range(processes.count):
            processes.submit(_learn, self._setup)

    def parts(self, chunks: Iterable[Chunk]) -> Generator[tuple[int, Part]]:
        """Yield the size of each chunk, and the chunk ready to be written, in their order."""
        shape = record_shape(self._contract)
        given: deque[Chunk] = deque()

        def each() -> Iterator[Chunk]:
            for chunk in chunks:
                given.append(replace(chunk, data=None) if isinstance(chunk, Block) else chunk)
                # In a compressed file, a process can't find the bytes of a block.
                is_compressed = isinstance(chunk, Block) and chunk.path.suffix == ".gz"
                yield chunk if is_compressed else given[-1]

        work = partial(_prepare_elsewhere, self._setup)
        for done in map_in_order(work, each(), self._processes.count, self._processes):
            chunk = given.popleft()
            yield chunk.size, done.take(chunk, shape, self._contract)


@contextmanager
def begun_elsewhere(
    sources: Sources, folder: Path, workers: int | None
) -> Iterator[Elsewhere | None]:
    """Start so many processes, by default as many as there are processors; None if none pays.

    What they hand over lies below ``folder`` for a moment.
    """
    count = workers or usable_processors()
    if count == 1 or number_of_chunks(sources.records) < MIN_CHUNKS:
        yield None
        return
    with (
        TemporaryDirectory(dir=folder, prefix="parts-") as name,
        Processes(count) as processes,
    ):
        yield Elsewhere(sources, Path(name), processes)


@lru_cache(maxsize=1)
def _known(setup: Path) -> tuple[Shape, Parsers]:
    known = pickle.loads(setup.read_bytes())  # noqa: S301  (written by the build that asks)
    contract, registers, codelists = known
    # What is wrong with names and aliases themselves, that build finds.
    return record_shape(contract), Parsers(contract, registers, codelists, ProblemList())


def _learn(setup: Path) -> None:
    _known(setup)


@dataclass(frozen=True)
class HandedOver:
    """A part in a file: for each table a stream of its rows, and one of their lines in CSV."""

    path: Path
    records: int
    tables: list[tuple[str, list[Repeated]]]
    problems: ProblemList

    def take(self, chunk: Chunk, shape: Shape, contract: Contract) -> Part:
        """Return the part of a chunk, and remove the file."""
        tables = []
        with pa.OSFile(str(self.path)) as file:
            for number, (name, repeated) in enumerate(self.tables):
                rows, lines = (pa.ipc.open_stream(file).read_all() for _ in range(2))
                csv = tuple(line.as_buffer() for line in lines["lines"])
                rendered = RenderedRows(contract[name], rows, csv)
                place = ReadAgain(chunk, shape).place_of(number)
                tables.append(ReadyRows(rendered, repeated, place))
        self.path.unlink()
        return Part(self.records, tables, self.problems)


def _prepare_elsewhere(setup: Path, chunk: Chunk) -> HandedOver:
    """Do what :func:`prepare` does, in a process that knows no more than the setup."""
    part = prepare(chunk, *_known(setup))
    # A name of its own: where a process is lost, the same chunk may be worked on once more.
    with NamedTemporaryFile(dir=setup.parent, delete=False) as file:
        for rows in part.tables:
            _write(file, rows.rendered.arrow)
            lines = [_as_array(buffer) for buffer in rows.rendered.csv]
            _write(file, pa.table([pa.chunked_array(lines, pa.large_binary())], _LINES))
    tables = [(rows.rendered.table.name, rows.repeated) for rows in part.tables]
    return HandedOver(Path(file.name), part.records, tables, part.problems)


def _as_array(buffer: pa.Buffer) -> pa.Array:
    offsets = pa.py_buffer(pa.array([0, buffer.size], pa.int64()).buffers()[1])
    return pa.LargeBinaryArray.from_buffers(pa.large_binary(), 1, [None, offsets, buffer])


def _write(file: IO[bytes], rows: pa.Table) -> None:
    with pa.ipc.new_stream(file, rows.schema) as stream:
        stream.write_table(rows)
