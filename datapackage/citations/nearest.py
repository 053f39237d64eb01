"""The passage that is most like a quotation which a text does not have, and how they differ."""

from __future__ import annotations

import difflib
import re
import unicodedata
from itertools import accumulate

from datapackage.problems import printable, quote

LIKE = 0.6
"""How alike a passage is to a quotation to be worth showing: difflib's ratio, 1 for the same."""

CONTEXT = 25
"""Characters of a common part that are shown on either side of a difference."""

MAX_LISTED = 3
"""A message puts up to this many differences into words."""

_WORD = re.compile(r"\w+|[^\w\s]")
_TOKEN = re.compile(r"\w+|\s+|[^\w\s]")
_RUN = 3

_EDGE = 40
"""Characters at the edges of a quotation by which the passage's first and last word are found."""


def nearest_passage(text: str, quoted: str) -> tuple[int, int] | None:
    """Return the offsets of the words that are most like a quotation; None where none are.

    Of all stretches as long as the quotation, the one is taken that shares most runs of three
    characters with it, letter case aside; then it begins and ends with the words that fit best.
    """
    wanted, folded = _folded(" ".join(quoted.split())), _folded(text)
    runs = {wanted[i : i + _RUN] for i in range(len(wanted) - _RUN + 1)}
    shared = [0, *accumulate(folded[i : i + _RUN] in runs for i in range(len(text)))]
    length = min(len(wanted), len(text))
    first = max(range(len(text) - length + 1), key=lambda i: shared[i + length] - shared[i])
    if shared[first + length] == shared[first]:
        return None
    # A stretch may begin amid a word, and be shifted by what only one of the two texts has.
    words = [match.span() for match in _WORD.finditer(text)]
    reach = max(end - start for start, end in words) + _EDGE
    start = max(
        (at for at, _ in words if abs(at - first) <= reach),
        key=lambda at: _ratio(wanted[:_EDGE], folded[at : at + min(length, _EDGE)]),
        default=first,
    )
    end = max(
        (at for _, at in words if abs(at - first - length) <= reach and at > start),
        key=lambda at: _ratio(wanted[-_EDGE:], folded[max(start, at - _EDGE) : at]),
        default=start,
    )
    return (start, end) if _ratio(wanted, folded[start:end]) >= LIKE else None


def _ratio(one: str, other: str) -> float:
    return difflib.SequenceMatcher(None, one, " ".join(other.split()), autojunk=False).ratio()


def _folded(text: str) -> str:
    """Return text in lower case, a character for each of its characters."""
    return "".join(c if len(c.lower()) != 1 else c.lower() for c in text)


def compare(quoted: str, found: str) -> str:
    """Return a passage with what differs from a quotation in brackets, then each difference.

    For example ``'vuosiksi 2019[–]2021' ('–' (en dash) where the quotation has '-'
    (hyphen-minus))``. White space counts as equal whatever its kind and amount.
    """
    ours, theirs = _tokens(quoted), _tokens(found)
    marked, differences = "", []
    matcher = difflib.SequenceMatcher(None, ours, theirs, autojunk=False)
    for kind, i, j, k, m in matcher.get_opcodes():
        here = "".join(theirs[k:m])
        if kind == "equal":
            marked += printable(_shortened(here))
        else:
            marked += f"[{printable(here)}]"
            differences.append(_difference("".join(ours[i:j]), here))
    more = len(differences) - MAX_LISTED
    listed = [*differences[:MAX_LISTED], *([f"and {more} more differences"] if more > 0 else [])]
    return f"'{marked}' ({'; '.join(listed)})"


def _shortened(common: str) -> str:
    """Return a common part without its middle."""
    return common if len(common) <= 2 * CONTEXT else f"{common[:CONTEXT]}…{common[-CONTEXT:]}"


def _tokens(text: str) -> list[str]:
    return [" " if token.isspace() else token for token in _TOKEN.findall(text)]


def _difference(ours: str, theirs: str) -> str:
    if not ours:
        return f"the quotation lacks {_named(theirs)}"
    if not theirs:
        return f"the text lacks {_named(ours)}"
    case = ", another letter case" if ours.casefold() == theirs.casefold() else ""
    return f"{_named(theirs)} where the quotation has {_named(ours)}{case}"


def _named(piece: str) -> str:
    """Return a piece of text, and the names of signs that look alike or can't be seen."""
    signs = dict.fromkeys(c for c in piece if not c.isalnum())
    names = ", ".join(unicodedata.name(sign, f"U+{ord(sign):04X}").lower() for sign in signs)
    return f"{quote(piece)} ({names})" if len(signs) in (1, 2) else quote(piece)
