"""Fingerprints of keys: equal for equal texts, different for others; sets of them find keys."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from datapackage.columnar import fingerprints as module
from datapackage.columnar.fingerprints import (
    LONG,
    WORD,
    Lanes,
    Prints,
    fingerprints,
    of_tuples,
    repeated,
)
from datapackage.columnar.keysets import make_key_set

ALPHABET = "ab\0é道🜁"
NEAR_A_WORD = st.text(ALPHABET, max_size=3 * WORD)
LONG_TEXT = st.integers(LONG - 2, LONG + 2).map(lambda size: "a" * size)
CELLS = st.none() | NEAR_A_WORD | LONG_TEXT
COLUMNS = st.lists(CELLS, max_size=20)


def of(texts: list[str | None]) -> list[tuple[int, ...]]:
    """Return the fingerprint of each text as a tuple."""
    return as_tuples(fingerprints(pa.array(texts, pa.string())))


def as_tuples(prints: Prints) -> list[tuple[int, ...]]:
    return [tuple(column) for column in prints.T.tolist()]


@given(COLUMNS)
def test_fingerprints_are_equal_where_texts_are(texts: list[str | None]) -> None:
    of_text: dict[str | None, tuple[int, ...]] = {}
    for text, found in zip(texts, of(texts), strict=True):
        assert of_text.setdefault(text, found) == found
    for lane in range(2):
        assert len({found[lane] for found in of_text.values()}) == len(of_text)


@given(COLUMNS, st.data())
def test_a_text_has_its_fingerprint_wherever_it_stands(
    texts: list[str | None], data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(texts)))
    stop = data.draw(st.integers(start, len(texts)))
    part = pa.array(texts, pa.string()).slice(start, stop - start)
    assert as_tuples(fingerprints(part)) == of(texts)[start:stop]
    assert of(texts) == [found for text in texts for found in of([text])]


@pytest.mark.parametrize("size", [0, 1, 7, 8, 9, 15, 16, 17, LONG - 1, LONG, LONG + 1])
def test_a_single_byte_makes_another_fingerprint(size: int) -> None:
    texts = ["a" * size, "a" * (size + 1), "a" * size + "\0"]
    texts += ["a" * place + "b" + "a" * (size - place - 1) for place in range(size)]
    assert len(set(of(list(texts)))) == len(texts)


def test_a_column_that_a_file_lacks_has_the_fingerprint_of_null() -> None:
    assert as_tuples(fingerprints(pa.nulls(2, pa.string()))) == of([None, None])


def test_tuples_are_not_their_texts_joined() -> None:
    rows = [("a", "bc"), ("ab", "c"), ("abc", ""), ("", "abc"), ("abc", None), (None, "abc")]
    columns = [fingerprints(pa.array(list(column))) for column in zip(*rows, strict=True)]
    assert len(set(as_tuples(of_tuples(columns)))) == len(rows)


def test_differences_in_two_words_do_not_undo_each_other() -> None:
    digits = "0123456789"
    keys = [
        f"goals: {a}abc{b}{c}xy{d}" for a in digits for b in digits for c in digits for d in digits
    ]
    assert {key.index("abc") for key in keys} == {WORD}
    for lane in fingerprints(pa.array(keys)):
        assert not len(repeated(lane))


def test_keys_in_the_manner_of_identifiers_share_no_lane() -> None:
    keys = [f"goal-{city}-{number}" for city in range(400) for number in range(400)]
    for lane in fingerprints(pa.array(keys)):
        assert not len(repeated(lane))


@pytest.mark.parametrize("number", [1, 2])
@given(st.lists(st.integers(0, 40), max_size=6))
def test_lanes_come_back_in_their_order(number: int, sizes: list[int]) -> None:
    rows = np.arange(2 * sum(sizes), dtype=np.uint64).reshape(2, -1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "FIRST_BLOCK", 2)
        patch.setattr(module, "LARGEST_BLOCK", 8)
        lanes = Lanes(number)
        for _ in range(2):
            start = 0
            for size in sizes:
                lanes.add(rows[:, start : start + size])
                start += size
            assert lanes.joined().tolist() == rows[:number].tolist()


@given(st.lists(st.integers(0, 9)))
def test_repeated_values_are_those_that_stand_more_than_once(values: list[int]) -> None:
    found = repeated(np.array(values, np.uint64))
    assert found.tolist() == sorted({value for value in values if values.count(value) > 1})


def share_lane(prints: Prints, bits: int) -> Prints:
    """Let fingerprints differ in some bits of the first lane only."""
    prints[0] &= np.uint64(bits)
    return prints


@pytest.fixture(params=[2, module.FIRST_BLOCK])
def block(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "FIRST_BLOCK", request.param)
    monkeypatch.setattr(module, "LARGEST_BLOCK", max(4, request.param))


@pytest.mark.usefixtures("block")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(COLUMNS, COLUMNS, st.sampled_from([0, 1, 2**64 - 1]))
def test_a_set_finds_its_keys_and_no_others(
    keys: list[Any], looked_up: list[Any], bits: int
) -> None:
    lanes = Lanes(2)
    lanes.add(share_lane(fingerprints(pa.array(keys, pa.string())), bits))
    found = make_key_set(lanes.blocks())
    assert len(found) == len(keys)
    needles = share_lane(fingerprints(pa.array(looked_up, pa.string())), bits)
    assert found.contains(needles).tolist() == [text in keys for text in looked_up]
    places = found.find(needles)
    there = np.concatenate(found.parts, axis=1)
    assert (there[:, places[places >= 0]] == needles[:, places >= 0]).all()
