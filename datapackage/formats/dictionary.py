"""The data dictionary: Markdown, one document for each language, and CSV with all languages.

All of it comes from the schemas, the labels of codes from the table ``codes``.
"""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from datapackage import words
from datapackage.contract import Contract, Table
from datapackage.formats import FinishedPackage, PublishedFile
from datapackage.formats.columns import (
    Column,
    all_columns,
    columns_of,
    descriptions_of,
    texts_in,
    titles_of,
)
from datapackage.languages import column_of, language_name

FOLDER = "dictionary"
CSV_PATH = f"{FOLDER}/dictionary.csv"
DIAGRAM = f"{FOLDER}/diagram.svg"
"""Linked where the package has it: it is a format of its own."""
MAX_CODES = 50
"""A code list is printed up to this many codes; a longer one is only named."""


@dataclass(frozen=True)
class Code:
    """A code of a code list; its texts by language."""

    code: str
    labels: dict[str, str]
    descriptions: dict[str, str]


Codelists = dict[str, list[Code]]
"""Name of a code list -> its codes, in the published order."""


def markdown_path(language: str) -> str:
    """Return the path of the dictionary in a language."""
    return f"{FOLDER}/dictionary.{language}.md"


def write(package: FinishedPackage) -> list[PublishedFile]:
    """Write a document for each language of the package, and the dictionary as CSV."""
    codelists = read_codelists(package)
    files = []
    for language in package.languages:
        lines = _Document(package, codelists, language).lines()
        path = markdown_path(language)
        package.write_text(path, "\n".join(lines).rstrip("\n") + "\n")
        titles = {
            reader: f"{title} ({language_name(language, reader)})"
            for reader, title in package.titles("files.dictionary").items()
        }
        files.append(PublishedFile(path, titles, "text/markdown", "TXT", is_data=False))
    package.write_text(CSV_PATH, csv_text(package.contract, codelists))
    titles = package.titles("files.dictionary", "CSV")
    return [*files, PublishedFile(CSV_PATH, titles, "text/csv", "CSV", is_data=False)]


def read_codelists(package: FinishedPackage) -> Codelists:
    """Read the code lists from the package's table ``codes``."""
    codelists: Codelists = defaultdict(list)
    for row in package.table("codes").to_pylist():
        labels, descriptions = (
            texts_in(row, stem, package.languages) for stem in ("label", "description")
        )
        codelists[row["codelist"]].append(Code(row["code"], labels, descriptions))
    return dict(codelists)


# --- Markdown -----------------------------------------------------------------------------------


