"""How much memory the keys of a package take at least, while they have to be held together."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq

from benchmarks.phrases import SPOKEN
from datapackage.contract import Contract
from datapackage.read.schemas import default_schemas, load_contract
from datapackage.write.tables import parquet_path

UNIQUE, REFERENCED = 8, 16
"""Bytes of a row's key: to find out whether it is unique, and to be looked up by references."""


def key_bytes(package: Path) -> int:
    """Return the bytes that the keys of a package take where they take most.

    That is while one table is judged: its own keys are held, and those that it refers to.
    """
    contract = load_contract(default_schemas(), SPOKEN)
    rows = {t: pq.read_metadata(package / parquet_path(t)).num_rows for t in contract}
    return max(held_for(table, contract, rows) for table in contract)


def held_for(table: str, contract: Contract, rows: dict[str, int]) -> int:
    """Return the bytes of keys that are held while a table is judged, given all tables' rows."""
    referenced = {key.reference_table for t in contract.values() for key in t.foreign_keys}
    held = {key.reference_table for key in contract[table].foreign_keys}
    held |= {table} & referenced
    return UNIQUE * rows[table] + REFERENCED * sum(rows[parent] for parent in held)
