"""The build: read, normalise, write to a staging folder, check what was written, publish."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from datapackage.formats import FinishedPackage, Format, SetAside, choose, readable, readme, report
from datapackage.formats.files import core_files
from datapackage.grouping import Counted
from datapackage.mapping import MappedTables
from datapackage.normalise.aliases import all_aliases
from datapackage.normalise.elsewhere import Elsewhere, Engine, begun_elsewhere
from datapackage.normalise.parsers import Parsers
from datapackage.normalise.provenance import Provenance
from datapackage.normalise.records import Part, ReadyRows, prepare, prepare_rows
from datapackage.normalise.tables import (
    NormalisedTable,
    normalise_aliases,
    normalise_codelists,
    normalise_register,
)
from datapackage.parallel import map_in_order
from datapackage.problems import Place, Problem, ProblemList, explain
from datapackage.progress import NO_PROGRESS, Progress
from datapackage.publish import Outcome, OutputError, staged
from datapackage.publish.errors import ONLY_WHEN_WRITING, explain_os_error
from datapackage.read.batches import Chunk, read_chunks, source_size
from datapackage.read.codelists import codelists_of
from datapackage.read.lock import lock_path
from datapackage.read.package import FILE_NAME as PACKAGE_FILE
from datapackage.read.register import KEEP
from datapackage.read.schemas import default_schemas
from datapackage.read.sources import Sources, read_sources
from datapackage.read.workbook import WorkbookRecords
from datapackage.releases import previous_version, promise_problems
from datapackage.rules.causes import without_repeated_gaps
from datapackage.rules.check import LIMIT, check_staged
from datapackage.rules.counts import check_counts
from datapackage.rules.doubts import find_doubts
from datapackage.rules.places import to_problems
from datapackage.rules.quarantine import Quarantine
from datapackage.rules.reader import PackageReader
from datapackage.rules.rules import unused_rows
from datapackage.shape import record_shape
from datapackage.validator import PackageResult
from datapackage.verification import VerificationSummary, verify_citations
from datapackage.write.checksums import all_files, write_checksums
from datapackage.write.descriptor import FILE_NAME, build_descriptor, write_json
from datapackage.write.tables import (
    CSV_FOLDER,
    PARQUET_FOLDER,
    TableWriter,
    parquet_path,
    table_writers,
)

MAX_WARNINGS = 100
"""Warnings that are shown; how many more there are is told."""


@dataclass(frozen=True)
class FormatOutcome:
    """What became of a format: the seconds that it took, or why it was left out.

    ``extra`` names the extra of this distribution to install where that is the reason.
    """

    name: str
    seconds: float
    left_out: str = ""
    extra: str = ""


@dataclass(frozen=True)
class BuildResult:
    """What a build did.

    Attributes:
        outcome: What became of the output folder: created, replaced, unchanged; None for a check.
        rows: Number of rows of each table.
        files: Size in bytes of each file of the package, by its path.
        formats: What became of each format beside CSV and Parquet.
        report: The verdict of every rule.
        verification: What came of the citations; None where no documents were given.
        warnings: What is probably not meant, and doesn't keep the package from being published.
        set_aside: Number of records at fault that were left out, as ``package.yaml`` allows.
        faults: What is wrong with those.
    """

    outcome: Outcome | None
    rows: dict[str, int]
    files: dict[str, int]
    formats: tuple[FormatOutcome, ...]
    report: PackageResult
    verification: VerificationSummary | None
    warnings: tuple[Problem, ...]
    set_aside: int = 0
    faults: tuple[Problem, ...] = ()


def build(
    sources: str | Path = "sources",
    output: str | Path = "output",
    *,
    schemas: str | Path | None = None,
    documents: str | Path | None = None,
    formats: Sequence[str] | None = None,
    releases: str | Path | None = None,
    workers: int | None = None,
    engine: str = "processes",
    scheduler: str | None = None,
    progress: Progress = NO_PROGRESS,
) -> BuildResult:
    """Build the data package of a folder of sources.

    Args:
        sources: Folder with ``package.yaml``, ``agreements/``, ``registers/``, ``codelists/``.
        output: Folder to publish to; created, or replaced as a whole if it is a package of ours.
        schemas: Folder of the Table Schemas; those of this package by default.
        documents: Folder with the source documents; the citations are verified against them.
        formats: Names of the formats to write beside CSV and Parquet; by default all whose
            libraries are installed.
        releases: Folder of the releases before; the version has to be high enough after the
            latest, and no id may be lost without a reason.
        workers: Number of processes that read and normalise records where there are many; by
            default the processors that this process may use. With 1, it does all by itself.
        engine: What these are: ``processes`` of this machine, or workers of ``dask``.
        scheduler: Address of a scheduler of dask, which has workers of its own.
        progress: Is told how far the build is.

    Raises:
        DataError: The sources are wrong; all problems of the run come together.
        OutputError: ``output`` can't be written, or is not to be replaced.
        UsageError: ``documents`` is no folder of text documents; a format in ``formats`` is
            unknown, or what it needs is not installed; so is ``engine``.
        WorkerLostError: Workers were lost again and again, or their scheduler was.
    """
    how = Engine(engine, workers, scheduler)
    schema_folder = Path(schemas) if schemas else default_schemas()
    with staged(Path(output), protected=[Path(sources), schema_folder]) as staging:
        run = _run(
            staging.path, sources, schema_folder, documents, formats, releases, how, progress
        )
        return run.result(staging.publish())


def check(
    sources: str | Path = "sources",
    *,
    schemas: str | Path | None = None,
    documents: str | Path | None = None,
    formats: Sequence[str] | None = None,
    releases: str | Path | None = None,
    workers: int | None = None,
    engine: str = "processes",
    scheduler: str | None = None,
    progress: Progress = NO_PROGRESS,
) -> BuildResult:
    """Do all that :func:`build` does, but publish; arguments and errors are the same."""
    how = Engine(engine, workers, scheduler)
    with _temporary_folder() as folder:
        run = _run(folder, sources, schemas, documents, formats, releases, how, progress)
        return run.result(None)


@contextmanager
def _temporary_folder() -> Iterator[Path]:
    """Give a check a folder to write to; raises OutputError where the disk does not take it.

    What names no file comes from one that was open: readers of sources name theirs.
    """
    try:
        with TemporaryDirectory(prefix="city-cooperation-agreements-") as name:
            yield Path(name)
    except OSError as error:
        named = error.filename or not error.errno or isinstance(error, BrokenPipeError)
        if named and error.errno not in ONLY_WHEN_WRITING:
            raise
        where = f"{gettempdir()} (where temporary files go, see TMPDIR)"
        raise OutputError(explain_os_error(error, where)) from error


def _run(
    folder: Path,
    sources: str | Path,
    schemas: str | Path | None,
    documents: str | Path | None,
    formats: Sequence[str] | None,
    releases: str | Path | None,
    engine: Engine,
    progress: Progress,
) -> _Build:
    """Make a package in a folder: again without the records at fault, if these may be set aside."""
    chosen = choose(formats)
    engine.require()
    problems = ProblemList()
    read = read_sources(Path(sources), schemas, problems)
    quarantine = Quarantine(read)
    while True:
        run = _Build(read, problems, chosen, progress, documents, quarantine, engine)
        found = run.write(folder)
        if not found:
            run.keep_promises(Path(releases) if releases else None)
            run.finish()
            return run
        quarantine.add(found, run.records, run.records_at)
        for part in (CSV_FOLDER, PARQUET_FOLDER):
            shutil.rmtree(folder / part)


def _within(folder: Path, problem: Problem) -> Problem:
    """Return a problem as it is published, with files named from the folder of the sources.

    A message may name another file; where the folder lies on this machine is nobody's business,
    and two machines are to write the same bytes.
    """
    file = Path(problem.place.file).relative_to(folder).as_posix()
    message = problem.message.replace(f"{folder}{os.sep}" if folder.name else "", "")
    return replace(problem, place=replace(problem.place, file=file), message=message)


class _Build:
    """One run of the build on a folder to write to."""

    def __init__(
        self,
        sources: Sources,
        problems: ProblemList,
        formats: Sequence[Format],
        progress: Progress,
        documents: str | Path | None,
        quarantine: Quarantine,
        engine: Engine,
    ) -> None:
        self._sources = sources
        self._contract = sources.contract
        self._problems = ProblemList(list(problems))
        self._quarantine = quarantine
        self._engine = engine
        self.records = 0
        self._formats = formats
        self._format_outcomes: list[FormatOutcome] = []
        self._progress = progress
        self._documents = Path(documents) if documents else None
        self._provenance = Provenance()
        self._rows: dict[str, int] = {}
        self._files: dict[str, int] = {}
        self._report: PackageResult | None = None
        self._verification: VerificationSummary | None = None
        self._mapped: list[MappedTables] = []
        self._repeated: list[tuple[str, int, str, str]] = []
        self._repeats = 0
        self._doubts: list[Problem] = []
        self._previous = ""

    def write(self, folder: Path) -> list[Problem]:
        """Write the tables into ``folder``, check them, and return what is wrong."""
        self._folder = folder
        self._write_tables(folder)
        self._descriptor = self._describe(folder)
        if self._is_checkable():
            self._check(folder, self._descriptor)
        return without_repeated_gaps(self._problems)

    def keep_promises(self, releases: Path | None) -> None:
        """Hold the package to stated counts and to the last release, which needs its descriptor.

        Raises:
            DataError: It falls short of them.
        """
        info = self._sources.info
        assert info is not None  # noqa: S101  (its absence is a problem)
        file = str(self._sources.folder / PACKAGE_FILE)
        problems = ProblemList()
        check_counts(info.counts, self._rows, file, problems, self._sources.warnings)
        if releases is not None and releases.is_dir():
            write_json(self._folder / FILE_NAME, self._descriptor)
            place = Place(file, info.version_line, "version")
            promised = promise_problems(releases, self._folder, place, self._sources.warnings)
            problems.extend(promised)
            self._previous = previous_version(releases, info.name, info.version)
        problems.raise_if_any()

    def finish(self) -> None:
        """Write the rest of a package without a fault."""
        self._finish(self._folder, self._descriptor)

    def result(self, outcome: Outcome | None) -> BuildResult:
        """Return what was done."""
        assert self._report is not None  # noqa: S101  (a build without a report has raised)
        return BuildResult(
            outcome,
            self._rows,
            self._files,
            tuple(self._format_outcomes),
            self._report,
            self._verification,
            tuple(sorted(self._warnings())),
            len(self._quarantine),
            self._quarantine.problems,
        )

    def records_at(self, place: Place) -> Iterator[Place]:
        """Yield the records that a row of a workbook or a line of a foreign table is in."""
        sources: Iterable[WorkbookRecords | MappedTables]
        sources = (*self._sources.workbooks, *self._mapped)
        return chain.from_iterable(source.places_of_records(place) for source in sources)

    def _warnings(self) -> Iterator[Problem]:
        """Yield those of the sources, of foreign tables, and of texts that were not translated."""
        yield from self._sources.warnings
        yield from self._doubts
        for tables in self._mapped:
            yield from tables.report.warnings()
        for table, row, stem, text in self._repeated:
            place = self._provenance.place(table, row, stem)
            assert place is not None  # noqa: S101  (the row was written, with its place)
            message = explain(
                "the same text in all languages", found=text, expected="a translation in each"
            )
            yield Problem(place, message, "repeated-text")
        if (more := self._repeats - MAX_WARNINGS) > 0:
            place = Place(str(self._sources.folder))
            message = f"and {more:,} more texts of this kind"
            yield Problem(place, message, "repeated-text", more=more - 1)

    # --- Tables -------------------------------------------------------------------------------

    def _write_tables(self, folder: Path) -> None:
        sources = self._sources
        with (
            begun_elsewhere(sources, folder, self._engine) as elsewhere,
            table_writers(folder, self._contract) as writers,
        ):
            parsers = Parsers(self._contract, sources.registers, sources.codelists, self._problems)
            parsers.check_aliases()
            for table in self._register_tables(parsers):
                self._write(prepare_rows(table, table.place), writers)
            self._progress.start(
                "Normalising", "agreements", source_size(self._sources.records) or 0
            )
            counted = Counted(LIMIT)
            with closing(self._record_parts(parsers, elsewhere)) as parts:
                for size, part in parts:
                    self.records += part.records
                    self._problems.extend(counted.keep(part.problems))
                    for rows in part.tables:
                        self._write(rows, writers)
                    self._progress.advance(part.records, size)
            self._problems.extend(counted.last())
            self._rows = {name: writer.rows for name, writer in writers.items()}
        # Arrow's allocator keeps what was freed; the checks need memory of other sizes.
        pa.default_memory_pool().release_unused()

    def _write(self, rows: ReadyRows, writers: dict[str, TableWriter]) -> None:
        name = rows.rendered.table.name
        before = writers[name].rows
        for row, stem, text in rows.repeated:
            self._repeats += 1
            if self._repeats <= MAX_WARNINGS:
                self._repeated.append((name, before + row, stem, text))
        writers[name].write(rows.rendered)
        self._provenance.add(name, len(rows.rendered.arrow), rows.place)

    def _register_tables(self, parsers: Parsers) -> Iterator[NormalisedTable]:
        for name, register in self._sources.registers.items():
            yield normalise_register(register, self._contract[name], parsers, self._problems)
        aliases = all_aliases(
            self._sources.registers, self._contract, parsers.known_codes("alias-kind")
        )
        yield normalise_aliases(aliases, self._contract["aliases"], parsers, self._problems)
        if self._sources.codelists:
            yield normalise_codelists(
                self._sources.codelists, self._contract["codes"], parsers, self._problems
            )

    def _record_parts(
        self, parsers: Parsers, elsewhere: Elsewhere | None
    ) -> Generator[tuple[int, Part]]:
        """Yield the size of each stretch of the records, and the stretch ready to be written."""
        shape = record_shape(self._contract)
        left_out = self._quarantine.left_out
        self._mapped = [
            MappedTables(path, self._contract, parsers, left_out=left_out)
            for path in self._sources.mappings
        ]
        chunks: Iterator[Chunk]
        chunks = read_chunks(self._sources.records, shape, self._problems, left_out)
        if elsewhere is not None:
            yield from elsewhere.parts(chunks)
        workbooks = (
            replace(book, left_out=left_out.get(book.file, ())) for book in self._sources.workbooks
        )

        def make(chunk: Chunk) -> tuple[int, Part]:
            return chunk.size, prepare(chunk, shape, parsers)

        yield from map_in_order(make, chain(chunks, workbooks, self._mapped))

    # --- Descriptor and checks ----------------------------------------------------------------

    def _describe(self, folder: Path) -> dict[str, Any]:
        sources = pq.read_table(folder / parquet_path("sources")).to_pylist()
        kept = self._kept()
        if self._quarantine:
            self._keep_unused(folder, kept)
        return build_descriptor(
            folder, self._sources.info, self._contract, sources=sources, kept=kept
        )

    def _kept(self) -> dict[str, list[str]]:
        """Return the identifiers that each register keeps though nothing may refer to them."""
        kept = {}
        for name, register in self._sources.registers.items():
            identifiers = register.columns[self._contract[name].primary_key[0]]
            kept[name] = sorted(
                identifiers.filter(register.columns[KEEP].is_valid()).drop_null().to_pylist()
            )
        return kept

    def _keep_unused(self, folder: Path, kept: dict[str, list[str]]) -> None:
        """Keep what nothing refers to: a record that was set aside may do so."""
        with closing(PackageReader(folder, self._contract, {})) as package:
            for name in self._contract.registers:
                unused = {identifier for _, identifier in unused_rows(package, name)}
                kept[name] = sorted(unused.union(kept.get(name, ())))

    def _is_checkable(self) -> bool:
        """Tell whether rules between tables make sense: no register is missing as a whole."""
        registers, codelists = self._sources.registers.keys(), self._sources.codelists.keys()
        return registers >= set(self._contract.registers) and codelists >= set(
            codelists_of(self._contract)
        )

    def _check(self, folder: Path, descriptor: dict[str, Any]) -> None:
        self._progress.start("Checking", "")
        self._report = check_staged(folder, descriptor, self._contract)
        findings = to_problems(
            self._report, self._contract, self._provenance, self._problems, folder
        )
        self._problems.extend(findings)
        if not len(self._problems):
            self._doubts = list(find_doubts(folder, self._contract, self._provenance.place))
        if self._documents is not None:
            self._verification = verify_citations(folder, self._documents)
            self._problems.extend(self._broken_citations(self._verification))

    def _broken_citations(self, verification: VerificationSummary) -> list[Problem]:
        """Leave out citations without a digest, because their record's lock does not fit."""
        unlocked = {
            p.place.file for p in self._problems if p.rule in ("citation-lock", "quotation-left")
        }
        return [
            problem
            for problem in verification.problems(self._provenance.place)
            if unlocked.isdisjoint((problem.place.file, str(lock_path(Path(problem.place.file)))))
        ]

    def _finish(self, folder: Path, descriptor: dict[str, Any]) -> None:
        """Write what only a package without a fault has."""
        assert self._sources.info is not None  # noqa: S101  (its absence is a problem)
        assert self._report is not None  # noqa: S101
        self._progress.start("Writing the documentation", "")
        package = FinishedPackage(
            folder,
            self._sources.info,
            self._contract,
            self._rows,
            descriptor,
            self._report,
            [item for item in self._formats if not self._left_out(item)],
            quarantine=self._set_aside(),
            records=self._sources.records,
            previous=self._previous,
        )
        tables = readable.write(package)
        write_json(folder / FILE_NAME, descriptor)
        package.files += [*core_files(package), *tables]
        package.files += [*report.write(package), *readme.write(package)]
        self._write_formats(package)
        digests = {
            resource["path"]: resource["hash"].removeprefix("sha256:")
            for resource in descriptor["resources"]
        }
        write_checksums(folder, digests)
        self._files = {path: (folder / path).stat().st_size for path in all_files(folder)}
        self._progress.stop()

    def _set_aside(self) -> SetAside | None:
        if not self._quarantine:
            return None
        records = self.records + len(self._quarantine)
        faults = [_within(self._sources.folder, fault) for fault in self._quarantine.problems]
        return SetAside(len(self._quarantine), records, tuple(faults))

    def _write_formats(self, package: FinishedPackage) -> None:
        for item in self._formats:
            if reason := self._left_out(item):
                extra = item.extra if item.missing() else ""
                self._format_outcomes.append(FormatOutcome(item.name, 0.0, reason, extra))
                continue
            self._progress.start(f"Writing {item.name}", "")
            begun = time.perf_counter()
            package.files += item.write(package)
            self._format_outcomes.append(FormatOutcome(item.name, time.perf_counter() - begun))

    def _left_out(self, item: Format) -> str:
        """Return why a format is not written; an empty text where it is."""
        if missing := item.missing():
            return f"{', '.join(missing)} is not installed"
        if item.max_rows is not None and max(self._rows.values()) > item.max_rows:
            return f"it holds {item.max_rows:,} rows a table at most"
        return ""
