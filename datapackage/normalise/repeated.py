"""Texts that are the same in all languages: copied, it seems, and not translated."""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from datapackage.contract import Table

MIN_WORDS = 3
"""Shorter texts are rightly the same now and then: a term of art, or the name of an event."""


def repeated_texts(table: Table, rows: pa.Table) -> Iterator[tuple[int, str, str]]:
    """Yield row (from 0), stem and text of what is the same in all languages that have it.

    They are two at least. What rows are called by is not looked at, since many names of places and
    organisations are the same in several languages; nor what may be given in any language.
    """
    for stem, columns in table.texts.items():
        names = tuple(columns.values())
        any_language = table.field(names[0]).in_any_language
        if len(names) == 1 or names == table.name_columns or any_language:
            continue
        texts = [rows.column(name) for name in names]
        text = pc.coalesce(*texts)
        same = reduce(pc.and_, (pc.fill_null(pc.equal(each, text), True) for each in texts))
        given = reduce(pc.add, (pc.is_valid(each).cast(pa.int64()) for each in texts))
        suspects = pc.and_(same, pc.greater(given, 1)).to_numpy()
        for row in map(int, np.flatnonzero(suspects)):
            found = text[row].as_py()
            if len(found.split()) >= MIN_WORDS:
                yield row, stem, found
