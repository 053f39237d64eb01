"""Check the rows and the cells of a batch: blank rows, missing and extra cells, types, constraints.

A blank row makes one finding and no other, as with frictionless.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from datapackage.columnar.arrow import BoolArray, IntArray
from datapackage.validator.engine.batch import Batch
from datapackage.validator.engine.checks.cells import CellChecker, CheckedCells
from datapackage.validator.engine.constraints import Constraint
from datapackage.validator.engine.schema import FIRST_CONSTRAINT, TYPE_ERROR, Field
from datapackage.validator.results import Collector, Finding


@dataclass(frozen=True, slots=True)
class KeyCells:
    """A key column of a batch: its key texts (Arrow, null for no value), and its nulls.

    ``nulls`` are the true ones: a cell that is not of its type has no key text either.
    """

    texts: Any
    nulls: BoolArray | None


@dataclass(slots=True)
class CheckedRows:
    """What was found in a batch: in each column, in the key columns, and which rows are blank."""

    cells: list[CheckedCells]
    keys: dict[str, KeyCells]
    blank: BoolArray | None


class RowChecker:
    """Checks the rows of one table, batch by batch."""

    def __init__(
        self,
        table: str,
        fields: Sequence[Field],
        key_names: Collection[str],
        collector: Collector,
    ) -> None:
        """Take the fields expected in each row, and the names of those whose keys are needed."""
        self.table = table
        self.fields = tuple(fields)
        self.collector = collector
        self.checkers = [CellChecker(f, with_keys=f.name in key_names) for f in self.fields]

    @property
    def free(self) -> set[int]:
        """Positions of columns in which no cell can be wrong."""
        return {place for place, checker in enumerate(self.checkers) if checker.takes_all}

    def check(self, batch: Batch) -> CheckedRows:
        """Check a batch; several threads may, each one of its own."""
        nulls = [
            checker.nulls(column)
            for checker, column in zip(self.checkers, batch.columns, strict=True)
        ]
        blank = _all_null(nulls)
        if blank is not None and batch.whole is not None:
            return self.check(batch.whole())  # what was left out tells whether a row is blank
        checked = CheckedRows([], {}, blank)
        for position, checker in enumerate(self.checkers):
            unfit = batch.unfit.get(position)
            if unfit is not None and checked.blank is not None:
                checked.blank = checked.blank & ~unfit
            cells = checker.check(batch.columns[position], nulls[position], unfit)
            if checker.with_keys:
                checked.keys[checker.field.name] = KeyCells(cells.keys, cells.nulls)
            checked.cells.append(cells)
        return checked

    def report(self, batch: Batch, checked: CheckedRows) -> None:
        """Report what was found wrong in a batch."""
        for position, cells in enumerate(checked.cells):
            if len(cells.rows):
                self._report_cells(batch, position, cells, checked.blank)
        self._report_widths(batch, checked.blank)
        if checked.blank is not None:
            self._report_blank(batch.row_numbers[checked.blank])

    def _report_cells(
        self, batch: Batch, position: int, verdict: CheckedCells, blank: BoolArray | None
    ) -> None:
        rows, verdicts = verdict.rows, verdict.verdicts
        if blank is not None:
            kept = ~blank[rows]
            rows, verdicts = rows[kept], verdicts[kept]
        self._report(batch, position, None, rows[(verdicts & TYPE_ERROR) != 0])
        for place, constraint in enumerate(self.fields[position].all_constraints):
            bit = FIRST_CONSTRAINT << place
            self._report(batch, position, constraint, rows[(verdicts & bit) != 0])

    def _report(
        self, batch: Batch, position: int, constraint: Constraint | None, rows: IntArray
    ) -> None:
        """Report the rows whose cell breaks a constraint, or (None) is not of its type."""
        if not len(rows):
            return
        field = self.fields[position]
        rule = "type" if constraint is None else constraint.rule
        wanted = self.collector.wanted(rule, field.name)
        chosen = rows if wanted is None else rows[:wanted]
        self.collector.add(
            Finding(
                rule,
                self.table,
                int(batch.row_numbers[row]),
                field.name,
                batch.cell(int(row), position),
                constraint="" if constraint is None else constraint.name,
                bound=None if constraint is None else constraint.raw,
                schema=field.descriptor,
                position=position + 1,
                error="type-error" if constraint is None else constraint.error,
            )
            for row in chosen
        )
        self.collector.count(rule, field.name, len(rows) - len(chosen))

    def _report_widths(self, batch: Batch, blank: BoolArray | None) -> None:
        def is_blank(row: int) -> bool:
            return blank is not None and bool(blank[row])

        findings: list[Finding] = []
        for row, cells in batch.short.items():
            if not is_blank(row):
                findings += self._missing_cells(int(batch.row_numbers[row]), cells)
        for row, extra in batch.extra.items():
            if not is_blank(row):
                findings += self._extra_cells(int(batch.row_numbers[row]), extra)
        self.collector.add(findings)

    def _missing_cells(self, row_number: int, cells: int) -> Iterator[Finding]:
        for number, field in enumerate(self.fields[cells:], start=cells + 1):
            yield Finding(
                *("row", self.table, row_number, field.name, ""),
                schema=field.descriptor,
                position=number,
                error="missing-cell",
            )

    def _extra_cells(self, row_number: int, extra: Sequence[str]) -> Iterator[Finding]:
        for number, cell in enumerate(extra, start=len(self.fields) + 1):
            yield Finding(
                "row", self.table, row_number, "", cell, position=number, error="extra-cell"
            )

    def _report_blank(self, row_numbers: IntArray) -> None:
        wanted = self.collector.wanted("row", "")
        chosen = row_numbers if wanted is None else row_numbers[:wanted]
        self.collector.add(
            Finding("row", self.table, int(row), error="blank-row") for row in chosen
        )
        self.collector.count("row", "", len(row_numbers) - len(chosen))


def _all_null(nulls: Sequence[BoolArray | None]) -> BoolArray | None:
    """Return which rows are null in all columns; None if there are none."""
    blank: BoolArray | None = None
    for mask in nulls:
        if mask is None:
            return None
        blank = mask if blank is None else blank & mask
        if not blank.any():
            return None
    return blank
