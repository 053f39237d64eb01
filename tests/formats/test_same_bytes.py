"""Two builds give the same bytes, whatever the hash seed, the time zone and the folder."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.formats.conftest import ROOT


def test_two_builds_give_the_same_bytes(package: Path, tmp_path: Path) -> None:
    output = tmp_path / "elsewhere" / "out"
    output.parent.mkdir()
    environment = {"PYTHONHASHSEED": "4711", "TZ": "Asia/Kathmandu", "LC_ALL": "C"}
    script = str(ROOT / "build_dataset.py")
    options = ["--sources", str(ROOT / "sources"), "--output", str(output)]
    subprocess.run(
        [sys.executable, script, "build", *options],
        cwd=tmp_path,
        env=os.environ | environment,
        check=True,
        capture_output=True,
    )
    files = {path.relative_to(package) for path in package.rglob("*") if path.is_file()}
    assert files == {path.relative_to(output) for path in output.rglob("*") if path.is_file()}
    changed = [
        str(path) for path in files if (package / path).read_bytes() != (output / path).read_bytes()
    ]
    assert changed == []
