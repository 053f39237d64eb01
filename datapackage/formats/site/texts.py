"""Texts in all languages of a package, as HTML of which the reader sees one language."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.numbers import format_decimal
from babel.units import format_unit
from markupsafe import Markup, escape

from datapackage import words
from datapackage.formats.site.rows import Texts
from datapackage.languages import cldr_files, without_language

_DATES = {"day": "long", "year": "y"}
_WORLD = f"{words.ENGLISH}_001"
_UNITS = (("digital-megabyte", 1_000_000), ("digital-kilobyte", 1_000), ("digital-byte", 1))


def locale_of(tag: str) -> Locale:
    """Return CLDR's locale of a language; the English where it has none.

    English without a country is that of the world, ``2 April 2016``, not that of the United States.
    """
    try:
        return Locale.parse(_WORLD if tag == words.ENGLISH else tag.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale.parse(_WORLD)


class Speaker:
    """Makes texts in languages into HTML.

    Each text has the classes of the readers who see it, and the language that it is really in:
    where a translation is missing, a reader sees another language that is marked as such.
    """

    def __init__(self, languages: Sequence[str]) -> None:
        self.languages = tuple(languages)
        self._locales = {tag: locale_of(tag) for tag in languages}

    def show(self, texts: Texts, tag: str = "i") -> Markup:
        """Return texts, a short element each; one that is the same for everybody is there once.

        ``<i lang=fi>`` is seen by readers of that language alone. A class names other readers.
        """
        parts = []
        for text, (readers, own) in self._groups(texts).items():
            language = next(iter(own)) if len(own) == 1 else ""
            name, marks = tag, f" lang={language}" if language else ""
            if len(readers) < len(self.languages):
                marks = marks if readers == [language] else f' class="{" ".join(readers)}"{marks}'
            else:
                name = "span" if marks and tag == "i" and len(readers) > 1 else ""
            parts.append(f"<{name}{marks}>{escape(text)}</{name}>" if name else escape(text))
        return Markup("".join(parts))  # noqa: S704  (all that is not ours is escaped)

    @property
    def rules(self) -> str:
        """The style sheet's lines that show a reader the texts in one language."""
        return "".join(
            f"html:has(#show-{tag}:checked) :is(i,tspan):not(.{tag},[lang={tag}]:not([class]))"
            "{display:none}\n"
            for tag in self.languages
        )

    def say(self, key: str, **values: Any) -> Markup:
        """Return a text of the site, as :func:`datapackage.words.text` fills it in."""
        return self.show(self.texts(f"site.{key}", **values))

    def texts(self, key: str, **values: Any) -> Texts:
        """Return a text of the program, in those of the languages that have it."""
        return words.texts(key, self.languages, **values)

    def pick(self, texts: Texts, reader: str) -> str:
        """Return the text that a reader sees."""
        return words.in_language(texts, reader)

    def each(self, make: Callable[[str], str]) -> Texts:
        """Return a text by language, made for each."""
        return {tag: make(tag) for tag in self.languages}

    def number(self, value: float) -> Texts:
        """Return a number as each language writes it."""
        return self.each(lambda tag: str(format_decimal(value, "#,##0.######", self._locales[tag])))

    def date(self, value: dt.date, precision: str | None = None) -> Texts:
        """Return a date as each language writes it, as exactly as it is known."""
        if precision == "month":
            return self.each(lambda tag: f"{_month(tag, value.month)} {value.year}")
        form = _DATES.get(precision or "day", "long")
        return self.each(lambda tag: format_date(value, form, locale=self._locales[tag]))

    def size(self, size: int) -> Texts:
        """Return the size of a file as each language writes it."""
        unit, value = next(
            (unit, size / number) for unit, number in _UNITS if size >= number or number == 1
        )
        return self.each(
            lambda tag: format_unit(
                round(value, 1), unit, length="short", locale=self._locales[tag]
            )
        )

    def _groups(self, texts: Texts) -> dict[str, tuple[list[str], set[str]]]:
        """Return for each different text who sees it, and which languages it is in."""
        groups: dict[str, tuple[list[str], set[str]]] = {}
        for reader in self.languages:
            text = words.in_language(texts, reader)
            readers, own = groups.setdefault(text, ([], set()))
            readers.append(reader)
            own.add(reader if texts.get(reader) else _language_of(texts, text))
        return groups


def _month(tag: str, number: int) -> str:
    """Return the name of a month as it is called by itself.

    Not by babel's ``LLLL``: languages without such names inherit those that another language left
    behind (python-babel/babel#1234), so that a month in Swedish was Chinese.
    """
    for context in ("stand-alone", "format"):
        for file in cldr_files(tag):
            names = file["months"].get(context, {}).get("wide")
            if isinstance(names, dict) and number in names:
                return str(names[number])
    return str(number)


def _language_of(texts: Texts, text: str) -> str:
    return next(language for language, other in texts.items() if other == text)


def plain(texts: Texts) -> Texts:
    """Return titles or descriptions of a column without the language that they name."""
    return {tag: without_language(text) for tag, text in texts.items()}
