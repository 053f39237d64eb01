"""Compare the columnar engine's verdict on a package with frictionless's own."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from datapackage.columnar import BEYOND_FRICTIONLESS, TableResult, validate_package
from tests.columnar.strategies import Case

V2 = "https://datapackage.org/profiles/2.0/datapackage.json"
UNCOMPARED = ("engine-error",)


def package_of(cases: Sequence[Case], **extra: Any) -> dict[str, Any]:
    """Return the descriptor of a package of these tables."""
    resources = []
    for case in cases:
        resource: dict[str, Any] = {
            "name": case.name,
            "path": f"{case.name}.csv",
            "encoding": "utf-8",
            "schema": case.schema,
            **extra,
        }
        if case.dialect is not None:
            resource["dialect"] = case.dialect
        resources.append(resource)
    return {"$schema": V2, "resources": resources}


def verdict(result: TableResult) -> set[tuple[Any, ...]]:
    """Return a result's verdict without the rules that frictionless does not check."""
    return {f.key() for f in result.findings if f.type not in BEYOND_FRICTIONLESS}


def compare(cases: Sequence[Case], **extra: Any) -> list[str]:
    """Validate a package with both engines, and return what engine judged each table.

    Raises:
        AssertionError: If the verdicts differ.
    """
    package = package_of(cases, **extra)
    with tempfile.TemporaryDirectory() as folder:
        for case in cases:
            (Path(folder) / f"{case.name}.csv").write_bytes(case.content)
        ours = validate_package(package, Path(folder), limit=None)
        theirs = validate_package(package, Path(folder), limit=None, engine="frictionless")
    for mine, other in zip(ours.tables, theirs.tables, strict=True):
        if any(finding.type in UNCOMPARED for finding in other.findings):
            continue  # frictionless raised an exception of Python: it has no verdict
        assert verdict(mine) == verdict(other), (
            mine.name,
            mine.engine,
            sorted(verdict(mine) ^ verdict(other), key=str),
            (*mine.findings, *other.findings)[:6],
            cases,
        )
        assert mine.rows == other.rows, (mine.rows, other.rows)
    return [table.engine for table in ours.tables]
