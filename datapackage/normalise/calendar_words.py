"""The words for months and weekdays in Finnish, English, Swedish and Russian.

The forms are those of the Unicode CLDR calendars (wide and abbreviated, format and stand-alone),
with the case endings that running text uses around a date. A word means the same month or
weekday in every language that has it, so one table serves them all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from datapackage.normalise.text import NotNormalised
from datapackage.problems import nearest_match, quote

MONTH_NAMES = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
WEEKDAY_NAMES = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]

# Nominative, genitive, partitive, inessive, elative, illative, allative, essive, translative.
_FI_MONTH_ENDINGS = ("", "n", "ta", "ssa", "sta", "hun", "lle", "na", "ksi")
_FI_MONTH_STEMS = [
    "tammi",
    "helmi",
    "maalis",
    "huhti",
    "touko",
    "kesä",
    "heinä",
    "elo",
    "syys",
    "loka",
    "marras",
    "joulu",
]
_EN_MONTHS = [
    "january|jan",
    "february|feb",
    "march|mar",
    "april|apr",
    "may",
    "june|jun",
    "july|jul",
    "august|aug",
    "september|sept|sep",
    "october|oct",
    "november|nov",
    "december|dec",
]
_SV_MONTHS = [
    "januari|jan",
    "februari|feb|febr",
    "mars|mar",
    "april|apr",
    "maj",
    "juni|jun",
    "juli|jul",
    "augusti|aug",
    "september|sept|sep",
    "oktober|okt",
    "november|nov",
    "december|dec",
]
# Nominative, genitive, dative, prepositional, then the abbreviations.
_RU_MONTHS = [
    "январь|января|январю|январе|янв",
    "февраль|февраля|февралю|феврале|февр|фев",
    "март|марта|марту|марте|мар",
    "апрель|апреля|апрелю|апреле|апр",
    "май|мая|маю|мае",
    "июнь|июня|июню|июне|июн",
    "июль|июля|июлю|июле|июл",
    "август|августа|августу|августе|авг",
    "сентябрь|сентября|сентябрю|сентябре|сент|сен",
    "октябрь|октября|октябрю|октябре|окт",
    "ноябрь|ноября|ноябрю|ноябре|нояб|ноя",
    "декабрь|декабря|декабрю|декабре|дек",
]

# Nominative, essive (on that day), genitive, partitive, elative and illative.
_FI_WEEKDAYS = [
    "maanantai|maanantaina|maanantain|maanantaita|maanantaista|maanantaihin|ma",
    "tiistai|tiistaina|tiistain|tiistaita|tiistaista|tiistaihin|ti",
    "keskiviikko|keskiviikkona|keskiviikon|keskiviikkoa|keskiviikosta|keskiviikkoon|ke",
    "torstai|torstaina|torstain|torstaita|torstaista|torstaihin|to",
    "perjantai|perjantaina|perjantain|perjantaita|perjantaista|perjantaihin|pe",
    "lauantai|lauantaina|lauantain|lauantaita|lauantaista|lauantaihin|la",
    "sunnuntai|sunnuntaina|sunnuntain|sunnuntaita|sunnuntaista|sunnuntaihin|su",
]
_EN_WEEKDAYS = [
    "monday|mon",
    "tuesday|tues|tue",
    "wednesday|wed",
    "thursday|thurs|thur|thu",
    "friday|fri",
    "saturday|sat",
    "sunday|sun",
]
_SV_WEEKDAYS = [
    "måndag|måndagen|mån",
    "tisdag|tisdagen|tis",
    "onsdag|onsdagen|ons",
    "torsdag|torsdagen|tors|tor",
    "fredag|fredagen|fre",
    "lördag|lördagen|lör",
    "söndag|söndagen|sön",
]
# Nominative, genitive and accusative (after в), then the abbreviation.
_RU_WEEKDAYS = [
    "понедельник|понедельника|пн",
    "вторник|вторника|вт",
    "среда|среды|среду|ср",
    "четверг|четверга|чт",
    "пятница|пятницы|пятницу|пт",
    "суббота|субботы|субботу|сб",
    "воскресенье|воскресенья|вс",
]


def _numbered(forms: Iterable[str], first: int) -> Iterator[tuple[str, int]]:
    for number, alternatives in enumerate(forms, start=first):
        for word in alternatives.split("|"):
            yield word, number


def _finnish_months() -> Iterator[tuple[str, int]]:
    for number, stem in enumerate(_FI_MONTH_STEMS, start=1):
        yield stem, number
        yield f"{stem}k", number
        for ending in _FI_MONTH_ENDINGS:
            yield f"{stem}kuu{ending}", number


MONTHS: dict[str, int] = dict(_finnish_months())
"""Month words, case-folded and NFC, to 1 (January) to 12."""
for _forms in (_EN_MONTHS, _SV_MONTHS, _RU_MONTHS):
    MONTHS.update(_numbered(_forms, 1))

WEEKDAYS: dict[str, int] = {}
"""Weekday words, case-folded and NFC, to 0 (Monday) to 6, as in :meth:`datetime.date.weekday`."""
for _forms in (_FI_WEEKDAYS, _EN_WEEKDAYS, _SV_WEEKDAYS, _RU_WEEKDAYS):
    WEEKDAYS.update(_numbered(_forms, 0))

_SHORTEST_SUGGESTED = 3
"""Shorter words are abbreviations that would be near to almost any typing error."""


def month_number(word: str) -> int:
    """Return the number of a month's name, 1 to 12.

    Raises:
        NotNormalised: ``unknown-month``; with the nearest month, if one is near.
    """
    number = MONTHS.get(word.casefold())
    if number is not None:
        return number
    raise NotNormalised(
        "unknown-month",
        f"{quote(word)} is not the name of a month",
        expected="a month in Finnish, English, Swedish or Russian",
        nearest=_nearest(word, MONTHS),
    )


def weekday_number(word: str) -> int:
    """Return the number of a weekday's name, 0 (Monday) to 6.

    Raises:
        NotNormalised: ``unknown-weekday`` with the nearest one; ``extra-text`` where none is
            near, as the word is then hardly meant for a weekday.
    """
    number = WEEKDAYS.get(word.casefold())
    if number is not None:
        return number
    nearest = _nearest(word, WEEKDAYS)
    if nearest is None:
        raise extra_text(word)
    raise NotNormalised(
        "unknown-weekday",
        f"{quote(word)} is not the name of a weekday",
        expected="a weekday in Finnish, English, Swedish or Russian, or none",
        nearest=nearest,
    )


def extra_text(text: str) -> NotNormalised:
    """Return the error for text that stands beside a date."""
    return NotNormalised(
        "extra-text",
        f"there is more than a date here: {quote(text)}",
        expected="the date alone",
    )


def _nearest(word: str, known: Iterable[str]) -> str | None:
    return nearest_match(word, (option for option in known if len(option) >= _SHORTEST_SUGGESTED))


def spoken(day: date) -> str:
    """Return a date as messages say it: ``27 September 2018``, in any locale."""
    return f"{day.day} {MONTH_NAMES[day.month - 1]} {day.year}"
