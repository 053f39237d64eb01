"""Validate tables against Table Schemas at columnar speed, with frictionless's verdicts.

:func:`validate_package` and :func:`validate_table` are the way in. A table that this engine does
not cover goes to frictionless whole, and its result says so.
"""

from __future__ import annotations

from datapackage.validator.engine.check_schema import OWN_PROPERTIES, check_schema
from datapackage.validator.engine.package import validate_package, validate_table
from datapackage.validator.engine.result import (
    BEYOND_FRICTIONLESS,
    Finding,
    PackageResult,
    Sink,
    TableResult,
)
from datapackage.validator.engine.schema import TableSchema, compile_schema

__all__ = [
    "BEYOND_FRICTIONLESS",
    "OWN_PROPERTIES",
    "Finding",
    "PackageResult",
    "Sink",
    "TableResult",
    "TableSchema",
    "check_schema",
    "compile_schema",
    "validate_package",
    "validate_table",
]
