"""A Table Schema descriptor (v1 or v2), compiled to typed objects that check cells.

What a descriptor asks for and this engine does not judge itself is listed in
:attr:`TableSchema.unsupported`; such a table goes to frictionless whole. That includes
descriptors which frictionless calls invalid: its verdict on those is about the descriptor.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from datapackage.validator.engine.constraints import (
    Constraint,
    compile_categories,
    compile_constraints,
)
from datapackage.validator.engine.fields import FIELD_TYPES, FieldType, UnsupportedError
from datapackage.validator.engine.fields.base import (
    NAME,
    Reader,
    refuse_nulls,
    text_property,
)
from datapackage.validator.engine.patterns import Pattern

Version = Literal["v1", "v2", "unknown"]

NULL, TYPE_ERROR, FIRST_CONSTRAINT = 1, 2, 4
"""Bits of a cell's verdict: a null; not of its type; from the third on: a broken constraint."""

FIELDS_MATCH = ("exact", "equal", "subset", "superset", "partial")
CATEGORICAL = ("string", "integer")


@dataclass(frozen=True, slots=True)
class Field:
    """A field, ready to check cells.

    Attributes:
        name: The field's name.
        descriptor: The field's own descriptor.
        field_type: Its type.
        missing: Texts that stand for a null.
        read: Reads a cell's value, None for a cell that is not of the type.
        constraints: Broken ones show in the verdict as ``FIRST_CONSTRAINT << position``.
        unique: Whether no two rows may have the same value.
        item: The field of an array's items; their constraints follow the array's own.
    """

    name: str
    descriptor: Mapping[str, Any]
    field_type: FieldType
    missing: frozenset[str]
    read: Reader
    constraints: tuple[Constraint, ...]
    unique: bool
    item: Field | None = None

    def check(self, cell: Any) -> tuple[int, Any]:
        """Return a cell's verdict and its value; a cell of None is one that the row lacks."""
        if cell is None or str(cell) in self.missing:
            value, verdict = None, NULL
        else:
            value = self.read(cell)
            if value is None:
                return TYPE_ERROR, None
            verdict = 0
        bit = FIRST_CONSTRAINT
        for constraint in self.constraints:
            if not constraint.holds(value):
                verdict |= bit
            bit <<= 1
        if self.item is not None and verdict == 0:
            verdict = self._check_items(value, bit // FIRST_CONSTRAINT)
        return verdict, value

    @property
    def patterns(self) -> Iterator[Pattern]:
        """The patterns among the constraints, those of an array's items included."""
        return (c.holds for c in self.all_constraints if isinstance(c.holds, Pattern))

    def _check_items(self, values: Any, shift: int) -> int:
        assert self.item is not None  # noqa: S101 -- the caller has looked
        verdict = 0
        for value in values:
            found = self.item.check(value)[0] & ~NULL
            verdict |= (found & TYPE_ERROR) | (found & -FIRST_CONSTRAINT) * shift
        return verdict

    @property
    def required(self) -> bool:
        """Whether the ``required`` constraint is set."""
        return any(c.name == "required" and c.bound for c in self.constraints)

    @property
    def all_constraints(self) -> tuple[Constraint, ...]:
        """The constraints in the order of their bits, those of an array's items included."""
        return self.constraints + (self.item.all_constraints if self.item else ())

    def key_of(self, value: Any) -> str | None:
        """Return the text by which a value is compared in keys; None for a null."""
        return None if value is None else self.field_type.key_writer(value)


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """A foreign key; ``resource`` is ``""`` for the table itself."""

    fields: tuple[str, ...]
    resource: str
    reference_fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TableSchema:
    """A compiled Table Schema."""

    fields: tuple[Field, ...]
    fields_match: str
    primary_key: tuple[str, ...]
    unique_keys: tuple[tuple[str, ...], ...]
    foreign_keys: tuple[ForeignKey, ...]
    unsupported: tuple[str, ...]

    def field(self, name: str) -> Field | None:
        """Return the field of a name."""
        return next((field for field in self.fields if field.name == name), None)


def _missing_values(raw: Any, version: Version) -> frozenset[str]:
    """Return ``missingValues``, the labelled ones of v2 included."""
    if not isinstance(raw, list | tuple):
        raise UnsupportedError('"missingValues" is not a list')
    if all(isinstance(entry, str) for entry in raw):
        return frozenset(raw)
    values = [entry.get("value") for entry in raw if isinstance(entry, Mapping)]
    labels = [entry.get("label") for entry in raw if isinstance(entry, Mapping)]
    labels = [label for label in labels if label is not None]
    is_text = all(isinstance(text, str) for text in [*values, *labels])
    if len(values) != len(raw) or not is_text:
        raise UnsupportedError('"missingValues" mixes texts and objects')
    if len(set(values)) != len(values) or len(set(labels)) != len(labels):
        raise UnsupportedError('"missingValues" has duplicates')
    if version == "v1":
        raise UnsupportedError('labelled "missingValues" in a v1 descriptor')
    return frozenset(map(str, values))


def _check_example(descriptor: Mapping[str, Any], field_type: FieldType) -> None:
    """Refuse an example that is not of the field's type, which frictionless calls invalid."""
    example = descriptor.get("example")
    if not example:
        return
    names = ("format", "trueValues", "falseValues")
    bare = {name: descriptor[name] for name in names if name in descriptor}
    if str(example) != "" and field_type.make_reader(bare)(example) is None:
        raise UnsupportedError("its example is not of its type")


def _check_texts(descriptor: Mapping[str, Any], names: Sequence[str]) -> None:
    for name in names:
        text_property(descriptor, name, "")


def compile_field(
    descriptor: Any, missing: frozenset[str], version: Version = "v2", *, is_item: bool = False
) -> Field:
    """Compile a field's descriptor; ``missing`` is the schema's own missing values.

    Raises:
        UnsupportedError: If the field is not one that this engine judges.
    """
    if not isinstance(descriptor, Mapping) or not isinstance(descriptor.get("name"), str):
        raise UnsupportedError("it has no name")
    type_name = descriptor.get("type") or "string"
    field_type = FIELD_TYPES.get(type_name) if isinstance(type_name, str) else None
    if field_type is None:
        raise UnsupportedError(f'type "{type_name}"')
    refuse_nulls(descriptor)
    _check_texts(descriptor, ("title", "description", "rdfType"))
    if "required" in descriptor:
        raise UnsupportedError('"required" is outside of "constraints"')
    _check_example(descriptor, field_type)
    raw = descriptor.get("constraints") or {}
    if not isinstance(raw, Mapping):
        raise UnsupportedError('"constraints" is not an object')
    if version == "v1" and any(name.startswith("exclusive") for name in raw):
        raise UnsupportedError("exclusive bounds in a v1 descriptor")
    if descriptor.get("missingValues") is not None:
        missing = _missing_values(descriptor["missingValues"], version)
    read = field_type.make_reader(descriptor)
    constraints = compile_constraints(raw, field_type, read)
    categories = compile_categories(descriptor.get("categories"), read)
    if categories and type_name in CATEGORICAL and not is_item:
        constraints += (categories,)
    unique = bool(raw.get("unique", False)) and not is_item
    if unique and field_type.key_kind is None:
        raise UnsupportedError(f'unique values of the type "{type_name}"')
    item = None
    if type_name == "array" and descriptor.get("arrayItem"):
        item = _compile_item(descriptor)
    return Field(
        descriptor["name"], descriptor, field_type, missing, read, constraints, unique, item
    )


def _compile_item(descriptor: Mapping[str, Any]) -> Field:
    if not isinstance(descriptor["arrayItem"], Mapping):
        raise UnsupportedError('"arrayItem" is not an object')
    item = {"name": descriptor["name"], "type": "any", **descriptor["arrayItem"]}
    item.pop("arrayItem", None)
    # A field on its own belongs to no version, and has the default missing values.
    return compile_field(item, frozenset({""}), "unknown", is_item=True)


def _names(raw: Any, what: str) -> tuple[str, ...]:
    """Return one field name or a list of them as a tuple."""
    names = [raw] if isinstance(raw, str) else raw
    if not isinstance(names, list | tuple) or not all(isinstance(name, str) for name in names):
        raise UnsupportedError(f'"{what}" is not a list of field names')
    return tuple(names)


def _foreign_key(raw: Any, field_names: Sequence[str]) -> ForeignKey:
    if not isinstance(raw, Mapping) or not isinstance(raw.get("reference", {}), Mapping):
        raise UnsupportedError('"foreignKeys" has something that is not an object')
    reference = raw.get("reference", {})
    resource = reference.get("resource", "")
    fields = _names(raw.get("fields", []), "fields")
    reference_fields = _names(reference.get("fields", []), "reference.fields")
    if not isinstance(resource, str):
        raise UnsupportedError('"reference.resource" is not a name')
    if not fields or len(fields) != len(reference_fields) or set(fields) - set(field_names):
        raise UnsupportedError(f'foreign key of "{", ".join(fields)}" does not fit the fields')
    return ForeignKey(fields, resource, reference_fields)


def _unique_keys(raw: Any, field_names: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """Return ``uniqueKeys`` (v2) that name fields that are there; the check names the others."""
    if not isinstance(raw, list | tuple):
        return ()
    keys = [(key,) if isinstance(key, str) else tuple(key) for key in raw if key]
    return tuple(key for key in keys if all(name in field_names for name in key))


def compile_schema(descriptor: Mapping[str, Any], version: Version = "v2") -> TableSchema:
    """Compile a Table Schema descriptor.

    Args:
        descriptor: The schema, as JSON has it.
        version: That of the standard which the package declares; v1 refuses what v2 added.

    Returns:
        The compiled schema. It may be incomplete if ``unsupported`` is not empty.
    """
    reasons: list[str] = []
    fields: list[Field] = []
    raw_fields = descriptor.get("fields")
    if not isinstance(raw_fields, list) or not raw_fields:
        return TableSchema((), "exact", (), (), (), ("the schema has no fields",))
    missing = frozenset({""})
    try:
        if descriptor.get("missingValues") is not None:
            missing = _missing_values(descriptor["missingValues"], version)
        refuse_nulls(descriptor)
        _check_texts(descriptor, ("title", "description"))
        if not NAME.fullmatch(text_property(descriptor, "name", "name")):
            raise UnsupportedError('"name" of the schema is not a name')
    except UnsupportedError as error:
        reasons.append(str(error))
    for position, raw in enumerate(raw_fields, start=1):
        try:
            fields.append(compile_field(raw, missing, version))
        except UnsupportedError as error:
            name = raw.get("name", position) if isinstance(raw, Mapping) else position
            reasons.append(f'field "{name}": {error}')
    return _with_keys(descriptor, tuple(fields), reasons)


def _with_keys(
    descriptor: Mapping[str, Any], fields: tuple[Field, ...], reasons: list[str]
) -> TableSchema:
    names = [field.name for field in fields]
    if len(set(names)) != len(names):
        reasons.append("names of the fields are not unique")
    match = descriptor.get("fieldsMatch") or "exact"
    if match not in FIELDS_MATCH:
        reasons.append(f'"fieldsMatch" is "{match}"')
    primary_key: tuple[str, ...] = ()
    foreign_keys: list[ForeignKey] = []
    try:
        primary_key = _names(descriptor.get("primaryKey") or (), "primaryKey")
        if set(primary_key) - set(names):
            reasons.append("the primary key does not fit the fields")
        raw_keys = descriptor.get("foreignKeys") or []
        if not isinstance(raw_keys, list):
            raise UnsupportedError('"foreignKeys" is not a list')
        foreign_keys += [_foreign_key(raw, names) for raw in raw_keys]
    except UnsupportedError as error:
        reasons.append(str(error))
    unique_keys = _unique_keys(descriptor.get("uniqueKeys"), names)
    kinds = {field.name: field.field_type.key_kind for field in fields}
    keyed = {name for key in (primary_key, *unique_keys) for name in key}
    keyed |= {name for key in foreign_keys for name in key.fields}
    reasons += [
        f'key on "{name}", whose values don\'t compare'
        for name in sorted(keyed)
        if name in kinds and kinds[name] is None
    ]
    return TableSchema(
        fields, str(match), primary_key, unique_keys, tuple(foreign_keys), tuple(reasons)
    )
