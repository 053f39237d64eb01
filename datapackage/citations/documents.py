"""Source documents that someone holds, as text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from datapackage.citations.passages import canonical_text, digest
from datapackage.problems import UsageError
from datapackage.read.text import children

TEXT_SUFFIX = ".txt"


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
    texts = {
        path.stem: read_document(path) for path in children(folder) if path.suffix == TEXT_SUFFIX
    }
    return Documents(folder, texts, {digest(text): name for name, text in texts.items()})
