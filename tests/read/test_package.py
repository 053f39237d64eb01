"""``package.yaml``: the publisher's details."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from datapackage.problems import ProblemList
from datapackage.read.licence import Licence, spdx_licence
from datapackage.read.package import Agent, PackageFile, PackageInfo, read_package

LANGUAGES = ["fi", "en", "sv", "ru"]
TEXTS = {language: f"text in {language}" for language in LANGUAGES}
OWN_LICENCE = {"title": "Own terms", "url": "https://example.org/terms"}
WHOLE: dict[str, Any] = {
    "name": "my-agreements",
    "languages": LANGUAGES,
    "title": TEXTS,
    "description": TEXTS,
    "version": "1.0.0",
    "released": "2026-11-24",
    "base_url": "https://example.org/data/",
    "licence": "CC-BY-4.0",
    "keywords": ["a", "b"],
    "publisher": {"name": "P", "url": "https://example.org"},
    "contact": {"name": "C", "email": "c@example.org"},
    "contributors": [{"name": "D", "roles": ["dataCurator"]}],
}


def read_text(folder: Path, text: str) -> tuple[PackageInfo | None, list[str]]:
    (folder / "package.yaml").write_text(text, encoding="utf-8")
    problems = ProblemList()
    info = read_package(folder, problems).info
    return info, [str(problem).removeprefix(f"{folder}/package.yaml:") for problem in problems]


def read(folder: Path, **changes: Any) -> tuple[PackageInfo | None, list[str]]:
    content = {**WHOLE, **changes}
    kept = {name: value for name, value in content.items() if value is not ...}
    return read_text(folder, json.dumps(kept, indent=1))


def test_the_details_are_read(tmp_path: Path) -> None:
    info, problems = read(tmp_path)
    assert problems == []
    assert info == PackageInfo(
        name="my-agreements",
        title=TEXTS,
        description=TEXTS,
        version="1.0.0",
        released=dt.date(2026, 11, 24),
        base_url="https://example.org/data",
        licence=spdx_licence("CC-BY-4.0"),
        keywords={"en": ("a", "b")},
        publisher=Agent("P", "https://example.org"),
        contact=Agent("C", email="c@example.org"),
        contributors=(Agent("D", roles=("dataCurator",)),),
    )


def test_a_licence_of_ones_own_has_a_title_and_an_address(tmp_path: Path) -> None:
    info, problems = read(tmp_path, licence=OWN_LICENCE)
    assert problems == []
    assert info is not None
    assert info.licence == Licence("Own terms", "https://example.org/terms")
    info, _ = read(tmp_path, licence={**OWN_LICENCE, "name": "own-1.0"})
    assert info is not None
    assert str(info.licence) == "Own terms (own-1.0)"


@pytest.mark.parametrize(
    ("doi", "address"),
    [
        ("10.5281/zenodo.1234", "https://doi.org/10.5281/zenodo.1234"),
        ("10.1000.10/123#a", "https://doi.org/10.1000.10/123%23a"),
    ],
)
def test_a_doi_has_an_address(tmp_path: Path, doi: str, address: str) -> None:
    info, problems = read(tmp_path, doi=doi)
    assert problems == []
    assert info is not None
    assert (info.doi, info.doi_url) == (doi, address)


@pytest.mark.parametrize("name", list(WHOLE))
def test_no_key_may_be_missing_or_empty(tmp_path: Path, name: str) -> None:
    for value in (..., None, ""):
        info, problems = read(tmp_path, **{name: value})
        assert info is None
        assert len(problems) == 1
        assert f" {name}: " in problems[0]
        assert problems[0].endswith("is missing")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            {"name": "My Agreements"},
            " name: the name is not valid (found 'My Agreements'; expected lower",
        ),
        (
            {"version": "1.0"},
            " version: the version is not valid (found '1.0'; expected three numbers",
        ),
        ({"version": "01.0.0"}, " version: the version is not valid"),
        ({"released": "24.11.2026"}, " released: not a date (found '24.11.2026'; expected YYYY"),
        ({"released": "2026-02-30"}, " released: not a date"),
        ({"released": "20261124"}, " released: not a date"),
        (
            {"base_url": "example.org"},
            " base_url: the base url is not valid (found 'example.org'; exp",
        ),
        (
            {"licence": "cc-by-4.0"},
            "licence list has no such identifier (found 'cc-by-4.0'; expected one such as CC",
        ),
        ({"licence": "cc-by-4.0"}, "and url of another licence; did you mean 'CC-BY-4.0'?)"),
        ({"licence": ["CC-BY-4.0"]}, " licence: the licence is expected as text"),
        ({"licence": {"title": "Own terms"}}, " licence.url: the url is missing"),
        ({"licence": {"title": "T", "url": "terms.txt"}}, " licence.url: the url is not valid"),
        ({"licence": {"url": "https://example.org/t"}}, " licence.title: the title is missing"),
        (
            {"licence": {**OWN_LICENCE, "link": "x"}},
            " licence.link: unknown key (found 'link'; expected one of title, url, name)",
        ),
        ({"licence": {**OWN_LICENCE, "name": "Own terms"}}, " licence.name: the name is not valid"),
        (
            {"doi": "https://doi.org/10.5281/zenodo.1234"},
            " doi: the DOI is not valid (found 'https://doi.org/10.5281/zenodo.1234'",
        ),
        ({"doi": ""}, " doi: the DOI is missing"),
        ({"doi": "10.5281/zenodo 1"}, " doi: the DOI is not valid"),
        ({"keywords": "a"}, " keywords: a list of keywords is expected (found 'a')"),
        ({"keywords": ["a", {"b": 1}]}, " keywords[2]: a keyword is expected as text"),
        ({"keywords": ["a", None]}, " keywords[2]: a keyword is expected as text"),
        ({"keywords": ["a", " "]}, " keywords[2]: a keyword is expected as text"),
        ({"title": "A"}, " title: the title in fi, en, sv, ru is expected (found 'A')"),
        ({"title": {**TEXTS, "de": "x"}}, " title.de: unknown key (found 'de'; expected one of"),
        ({"title": {**TEXTS, "sv": ""}}, " title.sv: the title in 'sv' is missing"),
        ({"title": {**TEXTS, "sv": ["x"]}}, " title.sv: the title in 'sv' is expected as text"),
        ({"contact": {"name": "C"}}, " contact.email: the email is missing"),
        (
            {"contact": {"name": "C", "email": "c"}},
            " contact.email: the email is not valid (found 'c'",
        ),
        (
            {"publisher": {"name": "P", "url": "x y"}},
            " publisher.url: the url is not valid (found 'x y'",
        ),
        ({"publisher": "P"}, " publisher: the publisher is expected (found 'P')"),
        ({"contributors": ["D"]}, " contributors[1]: a name and roles are expected (found 'D')"),
        ({"contributors": [{"name": "D", "roles": ["curator"]}]}, "did you mean 'dataCurator'?)"),
        ({"contributors": [{"roles": ["editor"]}]}, " contributors[1].name: the name is missing"),
        ({"licenses": "x"}, " licenses: unknown key (found 'licenses'; expected one of name, lan"),
        ({"title": {**TEXTS, "en": "a\u202eb"}}, " title.en: character 2 of the text is U+202E"),
        ({"keywords": ["a", "b\u202ec"]}, " keywords[2]: character 2 of the text is U+202E"),
        ({"publisher": {"name": "P\u200fP"}}, " publisher.name: character 2 of the text is U+20"),
    ],
)
def test_what_is_wrong_is_told(tmp_path: Path, change: dict[str, Any], message: str) -> None:
    info, problems = read(tmp_path, **change)
    assert info is None
    assert len(problems) == 1
    assert message in problems[0]


def languages(folder: Path, **changes: Any) -> tuple[PackageFile, list[str]]:
    (folder / "package.yaml").write_text(json.dumps({**WHOLE, **changes}), encoding="utf-8")
    problems = ProblemList()
    file = read_package(folder, problems)
    return file, [str(problem).partition(":1: ")[2] for problem in problems]


def test_languages_are_any_and_the_first_is_the_main_one(tmp_path: Path) -> None:
    texts = {"de": "Titel", "en": "Title", "pt-BR": "Título"}
    changes = {"languages": [*texts], "title": texts, "description": texts}
    file, problems = languages(tmp_path, **changes)
    assert problems == []
    assert file.languages == file.required_languages == ("de", "en", "pt-BR")
    assert file.info is not None
    assert file.info.title == texts


def test_a_text_is_given_in_the_required_languages_and_may_be_in_others(tmp_path: Path) -> None:
    changes: dict[str, Any] = {"languages": ["de", "en", "fr"], "required_languages": ["fr", "de"]}
    changes |= {"title": {"de": "a", "fr": "b", "en": "c"}, "description": {"fr": "e", "de": "d"}}
    changes |= {"keywords": {"de": ["f"], "fr": ["g"]}}
    file, problems = languages(tmp_path, **changes)
    assert problems == []
    assert file.required_languages == ("de", "fr"), "in the order of the languages"
    assert file.info is not None
    assert list(file.info.title) == ["de", "en", "fr"]
    assert list(file.info.description) == ["de", "fr"]
    assert file.info.keywords == {"de": ("f",), "fr": ("g",)}


def test_a_plain_list_of_keywords_is_in_the_main_language_of_a_package_without_english(
    tmp_path: Path,
) -> None:
    changes = {"languages": ["de"], "title": {"de": "a"}, "description": {"de": "b"}}
    file, _ = languages(tmp_path, **changes)
    assert file.info is not None
    assert file.info.keywords == {"de": ("a", "b")}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"languages": "fi"}, "languages: a list of languages such as [de, en] is expected"),
        ({"languages": []}, "languages: a list of languages such as [de, en] is missing"),
        ({"languages": ["en", "FI"]}, "languages[2]: not a language tag (found 'FI'; expected a t"),
        ({"languages": ["en", ["fi"]]}, "languages[2]: not a language tag"),
        ({"languages": ["en", "fi", "en"]}, "languages[3]: the language is there twice (found 'en"),
    ],
)
def test_languages_that_are_wrong_are_told_and_nothing_that_follows_from_them(
    tmp_path: Path, change: dict[str, Any], message: str
) -> None:
    file, problems = languages(tmp_path, **change)
    assert file == PackageFile()
    assert len(problems) == 1
    assert problems[0].startswith(message)


def test_required_languages_are_languages_of_the_package(tmp_path: Path) -> None:
    file, problems = languages(tmp_path, required_languages=["fi", "se"])
    assert file.languages == tuple(LANGUAGES)
    [problem] = problems
    assert problem.startswith("required_languages[2]: not a language of the package (found 'se'; ")


def test_text_is_cleaned_as_that_of_records_is(tmp_path: Path) -> None:
    info, _ = read(tmp_path, title={**TEXTS, "fi": "Jyva\u0308skyla\u0308\n on\u00a0tässä "})
    assert info is not None
    assert info.title["fi"] == "Jyväskylä on tässä"


def test_a_problem_has_the_line_of_its_key(tmp_path: Path) -> None:
    _, problems = read_text(tmp_path, "# note\nname: X Y\nlanguages: [en]\n")
    assert problems[0].startswith("2: name: ")


@pytest.mark.parametrize("text", ["", "- a\n", "text\n"])
def test_a_file_without_keys_is_refused(tmp_path: Path, text: str) -> None:
    info, problems = read_text(tmp_path, text)
    assert info is None
    assert len(problems) == 1
    assert problems[0].startswith("1: there are no keys with values in the file")


def test_a_file_that_is_no_yaml_is_refused_once(tmp_path: Path) -> None:
    info, problems = read_text(tmp_path, "a: [\n")
    assert info is None
    assert len(problems) == 1


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    problems = ProblemList()
    assert read_package(tmp_path, problems) == PackageFile()
    assert [problem.rule for problem in problems] == ["missing-file"]


@pytest.mark.parametrize(
    ("limit", "allowed"),
    [(20, 20), ("20", 20), ("0", 0), ("5 %", 50), ("0.25%", 2), ("100 %", 999), (5000, 999)],
)
def test_a_limit_is_a_number_or_a_share_and_never_all(
    tmp_path: Path, limit: object, allowed: int
) -> None:
    info, problems = read(tmp_path, on_error="quarantine", quarantine_limit=limit)
    assert problems == []
    assert info is not None
    assert info.quarantine_limit is not None
    assert info.quarantine_limit.of(1000) == allowed


@pytest.mark.parametrize("limit", ["-1", "1.5", "5 per cent", "½", "٣", "1e3 %"])
def test_other_limits_are_refused(tmp_path: Path, limit: str) -> None:
    info, [problem] = read(tmp_path, on_error="quarantine", quarantine_limit=limit)
    assert info is None
    assert "the quarantine limit is not valid" in problem
