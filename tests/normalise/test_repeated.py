"""Texts that were copied into all languages instead of translated."""

from __future__ import annotations

import pyarrow as pa
import pytest

from datapackage.contract import Table
from datapackage.normalise.repeated import repeated_texts

REQUIRED = {"constraints": {"required": True}}
ANY = {"languages": "any"}
TABLE = Table(
    "things",
    {
        "fields": [
            *(
                {"name": f"{stem}_{code}", "type": "string", "language": code, **rules}
                for stem, rules in (("name", REQUIRED), ("note", {}), ("more", ANY))
                for code in ("de", "en", "fr")
            ),
            {"name": "remark_de", "type": "string", "language": "de"},
        ]
    },
)
LONG = "three words here"


def repeated(**columns: str | None) -> list[tuple[int, str, str]]:
    row = dict.fromkeys(TABLE.columns) | columns
    rows = pa.Table.from_pylist([dict.fromkeys(TABLE.columns), row], TABLE.arrow_schema)
    return list(repeated_texts(TABLE, rows))


@pytest.mark.parametrize("missing", [None, "note_de", "note_en", "note_fr"])
def test_a_text_that_is_the_same_wherever_it_is_given(missing: str | None) -> None:
    texts = dict.fromkeys(("note_de", "note_en", "note_fr"), LONG)
    assert repeated(**{k: v for k, v in texts.items() if k != missing}) == [(1, "note", LONG)]


@pytest.mark.parametrize(
    "texts",
    [
        {"note_de": LONG, "note_en": LONG, "note_fr": "three other words"},
        {"note_en": LONG},
        dict.fromkeys(("note_de", "note_en", "note_fr"), "two words"),
        dict.fromkeys(("name_de", "name_en", "name_fr"), LONG),
        dict.fromkeys(("more_de", "more_en", "more_fr"), LONG),
        {"remark_de": LONG},
    ],
)
def test_what_differs_or_may_be_the_same_by_right(texts: dict[str, str]) -> None:
    assert repeated(**texts) == []
