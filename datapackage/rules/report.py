"""What was checked and what came out: the result of every rule, for people and for machines.

Neither clock nor timing stands in a report: the same package gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from datapackage.contract import Table
from datapackage.rules.rules import Finding


@dataclass(frozen=True)
class RuleResult:
    """A rule and what breaks it; ``total`` counts also the findings that are not kept."""

    name: str
    asks: str
    findings: tuple[Finding, ...]
    total: int

    @property
    def passed(self) -> bool:
        """Whether nothing breaks the rule."""
        return self.total == 0


@dataclass(frozen=True)
class TableReport:
    """A table: its rows, which engine judged its files, and the rules of its schema."""

    name: str
    rows: int
    files: tuple[tuple[str, str], ...]
    rules: tuple[RuleResult, ...]

    @property
    def passed(self) -> bool:
        """Whether the table keeps all rules of its schema."""
        return all(rule.passed for rule in self.rules)


@dataclass(frozen=True)
class Report:
    """The verdict on a package."""

    package: str
    version: str
    tables: tuple[TableReport, ...]
    rules: tuple[RuleResult, ...]

    @property
    def valid(self) -> bool:
        """Whether every rule is kept."""
        return all(table.passed for table in self.tables) and all(r.passed for r in self.rules)

    def findings(self) -> Iterator[tuple[RuleResult, Finding]]:
        """Yield every finding that was kept, with the rule that it breaks."""
        for rule in (*(rule for table in self.tables for rule in table.rules), *self.rules):
            for finding in rule.findings:
                yield rule, finding

    def to_dict(self) -> dict[str, Any]:
        """Return the report as plain values for JSON."""
        return {
            "package": self.package,
            "version": self.version,
            "valid": self.valid,
            "tables": [
                {
                    "name": table.name,
                    "rows": table.rows,
                    "files": [{"path": path, "engine": engine} for path, engine in table.files],
                    "rules": [_rule_dict(rule) for rule in table.rules],
                }
                for table in self.tables
            ],
            "rules": [_rule_dict(rule) for rule in self.rules],
        }

    def to_markdown(self) -> str:
        """Return the report as Markdown."""
        verdict = "valid" if self.valid else "NOT valid"
        lines = [
            "# Validation report",
            "",
            f"Package `{self.package}`, version {self.version}: **{verdict}**.",
            "",
            "Every rule was checked on the published files, CSV and Parquet.",
            "",
            "## Tables",
            "",
            "| table | rows | rules of its schema | result |",
            "| --- | ---: | ---: | --- |",
        ]
        for table in self.tables:
            result = _result(sum(rule.total for rule in table.rules))
            lines.append(f"| {table.name} | {table.rows} | {len(table.rules)} | {result} |")
        lines += [
            "",
            "## Rules between rows and tables",
            "",
            "| rule | asks for | result |",
            "| --- | --- | --- |",
        ]
        lines += [f"| {rule.name} | {rule.asks} | {_result(rule.total)} |" for rule in self.rules]
        lines += ["", "## Rules of the schemas", ""]
        for table in self.tables:
            engines = ", ".join(f"`{path}` ({engine})" for path, engine in table.files)
            lines += [f"### {table.name}", "", f"Judged: {engines}.", ""]
            lines += [f"- {rule.asks} {_result(rule.total).capitalize()}." for rule in table.rules]
            lines.append("")
        return "\n".join(lines).rstrip("\n") + "\n"


def _rule_dict(rule: RuleResult) -> dict[str, Any]:
    return {
        "name": rule.name,
        "asks": rule.asks,
        "result": "passed" if rule.passed else "failed",
        "findings": rule.total,
    }


def _result(total: int) -> str:
    return "passed" if total == 0 else f"FAILED, {total} findings"


SCHEMA_RULES: dict[str, str] = {
    "types": "Cells are of the type of their column.",
    "required": "Required cells are filled: {}.",
    "enum": "Values out of a list: {}.",
    "pattern": "Values of a pattern: {}.",
    "range": "Numbers within their range: {}.",
    "unique": "Values that don't recur: {}.",
    "primary-key": "The primary key is filled and unique: {}.",
    "unique-key": "Combinations that don't recur: {}.",
    "foreign-key": "References lead to a row that is there: {}.",
    "shape": "The header is as in the schema; each row has as many cells.",
}
"""Rules of a Table Schema by name: what each asks for, of which columns."""


def schema_rules(table: Table) -> dict[str, str]:
    """Return the rules that a table's schema sets: name -> what it asks for."""
    by_constraint = {
        "required": ("required",),
        "enum": ("enum",),
        "pattern": ("pattern",),
        "range": ("minimum", "maximum"),
        "unique": ("unique",),
    }
    columns = {
        name: [f.name for f in table.fields if any(f.constraints.get(c) is not None for c in held)]
        for name, held in by_constraint.items()
    }
    columns["primary-key"] = [" + ".join(table.primary_key)] if table.primary_key else []
    columns["unique-key"] = [" + ".join(key) for key in table.descriptor.get("uniqueKeys", [])]
    columns["foreign-key"] = [
        f"{' + '.join(key.fields)} → {key.reference_table}" for key in table.foreign_keys
    ]
    return {
        name: asks.format(", ".join(columns.get(name, [])))
        for name, asks in SCHEMA_RULES.items()
        if name not in columns or columns[name]
    }
