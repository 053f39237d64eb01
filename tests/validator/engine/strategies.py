"""Random packages: schemas of all types and constraints, and tables good, nearly good and bad."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from tests.validator.engine import cells
from tests.validator.engine.cells import KEYED, NONSENSE, TYPES


@dataclass(frozen=True)
class Case:
    """A table of a random package: its schema, and the bytes of its CSV file."""

    name: str
    schema: dict[str, Any]
    content: bytes
    dialect: dict[str, Any] | None = None


def one_in(number: int) -> st.SearchStrategy[bool]:
    """Draw True once in so many times."""
    return st.integers(1, number).map(lambda drawn: drawn == number)


def some_of(values: list[Any]) -> st.SearchStrategy[list[Any]]:
    """Draw one to three of these values."""
    return st.lists(st.sampled_from(values), min_size=1, max_size=3)


@st.composite
def constraints(draw: st.DrawFn, type_name: str) -> dict[str, Any]:
    """Draw constraints that the type takes."""
    found: dict[str, Any] = {}
    if draw(one_in(4)):
        found["required"] = draw(st.booleans())
    if type_name in KEYED and draw(one_in(5)):
        found["unique"] = True
    for name in ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"):
        if type_name in cells.BOUNDS and draw(one_in(5)):
            found[name] = draw(st.sampled_from(cells.BOUNDS[type_name]))
    for name in ("minLength", "maxLength"):
        if type_name in ("string", "array", "object", "list") and draw(one_in(4)):
            found[name] = draw(st.integers(0, 3))
    if type_name == "string" and draw(one_in(3)):
        found["pattern"] = draw(st.sampled_from(cells.PATTERNS))
    if type_name in cells.ENUMS and draw(one_in(5)):
        found["enum"] = draw(some_of(cells.ENUMS[type_name]))
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

LIST_FORMS = st.fixed_dictionaries(
    {
        "itemType": st.sampled_from(["string", "integer", "boolean", "number", "date"]),
        "delimiter": st.sampled_from(",;"),
    }
)

OWN_PROPERTIES: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "integer": st.booleans().map(lambda flag: {"bareNumber": flag}),
    "number": st.sampled_from(cells.NUMBER_FORMS),
    "boolean": st.just({"trueValues": ["yes", "1"], "falseValues": ["no", ""]}),
    "list": LIST_FORMS,
    "array": ARRAY_ITEMS.map(lambda item: {"arrayItem": item}),
}


@st.composite
def fields(draw: st.DrawFn, name: str, type_name: str | None = None) -> dict[str, Any]:
    """Draw a field's descriptor."""
    type_name = type_name or draw(st.sampled_from(TYPES))
    field: dict[str, Any] = {"name": name, "type": type_name}
    if type_name in cells.FORMATS and draw(one_in(3)):
        field["format"] = draw(st.sampled_from(cells.FORMATS[type_name]))
    if type_name in OWN_PROPERTIES and draw(one_in(3)):
        field.update(draw(OWN_PROPERTIES[type_name]))
    if draw(one_in(6)):
        field["missingValues"] = draw(MISSING)
    if draw(st.booleans()):
        field["constraints"] = without_hazards(field, draw(constraints(type_name)))
    return field


def without_hazards(field: dict[str, Any], limits: dict[str, Any]) -> dict[str, Any]:
    """Leave out constraints on which frictionless raises: bounds that don't compare.

    Moments with and without a time zone don't, and a bound has to be in the field's format.
    """
    is_odd = field.get("format", "default") not in ("default", "uri", "email", "uuid", "binary")
    if field["type"] == "datetime" or (is_odd and field["type"] != "string"):
        return {name: limits[name] for name in limits if name in ("required", "unique")}
    return limits


@st.composite
def schemas(draw: st.DrawFn, min_fields: int = 1) -> dict[str, Any]:
    """Draw a schema without references."""
    names = ["a", "b", "c", "d"][: draw(st.integers(min_fields, 4))]
    schema: dict[str, Any] = {"fields": [draw(fields(name)) for name in names]}
    if draw(one_in(5)):
        schema["missingValues"] = draw(MISSING)
    keyed = [f["name"] for f in schema["fields"] if f["type"] in KEYED]
    if len(keyed) > 0 and draw(st.booleans()):
        key = draw(st.lists(st.sampled_from(keyed), min_size=1, max_size=2, unique=True))
        schema["primaryKey"] = key[0] if len(key) == 1 and draw(st.booleans()) else key
    if draw(one_in(9)):
        modes = ["exact", "equal", "subset", "superset", "partial"]
        schema["fieldsMatch"] = draw(st.sampled_from(modes))
    return schema


@st.composite
def columns_for(draw: st.DrawFn, field: dict[str, Any]) -> st.SearchStrategy[str]:
    """Draw what a field's column consists of: plain cells only, or good and bad ones mixed."""
    type_name = field["type"]
    good = cells.GOOD[type_name]
    if field.get("format") in cells.FORMAT_CELLS:
        good = st.sampled_from(cells.FORMAT_CELLS[field["format"]])
    mode = draw(st.integers(0, 3))
    if mode == 0:
        return cells.CLEAN.get(type_name, good)
    if mode == 1:
        return st.one_of(cells.CLEAN.get(type_name, good), st.just(""))
    return st.one_of(good, good, good, NONSENSE, st.just(""))


