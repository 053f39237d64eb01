"""A validator of Data Packages: any package, resource or table, by columns, as frictionless would.

It knows nothing of agreements; rules of a publisher's own are handed in as :class:`OwnRules`.
Everything that others may use is here:

>>> from datapackage import validator
>>> verdict = validator.validate("some/folder", limit=5)
>>> for finding in verdict.findings():
...     print(finding.rule, validator.line_of(finding))
"""

from __future__ import annotations

from datapackage.validator.checks import PACKAGE_RULES, TABLE_RULES, rules_of
from datapackage.validator.engine import EngineChoice, check_schema, validate_package
from datapackage.validator.error_file import open_error_file
from datapackage.validator.failure import NO_MEMORY
from datapackage.validator.limits import DEFAULT_LIMITS, Limits, read_limits
from datapackage.validator.messages import describe, line_of
from datapackage.validator.render import FORMATS, render_verdict
from datapackage.validator.render.markdown import markdown_text
from datapackage.validator.results import (
    DEFAULT_LIMIT,
    FIRST_ROW,
    Collector,
    Count,
    Finding,
    PackageResult,
    Reference,
    RuleResult,
    TableResult,
    Validation,
)
from datapackage.validator.texts import PackageTexts, open_texts
from datapackage.validator.validate import OwnRules, validate

__all__ = [
    "DEFAULT_LIMIT",
    "DEFAULT_LIMITS",
    "FIRST_ROW",
    "FORMATS",
    "NO_MEMORY",
    "PACKAGE_RULES",
    "TABLE_RULES",
    "Collector",
    "Count",
    "EngineChoice",
    "Finding",
    "Limits",
    "OwnRules",
    "PackageResult",
    "PackageTexts",
    "Reference",
    "RuleResult",
    "TableResult",
    "Validation",
    "check_schema",
    "describe",
    "line_of",
    "markdown_text",
    "open_error_file",
    "open_texts",
    "read_limits",
    "render_verdict",
    "rules_of",
    "validate",
    "validate_package",
]
