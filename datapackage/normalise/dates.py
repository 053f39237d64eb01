"""Days, months and years as people write them, read strictly.

There is no date parsing library behind this on purpose. The general ones are lenient: they take
the day of today for what is missing, pick a century, try month/day where day/month fails, and
skip words they don't know. Each of these is a guess, and a guess is an error that nobody hears
of. Here a text either has one of the forms that are listed, reads one way, and names a day that
exists, or it is an error.

Forms of a day (any white space, any case, composed or decomposed Unicode):

* words: ``27. syyskuuta 2018``, ``syyskuun 27. päivänä 2018``, ``27 September 2018``,
  ``September 27, 2018``, ``the 27th of September 2018``, ``den 27 september 2018``,
  ``27 сентября 2018 г.``, abbreviated months (``27-Sep-2018``), a weekday in front, which must
  fit;
* dots are day.month.year: ``27.9.2018``, ``27.09.2018``, ``27. 9. 2018 г.``;
* ISO 8601: ``2018-09-27``, ``20180927``; year first with slashes or blanks as well;
* slashes, dashes or blanks with the year last, where only one order gives a month: 27/09/2018
  is read, 05/04/2018 is not.

Years have four digits, 1000 to 2999. Days are of the Gregorian calendar, extended backwards
(ISO 8601): a weekday beside an older, Julian date is found not to fit.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from datapackage.normalise.calendar_words import (
    MONTH_NAMES,
    WEEKDAY_NAMES,
    extra_text,
    month_number,
    spoken,
    weekday_number,
)
from datapackage.normalise.text import DASHES, NotNormalised, clean_text
from datapackage.problems import quote

Precision = Literal["day", "month", "year"]
"""How exactly a source states a date; the codes of ``period_precision``."""

MIN_YEAR, MAX_YEAR = 1000, 2999

MAX_LENGTH = 200
"""No date is longer; longer text is refused unread."""

_DAY_EXAMPLES = "a day such as 2018-09-27, 27.9.2018 or 27 September 2018"
_PARTIAL_EXAMPLES = "a day, month or year such as 27.9.2018, September 2018, 2018-09 or 2018"


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A day, month or year, as its first and last day, with what the source states of it."""

    start: date
    end: date
    precision: Precision


# --- What is read -----------------------------------------------------------------------------


def parse_date(raw: str, *, year: int | None = None) -> date:
    """Return the day that a text states.

    Args:
        raw: The text, in one of the forms that the module lists.
        year: The year to read a text with that names none, where the source states the year
            elsewhere (in its dateline, say). A year in the text itself always counts.

    Raises:
        NotNormalised: ``empty``, ``ambiguous-date``, ``impossible-date``, ``two-digit-year``,
            ``bad-year``, ``year-out-of-range``, ``missing-year``, ``missing-day``,
            ``weekday-mismatch``, ``unknown-weekday``, ``unknown-month``, ``extra-text``,
            ``not-a-date``, or as :func:`~datapackage.normalise.text.clean_text` does.
    """
    plain = _plain_date(raw)
    if plain is not None:
        return plain
    try:
        text = _prepared(raw)
        day = read_date(text, year=year)
        if day is None:
            raise _no_date(text)
        return day
    except NotNormalised as error:
        raise error.about(raw) from None


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


def parse_partial_date(raw: str) -> PartialDate:
    """Return the day, month or year that a text states.

    Besides the days that :func:`parse_date` reads: ``syyskuu 2018``, ``syyskuussa 2018``,
    ``September 2018``, ``сентябрь 2018 г.``, ``2018-09``, ``09/2018``, ``9.2018``; ``2018``,
    ``vuonna 2018``, ``in 2018``, ``år 2018``, ``2018 год``.

    Raises:
        NotNormalised: As :func:`parse_date` does.
    """
    try:
        text = _prepared(raw)
        partial = read_partial_date(text)
        if partial is None:
            raise _not_a_date(text, _PARTIAL_EXAMPLES)
        return partial
    except NotNormalised as error:
        raise error.about(raw) from None


def _prepared(raw: str) -> str:
    text = clean_text(raw)
    if not text:
        raise NotNormalised("empty", "the date is empty", expected=_DAY_EXAMPLES)
    return text


# --- The forms --------------------------------------------------------------------------------

_WORD = r"[^\W\d_]+"
_PREPOSITION = r"(?:(?:on|i|på|в|во) )?"
_NO_WEEKDAY = r"(?!(?:den|the|on|i|in|på|в|во|с|со|по|of|vuonna|year|år|г|год|year)\b)"
_LEAD = rf"{_PREPOSITION}(?:{_NO_WEEKDAY}(?P<weekday>{_WORD})(?:\.,|,|\.)? )?(?:(?:den|the) )?"
_DAY = r"(?P<day>[0-9]{1,2})(?:\.|st|nd|rd|th|:[ea]|-?го|-?е|-?ое)?"
_FINNISH_DAY = r"(?:(?:päivänä|päivä|p:nä|day) )?"
_YEAR = r"(?:vuonna |year )?(?P<year>['’]?[0-9]+)(?: ?(?:года|году|год|г\.?))?"
_DASH = f"[{re.escape(DASHES)}]"
_GAP = rf"(?:, ?| |{_DASH}|/|(?<=\.))"

