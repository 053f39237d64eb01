"""Sentences that several formats share."""

from __future__ import annotations

from datapackage.problems import plural
from datapackage.validator.results import PackageResult, TableResult


def summary(target: PackageResult) -> str:
    """Return the verdict on a target in a line, without its path."""
    verdict = "valid" if target.valid else f"NOT valid, {plural(target.total, 'problem')}"
    rows = sum(table.rows for table in target.tables)
    parts = [
        plural(len(target.tables), "resource"),
        plural(rows, "row"),
        plural(len(target.all_rules), "rule"),
    ]
    return f"{verdict} ({', '.join(parts)})"


def engines(target: PackageResult) -> list[str]:
    """Return which engine judged the tables: the columnar one in a line, each other by itself."""
    columnar = [table for table in target.tables if table.engine == "columnar"]
    lines = []
    if columnar:
        names = "" if len(columnar) == len(target.tables) else f": {_listed(columnar)}"
        lines.append(f"{plural(len(columnar), 'resource')} judged by columnar{names}")
    others = [table for table in target.tables if table.engine != "columnar"]
    return [*lines, *(f"{table.name or table.path}: {engine(table)}" for table in others)]


def engine(table: TableResult) -> str:
    """Return which engine judged a table, and why where it was not the columnar one."""
    if table.engine == "none":
        return table.engine_reason
    reason = f" ({table.engine_reason})" if table.engine_reason else ""
    return f"judged by {table.engine}{reason}"


def _listed(tables: list[TableResult]) -> str:
    return ", ".join(table.name for table in tables)
