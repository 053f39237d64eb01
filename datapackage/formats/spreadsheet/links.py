"""Links from a cell to the row that it refers to, and where they have to be left out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from datapackage.contract import Table
from datapackage.formats import FinishedPackage
from datapackage.formats.columns import column_of_key

MAX_LINKS = 65_530
"""Hyperlinks that a sheet may hold (Excel's specifications and limits)."""

_BETWEEN = "\x1f"


@dataclass(frozen=True)
class Link:
    """A reference: ``columns`` of the sheet name a row of ``table`` by its ``key``."""

    columns: tuple[str, ...]
    table: str
    key: tuple[str, ...]


def links_of(table: Table) -> dict[str, Link]:
    """Return the links of a table's sheet, by the column that carries each."""
    return {
        column: Link(key.fields, key.reference_table, key.reference_fields)
        for column, key in column_of_key(table).items()
    }


def affordable(links: dict[str, Link], rows: int) -> dict[str, Link]:
    """Return the links that fit into a sheet of so many rows, the first columns first."""
    return dict(list(links.items())[: MAX_LINKS // rows if rows else None])


class RowFinder:
    """Finds the row of a sheet that has a key; keys are read once, when first asked for."""

    def __init__(self, package: FinishedPackage) -> None:
        self._package = package
        self._keys: dict[tuple[str, tuple[str, ...]], pa.Array] = {}

    def rows(self, link: Link, batch: pa.RecordBatch) -> list[int | None]:
        """Return for each row of ``batch`` the row of the sheet, from 1, below the header."""
        wanted = _joined([batch.column(name) for name in link.columns])
        found = pc.index_in(wanted, value_set=self._key_values(link.table, link.key))
        return [None if index is None else index + 2 for index in found.to_pylist()]

    def _key_values(self, table: str, key: tuple[str, ...]) -> pa.Array:
        known = self._keys.get((table, key))
        if known is None:
            read = self._package.table(table, list(key))
            known = _joined([read[name].combine_chunks() for name in key])
            self._keys[table, key] = known
        return known


def _joined(columns: Sequence[pa.Array]) -> pa.Array:
    """Return the parts of a key as one value; null where a part is."""
    if len(columns) == 1:
        return columns[0]
    texts: Iterable[pa.Array] = (column.cast(pa.string()) for column in columns)
    return pc.binary_join_element_wise(*texts, _BETWEEN)
