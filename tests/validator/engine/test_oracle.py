"""Random packages get the same verdict from the columnar engine and from frictionless.

``CCA_EXAMPLES`` sets how many examples are tried in all, 20,000 say.
"""

from __future__ import annotations

import os
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from datapackage.columnar.fingerprints import Prints, fingerprints
from datapackage.validator.engine import read_csv
from datapackage.validator.engine.checks import cells, key_columns, keys
from tests.validator.engine import strategies
from tests.validator.engine.oracle import compare
from tests.validator.engine.strategies import Case

# Python warns of a pattern that may come to mean something else one day.
pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore:Possible nested set:FutureWarning"),
]

EXAMPLES = int(os.environ.get("CCA_EXAMPLES", "60"))


def tried(share: float) -> settings:
    return settings(
        max_examples=max(1, round(EXAMPLES * share)),
        deadline=None,
        suppress_health_check=list(HealthCheck),
        print_blob=True,
    )


def _colliding(texts: Any) -> Prints:
    """Let many texts share the first lane of their fingerprints."""
    prints = fingerprints(texts)
    prints[0] &= np.uint64(1)
    return prints


@pytest.fixture(params=["whole", "in pieces"])
def batches(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Judge a table in one batch, or in many small ones."""
    if request.param == "in pieces":
        monkeypatch.setattr(read_csv, "BLOCK_BYTES", 40)
        monkeypatch.setattr(read_csv, "BATCH_ROWS", 2)
        monkeypatch.setattr(key_columns, "fingerprints", _colliding)
        monkeypatch.setattr(keys, "fingerprints", _colliding)
        monkeypatch.setattr(cells, "REMEMBERED", 2)


@pytest.mark.usefixtures("batches")
@tried(0.25)
@given(strategies.tables())
def test_tables(cases: list[Case]) -> None:
    compare(cases)


@pytest.mark.usefixtures("batches")
@tried(0.1)
@given(strategies.packages())
def test_packages_with_references(cases: list[Case]) -> None:
    compare(cases)


@tried(0.15)
@given(strategies.dialects())
def test_dialects(cases: list[Case]) -> None:
    compare(cases)


@pytest.mark.usefixtures("batches")
@tried(0.075)
@given(strategies.raw_tables())
def test_odd_csv(cases: list[Case]) -> None:
    compare(cases)
