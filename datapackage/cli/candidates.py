"""List names and codes that no register or code list has, to be edited and merged back.

Each is listed once, with how often it occurs and the nearest entry. --write puts them into
DIR/candidates.csv, and the rows that new names would get into DIR/<register>.csv. Edit them: in
the column 'use' goes the identifier or code that is meant, or 'new' for the row in the other file.
--merge brings them into the registers and code lists of the sources:

  city-cooperation-agreements candidates --write desk
  city-cooperation-agreements candidates --merge desk
"""

from __future__ import annotations

import argparse
from itertools import groupby
from typing import Any

from datapackage.cli.folders import add_folder_arguments
from datapackage.problems import plural

SHOWN = 10
"""Candidates of a list that are printed."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    group = parser.add_mutually_exclusive_group()
    group.add_argument("--write", metavar="DIR", help="write them to files of this folder")
    group.add_argument("--merge", metavar="DIR", help="bring edited files into the sources")
    add_folder_arguments(parser)


def run(options: argparse.Namespace) -> int:
    """List, write or merge candidates."""
    from datapackage.mapping import find_candidates, merge_candidates  # noqa: PLC0415  (pandas)

    if options.merge is not None:
        changed = merge_candidates(options.merge, options.sources, options.schemas)
        for path, count in changed.items():
            print(f"{path}: {plural(count, 'row')} added or given an alias")
        if not changed:
            print("nothing to merge: the column 'use' is empty")
        return 0
    candidates = find_candidates(options.sources, options.schemas)
    print_candidates(candidates)
    if options.write is not None:
        for path in candidates.write(options.write):
            print(f"{path} written")
    return 0


def print_candidates(candidates: Any) -> None:
    """Print the most frequent candidates of each list, and the doubles in registers."""
    for list_, group in groupby(candidates.items, key=lambda item: item.list):
        items = list(group)
        print(f"{list_}: {len(items):,} unknown in {plural(sum(i.count for i in items), 'cell')}")
        for item in items[:SHOWN]:
            near = f" (nearest: {item.nearest})" if item.nearest else ""
            print(f"  {item.count:>7,}  {item.value}{near}")
        if len(items) > SHOWN:
            print(f"           and {len(items) - SHOWN:,} more")
        if doubles := sum(bool(item.duplicate_of) for item in items):
            print(f"  {plural(doubles, 'candidate')} seem to be there already (duplicate_of)")
    if not candidates.items:
        print("every name and code is known")
    for problem in candidates.duplicates:
        print(problem)
