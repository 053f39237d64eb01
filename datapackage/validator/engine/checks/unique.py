"""Keys that no two rows may share.

A first look keeps a fingerprint of each row's key: no two equal ones, no two equal keys. Where
there are, or nulls in a primary key, a second look judges the rows in question by their texts.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from datapackage.columnar.arrow import BoolArray, IntArray, index_array
from datapackage.columnar.fingerprints import Lane, Lanes, repeated
from datapackage.columnar.keysets import combine, duplicates
from datapackage.validator.engine.checks.key_columns import BatchKeys, tuples_at
from datapackage.validator.engine.checks.key_reports import KeyReports


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
