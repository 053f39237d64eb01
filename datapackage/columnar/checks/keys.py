"""Check what concerns the rows of a table together: unique values, keys, references.

Key columns are gathered batch by batch and judged at the table's end. The columns that only refer
to other tables are judged as soon as a few batches of them have come together, and dropped.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from datapackage.columnar.arrow import index_array, mask_values
from datapackage.columnar.batch import BoolArray, IntArray
from datapackage.columnar.checks.rows import KeyCells
from datapackage.columnar.keysets import (
    KeySet,
    combine,
    duplicates,
    has_duplicates,
    make_key_set,
)
from datapackage.columnar.result import Collector, Finding
from datapackage.columnar.schema import FieldPlan, ForeignKey, TableSchema

PENDING_ROWS = 200_000
"""So many rows wait for their references to be looked up, or as many as the parent has keys."""


class KeyChecker:
    """Checks the keys of one table."""

    def __init__(
        self,
        schema: TableSchema,
        fields: Sequence[FieldPlan],
        parents: Mapping[ForeignKey, KeySet | None],
        exports: Iterable[tuple[str, ...]],
        collector: Collector,
    ) -> None:
        """Prepare the checks.

        Args:
            schema: The table's schema.
            fields: The fields that are expected in each row.
            parents: The key tuples that each foreign key refers to; None: the table's own.
            exports: The keys that other tables refer to.
            collector: Receives the findings.
        """
        self.collector = collector
        self.fields = {field.name: field for field in fields}
        self.numbers = {field.name: number for number, field in enumerate(fields, start=1)}
        self.primary_key = schema.primary_key if self._has(schema.primary_key) else ()
        self.unique_keys = tuple(key for key in schema.unique_keys if self._has(key))
        self.unique = tuple(field.name for field in fields if field.unique)
        references = [key for key in schema.foreign_keys if self._has(key.fields)]
        self.own = [key for key in references if parents.get(key) is None]
        self.foreign = [
            _Reference(key, parent)
            for key in references
            if (parent := parents.get(key)) is not None
        ]
        self.exports = tuple(exports)
        kept = [self.primary_key, self.unique, *self.unique_keys, *self.exports]
        kept += [names for key in self.own for names in (key.fields, key.reference_fields)]
        self.kept_names = {name for names in kept for name in names if name in self.fields}
        self.names = self.kept_names | {n for ref in self.foreign for n in ref.key.fields}
        self._kept: dict[str, list[Any]] = {name: [] for name in self.kept_names}
        self._nulls: dict[str, list[BoolArray]] = {name: [] for name in self.primary_key}
        self._rows: list[IntArray] = []

    def _has(self, names: Sequence[str]) -> bool:
        return bool(names) and all(name in self.fields for name in names)

    def take(self, row_numbers: IntArray, cells: Mapping[str, KeyCells]) -> None:
        """Take the key columns of a batch."""
        if self._kept or self.exports:
            self._rows.append(row_numbers)
        for name, chunks in self._kept.items():
            chunks.append(cells[name].texts)
        for name, masks in self._nulls.items():
            nulls = cells[name].nulls
            masks.append(np.zeros(len(row_numbers), np.bool_) if nulls is None else nulls)
        for reference in self.foreign:
            reference.take(row_numbers, cells)
            if reference.is_full:
                self._report_references(reference.key, *reference.flush())

    def finish(self) -> dict[tuple[str, ...], KeySet]:
        """Judge what was gathered, and return the keys that other tables refer to."""
        rows = np.concatenate(self._rows) if self._rows else np.empty(0, np.int64)
        for reference in self.foreign:
            self._report_references(reference.key, *reference.flush())
        if len(rows):
            self._check_unique(rows)
            self._check_primary_key(rows)
            self._check_unique_keys(rows)
            self._check_own_references(rows)
        return {names: self._key_set(names, len(rows)) for names in self.exports}

    def _columns(self, names: Sequence[str]) -> list[list[Any]]:
        return [self._kept[name] for name in names]

    def _key_set(self, names: tuple[str, ...], rows: int) -> KeySet:
        import pyarrow as pa  # noqa: PLC0415 -- for a column that the file lacks

        columns = [
            self._kept[name] if name in self._kept else [pa.nulls(rows, pa.string())]
            for name in names
        ]
        kinds = tuple(
            self.fields[name].field_type.key_kind if name in self.fields else None for name in names
        )
        return make_key_set(columns, kinds)

    def _check_unique(self, rows: IntArray) -> None:
        for name in self.unique:
            if not has_duplicates(self._kept[name]):
                continue
            codes, nulls, _ = combine([self._kept[name]])
            later, before = duplicates(codes, nulls)
            self._report(
                "unique-error",
                name,
                rows[later],
                [f"the same as in the row at position {row}" for row in rows[before]],
                _Keys((name,), _tuples([self._kept[name]], later), rows[before]),
            )

    def _check_primary_key(self, rows: IntArray) -> None:
        names = self.primary_key
        if not names:
            return
        nulls = [np.concatenate(self._nulls[name]) for name in names]
        columns = self._columns(names)
        is_clean = not any(chunk.null_count for chunks in columns for chunk in chunks)
        if len(names) == 1 and is_clean and not has_duplicates(columns[0]):
            return
        codes, _, empty = combine(columns)
        later, before = duplicates(codes, empty)
        notes = {
            int(row): f"the same as in the row at position {rows[prior]}"
            for row, prior in zip(later, before, strict=True)
        }
        note = 'cells composing the primary keys are all "None"'
        notes.update(dict.fromkeys(np.flatnonzero(empty).tolist(), note))
        places = sorted(notes)
        others = dict(zip(later.tolist(), rows[before].tolist(), strict=True))
        keys = _Keys(
            names,
            _tuples(columns, np.array(places, np.int64)),
            [others.get(place) for place in places],
        )
        self._report("primary-key", None, rows[places], [notes[place] for place in places], keys)
        partly = np.logical_or.reduce(nulls) & ~empty
        for name, mask in zip(names, nulls, strict=True):
            found = rows[mask & partly]
            notes_of_nulls = ["a part of the primary key is null"] * len(found)
            self._report("primary-key-null", name, found, notes_of_nulls)

    def _check_unique_keys(self, rows: IntArray) -> None:
        for names in self.unique_keys:
            codes, nulls, _ = combine(self._columns(names))
            later, before = duplicates(codes, nulls)
            label = ", ".join(names)
            self._report(
                "unique-keys",
                names[0] if len(names) == 1 else None,
                rows[later],
                [f'"{label}" is the same as in the row at position {row}' for row in rows[before]],
                _Keys(names, _tuples(self._columns(names), later), rows[before]),
            )

    def _check_own_references(self, rows: IntArray) -> None:
        for key in self.own:
            parent = self._key_set(key.reference_fields, len(rows))
            found = _dangling(parent, self._columns(key.fields))
            texts = self._columns(key.fields)
            self._report_references(key, rows[found], _tuples(texts, found))

    def _report_references(
        self, key: ForeignKey, rows: IntArray, tuples: Sequence[Sequence[str | None]]
    ) -> None:
        target = f'"{key.resource}" as "{", ".join(key.reference_fields)}"'
        names = ", ".join(key.fields)
        self._report(
            "foreign-key",
            None,
            rows,
            [
                f'for "{names}": values "{", ".join(map(str, cells))}" not found in {target}'
                for cells in tuples
            ],
            _Keys(key.fields, tuples),
        )

    def _report(
        self,
        kind: str,
        name: str | None,
        rows: IntArray,
        notes: Sequence[str],
        keys: _Keys | None = None,
    ) -> None:
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


@dataclass(frozen=True)
class _Keys:
    """The keys that some findings are about, in the findings' order."""

    fields: tuple[str, ...]
    values: Sequence[Sequence[str | None]]
    others: Sequence[int | None] | IntArray | None = None

    def of(self, place: int) -> tuple[tuple[str, ...], tuple[str | None, ...], int | None]:
        """Return the last three attributes of a finding."""
        other = None if self.others is None else self.others[place]
        return self.fields, tuple(self.values[place]), None if other is None else int(other)


