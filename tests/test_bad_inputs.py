"""Every mistake that a curator can make has its message; see bad_inputs/README.md."""

import os
from pathlib import Path

import pytest

from tests.bad_inputs.case import cases, read_case
from tests.bad_inputs.runner import run, run_case

UPDATE = bool(os.environ.get("UPDATE_GOLDEN"))


@pytest.mark.parametrize("name", cases())
def test_the_message(name: str, built_output: Path, tmp_path: Path) -> None:
    case, outcome = read_case(name), run_case(name, built_output, tmp_path)
    if UPDATE:
        case.expected.write_bytes(outcome.said.encode())
    assert outcome.said == case.expected.read_bytes().decode()
    assert outcome.code == case.exit
    assert not outcome.changed, "a build that fails changes nothing"


def test_every_folder_is_a_case() -> None:
    folders = {path.name for path in read_case(cases()[0]).folder.parent.iterdir() if path.is_dir()}
    assert folders - {"_base", "__pycache__"} == set(cases())


@pytest.mark.parametrize("mistake", ["mistakes-of-all-stages", "duplicate-id-across-files"])
def test_check_says_what_build_says(workplace: Path, mistake: str) -> None:
    case = read_case(mistake)
    case.apply(workplace)
    assert run(["check", "--formats="]) == (1, case.expected.read_bytes().decode())


def test_the_base_itself_is_right(workplace: Path) -> None:
    assert run(["check", "--formats=", "--documents", "documents"]) == (0, "")
