"""Finding a quotation in a text, and saying why it is not found, or found twice."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from datapackage.citations.nearest import compare, nearest_passage
from datapackage.citations.passages import Passage, passage
from datapackage.problems import printable, quote

CONTEXT = 25
"""Characters that are shown on either side of a passage."""

MAX_LISTED = 3
"""A message lists up to this many places."""

_GAP = re.compile(r"\s*(?:…|\.\.\.)\s*")


class NotOnePassage(ValueError):  # noqa: N818  (says what is wrong, as the name of a rule does)
    """A quotation fits no passage of the text, or several; the text of the error says which."""


def locate(text: str, quoted: str) -> Passage:
    """Return the one passage of a canonical text that a quotation means.

    Args:
        text: Canonical text of the source.
        quoted: A quotation as :func:`find_passages` takes it.

    Raises:
        NotOnePassage: The quotation is not found: the error has the nearest passage with the
            differences marked. Or it is found more than once: the error has the places.
    """
    found = find_passages(text, quoted)
    if len(found) == 1:
        return found[0]
    if found:
        listed = [described(text, each) for each in found[:MAX_LISTED]]
        more = [f"and {len(found) - MAX_LISTED} more"] if len(found) > MAX_LISTED else []
        raise NotOnePassage(
            f"the passage occurs {len(found)} times: quote more of it, or take an anchor"
            f" ({'; '.join([*listed, *more])})"
        )
    raise NotOnePassage(why_not_found(text, quoted))


def find_passages(text: str, quoted: str) -> list[Passage]:
    """Return every passage of a canonical text that reads as ``quoted``, in order.

    White space counts as equal whatever its kind and amount, since a quotation that was copied
    from a page breaks its lines elsewhere; all else must match exactly. Where the text does not
    have the quotation as it stands, a hyphen of a list in front of it is left out, and ``start …
    end`` (or ``start ... end``) is a passage from its first words to the nearest last words.
    """
    for parts in _readings(unicodedata.normalize("NFC", quoted)):
        pattern = re.compile(r"[\s\S]*?".join(map(_pattern, parts)))
        spans = [match.span() for match in _overlapping(pattern, text)]
        if len(parts) > 1:
            # Of passages with one end the shortest is meant.
            spans = [(start, end) for end, start in {end: start for start, end in spans}.items()]
        if spans:
            return [passage(text, *span) for span in spans]
    return []


def _readings(quoted: str) -> Iterator[list[str]]:
    """Yield the parts of a quotation in each way that it can be read, the literal one first."""
    for parts in ([quoted], [_bare(quoted)], _parts(quoted)):
        if any(part.strip() for part in parts):
            yield parts


def _bare(quoted: str) -> str:
    """Return a quotation without the hyphen of a list."""
    return re.sub(r"\A\s*-\s+", "", quoted)


def _parts(quoted: str) -> list[str]:
    """Return what of a quotation stands before, between and after ellipses."""
    return [part for part in _GAP.split(_bare(quoted)) if part.strip()]


def _pattern(quoted: str) -> str:
    return r"\s+".join(map(re.escape, quoted.split()))


def _overlapping(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    position = 0
    while match := pattern.search(text, position):
        yield match
        position = match.start() + 1


def described(text: str, found: Passage) -> str:
    """Return where a passage is, for people: ``295-318 in line 3: …before [passage] after…``."""
    before = " ".join(text[max(0, found.start - CONTEXT) : found.start].split())
    after = " ".join(text[found.end : found.end + CONTEXT].split())
    place = place_of(text, found.start, found.end)
    return printable(f"{place}: …{before} [passage] {after}…")


def place_of(text: str, start: int, end: int) -> str:
    """Return the anchor of a passage, and its line: ``295-318 in line 3``."""
    return f"{start}-{end} in line {text.count(chr(10), 0, start) + 1}"


def why_not_found(text: str, quoted: str) -> str:
    """Return why a quotation is not found, with the nearest passage of its part that is missing."""
    parts = _parts(unicodedata.normalize("NFC", quoted))
    if not parts:
        return "the quotation is empty"
    missing = next((part for part in parts if not find_passages(text, part)), None)
    if missing is None:
        return "the passage does not occur: the text has its parts, but not in this order"
    what = "the passage" if len(parts) == 1 else quote(missing)
    near = nearest_passage(text, missing)
    if near is None:
        return f"{what} does not occur in the text, nor does anything like it"
    differences = compare(missing, text[slice(*near)])
    return f"{what} does not occur; the nearest is {place_of(text, *near)}: {differences}"
