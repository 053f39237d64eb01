"""What goes wrong in the validator itself, in words that help to mend it."""

from __future__ import annotations

import traceback
from pathlib import Path

NO_MEMORY = "this was not judged: there is not enough memory"

_CODE = Path(__file__).resolve().parents[1]


def failure(error: Exception) -> str:
    """Return a message with the last place in our code that an error came through.

    Where the system is at fault, and not our code, the message says so instead.
    """
    if isinstance(error, MemoryError):
        return NO_MEMORY
    if isinstance(error, OSError) and error.errno:
        return f"the file can't be read: {error}"
    frames = traceback.extract_tb(error.__traceback__)
    ours = [f for f in frames if Path(f.filename).is_relative_to(_CODE)]
    where = "".join(
        f", at datapackage/{Path(f.filename).relative_to(_CODE)}:{f.lineno}" for f in ours[-1:]
    )
    what = " ".join(f"{type(error).__name__}: {error}".split())
    return f"the validator failed, please report it ({what}{where})"
