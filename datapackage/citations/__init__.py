"""Citations: passages of a source that support a row, without republishing the source.

A citation holds offsets and a digest, never the passage. Offsets count Unicode code points in the
*canonical text* of the source: its UTF-8 text without byte order mark, line ends as LF, in
normalisation form C. Whoever holds the document can verify that the passage is where the
citation says, whatever line ends or composition their copy has.
"""

from __future__ import annotations

from pathlib import Path

from datapackage.citations.documents import (
    TEXT_SUFFIX,
    Documents,
    read_document,
    read_documents,
)
from datapackage.citations.moved import Moved, find_moved
from datapackage.citations.passages import Passage, canonical_text, digest, passage
from datapackage.citations.quotations import (
    NotOnePassage,
    described,
    find_passages,
    locate,
    place_of,
    why_not_found,
)
from datapackage.citations.verify import (
    Verification,
    passage_fault,
    source_faults,
    verify,
)

__all__ = [
    "TEXT_SUFFIX",
    "Documents",
    "Moved",
    "NotOnePassage",
    "Passage",
    "Verification",
    "canonical_text",
    "cite",
    "described",
    "digest",
    "find_moved",
    "find_passages",
    "locate",
    "passage",
    "passage_fault",
    "place_of",
    "read_document",
    "read_documents",
    "source_faults",
    "verify",
    "why_not_found",
]


def cite(document: str | Path, quoted: str) -> list[Passage]:
    """Return every passage of a document that reads as ``quoted``; see :func:`find_passages`.

    Raises:
        UsageError: The document can't be read, or is not UTF-8.
    """
    return find_passages(read_document(Path(document)), quoted)
