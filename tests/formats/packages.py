"""Packages to write formats for: the real one, built once, and small ones with rows of choice."""

from __future__ import annotations

import atexit
import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

import datapackage
from datapackage.formats import FinishedPackage, readable
from datapackage.problems import ProblemList
from datapackage.read.package import PackageInfo, read_package
from datapackage.validator import PackageResult
from datapackage.write.tables import parquet_schema, render, table_writers
from tests.first_agreement import first_sources
from tests.places import contract

ROOT = Path(__file__).resolve().parents[2]
OFFICE_FORMATS = ("spreadsheet", "database", "diagram", "dictionary")
NAME = "city-cooperation-agreements"
NO_REPORT = PackageResult("", "package", "", "", "2", "", (), ())


@cache
def info() -> PackageInfo:
    """What the publisher says of the real package."""
    found = read_package(ROOT / "sources", ProblemList()).info
    assert found is not None
    return found


@cache
def real() -> Path:
    """The package of the real record with these formats, in a folder of this test run."""
    scratch = tempfile.TemporaryDirectory(prefix="office-formats-")
    atexit.register(scratch.cleanup)
    folder = Path(scratch.name)
    output = folder / "output"
    datapackage.build(
        first_sources(folder), output, schemas=ROOT / "schemas", formats=list(OFFICE_FORMATS)
    )
    return output


@cache
def real_table(name: str) -> pa.Table:
    """A table of the real package."""
    return pq.read_table(real() / "parquet" / f"{name}.parquet")


def package(
    folder: Path, rows: dict[str, list[dict[str, Any]]], records: Sequence[Path] = ()
) -> FinishedPackage:
    """A package with these rows in its tables; what a row doesn't name is empty."""
    folder.mkdir(exist_ok=True)
    with table_writers(folder, contract()) as writers:
        for name, items in rows.items():
            table = contract()[name]
            arrow = pa.Table.from_pylist(items, schema=parquet_schema(table))
            writers[name].write(render(table, arrow))
        counts = {name: writer.rows for name, writer in writers.items()}
    descriptor: dict[str, Any] = {"resources": []}
    found = FinishedPackage(
        folder, info(), contract(), counts, descriptor, NO_REPORT, records=records
    )
    readable.write(found)
    return found


def real_package(folder: Path) -> FinishedPackage:
    """The real rows in a folder of their own, for formats to be written anew."""
    records = list((real().parent / "sources" / "agreements").glob("*.yaml"))
    return package(folder, {name: real_table(name).to_pylist() for name in contract()}, records)
