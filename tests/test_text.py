import pickle
import re
import unicodedata

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rdflib import URIRef

from datapackage.normalise.matching import DASHES, DOUBLE_QUOTES, SINGLE_QUOTES, match_key
from datapackage.problems import explain
from datapackage.text import WEB_ADDRESS, NotNormalised, clean_text
from tests.normalise.outcome import refusal

ANY_TEXT = st.text(st.characters(exclude_categories=()))
CLEANABLE = st.text(
    st.characters(exclude_categories=("Cc", "Cs", "Co", "Cn", "Cf"), exclude_characters="\ufffd")
)
AWKWARD = st.text(
    st.sampled_from("aAäéйяЁßıİſǰΐᾳ\u0345\u0301\u0306\u0308 .'-–’`´´''«»“”1٣\u200b\u200c\u200d"
                    "\u00ad\u00a0\n\tبیक्가가\u1fef\u1ffd\u2126\u037e☺\ufe0f\u034f…")
)  # fmt: skip


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("  Kotkan\tkaupunki \r\n", "Kotkan kaupunki"),
        ("Kotkan\u00a0kaupunki", "Kotkan kaupunki"),
        ("100\u202f000\u2009km", "100 000 km"),
        ("a \u2028\u2029\x85\x0b\x0c\u3000b", "a b"),
        ("Jyva\u0308skyla\u0308", "Jyväskylä"),
        ("и\u0306", "й"),
        ("Pie\u00adtari", "Pietari"),
        ("\ufeffPie\u200btari\u2060", "Pietari"),
        ("a\u200bb", "ab"),
        ("Pie\u200dtari\u200c", "Pietari"),
        ("Пи\u200cтер", "Питер"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("क्\u200dष", "क्\u200dष"),
        ("👩\u200d🔬", "👩\u200d🔬"),
        ("a\u200d\u0308", "ä"),
        ("”Pietari” – “Kotka” «Нева» 'x'", "”Pietari” – “Kotka” «Нева» 'x'"),
        ("", ""),
        (" \u00a0\t", ""),
    ],
)
def test_clean_text(raw: str, clean: str) -> None:
    assert clean_text(raw) == clean


@pytest.mark.parametrize("character", [c for c in map(chr, range(0x3001)) if c.isspace()])
def test_white_space_is_a_blank_or_refused(character: str) -> None:
    if "\x1c" <= character <= "\x1f":
        with pytest.raises(NotNormalised):
            clean_text(f"a{character}b")
    else:
        assert clean_text(f"{character}a{character} b") == "a b"


TYPE_AGAIN = "expected text without it: delete the character or type the passage again)"


@pytest.mark.parametrize(
    ("raw", "kind", "message"),
    [
        (
            "Kot\x00ka",
            "control-character",
            (
                "character 4 of the text is U+0000, an invisible control character"
                rf" (found 'Kot\u0000ka'; {TYPE_AGAIN}"
            ),
        ),
        (
            "Pietari\u202e" + "x" * 100,
            "bidi-control",
            (
                "character 8 of the text is U+202E, an invisible character that can turn the text"
                " around it back to front"
                rf" (found 'Pietari\u202exxxxxxxxxxxxxxxxxxxx'; {TYPE_AGAIN}"
            ),
        ),
        (
            "a\u2061",
            "format-control",
            (
                "character 2 of the text is U+2061, an invisible formatting character"
                rf" (found 'a\u2061'; {TYPE_AGAIN}"
            ),
        ),
        (
            "\ud800",
            "lone-surrogate",
            (
                "character 1 of the text is U+D800, half of a character (a lone surrogate)"
                rf" (found '\ud800'; {TYPE_AGAIN}"
            ),
        ),
        (
            "\uffff",
            "non-character",
            (
                "character 1 of the text is U+FFFF, a code that Unicode gives to no character"
                rf" (found '\uffff'; {TYPE_AGAIN}"
            ),
        ),
        (
            "\ue000",
            "private-use",
            (
                "character 1 of the text is U+E000, a character that only one font knows"
                rf" (private use) (found '\ue000'; {TYPE_AGAIN}"
            ),
        ),
        (
            "Jyv\ufffdskyl\ufffd",
            "lost-character",
            (
                "character 4 of the text is U+FFFD, the mark of a character that was lost when the"
                f" text was read with a wrong encoding (found 'Jyv\ufffdskyl\ufffd'; {TYPE_AGAIN}"
            ),
        ),
    ],
)
def test_refused_characters(raw: str, kind: str, message: str) -> None:
    for function in (clean_text, match_key):
        with pytest.raises(NotNormalised) as caught:
            function(raw)
        assert caught.value.rule == kind
        assert str(caught.value) == message


def test_every_character_by_its_category() -> None:
    """Controls, surrogates, private use and non-characters are refused; letters never are."""
    bidi = {0x61C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)}
    ends_of_planes = (
        plane << 16 | low for plane in range(17) for low in (0, 0xFFFD, 0xFFFE, 0xFFFF)
    )
    for code in (*range(0x20000), *range(0xE0000, 0xE0200), *ends_of_planes):
        character = chr(code)
        category = unicodedata.category(character)
        non_character = code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF
        white = character in "\t\n\v\f\r\x85"
        if (category in {"Cc", "Cs", "Co"} and not white) or code in bidi or non_character:
            assert refusal(clean_text, character) is not None, hex(code)
        elif category[0] in "LMNPSZ" and code != 0xFFFD:
            assert clean_text(character) in (unicodedata.normalize("NFC", character), "")


