"""Colours of the tables in diagram and spreadsheet: one for each group of tables."""

from __future__ import annotations

from datapackage.contract import Table

BLUE, GREEN, PURPLE, BROWN = "#1d4f91", "#1f6b4a", "#6d3aa3", "#8a5200"

GROUPS = {"agreed": BLUE, "actors": GREEN, "concepts": PURPLE, "evidence": BROWN}
"""Group -> colour; the text ``diagram.groups.<group>`` is its title. White on each colour has a
contrast of 5:1 or more (WCAG AA)."""

OTHER = "#4a5260"
"""Colour of a table of no group or another one."""


def colour_of(table: Table) -> str:
    """Return the colour of a table's group."""
    return GROUPS.get(table.diagram.group, OTHER)
