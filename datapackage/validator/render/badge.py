"""A verdict as a badge, for https://shields.io/badges/endpoint-badge."""

from __future__ import annotations

import json

from datapackage.problems import plural
from datapackage.validator.results import Validation


def render(validation: Validation) -> str:
    """Return what shields.io draws a badge of."""
    message = "valid" if validation.valid else plural(validation.total, "problem")
    color = "brightgreen" if validation.valid else "red"
    badge = {"schemaVersion": 1, "label": "data", "message": message, "color": color}
    return json.dumps(badge, indent=2) + "\n"
