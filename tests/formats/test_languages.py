"""Every format follows the languages of the package, whichever they are."""

from __future__ import annotations

import csv
import dataclasses
import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pytest
import yaml
from rdflib import RDF, SKOS, Graph, Literal, URIRef

from datapackage.contract import Table
from datapackage.formats import FORMATS, FinishedPackage, readable, readme, report
from datapackage.formats.database import database_path
from datapackage.formats.dcat.compliance import breaches
from datapackage.formats.files import core_files
from datapackage.formats.rdf import PREFIXES
from datapackage.formats.spreadsheet import workbook_path
from datapackage.languages import column_of
from datapackage.read.schemas import load_contract
from datapackage.write.descriptor import build_descriptor
from datapackage.write.tables import parquet_schema, render, table_writers
from tests.formats.packages import NAME, NO_REPORT, info, real_table
from tests.places import SCHEMAS, contract

DCT = PREFIXES["dct"]
CHOICES = (("de", "en"), ("de",), ("en",), ("pt-BR", "en-GB"), ("sv", "et"))


def translated(table: Table, row: dict[str, Any], languages: tuple[str, ...]) -> dict[str, Any]:
    """A row of the real record with its English texts for those of each language."""
    texts = contract()[table.name].texts
    own = {column for columns in texts.values() for column in columns.values()}
    kept = {name: value for name, value in row.items() if name not in own}
    for stem, columns in texts.items():
        text = row[columns["en"]]
        found = {column_of(stem, tag): text and f"{text} [{tag}]" for tag in languages}
        kept |= {name: value for name, value in found.items() if name in table.columns}
    return kept


def written(folder: Path, languages: tuple[str, ...]) -> FinishedPackage:
    """The real record in other languages, in all formats."""
    tables = load_contract(SCHEMAS, languages)
    texts = {tag: f"Text in {tag}" for tag in languages}
    with table_writers(folder, tables) as writers:
        for name, table in tables.items():
            rows = [translated(table, row, languages) for row in real_table(name).to_pylist()]
            arrow = pa.Table.from_pylist(rows, schema=parquet_schema(table))
            writers[name].write(render(table, arrow))
        counts = {name: writer.rows for name, writer in writers.items()}
    told = dataclasses.replace(
        info(),
        title=texts,
        description=texts,
        provenance=texts,
        keywords={tag: (f"word-{tag}",) for tag in languages},
    )
    descriptor = build_descriptor(folder, told, tables, sources=[], kept={})
    package = FinishedPackage(folder, told, tables, counts, descriptor, NO_REPORT, FORMATS)
    package.files += readable.write(package)
    (folder / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    package.files += [*core_files(package), *report.write(package), *readme.write(package)]
    for item in FORMATS:
        package.files += item.write(package)
    return package


@pytest.fixture(scope="module", params=CHOICES, ids=",".join)
def package(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    return written(tmp_path_factory.mktemp("package"), request.param)


def once(package: FinishedPackage) -> str:
    """The language of what comes once."""
    return {"de,en": "en", "pt-BR,en-GB": "en-GB"}.get(
        ",".join(package.languages), package.languages[0]
    )


def test_the_readme_names_the_package_in_every_language(package: FinishedPackage) -> None:
    text = (package.folder / "README.md").read_text(encoding="utf-8")
    assert f"\n# Text in {once(package)}\n" in text
    for tag in package.languages:
        assert f"Text in {tag}" in text
    column = column_of("statement", once(package))
    assert f'"{column}"' in text
    assert ("## Tabeller" if package.languages[0] == "sv" else "## Tables") in text


def test_the_dictionary_has_a_document_for_each_language(package: FinishedPackage) -> None:
    documents = {path.name for path in (package.folder / "dictionary").glob("*.md")}
    assert documents == {f"dictionary.{tag}.md" for tag in package.languages}
    with (package.folder / "dictionary" / "dictionary.csv").open(encoding="utf-8") as file:
        header = next(csv.reader(file))
    assert [name for name in header if name.startswith("title_")] == [
        column_of("title", tag) for tag in package.languages
    ]


def test_views_and_sheets_have_the_languages(package: FinishedPackage) -> None:
    with closing(sqlite3.connect(package.folder / database_path(NAME))) as connection:
        names = {row[1] for row in connection.execute("PRAGMA table_info(goals_readable)")}
    assert names >= {column_of("statement", tag) for tag in package.languages}
    for tag in package.languages:
        path = package.folder / workbook_path(NAME, tag)
        book = openpyxl.load_workbook(path, read_only=True)
        assert book.properties.title == f"Text in {tag}"
    metadata = json.loads((package.folder / "database" / "metadata.json").read_text("utf-8"))
    tables = metadata["databases"][NAME]["tables"]
    assert tables["goals"]["label_column"] == column_of("statement", once(package))


def test_texts_that_come_once_are_in_their_language(package: FinishedPackage) -> None:
    expected = f"Text in {once(package)}"
    citation = yaml.safe_load((package.folder / "CITATION.cff").read_text(encoding="utf-8"))
    assert (citation["title"], citation["keywords"]) == (expected, [f"word-{once(package)}"])
    found = json.loads((package.folder / "catalogue" / "schema-org.jsonld").read_text("utf-8"))
    assert (found["name"], found["inLanguage"]) == (expected, list(package.languages))
    assert {name["@language"] for name in found["alternateName"]} == {
        tag for tag in package.languages if tag != once(package)
    }
    names = [variable["name"] for variable in found["variableMeasured"]]
    assert "goals.statement" in names
    assert package.descriptor["title"] == expected


def test_catalogues_label_texts_with_the_language_that_they_are_in(
    package: FinishedPackage,
) -> None:
    graph = Graph().parse(package.folder / "catalogue" / "dcat.ttl")
    assert breaches(graph) == []
    dataset = URIRef(f"{package.info.base_url}#dataset")
    assert tags(graph, dataset, DCT.title) == set(package.languages)
    spoken = {tag for tag in package.languages if tag.split("-")[0] in {"en", "sv"}} or {"en"}
    readme_file = URIRef(f"{package.info.base_url}/README.md")
    assert tags(graph, readme_file, DCT.title) == spoken
    vocabulary = Graph().parse(package.folder / "vocabulary" / "skos.ttl")
    for concept in vocabulary.subjects(RDF.type, SKOS.Concept):
        assert tags(vocabulary, concept, SKOS.prefLabel) == set(package.languages)


def tags(graph: Graph, subject: Any, predicate: URIRef) -> set[str | None]:
    return {
        text.language for text in graph.objects(subject, predicate) if isinstance(text, Literal)
    }
