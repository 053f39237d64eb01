"""Vectorised proofs that cells are good.

A proof never condemns: it says of which cells of a column it is certain that they are nulls or
of their type, and within their constraints. Every other cell is judged by its field. So a
proof may be as narrow as it likes, as long as it is sound; in good data nearly all cells pass.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from datapackage.columnar.arrow import (
    BoolArray,
    float_scalar,
    int_scalar,
    mask_values,
    runs_of,
    text_array,
    text_offsets,
    texts_without,
)
from datapackage.validator.engine.constraints import COMPARE, Constraint
from datapackage.validator.engine.encodings import is_encodable
from datapackage.validator.engine.fields.base import field_format
from datapackage.validator.engine.patterns import pattern_text
from datapackage.validator.engine.schema import Field

ARROW_COMPARE: Mapping[str, Callable[[Any, Any], Any]] = {
    "minimum": pc.greater_equal,
    "maximum": pc.less_equal,
    "exclusiveMinimum": pc.greater,
    "exclusiveMaximum": pc.less,
}

Check = Callable[[Any], Any]
"""Takes an Arrow array of values (no cell is a null that counts), returns an Arrow mask."""

SAFE_PATTERN = re.compile(
    r"""(?: [^\\()\[\]{}?*+|^$.]            # a character that means itself
        | \\[dws.\-/+*?(){}\[\]|^$\\]       # in RE2 these classes are narrower than Python's
        | [.$^|]
        | \((?:\?:|(?!\?)) | \)             # no flags, no looking around
        | \[(?!\^)(?: [^\\\[\]] | \\[dws.\-/+\]\\] )+ \]
        | \[\^(?: [^\\\[\]] | \\[.\-/+\]\\] )+ \]   # no class inside of a negated set
        | (?: [*+?] | \{[0-9]{1,3}(?:,[0-9]{0,3})?\} )\??(?![*+?{])
        )*""",
    re.VERBOSE,
)
"""Patterns for which a match by RE2 implies a match by Python's re."""

LARGE = 1 << 62
EPOCH = dt.datetime.fromisoformat("1970-01-01")
MOST_CHARACTERS = 2**31 - 1
"""Arrow counts a text's characters in 32 bits."""

FORMAT_PATTERNS = {
    "uuid": r"\A[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\z",
    "uri": r"\Ahttps?://[A-Za-z0-9.\-]+(?:/[A-Za-z0-9._~%:@!$&'()*+,;=/\-]*)?"
    r"(?:\?[A-Za-z0-9._~%:@!$&'()*+,;=/\-]*)?\z",
}
"""The common forms of two formats; what is of another form is judged by itself."""

INTEGER_BYTES = b"0123456789-"
NUMBER_BYTES = b"0123456789-."
TEMPORAL_BYTES = b"0123456789-T:"


def null_mask(column: Any, missing: frozenset[str]) -> BoolArray | None:
    """Return which cells are nulls: lacking, or a missing value; None if there are none."""
    if not missing:
        return mask_values(column.is_null()) if column.null_count else None
    if missing == {""}:
        mask = is_empty(column)
    else:
        found = pc.is_in(column, value_set=text_array(sorted(filter(is_encodable, missing))))
        mask = mask_values(found)
    if column.null_count:
        mask = mask | mask_values(column.is_null())
    return mask if mask.any() else None


def text_lengths(column: Any) -> np.ndarray[Any, np.dtype[np.int32]]:
    """Return the lengths of an Arrow string array's cells in bytes."""
    return np.diff(text_offsets(column)) if len(column) else np.empty(0, np.int32)


def is_empty(column: Any) -> BoolArray:
    """Return which cells of an Arrow string array are the empty text, or lacking."""
    offsets = text_offsets(column)
    empty: BoolArray = offsets[1:] == offsets[:-1]
    return empty if len(column) else np.empty(0, np.bool_)


def only_bytes(column: Any, allowed: bytes) -> bool:
    """Return whether the cells of an Arrow string array consist of these bytes."""
    data = column.buffers()[2]
    if data is None or not len(column):
        return True
    offsets = np.frombuffer(column.buffers()[1], np.int32)
    first, last = offsets[column.offset], offsets[column.offset + len(column)]
    table = np.zeros(256, np.bool_)
    table[list(allowed)] = True
    return bool(table[np.frombuffer(data, np.uint8)[first:last]].all())


def _length_check(constraint: Constraint) -> Check:
    bound = int_scalar(min(constraint.bound, MOST_CHARACTERS), pa.int32())
    if constraint.name == "minLength":
        return lambda texts: pc.greater_equal(pc.utf8_length(texts), bound)
    return lambda texts: pc.less_equal(pc.utf8_length(texts), bound)


