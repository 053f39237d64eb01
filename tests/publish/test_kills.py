import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork"),
]


def kill_each_step(folder: Path, way: str, start: str) -> dict[str, int]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.publish.kill_each_step", str(folder), way, start],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    seen: dict[str, int] = json.loads(done.stdout)
    return seen


@pytest.mark.skipif(sys.platform not in ("linux", "darwin"), reason="needs an exchange of names")
def test_killed_anywhere_the_output_is_the_old_package_or_the_new_one(tmp_path: Path) -> None:
    seen = kill_each_step(tmp_path, "exchange", "replace")
    assert seen["old"] + seen["new"] == seen["steps"] >= 100
    assert seen["old"] > 50, "many steps come before the exchange"
    assert seen["new"] > 5, "the old package is removed after the exchange, file by file"
    assert seen["leftovers"] > 50


def test_killed_anywhere_a_first_build_leaves_nothing_or_all(tmp_path: Path) -> None:
    seen = kill_each_step(tmp_path, "exchange", "create")
    assert seen["none"] + seen["new"] == seen["steps"]
    assert seen["none"] > 50
    assert seen["new"] > 1


def test_without_an_exchange_the_next_build_mends_the_one_gap(tmp_path: Path) -> None:
    seen = kill_each_step(tmp_path, "renames", "replace")
    assert seen["old"] + seen["new"] + seen["missing"] == seen["steps"] >= 100
    assert seen["missing"] == 1, "nothing but one rename may come in the gap"
