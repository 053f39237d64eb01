"""Write a workbook (XLSX) for people to fill in, or one that holds what exists.

A sheet is a table: headers in the language asked for, lists to choose from, an example. Put the
workbook into sources/workbooks/; build reads it like records, and check --mark shows in a copy
which cells are wrong. A folder of CSV files there, one for each sheet, does as well.

Examples:
  %(prog)s --template agreements.xlsx --language fi
  %(prog)s --from sources all.xlsx
"""

from __future__ import annotations

import argparse

from datapackage.cli.folders import add_folder_arguments
from datapackage.problems import plural


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--template", action="store_true", help="leave it blank, to be filled in")
    what.add_argument(
        "--from",
        dest="filled_from",
        metavar="DIR",
        help="fill in what this folder of sources holds",
    )
    parser.add_argument("file", metavar="FILE.xlsx", help="the workbook to write")
    parser.add_argument(
        "--language", metavar="TAG", help="language of headers and notes (default: the main one)"
    )
    add_folder_arguments(
        parser, "with --template: where package.yaml, registers and code lists are"
    )


def run(options: argparse.Namespace) -> int:
    """Write the workbook."""
    from datapackage.read.grids import openpyxl  # noqa: PLC0415

    openpyxl()
    from datapackage.workbook import write_workbook  # noqa: PLC0415  (imports openpyxl, pyarrow)

    rows = write_workbook(
        options.file,
        options.filled_from or options.sources,
        with_rows=bool(options.filled_from),
        language=options.language,
        schemas=options.schemas,
    )
    filled = f", {plural(sum(rows.values()), 'row')}" if options.filled_from else ""
    print(f"{options.file}: {plural(len(rows), 'sheet')}{filled}")
    return 0
