"""The address that opens a source at a passage."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import quote

ELLIPSIS = " … "
WEB = ("http://", "https://")

SourcePlace = tuple[str, int, int]
"""A passage: its source, and where it begins and ends there."""


def passage_links(
    sources: Iterable[tuple[str, str | None]], ends: Mapping[SourcePlace, str]
) -> dict[SourcePlace, str]:
    """Return the addresses of passages, of those that a browser can find on a page.

    Args:
        sources: Identifiers and addresses of the sources.
        ends: First and last words of passages, as locks have them.
    """
    on_web = {key: url for key, url in sources if url and url.startswith(WEB)}
    links = {p: opened_at(on_web[p[0]], words) for p, words in ends.items() if p[0] in on_web}
    return {passage: link for passage, link in links.items() if link}


def opened_at(address: str, ends: str) -> str:
    """Return an address that has a browser scroll to a passage and mark it; empty without words.

    Text fragments (https://wicg.github.io/scroll-to-text-fragment/): browsers that know none open
    the page all the same.

    Args:
        address: Address of the source.
        ends: First and last words of the passage as a lock has them: ``one two … eight nine``.
    """
    first, between, last = ends.partition(ELLIPSIS)
    if not between:
        return ""
    start, end = (quote(words, safe="").replace("-", "%2D") for words in (first, last))
    return f"{address}{'' if '#' in address else '#'}:~:text={start},{end}"