@st.composite
def rows_for(draw: st.DrawFn, schema: dict[str, Any]) -> list[list[str]]:
    """Draw rows: mostly whole, some too short, too long or blank; some repeated."""
    columns = [draw(columns_for(field)) for field in schema["fields"]]
    with_faults = draw(st.booleans())
    rows: list[list[str]] = []
    for _ in range(draw(st.integers(0, 8))):
        row = [draw(column) for column in columns]
        fault = draw(st.integers(0, 12)) if with_faults else 99
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
    fault = draw(st.integers(0, 24))
    place = draw(st.integers(0, len(labels) - 1))
    if fault == 0:
        labels = labels[:place] + labels[place + 1 :]
    elif fault == 1:
        labels.append(draw(st.sampled_from(["extra", labels[0], ""])))
    elif fault == 2:
        changed = ["", labels[0], "other", labels[place].upper(), f" {labels[place]} "]
        labels[place] = draw(st.sampled_from(changed))
    elif fault == 3:
        labels = list(draw(st.permutations(labels)))
    return labels


def to_csv(rows: list[list[str]], **options: Any) -> bytes:
    """Write rows as CSV."""
    stream = io.StringIO(newline="")
    csv.writer(stream, **{"lineterminator": "\n", **options}).writerows(rows)
    return stream.getvalue().encode()


WRITING: st.SearchStrategy[dict[str, Any]] = st.sampled_from(
    [
        {},
        {"lineterminator": "\r\n"},
        {"quoting": csv.QUOTE_ALL},
        {"lineterminator": "\r\n", "quoting": csv.QUOTE_ALL},
    ]
)


@st.composite
def tables(draw: st.DrawFn) -> list[Case]:
    """Draw a package of one table."""
    schema = draw(schemas())
    rows = [draw(labels_for(schema)), *draw(rows_for(schema))]
    return [Case("child", schema, to_csv(rows, **draw(WRITING)))]


@st.composite
def dialects(draw: st.DrawFn) -> list[Case]:
    """Draw a package of one table in another dialect."""
    schema = draw(schemas(min_fields=2))
    rows = [draw(labels_for(schema)), *draw(rows_for(schema))]
    delimiter = draw(st.sampled_from(";\t|:"))
    dialect: dict[str, Any] = {"delimiter": delimiter}
    options: dict[str, Any] = {"delimiter": delimiter}
    if draw(one_in(4)):
        dialect["quoteChar"] = options["quotechar"] = "'"
    choice = draw(st.integers(0, 8))
    if choice == 0:
        dialect["header"] = False
        rows = rows[1:]
    elif choice == 1:
        dialect["headerRows"] = draw(st.sampled_from([[2], [1, 2]]))
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
    elif choice == 7:
        dialect["escapeChar"] = "\\"
        dialect["doubleQuote"] = False
        options.update(escapechar="\\", doublequote=False)
    return [Case("child", schema, to_csv(rows, **options), dialect)]


# fmt: off
PIECES = [",", "\n", "\r\n", "\r", '"', '""', "a", "1", " ", "'", ";", '"a"', "ä", "\x00",
    '",', ',"',
]
# fmt: on


@st.composite
def raw_tables(draw: st.DrawFn) -> list[Case]:
    """Draw a package of one table whose file is a jumble of CSV's special characters."""
    schema = draw(schemas())
    names = ",".join(field["name"] for field in schema["fields"])
    text = "".join(draw(st.lists(st.sampled_from(PIECES), max_size=25)))
    starts = [f"{names}\n", f"{names}\r\n", "", f"\ufeff{names}\n", f"remark\n{names}\n"]
    return [Case("child", schema, (draw(st.sampled_from(starts)) + text).encode())]


@st.composite
def packages(draw: st.DrawFn) -> list[Case]:
    """Draw a package of two tables: a child that refers to its parent, to itself, or to both."""
    types = [draw(st.sampled_from(KEYED)) for _ in range(2)]
    other = draw(st.sampled_from([types[0], draw(st.sampled_from(KEYED))]))
    parent = {"fields": [draw(fields(n, t)) for n, t in zip("ab", types, strict=True)]}
    child_fields = [draw(fields(n, t)) for n, t in zip("abc", [*types, other], strict=True)]
    names = ["a", "b"][: draw(st.integers(1, 2))]
    foreign = {"fields": names, "reference": {"resource": "parent", "fields": names}}
    itself = draw(st.sampled_from(["", "child"]))
    own = {"fields": ["c"], "reference": {"resource": itself, "fields": ["a"]}}
    keys = draw(st.sampled_from([[foreign], [own], [foreign, own]]))
    child: dict[str, Any] = {"fields": child_fields, "foreignKeys": keys}
    if draw(st.booleans()):
        child["primaryKey"] = draw(st.sampled_from([["a"], ["a", "b"], "c"]))
    if draw(one_in(4)):
        child["missingValues"] = draw(MISSING)
    parent_rows = draw(rows_for(parent))
    child_rows = draw(rows_for(child))
    for row in parent_rows:
        if len(row) == 2 and draw(st.booleans()):
            child_rows.append([*row, row[0]])
    return [
        Case("parent", parent, to_csv([draw(labels_for(parent)), *parent_rows])),
        Case("child", child, to_csv([draw(labels_for(child)), *child_rows])),
    ]
