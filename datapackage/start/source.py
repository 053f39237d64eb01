"""A source document, entered into the register of sources."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from datapackage.citations import digest, read_document
from datapackage.contract import Contract
from datapackage.problems import DataError, ProblemList, UsageError, quote
from datapackage.read.register import append_row
from datapackage.read.sources import Sources, read_sources
from datapackage.read.unread import REGISTERS
from datapackage.start.identifiers import checked_identifier
from datapackage.start.language import language_of
from datapackage.text import NotNormalised, clean_text

REGISTER = "sources"
MEDIA_TYPE = "text/plain"
LONGEST_TITLE = 7
"""A first line of up to so many words is taken for the headline: eight words of a source document
in a row are not published."""


@dataclass(frozen=True)
class RegisteredSource:
    """A row of the register of sources.

    Attributes:
        source_id: Its identifier.
        path: The register's file.
        line: Line of the row.
        language: Language of the text as the register has it; empty if it is to be filled in.
        is_new: Whether the row was added; else the text was registered before.
        to_fill: Columns that have to be filled in yet.
    """

    source_id: str
    path: Path
    line: int
    language: str
    is_new: bool
    to_fill: tuple[str, ...] = ()


def register_source(
    document: str | Path,
    sources: str | Path = "sources",
    *,
    source_id: str | None = None,
    title: str | None = None,
    language: str | None = None,
    schemas: str | Path | None = None,
) -> RegisteredSource:
    """Enter a document into the register of sources; one that is there already stays as it is.

    Length and digest are those of the text after normalisation, see :mod:`datapackage.citations`.

    Args:
        document: The document, a text file in UTF-8. Nothing of it is copied but a headline.
        sources: Folder of the sources.
        source_id: Identifier; by default made of the file's name.
        title: Title; by default the first line, if it is short.
        language: Language as the register has it; by default what the text is found to be in.
        schemas: Folder of the Table Schemas; those of this package by default.

    Raises:
        DataError: ``package.yaml`` or the register of sources can't be read.
        UsageError: The document can't be read, or is empty; the identifier is not valid, or another
            document has it.
    """
    text = read_document(Path(document))
    if not text.strip():
        raise UsageError(f"{document}: there is no text in the document")
    held = read_for_adding(Path(sources), schemas)
    columns = held.registers[REGISTER].columns
    digests = columns["sha256"].to_pylist()
    known = dict(zip(columns["source_id"].to_pylist(), digests, strict=True))
    path = Path(sources) / REGISTERS / f"{REGISTER}.csv"
    sha256 = digest(text)
    if sha256 in digests:
        row = digests.index(sha256)
        there = str(columns["source_id"][row])
        if source_id not in (None, there):
            raise UsageError(f"{document}: is registered already, as {quote(there)}")
        place = held.registers[REGISTER].place(row, "source_id")
        known_language = columns["language"][row].as_py() or ""
        return RegisteredSource(there, Path(place.file), place.line, known_language, False)
    identifier = checked_identifier(source_id, Path(document).stem)
    if identifier in known:
        raise UsageError(
            f"{document}: another document is registered as {quote(identifier)}; choose another"
            " identifier with --id"
        )
    codes = held.codelists["language"].columns["code"].to_pylist()
    cells = {
        "source_id": identifier,
        "title": title or _headline(text),
        "language": language or language_of(text, codes) or "",
        "media_type": MEDIA_TYPE,
        "characters": str(len(text)),
        "bytes": str(len(text.encode())),
        "sha256": sha256,
    }
    line = append_row(path, held.contract[REGISTER].columns, cells)
    to_fill = _empty(held.contract, cells)
    return RegisteredSource(identifier, path, line, cells["language"], True, to_fill)


def read_for_adding(folder: Path, schemas: str | Path | None) -> Sources:
    """Read a folder of sources that something is to be added to.

    What is wrong elsewhere in it is a matter of ``check``.

    Raises:
        DataError: ``package.yaml``, the register of sources or the list of languages can't be read.
    """
    problems = ProblemList()
    held = read_sources(folder, schemas, problems)
    if REGISTER not in held.registers or "language" not in held.codelists:
        raise DataError(problems)
    return held


def _headline(text: str) -> str:
    """Return the first line if it is a headline that may be published, else nothing."""
    line = text.strip().partition("\n")[0]
    with suppress(NotNormalised):  # its characters are no title's
        return clean_text(line) if len(line.split()) <= LONGEST_TITLE else ""
    return ""


def _empty(contract: Contract, cells: dict[str, str]) -> tuple[str, ...]:
    fields = contract[REGISTER].fields
    return tuple(f.name for f in fields if f.required and not cells.get(f.name))
