"""``README.md`` of a package: what it is, how to load and cite it, and the data dictionary."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from datapackage.contract import LANGUAGES, Contract, Field, Table
from datapackage.formats import Format
from datapackage.formats.dataset_card import front_matter
from datapackage.read.package import PackageInfo
from datapackage.rules.report import Report
from datapackage.write.tables import csv_path, parquet_path

FILE_NAME = "README.md"


def write_readme(
    folder: Path,
    info: PackageInfo,
    contract: Contract,
    rows: dict[str, int],
    report: Report,
    formats: Sequence[Format] = (),
) -> None:
    """Write the README of the package in ``folder``.

    ``rows`` counts the rows of each table; ``formats`` are those that are written beside CSV and
    Parquet. It begins with the front matter of a dataset card, which is what makes it one.
    """
    parts = [
        front_matter(info, contract, rows),
        *_head(info),
        *_tables(contract, rows),
        *_formats(formats),
        *_citation(info),
        *_licence(info),
        *_loading(),
        *_tracing(),
        *_quality(report),
        *_dictionary(contract),
    ]
    text = "\n".join(parts).rstrip("\n") + "\n"
    (folder / FILE_NAME).write_text(text, encoding="utf-8", newline="\n")


def recommended_citation(info: PackageInfo) -> str:
    """Return how the package is cited: publisher, year, title, version, address."""
    return (
        f"{info.publisher.name} ({info.released.year}). {info.title['en']}, version"
        f" {info.version} [data set]. {info.base_url}"
    )


def _head(info: PackageInfo) -> Iterator[str]:
    yield f"# {info.title['en']}"
    yield ""
    yield info.description["en"]
    yield ""
    yield f"Version {info.version}, released on {info.released.isoformat()}."
    yield ""
    for language in LANGUAGES:
        if language != "en":
            yield f"- {info.title[language]}: {info.description[language]}"
    yield ""


def _tables(contract: Contract, rows: dict[str, int]) -> Iterator[str]:
    yield "## Tables"
    yield ""
    yield "| table | rows | one row is | files |"
    yield "| --- | ---: | --- | --- |"
    for table in contract.values():
        files = f"[CSV]({csv_path(table.name)}) · [Parquet]({parquet_path(table.name)})"
        yield f"| {table.name} | {rows[table.name]} | {table.description} | {files} |"
    yield ""
    yield (
        "`datapackage.json` describes all files after [Data Package v2]"
        "(https://datapackage.org/standard/data-package/). Both formats hold the same rows. An"
        " empty cell means that the source does not state it."
    )
    yield ""


def _formats(formats: Sequence[Format]) -> Iterator[str]:
    listed = [item for item in formats if item.where]
    if not listed:
        return
    yield "## Other formats"
    yield ""
    yield "| file | what it is |"
    yield "| --- | --- |"
    for item in listed:
        yield f"| [{item.where}]({item.where}) | {item.summary} |"
    yield ""


def _citation(info: PackageInfo) -> Iterator[str]:
    yield "## How to cite"
    yield ""
    yield f"> {recommended_citation(info)}"
    yield ""


def _licence(info: PackageInfo) -> Iterator[str]:
    yield "## Licence"
    yield ""
    yield (
        f"The data are licensed under [{info.licence_title}]({info.licence_url})"
        f" ({info.licence}). The code that builds them is licensed under the MIT License. The"
        " source documents are not part of the package and stay with their owners."
    )
    yield ""
    yield f"Contact: {info.contact.name}, {info.contact.email}."
    yield ""


def _loading() -> Iterator[str]:
    goals = parquet_path("goals")
    yield "## How to load"
    yield ""
    yield "A spreadsheet opens the files in `csv/`: choose UTF-8 and the comma as separator."
    yield ""
    yield "Python with [pandas](https://pandas.pydata.org/):"
    yield ""
    yield "```python"
    yield "import pandas as pd"
    yield ""
    yield "# the types as they are: without it, whole numbers with gaps turn into decimals"
    yield 'types = {"dtype_backend": "pyarrow"}'
    yield f'goals = pd.read_parquet("{goals}", **types)'
    yield f'areas = pd.read_parquet("{parquet_path("cooperation_areas")}", **types)'
    yield 'print(goals.merge(areas, on="area_id")[["title_en", "statement_en"]])'
    yield "```"
    yield ""
    yield "SQL with [DuckDB](https://duckdb.org/):"
    yield ""
    yield "```sql"
    yield "SELECT a.title_en, g.statement_en"
    yield f"FROM '{goals}' AS g JOIN '{parquet_path('cooperation_areas')}' AS a USING (area_id)"
    yield "ORDER BY a.area_number, g.goal_number;"
    yield "```"
    yield ""
    yield "R with [arrow](https://arrow.apache.org/docs/r/):"
    yield ""
    yield "```r"
    yield "library(arrow)"
    yield f'goals <- read_parquet("{goals}")'
    yield "```"
    yield ""
    yield "Any tool for Data Packages, such as [frictionless](https://framework.frictionlessdata.io/):"
    yield ""
    yield "```sh"
    yield "frictionless validate datapackage.json"
    yield "sha256sum --check SHA256SUMS"
    yield "```"
    yield ""


def _tracing() -> Iterator[str]:
    yield "## Where the source says so"
    yield ""
    yield (
        "Each row of `citations` points from a row of another table (`table_name`, `record_id`) to"
        " a passage of a source: `start` and `end` count Unicode code points in the text of the"
        " source (UTF-8 without byte order mark, LF line ends, NFC), and `sha256` is the digest of"
        " the passage. The passages themselves are not republished. Whoever holds the document"
        " can verify each of them:"
    )
    yield ""
    yield "```python"
    yield "import hashlib, unicodedata"
    yield ""
    yield 'text = unicodedata.normalize("NFC", open("source.txt", encoding="utf-8-sig").read())'
    yield "passage = text[start:end]"
    yield "assert hashlib.sha256(passage.encode()).hexdigest() == sha256"
    yield "```"
    yield ""
    yield (
        "`basis` tells whether the passage states the fact or the curators derived it. Texts in"
        " four languages, and the choice of codes in other schemes, are the curators' own."
    )
    yield ""


def _quality(report: Report) -> Iterator[str]:
    count = len(report.rules) + sum(len(table.rules) for table in report.tables)
    yield "## Quality"
    yield ""
    yield (
        f"{count} rules were checked on the published files; the result of each stands in"
        " [validation/report.md](validation/report.md)."
    )
    yield ""


def _dictionary(contract: Contract) -> Iterator[str]:
    yield "## Data dictionary"
    yield ""
    yield (
        "PK marks the primary key, an arrow a reference, an asterisk a column that is never empty."
    )
    yield ""
    for table in contract.values():
        yield f"### {table.name}"
        yield ""
        yield table.description
        yield ""
        yield "| column | type | meaning |"
        yield "| --- | --- | --- |"
        for item in table.fields:
            yield f"| {_name(item)} | {_type(item, table)} | {_meaning(item)} |"
        yield ""


def _name(item: Field) -> str:
    return f"`{item.name}`{'*' if item.required else ''}"


def _type(item: Field, table: Table) -> str:
    parts = [item.type]
    if item.name in table.primary_key:
        parts.append("PK")
    parts += [
        f"→ {key.reference_table}" for key in table.foreign_keys if key.fields[-1] == item.name
    ]
    return ", ".join(parts)


def _meaning(item: Field) -> str:
    text = item.description
    if item.codelist:
        text += f" Code list: `{item.codelist}`."
    return text
