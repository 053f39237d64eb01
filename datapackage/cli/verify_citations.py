"""Hold every citation of a published package against the source documents.

A document is found by its file name (the identifier of the source and .txt) or by its digest. One
that the folder doesn't hold leaves its citations unverified, which is said and is no error. Each
citation whose passage is not where it says is reported.

With --anywhere, a document may be a copy with other white space or line ends, or may have been
edited: what counts is that each passage is found in it, and how it was found is said.

  city-cooperation-agreements verify-citations output --documents documents --anywhere

With --repair, the records of --sources are mended after a document was edited: each passage is
found again by its length and digest, and its anchor, the lock and the row of the source are
rewritten in place. What can't be found is listed with its row and stays as it was.

  city-cooperation-agreements verify-citations --repair --documents documents
"""

from __future__ import annotations

import argparse
from pathlib import Path

from datapackage.cli.folders import add_folder_arguments
from datapackage.problems import DataError, Place, Problem, UsageError, plural


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("path", nargs="?", type=Path, help="the package (default: output)")
    parser.add_argument(
        "--documents", metavar="DIR", type=Path, required=True, help="the source documents"
    )
    group = parser.add_mutually_exclusive_group()
    group.add_argument(
        "--anywhere",
        action="store_true",
        help="accept a copy with other white space, and passages in another place",
    )
    group.add_argument(
        "--repair",
        action="store_true",
        help="let the records point to where the passages of edited documents are now",
    )
    add_folder_arguments(parser, "with --repair: folder of the sources")


def run(options: argparse.Namespace) -> int:
    """Verify and tell."""
    from datapackage.cli.build import print_verification  # noqa: PLC0415
    from datapackage.verification import verify_citations  # noqa: PLC0415

    if options.repair:
        return repair(options)
    package = options.path or Path("output")
    summary = verify_citations(package, options.documents, anywhere=options.anywhere)
    print_verification(summary, options.documents)
    problems = [
        Problem(Place(f"{package}/{p.place.file}", p.place.line, p.place.path), p.message, p.rule)
        for p in summary.problems(lambda _table, _row, _column: None)
    ]
    if problems:
        raise DataError(problems)
    return 0


def repair(options: argparse.Namespace) -> int:
    """Mend the records, and tell what was found where."""
    from datapackage.repair import repair_citations  # noqa: PLC0415

    if options.path is not None:
        raise UsageError("--repair mends the records of --sources, and takes no package")
    done = repair_citations(options.sources, options.documents, schemas=options.schemas)
    for each in done.records:
        print(f"{each.record}: {each.moved} of {plural(each.passages, 'passage')} moved")
    for source, place in done.registered.items():
        print(
            f"{place.file}:{place.line}: {source}: length and digest are those of the edited text"
        )
    if done.problems:
        raise DataError(done.problems)
    if not done.records and not done.registered:
        print("every passage is where its anchor says")
    return 0
