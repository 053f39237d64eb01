"""Making chunks of the sources ready in other processes, which hand over the rows in files.

What a process has to know of the sources is in a file, too. It reads its chunks itself.
"""

from __future__ import annotations

import os
import pickle
import sys
from collections import deque
from collections.abc import Generator, Iterable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from pathlib import Path
from socket import gethostname
from tempfile import NamedTemporaryFile, TemporaryDirectory
from typing import IO

import pyarrow as pa

from datapackage.contract import Contract
from datapackage.normalise.cluster import dask_pool, require_dask
from datapackage.normalise.parsers import Parsers
from datapackage.normalise.provenance import ReadAgain
from datapackage.normalise.records import Part, ReadyRows, Repeated, prepare
from datapackage.parallel import map_in_order
from datapackage.problems import (
    Problem,
    ProblemList,
    UsageError,
    WorkerLostError,
    explain,
    one_of,
)
from datapackage.processes import Processes, usable_processors
from datapackage.read.batches import Block, Chunk, YamlFiles, number_of_chunks
from datapackage.read.sources import Sources
from datapackage.shape import Shape, record_shape
from datapackage.write.tables import RenderedRows

ENGINES = ("processes", "dask")
LIBRARIES = ("city-cooperation-agreements", "babel", "numpy", "pandas", "pyarrow")
"""Distributions that the bytes of a package depend on."""
MIN_CHUNKS = 4
"""Chunks from which on it pays to start processes: some seconds of work."""

_LINES = pa.schema([("lines", pa.large_binary())])


@dataclass(frozen=True)
class Engine:
    """What makes chunks of many records ready.

    Attributes:
        name: Processes of this machine, or workers of dask.
        workers: Number of processes; as many as there are processors if it is None.
        scheduler: Address of a scheduler of dask, which has workers of its own.
    """

    name: str = "processes"
    workers: int | None = None
    scheduler: str | None = None

    def require(self) -> None:
        """Raise UsageError if there is no such engine."""
        if self.name not in ENGINES:
            raise UsageError(explain("no such engine", found=self.name, expected=one_of(ENGINES)))
        if self.workers is not None and self.workers < 1:
            raise UsageError(
                explain("no number of workers", found=self.workers, expected="1 or more")
            )
        if self.scheduler is not None and (self.name != "dask" or self.workers is not None):
            raise UsageError("a scheduler is one of the engine dask, and has workers of its own")
        if self.name == "dask":
            require_dask()

    @contextmanager
    def pool(self, files: Sequence[Path]) -> Iterator[tuple[Executor, int] | None]:
        """Give a pool for record files and the number of its workers; None if none pays."""
        count = self.workers or usable_processors()
        if self.name == "dask":
            with dask_pool(self.scheduler, count) as pool:
                yield pool
        elif count == 1 or number_of_chunks(files) < MIN_CHUNKS:
            yield None
        else:
            with Processes(count) as processes:
                yield processes, count


class Elsewhere:
    """A pool that makes chunks ready."""

    def __init__(self, sources: Sources, folder: Path, pool: Executor, workers: int) -> None:
        """Let the workers start, and learn about the sources; they answer in ``folder``."""
        self._contract = sources.contract
        self._pool = pool
        self._workers = workers
        self._setup = folder / "setup"
        known = (sources.contract, sources.registers, sources.codelists)
        with self._setup.open("wb") as file:
            # A worker may run in another folder than this process.
            here = None if sources.folder.is_absolute() else Path.cwd()
            pickle.dump(versions(), file)
            pickle.dump((here, *known), file)
        for _ in range(workers):
            pool.submit(_learn, self._setup)

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
        for done in map_in_order(work, each(), self._workers, self._pool):
            chunk = given.popleft()
            yield chunk.size, done.take(chunk, shape, self._contract)


@contextmanager
def begun_elsewhere(sources: Sources, folder: Path, engine: Engine) -> Iterator[Elsewhere | None]:
    """Start what makes records ready elsewhere; None if that does not pay.

    What is handed over lies below ``folder`` for a moment.
    """
    with (
        TemporaryDirectory(dir=folder, prefix="parts-") as name,
        engine.pool(sources.records) as pool,
    ):
        yield None if pool is None else Elsewhere(sources, Path(name), *pool)


# --- In a worker ------------------------------------------------------------------------------


def versions() -> dict[str, str]:
    """Return the versions of what the bytes of a package depend on."""
    # It reads e-mail headers: a build that needs no workers is not to wait for its import.
    from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415

    found = {"Python": ".".join(map(str, sys.version_info[:2]))}
    for name in LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "none"
    return found


@dataclass(frozen=True)
class _Known:
    """What a worker knows of the sources; ``folder`` is where relative paths begin."""

    folder: Path | None
    shape: Shape
    parsers: Parsers


@lru_cache(maxsize=1)
def _known(setup: Path) -> _Known:
    """Return what the build wrote that asks; pickles, since no one else writes there."""
    try:
        file = setup.open("rb")
    except FileNotFoundError:
        message = f"sources and output have to be in folders that every worker sees: {_here()} does"
        raise WorkerLostError(f"{message} not see {setup.parent}") from None
    with file:
        expected = pickle.load(file)  # noqa: S301
        for name, here in versions().items():
            if here != expected[name]:
                message = f"{_here()} has another version of {name} than the build"
                raise WorkerLostError(explain(message, found=here, expected=expected[name]))
        folder, contract, registers, codelists = pickle.load(file)  # noqa: S301
    # What is wrong with names and aliases themselves, that build finds.
    parsers = Parsers(contract, registers, codelists, ProblemList())
    return _Known(folder, record_shape(contract), parsers)


def _here() -> str:
    return f"the worker on {gethostname()} (process {os.getpid()})"


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
    known = _known(setup)
    part = prepare(_found_below(known.folder, chunk), known.shape, known.parsers)
    # A name of its own: where a process is lost, the same chunk may be worked on once more.
    with NamedTemporaryFile(dir=setup.parent, delete=False) as file:
        for rows in part.tables:
            _write(file, rows.rendered.arrow)
            lines = [_as_array(buffer) for buffer in rows.rendered.csv]
            _write(file, pa.table([pa.chunked_array(lines, pa.large_binary())], _LINES))
    tables = [(rows.rendered.table.name, rows.repeated) for rows in part.tables]
    problems = ProblemList([_as_given(known.folder, problem) for problem in part.problems])
    return HandedOver(Path(file.name), part.records, tables, problems)


def _found_below(folder: Path | None, chunk: Chunk) -> Chunk:
    if folder is not None and isinstance(chunk, Block):
        return replace(chunk, path=folder / chunk.path)
    if folder is not None and isinstance(chunk, YamlFiles):
        return replace(chunk, files=tuple(folder / path for path in chunk.files))
    return chunk


def _as_given(folder: Path | None, problem: Problem) -> Problem:
    """Return a problem with files named as the sources were given."""
    if folder is None:
        return problem
    place = replace(problem.place, file=problem.place.file.removeprefix(f"{folder}{os.sep}"))
    return replace(problem, place=place, message=problem.message.replace(f"{folder}{os.sep}", ""))


def _as_array(buffer: pa.Buffer) -> pa.Array:
    offsets = pa.py_buffer(pa.array([0, buffer.size], pa.int64()).buffers()[1])
    return pa.LargeBinaryArray.from_buffers(pa.large_binary(), 1, [None, offsets, buffer])


def _write(file: IO[bytes], rows: pa.Table) -> None:
    with pa.ipc.new_stream(file, rows.schema) as stream:
        stream.write_table(rows)
