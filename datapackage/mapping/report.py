"""What became of the rows of foreign tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from datapackage.problems import Place, Problem, plural


@dataclass(frozen=True)
class LeftOut:
    """Rows of a table that made no record: why, how many, and where the first of them is."""

    reason: str
    rows: int
    first: Place


@dataclass
class MappingReport:
    """What became of the tables of a mapping.

    Attributes:
        mapping: The mapping file.
        rows: Rows of the first table.
        taken: Those of them that are in a record.
        records: Records that they made.
        changed: What was changed on the way -> in how many cells or rows.
        left_out: Rows of any table that are in no record.
    """

    mapping: Path
    rows: int = 0
    taken: int = 0
    records: int = 0
    changed: dict[str, int] = field(default_factory=dict)
    left_out: list[LeftOut] = field(default_factory=list)

    def warnings(self) -> Iterator[Problem]:
        """Yield a warning for each reason for which rows were left out."""
        for item in self.left_out:
            message = f"{plural(item.rows, 'row')} left out: {item.reason}"
            yield Problem(item.first, message, "rows-left-out")
