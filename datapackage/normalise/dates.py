"""Days, months and years as people write them, read strictly.

There is no date parsing library behind this on purpose. The general ones are lenient: they take
the day of today for what is missing, pick a century, try month/day where day/month fails, and
skip words they don't know. Each of these is a guess, and a guess is an error that nobody hears
of. Here a text either has one of the forms that are listed, reads one way, and names a day that
exists, or it is an error.

Forms of a day (any white space, any case, composed or decomposed Unicode):

* words, in the languages that the parser is given: ``27. syyskuuta 2018``,
  ``syyskuun 27. päivänä 2018``, ``September 27, 2018``, ``the 27th of September 2018``,
  ``den 27 september 2018``, ``27 сентября 2018 г.``, ``15 de marzo de 2024``, ``1er mars 2024``,
  abbreviated months (``27-Sep-2018``), a weekday in front, which must fit; and the long form of
  each language in the Unicode CLDR (``2024. gada 15. marts``, ``2024年3月15日``);
* dots are day.month.year: ``27.9.2018``, ``27.09.2018``, ``27. 9. 2018 г.``;
* ISO 8601: ``2018-09-27``, ``20180927``; year first with slashes or blanks as well;
* slashes, dashes or blanks with the year last, where only one order gives a month: 27/09/2018
  is read, 05/04/2018 is not.

A month's name that means different months in two of the languages is refused: ``listopad`` is
November in Czech and October in Croatian.

Years have four digits, 1000 to 2999. Days are of the Gregorian calendar, extended backwards
(ISO 8601): a weekday beside an older, Julian date is found not to fit.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import chain
from typing import Literal

from datapackage.normalise.calendar_words import (
    MONTH_NAMES,
    NO_WORDS,
    WEEKDAY_NAMES,
    CalendarWords,
    extra_text,
    load_words,
)
from datapackage.normalise.matching import DASHES
from datapackage.problems import quote
from datapackage.text import NotNormalised, clean_text

Precision = Literal["day", "month", "year"]
"""How exactly a source states a date; the codes of the code list ``precision``."""

MIN_YEAR, MAX_YEAR = 1000, 2999

MAX_LENGTH = 200
"""No date is longer; longer text is refused unread."""

_DAY_EXAMPLES = "a day such as 2018-09-27, 27.9.2018 or 27 September 2018"
_PARTIAL_EXAMPLES = "a day, month or year such as 27.9.2018, September 2018, 2018-09 or 2018"


@dataclass(frozen=True, slots=True)
class Period:
    """A period with its first and last day, both within it, and how exactly it is stated.

    A day, a month or a year is one, too.
    """

    start: date
    end: date
    precision: Precision


# --- What is read -----------------------------------------------------------------------------


class DateParser:
    """Reads dates in numbers, and in the words of some languages.

    Words are loaded when the first text with a letter is read.
    """

    def __init__(self, languages: Iterable[str]) -> None:
        """Take the languages as BCP 47 tags."""
        self._languages = tuple(languages)

    def parse(self, raw: str, *, year: int | None = None) -> date:
        """Return the day that a text states.

        Args:
            raw: The text, in one of the forms that the module lists.
            year: The year to read a text with that names none, where the source states the year
                elsewhere (in its dateline, say). A year in the text itself always counts.

        Raises:
            NotNormalised: ``empty``, ``ambiguous-date``, ``ambiguous-month``, ``impossible-date``,
                ``two-digit-year``, ``bad-year``, ``year-out-of-range``, ``missing-year``,
                ``missing-day``, ``weekday-mismatch``, ``unknown-weekday``, ``unknown-month``,
                ``extra-text``, ``not-a-date``, or as :func:`~datapackage.text.clean_text` does.
        """
        plain = _plain_date(raw)
        if plain is not None:
            return plain
        try:
            text = _prepared(raw)
            forms = self.forms(text)
            day = forms.day(text, year=year)
            if day is None:
                raise forms.no_date(text)
            return day
        except NotNormalised as error:
            raise error.about(raw) from None

    def parse_partial(self, raw: str) -> Period:
        """Return the day, month or year that a text states.

        Besides the days that :meth:`parse` reads: ``syyskuu 2018``, ``syyskuussa 2018``,
        ``September 2018``, ``сентябрь 2018 г.``, ``2018-09``, ``09/2018``, ``9.2018``; ``2018``,
        ``vuonna 2018``, ``in 2018``, ``år 2018``, ``2018 год``.

        Raises:
            NotNormalised: As :meth:`parse` does.
        """
        plain = _plain_date(raw)
        if plain is not None:
            return Period(plain, plain, "day")
        try:
            text = _prepared(raw)
            forms = self.forms(text)
            partial = forms.partial(text)
            if partial is None:
                raise forms.not_a_date(text, _PARTIAL_EXAMPLES)
            return partial
        except NotNormalised as error:
            raise error.about(raw) from None

    def forms(self, text: str) -> Forms:
        """Return the forms to read a text with: words are loaded only where there are letters."""
        return self._in_words if any(map(str.isalpha, text)) else self._in_numbers

    @cached_property
    def _in_words(self) -> Forms:
        return Forms(load_words(self._languages))

    @cached_property
    def _in_numbers(self) -> Forms:
        return Forms(NO_WORDS)


_PLAIN = re.compile(
    r"([0-9]{1,2})\.([0-9]{1,2})\.([12][0-9]{3})|([12][0-9]{3})-([0-9]{2})-([0-9]{2})"
)


def _plain_date(raw: str) -> date | None:
    """Return the day of the two commonest forms, 27.9.2018 and 2018-09-27, at little cost."""
    match = _PLAIN.fullmatch(raw)
    if match is None:
        return None
    day, month, year, iso_year, iso_month, iso_day = match.groups()
    try:
        if year:
            return date(int(year), int(month), int(day))
        return date(int(iso_year), int(iso_month), int(iso_day))
    except ValueError:  # no such day: the long way says why
        return None


def _prepared(raw: str) -> str:
    text = clean_text(raw)
    if not text:
        raise NotNormalised("empty", "the date is empty", expected=_DAY_EXAMPLES)
    return text


# --- Patterns ---------------------------------------------------------------------------------

DASH = f"[{re.escape(DASHES)}]"
_GAP = rf"(?: |{DASH}|/|(?<=\.))"
_YEAR = r"(?P<year>['’]?[0-9]+)"


def one_of(words: Iterable[str]) -> str:
    """Return the pattern of any of some words, the longest first; it matches nothing without."""
    return "|".join(map(re.escape, sorted(set(words), key=lambda w: (-len(w), w)))) or "(?!)"


def leading(words: Iterable[str], most: int) -> str:
    """Return the pattern of up to ``most`` words, each with a blank after it (none: ``l’``)."""
    return rf"(?:(?:{one_of(words)})(?: |(?<=[.'’]))){{0,{most}}}"


def compiled(pattern: str) -> re.Pattern[str]:
    """Return a pattern compiled to match in any case."""
    return re.compile(pattern, re.IGNORECASE)


def _form(pattern: str) -> re.Pattern[str]:
    # The groups' names recur, so each form is a pattern of its own; a full stop may end each.
    return compiled(rf"(?:{pattern})\.?")


_LETTERS = r"[^\W\d_]+"


def _name(known: Iterable[str]) -> str:
    """Return the pattern of a name: letters, or one that is known and has more (``tháng 3``)."""
    return f"{one_of(name for name in known if not re.fullmatch(_LETTERS, name))}|{_LETTERS}"


# A quoted text of a CLDR pattern, a field such as MMMM, or text as it is (UTS #35, part 4).
_PART = re.compile(r"'((?:[^']|'')*)'|(([A-Za-z])\3*)|([^A-Za-z']+)")
_FIELDS = {"d": "day", "L": "month", "M": "month", "y": "year", "E": "weekday", "c": "weekday"}
_EXAMPLE = {"day": "27", "number": "9", "month": "abc", "year": "2018", "weekday": "xyz"}


def _parts(pattern: str) -> list[tuple[str, str]] | None:
    """Return the parts of a CLDR pattern: what each states, and its text where that is nothing.

    None for a pattern that is of no use here: with an era, or a month in numbers that no letter
    marks as one.
    """
    parts: list[tuple[str, str]] = []
    for quoted, run, letter, plain in _PART.findall(pattern):
        kind = _FIELDS.get(letter, "")
        if letter and not kind:
            return None
        is_number = kind == "month" and len(run) < 3
        parts.append(("number" if is_number else kind, quoted or plain))
    for place, (kind, _) in enumerate(parts):
        beside = "".join(text for _, text in parts[max(0, place - 1) : place + 2])
        if kind == "number" and not any(map(str.isalpha, beside)):
            return None
    return parts


def _literal(text: str) -> str:
    words = re.escape(" ".join(text.split()))
    return words.replace(r"\ ", " ").replace(r"\.", r"\.?").replace(",", ",?")


# --- The forms --------------------------------------------------------------------------------

_Form = tuple[re.Pattern[str], Callable[[re.Match[str], int | None], date]]
_UNKNOWN = {"unknown-month", "unknown-weekday", "extra-text"}
_SERIAL_NUMBER = re.compile(r"[1-9][0-9]{4}(?:\.[0-9]+)?")


class Forms:
    """The forms of days, months and years: in numbers, and with the words of some languages.

    Attributes:
        words: The words.
        before_day: Pattern of what may come before a day (``on``, ``den``).
        day_ending: Pattern of what may be joined to the number of a day (``th``).
        month_name: Pattern of what may be the name of a month.
    """

    def __init__(self, words: CalendarWords) -> None:
        """Put the patterns together, in the order in which they are tried."""
        small = words.small
        self.words = words
        self.before_day = leading(small.get("before_day", ()), 2)
        self.day_ending = rf"\.?(?:{one_of(small.get('day_endings', ()))})?"
        self.month_name = _name(words.months)
        self._after_year = rf"(?:\.? ?(?:{one_of(small.get('after_year', ()))})\.?)?"
        self._year = leading(small.get("before_year", ()), 2) + _YEAR + self._after_year
        self._weekday = rf"(?P<weekday>{_name(words.weekdays)})"
        others = one_of(set(chain.from_iterable(small.values())) - words.weekdays.keys())
        self._lead = (
            rf"{self.before_day}(?:(?!(?:{others})\b){self._weekday}(?:\.,|,|\.)? )??"
            rf"{self.before_day}"
        )
        self._days = self._days_in_numbers()
        self._months = [
            _form(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})"),
            _form(rf"(?P<month>[0-9]{{1,2}})[./\-](?P<year>[0-9]{{4}}){self._after_year}"),
        ]
        self._years = [_form(self._year.replace(_YEAR, "(?P<year>[0-9]{4})"))]
        if words.months:
            self._add_words()

    def _days_in_numbers(self) -> list[_Form]:
        dots = r"(?P<day>[0-9]{1,4})\. ?(?P<month>[0-9]{1,2})"
        digits = "(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})"
        numbers = (
            rf"(?P<a>[0-9]{{1,4}})(?P<sep>{DASH}|/| )(?P<b>[0-9]{{1,2}})"
            rf"(?:(?P=sep)(?P<c>['’]?[0-9]+){self._after_year})?"
        )
        return [
            (_form(rf"{self._lead}{dots}(?:\. ?(?:{self._year})?)?"), self._day_in_dots),
            (_form(self._lead + numbers), self._day_in_numbers),
            (_form(self._lead + digits), self._day_in_words),
        ]

    def _add_words(self) -> None:
        after_day = one_of(self.words.small.get("after_day", ()))
        day = rf"(?P<day>[0-9]{{1,2}}){self.day_ending}"
        month = rf"(?P<month>{self.month_name})"
        year = rf"(?:(?:,? |,|{_GAP}){self._year})?"
        for pattern in (
            rf"{day},?{_GAP}(?:(?:{after_day}) )?(?!(?:{after_day})\b){month}\.?{year}",
            rf"{month}\.?{_GAP}{self.before_day}{day}(?: (?:{after_day}))?{year}",
        ):
            self._days.append((_form(self._lead + pattern), self._day_in_words))
        before_month = leading(self.words.small.get("before_month", ()), 1)
        year = self._year.replace("[0-9]+", "[0-9]{3,}")
        gap = r"(?:, ?| |[-/]|(?<=\.))"
        self._months.append(_form(rf"{before_month}{month}\.?{gap}{year}"))
        number = "(?P<month>[0-9]{1,2})"
        fields = {"day": day, "month": rf"{month}\.?", "number": number, "year": _YEAR}
        fields["weekday"] = self._weekday
        for pattern in self.words.patterns:
            self._add_pattern(pattern, fields)

    def _add_pattern(self, pattern: str, fields: dict[str, str]) -> None:
        """Add a form for a pattern of the CLDR, unless there is one that reads it."""
        parts = _parts(pattern)
        if parts is None:
            return
        example = "".join(_EXAMPLE.get(kind, text) for kind, text in parts)
        forms = [*(form for form, _ in self._days), *self._months, *self._years]
        matches = (form.fullmatch(example) for form in forms)
        if any(m and m.groupdict().get("month") in {None, _EXAMPLE["month"]} for m in matches):
            return
        form = _form(" ?".join(fields.get(kind) or _literal(text) for kind, text in parts))
        if "day" in form.groupindex:
            self._days.append((form, self._day_in_words))
        else:
            (self._months if "month" in form.groupindex else self._years).append(form)

    # --- What a text states ---

    def day(self, text: str, *, year: int | None = None) -> date | None:
        """Return the day that clean text states, or None where it has no form of a day.

        Raises:
            NotNormalised: The text has the form of a day and is no day, or not one only; without
                ``found``, which the caller knows better.
        """
        unknown = None
        for form, read in self._days if len(text) <= MAX_LENGTH else ():
            match = form.fullmatch(text)
            try:
                if match:
                    return read(match, year)
            except NotNormalised as error:
                if error.rule not in _UNKNOWN:
                    raise
                unknown = unknown or error  # what is no word in this form may be one in another
        if unknown:
            raise unknown
        return None

    def partial(self, text: str, *, year: int | None = None) -> Period | None:
        """Return the day, month or year that clean text states, or None where it has no such form.

        Raises:
            NotNormalised: As :meth:`day`.
        """
        if len(text) > MAX_LENGTH:
            return None
        for form in self._years:
            if match := form.fullmatch(text):
                only = _year(match["year"], None)
                return Period(date(only, 1, 1), date(only, 12, 31), "year")
        for form in self._months:
            if match := form.fullmatch(text):
                first = date(_year(match["year"], None), self._month(match), 1)
                last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
                return Period(first, last, "month")
        day = self.day(text, year=year)
        return None if day is None else Period(day, day, "day")

    def _month(self, match: re.Match[str]) -> int:
        word = match["month"]
        return _existing_month(int(word)) if word.isdecimal() else self.words.month(word)

    def _day_in_words(self, match: re.Match[str], default: int | None) -> date:
        month = self._month(match)
        year = _year(match.groupdict().get("year"), default)
        return self._day_of(match, year, month, int(match["day"]))

    def _day_in_dots(self, match: re.Match[str], default: int | None) -> date:
        if len(match["day"]) > 2:
            raise NotNormalised(
                "not-a-date",
                "a date with dots starts with the day",
                expected="day.month.year such as 27.9.2018, or 2018-09-27",
            )
        return self._day_in_words(match, default)

    def _day_in_numbers(self, match: re.Match[str], default: int | None) -> date:
        first, second, third = match["a"], match["b"], match["c"]
        if len(first) == 4 and third is not None and len(third) <= 2:
            return self._day_of(match, _year(first, None), int(second), int(third))
        if len(first) == 4 and third is None:
            raise NotNormalised(
                "missing-day",
                "the day is missing",
                expected="2018-09-27 for a day, or 2018-09 where a month will do",
            )
        if len(first) > 2:
            raise _unknown_form(_DAY_EXAMPLES)
        return self._day_either_way(match, _year(third, default), int(first), int(second))

    def _day_either_way(self, match: re.Match[str], year: int, first: int, second: int) -> date:
        """Return the day of two numbers of which one is the month, if there is one reading."""
        if first == second or not 1 <= first <= 12 or not 1 <= second <= 12:
            month, day = (first, second) if second > 12 >= first else (second, first)
            return self._day_of(match, year, month, day)
        european, american = date(year, second, first), date(year, first, second)
        raise NotNormalised(
            "ambiguous-date",
            f"the date reads two ways, as {spoken(european)} (day, month) or {spoken(american)}"
            " (month, day)",
            expected=f"{european} or {american}",
        )

    def _day_of(self, match: re.Match[str], year: int, month: int, day: int) -> date:
        """Return a day if it exists and the weekday before it, if there is one, fits."""
        days = calendar.monthrange(year, _existing_month(month))[1]
        if not 1 <= day <= days:
            raise NotNormalised(
                "impossible-date",
                f"there is no such day: {MONTH_NAMES[month - 1]} {year} has {days} days",
                expected=f"a day from 1 to {days}",
            )
        result = date(year, month, day)
        word = match.groupdict().get("weekday")
        if word is not None:
            _check_weekday(result, self.words.weekday(word))
        return result

    # --- Why it states none ---

    def no_date(self, text: str) -> NotNormalised:
        """Return why a text is not one of the forms of a day."""
        try:
            if self.partial(text) is not None:
                return _missing("day")
        except NotNormalised as error:
            return error
        return self.not_a_date(text, _DAY_EXAMPLES)

    def not_a_date(self, text: str, expected: str) -> NotNormalised:
        """Return the error for text without any known form; say what is beside a date in it."""
        if _SERIAL_NUMBER.fullmatch(text):
            return NotNormalised(
                "not-a-date",
                "this is the number by which a spreadsheet stores a date, not a date",
                expected="a date: format the cells as yyyy-mm-dd before the export",
            )
        beside = self._beside_a_date(text[:MAX_LENGTH])
        return extra_text(beside) if beside else _unknown_form(expected)

    def _beside_a_date(self, text: str) -> str | None:
        """Return what is around the longest date within a text, or None where there is none."""
        found = (form.search(text) for form in self._days_within)
        spans = [match.span() for match in found if match and self._is_day(match[0])]
        if not spans:
            return None
        start, end = max(spans, key=lambda span: span[1] - span[0])
        return " … ".join(part for part in (text[:start].strip(), text[end:].strip()) if part)

    @cached_property
    def _days_within(self) -> list[re.Pattern[str]]:
        return [compiled(rf"(?<![\w.])(?:{form.pattern})(?![0-9])") for form, _ in self._days]

    def _is_day(self, text: str) -> bool:
        try:
            return self.day(text) is not None
        except NotNormalised:
            return False


# --- What exists ------------------------------------------------------------------------------


def spoken(day: date) -> str:
    """Return a date as messages say it: ``27 September 2018``, in any locale."""
    return f"{day.day} {MONTH_NAMES[day.month - 1]} {day.year}"


def _year(digits: str | None, default: int | None) -> int:
    if digits is None and default is None:
        raise _missing("year")
    bare = str(default) if digits is None else digits.lstrip("'’")
    if len(bare) == 2:
        raise NotNormalised(
            "two-digit-year",
            "the year has two digits, which does not say its century",
            expected="a year of four digits such as 2018",
        )
    if len(bare) != 4:
        digit = "one digit" if len(bare) == 1 else f"{len(bare)} digits"
        raise NotNormalised(
            "bad-year",
            f"the year {quote(bare)} has {digit}",
            expected="a year of four digits such as 2018",
        )
    if not MIN_YEAR <= int(bare) <= MAX_YEAR:
        raise NotNormalised(
            "year-out-of-range",
            f"the year {bare} is out of range",
            expected=f"a year from {MIN_YEAR} to {MAX_YEAR}",
        )
    return int(bare)


def _existing_month(month: int) -> int:
    if 1 <= month <= 12:
        return month
    raise NotNormalised(
        "impossible-date", f"there is no month {month}", expected="a month from 1 to 12"
    )


def _check_weekday(day: date, stated: tuple[int, ...]) -> None:
    """Raise NotNormalised unless a day is one of those that a weekday's name may mean."""
    if day.weekday() not in stated:
        actual, other = WEEKDAY_NAMES[day.weekday()], WEEKDAY_NAMES[stated[0]]
        raise NotNormalised(
            "weekday-mismatch",
            f"the weekday does not fit the date: {spoken(day)} is a {actual}, not a {other}",
            expected=f"{actual}, or the date of a {other}",
        )


def _missing(part: Literal["year", "day"]) -> NotNormalised:
    return NotNormalised(f"missing-{part}", f"the {part} is missing", expected=_DAY_EXAMPLES)


def _unknown_form(expected: str) -> NotNormalised:
    return NotNormalised("not-a-date", "this is not a date of a known form", expected=expected)
