"""Looking up rows of other tables by the fingerprints of their keys, never by their texts.

A table's key takes 16 bytes for each row, however long it is; see
:mod:`datapackage.columnar.fingerprints` for what that is worth.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from datapackage.columnar.arrow import runs_of
from datapackage.columnar.fingerprints import Lanes, Prints, fingerprints, of_tuples
from datapackage.columnar.keysets import KeySet, make_key_set
from datapackage.rules.reader import PackageReader, joined_keys


def prints_of(columns: Iterable[pa.Array]) -> Prints:
    """Return the fingerprint of each row of some columns, whatever their types."""
    return of_tuples([fingerprints(column.cast(pa.string())) for column in columns])


def same_as_before(columns: Iterable[pa.Array]) -> npt.NDArray[np.bool_]:
    """Return which rows have the same values in all columns as the row before; no nulls do."""
    pairs = [(column.slice(1), column.slice(0, len(column) - 1)) for column in columns]
    masks = [pc.fill_null(pc.equal(*pair), False).to_numpy(zero_copy_only=False) for pair in pairs]
    return np.append(False, np.logical_and.reduce(masks))


def key_set(package: PackageReader, table: str, columns: Sequence[str]) -> KeySet:
    """Return the set of all rows of some columns of a table."""
    lanes = Lanes(2)
    for _, batch in package.batches(table, columns):
        lanes.add(prints_of(batch.values()))
    return make_key_set(lanes.blocks())


def all_filled(columns: Iterable[pa.Array]) -> npt.NDArray[np.bool_]:
    """Return which rows have a value in each of the columns."""
    masks = [pc.is_valid(column).to_numpy(zero_copy_only=False) for column in columns]
    filled: npt.NDArray[np.bool_] = np.logical_and.reduce(masks)
    return filled


@dataclass(frozen=True)
class Lookup:
    """The values of a column, found by the rows' keys; of rows with one key, the first counts."""

    keys: KeySet
    values: pa.Array

    def find(self, keys: pa.Array) -> pa.Array:
        """Return the value beside each key; null for a key that is not there."""
        distinct, lengths = runs_of(keys)  # rows with one key are mostly together
        places = np.repeat(self.keys.find(prints_of([distinct])), lengths)
        return self.values.take(pa.array(places, mask=places < 0))


def lookup(package: PackageReader, table: str, key: str, value: str) -> Lookup:
    """Prepare to find a column's values by another column of a table."""
    lanes, values = Lanes(2), []
    for _, batch in package.batches(table, [key, value]):
        lanes.add(prints_of([batch[key]]))
        values.append(batch[value])
    prints = lanes.joined()
    # The order of equal keys is that of the table, which make_key_set does not care for.
    order = np.argsort(prints[0], kind="stable")
    whole = pa.concat_arrays(values) if values else pa.array([], package.column_type(table, value))
    return Lookup(KeySet((prints[:, order],)), whole.take(pa.array(order)))


class KeyStream:
    """Hands out a table's primary keys in the order of its rows, any number at a time."""

    def __init__(self, package: PackageReader, table: str) -> None:
        """Take the table."""
        contract = package.contract[table]
        batches = package.batches(table, contract.primary_key)
        self._batches = (joined_keys(contract, batch) for _, batch in batches)
        self._waiting: pa.Array | None = None

    def starts_with(self, keys: pa.Array) -> bool:
        """Return whether these keys come next; then they have been handed out."""
        done = 0
        while done < len(keys):
            waiting = self._next()
            if waiting is None:
                return False
            number = min(len(waiting), len(keys) - done)
            if not waiting.slice(0, number).equals(keys.slice(done, number)):
                return False
            self._waiting = waiting.slice(number)
            done += number
        return True

    @property
    def is_done(self) -> bool:
        """Whether all keys have been handed out."""
        return self._next() is None

    def _next(self) -> pa.Array | None:
        while self._waiting is None or not len(self._waiting):
            self._waiting = next(self._batches, None)
            if self._waiting is None:
                return None
        return self._waiting


def cites_in_order(package: PackageReader, tables: Sequence[str]) -> bool:
    """Return whether the citations of each table cite its rows one after the other, each row.

    That is how a build writes them. Then no citation leads nowhere and no row lacks one, and
    nothing has to be looked up. Elsewhere the order means nothing.
    """
    streams = {name: KeyStream(package, name) for name in tables}
    last: dict[str, pa.Scalar] = {}
    for _, columns in package.batches("citations", ["table_name", "record_id"]):
        records = columns["record_id"]
        if records.null_count:
            return False
        names, lengths = runs_of(columns["table_name"])
        starts = np.cumsum(lengths) - lengths
        for name, start, length in zip(names.to_pylist(), starts, lengths, strict=True):
            if name not in streams:
                continue
            cited, _ = runs_of(records.slice(start, length))
            if cited[0] == last.get(name):
                cited = cited.slice(1)
            if not streams[name].starts_with(cited):
                return False
            if len(cited):
                last[name] = cited[-1]
    return all(stream.is_done for stream in streams.values())


def rows_by_key(
    package: PackageReader, table: str, key: str, keys: pa.Array, columns: Sequence[str]
) -> dict[str, Mapping[str, object]]:
    """Return the first row of each of some keys, exactly; for the few that need a message."""
    found: dict[str, Mapping[str, object]] = {}
    wanted = keys.unique()
    for _, batch in package.batches(table, [key, *columns]):
        rows = pa.table(batch).filter(pc.is_in(batch[key], value_set=wanted))
        for row in rows.to_pylist():
            found.setdefault(row[key], row)
    return found
