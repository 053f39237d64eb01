"""Findings about keys: as many as someone wants to see, the others counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from datapackage.validator.engine.batch import IntArray
from datapackage.validator.engine.result import Collector, Finding
from datapackage.validator.engine.schema import FieldPlan, ForeignKey


@dataclass(frozen=True)
class KeyTexts:
    """The keys that some findings are about, in the findings' order."""

    fields: tuple[str, ...]
    values: Sequence[Sequence[str | None]]
    others: Sequence[int | None] | IntArray | None = None

    def of(self, place: int) -> tuple[tuple[str, ...], tuple[str | None, ...], int | None]:
        """Return the last three attributes of a finding."""
        other = None if self.others is None else self.others[place]
        return self.fields, tuple(self.values[place]), None if other is None else int(other)


class KeyReports:
    """Makes findings of rows, as many as someone wants to see, and counts the others."""

    def __init__(self, collector: Collector, fields: Sequence[FieldPlan]) -> None:
        self.collector = collector
        self.numbers = {field.name: number for number, field in enumerate(fields, start=1)}

    def references(
        self, key: ForeignKey, rows: IntArray, tuples: Sequence[Sequence[str | None]]
    ) -> None:
        """Report rows that refer to nothing."""
        target = f'"{key.resource}" as "{", ".join(key.reference_fields)}"'
        names = ", ".join(key.fields)
        self.add(
            "foreign-key",
            None,
            rows,
            [
                f'for "{names}": values "{", ".join(map(str, cells))}" not found in {target}'
                for cells in tuples
            ],
            KeyTexts(key.fields, tuples),
        )

    def add(
        self,
        kind: str,
        name: str | None,
        rows: IntArray,
        notes: Sequence[str],
        keys: KeyTexts | None = None,
    ) -> None:
        """Report rows that break a rule, each with its note."""
        wanted = self.collector.wanted((kind, name))
        shown = len(rows) if wanted is None else min(wanted, len(rows))
        number = None if name is None or kind != "unique-error" else self.numbers[name]
        self.collector.add(
            Finding(
                kind,
                int(row),
                name,
                note,
                None,
                number,
                *(() if keys is None else keys.of(place)),
            )
            for place, (row, note) in enumerate(zip(rows[:shown], notes[:shown], strict=True))
        )
        self.collector.count((kind, name), len(rows) - shown)
