"""Rows of other tables are found by fingerprint; citations in order need no looking up."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest

from datapackage.rules import keys, reader
from datapackage.rules.keys import KeyStream, cites_in_order, key_set, lookup, prints_of
from tests.places import RECORD_TABLES
from tests.validator.copies import Copy, find

CITATION_RULES = ("cited-row-exists", "row-has-citation")


@pytest.fixture(params=["whole", "in pieces"])
def copy(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Copy:
    if request.param == "in pieces":
        monkeypatch.setattr(reader, "BATCH_ROWS", 3)
    return Copy(tmp_path)


def test_a_set_holds_the_rows_of_a_table(copy: Copy) -> None:
    parties = copy.rows("parties")
    found = key_set(copy.opened(), "parties", ["agreement_id", "organisation_id"])
    assert len(found) == len(parties)
    here = [[row["agreement_id"] for row in parties], [row["organisation_id"] for row in parties]]
    assert found.contains(prints_of(map(pa.array, here))).all()
    assert not found.contains(prints_of(map(pa.array, reversed(here)))).any()


def test_a_value_is_found_by_its_key_and_the_first_row_counts(copy: Copy) -> None:
    copy.add("documents", 0, document_type="other")
    documents = copy.rows("documents")
    names = [documents[1]["document_id"], None, "other", documents[0]["document_id"]]
    found = lookup(copy.opened(), "documents", "document_id", "document_type")
    expected = [documents[1]["document_type"], None, None, documents[0]["document_type"]]
    assert found.find(pa.array(names)).to_pylist() == expected


def test_rows_keep_their_numbers_beyond_the_first_batch(
    copy: Copy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "BATCH_ROWS", 10)
    package = copy.opened()
    keys = package.column("goals", "goal_id")
    found = list(package.batches("goals", ["goal_id"]))
    assert [row for row, _ in found] == [0, 10, 20]
    for row, columns in found:
        assert columns["goal_id"].equals(keys.slice(row, 10))


def test_keys_come_in_any_number(copy: Copy) -> None:
    keys = pa.array([f"{row['goal_id']}" for row in copy.rows("goals")])
    stream = KeyStream(copy.opened(), "goals")
    assert stream.starts_with(keys.slice(0, 5))
    assert stream.starts_with(keys.slice(5, 0))
    assert not stream.is_done
    assert stream.starts_with(keys.slice(5))
    assert stream.is_done
    assert not stream.starts_with(keys.slice(0, 1))


def test_a_build_writes_citations_in_the_order_of_what_they_cite(copy: Copy) -> None:
    assert cites_in_order(copy.opened(), RECORD_TABLES)


def test_citations_in_any_order_keep_the_rules(copy: Copy) -> None:
    copy.write("citations", reversed(copy.rows("citations")))
    assert not cites_in_order(copy.opened(), RECORD_TABLES)
    assert [find(copy.opened(), rule) for rule in CITATION_RULES] == [[], []]


@pytest.mark.parametrize("cells", [{"record_id": "other"}, {"record_id": None}])
def test_a_citation_of_something_else_is_out_of_order(
    copy: Copy, cells: dict[str, str | None]
) -> None:
    copy.set("citations", 40, **cells)
    assert not cites_in_order(copy.opened(), RECORD_TABLES)


def test_a_last_row_without_a_citation_is_out_of_order(copy: Copy) -> None:
    copy.drop("citations", record_id=copy.rows("goals")[-1]["goal_id"])
    assert not cites_in_order(copy.opened(), RECORD_TABLES)
    assert not find(copy.opened(), "cited-row-exists")
    assert len(find(copy.opened(), "row-has-citation")) == 1


def test_the_looking_up_is_left_out_where_citations_are_in_order(
    copy: Copy, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    package = copy.opened()
    monkeypatch.setattr(package, "keys", lambda table: asked.append(table.name))
    assert [find(package, rule) for rule in CITATION_RULES] == [[], []]
    assert asked == []
    assert keys.cites_in_order(package, RECORD_TABLES)
