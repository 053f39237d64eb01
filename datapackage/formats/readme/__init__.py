"""``README.md`` of a package: what it is, how to load and cite it, and the data dictionary.

It begins with the front matter of a dataset card, which makes it one for Hugging Face.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from datapackage import words
from datapackage.contract import Field, Table
from datapackage.formats import FinishedPackage, PublishedFile
from datapackage.formats.columns import descriptions_of
from datapackage.formats.metadata import recommended_citation
from datapackage.formats.readme.dataset_card import front_matter
from datapackage.languages import column_of
from datapackage.write.tables import csv_path, parquet_path

FILE_NAME = "README.md"


def write(package: FinishedPackage) -> list[PublishedFile]:
    """Write the README."""
    text = "\n".join(_Readme(package).lines()).rstrip("\n") + "\n"
    package.write_text(FILE_NAME, text)
    return [
        PublishedFile(
            FILE_NAME, package.titles("files.readme"), "text/markdown", "TXT", is_data=False
        )
    ]


class _Readme:
    """Makes the lines, section by section."""

    def __init__(self, package: FinishedPackage) -> None:
        self._package = package
        self._info = package.info
        self._say = partial(words.text, language=package.language)

    def lines(self) -> Iterator[str]:
        yield front_matter(self._package)
        yield from self._head()
        yield from self._tables()
        yield from self._other_formats()
        yield from self._section(
            "files.citation", f"> {recommended_citation(self._info, self._package.language)}"
        )
        yield from self._licence()
        yield from self._loading()
        yield from self._tracing()
        yield from self._quality()
        yield from self._dictionary()

    def _section(self, heading: str, *paragraphs: str) -> Iterator[str]:
        for paragraph in (f"## {self._say(heading)}", *paragraphs):
            yield paragraph
            yield ""

    def _head(self) -> Iterator[str]:
        info, package = self._info, self._package
        title = package.text(info.title)
        released = info.released.isoformat()
        yield f"# {title}"
        yield ""
        yield package.text(info.description)
        yield ""
        yield self._say("released", version=info.version, released=released)
        yield ""
        for language, other in info.title.items():
            if other != title:
                yield f"- {other}: {words.in_language(info.description, language)}"
        yield ""

    def _tables(self) -> Iterator[str]:
        package = self._package
        yield from self._section("dictionary.tables")
        yield self._row("table", "rows", "holds", "files")
        yield "| --- | ---: | --- | --- |"
        for table in package.contract.values():
            description = package.text(descriptions_of(table))
            files = f"[CSV]({csv_path(table.name)}) · [Parquet]({parquet_path(table.name)})"
            yield f"| {table.name} | {package.rows[table.name]} | {description} | {files} |"
        yield ""
        yield self._say("readme.files_note")
        yield ""
        if any("viewOf" in item for item in package.descriptor.get("resources", ())):
            yield self._say("readme.readable_note")
            yield ""

    def _other_formats(self) -> Iterator[str]:
        listed = [item for item in self._package.formats if item.where]
        if not listed:
            return
        yield from self._section("readme.other_formats")
        yield self._row("file", "holds")
        yield "| --- | --- |"
        for item in listed:
            yield f"| [{item.where}]({item.where}) | {self._say(f'formats.{item.name}')} |"
        yield ""

    def _licence(self) -> Iterator[str]:
        info, licence = self._info, self._info.licence
        link = f"[{licence.title}]({licence.url})"
        named = f"{link} ({licence.name})" if licence.name else link
        yield from self._section(
            "cover.licence",
            self._say("readme.licence_note", licence=named),
            self._say("readme.contact", name=info.contact.name, email=info.contact.email),
        )

    def _loading(self) -> Iterator[str]:
        goals, areas = parquet_path("goals"), parquet_path("cooperation_areas")
        title = column_of("title", self._package.language)
        statement = column_of("statement", self._package.language)
        yield from self._section("readme.load", self._say("readme.load_spreadsheet"))
        yield from self._code(
            "readme.load_pandas",
            "python",
            "import pandas as pd",
            "",
            f"# {self._say('readme.load_pandas_types')}",
            'types = {"dtype_backend": "pyarrow"}',
            f'goals = pd.read_parquet("{goals}", **types)',
            f'areas = pd.read_parquet("{areas}", **types)',
            f'print(goals.merge(areas, on="area_id")[["{title}", "{statement}"]])',
        )
        yield from self._code(
            "readme.load_duckdb",
            "sql",
            f"SELECT a.{title}, g.{statement}",
            f"FROM '{goals}' AS g JOIN '{areas}' AS a USING (area_id)",
            "ORDER BY a.area_number, g.goal_number;",
        )
        yield from self._code(
            "readme.load_r", "r", "library(arrow)", f'goals <- read_parquet("{goals}")'
        )
        yield from self._code(
            "readme.load_datasets",
            "python",
            "from pathlib import Path",
            "from datasets import load_dataset",
            "",
            'goals = load_dataset(str(Path.cwd()), "goals", split="train")',
        )
        if any(item.name == "croissant" for item in self._package.formats):
            yield from self._code(
                "readme.load_croissant",
                "python",
                "import json",
                "from pathlib import Path",
                "import mlcroissant",
                "",
                'description = Path("catalogue/croissant.json")',
                'files = json.loads(description.read_bytes())["distribution"]',
                'here = {file["@id"]: Path(file["@id"]) for file in files}',
                "dataset = mlcroissant.Dataset(description, mapping=here)",
                'goals = list(dataset.records("goals"))',
            )
        yield from self._code(
            "readme.load_frictionless",
            "sh",
            "frictionless validate datapackage.json",
            "sha256sum --check SHA256SUMS",
        )

    def _code(self, introduction: str, kind: str, *lines: str) -> Iterator[str]:
        yield from (self._say(introduction), "", f"```{kind}", *lines, "```", "")

    def _tracing(self) -> Iterator[str]:
        yield from self._section("readme.tracing")
        yield from self._code(
            "readme.tracing_note",
            "python",
            "import hashlib, unicodedata",
            "",
            'text = unicodedata.normalize("NFC", open("source.txt", encoding="utf-8-sig").read())',
            "passage = text[start:end]",
            "assert hashlib.sha256(passage.encode()).hexdigest() == sha256",
        )
        yield self._say("readme.tracing_basis")
        yield ""

    def _quality(self) -> Iterator[str]:
        report = self._package.report
        count = len(report.all_rules)
        yield from self._section("readme.quality", self._say("readme.quality_note", count=count))

    def _dictionary(self) -> Iterator[str]:
        yield from self._section("files.dictionary", self._say("dictionary.legend"))
        for table in self._package.contract.values():
            yield f"### {table.name}"
            yield ""
            yield self._package.text(descriptions_of(table))
            yield ""
            yield self._row("column", "type", "meaning")
            yield "| --- | --- | --- |"
            for item in table.fields:
                name = f"`{item.name}`{'*' if item.required else ''}"
                yield f"| {name} | {_type(item, table)} | {self._meaning(item)} |"
            yield ""

    def _meaning(self, item: Field) -> str:
        text = self._package.text(descriptions_of(item))
        if item.codelist:
            text += f" {self._say('readme.codelist', name=f'`{item.codelist}`')}"
        return text

    def _row(self, *titles: str) -> str:
        return f"| {' | '.join(self._say(f'headings.{title}') for title in titles)} |"


def _type(item: Field, table: Table) -> str:
    parts = [item.type]
    if item.name in table.primary_key:
        parts.append("PK")
    parts += [
        f"→ {key.reference_table}" for key in table.foreign_keys if key.fields[-1] == item.name
    ]
    return ", ".join(parts)
