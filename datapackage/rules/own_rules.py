"""The rules of this project's own package, beyond what holds for any Data Package."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from datapackage.contract import TABLES, Contract
from datapackage.rules.check import package_rules
from datapackage.rules.rules import Finding
from datapackage.validator.lines import lines_of
from datapackage.validator.results import HEADER_ROWS, Check, Fault, FaultSink, Tally
from datapackage.validator.target.find import Target
from datapackage.write.tables import csv_path, parquet_path


def is_ours(descriptor: dict[str, Any]) -> bool:
    """Tell whether a package is one of this project's: has most tables of the contract, by name.

    Not all of them, or a package that lost one would be held to no rule of ours.
    """
    resources = descriptor.get("resources")
    names = [r.get("name") for r in resources or () if isinstance(r, dict)]
    return sum(table in names for table in TABLES) * 2 > len(TABLES)


def check_own_rules(
    target: Target,
    contract: Contract,
    *,
    known: Collection[tuple[str, str]],
    limit: int | None,
    sink: FaultSink | None,
) -> Iterator[Check]:
    """Yield the result of each rule of the package as a whole.

    Args:
        target: The package.
        contract: The schemas that it is held against.
        known: File and path of faults that were found already; they are not said twice.
        limit: How many faults of each rule and column are kept.
        sink: Receives every fault.
    """
    ready = Tally(
        "tables-as-contracted", "The Parquet files have the columns of the contract.", sink=sink
    )
    for table, why in _unfit(target.folder, contract):
        file = target.shown(parquet_path(table))
        message = f"the rules between tables were not checked: {why}"
        ready.add(Fault(file, 0, 0, "", "tables-as-contracted", message))
    yield ready.check()
    if any(True for _ in _unfit(target.folder, contract)):
        return
    for name, asks, findings in package_rules(
        target.folder, target.descriptor, contract, published=True
    ):
        tally = Tally(name, asks, limit, sink)
        for finding in findings:
            fault = _fault(target, contract, name, finding)
            if (fault.file, fault.path) not in known:
                tally.add(fault)
        yield _with_lines(tally.check())


def _unfit(folder: Path, contract: Contract) -> Iterator[tuple[str, str]]:
    """Yield the tables that the rules can't be checked on, and why."""
    for name, table in contract.items():
        path = folder / parquet_path(name)
        if not path.is_file():
            yield name, "the file is missing"
            continue
        try:
            found = pq.read_schema(path)
        except (pa.ArrowException, OSError) as error:
            yield name, f"can't be read as Parquet: {' '.join(str(error).split())}"
            continue
        wrong = [
            field.name
            for field in table.arrow_schema
            if field.name not in found.names or found.field(field.name).type != field.type
        ]
        if wrong:
            yield name, f"columns are missing or of another type: {', '.join(wrong)}"


def _fault(target: Target, contract: Contract, rule: str, finding: Finding) -> Fault:
    path = csv_path(finding.table) if finding.table in contract else finding.table
    row = 0 if finding.row is None else finding.row + HEADER_ROWS + 1
    file = target.shown(path)
    return Fault(file, 0, row, finding.column, rule, finding.message)


def _with_lines(check: Check) -> Check:
    """Return a check whose faults have lines, as far as they are certain."""
    if not any(fault.row for fault in check.faults):
        return check
    lines: dict[tuple[str, int], int] = {}
    for file in {fault.file for fault in check.faults}:
        rows = {fault.row for fault in check.faults if fault.file == file and fault.row}
        path = Path(file)
        if path.is_file():
            found = lines_of(path, {"dialect": {"delimiter": ","}}, rows)
            lines.update({(file, row): line for row, line in found.items()})
    faults = tuple(
        Fault(f.file, lines.get((f.file, f.row), 0), f.row, f.path, f.rule, f.message, f.value)
        for f in check.faults
    )
    return Check(check.name, check.asks, check.counts, tuple(sorted(faults)))
