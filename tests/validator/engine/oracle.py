"""Compare the columnar engine's verdict on a package with frictionless's own."""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from datapackage.validator import TableResult, validate_package
from datapackage.validator.engine import with_frictionless
from tests.validator.engine.strategies import Case

V2 = "https://datapackage.org/profiles/2.0/datapackage.json"
GAVE_UP = re.compile("compare|InvalidOperation|NaN|unhashable|not supported between|Authority")
"""What frictionless says where it raises on values; it has no verdict then."""


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


def verdict(result: TableResult) -> Counter[tuple[Any, ...]]:
    """Return a result's findings, without those that frictionless has no error for."""
    return Counter((f.error, f.row, f.field, f.position) for f in result.findings if f.error)


def compare(cases: Sequence[Case], **extra: Any) -> list[TableResult]:
    """Validate a package with both engines, and return the columnar engine's results.

    Raises:
        AssertionError: If the verdicts differ, or if the counts depend on the limit.
    """
    package = package_of(cases, **extra)
    with tempfile.TemporaryDirectory() as folder:
        for case in cases:
            (Path(folder) / f"{case.name}.csv").write_bytes(case.content)
        with pytest.MonkeyPatch.context() as patch:
            # frictionless gets the patterns too that it does not get of strangers, in tables that
            # go to it from us as well: those here do end.
            patch.setattr(with_frictionless, "is_bounded", lambda _: True)
            ours = validate_package(package, Path(folder), limit=None)
            few = validate_package(package, Path(folder), limit=1)
            theirs = validate_package(package, Path(folder), limit=None, engine="frictionless")
    for mine, brief, other in zip(ours.tables, few.tables, theirs.tables, strict=True):
        assert brief.counts == mine.counts, (brief.counts, mine.counts, cases)
        gave_up = [f.message for f in other.findings if f.error == "engine-error"]
        if gave_up:
            assert GAVE_UP.search(gave_up[0]), (gave_up, cases)
            continue
        found, expected = verdict(mine), verdict(other)
        assert found == expected, (
            mine.name,
            mine.engine,
            {"only ours": found - expected, "only frictionless": expected - found},
            cases,
        )
        assert mine.rows == other.rows, (mine.rows, other.rows, cases)
    return list(ours.tables)
