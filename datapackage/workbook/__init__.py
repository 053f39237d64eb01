"""Workbooks for people who would rather fill in a spreadsheet than write a record.

:func:`write_workbook` makes one, blank or with what exists; a build reads it out of the folder
``workbooks`` of the sources; :func:`mark_workbook` shows in a copy what is wrong with it.
"""

from __future__ import annotations

from datapackage.workbook.mark import mark_workbook
from datapackage.workbook.write import write_workbook

__all__ = ["mark_workbook", "write_workbook"]
