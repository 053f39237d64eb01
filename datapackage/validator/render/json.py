"""A verdict for programs; docs/validating.md describes the shape, which ``format`` numbers."""

from __future__ import annotations

import json
from typing import Any

from datapackage.validator.results import Check, Fault, TableVerdict, TargetVerdict, Validation

FORMAT = 1
"""Raised when a property goes or changes its meaning; new ones may come without it."""


def render(validation: Validation) -> str:
    """Return the verdict as JSON."""
    return json.dumps(to_dict(validation), ensure_ascii=False, indent=2) + "\n"


def to_dict(validation: Validation) -> dict[str, Any]:
    """Return the verdict as plain values."""
    return {
        "format": FORMAT,
        "valid": validation.valid,
        "total": validation.total,
        "targets": [_target(target) for target in validation.targets],
    }


def _target(target: TargetVerdict) -> dict[str, Any]:
    return {
        "path": target.path,
        "kind": target.kind,
        "name": target.name,
        "standard": target.standard,
        "isOurs": target.is_ours,
        "valid": target.valid,
        "total": target.total,
        "notes": list(target.notes),
        "checks": [_check(check) for check in target.checks],
        "tables": [_table(table) for table in target.tables],
    }


def _table(table: TableVerdict) -> dict[str, Any]:
    return {
        "name": table.name,
        "path": table.path,
        "engine": table.engine,
        "engineReason": table.engine_reason,
        "rows": table.rows,
        "total": table.total,
        "checks": [_check(check) for check in table.checks],
    }


def _check(check: Check) -> dict[str, Any]:
    return {
        "name": check.name,
        "asks": check.asks,
        "total": check.total,
        "counts": [
            {"rule": count.rule, "field": count.path, "total": count.total}
            for count in check.counts
        ],
        "faults": [_fault(fault) for fault in check.faults],
    }


def _fault(fault: Fault) -> dict[str, Any]:
    return {
        "file": fault.file,
        "line": fault.line or None,
        "row": fault.row or None,
        "field": fault.path,
        "rule": fault.rule,
        "message": fault.message,
        "value": fault.value,
    }
