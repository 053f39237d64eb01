"""Finding a cited passage again, by its length and digest, in a text that is not the same."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache, cached_property
from itertools import combinations, product

from datapackage.citations.passages import digest

_BLANKS = re.compile(r"[^\S\n]+")
_LINE_ENDS = re.compile(r" ?\n ?")
_BREAKS = ("\n", "\n\n")

MAX_GAPS = 60
"""Two line breaks are tried in a passage of up to so many words, one in a longer one."""


def _plain_blanks(text: str) -> str:
    return _LINE_ENDS.sub("\n", _BLANKS.sub(" ", text)).strip()


def _paragraphs(between: str) -> Callable[[str], str]:
    def normalise(text: str) -> str:
        paragraphs = re.split(r"\n{2,}", _plain_blanks(text))
        return between.join(" ".join(paragraph.split()) for paragraph in paragraphs)

    return normalise


NORMALISATIONS: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("in another place", str),
    ("with blanks as single spaces", _plain_blanks),
    ("with the lines of each paragraph joined", _paragraphs("\n\n")),
    ("with each paragraph on one line", _paragraphs("\n")),
    ("with all white space as single spaces", _paragraphs(" ")),
)
"""What a copy is made into before it is searched, the least first, in words for people."""

BREAKS_PUT_BACK = "with all white space as single spaces but for a line break or two"


class Copy:
    """A copy of a source's text that may have other white space, or may have been edited."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts = cache(self._read_starts)

    def places(self, length: int, sha256: str) -> list[int]:
        """Return where passages of this length and digest begin in the text, in order."""
        return self._places(0, length, sha256)

    def find(self, start: int, length: int, sha256: str) -> str | None:
        """Return how a passage is found in the copy, in words for people; None where it isn't.

        Args:
            start: Where the passage begins in the source.
            length: Its length in code points.
            sha256: Its digest.
        """
        for number, (how, _) in enumerate(NORMALISATIONS):
            if self._places(number, length, sha256):
                return how
        tried = self._with_breaks(start, length)
        return BREAKS_PUT_BACK if any(digest(each) == sha256 for each in tried) else None

    @cached_property
    def _forms(self) -> list[str]:
        return [normalise(self._text) for _, normalise in NORMALISATIONS]

    def _places(self, form: int, length: int, sha256: str) -> list[int]:
        return self._starts(form, length, at_words=True).get(sha256) or self._starts(
            form, length, at_words=False
        ).get(sha256, [])

    def _read_starts(self, form: int, length: int, *, at_words: bool) -> dict[str, list[int]]:
        """Return by its digest where each passage of a length begins; at words is much faster."""
        text = self._forms[form]
        starts = _word_starts(text) if at_words else range(len(text))
        found: dict[str, list[int]] = {}
        for start in starts:
            if start + length <= len(text):
                found.setdefault(digest(text[start : start + length]), []).append(start)
        return found

    def _with_breaks(self, start: int, length: int) -> Iterator[str]:
        """Yield what may stand near an offset if some of its spaces were line breaks."""
        text = self._forms[-1]
        near = [at for at in _word_starts(text) if abs(at - start) <= 50 + start // 20]
        for at, count in product(near, (1, 2)):
            for breaks in product(_BREAKS, repeat=count):
                window = text[at : at + length - len("".join(breaks)) + count]
                gaps = [place for place, sign in enumerate(window) if sign == " "]
                if count == 1 or len(gaps) <= MAX_GAPS:
                    for chosen in combinations(gaps, count):
                        yield _with(window, chosen, breaks)


def _with(window: str, gaps: tuple[int, ...], breaks: tuple[str, ...]) -> str:
    parts, begin = [], 0
    for gap, line_break in zip(gaps, breaks, strict=True):
        parts += [window[begin:gap], line_break]
        begin = gap + 1
    return "".join([*parts, window[begin:]])


def _word_starts(text: str) -> list[int]:
    return [match.start() for match in re.finditer(r"\b\w|(?<!\S)\S", text)]
