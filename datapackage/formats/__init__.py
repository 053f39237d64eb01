"""Formats beside CSV and Parquet: a module or a folder each, and one line in :data:`FORMATS`.

A format's module has a function ``write(package: FinishedPackage) -> list[PublishedFile]`` that
writes its files into the package's folder and returns them. The module is imported only when the
format is written, and so are its libraries, of which :data:`FORMATS` names the heavy ones.
"""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import pyarrow as pa
import pyarrow.parquet as pq

from datapackage import words
from datapackage.citations.addresses import SourcePlace, passage_links
from datapackage.contract import Contract
from datapackage.problems import Problem, UsageError, nearest_match
from datapackage.publish import system_error
from datapackage.read.lock import passage_ends
from datapackage.read.package import PackageInfo
from datapackage.validator import PackageResult
from datapackage.write.descriptor import write_json
from datapackage.write.tables import parquet_path, stream_parquet

T = TypeVar("T")


@dataclass(frozen=True)
class PublishedFile:
    """A file of the package, as catalogues describe it.

    Attributes:
        path: In the package, with slashes.
        titles: What it is, by language.
        media_type: IANA media type.
        file_type: Code in the EU's file-type authority table (``CSV``, ``JSON_LD``, …).
        conforms_to: Address of the standard that its content follows.
        is_data: Whether it holds data of the package; else it tells of the package.
    """

    path: str
    titles: dict[str, str]
    media_type: str
    file_type: str
    conforms_to: str = ""
    is_data: bool = True


@dataclass(frozen=True)
class SetAside:
    """Records at fault that are not in the package.

    Attributes:
        number: How many they are.
        records: How many the sources have.
        faults: What is wrong with them; files are named from the folder of the sources.
    """

    number: int
    records: int
    faults: tuple[Problem, ...]


@dataclass
class FinishedPackage:
    """A package whose tables are written and checked, for formats to be made from.

    Attributes:
        folder: Where it is, and where formats write to.
        info: What the publisher says of it.
        contract: The tables and their columns.
        rows: Number of rows of each table.
        descriptor: The content of ``datapackage.json``.
        report: The verdict of every rule.
        formats: The formats that are written, for the README to list.
        files: What was written so far: descriptor and tables, then the files of each format.
        quarantine: The records that were set aside; None where there are none.
        records: Files of the records, beside which their locks are.
        previous: Version of the release before; empty where there is none.
    """

    folder: Path
    info: PackageInfo
    contract: Contract
    rows: dict[str, int]
    descriptor: dict[str, Any]
    report: PackageResult
    formats: Sequence[Format] = ()
    files: list[PublishedFile] = field(default_factory=list)
    quarantine: SetAside | None = None
    records: Sequence[Path] = ()
    previous: str = ""

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of the package's texts; the first is the main one."""
        return self.contract.languages

    @property
    def language(self) -> str:
        """The language of what comes once: see :func:`datapackage.words.document_language`."""
        return words.document_language(self.languages)

    @cached_property
    def passage_links(self) -> dict[SourcePlace, str]:
        """Addresses that open sources at passages; none where the publisher wants none."""
        if not self.info.passage_links:
            return {}
        sources = self.table("sources", ["source_id", "url"])
        pairs = zip(*(column.to_pylist() for column in sources.columns), strict=True)
        return passage_links(pairs, passage_ends(self.records))

    def text(self, by_language: Mapping[str, T]) -> T:
        """Return a text by language as documents have it that come once."""
        return words.in_language(by_language, self.language)

    def titles(self, key: str, suffix: str = "") -> dict[str, str]:
        """Return the title of a file by language: the program's text, and a suffix in brackets."""
        found = words.texts(key, self.languages)
        return {tag: f"{text} ({suffix})" if suffix else text for tag, text in found.items()}

    def table(self, name: str, columns: list[str] | None = None) -> pa.Table:
        """Return a table, or some columns of it; for those of bounded size, such as registers."""
        return pq.read_table(self.folder / parquet_path(name), columns=columns)

    def batches(self, name: str, columns: list[str] | None = None) -> Iterator[pa.RecordBatch]:
        """Yield a table, or some columns of it, in batches, for formats that stream."""
        with stream_parquet(self.folder / parquet_path(name)) as parquet:
            yield from parquet.iter_batches(columns=columns)

    def new_file(self, path: str) -> Path:
        """Return where a file of the package is to be written; its folder is there afterwards."""
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        return file

    def write_text(self, path: str, text: str) -> None:
        """Write a file of the package as UTF-8, its lines as they are."""
        self.new_file(path).write_text(text, encoding="utf-8", newline="\n")

    def write_json(self, path: str, value: Any) -> None:
        """Write a file of the package as JSON."""
        write_json(self.new_file(path), value)


