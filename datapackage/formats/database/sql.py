"""Names and texts as SQL writes them (ISO/IEC 9075: the quote is doubled inside)."""

from __future__ import annotations

from collections.abc import Iterable


def name(text: str) -> str:
    """Return a delimited identifier: ``end`` and ``match`` are columns of ours, and key words."""
    return '"' + text.replace('"', '""') + '"'


def names(texts: Iterable[str]) -> str:
    """Return identifiers with commas between them."""
    return ", ".join(map(name, texts))


def text(value: str) -> str:
    """Return a character string literal."""
    return "'" + value.replace("'", "''") + "'"
