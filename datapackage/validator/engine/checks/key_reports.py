"""Findings about keys: as many as someone wants to see, the others counted."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from datapackage.columnar.arrow import IntArray
from datapackage.validator.engine.schema import FieldPlan, ForeignKey
from datapackage.validator.results import Collector, Finding, Reference

MakeFinding = Callable[[int, int], Finding]
"""Makes the finding of a row, given its number and its place among those reported."""

KeyTexts = Sequence[Sequence[str | None]]
"""The texts of a key in each of some rows."""


class KeyReports:
    """Makes findings of rows, as many as someone wants to see, and counts the others."""

    def __init__(self, table: str, collector: Collector, fields: Sequence[FieldPlan]) -> None:
        self._table = table
        self._collector = collector
        self._fields = {field.name: field for field in fields}
        self._numbers = {field.name: number for number, field in enumerate(fields, start=1)}

    def dangling(self, key: ForeignKey, rows: IntArray, texts: KeyTexts) -> None:
        """Report rows that refer to nothing."""
        target = Reference(key.resource, key.reference_fields)
        self._add(
            "foreign-key",
            "",
            rows,
            lambda row, place: Finding(
                *("foreign-key", self._table, row),
                key=key.fields,
                values=tuple(texts[place]),
                target=target,
                error="foreign-key",
            ),
        )

    def repeated(
        self,
        rule: str,
        key: tuple[str, ...],
        rows: IntArray,
        texts: KeyTexts,
        others: Sequence[int | None],
    ) -> None:
        """Report rows whose key the row in ``others`` has too; None: that are null in all parts."""
        single = len(key) == 1 and rule != "primary-key"
        name = key[0] if single else ""
        number = self._numbers[name] if rule == "unique" else None
        errors = {"unique": "unique-error", "primary-key": "primary-key"}
        self._add(
            rule,
            name,
            rows,
            lambda row, place: Finding(
                *(rule, self._table, row, name),
                schema=self._fields[name].descriptor if single else None,
                key=key,
                values=tuple(texts[place]),
                other_row=others[place],
                position=number,
                error=errors.get(rule, ""),
            ),
        )

    def incomplete(self, name: str, rows: IntArray) -> None:
        """Report rows that are null in a part of their primary key."""
        self._add(
            "primary-key",
            name,
            rows,
            lambda row, _place: Finding(*("primary-key", self._table, row, name)),
        )

    def _add(self, rule: str, name: str, rows: IntArray, make: MakeFinding) -> None:
        wanted = self._collector.wanted(rule, name)
        shown = rows if wanted is None else rows[:wanted]
        self._collector.add(make(int(row), place) for place, row in enumerate(shown))
        self._collector.count(rule, name, len(rows) - len(shown))
