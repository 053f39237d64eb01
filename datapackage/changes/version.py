"""The version rule: how far the number of a version has to rise for what changed.

Source: https://datapackage.org/recipes/data-package-version/, on top of Semantic Versioning 2.0.0.
Where a version begins with 0, a MAJOR change asks for the next MINOR version only: such a version
promises nothing yet (Semantic Versioning, clause 4).
"""

from __future__ import annotations

from dataclasses import dataclass

from datapackage.changes.level import Level
from datapackage.read.package import VERSION


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a package: three numbers, and perhaps what it is a draft of.

    Attributes:
        numbers: Major, minor, patch.
        draft: What follows a hyphen, such as ``rc.1``; empty for the version itself.
    """

    numbers: tuple[int, int, int]
    draft: str = ""

    @staticmethod
    def parse(text: str) -> Version:
        """Read a version; raises ValueError for a text that is none."""
        match = VERSION.fullmatch(text)
        if match is None:
            raise ValueError(f"not a version: {text}")
        major, minor, patch = map(int, match.groups()[:3])
        return Version((major, minor, patch), match[4] or "")

    @property
    def order(self) -> tuple[object, ...]:
        """What versions are sorted by; drafts come before their version (clause 11)."""
        parts = self.draft.split(".")
        numbers = [(0, int(p), "") if p.isdecimal() else (1, 0, p) for p in parts]
        return (self.numbers, not self.draft, numbers)

    def next(self, level: Level) -> Version:
        """Return the lowest version for a change of some size."""
        major, minor, patch = self.numbers
        if level is Level.MAJOR and major == 0:
            level = Level.MINOR
        if level is Level.NONE:
            return self
        if self.draft and self._is_first_of(level):
            return Version(self.numbers)
        return Version(
            {
                Level.MAJOR: (major + 1, 0, 0),
                Level.MINOR: (major, minor + 1, 0),
                Level.PATCH: (major, minor, patch + 1),
            }[level]
        )

    def _is_first_of(self, level: Level) -> bool:
        """Tell whether the draft's version itself would do: 2.0.0 after 2.0.0-rc.1."""
        _, minor, patch = self.numbers
        return {Level.MAJOR: minor == patch == 0, Level.MINOR: patch == 0}.get(level, True)

    def allows(self, level: Level, new: Version) -> bool:
        """Tell whether a new version is high enough after this one."""
        if new == self:
            return level is Level.NONE
        return new.numbers >= self.next(level).numbers and new.order > self.order

    def __str__(self) -> str:
        return ".".join(map(str, self.numbers)) + (f"-{self.draft}" if self.draft else "")