@dataclass(frozen=True)
class Format:
    """An entry of the registry.

    Attributes:
        name: As ``--formats`` takes it; the text ``formats.<name>`` says what it is for.
        module: Where its ``write`` is.
        requires: Libraries that it needs beyond those that every build has.
        extra: The extra of this distribution that installs them.
        max_rows: Rows of one table beyond which it is left out, since it can't hold or stream
            them; None where it can.
        where: Path of its main file in the package, for the README; empty to leave it out there.
    """

    name: str
    module: str
    requires: tuple[str, ...] = ()
    extra: str = ""
    max_rows: int | None = None
    where: str = ""

    def missing(self) -> list[str]:
        """Return the libraries that are not installed."""
        return [name for name in self.requires if importlib.util.find_spec(name) is None]

    def write(self, package: FinishedPackage) -> list[PublishedFile]:
        """Write the format's files and return them.

        Raises:
            OSError: The system refused to write, in the library's words or in its own.
        """
        module = importlib.import_module(self.module)
        write: Callable[[FinishedPackage], list[PublishedFile]] = module.write
        try:
            return write(package)
        except Exception as error:
            cause = system_error(error)
            if cause is None or cause.errno is None:  # a library's own, in its own words
                raise
            where = cause.filename or str(package.folder / self.where)
            raise OSError(cause.errno, cause.strerror, where) from error


SPREADSHEET_ROWS = 250_000
"""Rows of a table up to which the spreadsheet is written. A sheet holds 1,048,576, but a workbook
of that size takes many minutes to write and opens on few computers."""

SITE_ROWS = 500_000
"""Rows of a table up to which the site is written: 10,000 agreements have 280,000 citations, and
take three minutes."""

FORMATS: tuple[Format, ...] = (
    Format(
        "spreadsheet",
        "datapackage.formats.spreadsheet",
        requires=("xlsxwriter",),
        extra="spreadsheet",
        max_rows=SPREADSHEET_ROWS,
        where="spreadsheet/",
    ),
    Format("database", "datapackage.formats.database", where="database/"),
    Format("diagram", "datapackage.formats.diagram", where="dictionary/diagram.svg"),
    Format("dictionary", "datapackage.formats.dictionary", where="dictionary/"),
    Format("csvw", "datapackage.formats.csvw", where="csv/csv-metadata.json"),
    Format("skos", "datapackage.formats.skos", ("rdflib",), "rdf", where="vocabulary/skos.ttl"),
    Format("citation", "datapackage.formats.citation_file", where="CITATION.cff"),
    Format("croissant", "datapackage.formats.croissant", where="catalogue/croissant.json"),
    Format("datacite", "datapackage.formats.datacite", where="catalogue/datacite.json"),
    Format("schema-org", "datapackage.formats.schema_org", where="catalogue/schema-org.jsonld"),
    Format("dcat", "datapackage.formats.dcat", ("rdflib",), "rdf", where="catalogue/dcat.ttl"),
    Format("site", "datapackage.formats.site", max_rows=SITE_ROWS, where="site/index.html"),
)
"""All formats in the order in which they are written: catalogues list what came before, and the
site everything else."""


def choose(names: Sequence[str] | None) -> list[Format]:
    """Return the formats of these names, in the order of the registry; all where none is named.

    Among all may be some whose libraries are not installed; a format asked for by name is not.

    Raises:
        UsageError: A name is unknown, or a library that a format of that name needs is not
            installed.
    """
    known = {item.name: item for item in FORMATS}
    for name in names or ():
        if name not in known:
            near = nearest_match(name, known)
            hint = f"; did you mean '{near}'?" if near else ""
            raise UsageError(f"unknown format '{name}' (expected {', '.join(known)}{hint})")
    chosen = [item for item in FORMATS if names is None or item.name in names]
    for item in chosen if names is not None else ():
        require(item.name, ", or leave it out with --formats")
    return chosen


def require(name: str, otherwise: str = "") -> None:
    """Raise UsageError where a library that the format of this name needs is not installed."""
    item = next(item for item in FORMATS if item.name == name)
    if missing := item.missing():
        raise UsageError(
            f"the format '{item.name}' needs {', '.join(missing)}: install"
            f" 'city-cooperation-agreements[{item.extra}]'{otherwise}"
        )
