"""What tests of all parts share."""

import os
import shutil
from pathlib import Path

import pytest
from hypothesis import settings

from tests.bad_inputs.case import make_base
from tests.places import DOCUMENTS, NOT_BESIDE
from tests.validator.copies import Copy

# On a shared machine a slow example is no fault, and CI must find today what it found yesterday.
settings.register_profile("local", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "local")


@pytest.fixture(autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache folder of the test's own; the user's is left alone."""
    folder = tmp_path_factory.mktemp("cache")
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder))
    return folder


@pytest.fixture(scope="session")
def source_documents() -> Path:
    """The folder of the source documents, which are not published."""
    if not DOCUMENTS.is_dir():
        pytest.skip(NOT_BESIDE)
    return DOCUMENTS


@pytest.fixture
def minimal_sources(tmp_path: Path) -> Path:
    """A small folder of sources that builds; its documents lie in ``documents`` beside it."""
    make_base(tmp_path)
    return tmp_path / "sources"


@pytest.fixture(scope="session")
def built_output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A package that was built from the small sources; for reading and copying only."""
    from datapackage import build  # noqa: PLC0415  (imports pyarrow and pandas)

    folder = tmp_path_factory.mktemp("built")
    make_base(folder)
    build(folder / "sources", folder / "output", formats=[])
    return folder / "output"


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    """A copy of the published package, to be changed."""
    return Copy(tmp_path)


@pytest.fixture
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in an empty folder, so that messages have relative paths."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)


@pytest.fixture
def workplace(tmp_path: Path, built_output: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder: small sources, documents, and an output of an earlier build."""
    make_base(tmp_path)
    shutil.copytree(built_output, tmp_path / "output")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    return tmp_path