_DAY_MONTH = (
    rf"{_LEAD}{_DAY}(?: |{_DASH}|/|(?<=\.)){_FINNISH_DAY}(?:of )?"
    rf"(?P<month>(?!päivä){_WORD})\.?(?:{_GAP}{_YEAR})?"
)
_MONTH_DAY = (
    rf"{_LEAD}(?P<month>{_WORD})\.?(?: |{_DASH}|/|(?<=\.))(?:the )?{_DAY}"
    rf"(?: (?:päivänä|päivä|p:nä))?(?:{_GAP}{_YEAR})?"
)
_DOTTED = rf"{_LEAD}(?P<day>[0-9]{{1,4}})\. ?(?P<month>[0-9]{{1,2}})(?:\. ?(?:{_YEAR})?)?"
_NUMERIC = (
    rf"{_LEAD}(?P<a>[0-9]{{1,4}})(?P<sep>{_DASH}|/| )(?P<b>[0-9]{{1,2}})"
    r"(?:(?P=sep)(?P<c>['’]?[0-9]+)(?: ?(?:года|году|год|г\.?))?)?"
)
_BASIC = rf"{_LEAD}(?P<year>[0-9]{{4}})(?P<month>[0-9]{{2}})(?P<day>[0-9]{{2}})"

_ONLY_YEAR = (
    r"(?:vuonna|vuosi|vuoden|vuodelle|vuodeksi|v\.|in|for|the year|in the year|year"
    r"|år|året|under|для|в|на|за) ?(?P<a>[0-9]{4})(?: ?(?:года|году|год|г\.?))?\.?"
    r"|(?P<b>[0-9]{4})(?: ?(?:года|году|год|г\.?))?\.?"
)
_NAMED_MONTH = (
    rf"(?:(?:in|i|в) )?(?P<month>{_WORD})\.?(?: of)?(?:, ?| |[-/]|(?<=\.))(?:vuonna |year )?"
    r"(?P<year>['’][0-9]+|[0-9]{3,})(?: ?(?:года|году|год|г\.?))?"
)
_MONTH_YEAR = r"(?P<month>[0-9]{1,2})[./\-](?P<year>[0-9]{4})(?: ?(?:года|году|год|г\.?))?"
_YEAR_MONTH = r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})"


def _form(pattern: str) -> re.Pattern[str]:
    # The groups' names recur, so each form is a pattern of its own; a full stop may end each.
    return re.compile(rf"(?:{pattern})\.?", re.IGNORECASE)


def _day_in_words(match: re.Match[str], default: int | None) -> date:
    month = month_number(match["month"])
    return _day_of(match, _year(match["year"], default), month, int(match["day"]))


def _day_in_dots(match: re.Match[str], default: int | None) -> date:
    if len(match["day"]) > 2:
        raise NotNormalised(
            "not-a-date",
            "a date with dots starts with the day",
            expected="day.month.year such as 27.9.2018, or 2018-09-27",
        )
    return _day_of(match, _year(match["year"], default), int(match["month"]), int(match["day"]))


def _day_in_numbers(match: re.Match[str], default: int | None) -> date:
    first, second, third = match["a"], match["b"], match["c"]
    if len(first) == 4 and third is not None and len(third) <= 2:
        return _day_of(match, _year(first, None), int(second), int(third))
    if len(first) == 4 and third is None:
        raise NotNormalised(
            "missing-day",
            "the day is missing",
            expected="2018-09-27 for a day, or 2018-09 where a month will do",
        )
    if len(first) > 2:
        raise _unknown_form(_DAY_EXAMPLES)
    return _day_either_way(match, _year(third, default), int(first), int(second))


def _day_either_way(match: re.Match[str], year: int, first: int, second: int) -> date:
    """Return the day of two numbers of which one is the month, if there is one reading."""
    if first == second or not 1 <= first <= 12 or not 1 <= second <= 12:
        month, day = (first, second) if second > 12 >= first else (second, first)
        return _day_of(match, year, month, day)
    european, american = date(year, second, first), date(year, first, second)
    raise NotNormalised(
        "ambiguous-date",
        f"the date reads two ways, as {spoken(european)} (day, month) or {spoken(american)}"
        " (month, day)",
        expected=f"{european} or {american}",
    )


def _day_in_digits(match: re.Match[str], _default: int | None) -> date:
    return _day_of(match, _year(match["year"], None), int(match["month"]), int(match["day"]))


