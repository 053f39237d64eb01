"""Build the data package and publish it.

Reads the records, registers and code lists in --sources, normalises them, writes CSV, Parquet
and datapackage.json into a staging folder, checks every rule on what was written, and replaces
--output in one step. Where anything is wrong, all problems are listed and --output stays as it was.

Example: city-cooperation-agreements build --sources my-records --formats spreadsheet,site
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from functools import partial
from typing import Any

from datapackage.cli.folders import add_folder_arguments
from datapackage.cli.output import (
    add_errors_argument,
    keep_list,
    print_warnings,
    size,
    summary,
)
from datapackage.problems import plural, total

_OUTCOMES = {
    "created": "{}: created",
    "replaced": "{}: replaced",
    "unchanged": "{}: was up to date, and was left as it is",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    add_source_arguments(parser)
    parser.add_argument(
        "--output",
        metavar="DIR",
        default="output",
        help="folder to publish to; only a package of ours is replaced (default: output)",
    )


def add_source_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options that build and check share."""
    add_folder_arguments(parser, "folder with package.yaml, agreements/, registers/, codelists/")
    parser.add_argument(
        "--documents",
        metavar="DIR",
        help="folder with the source documents: verifies every citation against them",
    )
    parser.add_argument(
        "--formats",
        metavar="NAME,…",
        type=lambda text: [name for name in text.split(",") if name],
        help="formats to write beside CSV and Parquet, or '' for none"
        " (default: all whose libraries are installed)",
    )
    parser.add_argument(
        "--releases",
        metavar="DIR",
        default="releases",
        help="folder of the releases before, which the version has to follow (default: releases)",
    )
    parser.add_argument(
        "--workers",
        metavar="N",
        type=int,
        help="processes that read many records side by side, each with some 300 MB of memory;"
        " 1: none but this one (default: one a processor)",
    )
    parser.add_argument(
        "--engine",
        choices=("processes", "dask"),
        default="processes",
        help="what reads many records: processes of this machine, or workers of dask (default:"
        " processes)",
    )
    parser.add_argument(
        "--scheduler",
        metavar="ADDRESS",
        help="scheduler of dask whose workers to use, such as tcp://host:8786 (default: workers on"
        " this machine)",
    )
    add_errors_argument(parser)


def run(options: argparse.Namespace) -> int:
    """Build and publish."""
    from datapackage.pipeline import build  # noqa: PLC0415  (imports pyarrow and pandas)

    return run_with_progress(options, partial(build, output=options.output))


def run_with_progress(
    options: argparse.Namespace, function: Callable[..., Any], *, strict: bool = False
) -> int:
    """Run a build or a check, tell what was done, and return the exit code.

    That is 1 where ``strict`` asks for a package without warnings, and there are some.
    """
    from datapackage.progress import progress_for  # noqa: PLC0415
    from datapackage.publish import OutputError  # noqa: PLC0415

    progress = progress_for()
    try:
        result = function(
            options.sources,
            schemas=options.schemas,
            documents=options.documents,
            formats=options.formats,
            releases=options.releases,
            workers=options.workers,
            engine=options.engine,
            scheduler=options.scheduler,
            progress=progress,
        )
    except OutputError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    finally:
        progress.stop()
    listed = keep_list(result.faults, options)
    print_result(result, options)
    print_warnings(result.warnings)
    if result.set_aside:
        print_set_aside(result, listed)
    told = total([*result.warnings, *result.faults])
    if strict and told:
        print(f"{plural(told, 'warning')}, and --strict allows none", file=sys.stderr)
        return 1
    return 0


def print_result(result: Any, options: argparse.Namespace) -> None:
    """Print what a build did: tables, files, rules, citations."""
    width = max(map(len, result.rows))
    for name, rows in result.rows.items():
        count, noun = plural(rows, "row").split()
        print(f"  {name:<{width}} {count:>9} {noun}")
    rules = len(result.report.all_rules)
    total = size(sum(result.files.values()))
    print(f"{rules} rules checked on {len(result.files)} files ({total}): all passed")
    for item in (item for item in result.formats if not item.extra):
        left_out = f"left out: {item.left_out}" if item.left_out else f"{item.seconds:.2f} s"
        print(f"  {item.name}: {left_out}")
    if result.verification is not None:
        print_verification(result.verification, options.documents)
    if result.outcome is None:
        print("nothing was published: this was a check")
    else:
        print(_OUTCOMES[result.outcome.value].format(options.output))
    if uninstalled := [item for item in result.formats if item.extra]:
        names = ", ".join(item.name for item in uninstalled)
        extras = ",".join(sorted({item.extra for item in uninstalled}))
        print(
            f"left out: {names}; to write them, install 'city-cooperation-agreements[{extras}]'",
            file=sys.stderr,
        )


def print_set_aside(result: Any, listed: str) -> None:
    """Print which records were left out, and why; ``listed`` says where the whole list is."""
    print_warnings(result.faults)
    number = plural(result.set_aside, "record")
    endings = [
        summary(result.faults),
        "validation/quarantine.csv of the package lists them",
        listed,
    ]
    print(f"set aside: {number} with {'; '.join(filter(None, endings))}", file=sys.stderr)


def print_verification(verification: Any, documents: str) -> None:
    """Print how many citations were verified, and which documents were not at hand."""
    verified, total = verification.count("verified"), len(verification.citations)
    print(f"{verified:,} of {total:,} citations verified against {documents}")
    for how, count in verification.found_elsewhere.items():
        print(f"  {count:,} of them {how}")
    for source in verification.missing_sources:
        print(f"  not verified: {documents} does not hold the document '{source}'")
