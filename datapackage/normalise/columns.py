"""Normalising a column at a time: each distinct value once, whatever the number of rows.

A column of raw text goes in as an Arrow array, a typed pandas array comes out, together with the
faults: the rows whose value has no single reading, and why. Such a cell is empty in the array,
and the fault keeps the build from publishing it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from pandas.api.extensions import ExtensionArray

from datapackage.text import NotNormalised, clean_pattern, clean_text

TEXT = pd.ArrowDtype(pa.string())
DATE = pd.ArrowDtype(pa.date32())
DTYPES: dict[str, Any] = {
    "string": TEXT,
    "date": DATE,
    "integer": "Int64",
    "year": "Int64",
    "number": "Float64",
    "boolean": "boolean",
    "list": TEXT,
}
"""Table Schema type -> pandas type; nullable ones, so that no integer turns into a float.

A list is a text in a frame, its items as in a cell of CSV, so that each list is parsed once.
"""

CACHE_SIZE = 200_000
"""Distinct values that a parser remembers between batches."""

_CLEAN = clean_pattern(r"\x{{{:x}}}")

Parser = Callable[[str], Any]


@dataclass(frozen=True)
class Fault:
    """A cell that could not be normalised: its row (from 0) and the reason."""

    row: int
    error: NotNormalised


@dataclass
class Remembering:
    """A parser that remembers what it made of each value, errors included."""

    parse: Parser
    _seen: dict[str, Any] = field(default_factory=dict)

    def __call__(self, raw: str) -> Any:
        """Return the value of ``raw``; raises NotNormalised as the parser does."""
        # Several threads share a parser: one may clear what another has just looked at.
        result = self._seen.get(raw, self)
        if result is self:
            result = self._parsed(raw)
            if len(self._seen) >= CACHE_SIZE:
                self._seen.clear()
            self._seen[raw] = result
        if isinstance(result, NotNormalised):
            raise result.about(raw)
        return result

    def _parsed(self, raw: str) -> Any:
        try:
            return self.parse(raw)
        except NotNormalised as error:
            return error.about(raw)  # what is remembered was never raised


def typed(values: pa.Array | pa.ChunkedArray, type_: str) -> ExtensionArray:
    """Return Arrow values as a pandas array of the column's type."""
    wrapped = pd.arrays.ArrowExtensionArray(values)
    dtype = DTYPES[type_]
    return wrapped if wrapped.dtype == dtype else wrapped.astype(dtype)


def normalise_text(raw: pa.Array) -> tuple[ExtensionArray, list[Fault]]:
    """Clean a column of text; blank text is no text. Only what needs cleaning is touched."""
    clean = pc.fill_null(pc.match_substring_regex(raw, _CLEAN), True)
    suspects = np.flatnonzero(~clean.to_numpy(zero_copy_only=False))
    if not len(suspects):
        return typed(raw, "string"), []
    texts, faults = [], []
    for row, text in zip(suspects, raw.take(pa.array(suspects)).to_pylist(), strict=True):
        try:
            texts.append(clean_text(text) or None)
        except NotNormalised as error:
            texts.append(None)
            faults.append(Fault(int(row), error.about(text)))
    mended = pc.replace_with_mask(raw, pc.invert(clean), pa.array(texts, pa.string()))
    return typed(mended, "string"), faults


def normalise_distinct(
    raw: pa.Array, parse: Parser, type_: str
) -> tuple[ExtensionArray, list[Fault]]:
    """Parse each distinct value of a column once and spread the results over its rows.

    Blank cells are empty. ``parse`` raises NotNormalised for a value that it can't read.
    """
    codes, values, faults = parse_distinct(raw, parse)
    return spread(codes, values, type_), faults


def parse_distinct(
    raw: pa.Array, parse: Parser
) -> tuple[npt.NDArray[np.intp], list[Any], list[Fault]]:
    """Return each row's place among the distinct values (-1: none), their results, the faults."""
    codes, distinct = pd.arrays.ArrowExtensionArray(raw).factorize()
    values, errors = _parse_all(distinct.to_numpy(dtype=object), parse)
    faulty = np.flatnonzero(np.isin(codes, list(errors))) if errors else ()
    faults = [Fault(int(row), errors[int(codes[row])]) for row in faulty]
    return codes, values, faults


def spread(codes: npt.NDArray[np.intp], values: list[Any], type_: str) -> ExtensionArray:
    """Return the value of each row's place; empty where there is none."""
    distinct: ExtensionArray = pd.array(values, dtype=DTYPES[type_])
    rows: ExtensionArray = distinct.take(codes, allow_fill=True)
    return rows


def _parse_all(
    distinct: Iterable[str], parse: Parser
) -> tuple[list[Any], dict[int, NotNormalised]]:
    values: list[Any] = []
    errors: dict[int, NotNormalised] = {}
    for code, text in enumerate(distinct):
        try:
            values.append(parse(text) if text.strip() else None)
        except NotNormalised as error:
            values.append(None)
            errors[code] = error.about(text)
    return values, errors
