"""The data dictionary: Markdown in English and Finnish, and CSV with all languages.

All of it comes from the schemas, the labels of codes from the table ``codes``.
"""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from datapackage.contract import LANGUAGES, Contract, Table
from datapackage.formats import FinishedPackage, PublishedFile
from datapackage.formats.columns import (
    DESCRIPTION_LANGUAGES,
    Column,
    all_columns,
    columns_of,
    table_description,
    table_title,
)
from datapackage.formats.dictionary_words import WORDS, Words

FOLDER = "dictionary"
CSV_PATH = f"{FOLDER}/dictionary.csv"
DIAGRAM = f"{FOLDER}/diagram.svg"
"""Linked where the package has it: it is a format of its own."""


@dataclass(frozen=True)
class Code:
    """A code of a code list; ``label`` by language, described in English only."""

    code: str
    label: dict[str, str]
    description: str


Codelists = dict[str, list[Code]]
"""Name of a code list -> its codes, in the published order."""


TITLES = {
    "en": {
        "fi": "Tietosisällön kuvaus englanniksi",
        "en": "Data dictionary in English",
        "sv": "Databeskrivning på engelska",
        "ru": "Словарь данных на английском языке",
    },
    "fi": {
        "fi": "Tietosisällön kuvaus suomeksi",
        "en": "Data dictionary in Finnish",
        "sv": "Databeskrivning på finska",
        "ru": "Словарь данных на финском языке",
    },
    "csv": {
        "fi": "Tietosisällön kuvaus (CSV)",
        "en": "Data dictionary (CSV)",
        "sv": "Databeskrivning (CSV)",
        "ru": "Словарь данных (CSV)",
    },
}
"""What each file of the dictionary is, by language of the reader."""


def markdown_path(language: str) -> str:
    """Return the path of the dictionary in a language."""
    return f"{FOLDER}/dictionary.{language}.md"


def write(package: FinishedPackage) -> list[PublishedFile]:
    """Write the dictionary's three files."""
    (package.folder / FOLDER).mkdir(exist_ok=True)
    codelists = read_codelists(package)
    files = []
    for language, words in WORDS.items():
        text = "\n".join(markdown(package, codelists, language)).rstrip("\n") + "\n"
        path = markdown_path(language)
        (package.folder / path).write_text(text, encoding="utf-8", newline="\n")
        files.append(
            PublishedFile(path, words.file_title, "text/markdown", "TXT", TITLES[language])
        )
    (package.folder / CSV_PATH).write_text(
        csv_text(package.contract, codelists), encoding="utf-8", newline="\n"
    )
    titles = TITLES["csv"]
    files.append(PublishedFile(CSV_PATH, titles["en"], "text/csv", "CSV", titles))
    return files


def read_codelists(package: FinishedPackage) -> Codelists:
    """Read the code lists from the package's table ``codes``."""
    codelists: Codelists = defaultdict(list)
    for row in package.table("codes").to_pylist():
        label = {language: row[f"label_{language}"] for language in LANGUAGES}
        codelists[row["codelist"]].append(Code(row["code"], label, row["description_en"]))
    return dict(codelists)


# --- Markdown -----------------------------------------------------------------------------------


def markdown(package: FinishedPackage, codelists: Codelists, language: str) -> Iterator[str]:
    """Yield the lines of the dictionary in a language of :data:`WORDS`."""
    words = WORDS[language]
    info = package.info
    yield f"# {info.title[language]}: {words.title[0].lower()}{words.title[1:]}"
    yield ""
    yield words.version.format(version=info.version, released=info.released.isoformat())
    yield ""
    yield words.legend
    yield ""
    links = ["[CSV](dictionary.csv)"]
    if any(file.path == DIAGRAM for file in package.files):
        links.insert(0, f"[{words.diagram}](diagram.svg)")
    yield " · ".join(links)
    yield ""
    yield f"## {words.tables}"
    yield ""
    yield from _contents(package, words, language)
    for table in package.contract.values():
        yield from _table(table, words, language)
    yield f"## {words.codelists}"
    yield ""
    yield words.codelists_note
    yield ""
    for name, codes in codelists.items():
        yield from _codelist(name, codes, package.contract, words, language)


