"""Score the catalogue of a published package by the metadata quality assessment of data.europa.eu.

Reads catalogue/dcat.ttl of the package, or the RDF file that is named, and prints each metric with
its points. The 80 points for reachable addresses are given only with --live, which asks for every
address of the catalogue over the network. Exits with 0 if everything that was tested is reached.

Example: city-cooperation-agreements mqa output --live
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument(
        "path",
        nargs="?",
        type=Path,
        default=Path("output"),
        help="the package, or a catalogue as .ttl or .jsonld (default: output)",
    )
    parser.add_argument(
        "--live", action="store_true", help="ask for every address of the catalogue, too"
    )
    parser.add_argument(
        "--timeout",
        type=float,
        metavar="SECONDS",
        default=20.0,
        help="how long a server may take to answer (default: 20)",
    )


def run(options: argparse.Namespace) -> int:
    """Score and tell."""
    from datapackage.formats import require  # noqa: PLC0415

    require("dcat")
    from datapackage.formats.dcat.hosted import (  # noqa: PLC0415
        Asker,
        catalogue_file,
        missed,
        read_catalogue,
    )
    from datapackage.formats.dcat.mqa import assess  # noqa: PLC0415  (imports rdflib)

    path = catalogue_file(options.path)
    assessment = assess(read_catalogue(path), Asker(options.timeout) if options.live else None)
    _print(assessment)
    problems = missed(assessment, str(path))
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


def _print(assessment: Any) -> None:
    width = max(len(score.metric.name) for score in assessment.scores)
    dimension = ""
    for score in assessment.scores:
        if score.metric.dimension != dimension:
            dimension = score.metric.dimension
            print(dimension)
        print(
            f"  {score.metric.name:<{width}}  {score.points:>2} of {score.metric.points}"
            f"  {score.verdict}"
        )
    rating = f" ({assessment.rating})" if assessment.rating else ""
    print(f"{assessment.points} of {assessment.tested} points that were tested{rating}", end="")
    print(f", {assessment.maximum} in all")
