"""Validate tables against Table Schemas at columnar speed, with frictionless's verdicts.

:func:`validate_package` and :func:`validate_table` are the way in. A table that this engine does
not cover goes to frictionless whole, and its result says so.
"""

from __future__ import annotations

from datapackage.validator.engine.check_schema import MISSPELT, check_schema
from datapackage.validator.engine.package import EngineChoice, validate_package, validate_table

__all__ = ["MISSPELT", "EngineChoice", "check_schema", "validate_package", "validate_table"]