class _Reference:
    """The columns of a foreign key that wait to be looked up."""

    def __init__(self, key: ForeignKey, parent: KeySet) -> None:
        self.key = key
        self.parent = parent
        self.capacity = max(PENDING_ROWS, len(parent))
        self._clear()

    def _clear(self) -> None:
        self._columns: list[list[Any]] = [[] for _ in self.key.fields]
        self._rows: list[IntArray] = []

    def take(self, row_numbers: IntArray, cells: Mapping[str, KeyCells]) -> None:
        self._rows.append(row_numbers)
        for name, chunks in zip(self.key.fields, self._columns, strict=True):
            chunks.append(cells[name].texts)

    @property
    def is_full(self) -> bool:
        return sum(map(len, self._rows)) >= self.capacity

    def flush(self) -> tuple[IntArray, list[list[str | None]]]:
        """Return the rows that refer to nothing, with their key texts, and forget all rows."""
        if not self._rows:
            return np.empty(0, np.int64), []
        found = _dangling(self.parent, self._columns)
        rows = np.concatenate(self._rows)[found]
        tuples = _tuples(self._columns, found)
        self._clear()
        return rows, tuples


def _dangling(parent: KeySet, columns: Sequence[Sequence[Any]]) -> IntArray:
    """Return the places of the tuples that are not the parent's, those of nulls only aside."""
    inside = parent.contains(columns)
    if inside.all():
        return np.empty(0, np.int64)
    outside = np.flatnonzero(~inside)
    empty = np.ones(len(inside), np.bool_)
    for chunks in columns:
        empty &= np.concatenate([mask_values(chunk.is_null()) for chunk in chunks])
    kept: IntArray = outside[~empty[outside]]
    return kept


def _tuples(columns: Sequence[Sequence[Any]], places: IntArray) -> list[list[str | None]]:
    """Return the key texts at some places, row by row."""
    import pyarrow as pa  # noqa: PLC0415 -- only where something is wrong

    if not len(places):
        return []
    taken = [
        pa.chunked_array(list(chunks), pa.string()).take(index_array(places)).to_pylist()
        for chunks in columns
    ]
    return [list(cells) for cells in zip(*taken, strict=True)]
