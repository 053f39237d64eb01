"""Texts as cells of a spreadsheet: nothing is taken for a formula, nothing is lost in silence.

A text that is too long for a cell is cut, says where the whole of it is, and is counted.
"""

from __future__ import annotations

from typing import Any

MAX_UNITS = 32_767
"""Length of the longest text in a cell, in UTF-16 code units (Excel's limit)."""


class Cells:
    """Writes cells into a sheet of xlsxwriter.

    Attributes:
        cut: Number of texts that were cut so far.
    """

    def __init__(self, sheet: Any, whole_text_in: str) -> None:
        self.cut = 0
        self._sheet = sheet
        self._marker = f" […] {whole_text_in}"

    def write(self, row: int, column: int, value: str | int | None, form: Any) -> None:
        """Write a value; None leaves the cell as it is, which is empty."""
        if isinstance(value, int):
            self._sheet.write_number(row, column, value, form)
        elif value is not None:
            self.text(row, column, value, form)

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
