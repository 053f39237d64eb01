"""Read a Parquet file in batches, its typed columns as the texts that their fields read.

A typed value is of its field's type if the two fit; then its text is the field's canonical form
and needs no guess. Values of a type that does not fit the field make type errors. A Parquet null
is a null.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from datapackage.columnar.arrow import BoolArray, joined_lists, mask_values, text_array
from datapackage.parallel import map_ahead
from datapackage.validator.engine.batch import Batch, Judge, Judgement
from datapackage.validator.engine.fields.base import UnsupportedError, field_format
from datapackage.validator.engine.fields.numeric import FALSE_VALUES, TRUE_VALUES
from datapackage.validator.engine.schema import Field

BATCH_ROWS = 65_536

TEXT_TYPES = (pa.types.is_string, pa.types.is_large_string, pa.types.is_null)
NUMBER_TYPES = (pa.types.is_integer, pa.types.is_floating, pa.types.is_decimal)
KNOWN_TYPES = (*NUMBER_TYPES, pa.types.is_boolean, pa.types.is_date, pa.types.is_timestamp)

ToText = Callable[[Any], Any]


def _parquet() -> Any:
    """Load what few packages need: it brings file systems along."""
    import pyarrow.parquet  # noqa: PLC0415

    return pyarrow.parquet


@dataclass(frozen=True, slots=True)
class ParquetHead:
    """The columns' names of a Parquet file."""

    labels: tuple[str, ...]
    is_empty: bool = False


def _is_default(field: Field) -> bool:
    return field_format(field.descriptor) == "default"


def _boolean_text(field: Field) -> ToText:
    true = (field.descriptor.get("trueValues") or TRUE_VALUES)[0]
    false = (field.descriptor.get("falseValues") or FALSE_VALUES)[0]
    texts = text_array([false, true])
    return lambda column: texts.take(pc.cast(column, pa.int8()))


def _as_text(column: Any) -> Any:
    return pc.cast(column, pa.string())


def _float_text(column: Any) -> Any:
    # Arrow writes the shortest digits that read back as the same float, but 3 for 3.0: that
    # would be found among the missing values where "3" is one.
    texts = _as_text(pc.cast(column, pa.float64()))
    return pc.replace_substring_regex(texts, r"^(-?[0-9]+)$", r"\1.0")


def _year_text(column: Any) -> Any:
    texts = _as_text(column)  # negative numbers are no years, but may be missing values
    return pc.if_else(pc.starts_with(texts, "-"), texts, pc.utf8_lpad(texts, width=4, padding="0"))


def _datetime_text(column: Any) -> Any:
    form = "%Y-%m-%dT%H:%M:%S"
    if column.type.tz is None:
        return pc.strftime(column, format=form)
    moments = pc.strftime(pc.cast(column, pa.timestamp(column.type.unit, "UTC")), format=form)
    zone, nothing = text_array(["Z", ""])
    return pc.binary_join_element_wise(moments, zone, nothing)


def _is_plain_number(field: Field) -> bool:
    special = ("groupChar", "decimalChar")
    descriptor = field.descriptor
    return bool(descriptor.get("bareNumber", True)) and not any(map(descriptor.get, special))


def _number_text(arrow_type: Any, field: Field) -> ToText | None:
    """Return how a column of numbers becomes text."""
    name = field.field_type.name
    is_integer = pa.types.is_integer(arrow_type)
    if name in ("integer", "number") and not _is_plain_number(field):
        raise UnsupportedError(f'Parquet numbers for "{field.name}", with characters in them')
    if name == "integer" and not is_integer:
        raise UnsupportedError(f'Parquet type {arrow_type} for the integer field "{field.name}"')
    if name == "year" and is_integer:
        return _year_text
    if name not in ("integer", "number"):
        return None
    return _float_text if pa.types.is_floating(arrow_type) else _as_text


def _is_plain_list(arrow_type: Any, field: Field) -> bool:
    """Tell whether a column of lists of texts says the same as one of texts with commas."""
    descriptor = field.descriptor
    return (
        pa.types.is_list(arrow_type)
        and pa.types.is_string(arrow_type.value_type)
        and field.field_type.name == "list"
        and {"delimiter", "itemType"}.isdisjoint(descriptor)
        and {"minLength", "maxLength"}.isdisjoint(descriptor.get("constraints", {}))
    )


