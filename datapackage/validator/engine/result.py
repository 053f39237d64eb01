"""What a validation says: findings, and their counts for each table.

A finding's ``type`` is the name that frictionless gives the error (``type-error``,
``constraint-error``, ``missing-cell`` …), so that both engines can be compared. Rules of the
standard that frictionless does not check have names of their own, see :data:`BEYOND_FRICTIONLESS`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

Engine = Literal["columnar", "frictionless"]

BEYOND_FRICTIONLESS = frozenset(
    {
        "primary-key-null",
        "unique-keys",
        "categories",
        "schema-key",
        "schema-property",
        "schema-property-misspelt",
    }
)
"""Types of findings that only the columnar engine makes; see docs/validation-differences.md."""

DEFAULT_LIMIT = 10
"""How many findings of each (type, field) are kept unless asked otherwise."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One error.

    Attributes:
        type: Name of the broken rule, as frictionless names it.
        row_number: 1-based, the header being row 1; None for what concerns no single row.
        field_name: None where the rule concerns the row or the table; ``""`` for a cell or a
            label beyond the schema.
        note: What was expected.
        cell: The text of the cell, None where there is no cell.
        field_number: 1-based position of the cell, None where there is no cell.
        fields: The columns of the key that is broken; empty for rules about a single cell.
        values: Their texts in this row, None for a null.
        other_row: The row, numbered as ``row_number`` is, that has the same key.
    """

    type: str
    row_number: int | None
    field_name: str | None
    note: str
    cell: str | None = None
    field_number: int | None = None
    fields: tuple[str, ...] = ()
    values: tuple[str | None, ...] = ()
    other_row: int | None = None

    def key(self) -> tuple[str, int | None, str | None, int | None]:
        """Return what a verdict consists of: type, row, field, position."""
        return (self.type, self.row_number, self.field_name, self.field_number)


Sink = Callable[[str, Sequence[Finding]], None]
"""Receives every finding as it is made: the table's name, and a batch of findings."""

Counts = dict[tuple[str, str | None], int]


@dataclass(frozen=True, slots=True)
class TableResult:
    """The verdict on one table.

    Attributes:
        name: The resource's name.
        path: Its path as the descriptor gives it.
        engine: Which engine judged.
        engine_reason: Why not the columnar one; empty for the columnar one.
        rows: Number of data rows read.
        counts: How often each rule failed, by (type, field name).
        findings: The first N findings of each (type, field name), in the order of the rows.
    """

    name: str
    path: str
    engine: Engine
    engine_reason: str
    rows: int
    counts: Counts
    findings: tuple[Finding, ...]

    @property
    def valid(self) -> bool:
        """Whether nothing was found."""
        return not self.counts


@dataclass(frozen=True, slots=True)
class PackageResult:
    """The verdicts on the tables of a package, and findings about the package itself."""

    tables: tuple[TableResult, ...]
    findings: tuple[Finding, ...] = ()

    @property
    def valid(self) -> bool:
        """Whether the package and all its tables are valid."""
        return not self.findings and all(table.valid for table in self.tables)


@dataclass(slots=True)
class Collector:
    """Counts the findings of one table, keeps the first of each kind, feeds the sink."""

    name: str
    limit: int | None = DEFAULT_LIMIT
    sink: Sink | None = None
    _counts: Counter[tuple[str, str | None]] = field(default_factory=Counter)
    _kept: list[Finding] = field(default_factory=list)

    def add(self, findings: Iterable[Finding]) -> None:
        """Take findings; those of one kind come in the order of their rows."""
        batch = list(findings)
        for finding in batch:
            kind = (finding.type, finding.field_name)
            self._counts[kind] += 1
            if self.limit is None or self._counts[kind] <= self.limit:
                self._kept.append(finding)
        if self.sink is not None and batch:
            self.sink(self.name, batch)

    def wanted(self, kind: tuple[str, str | None]) -> int | None:
        """Return how many more findings of a kind are of use to anyone; None: all."""
        if self.sink is not None or self.limit is None:
            return None
        return max(0, self.limit - self._counts[kind])

    def count(self, kind: tuple[str, str | None], number: int) -> None:
        """Count findings that nobody wants to see one by one."""
        if number:
            self._counts[kind] += number

    def result(
        self, path: str, rows: int, *, engine: Engine = "columnar", reason: str = ""
    ) -> TableResult:
        """Close the table's books."""
        order = sorted(self._kept, key=lambda f: (f.row_number or 0, f.field_number or 0))
        return TableResult(self.name, path, engine, reason, rows, dict(self._counts), tuple(order))
