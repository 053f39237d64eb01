"""A script that gives DuckDB the tables and views by name, over the package's Parquet files."""

from __future__ import annotations

from collections.abc import Iterator

from datapackage.contract import Contract
from datapackage.formats.sql.names import name, text
from datapackage.formats.sql.views import create_views
from datapackage.write.tables import parquet_path


def statements(contract: Contract, folder: str = "") -> Iterator[str]:
    """Yield statements; ``folder`` is where the package stands, the current folder if empty."""
    prefix = f"{folder.rstrip('/')}/" if folder else ""
    for table in contract:
        path = text(prefix + parquet_path(table))
        yield f"CREATE VIEW {name(table)} AS\nSELECT * FROM read_parquet({path})"
    yield from create_views(contract.languages)


def script(contract: Contract) -> str:
    """Return the whole script, to be run in the package's folder."""
    head = (
        "-- Tables and views of the package for DuckDB. In the package's folder:\n"
        "--   duckdb -init database/duckdb.sql\n"
    )
    return head + "".join(f"\n{statement};\n" for statement in statements(contract))
