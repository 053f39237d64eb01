"""Runs bad inputs: each is a build."""

import contextlib
import io
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

from datapackage.cli import main
from tests.bad_inputs.case import Case, make_base

WIDTH = "80"


@dataclass(frozen=True)
class Outcome:
    """What a run said and did: the exit code, its messages, and whether any file changed."""

    code: int
    said: str
    changed: bool


def run_case(case: Case, output: Path, folder: Path) -> Outcome:
    """Run a case in ``folder``, where ``output`` is what an earlier build left."""
    make_base(folder)
    shutil.copytree(output, folder / "output")
    case.apply(folder)
    before = snapshot(folder)
    environment = {k: v for k, v in os.environ.items() if k != "GITHUB_ACTIONS"}
    environment |= {"COLUMNS": WIDTH, **case.environment}
    with contextlib.chdir(folder), mock.patch.dict(os.environ, environment, clear=True):
        code, said = run(case.arguments)
    return Outcome(code, said, snapshot(folder) != before)


def run(arguments: list[str]) -> tuple[int, str]:
    """Run a command; return its exit code, and standard error with annotations below."""
    error, output = io.StringIO(), io.StringIO()
    with contextlib.redirect_stderr(error), contextlib.redirect_stdout(output):
        try:
            code = main(arguments)
        except SystemExit as stop:  # argparse
            code = int(stop.code or 0)
    return code, error.getvalue() + "".join(annotations(output.getvalue()))


def annotations(text: str) -> Iterator[str]:
    """Yield the lines that GitHub shows beside the code."""
    yield from (line for line in text.splitlines(keepends=True) if line.startswith("::"))


def snapshot(folder: Path) -> dict[str, bytes]:
    """Return all files below a folder with their bytes."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}
