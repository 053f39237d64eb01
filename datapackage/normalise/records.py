"""Making a chunk of the sources ready to be written."""

from __future__ import annotations

from dataclasses import dataclass

from datapackage.normalise.parsers import Parsers
from datapackage.normalise.provenance import ReadAgain
from datapackage.normalise.repeated import repeated_texts
from datapackage.normalise.tables import NormalisedTable, PlaceOf, normalise_batch
from datapackage.problems import ProblemList
from datapackage.read.batches import Chunk
from datapackage.shape import Shape
from datapackage.write.tables import RenderedRows, render

Repeated = tuple[int, str, str]
"""Row, stem and text of what is the same in all languages."""


@dataclass(frozen=True)
class ReadyRows:
    """Rows that are ready to be written, and where they came from."""

    rendered: RenderedRows
    repeated: list[Repeated]
    place: PlaceOf


@dataclass(frozen=True)
class Part:
    """A chunk of the sources, ready to be written.

    ``records`` is how many it has, read or not; ``problems`` is what is wrong with them.
    """

    records: int
    tables: list[ReadyRows]
    problems: ProblemList


def prepare(chunk: Chunk, shape: Shape, parsers: Parsers) -> Part:
    """Read a chunk and make its records ready; what is wrong comes with its place."""
    problems = ProblemList()
    batch = chunk.read(problems)
    tables = []
    for number, table in enumerate(normalise_batch(batch, shape, parsers, problems)):
        place = ReadAgain(chunk, shape).place_of(number) if chunk.is_bulk else table.place
        tables.append(prepare_rows(table, place))
    return Part(batch.total, tables, problems)


def prepare_rows(table: NormalisedTable, place: PlaceOf) -> ReadyRows:
    """Make the rows of a table ready."""
    rows = table.to_arrow()
    repeated = list(repeated_texts(table.table, rows))
    return ReadyRows(render(table.table, rows), repeated, place)
