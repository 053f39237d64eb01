"""A passage of a source: offsets into its canonical text, and a digest."""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Passage:
    """A passage of a source: offsets in code points, and the digest of its UTF-8 bytes."""

    start: int
    end: int
    sha256: str

    @property
    def length(self) -> int:
        """Its code points."""
        return self.end - self.start


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
