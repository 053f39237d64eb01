"""Check what concerns the rows of a table together: unique values, keys, references.

Batch by batch, only fingerprints of the keys are kept. Where they don't settle a question, the
table's end brings a second look: the key columns are read again. References to other tables are
judged with their batch.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from datapackage.columnar.arrow import BoolArray, IntArray, index_array, runs_of
from datapackage.columnar.fingerprints import Lane, Lanes, fingerprints, repeated
from datapackage.columnar.keysets import KeySet, combine, duplicates
from datapackage.validator.engine.checks.key_columns import BatchKeys, KeySetMaker, tuples_at
from datapackage.validator.engine.checks.rows import KeyCells
from datapackage.validator.engine.schema import Field, ForeignKey, TableSchema
from datapackage.validator.results import Collector, Finding, Reference

MakeFinding = Callable[[int, int], Finding]
"""Makes the finding of a row, given its number and its place among those reported."""

KeyTexts = Sequence[Sequence[str | None]]
"""The texts of a key in each of some rows."""


class KeyReports:
    """Makes findings of rows, as many as someone wants to see, and counts the others."""

    def __init__(self, table: str, collector: Collector, fields: Sequence[Field]) -> None:
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


class Unique:
    """A key that no two rows may share: which rows take part, and what a finding says."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self.names = names
        self._lanes = Lanes(1)
        self._repeated: Lane = np.empty(0, np.uint64)
        self._rows: list[IntArray] = []
        self._texts: list[list[Any]] = [[] for _ in names]

    def take(self, keys: BatchKeys) -> None:
        """Keep fingerprints of the keys of a batch."""
        prints = keys.prints(self.names)
        if not keys.has_texts(self.names):
            prints = prints[:, ~self.without_part(keys)]
        self._lanes.add(prints)

    def without_part(self, keys: BatchKeys) -> BoolArray:
        """Return which rows may have the same key as others, since it has a null."""
        return keys.without_texts(self.names)[0]

    def needs_second_look(self) -> bool:
        """Return whether there may be something to find."""
        self._repeated = repeated(self._lanes.joined()[0])
        return bool(len(self._repeated))

    def look_again(self, row_numbers: IntArray, keys: BatchKeys) -> None:
        """Keep the texts of the rows that there may be something to find about."""
        chosen = self.chosen(keys)
        if len(chosen):
            self._rows.append(row_numbers[chosen])
            self.keep(keys, chosen)

    def keep(self, keys: BatchKeys, chosen: IntArray) -> None:
        """Keep what :meth:`report` needs of some rows of a batch."""
        for name, chunks in zip(self.names, self._texts, strict=True):
            chunks.append(keys.texts(name).take(index_array(chosen)))

    def chosen(self, keys: BatchKeys) -> IntArray:
        """Return the places of those rows in a batch."""
        if not len(self._repeated):
            return np.empty(0, np.int64)
        lane = keys.prints(self.names)[0]
        places = np.minimum(np.searchsorted(self._repeated, lane), len(self._repeated) - 1)
        return np.flatnonzero(self._repeated[places] == lane)

    def report(self, reports: KeyReports) -> None:
        """Report what there is."""
        if self._rows:
            self.report_rows(reports, np.concatenate(self._rows))

    def report_rows(self, reports: KeyReports, rows: IntArray) -> None:
        """Report what there is about the rows that were kept."""
        raise NotImplementedError


class UniqueKey(Unique):
    """One of ``uniqueKeys``, or a field with the constraint ``unique``."""

    def __init__(self, rule: str, names: tuple[str, ...]) -> None:
        super().__init__(names)
        self._rule = rule

    def report_rows(self, reports: KeyReports, rows: IntArray) -> None:
        """Report the rows whose key an earlier row has."""
        codes, nulls, _ = combine(self._texts)
        later, before = duplicates(codes, nulls)
        texts = tuples_at(self._texts, later)
        reports.repeated(self._rule, self.names, rows[later], texts, rows[before].tolist())


