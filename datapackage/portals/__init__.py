"""Packages on data portals that keep files themselves: what goes there, and how it is told there.

A portal has no folders and its own addresses, so the descriptor is written anew for it; every other
file goes there as it is.
"""

from __future__ import annotations

from datapackage.portals.ckan import TOKEN_VARIABLE, Publication, publish_to_ckan
from datapackage.portals.errors import PortalError

__all__ = ["TOKEN_VARIABLE", "PortalError", "Publication", "publish_to_ckan"]
