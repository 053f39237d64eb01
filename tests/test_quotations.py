"""A quotation is found as people quote; one that isn't, or twice, is answered with what is near."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datapackage.citations import NotOnePassage, canonical_text, find_passages, locate

TEXT = (
    "Uutinen 5.4.2020\n\nVesala ja Nordholm sopivat toiminnasta vuosiksi 2020–2023.\n"
    "Kaupungin\u00adjohtajat tapasivat, ja Vesala ja Nordholm sopivat"
    " \u2060musiikista – ja urheilusta."
)


def spans(quoted: str, text: str = TEXT) -> list[str]:
    return [text[each.start : each.end] for each in find_passages(text, quoted)]


def why_not(quoted: str, text: str = TEXT) -> str:
    with pytest.raises(NotOnePassage) as error:
        locate(text, quoted)
    return str(error.value)


@pytest.mark.parametrize("gap", ["…", "...", " … ", " ... ", "\n…\n"])
def test_a_passage_is_quoted_by_its_start_and_its_end(gap: str) -> None:
    assert spans(f"Uutinen{gap}5.4.2020") == ["Uutinen 5.4.2020"]
    assert spans(f"toiminnasta{gap}2020–2023.") == ["toiminnasta vuosiksi 2020–2023."]


def test_of_passages_with_one_end_the_shortest_is_meant() -> None:
    assert spans("Vesala … sopivat") == ["Vesala ja Nordholm sopivat"] * 2
    assert spans("sopivat … urheilusta") == ["sopivat \u2060musiikista – ja urheilusta"]


def test_a_gap_may_be_left_more_than_once_and_at_the_ends() -> None:
    assert spans("…Uutinen … Vesala … sopivat…") == [TEXT[: TEXT.index(" toiminnasta")]]
    assert spans("…") == spans(" ") == []


def test_an_ellipsis_of_the_text_itself_comes_first() -> None:
    assert spans("a … c", "a b c, a … c") == ["a … c"]


def test_the_hyphen_of_a_list_is_overlooked_unless_the_text_has_it() -> None:
    assert spans("- Vesala ja Nordholm sopivat toiminnasta") == [
        "Vesala ja Nordholm sopivat toiminnasta"
    ]
    assert spans("- one", "two\n- one") == ["- one"]
    assert spans("- two … one", "two\n- one") == ["two\n- one"]


def test_the_passage_of_a_quotation_is_located() -> None:
    found = locate(TEXT, "vuosiksi … 2023")
    assert TEXT[found.start : found.end] == "vuosiksi 2020–2023"


# --- What isn't found, or twice ---------------------------------------------------------------


def test_each_place_of_a_passage_that_recurs_has_its_anchor_and_surroundings() -> None:
    assert why_not("ja Nordholm") == (
        "the passage occurs 2 times: quote more of it, or take an anchor"
        " (25-36 in line 3: …Uutinen 5.4.2020 Vesala [passage] sopivat toiminnasta vuos…;"
        " 117-128 in line 4: …jat tapasivat, ja Vesala [passage] sopivat \\u2060musiikista"
        " – ja…)"
    )
    assert why_not("a").endswith("; and 17 more)")


@pytest.mark.parametrize(
    ("quoted", "answer"),
    [
        (
            "vuosiksi 2020-2023",
            (
                "57-75 in line 3: 'vuosiksi 2020[–]2023'"
                " ('–' (en dash) where the quotation has '-' (hyphen-minus))"
            ),
        ),
        (
            "vesala ja Nordholm sopivat toiminnasta",
            (
                "18-56 in line 3: '[Vesala] ja Nordholm sopivat toiminnasta'"
                " ('Vesala' where the quotation has 'vesala', another letter case)"
            ),
        ),
        (
            "sopivat toimninasta",
            (
                "37-56 in line 3: 'sopivat [toiminnasta]'"
                " ('toiminnasta' where the quotation has 'toimninasta')"
            ),
        ),
        (
            "Kaupunginjohtajat tapasivat",
            (
                "77-105 in line 4: '[Kaupungin\\u00adjohtajat] tapasivat'"
                " ('Kaupungin\\u00adjohtajat' (soft hyphen)"
                " where the quotation has 'Kaupunginjohtajat')"
            ),
        ),
        (
            "sopivat musiikista",
            (
                "129-148 in line 4: 'sopivat [\\u2060]musiikista'"
                " (the quotation lacks '\\u2060' (word joiner))"
            ),
        ),
        (
            "tapasivat, ja, Vesala",
            "96-116 in line 4: 'tapasivat, ja[] Vesala' (the text lacks ',' (comma))",
        ),
        (
            "musiikista–ja urheilusta",
            (
                "138-164 in line 4: 'musiikista[ ]–[ ]ja urheilusta'"
                " (the quotation lacks ' ' (space); the quotation lacks ' ' (space))"
            ),
        ),
    ],
)
def test_the_nearest_passage_is_shown_with_what_differs(quoted: str, answer: str) -> None:
    assert why_not(quoted) == f"the passage does not occur; the nearest is {answer}"


def test_of_a_quotation_in_parts_the_part_is_named_that_is_missing() -> None:
    said = why_not("Uutinen … vuosiksi 2020-2023")
    assert said.startswith("'vuosiksi 2020-2023' does not occur; the nearest is 57-75 in line 3: ")
    assert why_not("tapasivat … Uutinen") == (
        "the passage does not occur: the text has its parts, but not in this order"
    )


@pytest.mark.parametrize("quoted", ["Rauma", "x", "Uutinen Rauma Savonlinna Pietarsaari", "Rau…ma"])
def test_nothing_is_shown_where_nothing_is_near(quoted: str) -> None:
    assert why_not(quoted).endswith(" does not occur in the text, nor does anything like it")


@pytest.mark.parametrize("quoted", ["", " ", "…", "- "])
def test_a_quotation_has_words(quoted: str) -> None:
    assert why_not(quoted) == "the quotation is empty"


def test_a_long_passage_is_shown_around_its_differences() -> None:
    words = [f"sana{number}" for number in range(100)]
    said = why_not(" ".join(words).replace("sana50", "sane50"), " ".join(words))
    assert (
        "0-689 in line 1: 'sana0 sana1 sana2 sana3 s…a46 sana47 sana48 sana49 [sana50] sana51"
        in said
    )
    many = why_not(" ".join(words).upper(), " ".join(words))
    assert many.endswith("another letter case; and 97 more differences)")


WORDS = st.lists(st.text(st.sampled_from("abäö–-\u00ad. \n"), max_size=6), max_size=20)


@given(text=WORDS, quoted=WORDS)
@settings(max_examples=200, deadline=None)
def test_any_quotation_is_answered(text: list[str], quoted: list[str]) -> None:
    canonical = canonical_text(" ".join(text).encode())
    found = find_passages(canonical, " ".join(quoted))
    if len(found) == 1:
        assert canonical[found[0].start : found[0].end].strip()
    else:
        assert why_not(" ".join(quoted), canonical).isprintable()
