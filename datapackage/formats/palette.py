"""Colours of the tables in diagram and spreadsheet: one for each group of tables."""

from __future__ import annotations

BLUE, GREEN, PURPLE, BROWN = "#1d4f91", "#1f6b4a", "#6d3aa3", "#8a5200"

GROUPS = {
    "What was agreed": (BLUE, ("agreements", "documents", "cooperation_areas", "goals")),
    "Who and where": (
        GREEN,
        ("parties", "signatories", "goal_actors", "organisations", "places"),
    ),
    "Themes and codes": (PURPLE, ("themes", "theme_mappings", "codes")),
    "Where the source says so": (BROWN, ("sources", "citations")),
}
"""Title of a group -> colour and tables; white on each has a contrast of 5:1 or more (WCAG AA)."""

OTHER = "#4a5260"
"""Colour of a table that no group knows."""


def colour_of(table: str) -> str:
    """Return the colour of a table's group."""
    return next((colour for colour, tables in GROUPS.values() if table in tables), OTHER)
