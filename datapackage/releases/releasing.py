"""Make a release of a package, or withdraw one."""

from __future__ import annotations

import html
import json
import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from datapackage.changes import diff, render
from datapackage.changes.places import git
from datapackage.changes.render import PAGE
from datapackage.changes.version import Version
from datapackage.problems import UsageError
from datapackage.publish import Outcome, staged
from datapackage.releases.archive import write_archive
from datapackage.releases.store import (
    FACTS,
    Release,
    faults,
    last_before,
    list_releases,
    require_intact,
)
from datapackage.write.checksums import FILE_NAME, write_checksums
from datapackage.write.descriptor import file_digest, write_json

CHANGES = ("changes.md", "changes.jsonl")
SHOWN_CHANGES = 100
"""Rows of each kind and table in the list in words; the JSON Lines have all."""
INDEX, PAGE_NAME = "index.json", "index.html"


def require_clean(releases: str | Path) -> None:
    """Raise DataError unless git holds all of the current folder, but for ``releases``."""
    status = git("status", "--porcelain", "--", ".", f":(exclude){Path(releases).as_posix()}")
    if status is None:
        message = "no git repository: a release is verified from the commit that it was made of"
        raise faults({Path(): message})
    if status:
        message = "not committed: a release is made of what a commit holds"
        raise faults({Path(line[3:]): message for line in status.splitlines()})


def release(
    output: str | Path = "output",
    releases: str | Path = "releases",
    *,
    options: Sequence[str] = (),
) -> tuple[Outcome, str]:
    """Put a built package among the releases, with a list of what changed since the last.

    Args:
        output: The package, as ``build`` wrote it.
        releases: Folder of the releases; ``releases/<version>`` is made in it, and the index anew.
        options: What ``build`` was called with, for who builds it again: ``--sources=…``.

    Returns:
        Whether it was made, or was there already with the same bytes; and its version.

    Raises:
        DataError: ``output`` is not as it was built; the version was released with other bytes, or
            withdrawn; ``releases`` holds another package, or a release that was changed.
        OutputError: The releases can't be written.
    """
    folder, output = Path(releases), Path(output)
    require_intact(output)
    descriptor = json.loads((output / "datapackage.json").read_bytes())
    name, version = descriptor["name"], Version.parse(descriptor["version"])
    released = _intact_releases(folder)
    for other in released:
        if other.name != name:
            raise faults({other.folder: f"is of another package, {other.name}, not of {name}"})
        if other.version == version:
            _require_same(other, output)
            _write_index(folder)
            return Outcome.UNCHANGED, str(version)
    made = Release(
        folder / str(version), name, version, descriptor["created"][:10], options=tuple(options)
    )
    before = last_before(released, version)
    with staged(made.folder, objection=_objection) as staging:
        write_archive(output, staging.path / made.archive.name)
        if before:
            made = replace(made, previous=str(before.version))
            changes = diff(before.archive, output)
            for name, form in zip(CHANGES, ("markdown", "jsonl"), strict=True):
                text = render(changes, form, SHOWN_CHANGES)
                (staging.path / name).write_text(text, encoding="utf-8", newline="\n")
        _seal(staging.path, made)
        outcome = staging.publish()
    _write_index(folder)
    return outcome, str(version)


def withdraw(version: str, reason: str, releases: str | Path = "releases") -> None:
    """Take the files of a release away and leave a marker with the reason.

    The list of changes of the release after it goes as well, since it tells what was taken away.

    Raises:
        DataError: There is no such release, or it was withdrawn for another reason.
        UsageError: The reason is empty.
    """
    folder = Path(releases)
    if not reason.strip():
        raise UsageError("--reason: say in a sentence why the release is withdrawn")
    released = {str(item.version): item for item in list_releases(folder)}
    found = released.get(version)
    if found is None:
        raise faults({folder / version: "there is no such release"})
    if found.withdrawn not in ("", reason):
        raise faults({found.folder: f"was withdrawn before ({found.withdrawn})"})
    marker = replace(found, withdrawn=reason, previous="")
    with staged(found.folder, objection=_objection) as staging:
        _seal(staging.path, marker)
        staging.publish()
    for item in released.values():
        if item.previous == version:
            for name in CHANGES:
                (item.folder / name).unlink(missing_ok=True)
            _seal(item.folder, replace(item, previous=""))
    _write_index(folder)


def _intact_releases(folder: Path) -> list[Release]:
    """Return the releases: what was changed gets into no index, which would vouch for it."""
    released = list_releases(folder)
    for item in released:
        require_intact(item.folder)
    return released


def _require_same(made: Release, output: Path) -> None:
    if made.withdrawn:
        raise faults({made.folder: f"was withdrawn ({made.withdrawn}): raise the version"})
    with TemporaryDirectory() as name:
        again = Path(name) / "package.zip"
        write_archive(output, again)
        if not made.archive.is_file() or file_digest(again) != file_digest(made.archive):
            message = "was released with other bytes, and a release never changes"
            raise faults({made.folder: f"{message}: raise the version"})


def _objection(folder: Path) -> str | None:
    return None if (folder / FACTS).is_file() else "is not empty and holds no release"


def _seal(folder: Path, made: Release) -> None:
    write_json(folder / FACTS, made.facts())
    (folder / FILE_NAME).unlink(missing_ok=True)
    write_checksums(folder)


def _write_index(folder: Path) -> None:
    """List all versions, the latest first, for programs and for people."""
    entries = [_entry(item) for item in reversed(_intact_releases(folder))]
    _replace(folder / INDEX, json.dumps(entries, ensure_ascii=False, indent=2) + "\n")
    heading = f"Releases of {entries[0]['name']}" if entries else "Releases"
    rows = "".join(_row(entry) for entry in entries)
    head = "<tr><th>version</th><th>released</th><th>package</th><th>changes</th></tr>\n"
    body = f"<table>\n{head}{rows}</table>\n"
    _replace(folder / PAGE_NAME, PAGE.format(title=html.escape(heading), body=body))


def _entry(item: Release) -> dict[str, Any]:
    entry: dict[str, Any] = item.facts()
    if not item.withdrawn:
        path = f"{item.version}/{item.archive.name}"
        entry |= {"path": path, "bytes": item.archive.stat().st_size}
        entry["hash"] = f"sha256:{file_digest(item.archive)}"
    if item.previous:
        entry["changes"] = f"{item.version}/{CHANGES[0]}"
    return entry


def _row(entry: dict[str, Any]) -> str:
    def link(path: str | None, text: str) -> str:
        return f'<a href="{html.escape(path)}">{html.escape(text)}</a>' if path else ""

    package = link(entry.get("path"), f"zip, {entry.get('bytes', 0):,} bytes")
    if "withdrawn" in entry:
        package = f"withdrawn: {html.escape(entry['withdrawn'])}"
    changes = link(entry.get("changes"), f"since {entry.get('previous')}")
    cells = (html.escape(entry["version"]), html.escape(entry["released"]), package, changes)
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>\n"


def _replace(path: Path, text: str) -> None:
    """Write a file in one step, and only if it says anything new."""
    if path.is_file() and path.read_text(encoding="utf-8") == text:
        return
    new = path.with_name(f".{path.name}.new")
    new.write_text(text, encoding="utf-8", newline="\n")
    os.replace(new, path)  # noqa: PTH105  (in one step on every system)
