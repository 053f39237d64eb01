"""Random packages: schemas of all types and constraints, and tables good, nearly good and bad."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

NONSENSE = st.one_of(
    st.sampled_from(
        [
            "", " ", "x", "0", "1", "-1", "1.5", "NA", "-", "true", "True", "T", "2020", "2020-01-01",
            "12:00:00", "None", "null", "nan", "inf", "1e3", "+5", " 7 ", "1_000", "0x1F", "007",
            "٣", "1,5", "a b", '"', "a\nb", "a\n", "ä", "€ 5", "5 %", "{}", "[]", "[1]", "1;2",
            "12,50", "P1D", "2020-13", "2020-01-01T00:00:00Z", "a@b.co", "http://e.org/", "é\u0301",
            "#c", "'", "a'b", "0000", "9999", "-0", "1.0", "1.", ".5", "12345678901234567890",
            "\u2028", "a\tb", "a;b", "a|b", '{"lon": 1, "lat": 2}', "181,5", "0.1,0.2",
        ]
    ),
    st.text(max_size=6, alphabet=st.characters(codec="utf-8", exclude_characters="\x00")),
)  # fmt: skip

DATES = st.dates().map(str)
SMALL = st.integers(-5, 5).map(str)

GOOD: dict[str, st.SearchStrategy[str]] = {
    "string": st.sampled_from(["a", "b", "ab", "abc", "abcd", "ä", "aa-1", "b2", "a b"]),
    "any": st.sampled_from(["a", "1", "x y", "2"]),
    "integer": st.one_of(SMALL, st.integers().map(str), st.sampled_from(["05", " 5", "+3", "-0"])),
    "number": st.one_of(
        SMALL,
        st.decimals(allow_nan=False, allow_infinity=False, places=2).map(str),
        st.sampled_from(["1.0", "1.", ".5", "-0.0", "1e2", "3.00", "5.0", " 2"]),
    ),
    "boolean": st.sampled_from(["true", "false", "1", "0", "TRUE", "yes", "no"]),
    "year": st.sampled_from(["2018", "2019", "2020", "0001", "-001", "20 1", "1999"]),
    "date": st.one_of(DATES, st.sampled_from(["2020-01-01", "2020-1-1", "2021-06-30", "30/06/2021"])),
    "time": st.one_of(st.times().map(str), st.sampled_from(["12:00:00", "12:00", "24:00:00", "1 pm"])),
    "datetime": st.one_of(
        st.datetimes().map(lambda m: m.isoformat()),
        st.sampled_from(
            ["2020-01-01T00:00:00", "2020-01-01T02:00:00+02:00", "2020-01-01T00:00:00Z", "2020-01-01"]
        ),
    ),
    "yearmonth": st.sampled_from(["2020-01", "2020-1", "2019-12", "2020-13", "2021-06"]),
    "duration": st.sampled_from(["P1D", "PT24H", "P1Y", "P1M", "PT1S", "P", "1D"]),
    "object": st.sampled_from(["{}", '{"a": 1}', '{"a": 1, "b": 2}', "[]", "{"]),
    "array": st.sampled_from(["[]", "[1]", '["a", "b"]', "[1, 2, 3]", "{}", '["x", null]', "[5]"]),
    "list": st.sampled_from(["a,b", "1,2", "1;2", "a", "1", "2020-01-01", "1,,2", "true,false"]),
    "geopoint": st.sampled_from(["1,2", "90.5, 45", "181,0", '[1, 2]', '{"lon": 1, "lat": 2}', "1"]),
    "geojson": st.sampled_from(['{"type": "Point", "coordinates": [1, 2]}', "{}", "x"]),
}  # fmt: skip

FORMATS: dict[str, list[str]] = {
    "string": ["default", "email", "uri", "uuid", "binary"],
    "date": ["default", "any", "%d/%m/%Y"],
    "time": ["default", "any", "%H:%M"],
    "datetime": ["default", "any", "%Y-%m-%d"],
    "geopoint": ["default", "array", "object"],
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

PATTERNS = [
    "[a-z]+", "a|b", r"\w+", r"[^a]*", "a.*", r"\d{1,2}", "(a|b)?c*", "a$", r"\S+", "[a-c]{2,3}",
    r"(?i)A+", r"[\w-]+", ".", "", r"a\b", "ä?", r"(?:ab)+", r"[^\d]+",
]  # fmt: skip

TYPES = sorted(GOOD)
KEYED = ["string", "any", "integer", "number", "boolean", "year", "date", "time", "datetime", "yearmonth", "geopoint"]  # fmt: skip


@st.composite
def constraints(draw: st.DrawFn, type_name: str) -> dict[str, Any]:
    """Draw constraints that the type takes."""
    found: dict[str, Any] = {}
    if draw(st.integers(0, 3)) == 0:
        found["required"] = draw(st.booleans())
    if type_name in KEYED and draw(st.integers(0, 4)) == 0:
        found["unique"] = True
    if type_name in BOUNDS:
        for name in ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"):
            if draw(st.integers(0, 4)) == 0:
                found[name] = draw(st.sampled_from(BOUNDS[type_name]))
    if type_name in ("string", "array", "object", "list"):
        for name in ("minLength", "maxLength"):
            if draw(st.integers(0, 3)) == 0:
                found[name] = draw(st.integers(0, 3))
    if type_name == "string" and draw(st.integers(0, 2)) == 0:
        found["pattern"] = draw(st.sampled_from(PATTERNS))
    if type_name in ENUMS and draw(st.integers(0, 4)) == 0:
        found["enum"] = draw(st.lists(st.sampled_from(ENUMS[type_name]), min_size=1, max_size=3))
    return found


MISSING = st.one_of(
    st.lists(st.sampled_from(["", "NA", "-", "None", "1", "a"]), max_size=3, unique=True),
    st.lists(st.sampled_from(["", "NA", "-", "x"]), max_size=3, unique=True).map(
        lambda values: [{"value": value, "label": f"label {value}"} for value in values]
    ),
)

ARRAY_ITEMS = st.sampled_from(
    [
        {"type": "integer", "constraints": {"minimum": 2}},
        {"type": "string", "constraints": {"minLength": 2, "required": True}},
        {"constraints": {"enum": [1, "a"]}},
    ]
)


@st.composite
def fields(draw: st.DrawFn, name: str, type_name: str | None = None) -> dict[str, Any]:
    """Draw a field's descriptor."""
    type_name = type_name or draw(st.sampled_from(TYPES))
    field: dict[str, Any] = {"name": name, "type": type_name}
    if type_name in FORMATS and draw(st.booleans()):
        field["format"] = draw(st.sampled_from(FORMATS[type_name]))
    if type_name == "integer" and draw(st.integers(0, 3)) == 0:
        field["bareNumber"] = draw(st.booleans())
    if type_name == "number" and draw(st.integers(0, 2)) == 0:
        field.update(
            draw(
                st.sampled_from(
                    [
                        {"decimalChar": ","},
                        {"groupChar": ","},
                        {"groupChar": " ", "decimalChar": ","},
                        {"bareNumber": False},
                        {"floatNumber": True},
                    ]
                )
            )
        )
    if type_name == "boolean" and draw(st.integers(0, 2)) == 0:
        field.update({"trueValues": ["yes", "1"], "falseValues": ["no", ""]})
    if type_name == "list" and draw(st.booleans()):
        items = ["string", "integer", "boolean", "number", "date"]
        field.update(
            {"itemType": draw(st.sampled_from(items)), "delimiter": draw(st.sampled_from(",;"))}
        )
    if type_name == "array" and draw(st.booleans()):
        field["arrayItem"] = draw(ARRAY_ITEMS)
    if draw(st.integers(0, 5)) == 0:
        field["missingValues"] = draw(MISSING)
    if draw(st.booleans()):
        limits = draw(constraints(type_name))
        if type_name == "datetime" or field.get("format") == "any":
            # Moments with and without a time zone don't compare: frictionless raises.
            limits = {k: v for k, v in limits.items() if k in ("required", "unique")}
        if field.get("format", "default") not in ("default", "any") and type_name != "string":
            limits = {k: v for k, v in limits.items() if k in ("required", "unique")}
        field["constraints"] = limits
    return field


