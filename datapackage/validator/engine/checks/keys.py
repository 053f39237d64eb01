"""Check what concerns the rows of a table together: unique values, keys, references.

Batch by batch, only fingerprints of the keys are kept. Where they don't settle a question, the
table's end brings a second look: the key columns are read again. References to other tables are
judged with their batch.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from datapackage.columnar.arrow import IntArray
from datapackage.columnar.keysets import KeySet
from datapackage.validator.engine.checks.key_columns import BatchKeys, KeySetMaker
from datapackage.validator.engine.checks.key_reports import KeyReports
from datapackage.validator.engine.checks.references import OwnReference, dangling
from datapackage.validator.engine.checks.rows import KeyCells
from datapackage.validator.engine.checks.unique import PrimaryKey, Unique, UniqueKey
from datapackage.validator.engine.schema import FieldPlan, ForeignKey, TableSchema
from datapackage.validator.results import Collector

ReadAgain = Callable[[], Iterator[tuple[IntArray, Mapping[str, KeyCells]]]]
"""Reads a table's key columns once more, as :meth:`KeyChecker.take` took them."""


class KeyChecker:
    """Checks the keys of one table."""

    def __init__(
        self,
        table: str,
        schema: TableSchema,
        fields: Sequence[FieldPlan],
        parents: Mapping[ForeignKey, KeySet | None],
        exports: Iterable[tuple[str, ...]],
        collector: Collector,
    ) -> None:
        """Prepare the checks.

        Args:
            table: The table's name.
            schema: Its schema.
            fields: The fields that are expected in each row.
            parents: The key tuples that each foreign key refers to; None: the table's own.
            exports: The keys that other tables refer to.
            collector: Receives the findings.
        """
        self.reports = KeyReports(table, collector, fields)
        present = {field.name: field for field in fields}

        def has(names: Sequence[str]) -> bool:
            return bool(names) and all(name in present for name in names)

        references = [key for key in schema.foreign_keys if has(key.fields)]
        own = [key for key in references if parents.get(key) is None]
        sets = dict.fromkeys([*exports, *(key.reference_fields for key in own)])
        self.exports = tuple(exports)
        self._sets = {names: KeySetMaker(names, present) for names in sets}
        self._unique: list[Unique] = [
            UniqueKey("unique", (field.name,)) for field in fields if field.unique
        ]
        if has(schema.primary_key):
            self._unique.append(PrimaryKey(schema.primary_key))
        self._unique += [UniqueKey("unique-key", key) for key in schema.unique_keys if has(key)]
        self._own = [OwnReference(key) for key in own]
        self._foreign = [(key, p) for key in references if (p := parents.get(key)) is not None]
        asked = [
            *sets,
            *(check.names for check in self._unique),
            *(key.fields for key in references),
        ]
        self.names = {name for names in asked for name in names if name in present}

    def take(self, row_numbers: IntArray, cells: Mapping[str, KeyCells]) -> None:
        """Take the key columns of a batch."""
        keys = BatchKeys(cells, len(row_numbers))
        for maker in self._sets.values():
            maker.take(keys)
        for check in self._unique:
            check.take(keys)
        for reference in self._own:
            reference.take(keys)
        for key, parent in self._foreign:
            found = dangling(parent, keys, key.fields)
            if len(found):
                tuples = keys.tuples(key.fields, found)
                self.reports.dangling(key, row_numbers[found], tuples)

    def finish(self, read_again: ReadAgain) -> dict[tuple[str, ...], KeySet]:
        """Judge what was gathered, and return the keys that other tables refer to."""
        suspected: list[Unique | OwnReference] = [c for c in self._unique if c.needs_second_look()]
        sets = {names: maker.make() for names, maker in self._sets.items()}
        suspected += [
            own for own in self._own if own.needs_second_look(sets[own.key.reference_fields])
        ]
        if suspected:
            for row_numbers, cells in read_again():
                keys = BatchKeys(cells, len(row_numbers))
                for check in suspected:
                    check.look_again(row_numbers, keys)
            for check in suspected:
                check.report(self.reports)
        return {names: sets[names] for names in self.exports}