@given(CLEANABLE | AWKWARD)
def test_clean_text_is_idempotent_and_tidy(raw: str) -> None:
    clean = clean_text(raw)
    assert clean_text(clean) == clean
    assert unicodedata.is_normalized("NFC", clean)
    assert clean == clean.strip()
    assert "  " not in clean
    assert not any(c.isspace() and c != " " for c in clean)


@given(CLEANABLE | AWKWARD)
@example("ᄀ.ᅡ")
@settings(max_examples=300)
def test_match_key_is_idempotent(raw: str) -> None:
    key = match_key(raw)
    assert match_key(key) == key
    assert match_key(clean_text(raw)) == key


@given(ANY_TEXT)
def test_nothing_else_is_raised(raw: str) -> None:
    for function in (clean_text, match_key):
        error = refusal(function, raw)
        assert error is None or error.rule
        assert str(error).isprintable()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("St. Petersburg", "St Petersburg"),
        ("St. Petersburg", "St.Petersburg"),
        ("ST. PETERSBURG", "st petersburg"),
        ("U.S.A.", "USA"),
        ("U. S. A.", "USA"),
        ("А. С. Пушкин", "А.С. Пушкин"),
        ("г. Санкт-Петербург", "Г Санкт–Петербург"),
        ("Санкт — Петербург", "Санкт-Петербург"),
        ("Мар’янка", "Марʼянка"),
        ("Мар'янка", "Марʼянка"),
        ("«Нева»", '"Нева"'),
        ("”Neva”", "''Neva''"),
        ("Nizhny\u00a0Novgorod", "nizhny  novgorod"),
        ("Straße", "STRASSE"),
        ("Нижний", "Нижний".replace("й", "и\u0306")),
        ("ÄÄNEKOSKI", "äänekoski"),
    ],
)
def test_same_name(one: str, other: str) -> None:
    assert match_key(one) == match_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Pori", "Pöri"),
        ("Aanekoski", "Äänekoski"),
        ("Нижнии", "Нижний"),
        ("Орел", "Орёл"),
        ("Moskva", "Москва"),
        ("Koulu 1.5", "Koulu 15"),
        ("Koulu 1.5", "Koulu 1 5"),
        ("Novgorod", "Nov gorod"),
        ("Saint-Petersburg", "Saint Petersburg"),
    ],
)
def test_different_names(one: str, other: str) -> None:
    assert match_key(one) != match_key(other)


def test_every_dash_and_quote_folds() -> None:
    assert {match_key(f"a{dash}b") for dash in DASHES} == {"a-b"}
    assert {match_key(f"a {dash} b") for dash in DASHES} == {"a-b"}
    assert {match_key(f"a{quote}b") for quote in SINGLE_QUOTES} == {"a'b"}
    assert {match_key(f"a{quote}b") for quote in DOUBLE_QUOTES} == {'a"b'}


def test_error_keeps_its_parts() -> None:
    error = NotNormalised("a-rule", "it is wrong", expected="another", nearest="other")
    about = error.about("found it")
    assert about.about("later").found == "found it"
    copy = pickle.loads(pickle.dumps(about))
    for one in (about, copy):
        assert isinstance(one, NotNormalised)
        assert (one.rule, one.message, one.found) == ("a-rule", "it is wrong", "found it")
        assert (one.expected, one.nearest) == ("another", "other")
        assert str(one) == explain(
            "it is wrong", found="found it", expected="another", nearest="other"
        )


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("https://example.org", True),
        ("http://www.yso.fi/onto/yso/p1808", True),
        ("https://example.org:8443/a(b)/%C3%A4?c=d,e&f#g:~:text=h", True),
        ("http://xn--jyvskyl-7wae.fi/", True),
        ("http://[2001:db8::1]/", True),
        ("http://eurovo c.europa.eu/795", False),
        ('http://example.org/"', False),
        ("http://example.org/<a>", False),
        ("http://example.org/%zz", False),
        ("http://example.org/\\a", False),
        ("http:?/www.yso.fi/x", False),
        ("http:///x", False),
        ("http://-a.org/", False),
        ("http://example１２.org/", False),
        ("http://ex\u0430mple.org/", False),
        ("http://user@example.org/", False),
        ("javascript:alert(1)", False),
        ("ftp://example.org/", False),
        ("http://example.org/\n", False),
        ("", False),
    ],
)
def test_an_address_is_one_for_python_and_for_arrow(text: str, is_one: bool) -> None:
    assert bool(re.fullmatch(WEB_ADDRESS, text)) == is_one
    found = pc.match_substring_regex(pa.array([text]), f"^(?:{WEB_ADDRESS})$")
    assert found.to_pylist() == [is_one]


@given(st.from_regex(WEB_ADDRESS, fullmatch=True))
def test_rdf_takes_every_address(address: str) -> None:
    assert URIRef(address).n3() == f"<{address}>"
