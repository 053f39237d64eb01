"""What random tables are made of: cells, formats, bounds, patterns for each field type."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

# fmt: off
WORDS = [
    "", " ", "x", "0", "1", "-1", "1.5", "NA", "-", "true", "True", "T", "2020", "2020-01-01",
    "12:00:00", "None", "null", "nan", "inf", "1e3", "+5", " 7 ", "1_000", "0x1F", "007", "٣",
    "1,5", "a b", '"', "a\nb", "a\n", "ä", "€ 5", "5 %", "{}", "[]", "[1]", "1;2", "12,50", "P1D",
    "2020-13", "2020-01-01T00:00:00Z", "a@b.co", "http://e.org/", "é\u0301", "#c", "'", "a'b",
    "0000", "9999", "-0", "1.0", "1.", ".5", "12345678901234567890", "\u2028", "a\tb", "a;b",
    "a|b", '{"lon": 1, "lat": 2}', "181,5", "0.1,0.2", "1e999999", "2020-02-30", "0000-01-01",
    "--1", "1-", "-", "4.0", "9223372036854775808", "Infinity", "-inf", "२०२०", "٢٠٢٠-01-01",
]
# fmt: on
NONSENSE = st.one_of(
    st.sampled_from(WORDS),
    st.text(max_size=6, alphabet=st.characters(codec="utf-8", exclude_characters="\x00")),
)

SMALL = st.integers(-5, 5).map(str)
PLAIN_DATES = st.dates().map(str)
PLAIN_DECIMALS = st.decimals(-9, 9, allow_nan=False, allow_infinity=False, places=2).map(str)

CLEAN: dict[str, st.SearchStrategy[str]] = {
    "integer": SMALL,
    "number": st.one_of(SMALL, PLAIN_DECIMALS),
    "date": PLAIN_DATES,
    "boolean": st.sampled_from(["true", "false"]),
    "year": st.sampled_from(["2018", "2019", "2020", "1999"]),
    "string": st.text("abc", min_size=1, max_size=4),
}
"""Cells that are all of their type and in its plainest form: whole columns of them."""

GOOD: dict[str, st.SearchStrategy[str]] = {
    "string": st.sampled_from(["a", "b", "ab", "abc", "abcd", "ä", "aa-1", "b2", "a b"]),
    "any": st.sampled_from(["a", "1", "x y", "2"]),
    "integer": st.one_of(SMALL, st.integers().map(str), st.sampled_from(["05", " 5", "+3", "-0"])),
    "number": st.one_of(
        PLAIN_DECIMALS, st.sampled_from(["1.0", "1.", ".5", "-0.0", "1e2", "3.00", "5.0", " 2"])
    ),
    "boolean": st.sampled_from(["true", "false", "1", "0", "TRUE", "yes", "no"]),
    "year": st.sampled_from(["2018", "2019", "2020", "0001", "-001", "20 1", "1999"]),
    "date": st.one_of(
        PLAIN_DATES, st.sampled_from(["2020-01-01", "2020-1-1", "2021-06-30", "30/06/2021"])
    ),
    "time": st.one_of(
        st.times().map(str), st.sampled_from(["12:00:00", "12:00", "24:00:00", "1 pm"])
    ),
    "datetime": st.one_of(
        st.datetimes().map(lambda moment: moment.isoformat()),
        st.sampled_from(
            [
                "2020-01-01T00:00:00",
                "2020-01-01T02:00:00+02:00",
                "2020-01-01T00:00:00Z",
                "2020-01-01",
            ]
        ),
    ),
    "yearmonth": st.sampled_from(["2020-01", "2020-1", "2019-12", "2020-13", "2021-06"]),
    "duration": st.sampled_from(["P1D", "PT24H", "P1Y", "P1M", "PT1S", "P", "1D"]),
    "object": st.sampled_from(["{}", '{"a": 1}', '{"a": 1, "b": 2}', "[]", "{"]),
    "array": st.sampled_from(["[]", "[1]", '["a", "b"]', "[1, 2, 3]", "{}", '["x", null]', "[5]"]),
    "list": st.sampled_from(["a,b", "1,2", "1;2", "a", "1", "2020-01-01", "1,,2", "true,false"]),
    "geopoint": st.sampled_from(["1,2", "90.5, 45", "181,0", "[1, 2]", '{"lon": 1, "lat": 2}']),
    "geojson": st.sampled_from(['{"type": "Point", "coordinates": [1, 2]}', "{}", "x"]),
}
"""Cells that are mostly of their type."""

FORMATS: dict[str, list[str]] = {
    "string": ["default", "email", "uri", "uuid", "binary"],
    "date": ["default", "any", "%d/%m/%Y"],
    "time": ["default", "any", "%H:%M"],
    "datetime": ["default", "any", "%Y-%m-%d"],
    "geopoint": ["default", "array", "object"],
    "geojson": ["default", "topojson"],
}

FORMAT_CELLS: dict[str, list[str]] = {
    "email": ["a@b.co", "a@b", "a.b@c.org"],
    "uri": ["http://e.org/", "e.org", "urn:x:y", "mailto:a@b.co"],
    "uuid": ["123e4567-e89b-12d3-a456-426614174000", "123e4567"],
    "binary": ["YWJj", "YW", "===="],
}

BOUNDS: dict[str, list[Any]] = {
    "integer": [0, "1", -3, 5],
    "number": [0, "1.5", -3, 2.5, "5.0"],
    "year": [2019, "2018", 2020],
    "date": ["2020-01-01", "1999-12-31"],
    "time": ["12:00:00", "06:30:00"],
    "datetime": ["2020-01-01T00:00:00"],
    "yearmonth": ["2020-01", "2019-12"],
}

ENUMS: dict[str, list[Any]] = {
    "string": ["a", "b", "ab", "ä", 1],
    "any": ["a", "1", 1],
    "integer": [1, "2", "05", -1],
    "number": ["1.0", 2, 2.5],
    "boolean": ["true", True, "0"],
    "year": ["2019", 2020],
    "date": ["2020-01-01", "2021-06-30"],
    "time": ["12:00:00"],
    "datetime": ["2020-01-01T00:00:00"],
    "yearmonth": ["2020-01"],
    "duration": ["P1D", "PT1S"],
    "object": ['{"a": 1}', {}],
    "array": ["[1]", []],
    "geopoint": ["1,2"],
    "geojson": [{"type": "Point", "coordinates": [1, 2]}],
}

# fmt: off
PATTERNS = [
    "[a-z]+", "a|b", r"\w+", r"[^a]*", "a.*", r"\d{1,2}", "(a|b)?c*", "a$", r"\S+", "[a-c]{2,3}",
    r"(?i:A+)", r"[\w-]+", ".", "", r"a\b", "ä?", r"(?:ab)+", r"[^\d]+", "a{,2}b?", "[]a]+",
    r"\s*\w", "[a-z0-9]+(-[a-z0-9]+)*", r"a\-b|c", "(?=a)a+", r"(a)\1", "[[:alpha:]]+", "a++", "^a",
]
# fmt: on

NUMBER_FORMS: list[dict[str, Any]] = [
    {"decimalChar": ","},
    {"groupChar": ","},
    {"groupChar": " ", "decimalChar": ","},
    {"bareNumber": False},
    {"floatNumber": True},
    {"bareNumber": True, "groupChar": ""},
]

TYPES = sorted(GOOD)
KEYED = [t for t in TYPES if t not in ("duration", "object", "array", "list", "geojson")]
"""Types whose values frictionless can compare in keys."""
