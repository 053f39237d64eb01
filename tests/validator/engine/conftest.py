"""Make small packages on disk."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from datapackage.validator import PackageResult, validate_package
from tests.validator.engine.oracle import V2

Validate = Callable[..., PackageResult]


@pytest.fixture
def validate(tmp_path: Path) -> Validate:
    """Validate a package of CSV tables: ``name=(schema, text)``."""

    def run(
        tables: Mapping[str, tuple[Mapping[str, Any], str]],
        *,
        resource: Mapping[str, Any] | None = None,
        **options: Any,
    ) -> PackageResult:
        resources = []
        for name, (schema, text) in tables.items():
            (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8", newline="")
            common = {"name": name, "path": f"{name}.csv", "encoding": "utf-8"}
            resources.append({**common, "schema": schema, **(resource or {})})
        return validate_package({"$schema": V2, "resources": resources}, tmp_path, **options)

    return run
