"""Holding citations and sources against the documents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from datapackage.citations.copies import Copy
from datapackage.citations.documents import Documents
from datapackage.citations.passages import digest
from datapackage.contract import PASSAGE
from datapackage.problems import quote


@dataclass(frozen=True)
class Verification:
    """What came out for one citation: ``verified``, ``broken`` or ``no-document``.

    ``reason`` says why it was not verified, or how the passage was found where it is not where
    the citation says; see :class:`~datapackage.citations.copies.Copy`.
    """

    citation_id: str
    outcome: str
    reason: str = ""


def verify(
    citations: Iterable[Mapping[str, Any]],
    sources: Mapping[str, Mapping[str, Any]],
    documents: Documents,
    *,
    anywhere: bool = False,
) -> Iterator[Verification]:
    """Hold each citation (a row of the table) against the documents.

    ``sources`` are the rows of that table by ``source_id``. A source that is not in the folder
    makes its citations ``no-document``: not verified, but not wrong either. With ``anywhere`` a
    passage may be in another place of its document, and have other white space.
    """
    copy = cache(Copy)
    for row in citations:
        citation_id, source_id = str(row["citation_id"]), str(row["source_id"])
        if all(row[name] is None for name in PASSAGE):
            yield Verification(citation_id, "no-document", "the source is cited as a whole")
            continue
        source = sources.get(source_id, {})
        text = documents.text_of(source_id, source.get("sha256"))
        if text is None:
            yield Verification(citation_id, "no-document", f"no document for {quote(source_id)}")
            continue
        reason = passage_fault(text, row["start"], row["end"], row["sha256"])
        if reason and anywhere and None not in (row["start"], row["end"]):
            length = row["end"] - row["start"]
            if how := copy(text).find(row["start"], length, row["sha256"]):
                yield Verification(citation_id, "verified", how)
                continue
        yield Verification(citation_id, "broken" if reason else "verified", reason)


def passage_fault(text: str, start: int | None, end: int | None, sha256: str | None) -> str:
    """Return why a passage does not fit the text; empty where it fits.

    Without a digest, a passage fits that is within the text.
    """
    if start is None or end is None:
        return "the citation has no start or no end"
    if not 0 <= start < end:
        return f"the offsets {start}–{end} enclose no passage"
    if end > len(text):
        return f"the offsets {start}–{end} reach beyond the text, which has {len(text)} characters"
    found = digest(text[start:end])
    if sha256 is not None and found != sha256:
        return (
            f"the passage at {start}–{end} has another digest"
            f" (found {found[:12]}…; expected {sha256[:12]}…)"
        )
    return ""


def source_faults(
    sources: Mapping[str, Mapping[str, Any]], documents: Documents
) -> Iterator[tuple[str, str]]:
    """Yield (source_id, what is wrong) for each source whose document is not the registered one."""
    for source_id, row in sources.items():
        text = documents.text_of(source_id, row.get("sha256"))
        if text is None:
            continue
        facts = {"characters": len(text), "bytes": len(text.encode()), "sha256": digest(text)}
        wrong = [name for name, fact in facts.items() if row.get(name) not in (None, fact)]
        if wrong:
            found = ", ".join(f"{name} {facts[name]}" for name in wrong)
            expected = ", ".join(f"{name} {row.get(name)}" for name in wrong)
            yield (
                source_id,
                f"the document is not the one described here (found {found}; expected {expected})",
            )
