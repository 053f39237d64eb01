"""Running all rules on a package in a folder."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Any

from datapackage.contract import Contract, Table
from datapackage.rules import integrity
from datapackage.rules.opened import OpenedPackage
from datapackage.rules.report import Report, RuleResult, TableReport, schema_rules
from datapackage.rules.rules import RULES, Finding
from datapackage.validator import engine as columnar
from datapackage.write.descriptor import PARQUET_SUFFIX, schema_for
from datapackage.write.tables import parquet_path

LIMIT = 1000
"""Findings of one rule that are kept; all are counted."""

_RULE_OF_TYPE = {
    "type-error": "types",
    "unique-error": "unique",
    "primary-key": "primary-key",
    "primary-key-null": "primary-key",
    "foreign-key": "foreign-key",
    "unique-keys": "unique-key",
}
"""Type of a finding of the validation engine -> rule of the schema; others are of the shape."""

_CONSTRAINTS = ("required", "enum", "pattern")


def check_package(
    folder: Path,
    descriptor: dict[str, Any],
    contract: Contract,
    *,
    published: bool,
) -> Report:
    """Check the package in ``folder`` against all rules.

    ``published`` tells that the package is finished: then its files are also held against the
    descriptor and ``SHA256SUMS``, which a build has just made from them.
    """
    # CSV is judged cell by cell. Parquet is then held against it, types and values: what equals
    # a valid table is valid. Both mostly run in Arrow, which leaves the second core to the rules.
    judged = descriptor if published else _without_hashes(descriptor)
    with ThreadPoolExecutor(1) as pool:
        judging = pool.submit(
            columnar.validate_package, judged, folder, resources=list(contract), limit=LIMIT
        )
        rules = [
            _result(name, asks, findings)
            for name, asks, findings in package_rules(
                folder, descriptor, contract, published=published
            )
        ]
        verdict = judging.result()
    tables = tuple(_table_report(table, verdict) for table in contract.values())
    return Report(str(descriptor["name"]), str(descriptor["version"]), tables, tuple(rules))


def _without_hashes(descriptor: dict[str, Any]) -> dict[str, Any]:
    """Return a descriptor that was just made from the files, so that they aren't hashed again."""
    resources = [
        {name: value for name, value in resource.items() if name != "hash"}
        for resource in descriptor["resources"]
    ]
    return descriptor | {"resources": resources}


def package_rules(
    folder: Path, descriptor: dict[str, Any], contract: Contract, *, published: bool
) -> Iterator[tuple[str, str, Iterable[Finding]]]:
    """Yield the rules of the package as a whole: the name, what it asks for, what breaks it.

    The Parquet file of each table has to be there, with the columns of the contract.
    """
    with closing(OpenedPackage(folder, contract, descriptor)) as package:
        for rule in RULES:
            yield rule.name, rule.asks, rule.find(package)
            package.forget()
    yield (
        "csv-equals-parquet",
        "CSV and Parquet hold the same rows, with the types of the schema.",
        integrity.csv_against_parquet(folder, contract),
    )
    if published:
        yield (
            "files-as-described",
            "Each file has the size and the hash that the descriptor states.",
            integrity.resource_files(folder, descriptor),
        )
        yield (
            "files-as-listed",
            "The files are those of SHA256SUMS.",
            integrity.checksums(folder),
        )
    yield (
        "schemas-as-contracted",
        "The descriptor's schemas are those of the contract.",
        _schemas(descriptor, contract),
    )


def _result(name: str, asks: str, findings: Iterable[Finding]) -> RuleResult:
    stream = iter(findings)
    kept = tuple(islice(stream, LIMIT))
    return RuleResult(name, asks, kept, len(kept) + sum(1 for _ in stream))


def _schemas(descriptor: dict[str, Any], contract: Contract) -> Iterator[Finding]:
    published = {r.get("name"): r.get("schema") for r in descriptor.get("resources", [])}
    for table in contract.values():
        for suffix in ("", PARQUET_SUFFIX):
            name = table.name + suffix
            if name not in published:
                yield Finding("datapackage.json", None, name, "the resource is missing")
            elif published[name] != schema_for(table, suffix):
                message = "the resource's schema is not the one of the contract"
                yield Finding("datapackage.json", None, name, message)


def _table_report(table: Table, verdict: columnar.PackageResult) -> TableReport:
    """Sort the engine's findings on a table under the rules of its schema."""
    result = next(result for result in verdict.tables if result.name == table.name)
    asked = schema_rules(table)
    findings: dict[str, list[Finding]] = {name: [] for name in asked}
    totals = dict.fromkeys(asked, 0)
    for finding in result.findings:
        name = _rule_of(finding, table)
        findings[name].append(_finding(finding, table, result.path))
    for (type_, field), count in result.counts.items():
        kept = [f for f in result.findings if (f.type, f.field_name) == (type_, field)]
        totals[_rule_of(kept[0], table)] += count
    rules = tuple(
        RuleResult(name, asks, tuple(findings[name]), totals[name]) for name, asks in asked.items()
    )
    files = ((result.path, result.engine), (parquet_path(table.name), "equal to the CSV file"))
    return TableReport(table.name, result.rows, files, rules)


def _rule_of(finding: columnar.Finding, table: Table) -> str:
    if finding.type == "constraint-error":
        return next((c for c in _CONSTRAINTS if f'"{c}"' in finding.note), "range")
    name = _RULE_OF_TYPE.get(finding.type, "shape")
    return name if name in schema_rules(table) else "shape"


def _finding(finding: columnar.Finding, table: Table, path: str) -> Finding:
    """Return the engine's finding as one on a row of the table, or on the file as a whole."""
    header_rows = 1
    if finding.row_number is None or finding.row_number <= header_rows:
        return Finding(path, None, finding.field_name or "", finding.note)
    before = header_rows + 1
    return Finding(
        table.name,
        finding.row_number - before,
        finding.field_name or "",
        finding.note,
        finding.cell,
        finding.fields,
        finding.values,
        None if finding.other_row is None else finding.other_row - before,
    )
