import unicodedata
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datapackage.normalise.calendar_words import MONTH_NAMES, WEEKDAY_NAMES, folded, load_words
from datapackage.normalise.dates import DateParser, Period
from datapackage.text import NotNormalised
from tests.normalise.forms import (
    DAY_FORMS,
    FI,
    LANGUAGES,
    MONTH_FORMS,
    RU_GENITIVE,
    RU_NOMINATIVE,
    SV,
    WEEKDAY_FORMS,
    YEAR_FORMS,
)
from tests.normalise.outcome import refusal

DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))
DATES = DateParser(LANGUAGES)
parse_date, parse_partial_date = DATES.parse, DATES.parse_partial
MONTHS = {word: next(iter(meanings)) for word, meanings in load_words(LANGUAGES).months.items()}
WEEKDAYS = {word: next(iter(m)) for word, m in load_words(LANGUAGES).weekdays.items()}


def test_tables_are_whole() -> None:
    for table, count in ((MONTHS, 12), (WEEKDAYS, 7)):
        assert len(set(table.values())) == count
        for word in table:
            assert word == folded(word)
            assert word.isalpha()
    assert [MONTHS[name.casefold()] for name in MONTH_NAMES] == list(range(1, 13))
    assert [WEEKDAYS[name.casefold()] for name in WEEKDAY_NAMES] == list(range(7))


@pytest.mark.parametrize("word", sorted(MONTHS))
def test_every_month_word(word: str) -> None:
    expected = date(2018, MONTHS[word], 27)
    for text in (f"27. {word} 2018", f"27 {word.upper()}. 2018", f"{word} 27, 2018"):
        assert parse_date(text) == expected
        assert parse_date(unicodedata.normalize("NFD", text)) == expected
    month = parse_partial_date(f"{word} 2018")
    assert (month.start, month.precision) == (expected.replace(day=1), "month")


@pytest.mark.parametrize("language", [FI, SV, RU_GENITIVE, RU_NOMINATIVE], ids=lambda x: x[0])
def test_month_words_against_independent_lists(language: list[str]) -> None:
    assert [MONTHS[word] for word in language] == list(range(1, 13))


@pytest.mark.parametrize("word", sorted(WEEKDAYS))
def test_every_weekday_word(word: str) -> None:
    day = date(2018, 9, 24 + WEEKDAYS[word])
    for text in (f"{word} {day.day}.9.2018", f"{word.upper()}, {day.day} September 2018"):
        assert parse_date(text) == day
    with pytest.raises(NotNormalised) as caught:
        parse_date(f"{word} {day.day}.10.2018")
    assert caught.value.rule == "weekday-mismatch"


@pytest.mark.parametrize("name", sorted(DAY_FORMS))
@settings(max_examples=30)
@given(day=DAYS)
def test_every_form_of_a_day(name: str, day: date) -> None:
    text = DAY_FORMS[name](day)
    assert parse_date(text) == day
    assert parse_partial_date(text) == Period(day, day, "day")
    assert parse_date(text.upper()) == day
    assert parse_date(unicodedata.normalize("NFD", text.replace(" ", "\u00a0"))) == day


@pytest.mark.parametrize("name", sorted(WEEKDAY_FORMS))
@settings(max_examples=30)
@given(day=DAYS)
def test_every_form_with_a_weekday(name: str, day: date) -> None:
    assert parse_date(WEEKDAY_FORMS[name](day)) == day


