"""Periods as people write them: two ends with a dash or words between, or one year, month, day.

What is read:

* ``2019–2021`` with any dash (hyphen, U+2010 to U+2015, minus sign, ``--``), with or without
  blanks; ``vuosille 2019–2021``, ``åren 2019–2021``, ``на 2019–2021 годы``;
* in the languages of the dates: ``from 2019 to 2021``, ``vuodesta 2019 vuoteen 2021``,
  ``från 2019 till 2021``, ``с 2019 по 2021 год``, ``de 2019 a 2021``;
* days and months at both ends (``1.1.2019–31.12.2021``, ``tammikuu 2019 – joulukuu 2021``), the
  start shortened where the end completes it (``27.–29.9.2018``, ``27–29 September 2018``,
  ``January–March 2019``, ``September 27–29, 2018``);
* ISO 8601 intervals of months or days (``2019-01-01/2021-12-31``);
* whatever :meth:`~datapackage.normalise.dates.DateParser.parse_partial` reads.

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
from collections.abc import Iterator

from datapackage.normalise.dates import (
    DASH,
    MAX_LENGTH,
    DateParser,
    Forms,
    Period,
    compiled,
    leading,
    one_of,
    spoken,
)
from datapackage.normalise.matching import DASHES
from datapackage.problems import quote
from datapackage.text import NotNormalised, clean_text

_EXAMPLES = "a period such as 2019–2021, 1.1.2019–31.12.2021, September 2018 or 2018"


class PeriodParser:
    """Reads periods whose ends are dates that a :class:`DateParser` reads."""

    def __init__(self, dates: DateParser) -> None:
        """Take the parser of the ends."""
        self._dates = dates
        self._forms: dict[Forms, _PeriodForms] = {}

    def parse(self, raw: str) -> Period:
        """Return the period that a text states, in one of the forms that the module lists.

        Years and months at its ends count whole: 2019–2021 is 2019-01-01 to 2021-12-31.

        Raises:
            NotNormalised: ``empty``, ``ambiguous-period``, ``backwards-period``, ``open-period``,
                ``mixed-precision``, ``not-a-period``, or as
                :meth:`~datapackage.normalise.dates.DateParser.parse_partial` does.
        """
        try:
            text = clean_text(raw)
            if not text:
                raise NotNormalised("empty", "the period is empty", expected=_EXAMPLES)
            forms = self._dates.forms(text)
            if forms not in self._forms:
                self._forms[forms] = _PeriodForms(forms)
            return self._forms[forms].read(text)
        except NotNormalised as error:
            raise error.about(raw) from None


_ISO_INTERVAL = re.compile(r"([0-9]{4}-[0-9]{2}(?:-[0-9]{2})?)/([0-9]{4}-[0-9]{2}(?:-[0-9]{2})?)")
_HYPHENS = "-\u2010\u2011"
_LONG_DASHES = re.escape("".join(sorted(set(DASHES) - set(_HYPHENS))))
# A dash between the ends, not within one: a long, doubled or spaced one.
_STRONG = re.compile(rf" ?(?:--+|[{_LONG_DASHES}]+|(?:(?<= )|^)[{_HYPHENS}](?= |$)) ?")
_ANY_DASH = re.compile(rf" ?{DASH}+ ?")


class _PeriodForms:
    """The forms of periods with the words of some languages."""

    def __init__(self, dates: Forms) -> None:
        small = dates.words.small
        self._dates = dates
        self._before = compiled(rf"{leading(small.get('before_years', ()), 3)}(?=\w)")
        after_years = one_of(small.get("after_years", ()))
        self._after = compiled(rf"(?<=[0-9])\.? ?(?:{after_years})\.?\Z")
        start, end = leading(small.get("from", ()), 1), one_of(small.get("to", ()))
        words = [rf"{start}(.+?) (?:{end})(?: |(?<=['’]))(.+)"]
        words += [f"{re.escape(a)} (.+?) {re.escape(b)} (.+)" for a, b in dates.words.between]
        words += [rf"(\w+{a} [0-9]+) (\w+{b} [0-9]+)" for a, b in dates.words.endings]
        self._words_between = [_ISO_INTERVAL, *map(compiled, words)]
        day = rf"[0-9]{{1,2}}{dates.day_ending}"
        self._day = compiled(rf"{dates.before_day}([0-9]{{1,2}}){dates.day_ending}")
        self._month = compiled(rf"(?:{dates.month_name})\.?")
        self._month_and_day = compiled(rf"((?:{dates.month_name})\.?) {day}")
        self._day_and_year = compiled(rf"{day},? [0-9]+")

    def read(self, text: str) -> Period:
        """Return the period that clean text states; raises NotNormalised."""
        if len(text) > MAX_LENGTH:
            raise _not_a_period()
        bare = self._after.sub("", self._before.sub("", text, count=1))
        _refuse_two_readings(bare)
        single = self._dates.partial(text) or (self._dates.partial(bare) if bare else None)
        if single:
            return single
        unread = None
        for left, right in self._ends(bare):
            try:
                return self._between(left, right)
            except NotNormalised as error:
                if error.rule != "not-a-period":
                    raise
                unread = unread or error  # the word between may be a weekday elsewhere: Finnish to
        raise unread or _not_a_period()

    def _ends(self, text: str) -> Iterator[tuple[str, str]]:
        """Yield the texts of the two ends, for each way to part the text."""
        for form in self._words_between:
            match = form.fullmatch(text)
            if match:
                yield match[1], match[2]
        for pattern in (_STRONG, _ANY_DASH):
            dashes = list(pattern.finditer(text))
            if len(dashes) == 1:
                yield _around(text, dashes[0])
                return
        # ISO dates and a dash of the same kind between them: 2019-01-01-2021-12-31.
        if len(dashes) % 2:
            yield _around(text, dashes[len(dashes) // 2])

    def _between(self, left: str, right: str) -> Period:
        if not left or not right:
            raise NotNormalised(
                "open-period",
                f"the period has no {'start' if not left else 'end'}",
                expected=_EXAMPLES,
            )
        end = self._read_end(left, right)
        start = self._read_start(left, end)
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

    def _read_end(self, left: str, right: str) -> Period:
        month = self._month_and_day.fullmatch(left)
        if month and self._day_and_year.fullmatch(right):
            right = f"{month[1]} {right}"
        end = self._dates.partial(right)
        if end is None:
            raise _unread("end", right)
        return end

    def _read_start(self, left: str, end: Period) -> Period:
        """Return the start, completed by the month and year of the end where it lacks them."""
        day = self._day.fullmatch(left)
        if day and end.precision == "day":
            left = f"{day[1]}.{end.start.month}.{end.start.year}"
        elif end.precision == "month" and self._month.fullmatch(left):
            left = f"{left} {end.start.year}"
        start = self._dates.partial(left, year=end.start.year)
        if start is None:
            raise _unread("start", left)
        return start


def _around(text: str, dash: re.Match[str]) -> tuple[str, str]:
    return text[: dash.start()].strip(" "), text[dash.end() :].strip(" ")


_TWO_YEARS_SLASHED = re.compile(r"([0-9]{4}) ?/ ?([0-9]{4}|[0-9]{2})")
_YEAR_AND_TWO_DIGITS = re.compile(rf"([0-9]{{4}}) ?[{re.escape(DASHES)}]+ ?['’]?([0-9]{{2}})")


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


def _spoken(partial: Period) -> str:
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
