"""``validate``: any Data Package by the standard; one of agreements by all its rules, too."""

from __future__ import annotations

from pathlib import Path

from datapackage import validator
from datapackage.rules.profile import own_rules
from datapackage.validator import DEFAULT_LIMIT, DEFAULT_LIMITS, EngineChoice, Limits, Validation


def validate(
    *paths: str | Path,
    schema: str | Path | None = None,
    engine: EngineChoice = "columnar",
    limit: int | None = DEFAULT_LIMIT,
    errors: str | Path | None = None,
    trusted: bool = False,
    limits: Limits = DEFAULT_LIMITS,
) -> Validation:
    """Validate Data Packages, resources and tables.

    A package that follows this project's profile is held to all of its rules too. Arguments,
    result and errors are those of :func:`datapackage.validator.validate`.
    """
    return validator.validate(
        *paths,
        schema=schema,
        engine=engine,
        limit=limit,
        errors=errors,
        trusted=trusted,
        limits=limits,
        own_rules=[own_rules()],
    )
