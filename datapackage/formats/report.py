"""The validation report of a package, as JSON and as Markdown; in English, as messages are.

Where records were set aside, it says so, and a CSV file lists what is wrong with them.

Neither clock nor timing is in it: the same package gives the same bytes.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from datapackage.formats import FinishedPackage, PublishedFile, SetAside
from datapackage.grouping import MANY, by_cause
from datapackage.problems import Problem, plural, total
from datapackage.validator import PackageResult, RuleResult, TableResult, markdown_text
from datapackage.write.descriptor import write_json
from datapackage.write.tables import parquet_path

FOLDER = "validation"
REPORT_JSON = f"{FOLDER}/report.json"
REPORT_MARKDOWN = f"{FOLDER}/report.md"
QUARANTINE = f"{FOLDER}/quarantine.csv"


def write(package: FinishedPackage) -> list[PublishedFile]:
    """Write both files, and the list of what is wrong with records that were set aside."""
    package.write_json(REPORT_JSON, as_json(package.report))
    package.write_text(REPORT_MARKDOWN, as_markdown(package.report))
    json_titles = package.titles("files.report", "JSON")
    markdown_titles = package.titles("files.report", "Markdown")
    written = [
        PublishedFile(REPORT_JSON, json_titles, "application/json", "JSON", is_data=False),
        PublishedFile(REPORT_MARKDOWN, markdown_titles, "text/markdown", "TXT", is_data=False),
    ]
    if package.quarantine is not None:
        written.append(_write_quarantine(package, package.quarantine))
    return written


def _write_quarantine(package: FinishedPackage, aside: SetAside) -> PublishedFile:
    with package.new_file(QUARANTINE).open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(("file", "line", "field", "rule", "message", "value"))
        writer.writerows(map(_fault, aside.faults))
    value = {
        "setAside": aside.number,
        "records": aside.records,
        "faults": total(aside.faults),
        "path": QUARANTINE,
    }
    add_section(package.folder, "quarantine", value, "\n".join(_aside_lines(aside)) + "\n")
    titles = package.titles("files.quarantine", "CSV")
    return PublishedFile(QUARANTINE, titles, "text/csv", "CSV", is_data=False)


def _fault(fault: Problem) -> tuple[object, ...]:
    place = fault.place
    return place.file, place.line or None, place.path, fault.rule, fault.message, fault.found


def _aside_lines(aside: SetAside) -> Iterator[str]:
    faults = total(aside.faults)
    yield from ("## Records that were set aside", "")
    yield (
        f"{aside.number:,} of {plural(aside.records, 'record')} are not in the package, since they"
        f" are at fault or refer to one that is. `{QUARANTINE}` lists what is wrong:"
        f" {plural(faults, 'problem')}."
    )
    yield ""
    for fault in by_cause(aside.faults) if faults > MANY else aside.faults:
        yield f"- {markdown_text(str(fault))}"


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
