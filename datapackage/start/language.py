"""The language that a text is written in, where that is beyond doubt."""

from __future__ import annotations

import warnings
from collections.abc import Collection
from importlib.util import find_spec

LIBRARY = "py3langid"
EXTRA = "language"
"""The extra of this distribution that installs the library."""

CLEAR = 50.0
"""By how much (natural logarithm) the likeliest language has to lead: a press release in one
language leads by hundreds, half a sentence or a text in two languages by less than this."""


def can_tell_languages() -> bool:
    """Tell whether the library that tells languages is installed."""
    return find_spec(LIBRARY) is not None


def language_of(text: str, codes: Collection[str]) -> str | None:
    """Return which of the languages, by their codes of ISO 639-1, a text is in; None if unsure."""
    if not can_tell_languages():
        return None
    from py3langid import rank  # noqa: PLC0415  (an extra; takes time to load)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        ranked = [(code, score) for code, score in rank(text) if code in codes]
    (first, best), (_, second) = ranked[:2]
    return str(first) if best - second >= CLEAR else None