_DAY_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], int | None], date]], ...] = (
    (_form(_DOTTED), _day_in_dots),
    (_form(_NUMERIC), _day_in_numbers),
    (_form(_BASIC), _day_in_digits),
    (_form(_DAY_MONTH), _day_in_words),
    (_form(_MONTH_DAY), _day_in_words),
)
_YEAR_FORM = _form(_ONLY_YEAR)
_MONTH_FORMS = (_form(_YEAR_MONTH), _form(_MONTH_YEAR), _form(_NAMED_MONTH))


def read_date(text: str, *, year: int | None = None) -> date | None:
    """Return the day that clean text states, or None where it has no form of a day.

    Raises:
        NotNormalised: The text has the form of a day and is no day, or not one only; without
            ``found``, which the caller knows better.
    """
    if len(text) > MAX_LENGTH:
        return None
    for form, read in _DAY_FORMS:
        match = form.fullmatch(text)
        if match:
            return read(match, year)
    return None


def read_partial_date(text: str, *, year: int | None = None) -> PartialDate | None:
    """Return the day, month or year that clean text states, or None where it has no such form.

    Raises:
        NotNormalised: As :func:`read_date`.
    """
    if len(text) > MAX_LENGTH:
        return None
    match = _YEAR_FORM.fullmatch(text)
    if match:
        only = _year(match["a"] or match["b"], None)
        return PartialDate(date(only, 1, 1), date(only, 12, 31), "year")
    for form in _MONTH_FORMS:
        match = form.fullmatch(text)
        if match:
            return _month_of(match)
    day = read_date(text, year=year)
    return None if day is None else PartialDate(day, day, "day")


# --- What exists ------------------------------------------------------------------------------


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


def _day_of(match: re.Match[str], year: int, month: int, day: int) -> date:
    """Return a day if it exists and the weekday before it, if there is one, fits."""
    days = calendar.monthrange(year, _existing_month(month))[1]
    if not 1 <= day <= days:
        raise NotNormalised(
            "impossible-date",
            f"there is no such day: {MONTH_NAMES[month - 1]} {year} has {days} days",
            expected=f"a day from 1 to {days}",
        )
    result = date(year, month, day)
    if match["weekday"] is not None:
        _check_weekday(result, match["weekday"])
    return result


def _check_weekday(day: date, word: str) -> None:
    stated, actual = weekday_number(word), day.weekday()
    if stated != actual:
        raise NotNormalised(
            "weekday-mismatch",
            f"the weekday does not fit the date: {spoken(day)} is a {WEEKDAY_NAMES[actual]},"
            f" not a {WEEKDAY_NAMES[stated]}",
            expected=f"{WEEKDAY_NAMES[actual]}, or the date of a {WEEKDAY_NAMES[stated]}",
        )


def _month_of(match: re.Match[str]) -> PartialDate:
    word = match["month"]
    month = int(word) if word.isdecimal() else month_number(word)
    year = _year(match["year"], None)
    days = calendar.monthrange(year, _existing_month(month))[1]
    return PartialDate(date(year, month, 1), date(year, month, days), "month")


# --- What is missing, or too much -------------------------------------------------------------


def _missing(part: Literal["year", "day"]) -> NotNormalised:
    return NotNormalised(f"missing-{part}", f"the {part} is missing", expected=_DAY_EXAMPLES)


def _no_date(text: str) -> NotNormalised:
    """Return why a text is not one of the forms of a day."""
    try:
        if read_partial_date(text) is not None:
            return _missing("day")
    except NotNormalised as error:
        return error
    return _not_a_date(text, _DAY_EXAMPLES)


_SERIAL_NUMBER = re.compile(r"[1-9][0-9]{4}(?:\.[0-9]+)?")
_OUTSIDE = r"(?<![\w.])(?:{})(?![0-9])"
_DAYS_WITHIN = tuple(
    re.compile(_OUTSIDE.format(form.pattern), re.IGNORECASE) for form, _ in _DAY_FORMS
)


def _not_a_date(text: str, expected: str) -> NotNormalised:
    """Return the error for text without any known form; say what stands beside a date in it."""
    if _SERIAL_NUMBER.fullmatch(text):
        return NotNormalised(
            "not-a-date",
            "this is the number by which a spreadsheet stores a date, not a date",
            expected="a date: format the cells as yyyy-mm-dd before the export",
        )
    beside = _beside_a_date(text[:MAX_LENGTH])
    if beside:
        return extra_text(beside)
    return _unknown_form(expected)


def _unknown_form(expected: str) -> NotNormalised:
    return NotNormalised("not-a-date", "this is not a date of a known form", expected=expected)


def _beside_a_date(text: str) -> str | None:
    """Return what stands around the longest date within a text, or None where there is none."""
    spans = [m.span() for form in _DAYS_WITHIN if (m := form.search(text)) and _is_date(m[0])]
    if not spans:
        return None
    start, end = max(spans, key=lambda span: span[1] - span[0])
    return " … ".join(part for part in (text[:start].strip(), text[end:].strip()) if part)


def _is_date(text: str) -> bool:
    try:
        return read_date(text) is not None
    except NotNormalised:
        return False
