"""Check the sources: do all that build does, but publish nothing.

Lists every problem of the sources with its file and line. Exits with 0 if a build would publish;
with --strict, only if it would do so without a warning.

Example: city-cooperation-agreements check --sources my-records --strict
"""

from __future__ import annotations

import argparse
from pathlib import Path

from datapackage.cli.build import add_source_arguments, run_with_progress
from datapackage.problems import DataError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of build, but for the output."""
    add_source_arguments(parser)
    parser.add_argument(
        "--strict",
        action="store_true",
        help="exit with 1 for warnings and for records that were set aside, too",
    )
    parser.add_argument(
        "--mark",
        metavar="COPY.xlsx",
        help="write a copy of the workbook that has problems: their cells red, with a list to do",
    )


def run(options: argparse.Namespace) -> int:
    """Check, and mark what is wrong in a copy of the workbook where asked to."""
    from datapackage.pipeline import check  # noqa: PLC0415  (imports pyarrow and pandas)
    from datapackage.read.grids import check_new_workbook  # noqa: PLC0415

    if options.mark:
        check_new_workbook(Path(options.mark))
    try:
        return run_with_progress(options, check, strict=options.strict)
    except DataError as error:
        if options.mark:
            mark(error, options.mark)
        raise


def mark(error: DataError, copy: str) -> None:
    """Mark what is wrong, and print which workbook was."""
    from datapackage.workbook import mark_workbook  # noqa: PLC0415

    file = mark_workbook(error.problems, copy)
    print(f"{copy}: {file} with its problems marked" if file else "no problem is in a workbook")
