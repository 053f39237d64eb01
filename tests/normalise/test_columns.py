"""Columns at once: the fast way over a column must do what one by one does."""

from __future__ import annotations

import copyreg
import datetime as dt
import sys
import unicodedata
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datapackage.normalise import columns
from datapackage.normalise.columns import (
    DTYPES,
    Remembering,
    normalise_distinct,
    normalise_text,
)
from datapackage.normalise.dates import DateParser
from datapackage.text import NotNormalised, clean_text

ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
PLAIN = st.text(st.sampled_from("aäéЯя «»–’.,1 "), max_size=8)
AWKWARD = st.text(
    st.sampled_from(
        "aА \t\n\0\u00a0\u00ad\u0301\u0308\u0374\u037e\u0387"
        "\u200b\u200d\u2010\u2028\u202e\u2060\ufeff"
    ),
    max_size=6,
)


def values(column: Any) -> list[Any]:
    found: list[Any] = pa.array(column).to_pylist()
    return found


def one_by_one(text: str | None) -> tuple[str | None, str]:
    """Return the clean text, None for none, and why there is none."""
    try:
        return (None if text is None else clean_text(text) or None), ""
    except NotNormalised as error:
        return None, str(error.about(text or ""))


@given(st.lists(st.none() | ANY_TEXT | PLAIN | AWKWARD, max_size=8))
@settings(max_examples=200, deadline=None)
def test_a_column_is_cleaned_as_its_cells_are(raw: list[str | None]) -> None:
    cleaned, faults = normalise_text(pa.array(raw, pa.string()))
    expected = [one_by_one(text) for text in raw]
    assert values(cleaned) == [text for text, _ in expected]
    assert [(fault.row, str(fault.error)) for fault in faults] == [
        (row, reason) for row, (_, reason) in enumerate(expected) if reason
    ]


def passed_over() -> list[str]:
    """Every character that the fast way takes for clean."""
    characters = [
        c for n in range(sys.maxunicode + 1) if not 0xD800 <= n <= 0xDFFF for c in (chr(n),)
    ]
    clean = pc.match_substring_regex(pa.array(characters, pa.string()), columns._CLEAN)
    return [c for c, is_clean in zip(characters, clean.to_pylist(), strict=True) if is_clean]


def test_no_character_that_needs_cleaning_is_passed_over() -> None:
    characters = passed_over()
    assert len(characters) > 1000, "the fast way is there to be taken"
    assert [c for c in characters if clean_text(c) != c] == []
    # Nor in any company: none of them composes with a character before it.
    assert [c for c in characters if unicodedata.combining(c)] == []
    assert [c for c in characters if not unicodedata.is_normalized("NFC", c)] == []


def test_no_two_characters_that_are_passed_over_compose() -> None:
    characters = passed_over()
    text = "".join(a + b for a in characters[::7] for b in characters)
    assert unicodedata.is_normalized("NFC", text)


@pytest.mark.parametrize("text", [" a", "a ", "a  b", "", " ", "a\nb", "a\u00a0b", "a\n", "\na"])
def test_white_space_is_not_passed_over(text: str) -> None:
    assert not pc.match_substring_regex(pa.array([text]), columns._CLEAN)[0].as_py()


@pytest.mark.parametrize("text", ["Kotka", "«Нева» – “x”", "a b c", "Ääkköset, 1–2 %", "№ 5"])
def test_ordinary_text_is_passed_over_unless_it_is_rare(text: str) -> None:
    found, faults = normalise_text(pa.array([text]))
    assert (values(found), faults) == ([text], [])


def test_a_clean_column_keeps_its_type() -> None:
    for raw in ([], ["a"], [None], [" a"]):
        found, _ = normalise_text(pa.array(raw, pa.string()))
        assert found.dtype == DTYPES["string"]


# --- Distinct values --------------------------------------------------------------------------


@given(
    st.lists(
        st.none() | st.sampled_from(["27.9.2018", " ", "2018-09-27", "31.2.2018", "x"]), max_size=9
    )
)
@settings(max_examples=60, deadline=None)
def test_each_row_gets_the_value_of_its_text(raw: list[str | None]) -> None:
    found, faults = normalise_distinct(pa.array(raw, pa.string()), DateParser(["en"]).parse, "date")
    day = dt.date(2018, 9, 27)
    good = {"27.9.2018": day, "2018-09-27": day}
    assert values(found) == [good.get(text or "") for text in raw]
    wrong = [row for row, text in enumerate(raw) if text in ("31.2.2018", "x")]
    assert sorted(fault.row for fault in faults) == wrong
    assert all(fault.error.found for fault in faults)


@pytest.mark.parametrize(
    ("type_", "value"),
    [
        ("integer", 2**62 + 1),
        ("year", 2018),
        ("number", 0.1),
        ("boolean", False),
        ("date", dt.date(2018, 1, 2)),
        ("string", "a"),
    ],
)
def test_values_keep_their_type_beside_empty_cells(type_: str, value: Any) -> None:
    found, _ = normalise_distinct(pa.array(["x", None, "x"]), lambda _: value, type_)
    assert found.dtype == DTYPES[type_]
    assert found[0] == value
    assert found[1] is pd.NA


def test_a_text_is_parsed_once() -> None:
    parsed = []

    def parse(raw: str) -> str:
        parsed.append(raw)
        return raw.upper()

    found, _ = normalise_distinct(pa.array(["a", "b", "a", None, " ", "b"]), parse, "string")
    assert values(found) == ["A", "B", "A", None, None, "B"]
    assert parsed == ["a", "b"]


def test_a_parser_that_remembers_parses_once_and_fails_alike() -> None:
    parsed = []

    def parse(raw: str) -> str:
        parsed.append(raw)
        if raw == "bad":
            raise NotNormalised("kind", "wrong")
        return raw * 2

    remembering = Remembering(parse)
    assert [remembering("a"), remembering("a")] == ["aa", "aa"]
    for _ in range(2):
        with pytest.raises(NotNormalised, match="wrong"):
            remembering("bad")
    assert parsed == ["a", "bad"]


def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(columns, "CACHE_SIZE", 2)
    remembering = Remembering(str.upper)
    assert [remembering(c) for c in "abcabc"] == list("ABCABC")
    assert len(remembering._seen) <= 2


@pytest.mark.parametrize("text", ["31.2.2020", "a\0b"])
def test_a_fault_keeps_no_frame_alive_and_with_it_a_batch(
    monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    # dask has errors copied with the frames that they passed through.
    kept: Any = lambda error: (type(error).with_traceback, (error, error.__traceback__))  # noqa: E731
    monkeypatch.setitem(copyreg.dispatch_table, NotNormalised, kept)
    parse = Remembering(DateParser(("en",)).parse)
    raw = pa.array([text, None, text])
    for _ in range(2):  # the second time, the error is remembered
        _, dates = normalise_distinct(raw, parse, "date")
        _, texts = normalise_text(raw)
        assert len(dates) == 2
        for fault in (*dates, *texts):
            assert fault.error.__traceback__ is None
            assert fault.error.__context__ is None
    assert parse._seen[text].__traceback__ is None
