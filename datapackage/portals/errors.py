"""What a portal may do to a publication."""

from __future__ import annotations


class PortalError(OSError):
    """The portal is away, or refuses what was asked. Commands exit with 1."""


class RefusedError(PortalError):
    """The token's owner may not do it."""
