"""Draft a record of a source document.

Registers the document, unless it is registered, and writes agreements/ID.yaml: the keys of a
record, and in comments what was found in the text, with its place: dates and periods, names of the
registers. All of it is a suggestion; you decide what is true, and fill in the rest.

For example:
  city-cooperation-agreements new --from documents/news.txt --id kotka-tartu-2024
"""

from __future__ import annotations

import argparse
from pathlib import Path

from datapackage.cli.folders import add_folder_arguments
from datapackage.cli.register_source import print_source


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument(
        "--from",
        dest="document",
        metavar="TEXT",
        type=Path,
        required=True,
        help="the source document, a UTF-8 text file",
    )
    parser.add_argument(
        "--id", metavar="ID", help="identifier of the record (default: made of the file's name)"
    )
    add_folder_arguments(parser)


def run(options: argparse.Namespace) -> int:
    """Write the draft."""
    from datapackage.start.record import new  # noqa: PLC0415  (imports pyarrow)

    record = new(options.document, options.sources, record_id=options.id, schemas=options.schemas)
    print_source(record.source, options.document)
    found = ", ".join(f"{kind} {count}" for kind, count in record.found.items())
    print(f"{record.path}: drafted; found in the text: {found}")
    return 0
