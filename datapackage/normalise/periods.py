"""Periods as people write them: two ends with a dash or words between, or one year, month, day.

What is read:

* ``2019–2021`` with any dash (hyphen, U+2010 to U+2015, minus sign, ``--``), with or without
  blanks; ``vuosille 2019–2021``, ``åren 2019–2021``, ``на 2019–2021 годы``;
* ``from 2019 to 2021``, ``vuodesta 2019 vuoteen 2021``, ``från 2019 till 2021``,
  ``с 2019 по 2021 год``;
* days and months at both ends (``1.1.2019–31.12.2021``, ``tammikuu 2019 – joulukuu 2021``), the
  start shortened where the end completes it (``27.–29.9.2018``, ``27–29 September 2018``,
  ``January–March 2019``, ``September 27–29, 2018``);
* ISO 8601 intervals of months or days (``2019-01-01/2021-12-31``);
* whatever :func:`~datapackage.normalise.dates.parse_partial_date` reads.

What is refused, since it says less than it seems to, or two things:

* ``2019–21``: a two-digit year. ``2019-20`` is no month either;
* ``2010-11``: November 2010 in ISO 8601, the years 2010 and 2011 to many readers;
* ``2019/2021``, ``2019/20``: an interval in ISO 8601, elsewhere a season or a school year;
* ends of different precision (``2019–30.6.2021``): the precision of such a period would be
  wrong for one of its ends, whichever was chosen;
* a period without an end, or one that ends before it starts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from datapackage.normalise.calendar_words import spoken
from datapackage.normalise.dates import (
    MAX_LENGTH,
    PartialDate,
    Precision,
    read_partial_date,
)
from datapackage.normalise.text import DASHES, NotNormalised, clean_text
from datapackage.problems import quote

_EXAMPLES = "a period such as 2019–2021, 1.1.2019–31.12.2021, September 2018 or 2018"


@dataclass(frozen=True, slots=True)
class Period:
    """A period with its first and last day, both within it, and how exactly it is stated."""

    start: date
    end: date
    precision: Precision


def parse_period(raw: str) -> Period:
    """Return the period that a text states, in one of the forms that the module lists.

    Years and months at its ends count whole: 2019–2021 is 2019-01-01 to 2021-12-31.

    Raises:
        NotNormalised: ``empty``, ``ambiguous-period``, ``backwards-period``, ``open-period``,
            ``mixed-precision``, ``not-a-period``, or as
            :func:`~datapackage.normalise.dates.parse_partial_date` does.
    """
    try:
        text = clean_text(raw)
        if not text:
            raise NotNormalised("empty", "the period is empty", expected=_EXAMPLES)
        return _read(text)
    except NotNormalised as error:
        raise error.about(raw) from None


# --- The text as a whole ----------------------------------------------------------------------


def _compile(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_INTRODUCTION = _compile(
    r"(?:vuosille|vuosina|vuosien|vuodet|vuosiksi"
    r"|(?:for |in |during )?(?:the )?(?:years|period)|for|in|during"
    r"|(?:för |under )?(?:åren|perioden)|för|under"
    r"|(?:на |в |за )?период|на|в|за) (?=[0-9\w])"
)
_CLOSING = _compile(r"(?<=[0-9]) ?(?:годы|годов|годах|годам|гг\.?|г\. ?г\.?|years)")

_FROM = r"(?:from |från och med |från |fr\.o\.m\. )?"
_TO = r"(?:to|until|till och med|till|through|t\.o\.m\.)"
_WORDS_BETWEEN = (
    _compile(rf"{_FROM}(.+?) {_TO} (.+)"),
    _compile(r"between (.+?) and (.+)"),
    _compile(r"(?:с|со) (.+?) (?:по|до) (.+)"),
    _compile(r"vuodesta ([0-9]+) vuoteen ([0-9]+)"),
    _compile(r"(\w+kuusta [0-9]+) (\w+kuuhun [0-9]+)"),
)
_ISO_INTERVAL = _compile(r"([0-9]{4}-[0-9]{2}(?:-[0-9]{2})?)/([0-9]{4}-[0-9]{2}(?:-[0-9]{2})?)")

_HYPHENS = "-\u2010\u2011"
_LONG_DASHES = re.escape("".join(sorted(set(DASHES) - set(_HYPHENS))))
# A dash that stands between the ends, not within one: a long, doubled or spaced one.
_STRONG = _compile(rf" ?(?:--+|[{_LONG_DASHES}]+|(?:(?<= )|^)[{_HYPHENS}](?= |$)) ?")
_ANY_DASH = _compile(rf" ?[{re.escape(DASHES)}]+ ?")


def _read(text: str) -> Period:
    if len(text) > MAX_LENGTH:
        raise _not_a_period()
    bare = _INTRODUCTION.sub("", text, count=1) if _INTRODUCTION.match(text) else text
    bare = _without_closing(bare)
    _refuse_two_readings(bare)
    single = _read_single(text) or _read_single(bare)
    if single:
        return Period(single.start, single.end, single.precision)
    ends = _ends(bare)
    if ends is None:
        raise _not_a_period()
    return _between(*ends)


def _without_closing(text: str) -> str:
    for match in _CLOSING.finditer(text):
        if match.end() == len(text):
            return text[: match.start()]
    return text


_TWO_YEARS_SLASHED = _compile(r"([0-9]{4}) ?/ ?([0-9]{4}|[0-9]{2})")
_YEAR_AND_TWO_DIGITS = _compile(rf"([0-9]{{4}}) ?[{re.escape(DASHES)}]+ ?['’]?([0-9]{{2}})")


def _refuse_two_readings(text: str) -> None:
    """Refuse a year with a slash or two digits after it, unless it can only be a month."""
    slashed = _TWO_YEARS_SLASHED.fullmatch(text)
    if slashed:
        first, last = slashed[1], slashed[2]
        raise NotNormalised(
            "ambiguous-period",
            "years with a slash between them can be whole years or one season",
            expected=f"{first}–{first[: 4 - len(last)]}{last} for the whole years, or the first"
            " and the last day",
        )
    shortened = _YEAR_AND_TWO_DIGITS.fullmatch(text)
    if shortened:
        _refuse_shortened(shortened[1], shortened[2], is_iso=text[4:5] == "-" and len(text) == 7)


def _refuse_shortened(year: str, digits: str, *, is_iso: bool) -> None:
    """Refuse a year and two digits, unless they are a month after ISO 8601 and nothing else."""
    last = year[:2] + digits
    runs_on = int(last) > int(year)
    is_month = is_iso and 1 <= int(digits) <= 12
    if is_month and runs_on:
        raise NotNormalised(
            "ambiguous-period",
            f"the period reads two ways, as month {int(digits)} of {year} or as the years {year}"
            f" to {last}",
            expected=f"{digits}/{year} for the month or {year}–{last} for the years",
        )
    if is_month:
        return
    raise NotNormalised(
        "two-digit-year",
        f"{quote(digits)} is neither a year of four digits nor a month"
        if is_iso
        else f"the year {quote(digits)} has two digits",
        expected=f"{year}–{last}" if runs_on else "years of four digits, or a month as 2018-09",
    )


def _read_single(text: str) -> PartialDate | None:
    return read_partial_date(text) if text else None


# --- The two ends -----------------------------------------------------------------------------


def _ends(text: str) -> tuple[str, str] | None:
    """Return the texts of the two ends, or None where nothing stands between any two."""
    for form in (_ISO_INTERVAL, *_WORDS_BETWEEN):
        match = form.fullmatch(text)
        if match:
            return match[1], match[2]
    for dashes in (list(_STRONG.finditer(text)), list(_ANY_DASH.finditer(text))):
        if len(dashes) == 1:
            return _around(text, dashes[0])
    # ISO dates and a dash of the same kind between them: 2019-01-01-2021-12-31.
    dashes = list(_ANY_DASH.finditer(text))
    return _around(text, dashes[len(dashes) // 2]) if len(dashes) % 2 else None


def _around(text: str, dash: re.Match[str]) -> tuple[str, str]:
    return text[: dash.start()].strip(" "), text[dash.end() :].strip(" ")


_DAY_ALONE = _compile(
    r"(?:on )?(?:(?:den|the) )?([0-9]{1,2})(?:\.|st|nd|rd|th|:[ea]|-?го|-?е|-?ое)?"
)
_MONTH_ALONE = _compile(r"[^\W\d_]{3,}\.?")
_MONTH_AND_DAY = _compile(r"([^\W\d_]+\.?) [0-9]{1,2}(?:st|nd|rd|th)?")
_DAY_AND_YEAR = _compile(r"[0-9]{1,2}(?:st|nd|rd|th)?,? [0-9]+")


def _between(left: str, right: str) -> Period:
    if not left or not right:
        raise NotNormalised(
            "open-period",
            f"the period has no {'start' if not left else 'end'}",
            expected=_EXAMPLES,
        )
    end = _read_end(left, right)
    start = _read_start(left, end)
    if start.precision != end.precision:
        raise NotNormalised(
            "mixed-precision",
            f"the period starts with a {start.precision} and ends with a {end.precision}",
            expected="the same at both ends, such as 2019–2021 or 1.1.2019–31.12.2021",
        )
    if end.end < start.start:
        raise NotNormalised(
            "backwards-period",
            f"the period runs backwards, from {_spoken(start)} to {_spoken(end)}",
            expected="the earlier date first",
        )
    return Period(start.start, end.end, start.precision)


def _read_end(left: str, right: str) -> PartialDate:
    month = _MONTH_AND_DAY.fullmatch(left)
    if month and _DAY_AND_YEAR.fullmatch(right):
        right = f"{month[1]} {right}"
    end = read_partial_date(right)
    if end is None:
        raise _unread("end", right)
    return end


def _read_start(left: str, end: PartialDate) -> PartialDate:
    """Return the start, completed by the month and year of the end where it lacks them."""
    day = _DAY_ALONE.fullmatch(left)
    if day and end.precision == "day":
        left = f"{day[1]}.{end.start.month}.{end.start.year}"
    elif end.precision == "month" and _MONTH_ALONE.fullmatch(left):
        left = f"{left} {end.start.year}"
    start = read_partial_date(left, year=end.start.year)
    if start is None:
        raise _unread("start", left)
    return start


def _spoken(partial: PartialDate) -> str:
    if partial.precision == "year":
        return str(partial.start.year)
    whole = spoken(partial.start)
    return whole if partial.precision == "day" else whole.split(" ", 1)[1]


def _unread(side: str, text: str) -> NotNormalised:
    return NotNormalised(
        "not-a-period",
        f"the {side} of the period, {quote(text)}, is not a date of a known form",
        expected=_EXAMPLES,
    )


def _not_a_period() -> NotNormalised:
    return NotNormalised("not-a-period", "this is not a period of a known form", expected=_EXAMPLES)