def pattern_is_safe(pattern: str) -> bool:
    """Return whether a match of a pattern by RE2 implies a match by Python's re."""
    return SAFE_PATTERN.fullmatch(pattern) is not None


def _pattern_check(pattern: str) -> Check | None:
    if not pattern_is_safe(pattern):
        return None
    anchored = rf"\A(?:{pattern_text(pattern)})"
    try:
        pc.match_substring_regex(text_array([""]), anchored)
    except (pa.ArrowInvalid, UnicodeEncodeError):
        return None
    return lambda texts: pc.match_substring_regex(texts, anchored)


def _enum_check(constraint: Constraint) -> Check:
    texts = [text for text in constraint.bound if isinstance(text, str) and is_encodable(text)]
    allowed = text_array(texts)
    return lambda column: pc.is_in(column, value_set=allowed)


def text_checks(constraints: tuple[Constraint, ...]) -> list[Check] | None:
    """Return checks that together prove texts good; None if no proof is known."""
    checks: list[Check] = []
    for constraint in constraints:
        check: Check | None = None
        if constraint.name in ("minLength", "maxLength"):
            check = _length_check(constraint)
        elif constraint.name == "pattern":
            check = _pattern_check(constraint.bound)
        elif constraint.name in ("enum", "categories"):
            check = _enum_check(constraint)
        elif constraint.name == "required":
            continue
        if check is None:
            return None
        checks.append(check)
    return checks


def _strict_bound(constraint: Constraint) -> Check:
    """Return a check that a float lies truly within a bound.

    Rounding to a float keeps the order of two numbers but may make them equal: so what lies
    strictly within the rounded bound lies within the bound.
    """
    bound = float_scalar(float(constraint.bound))
    if constraint.name in ("minimum", "exclusiveMinimum"):
        return lambda values: pc.greater(values, bound)
    return lambda values: pc.less(values, bound)


def _exact_bound(constraint: Constraint) -> Check | None:
    if not isinstance(constraint.bound, int) or not -LARGE < constraint.bound < LARGE:
        return None
    compare, bound = ARROW_COMPARE[constraint.name], int_scalar(constraint.bound, pa.int64())
    return lambda values: compare(values, bound)


def number_checks(field: Field) -> list[Check] | None:
    """Return checks on the values of an integer or number field; None if no proof is known."""
    is_integer = field.field_type.name == "integer"
    checks: list[Check] = []
    for constraint in field.constraints:
        if constraint.name == "required":
            continue
        if constraint.name not in COMPARE:
            return None
        bound = constraint.bound
        if is_integer:
            check = _exact_bound(constraint)
        elif math.isfinite(bound) and -LARGE < bound < LARGE:
            check = _strict_bound(constraint)
        else:
            check = None
        if check is None:
            return None
        checks.append(check)
    return checks


class Proof:
    """Proves cells of one field's columns good, and makes their keys on the way."""

    def __call__(self, column: Any, nulls: BoolArray | None) -> tuple[BoolArray | None, Any]:
        """Return which cells are good (None: all but the nulls are), and the cells' key texts.

        The keys are None where they are the texts themselves.
        """
        raise NotImplementedError


class TextProof(Proof):
    """For text: every cell is of its type, the constraints decide."""

    def __init__(self, checks: list[Check]) -> None:
        """Take the checks of all constraints but ``required``."""
        self.checks = checks

    def __call__(self, column: Any, nulls: BoolArray | None) -> tuple[BoolArray | None, Any]:
        """See the base class."""
        del nulls
        if not self.checks:
            return None, None
        # References to one parent are mostly together: each run of equal texts is checked once.
        values, lengths = runs_of(column)
        if len(values) > len(column) // 2:
            return _all_of(self.checks, column), None
        good = _all_of(self.checks, values)
        return None if good is None else np.repeat(good, lengths), None


class NumberProof(Proof):
    """For plain integers and numbers: digits, a sign, a point."""

    def __init__(self, checks: list[Check], *, is_integer: bool, with_keys: bool) -> None:
        """Take the checks of all constraints but ``required``, and whether keys are needed."""
        self.checks = checks
        self.with_keys = with_keys
        self.arrow_type = pa.int64() if is_integer else pa.float64()
        self.allowed = INTEGER_BYTES if is_integer else NUMBER_BYTES

    def __call__(self, column: Any, nulls: BoolArray | None) -> tuple[BoolArray | None, Any]:
        """See the base class."""
        texts = column
        if nulls is not None:
            texts = texts_without(column, nulls)
        values = None
        if only_bytes(texts, self.allowed):
            try:
                values = pc.cast(texts, self.arrow_type)
            except pa.ArrowInvalid:
                values = None
        if values is None:
            return np.zeros(len(column), np.bool_), None
        keys = pc.cast(values, pa.string()) if self.with_keys else None
        return _all_of(self.checks, values), keys


