"""Copies of a package to break, and rules run on them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

from datapackage.rules.check import RULES
from datapackage.rules.reader import PackageReader
from datapackage.validator import Finding
from datapackage.write.tables import csv_lines, csv_path, parquet_path
from tests.first_agreement import first_package
from tests.places import contract


class Copy:
    """A copy of the package of the first agreement, whose tables can be edited."""

    def __init__(self, folder: Path) -> None:
        self.folder = Path(shutil.copytree(first_package(), folder / "output"))

    @property
    def descriptor(self) -> dict[str, Any]:
        read: dict[str, Any] = json.loads((self.folder / "datapackage.json").read_bytes())
        return read

    def opened(self) -> PackageReader:
        """Return the package as rules see it."""
        return PackageReader(self.folder, contract(), self.descriptor)

    def rows(self, table: str) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = pq.read_table(self.folder / parquet_path(table)).to_pylist()
        return rows

    def set(self, table: str, row: int, **cells: Any) -> None:
        """Change cells of a row."""
        rows = self.rows(table)
        assert cells.keys() <= rows[row].keys()
        rows[row].update(cells)
        self.write(table, rows)

    def add(self, table: str, like: int, **cells: Any) -> int:
        """Add a row that is like another but for some cells; return its number."""
        rows = self.rows(table)
        assert cells.keys() <= rows[like].keys()
        self.write(table, [*rows, {**rows[like], **cells}])
        return len(rows)

    def drop(self, table: str, **cells: Any) -> None:
        """Take out the rows that have these cells."""
        rows = self.rows(table)
        kept = [r for r in rows if any(r[name] != value for name, value in cells.items())]
        assert len(kept) < len(rows)
        self.write(table, kept)

    def write(self, table: str, rows: Iterable[dict[str, Any]]) -> None:
        """Write both files of a table."""
        path = self.folder / parquet_path(table)
        written = pa.Table.from_pylist(list(rows), schema=pq.read_schema(path))
        pq.write_table(written, path)
        lines = [",".join(contract()[table].columns), *csv_lines(written).to_pylist()]
        text = "".join(f"{line}\n" for line in lines)
        (self.folder / csv_path(table)).write_text(text, encoding="utf-8", newline="")


def find(package: PackageReader, name: str) -> list[Finding]:
    """Return what a rule finds."""
    [rule] = [rule for rule in RULES if rule.name == name]
    return list(rule.find(package))