@dataclass(frozen=True)
class Case:
    """A table of a random package: its schema, and the bytes of its CSV file."""

    name: str
    schema: dict[str, Any]
    content: bytes
    dialect: dict[str, Any] | None = None


def cells_for(field: dict[str, Any]) -> st.SearchStrategy[str]:
    """Return cells for a field: mostly good ones."""
    good = GOOD[field["type"]]
    if field.get("format") in FORMAT_CELLS:
        good = st.sampled_from(FORMAT_CELLS[field["format"]])
    return st.one_of(good, good, good, NONSENSE, st.just(""))


@st.composite
def rows_for(draw: st.DrawFn, schema: dict[str, Any]) -> list[list[str]]:
    """Draw rows: mostly whole, some too short, too long or blank; some repeated."""
    strategies = [cells_for(field) for field in schema["fields"]]
    rows: list[list[str]] = []
    for _ in range(draw(st.integers(0, 8))):
        row = [draw(cells) for cells in strategies]
        fault = draw(st.integers(0, 20))
        if fault == 0:
            row = row[: draw(st.integers(0, len(row)))]
        elif fault == 1:
            row += draw(st.lists(NONSENSE, min_size=1, max_size=2))
        elif fault == 2:
            row = [""] * len(row)
        elif fault in (3, 4) and rows:
            row = list(draw(st.sampled_from(rows)))
        rows.append(row)
    return rows


