"""The program's own texts: whole in every language, and all of them used."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

from datapackage import words
from tests.places import ROOT

LANGUAGES = sorted(path.stem for path in words.FOLDER.glob("*.yaml"))


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def nodes(folder: str) -> Iterator[tuple[Path, ast.AST]]:
    for path in sorted((ROOT / "datapackage" / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            yield path, node


def test_there_are_the_four_languages_of_our_data() -> None:
    assert {"en", "fi", "ru", "sv"} <= set(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_language_lacks_a_text_or_has_one_too_many(language: str) -> None:
    assert words.keys(language).keys() == words.keys(words.ENGLISH).keys()
    assert all(isinstance(text, str) and text for text in words.keys(language).values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_are_the_same_in_all_languages(language: str) -> None:
    for key, text in words.keys(language).items():
        assert placeholders(text) == placeholders(words.keys(words.ENGLISH)[key]), key


def test_every_text_is_used() -> None:
    whole, begun = set(), set()
    for _, node in nodes("."):
        if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
            begun.add(node.values[0].value)
        elif isinstance(node, ast.Constant):
            # A column of a view that comes in each language is named with an asterisk.
            whole.add(str(node.value).removesuffix("_*"))

    template = ROOT / "datapackage/start/example.yaml"
    whole |= set(re.findall(r"[@$](\w+)", template.read_text(encoding="utf-8")))
    for page in (ROOT / "datapackage/formats/site/templates").iterdir():
        whole |= set(re.findall(r'"([\w.-]+)"', page.read_text(encoding="utf-8")))

    def is_used(key: str) -> bool:
        group, dot, name = key.rpartition(".")
        return key in whole or (group + dot in begun and name in whole)

    assert [key for key in words.keys(words.ENGLISH) if not is_used(key)] == []


def test_a_text_in_its_language_with_its_values() -> None:
    assert words.text("dictionary.tables", "fi") == "Taulut"
    assert words.text("released", "sv", version="1", released="x") == "Version 1, publicerad x."


@pytest.mark.parametrize("tag", ["fi-FI", "fi-Latn-FI"])
def test_a_narrower_tag_is_served_by_its_language(tag: str) -> None:
    assert words.text("dictionary.tables", tag) == "Taulut"
    assert words.texts("dictionary.tables", [tag]) == {tag: "Taulut"}


def test_what_a_language_lacks_is_said_in_english(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "en.yaml").write_text("a: {b: one, c: 'two {x}'}\n", encoding="utf-8")
    (tmp_path / "de.yaml").write_text("a: {b: eins}\n", encoding="utf-8")
    monkeypatch.setattr(words, "FOLDER", tmp_path)
    words._load.cache_clear()
    try:
        assert words.text("a.b", "de-AT") == "eins"
        assert words.text("a.c", "de", x=2) == "two 2"
        assert words.texts("a.b", ["de", "et"]) == {"de": "eins"}
        assert words.texts("a.c", ["de", "et"], x={"et": "kaks"}) == {"en": "two kaks"}
        with pytest.raises(KeyError, match=r"no text 'a\.d'"):
            words.text("a.d", "de")
    finally:
        words._load.cache_clear()


def test_a_placeholder_without_a_value_is_an_error() -> None:
    with pytest.raises(KeyError, match="version"):
        words.text("released", "en", released="x")


def test_no_tag_leads_out_of_the_folder() -> None:
    assert words.keys("../words/en") == {}


def test_a_text_by_language_is_chosen() -> None:
    assert words.in_language({"fi": "a", "en": "b"}, "fi") == "a"
    assert words.in_language({"fi": "a", "en": "b"}, "de") == "b"
    assert words.in_language({"fi": "a", "sv": "b"}, "de") == "a"


@pytest.mark.parametrize(
    ("languages", "expected"),
    [(["fi", "en"], "en"), (["fi", "en-GB"], "en-GB"), (["de", "fr"], "de"), (["enm"], "enm")],
)
def test_what_comes_once_is_in_english_or_in_the_main_language(
    languages: list[str], expected: str
) -> None:
    assert words.document_language(languages) == expected


@pytest.mark.parametrize("folder", ["formats", "write"])
def test_no_format_knows_a_language(folder: str) -> None:
    named = re.compile(rf"(.*_)?({'|'.join(LANGUAGES)})")
    for path, node in nodes(folder):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            assert not named.fullmatch(node.value), f"{path}:{node.lineno}"
