"""Enter a source document into the register of sources.

Measures and fingerprints the text as citations need it, tells its language where that is certain
(with the extra 'language'), and appends a row to registers/sources.csv. Nothing of the text is
copied, but a first line of up to seven words becomes the title. A document that is registered
already stays as it is.

For example:
  city-cooperation-agreements register-source documents/news.txt --title "News of the signing"
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from datapackage.cli.folders import add_folder_arguments


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("document", type=Path, help="the source document, a UTF-8 text file")
    parser.add_argument(
        "--id", metavar="ID", help="identifier of the source (default: made of the file's name)"
    )
    parser.add_argument("--title", help="title of the source (default: a short first line)")
    parser.add_argument(
        "--language", metavar="CODE", help="language of the text, such as fi (default: found)"
    )
    add_folder_arguments(parser)


def run(options: argparse.Namespace) -> int:
    """Register the source."""
    from datapackage.start.source import register_source  # noqa: PLC0415  (imports pyarrow)

    source = register_source(
        options.document,
        options.sources,
        source_id=options.id,
        title=options.title,
        language=options.language,
        schemas=options.schemas,
    )
    print_source(source, options.document)
    return 0


def print_source(source: Any, document: Path) -> None:
    """Print where a source is registered, and what is left to do."""
    state = "registered" if source.is_new else "was registered already"
    language = f", in the language '{source.language}'" if source.language else ""
    print(f"{source.path}:{source.line}: {source.source_id}: {state}{language}")
    if source.to_fill:
        print(f"  fill in there: {', '.join(source.to_fill)}")
    if document.stem != source.source_id:
        print(f"  rename the document to {source.source_id}.txt, so that its citations are found")
