from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datapackage.normalise.dates import DateParser, Period
from datapackage.normalise.periods import PeriodParser
from datapackage.text import NotNormalised
from tests.normalise.forms import DAY_FORMS, LANGUAGES, MONTH_FORMS
from tests.normalise.outcome import refusal

DASHES = ["-", "--", *map(chr, range(0x2010, 0x2016)), "\u2212"]
SPACED = [form.format(dash) for dash in DASHES for form in ("{}", " {} ", "\u00a0{} ")]
DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))
DATES = DateParser(LANGUAGES)
parse_partial_date, parse_period = DATES.parse_partial, PeriodParser(DATES).parse
YEARS = Period(date(2019, 1, 1), date(2021, 12, 31), "year")


@pytest.mark.parametrize("dash", SPACED)
@pytest.mark.parametrize(
    "form",
    [
        "2019{}2021",
        "vuosille 2019{}2021",
        "vuosina 2019{}2021",
        "Vuosien 2019{}2021",
        "for 2019{}2021",
        "the years 2019{}2021",
        "åren 2019{}2021",
        "under åren 2019{}2021",
        "2019{}2021 годы",
        "на 2019{}2021 годы",
        "2019{}2021 гг.",
        "2019{}2021гг",
        "2019{}2021 г.г.",
        "в 2019{}2021 годах",
    ],
)
def test_years_with_every_dash(form: str, dash: str) -> None:
    assert parse_period(form.format(dash)) == YEARS


@pytest.mark.parametrize(
    "text",
    [
        "from 2019 to 2021",
        "2019 to 2021",
        "between 2019 and 2021",
        "from 2019 until 2021",
        "vuodesta 2019 vuoteen 2021",
        "från 2019 till 2021",
        "från och med 2019 till och med 2021",
        "2019 t.o.m. 2021",
        "с 2019 по 2021 год",
        "с 2019 г. по 2021 г.",
    ],
)
def test_years_with_words(text: str) -> None:
    assert parse_period(text) == YEARS
    assert parse_period(text.upper()) == YEARS


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("27.–29.9.2018", (2018, 9, 27), (2018, 9, 29)),
        ("27-29.9.2018", (2018, 9, 27), (2018, 9, 29)),
        ("27.9.–3.10.2018", (2018, 9, 27), (2018, 10, 3)),
        ("27.–29. syyskuuta 2018", (2018, 9, 27), (2018, 9, 29)),
        ("27–29 September 2018", (2018, 9, 27), (2018, 9, 29)),
        ("on 27-29 September 2018", (2018, 9, 27), (2018, 9, 29)),
        ("27 September – 3 October 2018", (2018, 9, 27), (2018, 10, 3)),
        ("September 27–29, 2018", (2018, 9, 27), (2018, 9, 29)),
        ("September 27 – October 3, 2018", (2018, 9, 27), (2018, 10, 3)),
        ("den 27–29 september 2018", (2018, 9, 27), (2018, 9, 29)),
        ("с 27 по 29 сентября 2018 года", (2018, 9, 27), (2018, 9, 29)),
        ("Thu 27.9.2018 – Sat 29.9.2018", (2018, 9, 27), (2018, 9, 29)),
        # "to" is Thursday in Finnish, and a word between the ends in English.
        ("ke 26.9.2018 – to 27.9.2018", (2018, 9, 26), (2018, 9, 27)),
        ("2018-09-27-2018-09-29", (2018, 9, 27), (2018, 9, 29)),
        ("2018-09-27/2018-09-29", (2018, 9, 27), (2018, 9, 29)),
    ],
)
def test_days(text: str, start: tuple[int, int, int], end: tuple[int, int, int]) -> None:
    assert parse_period(text) == Period(date(*start), date(*end), "day")


@pytest.mark.parametrize(
    "text",
    [
        "tammikuu 2019 – joulukuu 2019",
        "tammi–joulukuu 2019",
        "tammikuusta 2019 joulukuuhun 2019",
        "January–December 2019",
        "Jan - Dec 2019",
        "from January to December 2019",
        "январь–декабрь 2019 г.",
        "с января по декабрь 2019 года",
        "01/2019–12/2019",
        "01/2019-12/2019",
        "2019-01/2019-12",
        "2019-01 – 2019-12",
    ],
)
def test_months(text: str) -> None:
    assert parse_period(text) == Period(date(2019, 1, 1), date(2019, 12, 31), "month")


@pytest.mark.parametrize("name", sorted(DAY_FORMS))
@settings(max_examples=25)
@given(days=st.tuples(DAYS, DAYS), dash=st.sampled_from(DASHES))
def test_every_form_of_a_day_at_both_ends(name: str, days: tuple[date, date], dash: str) -> None:
    start, end = sorted(days)
    text = f"{DAY_FORMS[name](start)} {dash} {DAY_FORMS[name](end)}"
    assert parse_period(text) == Period(start, end, "day")
    if start != end:
        with pytest.raises(NotNormalised) as caught:
            parse_period(f"{DAY_FORMS[name](end)} {dash} {DAY_FORMS[name](start)}")
        assert caught.value.rule == "backwards-period"


@pytest.mark.parametrize("name", sorted(MONTH_FORMS.keys() - {"en, in", "sv"}))
@settings(max_examples=25)
@given(days=st.tuples(DAYS, DAYS), dash=st.sampled_from(DASHES))
def test_every_form_of_a_month_at_both_ends(name: str, days: tuple[date, date], dash: str) -> None:
    start, end = sorted(days)
    period = parse_period(f"{MONTH_FORMS[name](start)} {dash} {MONTH_FORMS[name](end)}")
    assert (period.start, period.precision) == (start.replace(day=1), "month")
    assert period.end == parse_partial_date(f"{end:%Y-%m}").end


