"""Releases: what was published under each version, that no later one breaks what it promised."""

from datapackage.releases.promises import previous_version, promise_problems
from datapackage.releases.releasing import release, require_clean, withdraw
from datapackage.releases.verifying import verify_release

__all__ = [
    "previous_version",
    "promise_problems",
    "release",
    "require_clean",
    "verify_release",
    "withdraw",
]
