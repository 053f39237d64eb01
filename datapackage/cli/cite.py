"""Print the citation of a passage of a source document, ready to paste into a record.

Finds the quoted passage in the document (white space may differ) and prints its offsets and
digest. Where the passage occurs more than once, every place is listed, and --occurrence chooses.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from datapackage.citations import Passage, find_passages, read_document
from datapackage.problems import UsageError

CONTEXT = 25
BASES = ("stated", "derived")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("document", type=Path, help="the source document, a UTF-8 text file")
    parser.add_argument("passage", help="the passage as the document has it, in quotes")
    parser.add_argument(
        "--source",
        metavar="ID",
        help="identifier of the source (default: the document's file name without .txt)",
    )
    parser.add_argument(
        "--basis",
        choices=BASES,
        default="stated",
        help="whether the passage states the fact or it was derived (default: stated)",
    )
    parser.add_argument("--field", metavar="COLUMN", help="the column that the passage supports")
    parser.add_argument(
        "--occurrence", metavar="N", type=int, help="which one, where it occurs more than once"
    )


def run(options: argparse.Namespace) -> int:
    """Find the passage and print its citation."""
    text = read_document(options.document)
    passages = find_passages(text, options.passage)
    if not passages:
        print(f"{options.document}: the passage does not occur in it", file=sys.stderr)
        return 1
    number = options.occurrence
    if number is None and len(passages) > 1:
        print_choice(options.document, text, passages)
        return 1
    if number is not None and not 1 <= number <= len(passages):
        raise UsageError(f"--occurrence {number}: the passage occurs {len(passages)} times")
    print(yaml_line(passages[(number or 1) - 1], options))
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


def yaml_line(found: Passage, options: argparse.Namespace) -> str:
    """Return a citation as a record has it."""
    field = f", field: {options.field}" if options.field else ""
    return (
        f"- {{source: {options.source or options.document.stem}, start: {found.start},"
        f" end: {found.end}, sha256: {found.sha256}, basis: {options.basis}{field}}}"
    )