@st.composite
def labels_for(draw: st.DrawFn, schema: dict[str, Any]) -> list[str]:
    """Draw a header: mostly right, else short, long, repeated, blank, renamed, shuffled."""
    labels = [field["name"] for field in schema["fields"]]
    fault = draw(st.integers(0, 30))
    place = draw(st.integers(0, len(labels) - 1))
    if fault == 0:
        labels = labels[:place] + labels[place + 1 :]
    elif fault == 1:
        labels.append(draw(st.sampled_from(["extra", labels[0], ""])))
    elif fault == 2:
        labels[place] = draw(st.sampled_from(["", labels[0], "other", labels[place].upper()]))
    elif fault == 3:
        labels = draw(st.permutations(labels))
    return labels


def to_csv(rows: list[list[str]], **options: Any) -> bytes:
    """Write rows as CSV."""
    stream = io.StringIO(newline="")
    csv.writer(stream, **{"lineterminator": "\n", **options}).writerows(rows)
    return stream.getvalue().encode("utf-8", "surrogatepass")


@st.composite
def schemas(draw: st.DrawFn, min_fields: int = 1) -> dict[str, Any]:
    """Draw a schema without references."""
    names = ["a", "b", "c", "d"][: draw(st.integers(min_fields, 4))]
    schema: dict[str, Any] = {"fields": [draw(fields(name)) for name in names]}
    if draw(st.integers(0, 4)) == 0:
        schema["missingValues"] = draw(MISSING)
    keyed = [f["name"] for f in schema["fields"] if f["type"] in KEYED]
    if keyed and draw(st.booleans()):
        key = draw(st.lists(st.sampled_from(keyed), min_size=1, max_size=2, unique=True))
        schema["primaryKey"] = key[0] if len(key) == 1 and draw(st.booleans()) else key
    if draw(st.integers(0, 8)) == 0:
        schema["fieldsMatch"] = draw(
            st.sampled_from(["exact", "equal", "subset", "superset", "partial"])
        )
    return schema


@st.composite
def writing(draw: st.DrawFn) -> Any:
    """Draw how a CSV file is written."""
    return draw(
        st.sampled_from(
            [
                {},
                {},
                {"lineterminator": "\r\n"},
                {"quoting": csv.QUOTE_ALL},
                {"lineterminator": "\r\n", "quoting": csv.QUOTE_ALL},
            ]
        )
    )


