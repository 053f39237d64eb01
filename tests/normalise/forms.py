"""Writes dates in the forms that people use, from lists of their own, for the tests to read."""

from collections.abc import Callable
from datetime import date

LANGUAGES = ("fi", "en", "sv", "ru")


def _words(text: str) -> list[str]:
    return text.split()


FI = _words(
    "tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta heinäkuuta "
    "elokuuta syyskuuta lokakuuta marraskuuta joulukuuta"
)
EN = _words("January February March April May June July August September October November December")
SV = _words("januari februari mars april maj juni juli augusti september oktober november december")
RU_GENITIVE = _words(
    "января февраля марта апреля мая июня июля августа сентября октября ноября декабря"
)
RU_NOMINATIVE = _words(
    "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь"
)
FI_DAYS = ["maanantai", "tiistai", "keskiviikko", "torstai", "perjantai", "lauantai", "sunnuntai"]
EN_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
SV_DAYS = ["måndagen", "tisdagen", "onsdagen", "torsdagen", "fredagen", "lördagen", "söndagen"]
RU_DAYS = ["понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье"]
RU_ON_DAYS = ["понедельник", "вторник", "среду", "четверг", "пятницу", "субботу", "воскресенье"]


def _fi(day: date) -> str:
    return FI[day.month - 1]


def _en(day: date) -> str:
    return EN[day.month - 1]


def _sv(day: date) -> str:
    return SV[day.month - 1]


def _ru(day: date) -> str:
    return RU_GENITIVE[day.month - 1]


def _ru_on(day: date) -> str:
    return f"{'во' if day.weekday() == 1 else 'в'} {RU_ON_DAYS[day.weekday()]}"


def _sv_ending(day: date) -> str:
    return "a" if day.day in {1, 2, 21, 22, 31} else "e"


def _ordinal(day: date) -> str:
    teens = 11 <= day.day <= 13
    return f"{day.day}{'th' if teens else {1: 'st', 2: 'nd', 3: 'rd'}.get(day.day % 10, 'th')}"


DAY_FORMS: dict[str, Callable[[date], str]] = {
    "fi": lambda d: f"{d.day}. {_fi(d)} {d.year}",
    "fi, close": lambda d: f"{d.day}.{_fi(d)} {d.year}",
    "fi, day named": lambda d: f"{d.day}. päivänä {_fi(d)} {d.year}",
    "fi, month first": lambda d: f"{_fi(d)[:-2]}n {d.day}. päivänä {d.year}",
    "fi, abbreviated": lambda d: f"{d.day}. {_fi(d)[:-5]}k. {d.year}",
    "en": lambda d: f"{d.day} {_en(d)} {d.year}",
    "en, month first": lambda d: f"{_en(d)} {d.day}, {d.year}",
    "en, month first, ordinal": lambda d: f"{_en(d)} {_ordinal(d)}, {d.year}",
    "en, ordinal": lambda d: f"{_ordinal(d)} of {_en(d)} {d.year}",
    "en, with article": lambda d: f"the {_ordinal(d)} of {_en(d)}, {d.year}",
    "en, abbreviated": lambda d: f"{_en(d)[:3]}. {d.day}, {d.year}",
    "en, spreadsheet": lambda d: f"{d.day:02}-{_en(d)[:3]}-{d.year}",
    "sv": lambda d: f"{d.day} {_sv(d)} {d.year}",
    "sv, den": lambda d: f"den {d.day} {_sv(d)} {d.year}",
    "sv, ordinal": lambda d: f"den {d.day}:{_sv_ending(d)} {_sv(d)} {d.year}",
    "ru": lambda d: f"{d.day} {_ru(d)} {d.year}",
    "ru, г.": lambda d: f"{d.day} {_ru(d)} {d.year} г.",
    "ru, года": lambda d: f"{d.day} {_ru(d)} {d.year} года",
    "ru, ordinal": lambda d: f"{d.day}-го {_ru(d)} {d.year} года",
    "dots": lambda d: f"{d.day}.{d.month}.{d.year}",
    "dots, padded": lambda d: f"{d.day:02}.{d.month:02}.{d.year}",
    "dots, spaced": lambda d: f"{d.day}. {d.month}. {d.year}",
    "dots, ru": lambda d: f"{d.day:02}.{d.month:02}.{d.year} г.",
    "iso": lambda d: d.isoformat(),
    "iso, basic": lambda d: f"{d:%Y%m%d}",
    "iso, unpadded": lambda d: f"{d.year}-{d.month}-{d.day}",
    "iso, slashes": lambda d: f"{d.year}/{d.month:02}/{d.day:02}",
    "iso, blanks": lambda d: f"{d.year} {d.month:02} {d.day:02}",
    "iso, en dashes": lambda d: f"{d.year}–{d.month:02}–{d.day:02}",
}

WEEKDAY_FORMS: dict[str, Callable[[date], str]] = {
    "fi": lambda d: f"{FI_DAYS[d.weekday()]} {d.day}. {_fi(d)} {d.year}",
    "fi, essive": lambda d: f"{FI_DAYS[d.weekday()]}na {d.day}.{d.month}.{d.year}",
    "fi, abbreviated": lambda d: f"{FI_DAYS[d.weekday()][:2]} {d.day}.{d.month}.{d.year}",
    "en": lambda d: f"{EN_DAYS[d.weekday()]}, {d.day} {_en(d)} {d.year}",
    "en, on": lambda d: f"on {EN_DAYS[d.weekday()]}, {_en(d)} {d.day}, {d.year}",
    "en, abbreviated": lambda d: f"{EN_DAYS[d.weekday()][:3]}., {d.day} {_en(d)[:3]} {d.year}",
    "sv": lambda d: f"{SV_DAYS[d.weekday()]} den {d.day} {_sv(d)} {d.year}",
    "ru": lambda d: f"{RU_DAYS[d.weekday()]}, {d.day} {_ru(d)} {d.year} года",
    "ru, в": lambda d: f"{_ru_on(d)}, {d.day} {_ru(d)} {d.year} г.",
}

MONTH_FORMS: dict[str, Callable[[date], str]] = {
    "fi": lambda d: f"{_fi(d)[:-2]} {d.year}",
    "fi, inessive": lambda d: f"{_fi(d)[:-2]}ssa {d.year}",
    "en": lambda d: f"{_en(d)} {d.year}",
    "en, in": lambda d: f"in {_en(d)} {d.year}",
    "en, spreadsheet": lambda d: f"{_en(d)[:3]}-{d.year}",
    "sv": lambda d: f"i {_sv(d)} {d.year}",
    "ru": lambda d: f"{RU_NOMINATIVE[d.month - 1]} {d.year}",
    "ru, г.": lambda d: f"{RU_NOMINATIVE[d.month - 1]} {d.year} г.",
    "iso": lambda d: f"{d:%Y-%m}",
    "slash": lambda d: f"{d:%m/%Y}",
    "dot": lambda d: f"{d.month}.{d.year}",
}

YEAR_FORMS = [
    "{}",
    "vuonna {}",
    "vuosi {}",
    "in {}",
    "the year {}",
    "år {}",
    "{} год",
    "{} г.",
    "{}г",
    "в {} году",
]
