"""Colours of the tables in diagram and spreadsheet: one for each group of tables."""

from __future__ import annotations

BLUE, GREEN, PURPLE, BROWN = "#1d4f91", "#1f6b4a", "#6d3aa3", "#8a5200"

GROUPS = {
    "agreed": (BLUE, ("agreements", "documents", "cooperation_areas", "goals")),
    "actors": (
        GREEN,
        ("parties", "signatories", "goal_actors", "organisations", "places"),
    ),
    "concepts": (PURPLE, ("themes", "theme_mappings", "codes")),
    "evidence": (BROWN, ("sources", "citations")),
}
"""Group -> colour and tables; the text ``diagram.groups.<group>`` is its title. White on each
colour has a contrast of 5:1 or more (WCAG AA)."""

OTHER = "#4a5260"
"""Colour of a table that no group knows."""


def colour_of(table: str) -> str:
    """Return the colour of a table's group."""
    return next((colour for colour, tables in GROUPS.values() if table in tables), OTHER)
