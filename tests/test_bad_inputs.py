"""Every mistake that a curator can make has its message; see bad_inputs/README.md."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from tests.bad_inputs.case import cases, names, update
from tests.bad_inputs.runner import run, run_case
from tests.spreadsheet_files import save_as_spreadsheets_do

UPDATE = bool(os.environ.get("UPDATE_GOLDEN"))


@pytest.mark.parametrize("name", cases())
def test_the_message(name: str, built_output: Path, tmp_path: Path) -> None:
    case = cases()[name]
    outcome = run_case(case, built_output, tmp_path)
    if UPDATE:
        update(case, outcome.said)
    else:
        assert outcome.said == case.expected
    assert outcome.code == case.exit
    assert not outcome.changed, "a build that fails changes nothing"


def test_each_name_is_one_case() -> None:
    assert names() == sorted(cases()), "YAML would drop the first of two in silence"


@pytest.mark.skipif(UPDATE, reason="the files are changing")
def test_an_update_changes_one_message_and_nothing_else(tmp_path: Path) -> None:
    for case in cases().values():
        copy = replace(case, family=tmp_path / case.family.name)
        text = case.family.read_text(encoding="utf-8")
        copy.family.write_text(text, encoding="utf-8")
        update(copy, "another\n")
        assert copy.family.read_text(encoding="utf-8") != text
        update(copy, case.expected)
        assert copy.family.read_text(encoding="utf-8") == text


@pytest.mark.parametrize("mistake", ["mistakes-of-all-stages", "duplicate-id-across-files"])
def test_check_says_what_build_says(workplace: Path, mistake: str) -> None:
    case = cases()[mistake]
    case.apply(workplace)
    assert run(["check", "--formats="]) == (1, case.expected)


@pytest.mark.parametrize(
    "mistake",
    [
        "mistakes-of-all-stages",
        "mistake-in-row-of-many-lines",
        "missing-cell",
        "duplicate-code",
        "package-several-mistakes",
        "wrong-type",
        "jsonl-unknown-name",
    ],
)
def test_files_of_a_spreadsheet_have_the_same_mistakes_at_the_same_places(
    workplace: Path, mistake: str
) -> None:
    case = cases()[mistake]
    case.apply(workplace)
    save_as_spreadsheets_do(workplace / "sources")
    assert run(case.arguments) == (1, case.expected)


def test_the_base_itself_is_right(workplace: Path) -> None:
    assert run(["check", "--formats=", "--documents", "documents"]) == (0, "")
