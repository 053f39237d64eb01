"""Cite passages of source documents in records.

While you write a record, quote the passage where a citation belongs:

  cites: ["the passage as the source has it", "its start … its end"]

With --fill, every quotation of a record becomes an anchor such as 295-318, in place, and the
digests go into the lock beside the record (NAME.citations.lock). No text of the source stays.

  city-cooperation-agreements cite --fill sources/agreements/a.yaml --documents documents

Without --fill, the anchor of one passage is printed. Where the passage occurs more than once,
every place is listed, and --occurrence chooses.

  city-cooperation-agreements cite documents/a.txt "as it says" --field signed_on
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from datapackage.citations import Passage, find_passages, read_document, why_not_found
from datapackage.cli.folders import add_folder_arguments
from datapackage.problems import UsageError, explain, nearest_match, plural
from datapackage.read.cites import Cite
from datapackage.read.tree import Node
from datapackage.shape import BASES

CONTEXT = 25


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument(
        "document", nargs="?", type=Path, help="the source document, a UTF-8 text file"
    )
    parser.add_argument("passage", nargs="?", help="the passage as the document has it, in quotes")
    parser.add_argument(
        "--fill", metavar="RECORD", nargs="+", type=Path, help="turn the quotations into anchors"
    )
    parser.add_argument(
        "--documents", metavar="DIR", type=Path, help="with --fill: the source documents"
    )
    parser.add_argument(
        "--source", metavar="NAME", default="", help="the record's short name of the source"
    )
    parser.add_argument(
        "--basis",
        choices=BASES,
        default="stated",
        help="whether the passage states the fact or it was derived (default: stated)",
    )
    parser.add_argument(
        "--field", metavar="KEY", default="", help="the key or column that the passage supports"
    )
    parser.add_argument(
        "--occurrence", metavar="N", type=int, help="which one, where it occurs more than once"
    )
    parser.add_argument(
        "--in-full", action="store_true", help="print all of the citation, for a workbook's cell"
    )
    add_folder_arguments(parser, "with --field: folder of the sources")


def run(options: argparse.Namespace) -> int:
    """Fill records, or find one passage and print its anchor."""
    if options.fill:
        return fill(options)
    if options.passage is None:
        raise UsageError("give a document and a passage of it, or records with --fill")
    if options.field:
        check_field(options)
    text = read_document(options.document)
    passages = find_passages(text, options.passage)
    if not passages:
        print(f"{options.document}: {why_not_found(text, options.passage)}", file=sys.stderr)
        return 1
    number = options.occurrence
    if number is None and len(passages) > 1:
        print_choice(options.document, text, passages)
        return 1
    if number is not None and not 1 <= number <= len(passages):
        raise UsageError(f"--occurrence {number}: the passage occurs {len(passages)} times")
    found = passages[(number or 1) - 1]
    cite = Cite(Node("", 0), (), name=options.source, field=options.field, basis=options.basis)
    print(in_full(found, options) if options.in_full else cite.at(found.start, found.end))
    return 0


def check_field(options: argparse.Namespace) -> None:
    """Refuse a field that no row of a record has."""
    from datapackage.read.sources import citable  # noqa: PLC0415  (imports pyarrow)

    known = citable(Path(options.sources), options.schemas)
    if options.field not in known:
        near = nearest_match(options.field, known)
        message = "--field: not a key of a record, nor a column of its tables"
        raise UsageError(explain(message, found=options.field, nearest=near))


def in_full(found: Passage, options: argparse.Namespace) -> str:
    """Return a citation as the cells of a workbook have it: it needs no lock."""
    field = f", field: {options.field}" if options.field else ""
    return (
        f"{{source: {options.source or options.document.stem}, start: {found.start},"
        f" end: {found.end}, sha256: {found.sha256}, basis: {options.basis}{field}}}"
    )


def fill(options: argparse.Namespace) -> int:
    """Turn the quotations of records into anchors, and tell how many."""
    from datapackage.fill import fill_citations  # noqa: PLC0415  (needs what printing does not)

    if options.document is not None or options.documents is None:
        raise UsageError("--fill takes records and --documents DIR, and nothing else")
    for filled in fill_citations(options.fill, options.documents):
        turned = plural(filled.quotations, "quotation")
        locked = plural(filled.passages, "passage")
        print(f"{filled.record}: {turned} turned into anchors; {locked} in the lock")
    return 0


def print_choice(document: Path, text: str, passages: list[Passage]) -> None:
    """Print where a passage occurs, for the curator to choose."""
    print(
        f"{document}: the passage occurs {len(passages)} times; choose one with --occurrence:",
        file=sys.stderr,
    )
    for number, found in enumerate(passages, start=1):
        line = text.count("\n", 0, found.start) + 1
        before = " ".join(text[max(0, found.start - CONTEXT) : found.start].split())
        after = " ".join(text[found.end : found.end + CONTEXT].split())
        print(f"  {number}: line {line}: …{before} [passage] {after}…", file=sys.stderr)