@st.composite
def tables(draw: st.DrawFn) -> list[Case]:
    """Draw a package of one table."""
    schema = draw(schemas())
    rows = [draw(labels_for(schema)), *draw(rows_for(schema))]
    return [Case("child", schema, to_csv(rows, **draw(writing())))]


@st.composite
def dialects(draw: st.DrawFn) -> list[Case]:
    """Draw a package of one table in another dialect."""
    schema = draw(schemas(min_fields=2))
    rows = [draw(labels_for(schema)), *draw(rows_for(schema))]
    delimiter = draw(st.sampled_from(";\t|:"))
    dialect: dict[str, Any] = {"delimiter": delimiter}
    options: dict[str, Any] = {"delimiter": delimiter}
    if draw(st.integers(0, 3)) == 0:
        dialect["quoteChar"] = options["quotechar"] = "'"
    choice = draw(st.integers(0, 6))
    if choice == 0:
        dialect["header"] = False
        rows = rows[1:]
    elif choice == 1:
        dialect["headerRows"] = [2]
        rows = [["title"], *rows]
    elif choice == 2:
        dialect["commentChar"] = "#"
        rows.insert(draw(st.integers(0, len(rows))), ["# remark", "x"])
    elif choice == 3:
        dialect["skipBlankRows"] = True
    elif choice == 4:
        dialect["headerCase"] = False
        rows[0] = [label.upper() for label in rows[0]]
    elif choice == 5:
        dialect["skipInitialSpace"] = True
    elif choice == 6:
        dialect["commentRows"] = [draw(st.integers(1, 4))]
    return [Case("child", schema, to_csv(rows, **options), dialect)]


@st.composite
def raw_tables(draw: st.DrawFn) -> list[Case]:
    """Draw a package of one table whose file is a jumble of CSV's special characters."""
    schema = draw(schemas())
    names = ",".join(field["name"] for field in schema["fields"])
    pieces = st.lists(
        st.sampled_from(
            [",", "\n", "\r\n", "\r", '"', '""', "a", "1", " ", "'", ";", '"a"', "ä", "\x00"]
        ),
        max_size=25,
    )
    text = "".join(draw(pieces))
    start = draw(st.sampled_from([names + "\n", names + "\r\n", "", "\ufeff" + names + "\n"]))
    return [Case("child", schema, (start + text).encode())]


@st.composite
def packages(draw: st.DrawFn) -> list[Case]:
    """Draw a package of two tables: a child that refers to its parent, and perhaps to itself."""
    types = [draw(st.sampled_from(KEYED)) for _ in range(2)]
    parent = {"fields": [draw(fields(n, t)) for n, t in zip("ab", types, strict=True)]}
    child = {"fields": [draw(fields(n, t)) for n, t in zip("abc", [*types, types[0]], strict=True)]}
    width = draw(st.integers(1, 2))
    foreign = {
        "fields": ["a", "b"][:width],
        "reference": {"resource": "parent", "fields": ["a", "b"][:width]},
    }
    own = {
        "fields": ["c"],
        "reference": {"resource": draw(st.sampled_from(["", "child"])), "fields": ["a"]},
    }
    keys = [[foreign], [own], [foreign, own]]
    child_schema: dict[str, Any] = {**child, "foreignKeys": draw(st.sampled_from(keys))}
    if draw(st.booleans()):
        child_schema["primaryKey"] = draw(st.sampled_from([["a"], ["a", "b"], "c"]))
    parent_rows = draw(rows_for(parent))
    child_rows = draw(rows_for(child_schema))
    child_rows += [
        [*row[:2], row[0]] for row in parent_rows if len(row) == 2 and draw(st.booleans())
    ]
    cases = []
    for name, schema, rows in (
        ("parent", parent, parent_rows),
        ("child", child_schema, child_rows),
    ):
        cases.append(Case(name, schema, to_csv([draw(labels_for(schema)), *rows])))
    return cases
