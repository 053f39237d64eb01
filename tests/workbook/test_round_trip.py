"""Records -> workbook -> records: nothing is lost, and nothing is added."""

from __future__ import annotations

import itertools
import json
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from datapackage import build
from datapackage.problems import ProblemList
from datapackage.read.batches import read_chunks
from datapackage.read.sources import Sources, read_sources
from datapackage.read.workbook import read_workbook
from datapackage.shape import Key, Kind, Shape, record_shape
from datapackage.sheets import sheets_of
from datapackage.workbook import write_workbook
from datapackage.workbook.rows import rows_of
from datapackage.workbook.write import Writer
from tests.places import SCHEMAS, SOURCES, contract, shape

LETTERS = st.characters(
    codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff"
)
SPECIAL = ["=1+1", "#N/A", "2018", "007", "true", "~", "1.10.", "x\ny", "'q", "_x000D_", "@a", "-"]
TEXTS = st.one_of(st.sampled_from(SPECIAL), st.text(LETTERS, min_size=1, max_size=12)).filter(
    lambda text: text.strip() == text
)
NUMBERS: dict[Kind, list[Any]] = {
    Kind.INTEGER: [0, 2021, -(2**63), 2**63 - 1],
    Kind.NUMBER: [0.1, -1e300, 5e-324],
    Kind.BOOLEAN: [True, False],
}


@dataclass
class Maker:
    """Makes records of a shape: any of its keys, with any of the texts."""

    texts: list[str]
    random: Random

    def level(self, of: Shape) -> Any:
        if of.is_plain:
            return self.value(of.only_key)
        keys = {n: self.value(k) for n, k in of.keys.items() if k.kind is not Kind.ID}
        lists = {
            name: [self.level(child) for _ in range(self.random.randrange(3))]
            for name, child in of.children.items()
        }
        return {
            name: item for name, item in {**keys, **lists}.items() if self.random.random() < 0.5
        }

    def value(self, key: Key) -> Any:
        if key.kind is Kind.LANGUAGES:
            return {tag: self.random.choice(self.texts) for tag in key.languages[::2]}
        if key.reference and key.reference not in contract().registers:
            return f"row-{self.random.randrange(9)}"  # a row of a record is named by identifier
        return self.random.choice(NUMBERS.get(key.kind, self.texts))


def with_ids(record: Any, of: Shape, numbers: Iterator[int]) -> Any:
    """Give each level that has one an identifier that no other has."""
    if not isinstance(record, dict):
        return record
    below = {
        name: [with_ids(item, child, numbers) for item in record[name]]
        for name, child in of.children.items()
        if name in record
    }
    return {**record, **({"id": f"row-{next(numbers)}"} if "id" in of.keys else {}), **below}


def pruned(item: Any) -> Any:
    """Return what is there: Arrow has a null for each key that is not."""
    if isinstance(item, dict):
        return {k: found for k, v in item.items() if (found := pruned(v)) not in (None, {}, [])}
    return [pruned(each) for each in item] if isinstance(item, list) else item


def read(chunks: Any) -> list[dict[str, Any]]:
    problems = ProblemList()
    batches = [chunk.read(problems).records.to_pylist() for chunk in chunks]
    problems.raise_if_any()
    return [pruned(record) for batch in batches for record in batch]


@cache
def our_sources() -> Sources:
    return read_sources(SOURCES, SCHEMAS, ProblemList())


@pytest.mark.slow
@settings(max_examples=25)
@given(texts=st.lists(TEXTS, min_size=1, max_size=8), seed=st.integers(0, 2**32))
@example(texts=SPECIAL, seed=1)
def test_any_records(texts: list[str], seed: int) -> None:
    sources = our_sources()
    maker = Maker(texts, Random(seed))
    records = [maker.level(shape()) for _ in range(2)]
    numbers = itertools.count()
    written = [with_ids(record, shape(), numbers) for record in records]
    problems = ProblemList()
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "records.jsonl"
        path.write_text("".join(f"{json.dumps(record)}\n" for record in written))
        theirs = replace(sources, records=[path])
        before = read(read_chunks([path], record_shape(sources.contract), problems))
        sheets = sheets_of(sources.contract)
        rows = rows_of(theirs, sheets, problems)
        book = Path(name) / "book.xlsx"
        Writer(book, sheets, theirs, "sv", rows).write()
        workbook = read_workbook(book, sheets, problems)
    problems.raise_if_any()
    assert workbook is not None
    assert read([workbook.records]) == before
    for register, found in workbook.registers.items():
        theirs_too = sources.registers[register].columns
        assert {n: c.to_pylist() for n, c in found.columns.items()} == {
            n: c.to_pylist() for n, c in theirs_too.items()
        }


def test_our_own_records(tmp_path: Path) -> None:
    before, after = tmp_path / "before", tmp_path / "after"
    copied = tmp_path / "sources"
    (copied / "workbooks").mkdir(parents=True)
    (copied / "package.yaml").write_bytes((SOURCES / "package.yaml").read_bytes())
    shutil.copytree(SOURCES / "codelists", copied / "codelists")
    write_workbook(copied / "workbooks" / "all.xlsx", SOURCES, with_rows=True, language="ru")
    build(SOURCES, before, formats=[])
    build(copied, after, formats=[])
    # The readable tables differ: their links open a passage by its words, which only a lock holds.
    assert {p.name: p.read_bytes() for p in (before / "csv").glob("*.csv")} == {
        p.name: p.read_bytes() for p in (after / "csv").glob("*.csv")
    }
