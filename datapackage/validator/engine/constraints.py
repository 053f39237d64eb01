"""Constraints of a field as predicates on its values.

Each constraint holds for a null (``required`` aside), and none is asked about a cell that is not
of its type: that order is frictionless's, and the standard's.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from datapackage.validator.checks import RULE_OF_CONSTRAINT
from datapackage.validator.engine.fields.base import BOUNDS, FieldType, Reader, UnsupportedError
from datapackage.validator.engine.patterns import Pattern

Predicate = Callable[[Any], bool]

COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "minimum": operator.ge,
    "maximum": operator.le,
    "exclusiveMinimum": operator.gt,
    "exclusiveMaximum": operator.lt,
}

JSON_TYPES: dict[str, tuple[type, ...]] = {
    "required": (bool,),
    "unique": (bool,),
    "pattern": (str,),
    "enum": (list, tuple),
    "minLength": (int,),
    "maxLength": (int,),
}


@dataclass(frozen=True, slots=True)
class Constraint:
    """A constraint of one field.

    Attributes:
        name: As in the descriptor.
        raw: Its value, as in the descriptor.
        holds: Whether a value (None: a null) meets it.
        bound: Its value, read as the field reads its cells.
    """

    name: str
    raw: Any
    holds: Predicate
    bound: Any

    @property
    def rule(self) -> str:
        """The rule that a cell breaks which does not meet it."""
        return RULE_OF_CONSTRAINT.get(self.name, "category")

    @property
    def error(self) -> str:
        """Frictionless's name of the error; empty for what it does not check."""
        return "constraint-error" if self.name in RULE_OF_CONSTRAINT else ""


def _bound(name: str, bound: Any) -> Predicate:
    compare = COMPARE[name]

    def holds(value: Any) -> bool:
        # NaN compares with nothing, so it is within no bounds.
        return value is None or (value == value and bool(compare(value, bound)))  # noqa: PLR0124

    return holds


def _length(name: str, bound: int) -> Predicate:
    if name == "minLength":
        return lambda value: value is None or len(value) >= bound
    return lambda value: value is None or len(value) <= bound


def _pattern(pattern: str) -> Pattern:
    try:
        return Pattern(pattern)
    except (re.error, OverflowError, RecursionError) as error:
        raise UnsupportedError(f'pattern "{pattern}" is not a regular expression') from error


def _read_bound(name: str, raw: Any, read: Reader) -> Any:
    bound = read(raw)
    if bound is None:
        raise UnsupportedError(f'constraint "{name}" is not a value of the field')
    return bound


def _quiet(holds: Predicate) -> Predicate:
    """Let a comparison that can't be made (moments with and without a time zone) not hold."""

    def quiet(value: Any) -> bool:
        try:
            return holds(value)
        except (TypeError, ArithmeticError):
            return False

    return quiet


def compile_constraint(name: str, raw: Any, read: Reader) -> Constraint:
    """Compile one constraint.

    Raises:
        UnsupportedError: If its value is not what the constraint takes.
    """
    expected = JSON_TYPES.get(name)
    is_flag = isinstance(raw, bool)
    if expected and (not isinstance(raw, expected) or (is_flag and bool not in expected)):
        raise UnsupportedError(f'constraint "{name}" has a value of the wrong type')
    bound = raw
    holds: Predicate
    if name == "required":
        holds = (lambda value: value is not None) if raw else (lambda _value: True)
    elif name in BOUNDS:
        bound = _read_bound(name, raw, read)
        holds = _quiet(_bound(name, bound))
    elif name == "pattern":
        holds = _pattern(raw)
    elif name == "enum":
        bound = [read(item) for item in raw]
        holds = _quiet(lambda value: value is None or value in bound)
    else:
        holds = _length(name, raw)
    return Constraint(name, raw, holds, bound)


def compile_constraints(
    raw: Mapping[str, Any], field_type: FieldType, read: Reader
) -> tuple[Constraint, ...]:
    """Compile a field's constraints, ``unique`` aside: that one is about the whole column.

    Raises:
        UnsupportedError: If the field's type does not take one of them.
    """
    unknown = sorted(set(raw) - set(field_type.constraints) - {"unique"})
    if unknown:
        raise UnsupportedError(f'constraint "{unknown[0]}" for the type "{field_type.name}"')
    if any(name in raw and raw[name] is None for name in JSON_TYPES):
        raise UnsupportedError("a constraint is null")
    if not isinstance(raw.get("unique", False), bool):
        raise UnsupportedError('constraint "unique" is not true or false')
    return tuple(
        compile_constraint(name, raw[name], read)
        for name in field_type.constraints
        if raw.get(name) is not None
    )


def compile_categories(raw: Any, read: Reader) -> Constraint | None:
    """Compile ``categories`` (Table Schema v2): the values a string or integer field may have.

    Entries are values, or objects with a ``value`` and a ``label``.

    Raises:
        UnsupportedError: If they are not.
    """
    if raw is None:
        return None
    if not isinstance(raw, list | tuple):
        raise UnsupportedError('"categories" is not a list')
    values = [item.get("value") if isinstance(item, Mapping) else item for item in raw]
    bound = [read(value) for value in values]
    if any(value is None for value in bound):
        raise UnsupportedError('"categories" has a value that is not one of the field')
    allowed = set(bound)
    return Constraint("categories", values, lambda value: value is None or value in allowed, bound)
