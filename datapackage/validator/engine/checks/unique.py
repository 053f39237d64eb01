"""Keys that no two rows may share.

A first look keeps a fingerprint of each row's key: no two equal ones, no two equal keys. Where
there are, or nulls in a primary key, a second look judges the rows in question by their texts.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from datapackage.validator.engine.arrow import index_array
from datapackage.validator.engine.batch import BoolArray, IntArray
from datapackage.validator.engine.checks.key_columns import BatchKeys, tuples_at
from datapackage.validator.engine.checks.key_reports import KeyReports, KeyTexts
from datapackage.validator.engine.fingerprints import Lane, Lanes, repeated
from datapackage.validator.engine.keysets import combine, duplicates


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

    def found(self, rows: IntArray) -> tuple[IntArray, IntArray, KeyTexts]:
        """Return the rows with the key of an earlier one, those earlier ones, and the keys."""
        codes, nulls, _ = combine(self._texts)
        later, before = duplicates(codes, nulls)
        keys = KeyTexts(self.names, tuples_at(self._texts, later), rows[before])
        return rows[later], rows[before], keys


class UniqueField(Unique):
    """A field with the constraint ``unique``."""

    def __init__(self, name: str) -> None:
        super().__init__((name,))

    def report_rows(self, reports: KeyReports, rows: IntArray) -> None:
        """Report the rows whose key an earlier row has."""
        later, before, keys = self.found(rows)
        notes = [f"the same as in the row at position {row}" for row in before]
        reports.add("unique-error", self.names[0], later, notes, keys)


class UniqueKey(Unique):
    """One of ``uniqueKeys``."""

    def report_rows(self, reports: KeyReports, rows: IntArray) -> None:
        """Report the rows whose key an earlier row has."""
        later, before, keys = self.found(rows)
        label = ", ".join(self.names)
        notes = [f'"{label}" is the same as in the row at position {row}' for row in before]
        name = self.names[0] if len(self.names) == 1 else None
        reports.add("unique-keys", name, later, notes, keys)


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
        notes = {
            int(row): f"the same as in the row at position {rows[prior]}"
            for row, prior in zip(later, before, strict=True)
        }
        note = 'cells composing the primary keys are all "None"'
        notes.update(dict.fromkeys(np.flatnonzero(empty).tolist(), note))
        places = sorted(notes)
        others = dict(zip(later.tolist(), rows[before].tolist(), strict=True))
        keys = KeyTexts(
            self.names,
            tuples_at(self._texts, np.array(places, np.int64)),
            [others.get(place) for place in places],
        )
        reports.add("primary-key", None, rows[places], [notes[place] for place in places], keys)
        nulls = [np.concatenate(masks) for masks in self._nulls]
        partly = np.logical_or.reduce(nulls) & ~empty
        for name, mask in zip(self.names, nulls, strict=True):
            found = rows[mask & partly]
            notes_of_nulls = ["a part of the primary key is null"] * len(found)
            reports.add("primary-key-null", name, found, notes_of_nulls)
