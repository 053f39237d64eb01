"""Arrow arrays from Python and numpy values.

:func:`pyarrow.array` looks for pandas and so imports it, which takes longer than to validate a
small package. These build the same arrays from buffers.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.int64]


LIST_DELIMITER = ","
"""What stands between the items of a list where it is one text, as in a cell of CSV."""


def mask_array(mask: npt.NDArray[np.bool_]) -> Any:
    """Return a boolean Arrow array."""
    bits = np.packbits(mask, bitorder="little")
    return pa.Array.from_buffers(pa.bool_(), len(mask), [None, pa.py_buffer(bits)])


def index_array(places: npt.NDArray[np.int64]) -> Any:
    """Return an Arrow array of 64-bit integers."""
    values = np.ascontiguousarray(places, np.int64)
    return pa.Array.from_buffers(pa.int64(), len(values), [None, pa.py_buffer(values)])


def text_array(texts: Sequence[str | None]) -> Any:
    """Return an Arrow string array; None becomes a null."""
    bitmap = None
    filled: Sequence[str] = texts  # type: ignore[assignment]
    if None in texts:
        valid = np.fromiter((text is not None for text in texts), np.bool_, len(texts))
        bitmap = pa.py_buffer(np.packbits(valid, bitorder="little"))
        filled = [text or "" for text in texts]
    joined = "".join(filled)
    data = joined.encode()
    is_ascii = len(data) == len(joined)
    lengths = map(len, filled if is_ascii else [text.encode() for text in filled])
    offsets = np.zeros(len(filled) + 1, np.int32)
    np.cumsum(np.fromiter(lengths, np.int64, len(filled)), out=offsets[1:])
    buffers = [bitmap, pa.py_buffer(offsets), pa.py_buffer(data)]
    return pa.Array.from_buffers(pa.string(), len(filled), buffers)


def texts_without(texts: Any, nulled: npt.NDArray[np.bool_]) -> Any:
    """Return an Arrow string array with some of its cells made null, its data shared."""
    valid = ~nulled
    if texts.null_count:
        valid &= mask_values(texts.is_valid())
    if texts.offset:
        valid = np.concatenate([np.zeros(texts.offset, np.bool_), valid])
    bitmap = pa.py_buffer(np.packbits(valid, bitorder="little"))
    buffers = [bitmap, *texts.buffers()[1:]]
    return pa.Array.from_buffers(pa.string(), len(texts), buffers, offset=texts.offset)


def int_scalar(value: int, arrow_type: Any) -> Any:
    """Return an Arrow scalar of a 32-bit or 64-bit integer type, or of days (date32)."""
    width = np.int64 if arrow_type.bit_width == 64 else np.int32
    data = pa.py_buffer(np.array([value], width))
    return pa.Array.from_buffers(arrow_type, 1, [None, data])[0]


def float_scalar(value: float) -> Any:
    """Return an Arrow scalar of a 64-bit float."""
    data = pa.py_buffer(np.array([value], np.float64))
    return pa.Array.from_buffers(pa.float64(), 1, [None, data])[0]


def int_values(array: Any, null: int) -> npt.NDArray[np.int64]:
    """Return an Arrow array of 32-bit integers as numpy values, with another value for nulls."""
    data = array.buffers()[1]
    raw = np.frombuffer(data, np.int32) if data else np.empty(0, np.int32)
    values = raw[array.offset : array.offset + len(array)].astype(np.int64)
    if array.null_count:
        values[mask_values(array.is_null())] = null
    return values


def text_offsets(texts: Any) -> npt.NDArray[np.int32]:
    """Return where the cells of an Arrow string array begin, and where the last one ends."""
    offsets = np.frombuffer(texts.buffers()[1] or b"\0\0\0\0", np.int32)
    return offsets[texts.offset : texts.offset + len(texts) + 1]


def runs_of(column: Any) -> tuple[Any, npt.NDArray[np.int64]]:
    """Return each run of equal values in an Arrow array once, and how long it is."""
    runs = pc.run_end_encode(column, run_end_type=pa.int32())
    return runs.values, np.diff(int_values(runs.run_ends, 0), prepend=0)


def mask_values(array: Any) -> npt.NDArray[np.bool_]:
    """Return a boolean Arrow array without nulls as a numpy mask."""
    data = array.buffers()[1]
    if data is None:
        return np.zeros(len(array), np.bool_)
    end = array.offset + len(array)
    bits = np.unpackbits(np.frombuffer(data, np.uint8), count=end, bitorder="little")
    return bits[array.offset :].view(np.bool_)


def is_utf8(data: bytes) -> bool:
    """Tell whether bytes are UTF-8."""
    offsets = pa.py_buffer(np.array([0, len(data)], np.int64))
    text = pa.Array.from_buffers(pa.large_string(), 1, [None, offsets, pa.py_buffer(data)])
    try:
        text.validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


def joined_lists(column: pa.Array | pa.ChunkedArray) -> pa.Array | pa.ChunkedArray:
    """Return lists of texts as texts, as a cell of CSV has them; other columns as they are."""
    return pc.binary_join(column, LIST_DELIMITER) if pa.types.is_list(column.type) else column