@pytest.mark.parametrize("name", sorted(MONTH_FORMS))
def test_every_form_of_a_month(name: str) -> None:
    for month in range(1, 13):
        first = date(2020, month, 1)
        following = date(2020 + month // 12, month % 12 + 1, 1)
        last = date.fromordinal(following.toordinal() - 1)
        text = MONTH_FORMS[name](first)
        assert parse_partial_date(text) == Period(first, last, "month")
        with pytest.raises(NotNormalised) as caught:
            parse_date(text)
        assert caught.value.rule == "missing-day"


@pytest.mark.parametrize("form", YEAR_FORMS)
def test_every_form_of_a_year(form: str) -> None:
    for year in (1000, 1703, 2018, 2999):
        whole = Period(date(year, 1, 1), date(year, 12, 31), "year")
        assert parse_partial_date(form.format(year)) == whole


@pytest.mark.parametrize("text", ["27.9.", "27.9", "27. syyskuuta", "September 27", "27/9"])
def test_year_from_elsewhere(text: str) -> None:
    assert parse_date(text, year=2018) == date(2018, 9, 27)
    with pytest.raises(NotNormalised) as caught:
        parse_date(text)
    assert caught.value.rule == "missing-year"


def test_year_in_the_text_counts() -> None:
    assert parse_date("27.9.2017", year=2018) == date(2017, 9, 27)
    assert parse_date("torstai 27.9.", year=2018) == date(2018, 9, 27)
    with pytest.raises(NotNormalised):
        parse_date("torstai 27.9.", year=2017)


@given(day=DAYS, separator=st.sampled_from("/- "))
@settings(max_examples=200)
def test_two_readings_are_refused_and_one_is_read(day: date, separator: str) -> None:
    parts = (str(day.day), str(day.month), str(day.year))
    for first, second, year in (parts, (parts[1], parts[0], parts[2])):
        text = separator.join((first, second, year))
        if day.day <= 12 and day.day != day.month:
            with pytest.raises(NotNormalised) as caught:
                parse_date(text)
            assert caught.value.rule == "ambiguous-date"
            assert str(day) in (caught.value.expected or "")
        else:
            assert parse_date(text) == day


A_DAY = "expected a day such as 2018-09-27, 27.9.2018 or 27 September 2018"
PARTIAL = "expected a day, month or year such as 27.9.2018, September 2018, 2018-09 or 2018"
A_MONTH = "expected a month in Finnish, English, Swedish or Russian"
A_WEEKDAY = "expected a weekday in Finnish, English, Swedish or Russian, or none"
A_YEAR = "expected a year of four digits such as 2018"
CENTURY = "the year has two digits, which does not say its century"
MESSAGES = [
    ("", "empty", f"the date is empty (found ''; {A_DAY})"),
    (
        "05/04/2018",
        "ambiguous-date",
        (
            "the date reads two ways, as 5 April 2018 (day, month) or 4 May 2018 (month, day)"
            " (found '05/04/2018'; expected 2018-04-05 or 2018-05-04)"
        ),
    ),
    (
        "31.2.2018",
        "impossible-date",
        (
            "there is no such day: February 2018 has 28 days"
            " (found '31.2.2018'; expected a day from 1 to 28)"
        ),
    ),
    (
        "30. helmikuuta 2020",
        "impossible-date",
        (
            "there is no such day: February 2020 has 29 days"
            " (found '30. helmikuuta 2020'; expected a day from 1 to 29)"
        ),
    ),
    (
        "27.13.2018",
        "impossible-date",
        "there is no month 13 (found '27.13.2018'; expected a month from 1 to 12)",
    ),
    (
        "27092018",
        "impossible-date",
        "there is no month 20 (found '27092018'; expected a month from 1 to 12)",
    ),
    ("27.9.18", "two-digit-year", f"{CENTURY} (found '27.9.18'; {A_YEAR})"),
    ("18-09-27", "two-digit-year", f"{CENTURY} (found '18-09-27'; {A_YEAR})"),
    ("27 Sept ’18", "two-digit-year", f"{CENTURY} (found '27 Sept ’18'; {A_YEAR})"),
    ("27.9.201", "bad-year", f"the year '201' has 3 digits (found '27.9.201'; {A_YEAR})"),
    ("27.9.2", "bad-year", f"the year '2' has one digit (found '27.9.2'; {A_YEAR})"),
    (
        "1.1.0999",
        "year-out-of-range",
        "the year 0999 is out of range (found '1.1.0999'; expected a year from 1000 to 2999)",
    ),
    (
        "3000-01-01",
        "year-out-of-range",
        "the year 3000 is out of range (found '3000-01-01'; expected a year from 1000 to 2999)",
    ),
    (
        "perjantaina 27. syyskuuta 2018",
        "weekday-mismatch",
        (
            "the weekday does not fit the date: 27 September 2018 is a Thursday, not a Friday"
            " (found 'perjantaina 27. syyskuuta 2018'; expected Thursday, or the date of a Friday)"
        ),
    ),
    ("27. syyskuuta", "missing-year", f"the year is missing (found '27. syyskuuta'; {A_DAY})"),
    ("syyskuu 2018", "missing-day", f"the day is missing (found 'syyskuu 2018'; {A_DAY})"),
    (
        "27. syyskuta 2018",
        "unknown-month",
        (
            "'syyskuta' is not the name of a month"
            f" (found '27. syyskuta 2018'; {A_MONTH}; did you mean 'syyskuuta'?)"
        ),
    ),
    (
        "Septembr 27, 2018",
        "unknown-month",
        (
            "'Septembr' is not the name of a month"
            f" (found 'Septembr 27, 2018'; {A_MONTH}; did you mean 'september'?)"
        ),
    ),
    (
        "27 qqq 2018",
        "unknown-month",
        f"'qqq' is not the name of a month (found '27 qqq 2018'; {A_MONTH})",
    ),
    (
        "torstina 27.9.2018",
        "unknown-weekday",
        (
            "'torstina' is not the name of a weekday"
            f" (found 'torstina 27.9.2018'; {A_WEEKDAY}; did you mean 'torstaina'?)"
        ),
    ),
    (
        "27.9.2018 in Kotka",
        "extra-text",
        (
            "there is more than a date here: 'in Kotka'"
            " (found '27.9.2018 in Kotka'; expected the date alone)"
        ),
    ),
    (
        "Signed 27.9.2018",
        "extra-text",
        (
            "there is more than a date here: 'Signed'"
            " (found 'Signed 27.9.2018'; expected the date alone)"
        ),
    ),
    (
        "2018-09-27T12:00",
        "extra-text",
        (
            "there is more than a date here: 'T12:00'"
            " (found '2018-09-27T12:00'; expected the date alone)"
        ),
    ),
    (
        "43370",
        "not-a-date",
        (
            "this is the number by which a spreadsheet stores a date, not a date"
            " (found '43370'; expected a date: format the cells as yyyy-mm-dd before the export)"
        ),
    ),
    (
        "2018.09.27",
        "not-a-date",
        (
            "a date with dots starts with the day"
            " (found '2018.09.27'; expected day.month.year such as 27.9.2018, or 2018-09-27)"
        ),
    ),
    ("soon", "not-a-date", f"this is not a date of a known form (found 'soon'; {A_DAY})"),
    ("٢٧.٩.٢٠١٨", "not-a-date", f"this is not a date of a known form (found '٢٧.٩.٢٠١٨'; {A_DAY})"),
]


@pytest.mark.parametrize(("raw", "kind", "message"), MESSAGES)
def test_messages(raw: str, kind: str, message: str) -> None:
    with pytest.raises(NotNormalised) as caught:
        parse_date(raw)
    assert (caught.value.rule, str(caught.value)) == (kind, message)


A_MONTH_WILL_DO = "expected 2018-09-27 for a day, or 2018-09 where a month will do)"


def test_messages_of_partial_dates() -> None:
    for raw, message in (
        ("soon", f"this is not a date of a known form (found 'soon'; {PARTIAL})"),
        ("2019-20", "there is no month 20 (found '2019-20'; expected a month from 1 to 12)"),
        ("2018/09", "the day is missing (found '2018/09'; " + A_MONTH_WILL_DO),
    ):
        with pytest.raises(NotNormalised) as caught:
            parse_partial_date(raw)
        assert str(caught.value) == message


WORDS = [*sorted(MONTHS)[::9], *sorted(WEEKDAYS)[::9], "den", "of", "the", "г.", "päivänä", "th"]
DATE_LIKE = st.lists(
    st.sampled_from([*WORDS, *"0123456789./-– ,'’", "27", "2018", "13", "31", "02", " "]),
    max_size=14,
).map("".join)


@settings(max_examples=400)
@given(st.text(st.characters(exclude_categories=())) | DATE_LIKE | DATE_LIKE.map(" ".join))
def test_nothing_else_is_raised(raw: str) -> None:
    for parse in (parse_date, parse_partial_date):
        error = refusal(parse, raw)
        assert error is None or error.found is not None
        assert str(error).isprintable()


def test_long_text_is_refused_unread() -> None:
    for raw in ("1 " * 100_000, "a" * 100_000, "1." * 100_000, "torstai " * 10_000):
        with pytest.raises(NotNormalised):
            parse_date(raw)