def _contents(package: FinishedPackage, words: Words, language: str) -> Iterator[str]:
    yield from _head(words.table, words.name, words.rows, words.row_is, right={2})
    for table in package.contract.values():
        yield _row(
            f"[{table.name}](#{table.name})",
            _cell(table_title(table, language)),
            f"{package.rows[table.name]}",
            _cell(table_description(table, language)),
        )
    yield ""


def _table(table: Table, words: Words, language: str) -> Iterator[str]:
    yield f"### {table.name}"
    yield ""
    yield f"**{_cell(table_title(table, language))}.** {_cell(table_description(table, language))}"
    yield ""
    yield from _head(words.column, words.name, words.type, words.key, words.meaning, words.values)
    for column in columns_of(table):
        yield _row(
            f"`{column.field.name}`{'*' if column.field.required else ''}",
            _cell(column.title(language) or words.no_title),
            words.types[column.field.type],
            _key(column, words),
            _cell(column.description(language) or words.no_description),
            _values(column, words),
        )
    yield ""
    for columns in table.descriptor.get("uniqueKeys", []):
        yield words.unique.format(columns=", ".join(f"`{name}`" for name in columns))
        yield ""


def _key(column: Column, words: Words) -> str:
    parts = [words.primary_key] if column.in_primary_key else []
    parts += [
        f"→ [{target.split('.')[0]}](#{target.split('.')[0]})" for target in column.references
    ]
    return "; ".join(parts)


def _values(column: Column, words: Words) -> str:
    parts = []
    if column.field.codelist:
        name = column.field.codelist
        parts.append(f"[{name}](#{name})")
    for constraint, value in column.constraints.items():
        shown = f"`{value}`" if isinstance(value, str) else str(value)
        parts.append(f"{words.constraints.get(constraint, constraint)} {_cell(shown)}")
    return "; ".join(parts)


def _codelist(
    name: str, codes: list[Code], contract: Contract, words: Words, language: str
) -> Iterator[str]:
    users = [
        f"`{column.table.name}.{column.field.name}`"
        for column in all_columns(contract)
        if column.field.codelist == name
    ]
    yield f"### {name}"
    yield ""
    if users:
        yield words.used_by.format(columns=", ".join(users))
        yield ""
    yield from _head(words.code, words.label, words.meaning)
    for code in codes:
        yield _row(f"`{_cell(code.code)}`", _cell(code.label[language]), _cell(code.description))
    yield ""


def _head(*titles: str, right: frozenset[int] | set[int] = frozenset()) -> Iterator[str]:
    yield _row(*titles)
    yield _row(*("---:" if number in right else "---" for number in range(len(titles))))


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(text: str) -> str:
    """Return text as a cell of a table in Markdown holds it: on one line, no cell ends in it."""
    return " ".join(text.split()).replace("|", "\\|")


# --- CSV ----------------------------------------------------------------------------------------

CSV_COLUMNS = (
    "table",
    "column",
    "position",
    "type",
    "required",
    "primary_key",
    "references",
    "codelist",
    "codes",
    "code_labels_fi",
    "code_labels_en",
    "code_labels_sv",
    "code_labels_ru",
    "constraints",
    *(f"title_{language}" for language in LANGUAGES),
    *(f"description_{language}" for language in DESCRIPTION_LANGUAGES),
)
"""Columns of the dictionary in CSV; several codes, or their labels, stand with `` | `` between."""

SEPARATOR = " | "


def csv_text(contract: Contract, codelists: Codelists) -> str:
    """Return the dictionary as CSV: a row for each column of each table."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(CSV_COLUMNS)
    for column in all_columns(contract):
        writer.writerow(_csv_row(column, codelists))
    return buffer.getvalue()


def _csv_row(column: Column, codelists: Codelists) -> Iterator[str]:
    field = column.field
    codes = codelists.get(field.codelist or "", [])
    if field.enum is not None:
        codes = [code for code in codes if code.code in field.enum]
    yield column.table.name
    yield field.name
    yield str(column.position)
    yield field.type
    yield "true" if field.required else "false"
    yield "true" if column.in_primary_key else "false"
    yield SEPARATOR.join(column.references)
    yield field.codelist or ""
    yield SEPARATOR.join([code.code for code in codes] or field.enum or ())
    for language in LANGUAGES:
        yield SEPARATOR.join(code.label[language] for code in codes)
    yield column.constraints_json
    for language in LANGUAGES:
        yield column.title(language)
    for language in DESCRIPTION_LANGUAGES:
        yield column.description(language)
