from pathlib import Path

import pytest

from tests.publish.packages import OLD, write_package


@pytest.fixture
def output(tmp_path: Path) -> Path:
    """An output folder that is not there yet, in a folder where nothing else is."""
    home = tmp_path / "home"
    home.mkdir()
    return home / "output"


@pytest.fixture
def published(output: Path) -> Path:
    """An output folder that holds the old package."""
    write_package(output, OLD)
    return output
