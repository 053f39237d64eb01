"""How big a change is, as the version rule of the Data Package recipe has it.

Source: https://datapackage.org/recipes/data-package-version/.
"""

from __future__ import annotations

import enum


class Level(enum.IntEnum):
    """The number of a version that a change raises, at least."""

    NONE = 0
    """Nothing changed, or only where files lie."""
    PATCH = 1
    """Errors corrected, descriptive metadata changed."""
    MINOR = 2
    """Data added, or a rule made less strict."""
    MAJOR = 3
    """What worked with the old package may not work with the new one."""
