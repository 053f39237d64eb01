"""What package.yaml may say for catalogues beyond what it must."""

from __future__ import annotations

from pathlib import Path

import pytest

from datapackage.problems import ProblemList
from datapackage.read.package import PackageInfo, read_package
from tests.places import ROOT


def read(folder: Path, text: str) -> tuple[PackageInfo | None, list[str]]:
    (folder / "package.yaml").write_text(text, encoding="utf-8")
    problems = ProblemList()
    info = read_package(folder, problems).info
    return info, [str(problem).removeprefix(f"{folder}/") for problem in problems]


def minimal(*lines: str) -> str:
    """The repository's own file up to the contact, and some lines instead of what it adds."""
    text = (ROOT / "sources" / "package.yaml").read_text(encoding="utf-8")
    start, end = text.index("frequency:"), text.index("publisher:")
    kept = text[: text.rindex("\n#", 0, start) + 1] + text[end:]
    return kept + "".join(f"{line}\n" for line in lines)


def test_what_is_left_out_has_a_default(tmp_path: Path) -> None:
    info, problems = read(tmp_path, minimal())
    assert problems == []
    assert info is not None
    assert (info.frequency, info.themes, info.availability) == (
        "IRREG",
        ("GOVE", "INTR"),
        "AVAILABLE",
    )
    assert info.provenance == {}


def test_what_is_said_is_taken(tmp_path: Path) -> None:
    lines = ("frequency: ANNUAL", "themes: [EDUC]", "availability: STABLE")
    info, problems = read(tmp_path, minimal(*lines))
    assert problems == []
    assert info is not None
    assert (info.frequency, info.themes, info.availability) == ("ANNUAL", ("EDUC",), "STABLE")
    assert info.publisher.type == "NonProfitOrganisation"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("frequency: YEARLY", "unknown frequency"),
        ("availability: FOREVER", "unknown availability"),
        ("themes: [GOVE, GOVERN]", "unknown theme"),
        ("themes: GOVE", "a list of themes is expected"),
        ("provenance: {en: Compiled.}", "provenance.fi: the provenance in 'fi' is missing"),
        ("frequncy: ANNUAL", "unknown key"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(tmp_path: Path, line: str, message: str) -> None:
    text = minimal(line)
    info, problems = read(tmp_path, text)
    assert info is None
    number = len(text.splitlines())
    assert problems
    assert all(problem.startswith(f"package.yaml:{number}: ") for problem in problems)
    assert message in problems[0]


def test_an_unknown_code_is_told_with_the_nearest(tmp_path: Path) -> None:
    _, problems = read(tmp_path, minimal("frequency: ANUAL"))
    assert "ANNUAL" in problems[0]


def test_keywords_may_be_a_list_which_is_english(tmp_path: Path) -> None:
    text = minimal()
    start, end = text.index("keywords:"), text.index("publisher:")
    info, problems = read(tmp_path, text[:start] + "keywords: [one, two]\n" + text[end:])
    assert problems == []
    assert info is not None
    assert info.keywords == {"en": ("one", "two")}


def test_keywords_in_languages_lack_none(tmp_path: Path) -> None:
    text = minimal()
    start, end = text.index("keywords:"), text.index("publisher:")
    _, problems = read(tmp_path, text[:start] + "keywords: {en: [one]}\n" + text[end:])
    assert len(problems) == 3
    assert "keywords.fi: the list of keywords in 'fi' is missing" in problems[0]
