"""Check the rows and the cells of a batch: blank rows, missing and extra cells, types, constraints.

A blank row makes one finding and no other, as with frictionless.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from datapackage.validator.engine.batch import Batch, BoolArray, IntArray
from datapackage.validator.engine.judge import ColumnJudge, ColumnVerdict
from datapackage.validator.engine.result import Collector, Finding
from datapackage.validator.engine.schema import FIRST_CONSTRAINT, TYPE_ERROR, FieldPlan


@dataclass(frozen=True, slots=True)
class KeyCells:
    """A key column of a batch: its key texts (Arrow, null for no value), and its nulls.

    ``nulls`` are the true ones: a cell that is not of its type has no key text either.
    """

    texts: Any
    nulls: BoolArray | None


class RowChecker:
    """Checks the rows of one table, batch by batch."""

    def __init__(
        self, fields: Sequence[FieldPlan], key_names: Collection[str], collector: Collector
    ) -> None:
        """Take the fields expected in each row, and the names of those whose keys are needed."""
        self.fields = tuple(fields)
        self.collector = collector
        self.judges = [ColumnJudge(f, with_keys=f.name in key_names) for f in self.fields]

    def check(self, batch: Batch) -> dict[str, KeyCells]:
        """Check a batch, and return its key columns by field name."""
        nulls = [
            judge.nulls(column) for judge, column in zip(self.judges, batch.columns, strict=True)
        ]
        blank = _all_null(nulls)
        keys: dict[str, KeyCells] = {}
        for position, judge in enumerate(self.judges):
            column = batch.columns[position]
            unfit = batch.unfit.get(position)
            if unfit is not None and blank is not None:
                blank = blank & ~unfit
            verdict = judge.judge(column, nulls[position], unfit)
            if judge.with_keys:
                keys[judge.plan.name] = KeyCells(verdict.keys, verdict.nulls)
            if len(verdict.rows):
                self._report_cells(batch, position, verdict, blank)
        self._report_widths(batch, blank)
        if blank is not None:
            self._report_blank(batch.row_numbers[blank])
        return keys

    def _report_cells(
        self, batch: Batch, position: int, verdict: ColumnVerdict, blank: BoolArray | None
    ) -> None:
        rows, verdicts = verdict.rows, verdict.verdicts
        if blank is not None:
            kept = ~blank[rows]
            rows, verdicts = rows[kept], verdicts[kept]
        plan = self.fields[position]
        kinds: dict[str, dict[int, str]] = {"type-error": {TYPE_ERROR: plan.type_note}}
        for place, constraint in enumerate(plan.all_constraints):
            bit = FIRST_CONSTRAINT << place
            kinds.setdefault(constraint.finding, {})[bit] = constraint.note
        for kind, notes in kinds.items():
            mask = sum(notes)
            hit = (verdicts & mask) != 0
            if hit.any():
                self._report_kind(batch, position, kind, notes, (rows[hit], verdicts[hit]))

    def _report_kind(
        self,
        batch: Batch,
        position: int,
        kind: str,
        notes: dict[int, str],
        verdict: tuple[IntArray, IntArray],
    ) -> None:
        rows, verdicts = verdict
        name = self.fields[position].name
        total = sum(int(np.count_nonzero(verdicts & bit)) for bit in notes)
        wanted = self.collector.wanted((kind, name))
        chosen = slice(None) if wanted is None else slice(wanted)
        findings = [
            Finding(
                kind,
                int(batch.row_numbers[row]),
                name,
                note,
                batch.cell(int(row), position),
                position + 1,
            )
            for row, verdict in zip(rows[chosen], verdicts[chosen], strict=True)
            for bit, note in notes.items()
            if verdict & bit
        ]
        self.collector.add(findings)
        self.collector.count((kind, name), total - len(findings))

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
        note = f"the row has {cells} of {len(self.fields)} cells"
        for number, field in enumerate(self.fields[cells:], start=cells + 1):
            yield Finding("missing-cell", row_number, field.name, note, "", number)

    def _extra_cells(self, row_number: int, extra: Sequence[str]) -> Iterator[Finding]:
        note = f"the row has more than {len(self.fields)} cells"
        for number, cell in enumerate(extra, start=len(self.fields) + 1):
            yield Finding("extra-cell", row_number, "", note, cell, number)

    def _report_blank(self, row_numbers: IntArray) -> None:
        kind = ("blank-row", None)
        wanted = self.collector.wanted(kind)
        chosen = row_numbers[: len(row_numbers) if wanted is None else wanted]
        self.collector.add(
            Finding("blank-row", int(row), None, "no cell has a value") for row in chosen
        )
        self.collector.count(kind, len(row_numbers) - len(chosen))


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
