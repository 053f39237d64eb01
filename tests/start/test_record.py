"""The draft of a record: what was found, as suggestions, and the keys that are to be filled in."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from datapackage.cli import main
from datapackage.problems import UsageError
from datapackage.start.record import new
from tests.places import shape

TEXT = """Vesala ja Nordholm jatkavat yhteistyötä

Vesala 3.5.2021. Vesalan kaupungin ja Nordholmin kaupungin uusi sopimus allekirjoitettiin \
maanantaina 3. toukokuuta Nordholmissa. Se on voimassa vuosina 2021–2024. Vesalan kaupungin \
osalta mukana on kolme koulua.
"""
DOCUMENT = "documents/tiedote.txt"
RECORD = Path("sources/agreements/vesala-nordholm-2021.yaml")


def at(words: str, occurrence: int = 1) -> str:
    """Where words stand in the text, as an anchor has it."""
    *_, start = (
        m.start() for m, _ in zip(re.finditer(words, TEXT), range(occurrence), strict=False)
    )
    return f"{start}-{start + len(words)}"


@pytest.fixture
def drafted(workplace: Path) -> str:
    (workplace / DOCUMENT).write_text(TEXT, encoding="utf-8")
    new(DOCUMENT, record_id="vesala-nordholm-2021")
    return RECORD.read_text(encoding="utf-8")


def test_what_was_found_stands_in_comments_with_its_place(drafted: str) -> None:
    comments = [line for line in drafted.splitlines() if line.startswith("#   ")]
    assert comments[1:8] == [
        f"#   {at('3.5.2021')}, line 3: 3.5.2021 (2021-05-03)",
        (
            f"#   {at('maanantaina 3. toukokuuta')}, line 3: maanantaina 3. toukokuuta"
            " (the year is not said here)"
        ),
        f"#   {at('vuosina 2021–2024')}, line 3: vuosina 2021–2024 (2021/2024)",
        (
            f"#   {at('Vesalan kaupungin')}, line 3: Vesalan kaupungin (city-of-vesala);"
            f" also {at('Vesalan kaupungin', 2)}"
        ),
        f"#   {at('Nordholmin kaupungin')}, line 3: Nordholmin kaupungin (city-of-nordholm)",
        (
            f"#   {at('Vesala')}, line 1: Vesala (vesala); also {at('Vesala', 2)}, {at('Vesalan')},"
            f" {at('Vesalan', 2)}"
        ),
        (
            f"#   {at('Nordholm')}, line 1: Nordholm (nordholm); also {at('Nordholmin')},"
            f" {at('Nordholmissa')}"
        ),
    ]


def test_nothing_is_filled_in_but_identifiers(drafted: str) -> None:
    record = yaml.safe_load(drafted)
    assert record.pop("id") == "vesala-nordholm-2021"
    assert record.pop("source") == "tiedote"
    assert record.pop("cites") == []
    required = {name for name, key in shape().keys.items() if key.required} - {"id"}
    assert record.keys() == required
    assert set(record.values()) == {None}


def test_every_list_of_a_record_is_there_to_be_uncommented(drafted: str) -> None:
    start = drafted.index("# events:")
    lines = drafted[start:].splitlines()
    lists = yaml.safe_load("\n".join(line.removeprefix("# ") for line in lines))
    assert lists.keys() == shape().children.keys() - {"citations"}
    assert [party["organisation"] for party in lists["parties"]] == [
        "Vesalan kaupungin",
        "Nordholmin kaupungin",
    ]
    assert [party["cites"] for party in lists["parties"]] == [
        [at("Vesalan kaupungin")],
        [at("Nordholmin kaupungin")],
    ]
    assert lists["areas"][0]["goals"][0]["actors"][0]["role"] is None


def test_the_command_says_what_was_found(
    workplace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (workplace / DOCUMENT).write_text(TEXT, encoding="utf-8")
    assert main(["new", "--from", DOCUMENT]) == 0
    assert capsys.readouterr().out == (
        "sources/registers/sources.csv:3: tiedote: registered, in the language 'fi'\n"
        "sources/agreements/tiedote.yaml: drafted; found in the text: dates and periods 3,"
        " organisations 3, places 7, themes 0\n"
    )


def test_a_source_that_is_registered_keeps_its_row(workplace: Path) -> None:
    drafted = new("documents/invented-news.txt", record_id="another")
    assert (drafted.source.source_id, drafted.source.is_new) == ("invented-news", False)
    assert drafted.source.language == "fi"


@pytest.mark.parametrize("suffix", [".yaml", ".yml"])
def test_a_record_that_is_there_stays_and_nothing_is_registered(
    workplace: Path, suffix: str
) -> None:
    (workplace / DOCUMENT).write_text(TEXT, encoding="utf-8")
    path = RECORD.with_suffix(suffix)
    path.write_text("id: mine\n", encoding="utf-8")
    register = Path("sources/registers/sources.csv").read_bytes()
    with pytest.raises(UsageError, match="is there already; choose another identifier with --id"):
        new(DOCUMENT, record_id=RECORD.stem)
    assert path.read_text(encoding="utf-8") == "id: mine\n"
    assert Path("sources/registers/sources.csv").read_bytes() == register


def test_a_name_that_needs_quotes_has_them(workplace: Path) -> None:
    register = Path("sources/registers/organisations.csv")
    with register.open("a", encoding="utf-8") as stream:
        stream.write('harbour,"Satama: ""Itä"" #1",Harbour,Hamn,Порт,company,,,,,\n')
    (workplace / DOCUMENT).write_text('Sopimus. Satama: "Itä" #1 mukana.', encoding="utf-8")
    new(DOCUMENT, record_id=RECORD.stem)
    text = RECORD.read_text(encoding="utf-8")
    [line] = [line for line in text.splitlines() if "- organisation:" in line and "harbour" in line]
    [item] = yaml.safe_load(line.removeprefix("# "))
    assert item == {"organisation": 'Satama: "Itä" #1'}
