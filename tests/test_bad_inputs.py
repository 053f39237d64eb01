"""Every mistake that a curator can make has its message; see bad_inputs/README.md."""

import os
from pathlib import Path

import pytest

from datapackage.cli import main
from tests.bad_inputs.case import Case, cases, read_case

UPDATE = bool(os.environ.get("UPDATE_GOLDEN"))


def snapshot(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def run(case: Case, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    """Run the case's command, and return the exit code and what standard error says."""
    try:
        code = main(case.arguments)
    except SystemExit as stop:  # argparse
        code = int(stop.code or 0)
    printed = capsys.readouterr()
    annotations = [line for line in printed.out.splitlines() if line.startswith("::")]
    return code, printed.err + "".join(f"{line}\n" for line in annotations)


@pytest.mark.parametrize("name", cases())
def test_the_message(
    name: str, workplace: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    case = read_case(name)
    case.apply(workplace)
    monkeypatch.setenv("COLUMNS", "80")
    for variable, value in case.environment.items():
        monkeypatch.setenv(variable, value)
    before = snapshot(workplace)
    code, said = run(case, capsys)
    if UPDATE:
        case.expected.write_bytes(said.encode())
    assert said == case.expected.read_bytes().decode()
    assert code == case.exit
    assert snapshot(workplace) == before, "a build that fails changes nothing"
