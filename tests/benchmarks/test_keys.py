"""The keys that a build has to hold together are counted by the schemas."""

from __future__ import annotations

import pyarrow.parquet as pq

from benchmarks.keys import held_for, key_bytes
from datapackage.read.schemas import default_schemas, load_contract
from tests.first_agreement import first_package


def test_the_real_record_has_few_keys() -> None:
    record = {"agreements": 1, "documents": 2, "cooperation_areas": 8, "goals": 25}
    goals = 8 * record["goals"] + 16 * sum(record.values())
    folder = first_package() / "parquet"
    citations, sources, codes = (
        pq.read_metadata(folder / f"{name}.parquet").num_rows
        for name in ("citations", "sources", "codes")
    )
    assert key_bytes(first_package()) == max(goals, 8 * citations + 16 * sources, 8 * codes)


def test_the_largest_need_counts() -> None:
    contract = load_contract(default_schemas(), ["en"])
    rows = dict.fromkeys(contract, 0) | {"agreements": 1000, "documents": 1000, "goals": 10}
    needs = {table: held_for(table, contract, rows) for table in contract}
    assert needs["agreements"] == 24 * 1000
    assert needs["documents"] == 24 * 1000 + 16 * 1000
    assert needs["goals"] == 24 * 10 + 16 * (1000 + 1000)
    assert needs["codes"] == needs["citations"] == 0
