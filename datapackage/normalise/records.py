"""Normalising a unit of the sources: fast where all is well, with care where it is not."""

from __future__ import annotations

from dataclasses import dataclass, replace

from datapackage.normalise.parsers import Parsers
from datapackage.normalise.provenance import ReadAgain
from datapackage.normalise.tables import NormalisedTable, normalise_batch
from datapackage.problems import ProblemList
from datapackage.read.batches import Unit
from datapackage.shape import Shape


@dataclass(frozen=True)
class NormalisedUnit:
    """The tables of a unit, how many records they came from, and what is wrong with them."""

    records: int
    tables: list[NormalisedTable]
    problems: ProblemList


def normalise_unit(unit: Unit, shape: Shape, parsers: Parsers) -> NormalisedUnit:
    """Read a unit and normalise its records.

    What Arrow parses at one go carries no places; so a unit that turns out to have a problem is
    read again, record by record, and its messages are the same as if it always were.
    """
    problems = ProblemList()
    batch = unit.read_fast()
    if batch is not None:
        tables = normalise_batch(batch, shape, parsers, problems)
        if len(problems):
            batch, problems = None, ProblemList()
    if batch is None:
        batch = unit.read_exactly(problems)
        tables = normalise_batch(batch, shape, parsers, problems)
    if unit.is_bulk:
        again = ReadAgain(unit, shape)
        tables = [
            replace(table, place=again.place_of(number)) for number, table in enumerate(tables)
        ]
    return NormalisedUnit(len(batch.records), tables, problems)
