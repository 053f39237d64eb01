"""Named cases on which the two engines could differ, or once did."""

from __future__ import annotations

from typing import Any

import pytest

from tests.validator.engine.oracle import compare
from tests.validator.engine.strategies import Case

A, B = {"name": "a", "type": "string"}, {"name": "b", "type": "string"}
N = {"name": "a", "type": "integer"}

# fmt: off
FILES: dict[str, bytes] = {
    "tab is guessed": b"a\tb\n1\t2\n",
    "semicolon is guessed": b"a;b\n1;2\n3;4\n",
    "bar is guessed": b"a|b\n1|2\n3|4\n",
    "space after the comma": b"a, b\n1, 2\n3, 4\n",
    "space before quotes": b'a, b\n"1", "2"\n"3", "4"\n',
    "single quotes": b"a,b\n'1','2'\n'3','4'\n",
    "prose above the table": b"title of it\n\na,b\n1,2\n3,4\n5,6\n",
    "quote inside of a cell, late": b"a,b\n" + b"1,2\n" * 300 + b'x"y,z\n',
    "quote that never closes": b'a,b\n1,2\n"x,y\n1,2\n',
    "quote that never closes, late": b"a,b\n" + b"1,2\n" * 300 + b'"x,y\n1,2\n',
    "text after a closing quote": b'a,b\n"1"x,2\n"1" ,2\n',
    "NUL": b"a,b\n1,\0\n",
    "bare CR": b"a,b\r1,2\r3,4\r",
    "mixed line ends": b"a,b\r\n1,2\n3,4\r\n",
    "empty line between CRLF": b"a,b\r\n1,2\r\n\r\n3,4\r\n",
    "empty lines at the end": b"a,b\n1,2\n\n\n",
    "byte order mark": b"\xef\xbb\xbfa,b\n1,2\n",
    "byte order mark before a quote": b'\xef\xbb\xbf"a",b\n1,2\n',
    "empty file": b"",
    "header without a line end": b"a,b",
    "header only": b"a,b\n",
    "empty first line": b"\na,b\n1,2\n",
    "line ends in cells": b'a,b\n"1\n2","3\r\n4"\n5,6\n',
    "many ragged rows": b"a,b\n" + b'1,2\n1\n1,2,3\n,\n\n"x\ny"\n' * 60,
    "labels with spaces": b" a ,b\nx,2\n",
    "long cell": b"a,b\n" + b"x" * 200_000 + b",2\n",
    "half of a character pair": b"a,b\n\xed\xa0\x80,1\n",
    "bad bytes in the header": b"\xff,b\n1,1\n",
    "bad bytes late": b"a,b\n" + b"1,1\n" * 5000 + b"\xff,1\n1\n",
    "bad bytes in a ragged row": b"a,b\n" + b"1,1\n" * 1500 + b"\xff\n1\n",
    "bad bytes after ragged rows": b"a,b\n" + b"1,1\n1\n" * 800 + b"\xff,1\n1\n",
}
# fmt: on


@pytest.mark.parametrize("name", FILES)
def test_files(name: str) -> None:
    compare([Case("child", {"fields": [A, B]}, FILES[name])])


def test_a_scheme_that_says_file_changes_nothing() -> None:
    [result] = compare([Case("child", {"fields": [N]}, b"a\n1\nx\n")], scheme="file")
    assert (result.engine, result.valid) == ("columnar", False)


@pytest.mark.parametrize("missing", [["NA"], []])
@pytest.mark.parametrize("content", [b"a,b\n1,2\n\n3,4\n", b"a,b\n1,2\n\r\n,\n"])
def test_empty_lines_where_empty_is_no_null(missing: list[str], content: bytes) -> None:
    compare([Case("child", {"fields": [A, B], "missingValues": missing}, content)])


@pytest.mark.parametrize("missing", [[""], []])
def test_empty_lines_in_a_single_column(missing: list[str]) -> None:
    content = b'a\n1\n\n""\n2\n'
    compare([Case("child", {"fields": [A], "missingValues": missing}, content)])


