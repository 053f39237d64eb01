"""Check a table's labels against its fields, and find out which field each column belongs to.

The standard's ``fieldsMatch`` (Table Schema v2) decides: ``exact``, the default, pairs by
position, the other modes by name.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from datapackage.validator.engine.fields.base import UnsupportedError
from datapackage.validator.engine.schema import Field, TableSchema, compile_field
from datapackage.validator.results import Finding

TOLERATE_EXTRA = ("subset", "partial")
TOLERATE_MISSING = ("superset", "partial")


@dataclass(frozen=True, slots=True)
class CheckedHeader:
    """The fields that are expected in each row, in the columns' order, and what is wrong.

    The findings do not name the table.
    """

    fields: tuple[Field, ...]
    findings: tuple[Finding, ...]


def check_header(
    labels: Sequence[str], schema: TableSchema, *, ignore_case: bool = False
) -> CheckedHeader:
    """Check a header.

    Args:
        labels: As read, stripped; empty for a file without a header.
        schema: The table's schema.
        ignore_case: The dialect's ``headerCase`` turned round.

    Raises:
        UnsupportedError: If labels can't be paired with fields by name because they repeat.
    """
    if not labels:
        return CheckedHeader(schema.fields, ())
    paired = _pair(labels, schema, ignore_case=ignore_case)
    findings = [*_unpaired(labels, paired, schema, ignore_case=ignore_case)]
    if schema.fields_match == "exact":
        findings += _by_position(labels, schema, ignore_case=ignore_case)
    return CheckedHeader(_expected(labels, paired), tuple(findings))


def _fold(name: str, *, ignore_case: bool) -> str:
    return name.lower() if ignore_case else name


def _pair(labels: Sequence[str], schema: TableSchema, *, ignore_case: bool) -> list[Field | None]:
    """Return the field of each label."""
    if schema.fields_match == "exact":
        padding = [None] * max(0, len(labels) - len(schema.fields))
        return [*schema.fields[: len(labels)], *padding]
    by_name: dict[str, Field] = {}
    for field in schema.fields:
        by_name.setdefault(_fold(field.name, ignore_case=ignore_case), field)
    keys = [_fold(label, ignore_case=ignore_case) for label in labels]
    if len(set(keys)) != len(keys) or len(by_name) != len(schema.fields):
        raise UnsupportedError("fields are matched by names that repeat")
    return [by_name.get(key) for key in keys]


def _expected(labels: Sequence[str], paired: Sequence[Field | None]) -> tuple[Field, ...]:
    """Return a field for each column; a label without one gets a field that takes anything."""
    used: set[str] = set()
    fields: list[Field] = []
    for label, field in zip(labels, paired, strict=True):
        stem = label if field is None else field.name
        name, suffix = stem, 2
        while name in used:
            name, suffix = f"{stem}{suffix}", suffix + 1
        used.add(name)
        if field is None:
            field = compile_field({"name": name, "type": "any"}, frozenset({""}))  # noqa: PLW2901
        fields.append(field)
    return tuple(fields)


def _unpaired(
    labels: Sequence[str],
    paired: Sequence[Field | None],
    schema: TableSchema,
    *,
    ignore_case: bool,
) -> Iterator[Finding]:
    """Yield labels without a field, and fields without a label."""
    mode = schema.fields_match
    if mode not in TOLERATE_EXTRA:
        names = tuple(field.name for field in schema.fields)
        for number, (label, field) in enumerate(zip(labels, paired, strict=True), start=1):
            if field is None:
                yield _found("extra-label", "", label, number, bound=names)
    if mode == "partial" and schema.fields and not any(paired):
        yield _found("unmatched-header")
    if mode == "exact":
        missing = schema.fields[len(labels) :]
    else:
        keys = {_fold(label, ignore_case=ignore_case) for label in labels}
        missing = tuple(
            f for f in schema.fields if _fold(f.name, ignore_case=ignore_case) not in keys
        )
    if mode in TOLERATE_MISSING:
        missing = tuple(f for f in missing if f.required or f.name in schema.primary_key)
    for number, field in enumerate(missing, start=len(labels) + 1):
        yield _found("missing-label", field.name, "", number)


def _by_position(
    labels: Sequence[str], schema: TableSchema, *, ignore_case: bool
) -> Iterator[Finding]:
    """Yield labels that are blank, repeat, or are not their field's name."""
    for number, (field, label) in enumerate(zip(schema.fields, labels, strict=False), start=1):
        name = field.name
        if not label:
            yield _found("blank-label", name, "", number)
        elif label in labels[: number - 1]:
            yield _found("duplicate-label", name, label, number)
        elif _fold(label, ignore_case=ignore_case) != _fold(name, ignore_case=ignore_case):
            yield _found("incorrect-label", name, label, number, bound=name)


def _found(
    error: str,
    field: str = "",
    label: str | None = None,
    number: int | None = None,
    *,
    bound: object = None,
) -> Finding:
    return Finding("header", "", None, field, label, bound=bound, position=number, error=error)
