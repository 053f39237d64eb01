"""Citations: passages of a source that support a row, without republishing the source.

A citation holds offsets and a digest, never the passage. Offsets count Unicode code points in the
*canonical text* of the source: its UTF-8 text without byte order mark, line ends as LF, in
normalisation form C. Whoever holds the document can verify that the passage is where the
citation says, whatever line ends or composition their copy has.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from datapackage.problems import UsageError, quote

TEXT_SUFFIX = ".txt"


@dataclass(frozen=True, order=True)
class Passage:
    """A passage of a source: offsets in code points, and the digest of its UTF-8 bytes."""

    start: int
    end: int
    sha256: str


def canonical_text(data: bytes) -> str:
    """Return the text that offsets count in; raises UnicodeDecodeError where it is not UTF-8."""
    text = data.decode("utf-8-sig")
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


def digest(text: str) -> str:
    """Return the SHA-256 of the text's UTF-8 bytes as lower-case hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def passage(text: str, start: int, end: int) -> Passage:
    """Return the passage between two offsets of a canonical text."""
    return Passage(start, end, digest(text[start:end]))


def find_passages(text: str, quoted: str) -> list[Passage]:
    """Return every passage of a canonical text that reads as ``quoted``, in order.

    White space counts as equal whatever its kind and amount, since a quotation that was copied
    from a page breaks its lines elsewhere; all else must match exactly.
    """
    words = unicodedata.normalize("NFC", quoted).split()
    if not words:
        return []
    pattern = re.compile(r"\s+".join(map(re.escape, words)))
    return [passage(text, *match.span()) for match in _overlapping(pattern, text)]


def _overlapping(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    position = 0
    while match := pattern.search(text, position):
        yield match
        position = match.start() + 1


def cite(document: str | Path, quoted: str) -> list[Passage]:
    """Return every passage of a document that reads as ``quoted``; see :func:`find_passages`.

    Raises:
        UsageError: The document can't be read, or is not UTF-8.
    """
    return find_passages(read_document(Path(document)), quoted)


# --- Documents --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Documents:
    """Source documents in a folder, found by the identifier of the source or by their digest."""

    folder: Path
    texts: Mapping[str, str]
    by_digest: Mapping[str, str]

    def text_of(self, source_id: str, sha256: str | None = None) -> str | None:
        """Return the canonical text of a source, or None where the folder does not hold it.

        A file that bears the source's identifier counts, whatever it says: that it says something
        else than what was cited is what verification is to find. Else the digest decides.
        """
        if source_id in self.texts:
            return self.texts[source_id]
        name = self.by_digest.get(sha256 or "")
        return self.texts[name] if name else None


def read_document(path: Path) -> str:
    """Return the canonical text of a document.

    Raises:
        UsageError: The document can't be read, or is not UTF-8.
    """
    try:
        return canonical_text(path.read_bytes())
    except OSError as error:
        raise UsageError(f"{path}: can't be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise UsageError(f"{path}: the document is not UTF-8 text") from None


def read_documents(folder: Path) -> Documents:
    """Read every text file of ``folder``.

    Raises:
        UsageError: There is no such folder, or a file in it is not UTF-8.
    """
    if not folder.is_dir():
        raise UsageError(f"{folder}: no such folder of source documents")
    texts = {path.stem: read_document(path) for path in sorted(folder.glob(f"*{TEXT_SUFFIX}"))}
    return Documents(folder, texts, {digest(text): name for name, text in texts.items()})


# --- Verification -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Verification:
    """What came out for one citation: ``verified``, ``broken`` or ``no-document``."""

    citation_id: str
    outcome: str
    reason: str = ""


def verify(
    citations: Iterable[Mapping[str, Any]],
    sources: Mapping[str, Mapping[str, Any]],
    documents: Documents,
) -> Iterator[Verification]:
    """Hold each citation (a row of the table) against the documents.

    ``sources`` are the rows of that table by ``source_id``. A source that is not in the folder
    makes its citations ``no-document``: not verified, but not wrong either.
    """
    for row in citations:
        citation_id, source_id = str(row["citation_id"]), str(row["source_id"])
        source = sources.get(source_id, {})
        text = documents.text_of(source_id, source.get("sha256"))
        if text is None:
            yield Verification(citation_id, "no-document", f"no document for {quote(source_id)}")
            continue
        reason = _fault(text, row)
        yield Verification(citation_id, "broken" if reason else "verified", reason)


def _fault(text: str, row: Mapping[str, Any]) -> str:
    """Return why a citation does not fit the text; empty where it fits."""
    start, end, sha256 = row["start"], row["end"], row["sha256"]
    if start is None or end is None or not 0 <= start < end:
        return f"the offsets {start}–{end} enclose no passage"
    if end > len(text):
        return f"the offsets {start}–{end} reach beyond the text, which has {len(text)} characters"
    found = digest(text[start:end])
    if found != sha256:
        return (
            f"the passage at {start}–{end} has another digest"
            f" (found {found[:12]}…; expected {str(sha256)[:12]}…)"
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
        wrong = [name for name, fact in facts.items() if row.get(name) != fact]
        if wrong:
            found = ", ".join(f"{name} {facts[name]}" for name in wrong)
            expected = ", ".join(f"{name} {row.get(name)}" for name in wrong)
            yield (
                source_id,
                f"the document is not the one described here (found {found}; expected {expected})",
            )
