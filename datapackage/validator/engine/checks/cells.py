"""Check the cells of one field, batch by batch.

First a proof (:mod:`proofs`) clears what is certainly good. What it leaves is checked by the
field, each distinct text once: verdicts are remembered from batch to batch.
"""

from __future__ import annotations

from dataclasses import dataclass
from threading import Lock
from typing import Any

import numpy as np
import pyarrow.compute as pc

from datapackage.columnar.arrow import (
    BoolArray,
    IntArray,
    index_array,
    int_values,
    mask_array,
    text_array,
    texts_without,
)
from datapackage.validator.engine.patterns import Pattern
from datapackage.validator.engine.proofs import TextProof, find_proof, null_mask
from datapackage.validator.engine.schema import NULL, TYPE_ERROR, Field

REMEMBERED = 200_000
"""Verdicts on so many distinct texts are kept for a field."""


@dataclass(frozen=True, slots=True)
class CheckedCells:
    """What is wrong in one column of a batch.

    Attributes:
        rows: Indexes of the rows with an error, ascending.
        verdicts: Their verdicts, see :data:`schema.TYPE_ERROR` and its neighbours.
        nulls: Which cells are nulls; None if there are none.
        keys: The key texts as an Arrow string array, null for nulls and cells not of the type;
            None unless they were asked for.
    """

    rows: IntArray
    verdicts: IntArray
    nulls: BoolArray | None
    keys: Any


NOTHING: IntArray = np.empty(0, np.int64)


class CellChecker:
    """Checks the columns of one field; several threads may, each a column."""

    def __init__(self, field: Field, *, with_keys: bool) -> None:
        """Take the field, and whether key texts are needed too."""
        self.field = field
        self.with_keys = with_keys
        self._proof = find_proof(field, with_keys=with_keys)
        self._remembered: dict[str | None, tuple[int, str | None]] = {}
        self._lock = Lock()

    @property
    def takes_all(self) -> bool:
        """Whether no cell can be wrong, so that the column need not be read."""
        proof = self._proof
        is_free = isinstance(proof, TextProof) and not proof.checks
        return is_free and not self.with_keys and not self.field.required

    def nulls(self, column: Any) -> BoolArray | None:
        """Return which cells of a column are nulls; None if there are none."""
        return null_mask(column, self.field.missing)

    def check(
        self, column: Any, nulls: BoolArray | None, unfit: BoolArray | None = None
    ) -> CheckedCells:
        """Check a column.

        Args:
            column: An Arrow string array.
            nulls: What :meth:`nulls` said of it.
            unfit: Cells that are not of the field's type whatever their text.
        """
        good, keys = self._prove(column, nulls)
        if good is not None:
            if unfit is not None:
                good = good & ~unfit
            suspects = np.flatnonzero(~good)
        else:
            suspects = NOTHING if unfit is None else np.flatnonzero(unfit)
        if self.with_keys:
            keys = column if keys is None else keys
            if nulls is not None:
                keys = texts_without(keys, nulls)
        if not len(suspects):
            return CheckedCells(NOTHING, NOTHING, nulls, keys if self.with_keys else None)
        with self._lock:
            found, found_keys = self._check_cells(column, suspects, unfit)
        if self.with_keys:
            mask = np.zeros(len(column), np.bool_)
            mask[suspects] = True
            keys = pc.replace_with_mask(keys, mask_array(mask), found_keys)
        bad = np.flatnonzero(found & ~NULL)
        return CheckedCells(suspects[bad], found[bad], nulls, keys if self.with_keys else None)

    def _prove(self, column: Any, nulls: BoolArray | None) -> tuple[BoolArray | None, Any]:
        """Return which cells need no further check (None: all), and the key texts of those."""
        if self._proof is None:
            return np.zeros(len(column), np.bool_), None
        good, keys = self._proof(column, nulls)
        if nulls is not None:
            if self.field.required:
                good = ~nulls if good is None else good & ~nulls
            elif good is not None:
                good = good | nulls
        return good, keys

    def _check_cells(
        self, column: Any, rows: IntArray, unfit: BoolArray | None
    ) -> tuple[IntArray, Any]:
        """Return the verdicts on some cells, and their key texts."""
        cells = column if len(rows) == len(column) else column.take(index_array(rows))
        encoded = cells.dictionary_encode()
        texts = encoded.dictionary.to_pylist()
        for constraint in self.field.constraints:
            if isinstance(constraint.holds, Pattern):
                constraint.holds.try_all([t for t in texts if t not in self._remembered])
        checked = [self._verdict(text) for text in texts]
        checked.append(self._verdict(None))
        places = int_values(encoded.indices, len(checked) - 1)
        verdicts = np.array([verdict for verdict, _ in checked], np.int64)[places]
        keys = None
        if self.with_keys:
            keys = text_array([key for _, key in checked])
            keys = keys.take(index_array(places))
        if unfit is not None:
            wrong = unfit[rows]
            verdicts = np.where(wrong, TYPE_ERROR, verdicts)
            if keys is not None:
                keys = texts_without(keys, wrong)
        return verdicts, keys

    def _verdict(self, text: str | None) -> tuple[int, str | None]:
        known = self._remembered.get(text)
        if known is None:
            verdict, value = self.field.check(text)
            known = (verdict, self.field.key_of(value) if self.with_keys else None)
            if len(self._remembered) >= REMEMBERED:
                self._remembered.clear()
            self._remembered[text] = known
        return known
