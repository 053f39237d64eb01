"""Sentences of the catalogue in four languages, made from titles that the package has."""

from __future__ import annotations

from datapackage.contract import LANGUAGES, Contract, Table
from datapackage.formats import PublishedFile
from datapackage.read.package import PackageInfo
from datapackage.write.readme import recommended_citation
from datapackage.write.tables import csv_path, parquet_path

Texts = dict[str, str]
"""A text by language."""

_CATALOGUE = {
    "fi": "Luettelo: {}",
    "en": "Catalogue: {}",
    "sv": "Katalog: {}",
    "ru": "Каталог: {}",
}
_TABLE = {
    "fi": "Taulu ”{title}” {format}-tiedostona.",
    "en": "The table “{title}” as a {format} file.",
    "sv": "Tabellen ”{title}” som {format}-fil.",
    "ru": "Таблица «{title}» в формате {format}.",
}
_RIGHTS = {
    "fi": "Käyttö on sallittu lisenssin {licence} ehdoin. Viittausohje: {citation}",
    "en": "Use is allowed under the terms of {licence}. How to cite: {citation}",
    "sv": "Användning är tillåten enligt villkoren i {licence}. Så hänvisar du: {citation}",
    "ru": "Использование разрешено на условиях {licence}. Как цитировать: {citation}",
}


def catalogue_titles(info: PackageInfo) -> Texts:
    """Return the title of the catalogue that holds the package."""
    return {language: _CATALOGUE[language].format(info.title[language]) for language in LANGUAGES}


def rights_statement(info: PackageInfo) -> Texts:
    """Return what users may do, and what they are asked for."""
    citation = recommended_citation(info)
    return {
        language: _RIGHTS[language].format(licence=info.licence, citation=citation)
        for language in LANGUAGES
    }


def file_titles(file: PublishedFile) -> Texts:
    """Return a file's title by language.

    What a file's own title adds to its English one, such as the format in brackets, the other
    languages get too.
    """
    english = file.titles.get("en", file.title)
    suffix = file.title.removeprefix(english) if file.title.startswith(english) else ""
    return {code: text + suffix for code, text in file.titles.items()} | {"en": file.title}


def file_descriptions(file: PublishedFile, info: PackageInfo, contract: Contract) -> Texts:
    """Return what a file holds, by language."""
    for table in contract.values():
        for path, format_ in ((csv_path(table.name), "CSV"), (parquet_path(table.name), "Parquet")):
            if file.path == path:
                return _table_descriptions(table, format_)
    return {
        language: f"{title}. {info.title[language]}."
        for language, title in file_titles(file).items()
    }


def _table_descriptions(table: Table, format_: str) -> Texts:
    titles = {"en": table.title} | dict(table.descriptor.get("titles", {}))
    more = {"en": table.description} | dict(table.descriptor.get("descriptions", {}))
    return {
        language: f"{_TABLE[language].format(title=title, format=format_)} "
        f"{more.get(language, '')}".strip()
        for language, title in titles.items()
    }
