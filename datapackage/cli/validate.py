"""Check a published package: descriptor, every resource, CSV against Parquet, hashes, all rules."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument(
        "path", nargs="?", type=Path, default=Path("output"), help="the package (default: output)"
    )
    parser.add_argument(
        "--schemas",
        metavar="DIR",
        type=Path,
        help="folder of the Table Schemas (default: the ones that come with this package)",
    )


def run(options: argparse.Namespace) -> int:
    """Validate and tell."""
    from datapackage.contract import default_schemas, load_contract  # noqa: PLC0415
    from datapackage.problems import DataError  # noqa: PLC0415
    from datapackage.validation.published import validate  # noqa: PLC0415
    from datapackage.validation.translate import published_problems  # noqa: PLC0415

    contract = load_contract(options.schemas or default_schemas())
    report = validate(options.path, schemas=options.schemas)
    if not report.valid:
        raise DataError(published_problems(report, contract, str(options.path)))
    rules = len(report.rules) + sum(len(table.rules) for table in report.tables)
    rows = sum(table.rows for table in report.tables)
    print(f"{options.path}: valid ({len(report.tables)} tables, {rows:,} rows, {rules} rules)")
    return 0
