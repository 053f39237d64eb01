"""The address that opens a source at a passage."""

from __future__ import annotations

from urllib.parse import quote

ELLIPSIS = " … "


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
