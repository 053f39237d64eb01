"""The words of dates in any language: months, weekdays, and the small words around them.

Names of months and weekdays and the order of a date come from the Unicode CLDR (babel): wide and
abbreviated, in running text and alone. What the CLDR lacks (case endings, ``the 27th of``,
``vuosina``, ``from … to``) lies in ``calendar/<language>.yaml``, a file a language, described in
``calendar/README.md``. No code knows one language from another.
"""

from __future__ import annotations

import re
from collections import ChainMap
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from datapackage.languages import cldr_files, language_name
from datapackage.problems import nearest_match, quote
from datapackage.text import NotNormalised, clean_text

FOLDER = Path(__file__).parent / "calendar"

# Plain strings only: YAML 1.1 takes "on" and "no" for true and false.
_Loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)

MONTH_NAMES = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September"),
    *("October", "November", "December"),
)
WEEKDAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
"""What messages call months and weekdays."""

_SHORTEST_SUGGESTED = 3
"""Shorter words are abbreviations that would be near to almost any typing error."""

_Meanings = dict[str, dict[int, str]]
"""Word -> what it means -> the (first) language in which it means that."""


@dataclass(frozen=True)
class CalendarWords:
    """What dates are written with in a set of languages.

    Attributes:
        languages: BCP 47 tags.
        months: Words for months, 1 to 12, folded as :func:`folded` does.
        weekdays: Words for weekdays, 0 (Monday) to 6 as in :meth:`datetime.date.weekday`.
        small: The lists of small words by their key in the files, all languages together.
        between: Pairs of words around the two ends of a period (``between … and …``).
        endings: Pairs of endings by which a language marks the start and the end of a period.
        patterns: CLDR date patterns (``d 'de' MMMM 'de' y``).
    """

    languages: tuple[str, ...] = ()
    months: _Meanings = field(default_factory=dict)
    weekdays: _Meanings = field(default_factory=dict)
    small: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    between: tuple[tuple[str, str], ...] = ()
    endings: tuple[tuple[str, str], ...] = ()
    patterns: tuple[str, ...] = ()

    def month(self, word: str) -> int:
        """Return the number of a month's name, 1 to 12.

        Raises:
            NotNormalised: ``unknown-month``, with the nearest month, if one is near;
                ``ambiguous-month`` where two of the languages mean different months by it.
        """
        meanings = self.months.get(folded(word))
        if meanings is None:
            raise NotNormalised(
                "unknown-month",
                f"{quote(word)} is not the name of a month",
                expected=f"a month in {self._named_languages()}",
                nearest=_nearest(word, self.months),
            )
        if len(meanings) > 1:
            readings = [
                f"{MONTH_NAMES[number - 1]} in {language_name(tag, 'en')}"
                for number, tag in meanings.items()
            ]
            raise NotNormalised(
                "ambiguous-month",
                f"{quote(word)} is {' and '.join(readings)}",
                expected="the month as a number, such as 2018-09-27",
            )
        return next(iter(meanings))

    def weekday(self, word: str) -> tuple[int, ...]:
        """Return the numbers of a weekday's name; several where languages differ.

        Raises:
            NotNormalised: ``unknown-weekday`` with the nearest one; ``extra-text`` where none is
                near, as the word is then hardly meant for a weekday.
        """
        meanings = self.weekdays.get(folded(word))
        if meanings is not None:
            return tuple(meanings)
        nearest = _nearest(word, self.weekdays)
        if nearest is None:
            raise extra_text(word)
        raise NotNormalised(
            "unknown-weekday",
            f"{quote(word)} is not the name of a weekday",
            expected=f"a weekday in {self._named_languages()}, or none",
            nearest=nearest,
        )

    def _named_languages(self) -> str:
        *most, last = (language_name(tag, "en") for tag in self.languages)
        return f"{', '.join(most)} or {last}" if most else last


NO_WORDS = CalendarWords()
"""What dates in numbers are read with."""


def folded(word: str) -> str:
    """Return a word as it is looked up: case-folded, without the full stop of an abbreviation."""
    return clean_text(word).casefold().rstrip(".")


def extra_text(text: str) -> NotNormalised:
    """Return the error for text beside a date."""
    return NotNormalised(
        "extra-text",
        f"there is more than a date here: {quote(text)}",
        expected="the date alone",
    )


def _nearest(word: str, known: Iterable[str]) -> str | None:
    return nearest_match(word, (option for option in known if len(option) >= _SHORTEST_SUGGESTED))


# --- Where words come from --------------------------------------------------------------------


def load_words(languages: Iterable[str]) -> CalendarWords:
    """Return the words of some languages, BCP 47 tags; one that nobody knows has none."""
    tags = tuple(dict.fromkeys(languages))
    months: _Meanings = {}
    weekdays: _Meanings = {}
    small: dict[str, tuple[str, ...]] = {}
    pairs: dict[str, tuple[tuple[str, str], ...]] = {"between": (), "from_to_endings": ()}
    patterns: list[str] = []
    other_calendars = _read("other_calendars")
    for tag in tags:
        language = tag.split("-", maxsplit=1)[0]
        if language in other_calendars:
            continue
        own = _read(language)
        _add(months, _own(own.pop("months", {}), 0), tag)
        _add(weekdays, _own(own.pop("weekdays", {}), -1), tag)
        *own_data, root = cldr_files(tag)
        for data in own_data:
            _add(months, _names(data["months"]), tag)
            _add(weekdays, _names(data["days"]), tag)
        patterns += _patterns([*own_data, root])
        for key, words in own.items():
            if key in pairs:
                pairs[key] += ((words[0], words[1]),)
            else:
                small[key] = (*small.get(key, ()), *words)
    return CalendarWords(
        tags,
        months,
        weekdays,
        small,
        pairs["between"],
        pairs["from_to_endings"],
        tuple(dict.fromkeys(patterns)),
    )


def _read(name: str) -> dict[str, Any]:
    path = FOLDER / f"{name}.yaml"
    if not path.is_file():
        return {}
    content: dict[str, Any] = yaml.load(path.read_bytes(), _Loader)  # noqa: S506
    return content


def _own(numbered: Mapping[str, str], shift: int) -> Iterator[tuple[str, int]]:
    for number, words in numbered.items():
        for word in words.split():
            yield word, int(number) + shift


def _names(names: Any) -> Iterator[tuple[str, int]]:
    """Yield names in running text and alone, in full and short; others point to these."""
    for context in ("format", "stand-alone"):
        for width in ("wide", "abbreviated"):
            words = names.get(context, {}).get(width, {})
            if isinstance(words, dict):
                yield from ((word, number) for number, word in words.items())


_PLACEHOLDER = re.compile(r"m?[0-9]*")
"""What the CLDR has for a month where a language has no word: ``M09``."""


def _add(meanings: _Meanings, words: Iterable[tuple[str, int]], tag: str) -> None:
    for word, number in words:
        key = folded(word)
        if not _PLACEHOLDER.fullmatch(key):
            meanings.setdefault(key, {}).setdefault(number, tag)


_LENGTHS = ("long", "full", "medium")
_SKELETONS = ("yMMMd", "yMMMEd", "MMMMd", "MMMd", "yMMMM", "yMMM", "y")


def _patterns(data: list[Mapping[str, Any]]) -> Iterator[str]:
    for kind, names in (("date_formats", _LENGTHS), ("datetime_skeletons", _SKELETONS)):
        patterns = ChainMap(*(one[kind] for one in data))
        yield from (patterns[name].pattern for name in names if name in patterns)
