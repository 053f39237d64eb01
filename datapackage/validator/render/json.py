"""A verdict for programs; docs/validating.md describes the shape, which ``format`` numbers."""

from __future__ import annotations

import json
from typing import Any

from datapackage.validator.messages import describe
from datapackage.validator.results import (
    Finding,
    PackageResult,
    RuleResult,
    TableResult,
    Validation,
)

FORMAT = 2
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


def _target(target: PackageResult) -> dict[str, Any]:
    return {
        "path": target.path,
        "kind": target.kind,
        "name": target.name,
        "version": target.version,
        "standard": target.standard,
        "profile": target.profile,
        "valid": target.valid,
        "total": target.total,
        "notes": list(target.notes),
        "rules": [_rule(rule) for rule in target.rules],
        "tables": [_table(table) for table in target.tables],
    }


def _table(table: TableResult) -> dict[str, Any]:
    return {
        "name": table.name,
        "path": table.path,
        "engine": table.engine,
        "engineReason": table.engine_reason,
        "rows": table.rows,
        "total": table.total,
        "rules": [_rule(rule) for rule in table.rules],
    }


def _rule(rule: RuleResult) -> dict[str, Any]:
    return {
        "rule": rule.rule,
        "asks": rule.asks,
        "total": rule.total,
        "counts": [{"field": count.field, "total": count.total} for count in rule.counts],
        "findings": [_finding(finding) for finding in rule.findings],
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "file": finding.file,
        "line": finding.line or None,
        "row": finding.row,
        "field": finding.field,
        "key": list(finding.key),
        "error": finding.error,
        "message": describe(finding),
        "value": finding.value,
    }
