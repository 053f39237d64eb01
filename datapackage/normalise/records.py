"""Normalising a chunk of the sources."""

from __future__ import annotations

from dataclasses import dataclass, replace

from datapackage.normalise.parsers import Parsers
from datapackage.normalise.provenance import ReadAgain
from datapackage.normalise.tables import NormalisedTable, normalise_batch
from datapackage.problems import ProblemList
from datapackage.read.batches import Chunk
from datapackage.shape import Shape


@dataclass(frozen=True)
class NormalisedChunk:
    """The tables of a chunk, how many records it has, read or not, and what is wrong with them."""

    records: int
    tables: list[NormalisedTable]
    problems: ProblemList


def normalise_chunk(chunk: Chunk, shape: Shape, parsers: Parsers) -> NormalisedChunk:
    """Read a chunk and normalise its records; what is wrong comes with its place."""
    problems = ProblemList()
    batch = chunk.read(problems)
    tables = normalise_batch(batch, shape, parsers, problems)
    if chunk.is_bulk:
        again = ReadAgain(chunk, shape)
        tables = [
            replace(table, place=again.place_of(number)) for number, table in enumerate(tables)
        ]
    return NormalisedChunk(batch.total, tables, problems)
