"""Hold every citation of a published package against the source documents.

A document is found by its file name (the identifier of the source and .txt) or by its digest. One
that the folder doesn't hold leaves its citations unverified, which is said and is no error. Each
citation whose passage is not where it says is reported.

With --anywhere, a document may be a copy with other white space or line ends, or may have been
edited: what counts is that each passage is found in it, and how it was found is said.

  city-cooperation-agreements verify-citations output --documents documents --anywhere
"""

from __future__ import annotations

import argparse
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument(
        "path", nargs="?", type=Path, default=Path("output"), help="the package (default: output)"
    )
    parser.add_argument(
        "--documents", metavar="DIR", type=Path, required=True, help="the source documents"
    )
    parser.add_argument(
        "--anywhere",
        action="store_true",
        help="accept a copy with other white space, and passages in another place",
    )


def run(options: argparse.Namespace) -> int:
    """Verify and tell."""
    from datapackage.cli.build import print_verification  # noqa: PLC0415
    from datapackage.problems import DataError, Place, Problem  # noqa: PLC0415
    from datapackage.verification import verify_citations  # noqa: PLC0415

    summary = verify_citations(options.path, options.documents, anywhere=options.anywhere)
    print_verification(summary, options.documents)
    problems = [
        Problem(
            Place(f"{options.path}/{p.place.file}", p.place.line, p.place.path), p.message, p.rule
        )
        for p in summary.problems(lambda _table, _row, _column: None)
    ]
    if problems:
        raise DataError(problems)
    return 0
