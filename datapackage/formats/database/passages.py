"""``passages``: where each citation leads, with the address that opens its source there.

A citation names a row of any table, which no foreign key can. Here each kind of row that has a key
of its own has a column, so that programs such as Datasette lead from a row to its passages.
"""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa

from datapackage.contract import Contract, Table
from datapackage.formats import FinishedPackage

PASSAGES = "passages"
PARQUET = f"database/{PASSAGES}.parquet"
"""The same rows for DuckDB, whose script reads all tables from Parquet."""


def with_passages(contract: Contract) -> Contract:
    """Return the tables of a database: those of the package, and this one."""
    return contract.with_table(passages_table(contract))


def rows_of(table: Table, package: FinishedPackage) -> Iterator[pa.RecordBatch]:
    """Yield the rows of a table of a database."""
    return passages(package) if table.name == PASSAGES else package.batches(table.name)


def passages_table(contract: Contract) -> Table:
    """Return the table: citations with their passages, sources and the rows that they support."""
    keys = references(contract)
    columns = [*keys]
    columns[2:2] = ("passage", "link")
    descriptor = {
        "fields": [{"name": column, "type": "string"} for column in columns],
        "primaryKey": ["citation_id"],
        "foreignKeys": [
            {"fields": [key], "reference": {"resource": table, "fields": [key]}}
            for key, table in keys.items()
        ],
    }
    return Table(PASSAGES, descriptor)


def passages(package: FinishedPackage) -> Iterator[pa.RecordBatch]:
    """Yield the rows of the table, one for each citation."""
    table, contract = passages_table(package.contract), package.contract
    cited = _cited_keys(contract)
    sources = package.table("sources", ["source_id", "url"])
    urls = dict(zip(*(column.to_pylist() for column in sources.columns), strict=True))
    wanted = ["citation_id", "source_id", "start", "end", "table_name", "record_id"]
    for batch in package.batches("citations", wanted):
        rows = []
        for citation, source, start, end, name, record in zip(
            *(column.to_pylist() for column in batch.columns), strict=True
        ):
            parts = zip(contract[name].primary_key, record.split("/"), strict=False)
            link = package.passage_links.get((source, start, end), urls.get(source))
            rows.append(
                {
                    "citation_id": citation,
                    "source_id": source,
                    "passage": None if start is None else f"{start}–{end}",
                    "link": link,
                    **{key: part for key, part in parts if key in cited},
                }
            )
        yield pa.RecordBatch.from_pylist(rows, schema=table.arrow_schema)


def references(contract: Contract) -> dict[str, str]:
    """Return the columns that name a row, and its table: citation, source, then what is cited."""
    return {"citation_id": "citations", "source_id": "sources"} | _cited_keys(contract)


def _cited_keys(contract: Contract) -> dict[str, str]:
    """Return the keys of cited tables that are one column each, and their tables."""
    tables = (contract[name] for name in contract.cited_tables)
    return {t.primary_key[0]: t.name for t in tables if len(t.primary_key) == 1}
