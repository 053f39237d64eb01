"""docs/adding-an-agreement.md is followed, command by command, to a record that is right."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from datapackage.cli import main
from tests.places import ROOT

PAGE = (ROOT / "docs/adding-an-agreement.md").read_text(encoding="utf-8")
PROGRAM = ".venv/bin/city-cooperation-agreements"
COMMANDS = [
    shlex.split(line)[1:]
    for block in re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)
    for line in block.splitlines()
    if line.startswith(PROGRAM)
]
LANGUAGES = ("fi", "en", "sv", "ru")
NEWS = """Vesala ja Nordholm jatkavat

Vesala 3.5.2021. Vesalan kaupunki ja Nordholmin kaupunki solmivat tänään uuden sopimuksen. \
Sopimuksen mukaan kaupungit järjestävät yhteisiä kilpailuja. Sen allekirjoittivat kaupunginjohtajat.
"""
REPLY = "Nordholm kiittää\n\nNordholmin kaupunki kiittää sopimuksesta.\n"


def texts(text: str) -> str:
    """A text in all languages; what it says is no matter here."""
    return "{" + ", ".join(f"{tag}: {text} {tag}" for tag in LANGUAGES) + "}"


FILLED = f"""\
title: {texts("Sopimus")}
agreement_type: Yhteistyösopimus
status: signed
status_as_of: 3.5.2021
summary: {texts("Jatkavat")}
signed_on: 3.5.2021
cites:
  - "Vesalan kaupunki ja … uuden sopimuksen"
  - {{quote: "3.5.2021", field: signed_on}}
documents:
  - id: my-agreement-text
    document_type: agreement
    title: {texts("Sopimus")}
    cites: ["uuden sopimuksen"]
parties:
  - organisation: Vesalan kaupunki
    role: partner
    cites: ["Vesalan kaupunki"]
  - organisation: Nordholmin kaupunki
    role: partner
    cites: ["Nordholmin kaupunki"]
"""


@pytest.fixture
def page(workplace: Path) -> Path:
    Path("documents").rename("my-documents")
    Path("my-documents/my-source.txt").write_text(NEWS, encoding="utf-8")
    Path("my-documents/another.txt").write_text(REPLY, encoding="utf-8")
    return workplace


def commands(name: str) -> list[list[str]]:
    return [command for command in COMMANDS if command[0] == name]


def test_the_page_leads_to_a_record_without_fault(
    page: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    [new], [register] = commands("new"), commands("register-source")
    assert main(new) == main(register) == 0
    record = Path("sources/agreements/my-agreement.yaml")
    draft = record.read_text(encoding="utf-8")
    assert "3.5.2021 (2021-05-03)" in draft
    source = re.search(r"(?m)^source: .*$", draft)
    assert source is not None
    record.write_text(f"id: my-agreement\n{source[0]}\n{FILLED}", encoding="utf-8")
    sources = Path("sources/registers/sources.csv")
    kept = sources.read_text(encoding="utf-8").rstrip("\n")
    assert kept.splitlines()[-1].startswith("another,")
    sources.write_text(f"{kept}for later\n", encoding="utf-8")  # its last column is `keep`
    [fill] = [command for command in commands("cite") if "--fill" in command]
    assert main(fill) == 0
    capsys.readouterr()
    [check] = commands("check")
    assert main([*check, "--formats="]) == 0, capsys.readouterr().err
    said = capsys.readouterr().out
    assert "nothing was published: this was a check" in said
    assert re.search(r"(\d+) of \1 citations verified against my-documents", said)


def test_the_draft_itself_names_what_is_missing(
    page: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    [new], [check] = commands("new"), commands("check")
    assert main(new) == 0
    assert main([*check, "--formats="]) == 1
    said = capsys.readouterr().err
    for key in ("agreement_type", "cites"):
        assert re.search(rf"my-agreement\.yaml:\d+: {re.escape(key)}: ", said), said