class PrimaryKey(Unique):
    """The primary key: nulls are values to it, but a key of nulls only is an error of its own."""

    def __init__(self, names: tuple[str, ...]) -> None:
        super().__init__(names)
        self._has_nulls = False
        self._nulls: list[list[BoolArray]] = [[] for _ in names]

    def take(self, keys: BatchKeys) -> None:
        """Keep fingerprints, and whether there are nulls."""
        super().take(keys)
        self._has_nulls = self._has_nulls or not keys.has_texts(self.names)

    def without_part(self, keys: BatchKeys) -> BoolArray:
        """Return which rows have a key of nulls only."""
        return keys.without_texts(self.names)[1]

    def needs_second_look(self) -> bool:
        """Return whether there are nulls, or equal keys perhaps."""
        return super().needs_second_look() or self._has_nulls

    def keep(self, keys: BatchKeys, chosen: IntArray) -> None:
        """Keep the nulls too."""
        super().keep(keys, chosen)
        for name, masks in zip(self.names, self._nulls, strict=True):
            masks.append(keys.nulls(name)[chosen])

    def chosen(self, keys: BatchKeys) -> IntArray:
        """Return the places of rows with a null as well."""
        chosen = super().chosen(keys)
        if keys.has_texts(self.names):
            return chosen
        return np.union1d(chosen, np.flatnonzero(keys.without_texts(self.names)[0]))

    def report_rows(self, reports: KeyReports, rows: IntArray) -> None:
        """Report the rows whose key an earlier row has, or that have nulls in it."""
        codes, _, empty = combine(self._texts)
        later, before = duplicates(codes, empty)
        same = dict(zip(later.tolist(), rows[before].tolist(), strict=True))
        same.update(dict.fromkeys(np.flatnonzero(empty).tolist()))
        places = np.array(sorted(same), np.int64)
        texts, others = tuples_at(self._texts, places), [same[place] for place in places.tolist()]
        reports.repeated("primary-key", self.names, rows[places], texts, others)
        nulls = [np.concatenate(masks) for masks in self._nulls]
        partly = np.logical_or.reduce(nulls) & ~empty
        for name, mask in zip(self.names, nulls, strict=True):
            reports.incomplete(name, rows[mask & partly])


class OwnReference:
    """A foreign key to the table itself, whose keys are known at its end only."""

    def __init__(self, key: ForeignKey) -> None:
        self.key = key
        self._lanes = Lanes(2)
        self._parent: KeySet | None = None
        self._rows: list[IntArray] = []
        self._tuples: list[list[str | None]] = []

    def take(self, keys: BatchKeys) -> None:
        """Keep fingerprints of what the rows of a batch refer to."""
        prints = keys.prints(self.key.fields)
        if not keys.has_texts(self.key.fields):
            prints = prints[:, ~keys.without_texts(self.key.fields)[1]]
        self._lanes.add(prints)

    def needs_second_look(self, parent: KeySet) -> bool:
        """Return whether a row refers to nothing, given the table's keys."""
        self._parent = parent
        return not parent.contains(self._lanes.joined()).all()

    def look_again(self, row_numbers: IntArray, keys: BatchKeys) -> None:
        """Keep the rows that refer to nothing."""
        assert self._parent is not None  # noqa: S101 -- there was a first look
        found = dangling(self._parent, keys, self.key.fields)
        self._rows.append(row_numbers[found])
        self._tuples += keys.tuples(self.key.fields, found)

    def report(self, reports: KeyReports) -> None:
        """Report them."""
        if self._rows:
            reports.dangling(self.key, np.concatenate(self._rows), self._tuples)


def dangling(parent: KeySet, keys: BatchKeys, names: Sequence[str]) -> IntArray:
    """Return the places of the tuples that are not the parent's, those of nulls only aside."""
    if len(names) == 1:
        # Children of one parent are mostly together: each run of them is looked up once.
        texts, lengths = runs_of(keys.texts(*names))
        inside = parent.contains(fingerprints(texts))
        if inside.all():
            return np.empty(0, np.int64)
        inside = np.repeat(inside, lengths)
    else:
        inside = parent.contains(keys.prints(names))
    return np.flatnonzero(~inside & ~keys.without_texts(names)[1])


