"""A table without a schema: only what every table must be, a header and rows of its width.

Types are not guessed: a guess from the first rows makes faults of what may be right.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from datapackage.validator import engine as columnar
from datapackage.validator.checks import FILE, HEADER, ROWS
from datapackage.validator.engine import Finding
from datapackage.validator.lines import lines_of
from datapackage.validator.messages import describe
from datapackage.validator.results import Fault, FaultSink, TableVerdict
from datapackage.validator.tables import sorted_checks

NOTE = "no schema was given: only the structure was checked (header, width of the rows)"
_ASKS = {
    FILE: "The file can be read.",
    HEADER: "Each column has a name of its own.",
    ROWS: "Each row has a cell for each column, and is not blank.",
}
_ANY = {"fields": [{"name": "", "type": "any"}]}
"""A schema that asks nothing: the engine tells the labels, by saying that they are beyond it."""

_DIALECT = {"headerRows": [1]}
"""Else the header is looked for by the width of the rows, and a ragged file hides its own."""

_LABELS = ("incorrect-label", "extra-label", "blank-label", "duplicate-label")


def judge_structure(
    file: Path, shown: str, *, limit: int | None, sink: FaultSink | None
) -> TableVerdict:
    """Judge a table without a schema.

    Args:
        file: The CSV or Parquet file.
        shown: Its path as messages write it.
        limit: How many faults of each rule and field are kept; None: all.
        sink: Receives every fault.
    """
    gathered = _Gathered(limit, shown, sink)
    result = columnar.validate_table(
        file, _ANY, dialect=None if _is_parquet(file) else _DIALECT, limit=0, sink=gathered.take
    )
    findings = [*gathered.header(), *gathered.kept]
    rows = {finding.row_number for finding in findings if finding.row_number}
    lines = lines_of(file, {}, rows)
    faults = [_fault(shown, finding, lines) for finding in findings]
    checks = tuple(sorted_checks(_ASKS, gathered.counts, faults))
    return TableVerdict(
        result.name, file.name, result.engine, result.engine_reason, result.rows, checks
    )


def _is_parquet(file: Path) -> bool:
    return file.suffix.lower() == ".parquet"


def _fault(file: str, finding: Finding, lines: dict[int, int]) -> Fault:
    row = finding.row_number or 0
    message = describe(finding, {})
    field_name = finding.field_name or ""
    return Fault(file, lines.get(row, 0), row, field_name, finding.type, message, finding.cell)


@dataclass(slots=True)
class _Gathered:
    """The findings that stand without a schema, and the header's labels."""

    limit: int | None
    file: str
    sink: FaultSink | None
    name: str = ""
    labels: dict[int, str] = field(default_factory=dict)
    kept: list[Finding] = field(default_factory=list)
    counts: dict[tuple[str, str | None], int] = field(default_factory=dict)

    def take(self, name: str, findings: Sequence[Finding]) -> None:
        self.name = name
        for finding in findings:
            if finding.type in _LABELS:
                self.labels[finding.field_number or 0] = finding.cell or ""
            elif finding.type not in ("missing-label", "unmatched-header"):
                self._keep(finding)

    def header(self) -> list[Finding]:
        """Return what is wrong with the labels by themselves."""
        found = list(_label_faults(self.labels))
        for finding in found:
            self._count(finding)
        return found

    def _count(self, finding: Finding) -> int:
        kind = (finding.type, finding.field_name)
        self.counts[kind] = self.counts.get(kind, 0) + 1
        if self.sink is not None:
            self.sink(self.name, [_fault(self.file, finding, {})])
        return self.counts[kind]

    def _keep(self, finding: Finding) -> None:
        number = self._count(finding)
        if self.limit is None or number <= self.limit:
            self.kept.append(finding)


def _label_faults(labels: dict[int, str]) -> Iterator[Finding]:
    seen: set[str] = set()
    for number, label in sorted(labels.items()):
        if not label.strip():
            yield Finding("blank-label", None, f"column {number}", "", label, number)
        elif label in seen:
            yield Finding("duplicate-label", None, label, "", label, number)
        seen.add(label)
