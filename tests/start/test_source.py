"""Entering a document into the register of sources."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from datapackage.citations import digest
from datapackage.cli import main
from datapackage.problems import DataError, UsageError
from datapackage.start import language
from datapackage.start.source import register_source

TEXT = """Vesala ja Nordholm sopivat

Vesalan kaupunki ja Nordholmin kunta allekirjoittivat tänään sopimuksen yhteistyöstä. Sopimus on \
voimassa viisi vuotta, ja se koskee kouluja, kirjastoja ja joukkoliikennettä.
"""


@pytest.fixture
def folder(workplace: Path) -> Path:
    (workplace / "documents/Uutinen Å.txt").write_text(TEXT, encoding="utf-8")
    return workplace


DOCUMENT = "documents/Uutinen Å.txt"
REGISTER = "sources/registers/sources.csv"


def rows(folder: Path) -> list[dict[str, str]]:
    with (folder / REGISTER).open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def test_a_row_says_what_the_text_is(folder: Path) -> None:
    done = register_source(DOCUMENT)
    assert (done.source_id, done.is_new, done.line) == ("uutinen-a", True, 3)
    row = {name: cell for name, cell in rows(folder)[-1].items() if cell}
    assert row == {
        "source_id": "uutinen-a",
        "title": "Vesala ja Nordholm sopivat",
        "language": "fi",
        "media_type": "text/plain",
        "characters": str(len(TEXT)),
        "bytes": str(len(TEXT.encode())),
        "sha256": digest(TEXT),
    }


def test_what_is_said_goes_before_what_is_found(folder: Path) -> None:
    register_source(DOCUMENT, source_id="news", title="A, title", language="Finnish")
    row = rows(folder)[-1]
    assert [row[name] for name in ("source_id", "title", "language")] == [
        "news",
        "A, title",
        "Finnish",
    ]


@pytest.mark.parametrize(
    ("data", "change"),
    [
        (b"\xef\xbb\xbf" + TEXT.encode(), "a byte order mark"),
        (TEXT.replace("\n", "\r\n").encode(), "Windows line ends"),
        (TEXT.replace("ä", "a\u0308").encode(), "decomposed letters"),
    ],
)
def test_length_and_digest_are_those_of_the_normalised_text(
    folder: Path, data: bytes, change: str
) -> None:
    (folder / "documents/other.txt").write_bytes(data)
    first = register_source(DOCUMENT)
    again = register_source("documents/other.txt")
    assert (again.is_new, again.source_id, again.line) == (False, first.source_id, first.line), (
        change
    )
    assert len(rows(folder)) == 2


def test_a_registered_text_keeps_its_identifier(folder: Path) -> None:
    register_source(DOCUMENT)
    with pytest.raises(UsageError, match="is registered already, as 'uutinen-a'"):
        register_source(DOCUMENT, source_id="other")


def test_an_identifier_belongs_to_one_text(folder: Path) -> None:
    with pytest.raises(UsageError, match="another document is registered as 'invented-news'"):
        register_source(DOCUMENT, source_id="invented-news")


@pytest.mark.parametrize("identifier", ["News", "a_b", "-a", "", "ä"])
def test_an_identifier_has_a_form(folder: Path, identifier: str) -> None:
    with pytest.raises(UsageError, match="--id: not an identifier"):
        register_source(DOCUMENT, source_id=identifier)


def test_a_name_without_latin_letters_gives_no_identifier(folder: Path) -> None:
    (folder / "documents/Новости.txt").write_text("Новости", encoding="utf-8")
    with pytest.raises(UsageError, match="no identifier can be made of 'Новости': give one with"):
        register_source("documents/Новости.txt")


def test_eight_words_of_a_text_are_not_published(folder: Path) -> None:
    (folder / DOCUMENT).write_text("one two three four five six seven eight\n", encoding="utf-8")
    done = register_source(DOCUMENT)
    assert rows(folder)[-1]["title"] == ""
    assert "title" in done.to_fill


def test_a_title_of_characters_that_are_none_is_left_out(folder: Path) -> None:
    (folder / DOCUMENT).write_text("Ves\ufffdala\n", encoding="utf-8")
    register_source(DOCUMENT)
    assert rows(folder)[-1]["title"] == ""


def test_an_unsure_language_is_left_to_the_curator(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(language, "CLEAR", 1e9)
    rename = "  rename the document to uutinen-a.txt, so that its citations are found\n"
    assert main(["register-source", DOCUMENT]) == 0
    assert capsys.readouterr().out == (
        f"{REGISTER}:3: uutinen-a: registered\n  fill in there: language\n{rename}"
    )
    assert main(["register-source", DOCUMENT]) == 0
    assert capsys.readouterr().out == f"{REGISTER}:3: uutinen-a: was registered already\n{rename}"


def test_the_command_says_which_language_it_found(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["register-source", DOCUMENT, "--id", "news"]) == 0
    said, _rename = capsys.readouterr().out.splitlines()
    assert said == f"{REGISTER}:3: news: registered, in the language 'fi'"


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_a_row_is_written_as_the_file_is(folder: Path, delimiter: str) -> None:
    path = folder / REGISTER
    with path.open(encoding="utf-8", newline="") as stream:
        table = [list(reversed(row)) for row in csv.reader(stream)]
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        csv.writer(stream, delimiter=delimiter, lineterminator="\r\n").writerows(table)
    path.write_bytes(path.read_bytes().removesuffix(b"\r\n"))  # as some editors leave it
    before = path.read_bytes()
    register_source(DOCUMENT, title=f"a{delimiter}b")
    data = path.read_bytes()
    assert data.startswith(before + b"\r\n")
    assert data.endswith(b"\r\n")
    assert data.count(b"\n") == data.count(b"\r\n") == 3
    with path.open(encoding="utf-8-sig", newline="") as stream:
        row = list(csv.DictReader(stream, delimiter=delimiter))[-1]
    assert (row["source_id"], row["title"]) == ("uutinen-a", f"a{delimiter}b")


def test_a_register_that_is_not_there_is_made(folder: Path) -> None:
    (folder / REGISTER).unlink()
    assert register_source(DOCUMENT).line == 2
    assert [row["source_id"] for row in rows(folder)] == ["uutinen-a"]


def test_a_register_that_cannot_be_read_is_left_as_it_is(folder: Path) -> None:
    path = folder / REGISTER
    path.write_text("source_id\nx,y\n", encoding="utf-8")
    with pytest.raises(DataError, match="column 'title' is missing"):
        register_source(DOCUMENT)
    assert path.read_text(encoding="utf-8") == "source_id\nx,y\n"


def test_what_is_wrong_elsewhere_does_not_matter_yet(folder: Path) -> None:
    (folder / "sources/registers/places.csv").write_text("x\n", encoding="utf-8")
    assert register_source(DOCUMENT).is_new


def test_a_text_that_is_registered_is_found_in_its_row(folder: Path) -> None:
    first = register_source(DOCUMENT)
    again = register_source(DOCUMENT)
    assert (again.path, again.line) == (first.path, first.line)
    assert (again.source_id, again.language, again.is_new) == ("uutinen-a", "fi", False)


@pytest.mark.parametrize("text", ["", " \n\n"])
def test_a_document_without_text_is_refused(folder: Path, text: str) -> None:
    (folder / "documents/empty.txt").write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=r"empty\.txt: there is no text in the document"):
        register_source("documents/empty.txt")