def _list_text(column: Any) -> Any:
    if column.flatten().null_count or pc.any(pc.equal(pc.list_value_length(column), 0)).as_py():
        raise UnsupportedError("a list in Parquet that is empty, or has an empty item")
    return joined_lists(column)


def text_of(arrow_type: Any, field: Field) -> ToText | None:
    """Return how a column of an Arrow type becomes the texts of a field; None if it does not fit.

    Raises:
        UnsupportedError: For types that this engine leaves to frictionless.
    """
    types, name = pa.types, field.field_type.name
    found: ToText | None = None
    if types.is_dictionary(arrow_type):
        inner = text_of(arrow_type.value_type, field)
        return None if inner is None else lambda column: inner(column.dictionary_decode())
    if any(is_text(arrow_type) for is_text in TEXT_TYPES):
        found = _as_text
    elif _is_plain_list(arrow_type, field):
        found = _list_text
    elif name == "any" or not any(is_known(arrow_type) for is_known in KNOWN_TYPES):
        raise UnsupportedError(f'Parquet type {arrow_type} for the field "{field.name}"')
    elif any(is_number(arrow_type) for is_number in NUMBER_TYPES):
        found = _number_text(arrow_type, field)
    elif types.is_boolean(arrow_type) and name == "boolean":
        found = _boolean_text(field)
    elif name in ("date", "datetime") and not _is_default(field):
        raise UnsupportedError(f'Parquet type {arrow_type} for the format of "{field.name}"')
    elif types.is_date(arrow_type) and name == "date":
        found = lambda column: _as_text(pc.cast(column, pa.date32()))  # noqa: E731
    elif types.is_timestamp(arrow_type) and name == "datetime":
        found = _datetime_text
    return found


@dataclass(frozen=True, slots=True)
class ParquetFile:
    """A Parquet file to read."""

    path: Path

    def head(self) -> ParquetHead:
        """Read the columns' names.

        Raises:
            UnsupportedError: If the file is no Parquet file.
        """
        try:
            return ParquetHead(tuple(_parquet().read_schema(self.path).names))
        except (pa.ArrowException, OSError) as error:
            raise UnsupportedError(f"not a Parquet file: {error}") from error

    def prepare(self, fields: Sequence[Field]) -> None:
        """Check that every column's type is one that this engine knows.

        Raises:
            UnsupportedError: If one is not.
        """
        for arrow_field, field in zip(_parquet().read_schema(self.path), fields, strict=False):
            text_of(arrow_field.type, field)

    def judged(
        self,
        head: ParquetHead,
        fields: Sequence[Field],
        wanted: Sequence[int],
        judge: Judge[Judgement],
        _free: Collection[int] = (),
    ) -> Iterator[tuple[Batch, Judgement]]:
        """Yield the rows in batches, with what is to be said of each; see :class:`CsvFile`."""
        batches = self.batches(head, fields, wanted)
        return map_ahead(lambda batch: (batch, judge(batch)), batches)

    def batches(
        self, head: ParquetHead, fields: Sequence[Field], wanted: Sequence[int]
    ) -> Iterator[Batch]:
        """Yield the rows; the first has the number 2, as below a header."""
        with _parquet().ParquetFile(self.path, pre_buffer=False) as file:  # True keeps all
            names = [head.labels[position] for position in wanted] or list(head.labels[:1])
            start = 2
            for record_batch in file.iter_batches(BATCH_ROWS, columns=names):
                rows = record_batch.num_rows
                columns: list[Any] = [pa.nulls(rows, pa.string())] * len(fields)
                unfit: dict[int, BoolArray] = {}
                for position in wanted:
                    column = record_batch.column(head.labels[position])
                    to_text = text_of(column.type, fields[position])
                    if to_text is None:
                        columns[position] = _as_text(column)
                        unfit[position] = mask_values(column.is_valid())
                    else:
                        columns[position] = pc.cast(to_text(column), pa.string())
                numbers = np.arange(start, start + rows, dtype=np.int64)
                start += rows
                yield Batch(tuple(columns), numbers, {}, {}, unfit)
