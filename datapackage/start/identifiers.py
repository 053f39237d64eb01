"""Identifiers made of what people call things."""

from __future__ import annotations

import re
import unicodedata

from datapackage.problems import UsageError, quote

IDENTIFIER = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def identifier_of(name: str) -> str:
    """Return a name as an identifier, ``aarhus-kiel`` of ``Århus & Kiel``; may be empty.

    Letters that have no likeness in ASCII are left out.
    """
    plain = unicodedata.normalize("NFKD", name.casefold())
    return "-".join(re.findall("[a-z0-9]+", plain.encode("ascii", "ignore").decode()))


def checked_identifier(stated: str | None, name: str) -> str:
    """Return an identifier that was stated, or else that of a name.

    Raises:
        UsageError: It is not valid, or the name gives none.
    """
    identifier = identifier_of(name) if stated is None else stated
    if IDENTIFIER.fullmatch(identifier):
        return identifier
    if stated is None:
        raise UsageError(f"no identifier can be made of {quote(name)}: give one with --id")
    raise UsageError(
        f"--id: not an identifier (found {quote(stated)}; expected lower-case letters, digits and"
        " hyphens)"
    )
