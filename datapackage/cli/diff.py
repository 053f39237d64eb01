"""List what changed between two packages, and how big a change it is.

OLD and NEW are each a package's folder, a zip file with a package in it, or a git revision: HEAD~1,
v1.0.0, main:data/output (the folder is output by default). Listed are schemas, code lists and
metadata, then the rows of each table that were added (+), removed (-) or changed (~), by primary
key. The change is PATCH, MINOR or MAJOR after the version rule of the Data Package recipe.

Some calls:
  diff HEAD output                          what would be committed
  diff v1.0.0 v1.1.0 --format markdown
  diff old.zip output --format jsonl        a line for each change, {"op": "ADD|MOD|DEL", …}

exit codes: 0 compared, whether or not anything changed; 1 not readable; 2 the command line is wrong
"""

from __future__ import annotations

import argparse
import sys

FORMATS = ("text", "markdown", "html", "jsonl")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("old", metavar="OLD", help="the package as it was")
    parser.add_argument(
        "new", nargs="?", default="output", metavar="NEW", help="as it is (default: output)"
    )
    parser.add_argument("--format", choices=FORMATS, default="text", help="default: text")
    parser.add_argument(
        "--limit",
        metavar="N",
        type=int,
        default=10,
        help="show the first N rows of each kind and table; all are counted (default: 10)",
    )


def run(options: argparse.Namespace) -> int:
    """Compare and tell."""
    from datapackage.changes import diff, render  # noqa: PLC0415  (imports pyarrow)

    sys.stdout.write(render(diff(options.old, options.new), options.format, options.limit))
    return 0
