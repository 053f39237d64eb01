"""Validate Data Packages, resources and tables: a package of ours, or anybody's.

PATH is a package (its folder, or its datapackage.json; version 1 or 2 of the standard), the
descriptor of one resource (.json), or a table (.csv, .tsv, .parquet). Checked are the descriptor
with all that it refers to, the size and hash of each file, and every rule of every Table Schema.
The package that this project publishes is also held to the project's own rules.

Some calls:
  validate                                 the package in output/
  validate some/folder other/datapackage.json
  validate goals.csv --schema goals.json   a table against its Table Schema
  validate goals.csv                       a table's structure: header, width of the rows
  validate data --format markdown >> "$GITHUB_STEP_SUMMARY"
  validate data --limit 3 --errors all-errors.parquet
  validate data --engine frictionless      what frictionless alone says
  validate data --report json=report.json --report badge=badge.json
  validate huge --at-most line=100000000   let a line be longer than 32 MiB

exit codes: 0 valid; 1 not valid, or not readable; 2 the command line is wrong
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

FORMATS = ("text", "json", "github", "junit", "markdown", "badge")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument(
        "paths", nargs="*", metavar="PATH", help="what to validate (default: output)"
    )
    parser.add_argument(
        "--format",
        choices=FORMATS,
        default="text",
        help="text (default); json; github: annotations; junit: XML for CI systems; markdown;"
        " badge: of shields.io",
    )
    parser.add_argument(
        "--limit",
        metavar="N",
        type=int,
        default=10,
        help="show the first N problems of each rule and field; all are counted (default: 10)",
    )
    parser.add_argument(
        "--errors", metavar="FILE", help="write every problem to FILE, .csv or .parquet"
    )
    parser.add_argument(
        "--report",
        metavar="FORMAT=FILE",
        type=_report,
        action="append",
        default=[],
        help="write the verdict to FILE as well, in a format as above; may be given several times",
    )
    parser.add_argument(
        "--strict",
        action="store_true",
        help="fail as well (exit code 1) where something could not be checked",
    )
    parser.add_argument(
        "--schema", metavar="FILE", help="Table Schema (JSON) of the tables among the PATHs"
    )
    parser.add_argument(
        "--engine",
        choices=("columnar", "frictionless"),
        default="columnar",
        help="columnar (default): fast, leaves to frictionless what it does not cover, and says"
        " so; frictionless: its own view, slower",
    )
    parser.add_argument(
        "--trusted",
        action="store_true",
        help="follow paths of a descriptor that leave its folder, links out of it and addresses",
    )
    parser.add_argument(
        "--at-most",
        action="append",
        default=[],
        metavar="NAME=NUMBER",
        help="how much a table may cost before it is left unchecked: resources (10000), columns"
        " (16384), line (33554432 bytes), unpacked (34359738368 bytes), seconds (10, for a"
        " pattern), frictionless (120 seconds); may be given several times",
    )


def run(options: argparse.Namespace) -> int:
    """Validate and tell."""
    from datapackage.validation import validate  # noqa: PLC0415  (imports pyarrow)
    from datapackage.validator import read_limits, render_verdict  # noqa: PLC0415

    validation = validate(
        *(options.paths or ("output",)),
        schema=options.schema,
        engine=options.engine,
        limit=options.limit,
        errors=options.errors,
        trusted=options.trusted,
        limits=read_limits(options.at_most),
    )
    for form, path in options.report:
        path.write_text(render_verdict(validation, form), encoding="utf-8")
    sys.stdout.write(render_verdict(validation, options.format))
    if options.format == "text" and os.environ.get("GITHUB_ACTIONS") == "true":
        sys.stdout.write(render_verdict(validation, "github"))
    unchecked = options.strict and any(target.notes for target in validation.targets)
    return 0 if validation.valid and not unchecked else 1


def _report(text: str) -> tuple[str, Path]:
    form, _, path = text.partition("=")
    if form not in FORMATS or not path:
        expected = f"FORMAT=FILE with a format out of {', '.join(FORMATS)}"
        raise argparse.ArgumentTypeError(f"'{text}' (expected {expected})")
    return form, Path(path)
