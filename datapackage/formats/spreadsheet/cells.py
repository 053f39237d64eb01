"""Values as cells of a spreadsheet: nothing is taken for a formula, nothing is lost in silence.

A number, a date or a text that a cell can't hold as it is becomes a text. A text that is too long
for a cell is cut, says where the whole of it is, and is counted.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable
from typing import Any

MAX_UNITS = 32_767
"""Length of the longest text in a cell, in UTF-16 code units (Excel's limit)."""

EXACT_INTEGER = 999_999_999_999_999
"""Numbers have 15 digits that count; longer ones would end in zeros."""

FIRST_DATE = dt.date(1900, 3, 1)
"""Excel counts 29 February 1900, which was none: earlier dates are off, or can't be written."""


class Cells:
    """Writes cells into a sheet of xlsxwriter.

    Attributes:
        cut: Number of texts that were cut so far.
    """

    def __init__(self, sheet: Any, whole_text_in: str) -> None:
        self.cut = 0
        self._sheet = sheet
        self._marker = f" […] {whole_text_in}"
        self._writers: dict[type, Callable[[int, int, Any, Any], None]] = {
            str: self.text,
            bool: self._boolean,
            int: self._integer,
            float: self._number,
            dt.date: self._date,
            list: self._list,
        }

    def write(self, row: int, column: int, value: Any, form: Any) -> None:
        """Write a value; None leaves the cell as it is, which is empty."""
        if value is not None:
            self._writers[type(value)](row, column, value, form)

    def text(self, row: int, column: int, value: str, form: Any) -> None:
        """Write a text as it is, whatever it looks like."""
        value = self._fitting(value)
        if value.startswith("<r>") and value.endswith("</r>"):
            # xlsxwriter takes such a text for the inside of a rich one, and would not escape it.
            # In parts, of which a rich text has three or more, it writes any text as it is.
            fragments = (value[:1], value[1:2], value[2:])
            self._sheet.write_rich_string(row, column, *fragments, form)
        else:
            self._sheet.write_string(row, column, value, form)

    def link(self, row: int, column: int, value: str, target: tuple[str, int], form: Any) -> None:
        """Write a text that leads to a row, from 1, of a sheet."""
        sheet, target_row = target
        self._sheet.write_url(row, column, f"internal:'{sheet}'!A{target_row}", form, value)

    def _boolean(self, row: int, column: int, value: bool, form: Any) -> None:
        self._sheet.write_boolean(row, column, value, form)

    def _integer(self, row: int, column: int, value: int, form: Any) -> None:
        if abs(value) > EXACT_INTEGER:
            self.text(row, column, str(value), form)
        else:
            self._sheet.write_number(row, column, value, form)

    def _number(self, row: int, column: int, value: float, form: Any) -> None:
        if math.isfinite(value):
            self._sheet.write_number(row, column, value, form)
        else:
            self.text(row, column, str(value), form)

    def _date(self, row: int, column: int, value: dt.date, form: Any) -> None:
        if value < FIRST_DATE:
            self.text(row, column, value.isoformat(), form)
        else:
            self._sheet.write_datetime(row, column, value, form)

    def _list(self, row: int, column: int, value: list[str], form: Any) -> None:
        self.text(row, column, ", ".join(value), form)

    def _fitting(self, value: str) -> str:
        if len(value) <= MAX_UNITS // 2 or units(value) <= MAX_UNITS:
            return value
        self.cut += 1
        room = MAX_UNITS - units(self._marker)
        encoded = value.encode("utf-16-le", "surrogatepass")[: 2 * room]
        return encoded.decode("utf-16-le", "ignore") + self._marker


def units(text: str) -> int:
    """Return the length of a text in UTF-16 code units."""
    return len(text) + sum(character > "\uffff" for character in text)
