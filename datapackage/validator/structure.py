"""A table without a schema: only what every table must be, a header and rows of its width.

Types are not guessed: a guess from the first rows makes faults of what may be right.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from datapackage.validator.checks import NO_SCHEMA
from datapackage.validator.engine import validate_table
from datapackage.validator.lines import lines_of
from datapackage.validator.results import Collector, Finding, Sink, TableResult

NOTE = "no schema was given: only the structure was checked (header, width of the rows)"
_ANY = {"fields": [{"name": "", "type": "any"}]}
"""A schema that asks nothing: the engine tells the labels, by saying that they are beyond it."""

_DIALECT = {"headerRows": [1]}
"""Else the header is looked for by the width of the rows, and a ragged file hides its own."""

_LABELS = ("incorrect-label", "extra-label", "blank-label", "duplicate-label")


def check_structure(file: Path, shown: str, *, limit: int | None, sink: Sink | None) -> TableResult:
    """Judge a table without a schema.

    Args:
        file: The CSV or Parquet file.
        shown: Its path as messages write it.
        limit: How many findings of each rule and field are kept; None: all.
        sink: Receives every finding.
    """
    collector = Collector(limit=limit, sink=sink)
    gathered = _Gathered(shown, collector)
    dialect = None if file.suffix.lower() == ".parquet" else _DIALECT
    result = validate_table(file, _ANY, dialect=dialect, limit=0, sink=gathered.take)
    collector.add(_label_findings(gathered.labels, result.name, shown))
    rules = collector.results(NO_SCHEMA)
    rows = {finding.row for rule in rules for finding in rule.findings if finding.row}
    lines = lines_of(file, {}, rows)
    with_lines = tuple(
        replace(
            rule, findings=tuple(replace(f, line=lines.get(f.row or 0, 0)) for f in rule.findings)
        )
        for rule in rules
    )
    return replace(result, path=file.name, rules=with_lines)


@dataclass(slots=True)
class _Gathered:
    """Sorts the engine's findings: labels tell the header, others hold without a schema."""

    file: str
    collector: Collector
    labels: dict[int, str] = field(default_factory=dict)

    def take(self, findings: Sequence[Finding]) -> None:
        for finding in findings:
            if finding.error in _LABELS:
                self.labels[finding.position or 0] = finding.value or ""
            elif finding.error not in ("missing-label", "unmatched-header"):
                self.collector.add([replace(finding, file=self.file)])


def _label_findings(labels: dict[int, str], table: str, file: str) -> Iterator[Finding]:
    seen: set[str] = set()
    for number, label in sorted(labels.items()):
        blank = not label.strip()
        if blank or label in seen:
            yield Finding(
                *("header", table, None, f"column {number}" if blank else label, label),
                position=number,
                error="blank-label" if blank else "duplicate-label",
                file=file,
            )
        seen.add(label)