class _Document:
    """Makes the lines of the dictionary in a language."""

    def __init__(self, package: FinishedPackage, codelists: Codelists, language: str) -> None:
        self._package = package
        self._codelists = codelists
        self._say = partial(words.text, language=language)
        self._pick = partial(words.in_language, language=language)

    def lines(self) -> Iterator[str]:
        info = self._package.info
        links = ["[CSV](dictionary.csv)"]
        if any(file.path == DIAGRAM for file in self._package.files):
            links.insert(0, f"[{self._say('files.diagram')}](diagram.svg)")
        for paragraph in (
            f"# {self._say('dictionary.heading', title=info.title)}",
            self._say("released", version=info.version, released=info.released.isoformat()),
            self._say("dictionary.legend"),
            " · ".join(links),
            f"## {self._say('dictionary.tables')}",
        ):
            yield paragraph
            yield ""
        yield from self._contents()
        for table in self._package.contract.values():
            yield from self._table(table)
        yield f"## {self._say('dictionary.codelists')}"
        yield ""
        yield self._say("dictionary.codelists_note")
        yield ""
        for name, codes in self._codelists.items():
            yield from self._codelist(name, codes)

    def _contents(self) -> Iterator[str]:
        yield from self._head("table", "name", "rows", "holds")
        for table in self._package.contract.values():
            yield _row(
                f"[{table.name}](#{table.name})",
                _cell(self._pick(titles_of(table))),
                f"{self._package.rows[table.name]}",
                _cell(self._pick(descriptions_of(table))),
            )
        yield ""

    def _table(self, table: Table) -> Iterator[str]:
        title, description = self._pick(titles_of(table)), self._pick(descriptions_of(table))
        yield f"### {table.name}"
        yield ""
        yield f"**{_cell(title)}.** {_cell(description)}"
        yield ""
        yield from self._head("column", "name", "type", "key", "meaning", "values")
        for column in columns_of(table):
            yield _row(
                f"`{column.field.name}`{'*' if column.field.required else ''}",
                _cell(self._pick(column.titles)),
                self._say(f"types.{column.field.type}"),
                _key(column),
                _cell(self._pick(column.descriptions)),
                self._values(column),
            )
        yield ""
        for names in table.descriptor.get("uniqueKeys", []):
            yield self._say("dictionary.unique", columns=_columns(names))
            yield ""

    def _values(self, column: Column) -> str:
        parts = []
        if name := column.field.codelist:
            parts.append(f"[{name}](#{name})")
        for constraint, value in column.constraints.items():
            shown = f"`{value}`" if isinstance(value, str) else str(value)
            parts.append(f"{self._say(f'dictionary.constraints.{constraint}')} {_cell(shown)}")
        return "; ".join(parts)

    def _codelist(self, name: str, codes: list[Code]) -> Iterator[str]:
        yield f"### {name}"
        yield ""
        users = [
            f"{column.table.name}.{column.field.name}"
            for column in all_columns(self._package.contract)
            if column.field.codelist == name
        ]
        if users:
            yield self._say("dictionary.used_by", columns=_columns(users))
            yield ""
        if len(codes) > MAX_CODES:
            yield self._say("dictionary.long_list", count=len(codes))
            yield ""
            return
        yield from self._head("code", "label", "meaning")
        for code in codes:
            meaning = self._pick(code.descriptions) if code.descriptions else ""
            yield _row(f"`{_cell(code.code)}`", _cell(self._pick(code.labels)), _cell(meaning))
        yield ""

    def _head(self, *titles: str) -> Iterator[str]:
        yield _row(*(self._say(f"headings.{title}") for title in titles))
        yield _row(*("---:" if title == "rows" else "---" for title in titles))


def _key(column: Column) -> str:
    targets = [target.split(".")[0] for target in column.references]
    return "; ".join(
        ["PK"] * column.in_primary_key + [f"→ [{target}](#{target})" for target in targets]
    )


def _columns(names: Sequence[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(text: str) -> str:
    """Return text as a cell of a table in Markdown holds it: on one line, no cell ends in it."""
    return " ".join(text.split()).replace("|", "\\|")


# --- CSV ----------------------------------------------------------------------------------------

SEPARATOR = " | "
"""Between several codes, or their labels, in a cell."""


def csv_text(contract: Contract, codelists: Codelists) -> str:
    """Return the dictionary as CSV: a row for each column of each table."""
    rows = [_csv_row(column, codelists, contract.languages) for column in all_columns(contract)]
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, rows[0].keys(), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return buffer.getvalue()


def _csv_row(column: Column, codelists: Codelists, languages: Sequence[str]) -> dict[str, str]:
    field = column.field
    codes = codelists.get(field.codelist or "", [])
    values = [code.code for code in codes] if field.codelist else field.enum or ()
    if len(codes) > MAX_CODES:
        codes, values = [], []

    def by_language(stem: str, text_of: Callable[[str], str]) -> dict[str, str]:
        return {column_of(stem, language): text_of(language) for language in languages}

    return {
        "table": column.table.name,
        "column": field.name,
        "position": str(column.position),
        "type": field.type,
        "required": "true" if field.required else "false",
        "primary_key": "true" if column.in_primary_key else "false",
        "references": SEPARATOR.join(column.references),
        "codelist": field.codelist or "",
        "codes": SEPARATOR.join(values),
        **by_language(
            "code_labels",
            lambda tag: SEPARATOR.join(code.labels.get(tag, "") for code in codes),
        ),
        "constraints": column.constraints_json,
        **by_language("title", lambda tag: column.titles.get(tag, "")),
        **by_language("description", lambda tag: column.descriptions.get(tag, "")),
    }
