"""A folder to work in: builds at once, in any language, and is made whole or not at all."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest
import yaml

from datapackage.cli import main
from datapackage.pipeline import build
from datapackage.problems import UsageError
from datapackage.start.folder import init

RELEASED = dt.date(2026, 1, 2)


def make(folder: Path | str, *languages: str, **changes: str) -> Path:
    options = {"licence": "CC-BY-4.0", "publisher": "City", "email": "data@example.org", **changes}
    title = {tag: f"Title in {tag}" for tag in languages or ("en",)}
    return init(folder, title=title, released=RELEASED, **options)


@pytest.mark.parametrize(
    "languages", [("de", "en"), ("fi", "en", "sv", "ru"), ("ru",), ("pt-BR", "sv"), ("ja",)]
)
def test_the_example_builds_at_once_in_any_language(
    empty_folder: None, languages: tuple[str, ...]
) -> None:
    make("mine", *languages)
    done = build("mine/sources", "output", documents="mine/documents", formats=[])
    assert done.rows["agreements"] == done.rows["goals"] == 1
    assert done.rows["parties"] == done.rows["signatories"] == 2
    assert done.verification is not None
    assert done.verification.count("verified") == done.rows["citations"] > 0
    assert [w.message for w in done.warnings if w.rule != "borrowed-label"] == []


def test_the_example_is_in_the_languages_that_the_program_has_words_in(empty_folder: None) -> None:
    make("mine", "sv", "de", "fi")
    [path] = Path("mine/sources/agreements").glob("*.yaml")
    title = yaml.safe_load(path.read_text(encoding="utf-8"))["title"]
    assert title["sv"].startswith("Exempel: vänortsavtal")
    assert title["fi"].startswith("Esimerkki: ")
    assert title["de"].endswith("(in English; German is to come)")
    assert "Exempelstad" in Path("mine/documents/example-press-release.txt").read_text("utf-8")


@pytest.mark.parametrize("language", ["en", "fi", "ru", "sv"])
def test_the_example_says_that_it_is_invented(empty_folder: None, language: str) -> None:
    make("mine", language)
    [path] = Path("mine/sources/agreements").glob("*.yaml")
    record = yaml.safe_load(path.read_text(encoding="utf-8"))
    notice, *_ = Path("mine/documents/example-press-release.txt").read_text("utf-8").splitlines()
    invented = {"en": "invented", "fi": "eksitty", "sv": "åhittat", "ru": "ымышленный"}[language]
    assert invented in notice
    assert invented in record["summary"][language]
    rows = [
        line
        for register in Path("mine/sources/registers").glob("*.csv")
        for line in register.read_text(encoding="utf-8").splitlines()[1:]
    ]
    assert len(rows) == 7
    assert all(row.startswith("example-") for row in rows)


def test_no_sentence_of_the_document_is_in_the_sources(empty_folder: None) -> None:
    make("mine", "en")
    document = Path("mine/documents/example-press-release.txt").read_text(encoding="utf-8").split()
    runs = {" ".join(document[at : at + 8]) for at in range(len(document) - 7)}
    for path in Path("mine/sources").rglob("*.*"):
        text = " ".join(path.read_text(encoding="utf-8").split())
        assert not [run for run in runs if run in text], path


def test_documents_stay_out_of_git(empty_folder: None) -> None:
    assert "/documents/" in (make("mine") / ".gitignore").read_text(encoding="utf-8")


def test_the_readme_names_files_that_are_there_and_commands_that_are(empty_folder: None) -> None:
    from datapackage.cli import COMMANDS  # noqa: PLC0415

    readme = (make("mine") / "README.md").read_text(encoding="utf-8")
    assert "{{" not in readme
    assert set(re.findall(r"city-cooperation-agreements ([a-z-]+)", readme)) <= COMMANDS.keys()
    for name in re.findall(r"`((?:sources|documents)/[^`]*example[^`]*)`", readme):
        assert list(Path("mine").glob(name)), name


def test_a_folder_that_is_empty_will_do(
    empty_folder: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("Meine Stadt").mkdir()
    monkeypatch.chdir("Meine Stadt")
    make(".")
    assert "name: meine-stadt\n" in Path("sources/package.yaml").read_text(encoding="utf-8")


def test_a_folder_that_is_not_empty_is_left_alone(empty_folder: None) -> None:
    Path("mine").mkdir()
    Path("mine/notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match="mine: is not an empty folder"):
        make("mine")
    with pytest.raises(UsageError, match=r"notes\.txt: is not an empty folder"):
        make("mine/notes.txt")
    assert [path.name for path in Path("mine").iterdir()] == ["notes.txt"]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"licence": "CC-BY"}, r"licence: the SPDX .* did you mean 'CC-BY-4\.0'"),
        ({"email": "me"}, "email: the email is not valid"),
        ({"publisher": ""}, "publisher.name: the name is missing"),
    ],
)
def test_what_is_not_valid_makes_no_folder(
    empty_folder: None, changes: dict[str, str], message: str
) -> None:
    with pytest.raises(UsageError, match=message):
        make("mine", **changes)
    with pytest.raises(UsageError, match=r"languages\[1\]: not a language tag"):
        make("mine", "english")
    assert list(Path().iterdir()) == []


def test_text_that_means_something_in_yaml_stays_text(empty_folder: None) -> None:
    make("mine", "en", publisher='Yes: "we" # {{name}}')
    package = yaml.safe_load(Path("mine/sources/package.yaml").read_text(encoding="utf-8"))
    assert package["publisher"]["name"] == 'Yes: "we" # {{name}}'


# --- The command --------------------------------------------------------------------------------

OPTIONS = ["--publisher", "City", "--email", "data@example.org"]


def test_the_command_says_how_to_build(
    empty_folder: None, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["init", "mine", "--title", "de=Abkommen", "--title", "en=Treaties", *OPTIONS]) == 0
    *_, folder, command = capsys.readouterr().out.splitlines()
    monkeypatch.chdir(folder.removeprefix("  cd "))
    assert main([*command.split()[1:], "--formats="]) == 0
    assert "output: created" in capsys.readouterr().out


def test_a_terminal_is_asked_for_what_was_not_said(
    empty_folder: None, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter(["de, en\n", "Abkommen\n", "Treaties\n", "\n", "Stadt\n", "data@example.org\n"])
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("sys.stdin.readline", lambda: next(answers))
    assert main(["init", "mine"]) == 0
    assert capsys.readouterr().out.startswith(
        "Languages [en]: Title (de): Title (en): Licence [CC-BY-4.0]: Publisher: E-mail"
    )
    package = yaml.safe_load(Path("mine/sources/package.yaml").read_text(encoding="utf-8"))
    assert package["title"] == {"de": "Abkommen", "en": "Treaties"}
    assert package["licence"] == "CC-BY-4.0"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "not said: --title en=…, --publisher, --email"),
        (
            ["--title", "de=A", "--languages", "de,en"],
            "not said: --title en=…, --publisher, --email",
        ),
        (["--title", "sv=A", "--languages", "de"], "--title sv=…: not one of the languages de"),
        (["--title", "A"], "--title: expected a language and a text, such as en=… (found 'A')"),
    ],
)
def test_without_a_terminal_everything_is_said_in_options(
    empty_folder: None,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    message: str,
) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: False)
    assert main(["init", "mine", *arguments]) == 2
    assert capsys.readouterr().err == f"error: {message}\n"
