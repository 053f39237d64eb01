"""Running all rules on a package in a folder: for a build, and for ``validate``."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from datapackage.contract import Contract
from datapackage.problems import Problem, explain
from datapackage.read.schemas import default_schemas, load_contract
from datapackage.rules import history, rules
from datapackage.rules.integrity import checksums, csv_against_parquet
from datapackage.rules.reader import PackageReader, PartMissingError
from datapackage.rules.rule import Rule
from datapackage.validator import NO_MEMORY, Collector, Finding, PackageResult, validate_package
from datapackage.write.descriptor import FILE_NAME as DESCRIPTOR
from datapackage.write.tables import csv_path, parquet_path

LIMIT = 100_000
"""Findings of each rule and field that a build keeps and can list; all are counted."""

RULES: tuple[Rule, ...] = (*rules.RULES, *history.RULES)
"""All rules between rows and tables."""

CSV_EQUALS_PARQUET = "csv-equals-parquet"
FILES_AS_LISTED = "files-as-listed"
COLUMNS_FIT = "columns-fit"
_SYSTEM_ERROR = re.compile(r"\[errno (\d+)\]", re.IGNORECASE)
"""How Python and Arrow tell what the system refused."""

FILE_RULES = {
    CSV_EQUALS_PARQUET: "CSV and Parquet hold the same rows, with the types of the schema.",
    FILES_AS_LISTED: "The files are those of SHA256SUMS.",
    COLUMNS_FIT: "The tables and columns that the rules between tables need are there.",
}
"""Rules about the files of a package, beside those of the standard."""


def check_staged(folder: Path, descriptor: dict[str, Any], contract: Contract) -> PackageResult:
    """Check a package that was just written: every rule, on the files as a reader opens them.

    Sizes and hashes were just taken from the files, and are not taken again.
    """
    # CSV is judged cell by cell. Parquet is then held against it, types and values: what equals
    # a valid table is valid. Both mostly run in Arrow, which leaves the second core to the rules.
    collector = Collector(limit=LIMIT)
    with ThreadPoolExecutor(1) as pool:
        judging = pool.submit(
            validate_package,
            _without_hashes(descriptor),
            folder,
            resources=list(contract),
            limit=LIMIT,
        )
        asked = check_between_tables(folder, descriptor, contract, collector)
        judged = judging.result()
    result = replace(judged, rules=(*judged.rules, *collector.results(asked)))
    _refuse_unreadable(folder, contract, result)
    return result


def _refuse_unreadable(folder: Path, contract: Contract, result: PackageResult) -> None:
    """Refuse a verdict on files that were just written, and can't be read.

    The disk or the memory is at fault then, and nothing in the sources can be mended.

    Raises:
        OSError: The system refused to read; it names the file.
        MemoryError: There was not enough memory.
    """
    for finding in (f for rule in result.all_rules for f in rule.findings if f.row is None):
        if NO_MEMORY in finding.message:
            raise MemoryError
        if number := _SYSTEM_ERROR.search(finding.message):
            file = finding.file or (csv_path(finding.table) if finding.table in contract else "")
            raise OSError(int(number[1]), os.strerror(int(number[1])), str(folder / file))


def check_between_tables(
    folder: Path, descriptor: dict[str, Any], contract: Contract, collector: Collector
) -> dict[str, str]:
    """Check the rules between rows and tables, and CSV against Parquet.

    Each table's Parquet file has to be there, with the columns of the contract. Findings on rows
    name the table, others the file, relative to the folder. A rule that asks for a column that
    the contract lacks, as other schemas than ours may, is a finding, too.

    Returns:
        The rules: name -> what it asks for.
    """
    asked = {rule.name: rule.asks for rule in RULES} | _asked(CSV_EQUALS_PARQUET)
    with closing(PackageReader(folder, contract, descriptor)) as package:
        for rule in RULES:
            try:
                collector.add(rule.find(package))
            except PartMissingError as error:
                message = f"the rule {rule.name} was not checked: {error}"
                _add(collector, COLUMNS_FIT, [Finding("", message=message, file=DESCRIPTOR)])
                asked |= _asked(COLUMNS_FIT)
            package.forget()
    _add(collector, CSV_EQUALS_PARQUET, csv_against_parquet(folder, contract))
    return asked


def check_published(
    folder: Path, descriptor: dict[str, Any], contract: Contract, collector: Collector
) -> dict[str, str]:
    """Check a published package by the rules that are our own: those of a build, and checksums.

    Returns:
        The rules that were checked: name -> what it asks for.
    """
    unfit = [*_absent(contract), *_unfit(folder, contract)]
    _add(collector, COLUMNS_FIT, unfit)
    _add(collector, FILES_AS_LISTED, checksums(folder))
    asked = _asked(COLUMNS_FIT, FILES_AS_LISTED)
    if unfit:
        return asked
    return asked | check_between_tables(folder, descriptor, contract, collector)


def check_unreadable(
    folder: Path, problems: Iterable[Problem], collector: Collector
) -> dict[str, str]:
    """Check what can be checked of a package whose descriptor states no sound contract.

    Returns:
        The rules that were checked: name -> what it asks for.
    """
    _add(
        collector,
        COLUMNS_FIT,
        (Finding("", field=p.place.path, message=p.message, file=p.place.file) for p in problems),
    )
    _add(collector, FILES_AS_LISTED, checksums(folder))
    return _asked(COLUMNS_FIT, FILES_AS_LISTED)


def _asked(*names: str) -> dict[str, str]:
    return {name: FILE_RULES[name] for name in names}


def _add(collector: Collector, rule: str, findings: Iterable[Finding]) -> None:
    collector.add(replace(finding, rule=rule) for finding in findings)


def _without_hashes(descriptor: dict[str, Any]) -> dict[str, Any]:
    resources = [
        {name: value for name, value in resource.items() if name != "hash"}
        for resource in descriptor["resources"]
    ]
    return descriptor | {"resources": resources}


def _absent(contract: Contract) -> Iterator[Finding]:
    """Yield what our own schemas have and a package lacks: tables, and the types of columns."""
    ours = load_contract(default_schemas(), contract.languages)
    for name, table in ours.items():
        if name not in contract:
            yield Finding("", message=f"the resource '{name}' is missing", file=DESCRIPTOR)
            continue
        types = {item.name: item.type for item in table.fields}
        for item in contract[name].fields:
            if (needed := types.get(item.name, item.type)) != item.type:
                message = explain("the column is of another type", found=item.type, expected=needed)
                yield Finding("", field=f"{name}.{item.name}", message=message, file=DESCRIPTOR)


def _unfit(folder: Path, contract: Contract) -> Iterator[Finding]:
    """Yield the tables that the rules can't be checked on, and why."""
    for name, table in contract.items():
        if why := _misfit(folder / parquet_path(name), table.arrow_schema):
            message = f"the rules between tables were not checked: {why}"
            yield Finding("", message=message, file=parquet_path(name))


def _misfit(path: Path, expected: pa.Schema) -> str:
    if not path.is_file():
        return "the file is missing"
    try:
        found = pq.read_schema(path)
    except (pa.ArrowException, OSError) as error:
        return f"can't be read as Parquet: {' '.join(str(error).split())}"
    wrong = [
        field.name
        for field in expected
        if field.name not in found.names or found.field(field.name).type != field.type
    ]
    return f"columns are missing or of another type: {', '.join(wrong)}" if wrong else ""