CheckedKeys = tuple[BatchKeys, list[IntArray]]
"""The key columns of a batch, fingerprints made, and for each reference which rows it fails in."""

ReadAgain = Callable[[], Iterator[tuple[IntArray, Mapping[str, KeyCells]]]]
"""Reads a table's key columns once more, as :meth:`KeyChecker.look_up` took them."""


class KeyChecker:
    """Checks the keys of one table."""

    def __init__(
        self,
        table: str,
        schema: TableSchema,
        fields: Sequence[Field],
        parents: Mapping[ForeignKey, KeySet | None],
        exports: Iterable[tuple[str, ...]],
        collector: Collector,
    ) -> None:
        """Prepare the checks.

        Args:
            table: The table's name.
            schema: Its schema.
            fields: The fields that are expected in each row.
            parents: The key tuples that each foreign key refers to; None: the table's own.
            exports: The keys that other tables refer to.
            collector: Receives the findings.
        """
        self.reports = KeyReports(table, collector, fields)
        present = {field.name: field for field in fields}

        def has(names: Sequence[str]) -> bool:
            return bool(names) and all(name in present for name in names)

        references = [key for key in schema.foreign_keys if has(key.fields)]
        own = [key for key in references if parents.get(key) is None]
        sets = dict.fromkeys([*exports, *(key.reference_fields for key in own)])
        self.exports = tuple(exports)
        self._sets = {names: KeySetMaker(names, present) for names in sets}
        self._unique: list[Unique] = [
            UniqueKey("unique", (field.name,)) for field in fields if field.unique
        ]
        if has(schema.primary_key):
            self._unique.append(PrimaryKey(schema.primary_key))
        self._unique += [UniqueKey("unique-key", key) for key in schema.unique_keys if has(key)]
        self._own = [OwnReference(key) for key in own]
        self._foreign = [(key, p) for key in references if (p := parents.get(key)) is not None]
        self._kept = [*sets, *(c.names for c in self._unique), *(key.fields for key in own)]
        asked = [*self._kept, *(key.fields for key in references)]
        self.names = {name for names in asked for name in names if name in present}

    def look_up(self, cells: Mapping[str, KeyCells], rows: int) -> CheckedKeys:
        """Find which rows of a batch refer to nothing; several threads may, each of its own."""
        keys = BatchKeys(cells, rows)
        for names in self._kept:
            keys.prints(names)
        return keys, [dangling(parent, keys, key.fields) for key, parent in self._foreign]

    def take(self, row_numbers: IntArray, checked: CheckedKeys) -> None:
        """Take the key columns of a batch, and report what refers to nothing."""
        keys, lost = checked
        for maker in self._sets.values():
            maker.take(keys)
        for check in self._unique:
            check.take(keys)
        for reference in self._own:
            reference.take(keys)
        for (key, _), found in zip(self._foreign, lost, strict=True):
            if len(found):
                tuples = keys.tuples(key.fields, found)
                self.reports.dangling(key, row_numbers[found], tuples)

    def finish(self, read_again: ReadAgain) -> dict[tuple[str, ...], KeySet]:
        """Judge what was gathered, and return the keys that other tables refer to."""
        suspected: list[Unique | OwnReference] = [c for c in self._unique if c.needs_second_look()]
        sets = {names: maker.make() for names, maker in self._sets.items()}
        suspected += [
            own for own in self._own if own.needs_second_look(sets[own.key.reference_fields])
        ]
        if suspected:
            for row_numbers, cells in read_again():
                keys = BatchKeys(cells, len(row_numbers))
                for check in suspected:
                    check.look_again(row_numbers, keys)
            for check in suspected:
                check.report(self.reports)
        return {names: sets[names] for names in self.exports}
