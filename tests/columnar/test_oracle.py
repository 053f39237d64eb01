"""Random packages get the same verdict from the columnar engine and from frictionless.

``CCA_EXAMPLES`` sets how many examples are tried in all, 20,000 say.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, given, settings

from tests.columnar import strategies
from tests.columnar.oracle import compare
from tests.columnar.strategies import Case

EXAMPLES = int(os.environ.get("CCA_EXAMPLES", "120"))
SHARES = {"tables": 0.5, "packages": 0.2, "dialects": 0.15, "raw": 0.15}


def tried(share: float) -> settings:
    return settings(
        max_examples=max(1, round(EXAMPLES * share)),
        deadline=None,
        suppress_health_check=list(HealthCheck),
        print_blob=True,
    )


@tried(SHARES["tables"])
@given(strategies.tables())
def test_tables(cases: list[Case]) -> None:
    compare(cases)


@tried(SHARES["packages"])
@given(strategies.packages())
def test_packages_with_references(cases: list[Case]) -> None:
    compare(cases)


@tried(SHARES["dialects"])
@given(strategies.dialects())
def test_dialects(cases: list[Case]) -> None:
    compare(cases)


@tried(SHARES["raw"])
@given(strategies.raw_tables())
def test_odd_csv(cases: list[Case]) -> None:
    compare(cases)
