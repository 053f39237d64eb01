"""Whether a folder may be replaced as a whole: only what a build of ours wrote may go."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from itertools import islice
from pathlib import Path, PurePosixPath

from datapackage.publish.tree import entries

DESCRIPTOR = "datapackage.json"
CHECKSUMS = "SHA256SUMS"

MAX_NAMED = 3
"""A message names up to this many files."""

_CHECKSUM_LINE = re.compile(r"[0-9a-f]{64} [ *](?P<path>.+)")
"""A line as ``sha256sum`` of GNU coreutils writes it: digest, blank, text or binary, path."""


def is_own_package(folder: Path) -> bool:
    """Tell whether a folder holds a package of ours and nothing else; see the next function."""
    return next(entries(folder), None) is not None and objection_to_replacing(folder) is None


def objection_to_replacing(folder: Path) -> str | None:
    """Return why a folder must not be replaced, or None if nothing would be lost.

    Nothing is lost if the folder is empty, or if it holds a package of ours: a
    ``datapackage.json`` with ``$schema`` and ``name``, a ``SHA256SUMS`` that lists it, and
    besides that only what ``SHA256SUMS`` lists. A listed file counts as ours even if it was
    changed since. What file managers leave behind (``.DS_Store``, say) doesn't count.
    """
    if next(entries(folder), None) is None:
        return None
    fault = _not_a_package(folder)
    if fault:
        return f"is not empty and holds no package of ours ({fault}); choose an empty folder"
    strangers = _strangers(folder)
    if strangers:
        verb = "is" if len(strangers) == 1 else "are"
        return (
            f"holds {_listing(strangers)}, which {verb} not part of the package "
            "and would be lost; move this elsewhere and build again"
        )
    return None


def _not_a_package(folder: Path) -> str | None:
    descriptor, checksums = folder / DESCRIPTOR, folder / CHECKSUMS
    for path in (descriptor, checksums):
        if not path.is_file():
            return f"there is no {path.name} in it"
    try:
        content = json.loads(descriptor.read_bytes())
    except (ValueError, RecursionError):
        return f"its {DESCRIPTOR} is not JSON"
    if not (isinstance(content, dict) and {"$schema", "name"} <= content.keys()):
        return f"its {DESCRIPTOR} has no $schema or no name"
    if DESCRIPTOR not in _listed(checksums):
        return f"its {CHECKSUMS} doesn't list {DESCRIPTOR}"
    return None


def _strangers(folder: Path) -> list[str]:
    ours = _listed(folder / CHECKSUMS) | {CHECKSUMS}
    return [name for name in entries(folder) if name not in ours]


def _listed(checksums: Path) -> set[str]:
    lines = checksums.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    matches = (_CHECKSUM_LINE.fullmatch(line) for line in lines)
    return {str(PurePosixPath(match["path"])) for match in matches if match}


def _listing(names: Iterable[str]) -> str:
    rest = iter(names)
    named = ", ".join(islice(rest, MAX_NAMED))
    more = sum(1 for _ in rest)
    return f"{named} and {more} more" if more else named
