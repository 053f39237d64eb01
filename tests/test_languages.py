"""Languages by their tags."""

from __future__ import annotations

import pytest

from datapackage.languages import column_of, is_tag, language_name, with_language, without_language


@pytest.mark.parametrize("tag", ["fi", "en", "smn", "pt-BR", "zh-Hant", "sr-Latn-RS", "es-419"])
def test_tags_of_bcp_47(tag: str) -> None:
    assert is_tag(tag)


@pytest.mark.parametrize(
    "text", ["", "xx", "FI", "fin-", "pt-br", "pt_BR", "finnish", "fi-XX", "sr-Abcd", "en-GB-oed"]
)
def test_what_is_no_tag(text: str) -> None:
    assert not is_tag(text)


@pytest.mark.parametrize(
    ("tag", "reader", "name"),
    [
        ("fi", "en", "Finnish"),
        ("fi", "fi", "suomi"),
        ("ru", "sv", "ryska"),
        ("pt-BR", "en", "Brazilian Portuguese"),
        ("pt-BR", "de", "Portugiesisch, Brasilien"),
        ("zh-Hant", "fi", "mandariinikiina, perinteinen"),
        ("fi", "de-AT", "Finnisch"),
        ("fi", "sv-XX", "finska"),
        ("fi", "qaa", "Finnish"),
        ("no tag", "en", "no tag"),
    ],
)
def test_names_of_languages(tag: str, reader: str, name: str) -> None:
    assert language_name(tag, reader) == name


def test_a_column_is_named_by_the_tag() -> None:
    assert column_of("title", "fi") == "title_fi"
    assert column_of("title", "zh-Hant") == "title_zh_Hant"


@pytest.mark.parametrize("text", ["Title", "Name of the agreement.", "Name (short)", "Two. Three."])
@pytest.mark.parametrize("tag", ["fi", "pt-BR", "zh-Hant"])
def test_what_names_a_language_is_taken_off_again(text: str, tag: str) -> None:
    assert without_language(with_language(text, tag, "en")) == text


def test_the_language_ends_the_first_sentence() -> None:
    assert with_language("Name", "fi", "sv") == "Name (finska)"
    assert with_language("Name.", "fi", "sv") == "Name (finska)."
    assert with_language("Name. Empty if none.", "fi", "sv") == "Name (finska). Empty if none."
