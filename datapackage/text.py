"""Text as it is published, and the error for a value that has no single reading.

:func:`clean_text` repairs what nobody sees (composition, white space, invisible characters) and
changes nothing that a reader sees. The key under which names match, which folds more, is
:func:`datapackage.normalise.matching.match_key`.
"""

from __future__ import annotations

import re
import unicodedata

from datapackage.problems import explain

_EXCERPT = 20
"""Characters shown on either side of a character that is refused."""


_LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
_HOST = rf"(?:{_LABEL}(?:\.{_LABEL})*\.?|\[[0-9A-Fa-f:.]+\])"
_REST = "(?:[A-Za-z0-9._~:/?@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*"
WEB_ADDRESS = rf"https?://{_HOST}(?::[0-9]{{1,5}})?(?:[/?]{_REST})?(?:#{_REST})?"
"""Pattern of a whole address, for Python and for RE2: a URI of http or https, RFC 3986, appendix A.

Without the name of a user; letters beyond ASCII are percent-encoded, in a host as ``xn--``.
"""


class NotNormalised(ValueError):  # noqa: N818  (says what happened to the value)
    """A raw value has no single reading: the parts of the message for a curator.

    ``str(error)`` is the message as :func:`datapackage.problems.explain` puts it together.

    Attributes:
        rule: The rule that is broken, a name of docs/rules.md (``impossible-date``).
        message: What is wrong, as a sentence without a full stop.
        found: The raw value, or the part of a long one that matters.
        expected: What would have been right, or None.
        nearest: The known word or name that is most like the one found, or None.
    """

    def __init__(
        self,
        rule: str,
        message: str,
        *,
        found: str | None = None,
        expected: str | None = None,
        nearest: str | None = None,
    ) -> None:
        """Take the parts as they are; see the attributes."""
        self.rule = rule
        self.message = message
        self.found = found
        self.expected = expected
        self.nearest = nearest
        super().__init__(explain(message, found=found, expected=expected, nearest=nearest))

    def about(self, found: str) -> NotNormalised:
        """Return the same error about a raw value, unless it already says what was found.

        What is returned was never raised: an error that was holds the frames that it passed
        through, and all that is in them, a whole batch of records for one wrong value.
        """
        return NotNormalised(
            self.rule,
            self.message,
            found=found if self.found is None else self.found,
            expected=self.expected,
            nearest=self.nearest,
        )

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle by parts: an error travels whole from a worker process to its parent."""
        parts = (self.rule, self.message, self.found, self.expected, self.nearest)
        return _not_normalised, parts


def _not_normalised(
    rule: str, message: str, found: str | None, expected: str | None, nearest: str | None
) -> NotNormalised:
    return NotNormalised(rule, message, found=found, expected=expected, nearest=nearest)


# --- Characters -------------------------------------------------------------------------------

# White space after Unicode's White_Space property. U+001C to U+001F are not in it, though
# Python's str.isspace() takes them for white space: they are control characters and refused.
_OTHER_WHITE_SPACE = "\t\n\v\f\r\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_WHITE_SPACE = re.compile(f"[ {_OTHER_WHITE_SPACE}]+")

# Soft hyphen, Mongolian vowel separator, zero-width space, word joiner, byte order mark: they
# only steer how a line breaks on the page that the text was copied from.
_HINTS = "\xad\u180e\u200b\u2060\ufeff"
_LINE_BREAK_HINTS = re.compile(f"[{_HINTS}]+")

# Zero-width (non-)joiners shape letters in Arabic and Indic scripts and join emoji.
_JOINERS = re.compile("[\u200c\u200d]+")
_JOINED_CATEGORIES = {"Lo", "Mn", "Mc", "So", "Sk"}

_NONCHARACTERS = "\ufdd0-\ufdef" + "".join(
    chr(plane << 16 | 0xFFFE) + chr(plane << 16 | 0xFFFF) for plane in range(17)
)

# rule, the characters, what they are, in words for a curator
_REFUSED_KINDS: tuple[tuple[str, str, str], ...] = (
    (
        "control-character",
        "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f",
        "an invisible control character",
    ),
    (
        "bidi-control",
        "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069",
        "an invisible character that can turn the text around it back to front",
    ),
    (
        "format-control",
        "\u2061-\u2065\u206a-\u206f\ufff9-\ufffb\U000e0000-\U000e007f",
        "an invisible formatting character",
    ),
    ("lone-surrogate", "\ud800-\udfff", "half of a character (a lone surrogate)"),
    ("non-character", _NONCHARACTERS, "a code that Unicode gives to no character"),
    (
        "private-use",
        "\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd",
        "a character that only one font knows (private use)",
    ),
    (
        "lost-character",
        "\ufffd",
        "the mark of a character that was lost when the text was read with a wrong encoding",
    ),
)
# One class finds a character fast; the kinds, one by one, then say what it is.
_ALL_REFUSED = "".join(characters for _, characters, _ in _REFUSED_KINDS)
_REFUSED = re.compile(f"[{_ALL_REFUSED}]")
# Most text needs nothing but normalisation: one search tells.
_UNTIDY = re.compile(f"^ | $|  |[{_ALL_REFUSED}{_OTHER_WHITE_SPACE}{_HINTS}\u200c\u200d]")


# --- Text that is clean already -----------------------------------------------------------------

_CLEAN_RANGES = (
    *((0x21, 0x7E), (0xA1, 0xAC), (0xAE, 0x2FF), (0x370, 0x373), (0x375, 0x37D), (0x37F, 0x386)),
    *((0x388, 0x3FF), (0x400, 0x482), (0x48A, 0x52F), (0x2010, 0x2027), (0x2030, 0x205E)),
    (0x20A0, 0x20BF),
)
"""Letters of Latin, Greek and Cyrillic, digits, punctuation: nothing in them needs cleaning."""


def clean_pattern(code_point: str) -> str:
    r"""Return the pattern of text that is clean at a glance: these characters, single blanks.

    Most published text is, and is not looked at any further. ``code_point`` is how a regular
    expression writes a character by its number, such as ``\u{:04x}``.
    """
    ranges = (f"{code_point.format(a)}-{code_point.format(b)}" for a, b in _CLEAN_RANGES)
    word = f"[{''.join(ranges)}]+"
    return f"^{word}( {word})*$"


_CLEAN = re.compile(clean_pattern("\\u{:04x}").replace("$", r"\Z"))


def clean_text(raw: str) -> str:
    """Return text as it is published: what a reader sees is unchanged, the rest is in order.

    * Unicode normalisation form C (UAX #15).
    * Any run of white space (blanks, no-break spaces, tabs, line breaks) becomes one blank; none
      at either end.
    * Soft hyphens and zero-width characters are dropped. Zero-width joiners and non-joiners stay
      between letters of scripts that need them (Persian, Hindi) and between emoji.
    * Quotation marks, apostrophes and dashes stay as they were written. Which mark is right
      depends on the language (”…”, “…”, «…»), and a straight ``'`` may be a quotation mark, an
      apostrophe or a prime: only :func:`~datapackage.normalise.matching.match_key` folds them,
      for comparison.

    Cleaning twice gives the same as cleaning once.

    Raises:
        NotNormalised: The text has a character that has no place in published text: control
            characters, bidirectional controls (Unicode TR #36, section 3), invisible formatting,
            lone surrogates, non-characters, private use, or U+FFFD, the mark of a lost character.
            The message names the first one and where it is, counted in characters from 1.
    """
    if not _UNTIDY.search(raw):
        return raw if raw.isascii() else unicodedata.normalize("NFC", raw)
    if _CLEAN.match(raw):
        return raw
    refused = _REFUSED.search(raw)
    if refused:
        raise _refusal(raw, refused)
    text = unicodedata.normalize("NFC", _LINE_BREAK_HINTS.sub("", raw))
    text = _WHITE_SPACE.sub(" ", text)
    text = _WHITE_SPACE.sub(" ", _JOINERS.sub(_joiner, text)).strip(" ")
    return unicodedata.normalize("NFC", text)


def _refusal(raw: str, refused: re.Match[str]) -> NotNormalised:
    rule, what = next(
        (rule, what)
        for rule, characters, what in _REFUSED_KINDS
        if re.match(f"[{characters}]", refused[0])
    )
    at = refused.start()
    code = f"U+{ord(refused[0]):04X}"
    before = raw[max(0, at - _EXCERPT) : at]
    after = raw[at + 1 : at + 1 + _EXCERPT]
    return NotNormalised(
        rule,
        f"character {at + 1} of the text is {code}, {what}",
        found=before + refused[0] + after,
        expected="text without it: delete the character or type the passage again",
    )


def _joiner(match: re.Match[str]) -> str:
    """Return the first joiner of a run where it joins something, else nothing."""
    before, after = match.string[: match.start()][-1:], match.string[match.end() :][:1]
    return match[0][0] if _takes_joiners(before) and _takes_joiners(after) else ""


def _takes_joiners(character: str) -> bool:
    # Below U+0590 lie Latin, Greek, Cyrillic and Armenian with their marks: no joining there.
    return (
        bool(character)
        and ord(character) >= 0x590
        and unicodedata.category(character) in _JOINED_CATEGORIES
    )


_LETTER_IN_NAME = re.compile(r"LATIN SMALL (?:LETTER|LIGATURE) (?:DOTLESS )?(\w+)")
_CALLED = {"eth": "d", "thorn": "th", "eng": "n", "schwa": "a"}
"""Letters whose Unicode names are words."""


def slug(text: str) -> str:
    """Return a text as an identifier: lower-case ASCII letters, digits, single hyphens.

    Latin letters lose their marks; letters of other scripts can't be kept, so that it may be empty.
    """
    plain = unicodedata.normalize("NFKD", text.casefold())
    if not plain.isascii():
        plain = "".join(map(_ascii, plain))
    return re.sub("[^a-z0-9]+", "-", plain).strip("-")


def _ascii(character: str) -> str:
    """Return a letter without the stroke or bar that its Unicode name tells of."""
    if character.isascii() or unicodedata.combining(character):
        return character if character.isascii() else ""
    found = _LETTER_IN_NAME.match(unicodedata.name(character, ""))
    letters = found[1].lower() if found else "-"
    return _CALLED.get(letters, letters if len(letters) < 3 else "-")
