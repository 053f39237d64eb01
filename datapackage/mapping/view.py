"""The columns of joined tables as the templates of a mapping see them."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from datapackage.mapping.language import COLUMN, Mapping, Template
from datapackage.mapping.tables import Joined, Rows, blank, column_of


class View:
    """The columns of joined tables as templates see them.

    ``rows`` holds the joined row of each of its rows: there are several for one where the
    templates name a column that is split.
    """

    def __init__(
        self,
        mapping: Mapping,
        joined: Joined,
        rows: Rows,
        templates: list[Template],
        changed: dict[str, int],
    ) -> None:
        used = {name for template in templates for name in template.columns}
        frame = joined.frame
        self.columns = {
            name: blank(column_of(frame, name).take(pa.array(rows)), mapping.empty) for name in used
        }
        self.rows = rows
        for name in used & mapping.split.keys():
            self._split(name, mapping)
        for name in used & mapping.values.keys():
            self._replace(name, mapping.values[name], changed)

    def _split(self, name: str, mapping: Mapping) -> None:
        lists = pc.split_pattern(self.columns[name], mapping.split[name])
        rows, parts = pc.list_parent_indices(lists), pc.utf8_trim_whitespace(pc.list_flatten(lists))
        parts = blank(parts, [*mapping.empty, ""])
        filled = parts.is_valid()
        rows = rows.filter(filled)
        self.columns = {key: column.take(rows) for key, column in self.columns.items()}
        self.columns[name] = parts.filter(filled)
        self.rows = self.rows[rows.to_numpy()]

    def _replace(self, name: str, values: dict[str, str], changed: dict[str, int]) -> None:
        column = self.columns[name]
        found = pc.index_in(column, pa.array(list(values), pa.string()))
        texts = pa.array([text or None for text in values.values()], pa.string())
        self.columns[name] = pc.if_else(found.is_valid(), texts.take(found), column)
        what = f"{name}: value replaced"
        changed[what] = max(changed.get(what, 0), len(found) - found.null_count)

    def fill(self, template: Template) -> pa.Array:
        """Return a template's text for each row; null where a column that it names is blank."""
        parts = COLUMN.split(template.text)  # literals and columns by turns
        if len(parts) == 1:
            return pa.repeat(pa.scalar(template.text or None, pa.string()), len(self.rows))
        if len(parts) == 3 and not parts[0] and not parts[2]:
            return self.columns[parts[1]]
        columns = [self.columns[p] if n % 2 else pa.scalar(p) for n, p in enumerate(parts)]
        return pc.binary_join_element_wise(*columns, "")
