"""Dates, periods and texts in the forms that people write them in, and the mess they leave."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from datetime import date
from random import Random

_FI = (
    *("tammi", "helmi", "maalis", "huhti", "touko", "kesä"),
    *("heinä", "elo", "syys", "loka", "marras", "joulu"),
)
_EN = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_SV = (
    *("januari", "februari", "mars", "april", "maj", "juni"),
    *("juli", "augusti", "september", "oktober", "november", "december"),
)
_RU = (
    *("января", "февраля", "марта", "апреля", "мая", "июня"),
    *("июля", "августа", "сентября", "октября", "ноября", "декабря"),
)
_FI_DAYS = (
    *("maanantaina", "tiistaina", "keskiviikkona", "torstaina"),
    *("perjantaina", "lauantaina", "sunnuntaina"),
)
_EN_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_DASHES = ("–", "–", "-", "—", " – ", " - ", "‒", "−")
"""Dashes between the ends of a period, the en dash most often."""

_DATE_FORMS: tuple[Callable[[date], str], ...] = (
    lambda d: d.isoformat(),
    lambda d: d.isoformat(),
    lambda d: f"{d.day}.{d.month}.{d.year}",
    lambda d: f"{d.day}.{d.month}.{d.year}",
    lambda d: f"{d.day:02}.{d.month:02}.{d.year}",
    lambda d: f"{d.year}{d.month:02}{d.day:02}",
    lambda d: f"{d.day}. {_FI[d.month - 1]}kuuta {d.year}",
    lambda d: f"{d.day}. {_FI[d.month - 1]}kuuta {d.year}",
    lambda d: f"{_FI_DAYS[d.weekday()]} {d.day}. {_FI[d.month - 1]}kuuta {d.year}",
    lambda d: f"{d.day} {_EN[d.month - 1]} {d.year}",
    lambda d: f"{_EN[d.month - 1]} {d.day}, {d.year}",
    lambda d: f"{_EN_DAYS[d.weekday()]} {d.day}-{_EN[d.month - 1][:3]}-{d.year}",
    lambda d: f"den {d.day} {_SV[d.month - 1]} {d.year}",
    lambda d: f"{d.day} {_SV[d.month - 1]} {d.year}",
    lambda d: f"{d.day} {_RU[d.month - 1]} {d.year} г.",
    lambda d: f"{d.day} {_RU[d.month - 1].upper()} {d.year} года",
    # Day and month in either order can be told apart only after the twelfth.
    lambda d: f"{d.day}/{d.month}/{d.year}" if d.day > 12 else d.isoformat(),
)

_PERIOD_FORMS: tuple[Callable[[int, int, str], str], ...] = (
    lambda a, b, dash: f"{a}{dash}{b}",
    lambda a, b, dash: f"{a}{dash}{b}",
    lambda a, b, dash: f"vuosille {a}{dash}{b}",
    lambda a, b, dash: f"åren {a}{dash}{b}",
    lambda a, b, dash: f"на {a}{dash}{b} годы",
    lambda a, b, _: f"from {a} to {b}",
    lambda a, b, _: f"vuodesta {a} vuoteen {b}",
    lambda a, b, _: f"с {a} по {b} год",
    lambda a, b, dash: f"1.1.{a}{dash}31.12.{b}",
    lambda a, b, _: f"{a}-01-01/{b}-12-31",
    lambda a, b, _: f"tammikuu {a} – joulukuu {b}",
    lambda a, _b, _dash: f"{a}",
)


def date_text(rng: Random, day: date) -> str:
    """Return a day in one of many forms, now and then with no-break spaces or decomposed."""
    text = _DATE_FORMS[int(rng.random() * len(_DATE_FORMS))](day)
    return text if rng.random() < 0.9 else untidy(rng, text)


def period_text(rng: Random, first: int, last: int) -> str:
    """Return a period of years in one of many forms, with one of many dashes."""
    dash = _DASHES[int(rng.random() * len(_DASHES))]
    text = _PERIOD_FORMS[int(rng.random() * len(_PERIOD_FORMS))](first, last, dash)
    return text if rng.random() < 0.9 else untidy(rng, text)


def untidy(rng: Random, text: str) -> str:
    """Return a text that looks the same, or nearly so, and differs in its bytes."""
    draw = rng.random()
    if draw < 0.35:
        return text.replace(" ", "\u00a0", 1)
    if draw < 0.75:
        return unicodedata.normalize("NFD", text)
    if draw < 0.87:
        return text.replace(" ", "  ", 1)
    if draw < 0.94:
        return f" {text} "
    return text.replace(" ", " \u200b", 1)


def any_case(rng: Random, text: str) -> str:
    """Return a name as it is, or now and then in capitals, in small letters or untidy."""
    draw = rng.random()
    if draw < 0.8:
        return text
    if draw < 0.88:
        return text.upper()
    if draw < 0.96:
        return text.lower()
    return untidy(rng, text)
