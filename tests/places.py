"""Where the parts of the repository are, and what is read from them once for all tests."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from datapackage.contract import Contract, load_contract
from datapackage.shape import Shape, record_shape

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "sources"
SCHEMAS = ROOT / "schemas"
OUTPUT = ROOT / "output"
SHARED = ROOT.parent / "shared"
DOCUMENTS = SHARED / "source-documents"
REFERENCE = SHARED / "reference"


@cache
def contract() -> Contract:
    """Return the contract of the repository."""
    return load_contract(SCHEMAS)


@cache
def shape() -> Shape:
    """Return the shape of a record under it."""
    return record_shape(contract())
