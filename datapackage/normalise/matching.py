"""The key under which names match.

It folds the differences that a person would not count as a difference (case, the kind of dash or
quotation mark, dots of abbreviations). It is for comparison only and never published.
"""

from __future__ import annotations

import re
import unicodedata

from datapackage.text import clean_text

DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2e3a\u2e3b\ufe58\ufe63\uff0d"
"""Every character that people type for a dash or hyphen, the minus sign included."""

SINGLE_QUOTES = (
    "'`\xb4\u02b9\u02bb\u02bc\u02c8\u2018\u2019\u201a\u201b\u2032\u2035\u2039\u203a\uff07"
)
DOUBLE_QUOTES = '"\xab\xbb\u02ba\u201c\u201d\u201e\u201f\u2033\u2036\u2e42\u301d\u301e\u301f\uff02'

_FOLDED = str.maketrans(
    dict.fromkeys(DASHES, "-")
    | dict.fromkeys(SINGLE_QUOTES, "'")
    | dict.fromkeys(DOUBLE_QUOTES, '"')
    # Variation selectors and the grapheme joiner: no difference that a reader would see.
    | dict.fromkeys(("\u034f", "\u200c", "\u200d", *map(chr, range(0xFE00, 0xFE10))))
)

_FOLDABLE = re.compile(f"[{re.escape(''.join(map(chr, _FOLDED)))}]")

_LETTER = "[^\\W\\d_][\u0300-\u036f]*"
_INITIALS = re.compile(rf"(?<!\w){_LETTER}(?:\. ?{_LETTER}(?!\w))+")
_DOT = re.compile(r"(?<!\d)\.|\.(?!\d)")
_SPACED_DASHES = re.compile(r" *-(?: *-)* *")


def match_key(raw: str) -> str:
    """Return the key under which names and aliases match: same key, same name.

    On top of :func:`~datapackage.text.clean_text`: full case folding (Unicode 3.13, canonical
    caseless matching); every dash is ``-``, without blanks around it; every quotation mark or
    apostrophe is ``'`` or ``"``; dots of abbreviations are no difference (``St. Petersburg``,
    ``St Petersburg`` and ``St.Petersburg``; ``U.S.A.``, ``U. S. A.`` and ``USA``), dots between
    digits are.

    Letters are never transliterated and keep their marks: ``ä`` is not ``a``, ``й`` is not ``и``,
    ``ё`` is not ``е``. Such pairs are different names in one of the languages, so the register
    lists both spellings where both are in use.

    The key of a key is the key itself. It is empty for text without anything but blanks and dots.

    Raises:
        NotNormalised: As :func:`~datapackage.text.clean_text` does.
    """
    text = clean_text(raw)
    if text.isascii():
        return _folded_punctuation(text.lower())
    key = unicodedata.normalize("NFC", text.casefold())
    if _FOLDABLE.search(key):
        key = key.translate(_FOLDED)
    return unicodedata.normalize("NFC", _folded_punctuation(key))


def _folded_punctuation(key: str) -> str:
    key = key.replace("`", "'").replace("''", '"')
    if "." in key:
        key = _DOT.sub(" ", _INITIALS.sub(_without_dots, key))
    if "-" in key:
        key = _SPACED_DASHES.sub("-", key)
    return " ".join(key.split())


def _without_dots(match: re.Match[str]) -> str:
    return match[0].replace(".", "").replace(" ", "")
