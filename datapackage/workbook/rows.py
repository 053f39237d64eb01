"""What exists, as the rows of the sheets."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from datapackage.problems import ProblemList
from datapackage.read.batches import Origin, read_chunks
from datapackage.read.record import Path as RecordPath
from datapackage.read.sources import Sources
from datapackage.shape import CITATIONS, record_shape
from datapackage.sheets import Sheet, SheetColumn

Rows = dict[str, list[list[Any]]]
"""Table -> its rows, each with a value for each column of its sheet."""


def rows_of(sources: Sources, sheets: Sequence[Sheet], problems: ProblemList) -> Rows:
    """Return the rows of all sheets; what can't be read or linked goes to ``problems``."""
    shape = record_shape(sources.contract)
    below: dict[str, list[Sheet]] = {sheet.table.name: [] for sheet in sheets}
    for sheet in sheets:
        if sheet.above is not None:
            below[sheet.above.table.name].append(sheet)
    [top] = (sheet for sheet in sheets if sheet.shape and sheet.above is None)
    writer = _Records(below, problems, {sheet.table.name: [] for sheet in sheets})
    for chunk in chain(read_chunks(sources.records, shape, problems), sources.workbooks):
        batch = chunk.read(problems)
        for number, record in enumerate(batch.records.to_pylist()):
            writer.add(record, top, None, batch.origin, number)
    for sheet in sheets:
        if sheet.shape is None and sheet.table.name in sources.registers:
            columns = sources.registers[sheet.table.name].columns
            cells = (columns[column.name].to_pylist() for column in sheet.columns)
            writer.rows[sheet.table.name] = [list(row) for row in zip(*cells, strict=True)]
    return writer.rows


@dataclass(frozen=True)
class _Records:
    """Takes records apart into rows."""

    below: dict[str, list[Sheet]]
    problems: ProblemList
    rows: Rows = field(default_factory=dict)

    def add(
        self,
        level: Any,
        sheet: Sheet,
        above: str | None,
        origin: Origin,
        record: int,
        path: RecordPath = (),
    ) -> None:
        """Add a level of a record and all below it; ``above`` identifies the row above."""
        values = [above if not c.path else _value(level, c) for c in sheet.columns]
        self.rows[sheet.table.name].append(values)
        identifier = _value(level, sheet.identifier) if sheet.identifier else None
        for child in self.below[sheet.table.name]:
            assert child.shape is not None  # noqa: S101  (only levels stand under others)
            items = level.get(child.shape.name) or []
            if items and not identifier:
                place = origin.place(record, (*path, "id"))
                self.problems.add(place, "'id' is missing", rule="required")
            for number, item in enumerate(items, start=1):
                at = (*path, child.shape.name, number)
                self.add(item, child, identifier, origin, record, at)


def _value(level: Any, column: SheetColumn) -> Any:
    """Return the value of a column; rows that are values have one, and it is theirs."""
    value = level
    for key in column.path if isinstance(level, dict) else ():
        value = None if value is None else value.get(key)
    if column.name == CITATIONS:
        return "\n".join(_citations(value)) or None
    return ", ".join(value) if isinstance(value, list) else value


def _citations(items: Sequence[dict[str, Any]] | None) -> Iterator[str]:
    """Yield citations as a cell has them: a line each, in the form of a record."""
    for item in items or ():
        parts = (f"{key}: {_scalar(value)}" for key, value in item.items() if value is not None)
        yield f"{{{', '.join(parts)}}}"


def _scalar(value: Any) -> str:
    text = str(value)
    is_plain = not isinstance(value, str) or text.replace("-", "").replace("_", "").isalnum()
    return text if is_plain and text.isascii() else json.dumps(value, ensure_ascii=False)
