"""Read foreign tables by their mapping, and tell what was taken, changed and left out.

A folder sources/tables/NAME holds CSV files as their publisher wrote them and a mapping.yaml that
says how their rows make records; 'build' reads it beside the records. With --suggest TABLE a
first draft of a mapping is printed, made from the headers and values of the table:

  city-cooperation-agreements map --suggest list.csv > sources/tables/list/mapping.yaml
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from datapackage.cli.folders import add_folder_arguments
from datapackage.problems import plural


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument(
        "--suggest", metavar="TABLE", type=Path, help="print a draft of a mapping for this table"
    )
    add_folder_arguments(parser)


def run(options: argparse.Namespace) -> int:
    """Print the reports of all mappings, or a draft."""
    from datapackage.mapping import map_tables, suggest_mapping  # noqa: PLC0415  (imports pandas)

    if options.suggest is not None:
        print(suggest_mapping(options.suggest, options.sources, schemas=options.schemas), end="")
        return 0
    for report in map_tables(options.sources, schemas=options.schemas):
        print_report(report)
    return 0


def print_report(report: Any) -> None:
    """Print what became of the tables of a mapping."""
    share = report.taken / report.rows if report.rows else 0
    print(
        f"{report.mapping}: {plural(report.records, 'record')} from {report.taken:,} of"
        f" {plural(report.rows, 'row')} ({share:.2%})"
    )
    for what, count in sorted(report.changed.items()):
        if count:
            print(f"  changed  {count:>7,}  {what}")
    for item in report.left_out:
        print(f"  left out {item.rows:>7,}  {item.reason} (first: {str(item.first).rstrip(':')})")
