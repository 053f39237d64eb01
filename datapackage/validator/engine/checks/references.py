"""Foreign keys: which rows refer to nothing."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from datapackage.columnar.arrow import IntArray, runs_of
from datapackage.columnar.fingerprints import Lanes, fingerprints
from datapackage.columnar.keysets import KeySet
from datapackage.validator.engine.checks.key_columns import BatchKeys
from datapackage.validator.engine.checks.key_reports import KeyReports
from datapackage.validator.engine.schema import ForeignKey


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
        # Children of one parent mostly stand together: each run of them is looked up once.
        texts, lengths = runs_of(keys.texts(*names))
        inside = parent.contains(fingerprints(texts))
        if inside.all():
            return np.empty(0, np.int64)
        inside = np.repeat(inside, lengths)
    else:
        inside = parent.contains(keys.prints(names))
    return np.flatnonzero(~inside & ~keys.without_texts(names)[1])
