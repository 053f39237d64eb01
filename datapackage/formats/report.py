"""The validation report of a package, as JSON and as Markdown; in English, as messages are.

Neither clock nor timing is in it: the same package gives the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from datapackage.formats import FinishedPackage, PublishedFile
from datapackage.problems import plural
from datapackage.validator import PackageResult, RuleResult, TableResult
from datapackage.write.descriptor import write_json
from datapackage.write.tables import parquet_path

FOLDER = "validation"
REPORT_JSON = f"{FOLDER}/report.json"
REPORT_MARKDOWN = f"{FOLDER}/report.md"


def write(package: FinishedPackage) -> list[PublishedFile]:
    """Write both files."""
    package.write_json(REPORT_JSON, as_json(package.report))
    package.write_text(REPORT_MARKDOWN, as_markdown(package.report))
    json_titles = package.titles("files.report", "JSON")
    markdown_titles = package.titles("files.report", "Markdown")
    return [
        PublishedFile(REPORT_JSON, json_titles, "application/json", "JSON"),
        PublishedFile(REPORT_MARKDOWN, markdown_titles, "text/markdown", "TXT"),
    ]


def as_json(result: PackageResult) -> dict[str, Any]:
    """Return the report as plain values for JSON."""
    return {
        "package": result.name,
        "version": result.version,
        "valid": result.valid,
        "tables": [
            {
                "name": table.name,
                "rows": table.rows,
                "files": [{"path": path, "engine": engine} for path, engine in _files(table)],
                "rules": [_rule(rule) for rule in table.rules],
            }
            for table in result.tables
        ],
        "rules": [_rule(rule) for rule in result.rules],
    }


def as_markdown(result: PackageResult) -> str:
    """Return the report as Markdown."""
    return "\n".join(_lines(result)).rstrip("\n") + "\n"


def _files(table: TableResult) -> tuple[tuple[str, str], ...]:
    """Return the files of a table, and who judged each."""
    return (table.path, table.engine), (parquet_path(table.name), "equal to the CSV file")


def _rule(rule: RuleResult) -> dict[str, Any]:
    return {
        "rule": rule.rule,
        "asks": rule.asks,
        "result": "failed" if rule.total else "passed",
        "findings": rule.total,
    }


def _lines(result: PackageResult) -> Iterator[str]:
    verdict = "valid" if result.valid else "NOT valid"
    yield from ("# Validation report", "")
    yield from (f"Package `{result.name}`, version {result.version}: **{verdict}**.", "")
    yield from ("Every rule was checked on the published files, CSV and Parquet.", "")
    yield from ("## Tables", "")
    yield from ("| table | rows | rules of its schema | result |", "| --- | ---: | ---: | --- |")
    for table in result.tables:
        yield f"| {table.name} | {table.rows} | {len(table.rules)} | {_result(table.total)} |"
    yield from ("", "## Rules between rows and tables", "")
    yield from ("| rule | asks for | result |", "| --- | --- | --- |")
    for rule in result.rules:
        yield f"| {rule.rule} | {rule.asks} | {_result(rule.total)} |"
    yield from ("", "## Rules of the schemas", "")
    for table in result.tables:
        files = ", ".join(f"`{path}` ({engine})" for path, engine in _files(table))
        yield from (f"### {table.name}", "", f"Judged: {files}.", "")
        yield from (f"- {rule.asks} {_result(rule.total).capitalize()}." for rule in table.rules)
        yield ""


def _result(total: int) -> str:
    return f"FAILED, {plural(total, 'finding')}" if total else "passed"


def add_section(folder: Path, key: str, value: dict[str, Any], markdown: str) -> None:
    """Add a section to both reports in ``folder``: ``value`` under ``key``, and its Markdown.

    Sections come at the end, in the order of the calls.
    """
    path = folder / REPORT_JSON
    write_json(path, json.loads(path.read_text(encoding="utf-8")) | {key: value})
    with (folder / REPORT_MARKDOWN).open("a", encoding="utf-8", newline="\n") as stream:
        stream.write(f"\n{markdown}")
