"""What an install brings: under licences that anyone may use, and a wheel of the same bytes."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, distribution
from itertools import chain
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from tests.places import ROOT

FREE = re.compile(
    r"MIT|BSD|Apache|ISC|0BSD|PSF|Python Software|MPL|Mozilla|Unlicense|Zlib|CC0|Artistic|HPND"
)
"""Licences that ask for no more than to be named, or (MPL) for changes to their own files."""


def licence(name: str) -> str:
    metadata = distribution(name).metadata
    classifiers = metadata.get_all("Classifier") or []
    stated = [c.rpartition(" :: ")[2] for c in classifiers if c.startswith("License")]
    written = [
        *(metadata.get_all("License-Expression") or []),
        *(metadata.get_all("License") or []),
    ]
    return "; ".join([*stated, *written])


def needed() -> Iterator[str]:
    """Yield what the package and all its extras need, as far as it is installed."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = chain.from_iterable(project["optional-dependencies"].values())
    waiting = [*project["dependencies"], *extras]
    seen = set()
    while waiting:
        wanted = Requirement(waiting.pop())
        if wanted.name in seen or (wanted.marker and not wanted.marker.evaluate({"extra": ""})):
            continue
        seen.add(wanted.name)
        try:
            waiting += distribution(wanted.name).requires or []
        except PackageNotFoundError:
            continue
        yield wanted.name


NEEDED = sorted(needed())


def test_what_is_needed_is_found() -> None:
    assert {"pandas", "pyarrow", "jinja2", "rdflib", "xlsxwriter", "certifi"} <= set(NEEDED)


@pytest.mark.parametrize("name", NEEDED)
def test_a_dependency_has_a_free_licence(name: str) -> None:
    assert FREE.search(licence(name)), licence(name)


@pytest.mark.slow
def test_a_wheel_built_twice_is_the_same_bytes(tmp_path: Path) -> None:
    wheels = []
    for number in "12":
        command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d"]
        subprocess.run([*command, str(tmp_path / number)], cwd=ROOT, check=True)
        [wheel] = (tmp_path / number).iterdir()
        wheels.append(wheel.read_bytes())
    assert wheels[0] == wheels[1]
