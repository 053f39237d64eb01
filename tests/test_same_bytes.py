"""The same sources give the same bytes, wherever, whenever and by whomever they are built."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.places import OUTPUT, ROOT, SOURCES


@dataclass(frozen=True)
class Circumstances:
    """How a build is run, where it differs from the ordinary."""

    environment: Mapping[str, str] = field(default_factory=dict)
    umask: int = 0o022
    arguments: Callable[[Path], list[str]] = lambda folder: ["--output", str(folder / "output")]
    cwd: Callable[[Path], Path] = lambda _: ROOT


def relative_paths(folder: Path) -> list[str]:
    return ["--sources", "../sources", "--schemas", "../schemas", "--output", "../output"]


def beside_copies(folder: Path) -> Path:
    """Copy sources and schemas into the folder; return a folder beside them."""
    shutil.copytree(SOURCES, folder / "sources")
    shutil.copytree(ROOT / "schemas", folder / "schemas")
    (folder / "here").mkdir()
    return folder / "here"


def shuffled_sources(folder: Path) -> list[str]:
    """Write the sources anew: in another order, with other times, under a name with a blank."""
    copy = folder / "lähteet ja muuta"
    files = sorted((path for path in SOURCES.rglob("*") if path.is_file()), reverse=True)
    for number, path in enumerate(files):
        target = copy / path.relative_to(SOURCES)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())
        os.utime(target, (10**9 - number, 10**9 - number))
    return ["--sources", str(copy), "--output", str(folder / "output")]


# Several at once: if the bytes are the same for all of them, none of them matters.
CIRCUMSTANCES = {
    "ordinary": Circumstances(),
    "ascii locale, hash seed, closed umask": Circumstances(
        {
            "LC_ALL": "C",
            "PYTHONUTF8": "0",
            "PYTHONCOERCECLOCALE": "0",
            "PYTHONHASHSEED": "4242",
        },
        umask=0o077,
    ),
    "turkish locale, time zone, clock, one thread": Circumstances(
        {
            "LC_ALL": "tr_TR.UTF-8",
            "LANG": "tr_TR.UTF-8",
            "TZ": "Pacific/Kiritimati",
            "SOURCE_DATE_EPOCH": "1",
            "OMP_NUM_THREADS": "1",
            "OMP_THREAD_LIMIT": "1",
        }
    ),
    "relative paths": Circumstances(arguments=relative_paths, cwd=beside_copies),
    "files in another order": Circumstances(arguments=shuffled_sources),
}


def build(how: Circumstances, folder: Path) -> Path:
    """Build as a command and return the package."""
    cwd = how.cwd(folder)
    ordinary = {"PYTHONHASHSEED": "0", "TZ": "UTC", "LC_ALL": "C.UTF-8"}
    done = subprocess.run(
        [sys.executable, str(ROOT / "build_dataset.py"), *how.arguments(folder)],
        cwd=cwd,
        env={**os.environ, **ordinary, **how.environment},
        umask=how.umask,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return folder / "output"


def content(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


# One test a build, so that several processes can share them.
@pytest.mark.parametrize("name", CIRCUMSTANCES)
def test_bytes_and_modes_are_those_of_the_committed_package(name: str, tmp_path: Path) -> None:
    output = build(CIRCUMSTANCES[name], tmp_path)
    found, expected = content(output), content(OUTPUT)
    assert sorted(found) == sorted(expected)
    assert [path for path in found if found[path] != expected[path]] == []
    modes = {(p.is_dir(), stat.S_IMODE(p.stat().st_mode)) for p in (output, *output.rglob("*"))}
    assert modes == {(False, 0o644), (True, 0o755)}
