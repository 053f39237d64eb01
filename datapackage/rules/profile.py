"""The rules of this project's own packages, as the validator takes them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from datapackage.contract import PROFILE
from datapackage.problems import DataError
from datapackage.read.published import contract_of
from datapackage.rules.check import check_published, check_unreadable
from datapackage.validator import Collector, OwnRules
from datapackage.write.descriptor import FILE_NAME as DESCRIPTOR


def own_rules() -> OwnRules:
    """Return the rules for packages of agreements."""
    return OwnRules(PROFILE, follows, _check)


def follows(descriptor: dict[str, Any]) -> bool:
    """Tell whether a package follows our profile: its descriptor says so."""
    stated = descriptor.get("conformsTo")
    return PROFILE in stated if isinstance(stated, list) else stated == PROFILE


def _check(folder: Path, descriptor: dict[str, Any], collector: Collector) -> dict[str, str]:
    try:
        contract = contract_of(descriptor, DESCRIPTOR)
    except DataError as error:
        return check_unreadable(folder, error.problems, collector)
    return check_published(folder, descriptor, contract, collector)
