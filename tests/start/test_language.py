"""Telling the language of a text, or leaving it to a curator."""

from __future__ import annotations

import pytest

from datapackage.read.codelists import language_codes
from datapackage.start import language
from datapackage.start.language import language_of

CODES = language_codes()
TEXTS = {
    "fi": "Vesalan kaupunki ja Nordholmin kunta allekirjoittivat tänään yhteistyösopimuksen.",
    "et": "Vesala linn ja Nordholmi vald allkirjastasid täna koostöölepingu viieks aastaks.",
    "sv": "Vesala stad och Nordholms kommun undertecknade i dag ett avtal om samarbete.",
    "de": "Die Stadt Vesala und die Gemeinde Nordholm haben heute ein Abkommen unterzeichnet.",
    "ru": "Город Весала и коммуна Нордхольм сегодня подписали соглашение о сотрудничестве.",
    "uk": "Місто Весала та громада Нордгольм сьогодні підписали угоду про співпрацю.",
}


@pytest.mark.parametrize("code", TEXTS)
def test_a_few_sentences_are_enough(code: str) -> None:
    assert language_of(TEXTS[code] * 3, CODES) == code


@pytest.mark.parametrize(
    "text", ["", "Vesala 2021", "14.3.2024", TEXTS["fi"][:20], TEXTS["sv"][:30]]
)
def test_what_is_not_beyond_doubt_is_not_guessed(text: str) -> None:
    assert language_of(text, CODES) is None


def test_only_languages_of_the_list_count() -> None:
    assert language_of(TEXTS["uk"] * 3, ["ru", "fi"]) in ("ru", None)


def test_without_the_extra_nothing_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(language, "LIBRARY", "no_such_library")
    assert language_of(TEXTS["fi"] * 3, CODES) is None
