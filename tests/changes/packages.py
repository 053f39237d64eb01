"""Two packages to compare: the harbours of a stranger, and the same with changes."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

from datapackage.changes import Diff, diff
from tests.validator.packages import HARBOUR_FILES, harbours, write

Edit = Callable[[dict[str, Any], dict[str, Any]], object]
"""Changes a descriptor and the files of a package, in place."""


def compare(folder: Path, edit: Edit, base: Edit = lambda _descriptor, _files: None) -> Diff:
    """Return the difference between the harbours and a changed copy.

    Args:
        folder: Where both packages are written to, as ``old`` and ``new``.
        edit: The change.
        base: Changes both packages before that.
    """
    descriptor, files = harbours(version="1.0.0"), dict(HARBOUR_FILES)
    base(descriptor, files)
    old = write(folder / "old", descriptor, files)
    changed, texts = copy.deepcopy(descriptor), dict(files)
    edit(changed, texts)
    return diff(old, write(folder / "new", changed, texts))


def schema(descriptor: dict[str, Any], table: str) -> dict[str, Any]:
    """Return the schema of a table in a descriptor."""
    [found] = [r["schema"] for r in descriptor["resources"] if r["name"] == table]
    return dict(found) if not isinstance(found, dict) else found
