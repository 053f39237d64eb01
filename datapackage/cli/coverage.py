"""Show how much of its sources a record cites, and which passages it leaves out.

Prints the share of the words of each source that are cited, and every run of words that is not.
With --html, writes a page as well that has the text of the sources with its citations marked. The
text may be in copyright, so the page goes where you say, but never into a published package.

  city-cooperation-agreements coverage sources/agreements/a.yaml --documents documents
"""

from __future__ import annotations

import argparse
from pathlib import Path
from textwrap import shorten
from typing import Any

from datapackage.problems import plural

WIDTH = 72
"""Characters that are printed of a passage."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("record", type=Path, help="the record, a YAML file")
    parser.add_argument(
        "--documents", metavar="DIR", type=Path, required=True, help="the source documents"
    )
    parser.add_argument(
        "--html", metavar="FILE", type=Path, help="write a page with the citations marked"
    )


def run(options: argparse.Namespace) -> int:
    """Print the coverage, and write the page."""
    from datapackage.coverage import coverage, write_page  # noqa: PLC0415

    sources = coverage(options.record, options.documents)
    if options.html:
        write_page(options.html, options.record.name, sources)
    for source in sources:
        print_coverage(source)
    if options.html:
        print(f"{options.html}: written; it holds the text of its sources: do not publish it")
    return 0


def print_coverage(source: Any) -> None:
    """Print how many words of a source are cited, and each passage that is not."""
    from datapackage.citations import place_of  # noqa: PLC0415

    total, cited, gaps = len(source.words), source.cited_words, source.uncited
    share = f" ({100 * cited // total} %)" if total else ""
    left = f"{plural(len(gaps), 'passage')} not cited{':' if gaps else ''}"
    print(f"{source.source}: {cited:,} of {plural(total, 'word')} cited{share}; {left}")
    for start, end in gaps:
        passage = shorten(source.text[start:end], WIDTH, placeholder=" …")
        print(f"  {place_of(source.text, start, end)}: {passage}")
