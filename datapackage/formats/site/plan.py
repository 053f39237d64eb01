"""Which page shows what, so that a package of any size is a few thousand files at most.

A row has a page of its own while there are few, and the sources of an agreement share one. Beyond
that, rows share pages by the digest of their identifiers, so that an address stays while others
come and go.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

T = TypeVar("T")

MOST_PAGES = {"agreement": 2000, "city": 700, "source": 700}
"""Pages of a kind at most."""

LIST_LENGTH = 300
"""Rows of a list, or passages of a source, on one page."""


class Plan:
    """Addresses of rows, relative to the folder of the site.

    Args:
        keys: Identifiers of the rows of each kind.
        homes: The agreement on whose page of sources each source is.
    """

    def __init__(self, keys: Mapping[str, Sequence[str]], homes: Mapping[str, str]) -> None:
        self._hashed = {kind for kind, most in MOST_PAGES.items() if len(keys[kind]) > most}
        self._shared = self._hashed | {"source"}
        self._homes = homes

    def path(self, kind: str, key: str) -> str:
        """Return the path of the page that shows a row."""
        if kind in self._hashed:
            return f"{kind}/{zlib.crc32(key.encode()) % MOST_PAGES[kind]:04}.html"
        return f"{kind}/{self._homes.get(key, key) if kind == 'source' else key}.html"

    def url(self, kind: str, key: str) -> str:
        """Return the address of a row."""
        return self.path(kind, key) + (f"#{key}" if kind in self._shared else "")

    def anchor(self, kind: str, key: str, name: str) -> str:
        """Return the name of a part, which no other part on the page has."""
        return f"{key}.{name}" if kind in self._shared else name

    def pages(self, kind: str, rows: Mapping[str, T]) -> Iterator[tuple[str, list[T]]]:
        """Yield the path of each page of a kind, and the rows that it shows."""
        pages: dict[str, list[T]] = {}
        for key, row in rows.items():
            pages.setdefault(self.path(kind, key), []).append(row)
        yield from pages.items()


def numbered(pages: Iterable[tuple[str, object]]) -> list[tuple[str, int]]:
    """Return the paths of the pages of a list with their numbers, for links between them."""
    return [(path, number) for number, (path, _) in enumerate(pages, start=1)]


def parts(items: Sequence[T], path: str) -> Iterator[tuple[str, Sequence[T]]]:
    """Yield the parts of a long list with their paths: ``a.html``, ``a.2.html`` …; one at least.

    No identifier has a dot, so that no other page has such a path.
    """
    stem = path.removesuffix(".html")
    for number, begin in enumerate(range(0, max(len(items), 1), LIST_LENGTH), start=1):
        name = path if number == 1 else f"{stem}.{number}.html"
        yield name, items[begin : begin + LIST_LENGTH]
