"""A folder to work in: sources with an invented example, its document, and what to do next."""

from __future__ import annotations

import datetime as dt
import json
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from datapackage import words
from datapackage.citations import digest
from datapackage.contract import Contract
from datapackage.fill import fill_citations
from datapackage.languages import column_of, language_name
from datapackage.problems import ProblemList, UsageError
from datapackage.read.package import FILE_NAME, read_package
from datapackage.read.register import append_row
from datapackage.read.schemas import default_schemas, load_contract
from datapackage.read.unread import AGREEMENTS, REGISTERS
from datapackage.start.identifiers import identifier_of

TEMPLATES = Path(__file__).parent
SOURCES, DOCUMENTS = "sources", "documents"
EXAMPLE = "example-sister-cities-2021"
SOURCE = "example-press-release"
SENTENCES = ("notice", "headline", "signing", "signatories", "wish")
"""What the document of the example says, a paragraph each."""


def init(
    folder: str | Path,
    *,
    title: Mapping[str, str],
    licence: str,
    publisher: str,
    email: str,
    released: dt.date,
) -> Path:
    """Make a folder of sources with an example that can be built at once.

    Args:
        folder: The folder; is made, or is there and empty.
        title: Title of the package by language, the main language first.
        licence: Identifier of the SPDX list.
        publisher: Name of the publisher.
        email: Address to which readers write.
        released: What ``package.yaml`` has for the day of the release.

    Raises:
        UsageError: The folder isn't empty, or something that was said is not valid.
    """
    target = Path(folder)
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise UsageError(f"{target}: is not an empty folder: choose another, or a new name")
    target.parent.mkdir(parents=True, exist_ok=True)
    name = identifier_of(target.resolve().name) or "agreements"
    with tempfile.TemporaryDirectory(prefix=f".{name}-", dir=target.parent) as staging:
        made = Path(staging) / name
        package = _Package(name, title, licence, publisher, email, released)
        _write(made / SOURCES / FILE_NAME, package.text())
        problems = ProblemList()
        read_package(made / SOURCES, problems)
        if len(problems):
            said = (f"{p.place.path.replace('contact.', '')}: {p.message}" for p in problems)
            raise UsageError("; ".join(sorted(set(said))))
        _write_example(made, _Example(tuple(title)))
        _write(made / "README.md", _filled("README.md", {"title": next(iter(title.values()))}))
        _write(made / ".gitignore", f"# Texts whose rights others hold.\n/{DOCUMENTS}/\n")
        shutil.copytree(made, target, dirs_exist_ok=True)
    return target


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


def _filled(template: str, values: Mapping[str, str]) -> str:
    text = (TEMPLATES / template).read_text(encoding="utf-8")
    return re.sub(r"\{\{(\w+)\}\}", lambda match: values[match[1]], text)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _by_language(texts: Mapping[str, str], indent: str = "") -> str:
    """Return texts as the value of a key of YAML, a line a language."""
    return "".join(f"\n{indent}  {tag}: {_quoted(text)}" for tag, text in texts.items())


@dataclass(frozen=True)
class _Package:
    """What ``package.yaml`` says; arguments as :func:`init`."""

    name: str
    title: Mapping[str, str]
    licence: str
    publisher: str
    email: str
    released: dt.date

    def text(self) -> str:
        example = _Example(tuple(self.title))
        keywords = example.texts("keyword").items()
        return _filled(
            FILE_NAME,
            {
                "name": self.name,
                "languages": ", ".join(self.title),
                "title": _by_language(self.title),
                "description": _by_language(example.texts("description")),
                "released": self.released.isoformat(),
                "licence": _quoted(self.licence),
                "keywords": "".join(f"\n  {tag}: [{_quoted(word)}]" for tag, word in keywords),
                "publisher": _quoted(self.publisher),
                "email": _quoted(self.email),
            },
        )


# --- The example ------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Example:
    """The invented texts, in the languages of the package, the main one first."""

    languages: tuple[str, ...]

    def texts(self, name: str) -> dict[str, str]:
        """Return a text in each language.

        Where the program has no words in a language, the English ones stand in, and say so.
        """
        return {tag: self._text(name, tag) for tag in self.languages}

    def _text(self, name: str, tag: str) -> str:
        key = f"example.{name}"
        if tag in words.texts(key, [tag]):
            return words.text(key, tag)
        return f"{words.text(key, tag)} (in English; {language_name(tag, 'en')} is to come)"

    @property
    def spoken(self) -> str:
        """The language of the document: the main language, or English."""
        return next(iter(words.texts("example.notice", self.languages[:1])))

    def said(self, name: str) -> str:
        """Return a text as the document has it."""
        return words.text(f"example.{name}", self.spoken)

    @property
    def document(self) -> str:
        return "\n\n".join(map(self.said, SENTENCES)) + "\n"

    def record(self) -> str:
        """The record: ``@name`` is a text in each language, ``$name`` as the document has it."""

        def texts(match: re.Match[str]) -> str:
            return f"{match[1]}{match[2]}:" + _by_language(self.texts(match[3]), match[1])

        text = (TEMPLATES / "example.yaml").read_text(encoding="utf-8")
        text = re.sub(r"(?m)^( *)(\w+): @(\w+)$", texts, text)
        return re.sub(r"\$(\w+)", lambda match: _quoted(self.said(match[1])), text)

    def rows(self) -> Iterator[tuple[str, dict[str, str]]]:
        """Yield (register, cells) of each row that the record refers to."""
        for letter, town, council in (("a", "town_a", "council_a"), ("b", "town_b", "council_b")):
            place = {"place_id": f"example-town-{letter}"}
            yield "places", place | {"place_type": "city"} | self._columns("name", town)
            body = {"organisation_id": f"example-council-{letter}", "organisation_type": "city"}
            yield "organisations", body | place | self._columns("name", council)
        theme = {"theme_id": "example-schools"}
        yield "themes", theme | self._columns("label", "theme")
        # Division 09 of the Classification of the Functions of Government is education.
        yield "theme_mappings", theme | {"scheme": "cofog", "code": "09", "match": "broad"}
        yield "sources", self._source()

    def _columns(self, stem: str, name: str) -> dict[str, str]:
        """Return what a row is called, in each language; names stay as they are."""
        names = {tag: words.text(f"example.{name}", tag) for tag in self.languages}
        return {column_of(stem, tag): text for tag, text in names.items()}

    def _source(self) -> dict[str, str]:
        text = self.document
        return {
            "source_id": SOURCE,
            "title": self.said("source"),
            "language": self.spoken.split("-")[0],
            "media_type": "text/plain",
            "characters": str(len(text)),
            "bytes": str(len(text.encode())),
            "sha256": digest(text),
        }


def _write_example(folder: Path, example: _Example) -> None:
    sources = folder / SOURCES
    contract: Contract = load_contract(default_schemas(), example.languages)
    for name in contract.registers:
        rows = [cells for register, cells in example.rows() if register == name]
        for cells in rows:
            append_row(sources / REGISTERS / f"{name}.csv", contract[name].columns, cells)
    _write(folder / DOCUMENTS / f"{SOURCE}.txt", example.document)
    record = sources / AGREEMENTS / f"{EXAMPLE}.yaml"
    _write(record, example.record())
    fill_citations([record], folder / DOCUMENTS)
