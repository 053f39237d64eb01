"""Dates in the words of any language: the CLDR's, and those of our own files."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import date
from functools import cache
from typing import Any

import pytest
import yaml
from babel import Locale, localedata
from babel.dates import format_date
from hypothesis import given, settings
from hypothesis import strategies as st

from datapackage.normalise.calendar_words import FOLDER, folded, load_words
from datapackage.normalise.dates import DateParser
from datapackage.normalise.periods import PeriodParser
from tests.normalise.outcome import refusal

DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))
OTHER_CALENDARS: dict[str, str] = yaml.safe_load(
    (FOLDER / "other_calendars.yaml").read_text(encoding="utf-8")
)
FILES = sorted(path.stem for path in FOLDER.glob("*.yaml") if path.stem != "other_calendars")
NO_NAME = re.compile(r"\bM[01][0-9]\b")
"""What the CLDR writes for a month that it has no name for."""
LANGUAGES = sorted(tag for tag in localedata.locale_identifiers() if "_" not in tag)
REFUSED = {**OTHER_CALENDARS, "la": "writes the era", "syr": "joins a letter to some months"}


@cache
def reader(*languages: str) -> DateParser:
    return DateParser(languages)


@cache
def periods(language: str) -> PeriodParser:
    return PeriodParser(reader(language))


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("bg", "15 март 2024 г."),
        ("bg", "15.03.2024 г."),
        ("ca", "15 de març del 2024"),
        ("cs", "15. března 2024"),
        ("da", "den 15. marts 2024"),
        ("de", "15. März 2024"),
        ("de", "Freitag, den 15. März 2024"),
        ("de-AT", "am 15. März 2024"),
        ("es", "15 de marzo de 2024"),
        ("es", "el viernes 15 de marzo de 2024"),
        ("es-MX", "15 de marzo del 2024"),
        ("et", "15. märts 2024. a"),
        ("et", "reedel, 15. märtsil 2024"),
        ("eu", "2024(e)ko martxoaren 15(a)"),
        ("fi", "15. maaliskuuta 2024"),
        ("fr", "le 15 mars 2024"),
        ("fr", "vendredi 15 mars 2024"),
        ("hr", "15. ožujka 2024."),
        ("hu", "2024. március 15."),
        ("it", "il 15 marzo 2024"),
        ("it", "15 marzo dell’anno 2024"),
        ("ja", "2024年3月15日"),
        ("ko", "2024년 3월 15일"),
        ("lt", "2024 m. kovo 15 d."),
        ("lv", "2024. gada 15. marts"),
        ("nb", "15. mars 2024"),
        ("nl", "op 15 maart 2024"),
        ("nl", "vrijdag 15 maart 2024"),
        ("pl", "15 marca 2024"),
        ("pl", "dnia 15 marca 2024 r."),
        ("pt", "15 de março de 2024"),
        ("pt-BR", "sexta-feira, 15 de março de 2024"),
        ("sr-Latn", "15. mart 2024."),
        ("tr", "15 Mart 2024"),
        ("uk", "15 березня 2024 року"),
        ("vi", "15 tháng 3, 2024"),
        ("zh", "2024年3月15日"),
        ("zh-Hant", "2024 年 3 月 15 日"),
        ("hi", "15 मार्च 2024"),
        ("he", "15 במרץ 2024"),
        ("de", "15-Mar-2024"),
    ],
)
def test_days(language: str, text: str) -> None:
    assert reader(language, "en").parse(text) == date(2024, 3, 15)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "1er mars 2024"),
        ("es", "1º de marzo de 2024"),
        ("es", "1.º de marzo de 2024"),
        ("pt", "1º de março de 2024"),
        ("it", "1º marzo 2024"),
        ("nl", "1e maart 2024"),
    ],
)
def test_the_first_of_a_month(language: str, text: str) -> None:
    assert reader(language).parse(text) == date(2024, 3, 1)


@pytest.mark.parametrize(
    ("language", "text", "start", "end"),
    [
        ("fi", "vuosina 2019–2021", "2019-01-01", "2021-12-31"),
        ("de", "in den Jahren 2019–2021", "2019-01-01", "2021-12-31"),
        ("de", "von 2019 bis 2021", "2019-01-01", "2021-12-31"),
        ("de", "1.–5. März 2024", "2024-03-01", "2024-03-05"),
        ("de", "vom 1. März bis zum 5. April 2024", "2024-03-01", "2024-04-05"),
        ("es", "de 2019 a 2021", "2019-01-01", "2021-12-31"),
        ("es", "entre 2019 y 2021", "2019-01-01", "2021-12-31"),
        ("es", "del 15 al 20 de marzo de 2024", "2024-03-15", "2024-03-20"),
        ("es", "enero de 2019 – marzo de 2019", "2019-01-01", "2019-03-31"),
        ("pt", "de 2019 a 2021", "2019-01-01", "2021-12-31"),
        ("pt", "nos anos de 2019 a 2021", "2019-01-01", "2021-12-31"),
        ("fr", "de 2019 à 2021", "2019-01-01", "2021-12-31"),
        ("fr", "du 15 au 20 mars 2024", "2024-03-15", "2024-03-20"),
        ("fr", "pour la période 2019-2021", "2019-01-01", "2021-12-31"),
        ("it", "dal 2019 al 2021", "2019-01-01", "2021-12-31"),
        ("nl", "van 2019 tot en met 2021", "2019-01-01", "2021-12-31"),
        ("pl", "w latach 2019–2021", "2019-01-01", "2021-12-31"),
        ("pl", "od 2019 do 2021 r.", "2019-01-01", "2021-12-31"),
        ("et", "aastatel 2019–2021", "2019-01-01", "2021-12-31"),
        ("et", "2019–2021. aastal", "2019-01-01", "2021-12-31"),
        ("uk", "з 2019 по 2021 рік", "2019-01-01", "2021-12-31"),
        ("bg", "от 2019 до 2021 г.", "2019-01-01", "2021-12-31"),
        ("hi", "जनवरी–मार्च 2019", "2019-01-01", "2019-03-31"),
    ],
)
def test_periods(language: str, text: str, start: str, end: str) -> None:
    period = periods(language).parse(text)
    assert (str(period.start), str(period.end)) == (start, end)


@pytest.mark.parametrize(
    ("language", "text", "start", "precision"),
    [
        ("es", "marzo de 2024", "2024-03-01", "month"),
        ("de", "im März 2024", "2024-03-01", "month"),
        ("ja", "2024年3月", "2024-03-01", "month"),
        ("lv", "2024. g. marts", "2024-03-01", "month"),
        ("de", "im Jahr 2024", "2024-01-01", "year"),
        ("es", "el año 2024", "2024-01-01", "year"),
        ("ja", "2024年", "2024-01-01", "year"),
        ("pl", "w 2024 roku", "2024-01-01", "year"),
    ],
)
def test_months_and_years(language: str, text: str, start: str, precision: str) -> None:
    partial = reader(language).parse_partial(text)
    assert (str(partial.start), partial.precision) == (start, precision)


@pytest.mark.parametrize("text", ["15. März 2024", "2024年3月15日", "15 de marzo de 2024"])
def test_a_language_that_nobody_named_is_not_read(text: str) -> None:
    assert refusal(reader("fi", "en").parse, text) is not None


def test_a_month_that_two_languages_understand_differently_is_refused() -> None:
    assert reader("pl").parse("15 listopada 2024") == date(2024, 11, 15)
    assert reader("hr").parse("15. listopada 2024.") == date(2024, 10, 15)
    error = refusal(reader("pl", "hr").parse, "15 listopada 2024")
    assert str(error) == (
        "'listopada' is November in Polish and October in Croatian (found '15 listopada 2024';"
        " expected the month as a number, such as 2018-09-27)"
    )


def test_a_weekday_fits_if_it_does_in_one_of_the_languages() -> None:
    # "mar" is Tuesday in Spanish; "to" is Thursday in Finnish.
    assert reader("es", "fi").parse("mar 24.9.2024") == date(2024, 9, 24)
    assert reader("en", "fi").parse("to 26.9.2024") == date(2024, 9, 26)
    error = refusal(reader("es", "fi").parse, "mar 25.9.2024")
    assert error is not None
    assert error.rule == "weekday-mismatch"


@pytest.mark.parametrize("language", ["de", "es", "fr", "pl", "ja"])
@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("05/04/2018", "ambiguous-date"),
        ("27.9.18", "two-digit-year"),
        ("31.2.2018", "impossible-date"),
        ("tomorrow", "not-a-date"),
        ("27.9.2018 in Kotka", "extra-text"),
    ],
)
def test_no_language_makes_it_less_strict(language: str, text: str, kind: str) -> None:
    error = refusal(reader(language, "en").parse, text)
    assert error is not None
    assert error.rule == kind


@pytest.mark.parametrize(
    ("language", "text", "kind"),
    [
        ("de", "Montag, 15. März 2024", "weekday-mismatch"),
        ("es", "15 de marzo de 24", "two-digit-year"),
        ("fr", "30 février 2024", "impossible-date"),
        ("ja", "2024年2月30日", "impossible-date"),
        ("zh-Hant", "民國113年3月15日", "not-a-date"),
        ("th", "15 มีนาคม 2567", "not-a-date"),
        ("pt", "15 de marso de 2024", "unknown-month"),
    ],
)
def test_what_is_refused_in_a_language(language: str, text: str, kind: str) -> None:
    error = refusal(reader(language).parse, text)
    assert error is not None
    assert error.rule == kind


def test_a_misspelt_month_comes_with_the_languages_and_the_nearest() -> None:
    error = refusal(reader("pt-BR", "de").parse, "15 de marso de 2024")
    assert error is not None
    assert error.nearest == "março"
    assert error.expected == "a month in Brazilian Portuguese or German"


def test_languages_that_nobody_knows_have_no_words() -> None:
    assert reader("xx", "not a tag", "").parse("27.9.2018") == date(2018, 9, 27)
    error = refusal(reader("xx").parse, "27 syyskuuta 2018")
    assert error is not None


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_cldr_writes_is_read_as_that_day_or_refused(language: str) -> None:
    for month in range(1, 13):
        for day in (date(2024, month, month), date(2019, month, 28)):
            for form in ("long", "full", "medium"):
                text = format_date(day, form, locale=language)
                error = refusal(reader(language).parse, text)
                if error is None:
                    assert reader(language).parse(text) == day, text
                elif form == "long":
                    known = language in REFUSED or NO_NAME.search(text)
                    assert known, f"{language}: {error}"


@given(day=DAYS, languages=st.lists(st.sampled_from(LANGUAGES), min_size=1, max_size=3))
@settings(max_examples=150)
def test_no_other_language_leads_to_another_day(day: date, languages: list[str]) -> None:
    text = format_date(day, "long", locale=languages[0])
    parser = DateParser(languages)
    if refusal(parser.parse, text) is None:
        assert parser.parse(text) == day


def test_a_language_that_was_looked_at_lends_no_words_to_others() -> None:
    Locale.parse("rn").months["stand-alone"]["wide"]  # babel keeps these for all that have none
    assert load_words(["rw"]).months["nyakanga"].keys() == {7}


def test_dates_in_numbers_load_no_words() -> None:
    code = (
        "import sys; from datapackage.normalise.dates import DateParser as D;"
        "from datapackage.normalise.periods import PeriodParser as P; d = D(['fi', 'de']);"
        "d.parse('27. 9. 2018'); d.parse_partial('09/2018'); P(d).parse('2019–2021');"
        "print('babel' in sys.modules); d.parse('27. syyskuuta 2018');"
        "print('babel' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert done.stdout.split() == ["False", "True"]


def contents(language: str) -> dict[str, Any]:
    read: dict[str, Any] = yaml.load(
        (FOLDER / f"{language}.yaml").read_text(encoding="utf-8"), yaml.BaseLoader
    )
    return read


@pytest.mark.parametrize("language", FILES)
def test_a_file_has_documented_keys_and_is_for_a_known_language(language: str) -> None:
    documented = re.findall(r"`([a-z_]+)`", (FOLDER / "README.md").read_text(encoding="utf-8"))
    assert contents(language).keys() <= set(documented)
    assert Locale.parse(language).language == language


@pytest.mark.parametrize("language", FILES)
def test_a_file_adds_only_what_the_cldr_lacks(language: str) -> None:
    locale = Locale.parse(language)
    for key, names in (("months", locale.months), ("weekdays", locale.days)):
        cldr = {
            folded(word)
            for context in ("format", "stand-alone")
            for width in ("wide", "abbreviated")
            for word in names[context][width].values()
        }
        own = " ".join(contents(language).get(key, {}).values()).split()
        assert not cldr & set(own)
        assert len(own) == len(set(own))


@pytest.mark.parametrize("language", FILES)
def test_a_language_does_not_contradict_itself(language: str) -> None:
    words = load_words([language])
    assert all(len(meanings) == 1 for meanings in words.months.values())
    assert {next(iter(meanings)) for meanings in words.months.values()} == set(range(1, 13))
    assert all(len(meanings) == 1 for meanings in words.weekdays.values())
    assert {next(iter(meanings)) for meanings in words.weekdays.values()} == set(range(7))