# fmt: off
SCHEMAS: dict[str, tuple[dict[str, Any], bytes]] = {
    "wrong types in a key": ({"fields": [N, B], "primaryKey": ["a"]}, b"a,b\nx,1\ny,2\n1,1\n1,2\n"),
    "wrong types in a composite key":
        ({"fields": [N, B], "primaryKey": ["a", "b"]}, b"a,b\nx,1\ny,1\n1,1\n1,1\n"),
    "example of the wrong type": ({"fields": [{**N, "example": "x"}]}, b"a\n1\n"),
    "example of the right type": ({"fields": [{**N, "example": "5"}]}, b"a\n1\n"),
    "name of the schema": ({"fields": [N], "name": "Bad Name"}, b"a\n1\n"),
    "title that is no text": ({"fields": [{**N, "title": 5}]}, b"a\n1\n"),
    "no fields": ({"fields": []}, b"a\n1\n"),
    "fields of one name": ({"fields": [N, N]}, b"a,a\n1,2\n"),
    "key on an absent field": ({"fields": [N], "primaryKey": ["z"]}, b"a\n1\n"),
    "empty enum": ({"fields": [{**N, "constraints": {"enum": []}}]}, b"a\n1\n"),
    "null as a bound": ({"fields": [{**N, "constraints": {"minimum": None}}]}, b"a\n1\n"),
    "null as constraints": ({"fields": [{**N, "constraints": None}]}, b"a\n1\n"),
    "null as missing values": ({"fields": [{**N, "missingValues": None}]}, b"a\n1\n"),
    "length that is a float": ({"fields": [{**A, "constraints": {"minLength": 1.0}}]}, b"a\n1\n"),
    "negative length": ({"fields": [{**A, "constraints": {"maxLength": -1}}]}, b"a\n1\n"),
    "format that is no text": ({"fields": [{**A, "format": 5}]}, b"a\n1\n"),
    "prefix of a v1 format":
        ({"fields": [{"name": "a", "type": "date", "format": "fmt:%d/%m/%Y"}]}, b"a\n01/02/2020\n"),
    "huge exponents":
        ({"fields": [{"name": "a", "type": "number", "constraints": {"minimum": 1}}]},
         b"a\n1e99999999\n1e-99999999\n"),
    "equal numbers":
        ({"fields": [{"name": "a", "type": "number", "constraints": {"unique": True}}]},
         b"a\n1e99999\n10e99998\n-0\n0.0\n1.10\n1.1\n"),
    "equal floats":
        ({"fields": [{"name": "a", "type": "number", "floatNumber": True,
                      "constraints": {"unique": True}}]},
         b"a\n0.1\n0.10\n0.1000000000000000055511151231257827\n"),
    "equal moments":
        ({"fields": [{"name": "a", "type": "datetime", "constraints": {"unique": True}}]},
         b"a\n2020-01-01T00:00:00Z\n2020-01-01T02:00:00+02:00\n2020-01-01T00:00:00\n"),
    "equal times":
        ({"fields": [{"name": "a", "type": "time", "constraints": {"unique": True}}]},
         b"a\n12:00:00Z\n14:00:00+02:00\n12:00:00\n12:00:00.0\n24:00:00\n00:00:00\n"),
    "equal points":
        ({"fields": [{"name": "a", "type": "geopoint", "constraints": {"unique": True}}]},
         b'a\n"1,2"\n"1.0,2.00"\n"1, 2"\n'),
    "reference without a resource":
        ({"fields": [N, B], "foreignKeys": [{"fields": ["a"], "reference": {"fields": ["a"]}}]},
         b"a,b\n1,1\n2,2\n"),
    "reference between an integer and a string":
        ({"fields": [N, B],
          "foreignKeys": [{"fields": "a", "reference": {"resource": "", "fields": "b"}}]},
         b"a,b\n1,1\n2,2\n"),
    "reference on an absent field":
        ({"fields": [N],
          "foreignKeys": [{"fields": "z", "reference": {"resource": "", "fields": "a"}}]},
         b"a\n1\n"),
}
# fmt: on


@pytest.mark.parametrize("name", SCHEMAS)
def test_schemas(name: str) -> None:
    schema, content = SCHEMAS[name]
    compare([Case("child", schema, content)])


# fmt: off
DIALECTS: list[tuple[dict[str, Any], bytes]] = [
    ({"delimiter": ",,"}, b"a,b\n1,2\n"),
    ({"delimiter": ",", "quoteChar": ""}, b'a,b\n"1",2\n'),
    ({"headerRows": []}, b"a,b\n1,2\n"),
    ({"headerRows": [1, 2], "headerJoin": "-"}, b"a,b\nx,y\n1,2\n"),
    ({"csv": {"delimiter": ";"}}, b"a;b\n1;2\n"),
    ({"caseSensitiveHeader": False}, b"A,B\n1,2\n"),
    ({"headerCase": False}, b"A,a\nx,2\n"),
    ({"name": "Bad Name"}, b"a,b\n1,2\n"),
    ({"lineTerminator": "\n", "nullSequence": "1"}, b"a,b\n1,2\n"),
    ({"doubleQuote": False}, b'a,b\n"1""x",2\n'),
    ({"delimiter": ",", "escapeChar": "\\"}, b'a,b\n"1\\"x",2\\,3\n'),
    ({"commentChar": "#"}, b"#x\na,b\n#1,2\n1,2\n"),
]
# fmt: on


@pytest.mark.parametrize(("dialect", "content"), DIALECTS)
def test_dialects(dialect: dict[str, Any], content: bytes) -> None:
    compare([Case("child", {"fields": [A, B]}, content, dialect)])


@pytest.mark.parametrize(
    "extra",
    [{"hash": "sha512:aa"}, {"bytes": "5"}, {"profile": "tabular-data-resource"}, {"title": None}],
)
def test_properties_of_the_resource(extra: dict[str, Any]) -> None:
    compare([Case("child", {"fields": [A, B]}, b"a,b\n1,2\n")], **extra)
