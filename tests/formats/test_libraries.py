"""Libraries of formats: imported when they are needed, and named where they are missing."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from datapackage import words
from datapackage.cli import main
from datapackage.formats import FORMATS, FinishedPackage, PublishedFile, choose
from datapackage.problems import UsageError
from tests.places import ROOT


def test_a_build_without_formats_imports_none_of_their_libraries() -> None:
    names = sorted({name for item in FORMATS for name in item.requires})
    code = f"import sys, datapackage.pipeline; print([n for n in {names} if n in sys.modules])"
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert names
    assert result.stdout.strip() == "[]"


@pytest.mark.parametrize("name", ["skos", "dcat"])
def test_a_missing_library_is_named_with_what_to_install(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(
        "importlib.util.find_spec", lambda item: None if item == "rdflib" else find_spec(item)
    )
    with pytest.raises(UsageError, match=rf"'{name}' needs rdflib: install .*\[rdf\]'"):
        choose([name])
    assert choose(["csvw", "citation"])


def test_mqa_names_it_too(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(
        "importlib.util.find_spec", lambda item: None if item == "rdflib" else find_spec(item)
    )
    assert main(["mqa", str(tmp_path)]) == 2
    assert "city-cooperation-agreements[rdf]" in capsys.readouterr().err


def test_the_readme_names_what_was_written_and_every_file_it_names_is_there(package: Path) -> None:
    text = (package / "README.md").read_text(encoding="utf-8")
    for item in FORMATS:
        if item.where:
            assert (
                f"| [{item.where}]({item.where}) | {words.text(f'formats.{item.name}', 'en')} |"
                in text
            )
            place = package / item.where
            assert place.is_dir() if item.where.endswith("/") else place.is_file()


def test_the_catalogue_comes_after_what_it_lists_and_the_site_after_all() -> None:
    assert [item.name for item in FORMATS[-2:]] == ["dcat", "site"]


def test_what_a_library_says_without_a_number_is_said_in_its_words(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def write(package: FinishedPackage) -> list[PublishedFile]:
        raise OSError("no memory for the sheet") from MemoryError()

    monkeypatch.setattr("datapackage.formats.citation_file.write", write)
    package = cast("FinishedPackage", SimpleNamespace(folder=tmp_path))
    [citation] = choose(["citation"])
    with pytest.raises(OSError, match=r"^no memory for the sheet$"):
        citation.write(package)
