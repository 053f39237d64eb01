"""Rebuild a release from its tag, with the tag's program, and compare the bytes."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

from datapackage.changes.places import unpack_revision
from datapackage.problems import DataError
from datapackage.releases.archive import write_archive
from datapackage.releases.store import faults, list_releases, require_intact
from datapackage.write.descriptor import file_digest

LOCK = "requirements.lock"
PROGRAM = "import sys; from datapackage.cli import main; sys.exit(main())"


def verify_release(
    version: str,
    releases: str | Path = "releases",
    *,
    python: str | Path | None = None,
) -> None:
    """Rebuild a release from the tag ``v<version>`` and compare it with what was released.

    Args:
        version: The version.
        releases: Folder of the releases.
        python: A Python with the libraries to build with. By default an environment is made of
            the tag's ``requirements.lock``, from the configured package index.

    Raises:
        DataError: The release is not as it was made, or a rebuild gives other bytes.
    """
    found = {str(item.version): item for item in list_releases(Path(releases))}.get(version)
    if found is None:
        raise faults({Path(releases) / version: "there is no such release"})
    if found.withdrawn:
        raise faults({found.folder: f"was withdrawn ({found.withdrawn})"})
    require_intact(found.folder)
    with TemporaryDirectory(prefix="city-cooperation-agreements-") as name:
        tree, again = Path(name) / "tree", Path(name) / "again.zip"
        tree.mkdir()
        if not unpack_revision(f"v{version}", "", tree):
            raise faults({Path(f"v{version}"): "git has no such tag"})
        program = Path(python) if python else _environment(tree, Path(name) / "venv")
        output = Path(name) / "rebuilt"
        # The tag's own program, where the tag holds one; else the one of the environment.
        _run([str(program), "-c", PROGRAM, "build", f"--output={output}", *found.options], tree)
        write_archive(output, again)
        if file_digest(again) != file_digest(found.archive):
            raise _differences(found.archive, again)


def _environment(tree: Path, venv: Path) -> Path:
    """Make an environment of the tag's lock; each package's hash is checked."""
    if not (tree / LOCK).is_file():
        raise faults({Path(LOCK): "the tag has no lock: name a Python to build with (--python)"})
    _run([sys.executable, "-m", "venv", str(venv)], tree)
    python = venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    _run([str(python), "-m", "pip", "install", "--require-hashes", "-r", LOCK], tree)
    return python


def _run(command: list[str], tree: Path) -> None:
    run = subprocess.run(  # noqa: S603
        command, cwd=tree, capture_output=True, text=True, check=False
    )
    if run.returncode:
        last = " ".join((run.stderr or run.stdout).strip().splitlines()[-1:])
        raise faults({Path(command[0]): f"the release can't be rebuilt: {last}"})


def _differences(released: Path, rebuilt: Path) -> DataError:
    """Return the error with each file that a rebuild gives other bytes of, or with the zip."""
    old, new = _contents(released), _contents(rebuilt)
    names = sorted(name for name in old | new if old.get(name) != new.get(name))
    places = [released / name for name in names] or [released]
    return faults(dict.fromkeys(places, "a rebuild gives other bytes"))


def _contents(path: Path) -> dict[str, str]:
    """Return the digest of each file in a zip file; empty for one whose bytes were changed."""
    digests = {}
    try:
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                try:
                    digests[name] = hashlib.sha256(archive.read(name)).hexdigest()
                except zipfile.BadZipFile:
                    digests[name] = ""
    except zipfile.BadZipFile:
        return {}
    return digests