class TemporalProof(Proof):
    """For dates and moments in the default format, written in full and without a time zone."""

    def __init__(self, checks: list[Check], *, is_date: bool) -> None:
        """Take the checks of all constraints but ``required``."""
        self.checks = checks
        self.arrow_type = pa.date32() if is_date else pa.timestamp("s")
        self.length = 10 if is_date else 19

    def __call__(self, column: Any, nulls: BoolArray | None) -> tuple[BoolArray | None, Any]:
        """See the base class."""
        texts = column if nulls is None else texts_without(column, nulls)
        lengths = text_lengths(column)
        fits = lengths == self.length
        if nulls is not None:
            fits |= nulls
        values = None
        if fits.all() and only_bytes(texts, TEMPORAL_BYTES):
            try:
                values = pc.cast(texts, self.arrow_type)
            except pa.ArrowInvalid:
                values = None
        if values is None:
            return np.zeros(len(column), np.bool_), None
        return _all_of(self.checks, values), None


def _temporal_scalar(value: dt.date, *, is_date: bool) -> Any | None:
    """Return a date or a moment as an Arrow scalar; None for moments that seconds don't hold."""
    if is_date:
        return int_scalar((value - EPOCH.date()).days, pa.date32())
    if not isinstance(value, dt.datetime) or value.tzinfo is not None or value.microsecond:
        return None
    seconds = (value - EPOCH) // dt.timedelta(seconds=1)
    return int_scalar(seconds, pa.timestamp("s"))


def _compare_with(name: str, bound: Any) -> Check:
    compare = ARROW_COMPARE[name]
    return lambda values: compare(values, bound)


def temporal_checks(field: Field, *, is_date: bool) -> list[Check] | None:
    """Return checks on the values of a date or datetime field; None if no proof is known."""
    # Arrow has a year 0, Python's calendar begins with year 1.
    first = dt.date.min if is_date else dt.datetime.min  # noqa: DTZ901 -- without a time zone
    limits = [("minimum", first)]
    limits += [(c.name, c.bound) for c in field.constraints if c.name != "required"]
    checks: list[Check] = []
    for name, bound in limits:
        scalar = _temporal_scalar(bound, is_date=is_date) if name in COMPARE else None
        if scalar is None:
            return None
        checks.append(_compare_with(name, scalar))
    return checks


def _all_of(checks: list[Check], values: Any) -> BoolArray | None:
    """Return which values pass all checks; None for: all of them."""
    good: BoolArray | None = None
    for check in checks:
        mask = check(values)
        if mask.null_count:
            mask = pc.and_kleene(mask, pc.is_valid(mask))
        if mask.false_count:
            passed = mask_values(mask)
            good = passed if good is None else good & passed
    return good


def _find_text_proof(field: Field) -> Proof | None:
    checks = text_checks(field.constraints)
    form = "default" if field.field_type.name == "any" else field_format(field.descriptor)
    if checks is None or form not in ("default", *FORMAT_PATTERNS):
        return None
    if form != "default":
        pattern = FORMAT_PATTERNS[form]
        checks.insert(0, lambda texts: pc.match_substring_regex(texts, pattern))
    return TextProof(checks)


def _find_number_proof(field: Field, *, with_keys: bool) -> Proof | None:
    special = ("groupChar", "decimalChar", "floatNumber")
    descriptor = field.descriptor
    if any(map(descriptor.get, special)) or not descriptor.get("bareNumber", True):
        return None
    checks = number_checks(field)
    is_integer = field.field_type.name == "integer"
    if checks is None:
        return None
    return NumberProof(checks, is_integer=is_integer, with_keys=with_keys)


def _find_temporal_proof(field: Field) -> Proof | None:
    if field_format(field.descriptor) != "default":
        return None
    is_date = field.field_type.name == "date"
    checks = temporal_checks(field, is_date=is_date)
    return None if checks is None else TemporalProof(checks, is_date=is_date)


def find_proof(field: Field, *, with_keys: bool = False) -> Proof | None:
    """Return the proof for a field's columns, None where every cell is to be judged.

    Args:
        field: The field.
        with_keys: Whether key texts are needed: those of numbers and of moments take more than
            the proof finds out.
    """
    name = field.field_type.name
    if name in ("string", "any"):
        return _find_text_proof(field)
    if name == "integer" or (name == "number" and not with_keys):
        return _find_number_proof(field, with_keys=with_keys)
    if name == "date" or (name == "datetime" and not with_keys):
        return _find_temporal_proof(field)
    return None