@pytest.mark.parametrize(
    "text", ["2018", "vuonna 2018", "September 2018", "2018-09", "27.9.2018", "27-Sep-2018"]
)
def test_one_date_is_a_period(text: str) -> None:
    assert parse_period(text) == parse_partial_date(text)


@pytest.mark.parametrize("year", [1999, 2000, 2009, 2010, 2019])
@pytest.mark.parametrize("digits", range(100))
def test_a_year_and_two_digits(year: int, digits: int) -> None:
    """Only a month that can't be taken for the end of a period is read."""
    text = f"{year}-{digits:02}"
    if 1 <= digits <= 12 and digits <= year % 100:
        assert parse_period(text).start == date(year, digits, 1)
    else:
        with pytest.raises(NotNormalised):
            parse_period(text)


EXAMPLES = "expected a period such as 2019–2021, 1.1.2019–31.12.2021, September 2018 or 2018"
MESSAGES = [
    ("", "empty", f"the period is empty (found ''; {EXAMPLES})"),
    (
        "2019–21",
        "two-digit-year",
        "the year '21' has two digits (found '2019–21'; expected 2019–2021)",
    ),
    (
        "2019-20",
        "two-digit-year",
        "'20' is neither a year of four digits nor a month (found '2019-20'; expected 2019–2020)",
    ),
    (
        "2019–09",
        "two-digit-year",
        (
            "the year '09' has two digits"
            " (found '2019–09'; expected years of four digits, or a month as 2018-09)"
        ),
    ),
    (
        "2010-11",
        "ambiguous-period",
        (
            "the period reads two ways, as month 11 of 2010 or as the years 2010 to 2011"
            " (found '2010-11'; expected 11/2010 for the month or 2010–2011 for the years)"
        ),
    ),
    (
        "2019/2021",
        "ambiguous-period",
        (
            "years with a slash between them can be whole years or one season (found '2019/2021';"
            " expected 2019–2021 for the whole years, or the first and the last day)"
        ),
    ),
    (
        "vuosina 2019/20",
        "ambiguous-period",
        (
            "years with a slash between them can be whole years or one season (found 'vuosina"
            " 2019/20'; expected 2019–2020 for the whole years, or the first and the last day)"
        ),
    ),
    (
        "31.12.2021–1.1.2019",
        "backwards-period",
        (
            "the period runs backwards, from 31 December 2021 to 1 January 2019"
            " (found '31.12.2021–1.1.2019'; expected the earlier date first)"
        ),
    ),
    (
        "2021–2019",
        "backwards-period",
        (
            "the period runs backwards, from 2021 to 2019"
            " (found '2021–2019'; expected the earlier date first)"
        ),
    ),
    (
        "December 2021 – May 2019",
        "backwards-period",
        (
            "the period runs backwards, from December 2021 to May 2019"
            " (found 'December 2021 – May 2019'; expected the earlier date first)"
        ),
    ),
    (
        "2019–31.12.2021",
        "mixed-precision",
        (
            "the period starts with a year and ends with a day (found '2019–31.12.2021';"
            " expected the same at both ends, such as 2019–2021 or 1.1.2019–31.12.2021)"
        ),
    ),
    ("2019–", "open-period", f"the period has no end (found '2019–'; {EXAMPLES})"),
    ("– 2021", "open-period", f"the period has no start (found '– 2021'; {EXAMPLES})"),
    (
        "2019–soon",
        "not-a-period",
        (
            "the end of the period, 'soon', is not a date of a known form"
            f" (found '2019–soon'; {EXAMPLES})"
        ),
    ),
    (
        "2019–2020–2021",
        "not-a-period",
        f"this is not a period of a known form (found '2019–2020–2021'; {EXAMPLES})",
    ),
    (
        "2019-01-01/P3Y",
        "not-a-period",
        f"this is not a period of a known form (found '2019-01-01/P3Y'; {EXAMPLES})",
    ),
    (
        "31.2.2018–5.3.2018",
        "impossible-date",
        (
            "there is no such day: February 2018 has 28 days"
            " (found '31.2.2018–5.3.2018'; expected a day from 1 to 28)"
        ),
    ),
]


@pytest.mark.parametrize(("raw", "kind", "message"), MESSAGES)
def test_messages(raw: str, kind: str, message: str) -> None:
    with pytest.raises(NotNormalised) as caught:
        parse_period(raw)
    assert (caught.value.rule, str(caught.value)) == (kind, message)


PERIOD_LIKE = st.lists(
    st.sampled_from(
        [
            "2019",
            "2021",
            "27",
            "9",
            ".",
            "-",
            "–",
            "--",
            "/",
            " ",
            "to",
            "с",
            "по",
            "годы",
            "from",
            "September",
            "tammi",
            "kuusta",
            "kuuhun",
            "vuosina",
            ",",
            "th",
            "г.",
            "год",
            "’",
        ]
    ),
    max_size=12,
)


@settings(max_examples=500)
@given(
    st.text(st.characters(exclude_categories=()))
    | PERIOD_LIKE.map("".join)
    | PERIOD_LIKE.map(" ".join)
)
def test_nothing_else_is_raised_and_periods_run_forwards(raw: str) -> None:
    error = refusal(parse_period, raw)
    if error is None:
        period = parse_period(raw)
        assert period.start <= period.end
    else:
        assert error.found is not None
        assert str(error).isprintable()
