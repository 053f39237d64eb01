"""The formats give the same bytes wherever and whenever they are built."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.formats.packages import OFFICE_FORMATS, ROOT, real

BUILD = """
import os, sys
os.umask(0o077)
import datapackage
datapackage.build(sys.argv[1], "output", schemas=sys.argv[2], formats=sys.argv[3].split(","))
"""


def test_another_zone_seed_locale_umask_and_folder_give_the_same_bytes(tmp_path: Path) -> None:
    odd = {
        "TZ": "Pacific/Kiritimati",
        "PYTHONHASHSEED": "4711",
        "LC_ALL": "tr_TR.UTF-8",
        "TMPDIR": str(tmp_path),
        "PYTHONPATH": str(ROOT),
    }
    arguments = [str(ROOT / "sources"), str(ROOT / "schemas"), ",".join(OFFICE_FORMATS)]
    subprocess.run(
        [sys.executable, "-c", BUILD, *arguments], env=os.environ | odd, cwd=tmp_path, check=True
    )
    expected = {path.relative_to(real()): path.read_bytes() for path in _files(real())}
    found = {
        path.relative_to(tmp_path / "output"): path.read_bytes()
        for path in _files(tmp_path / "output")
    }
    assert found.keys() == expected.keys()
    assert [str(path) for path in found if found[path] != expected[path]] == []
    assert {path.stat().st_mode & 0o777 for path in _files(tmp_path / "output")} == {0o644}


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())
