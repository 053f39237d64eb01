"""Where the parts of the repository are, and what is read from them once for all tests."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

from datapackage.contract import Contract
from datapackage.problems import ProblemList
from datapackage.read.codelists import codes_of, read_codelists
from datapackage.read.schemas import load_contract
from datapackage.shape import Shape, record_shape

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "sources"
SCHEMAS = ROOT / "schemas"
OUTPUT = ROOT / "output"
SHARED = Path(os.environ.get("CCA_SHARED") or ROOT.parent / "shared")
"""What the repository does not hold: source documents, reference lists, shapes of DCAT-AP."""
DOCUMENTS = SHARED / "source-documents"
REFERENCE = SHARED / "reference"
NOT_BESIDE = "../shared is not beside the repository"
"""Why a test is skipped that needs it; CCA_SHARED may name another folder."""


LANGUAGES = ("fi", "en", "sv", "ru")
"""Those of sources/package.yaml."""


@cache
def contract() -> Contract:
    """Return the contract of the repository, with the codes of its code lists."""
    schemas = load_contract(SCHEMAS, LANGUAGES)
    lists = read_codelists(SOURCES / "codelists", schemas, ProblemList(), ProblemList())
    return schemas.with_codes(codes_of(lists))


TABLES = tuple(contract())
RECORD_TABLES = contract().cited_tables


@cache
def shape() -> Shape:
    """Return the shape of a record under it."""
    return record_shape(contract())
