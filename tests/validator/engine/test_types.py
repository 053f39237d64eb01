"""Hand-made cells for every type and format: which are of the type, and which are not."""

from __future__ import annotations

from typing import Any

import pytest

from tests.validator.engine.oracle import compare
from tests.validator.engine.strategies import Case, to_csv

POINT = '{"type": "Point", "coordinates": [1, 2]}'
TOPOLOGY = '{"type": "Topology", "objects": {}, "arcs": []}'

# fmt: off
CASES: list[tuple[dict[str, Any], list[str], list[str]]] = [
    ({"type": "string"}, ["a", " ", "1", "ä\n"], []),
    ({}, ["a", "1"], []),
    ({"type": "string", "format": "email"}, ["a@b.co"], ["a@b", "a", "a @b.co"]),
    ({"type": "string", "format": "uri"}, ["http://e.org/x", "urn:a:b"], ["e.org", "/x"]),
    ({"type": "string", "format": "uuid"}, ["123e4567-e89b-12d3-a456-426614174000"], ["123e4567"]),
    ({"type": "string", "format": "binary"}, ["YWJj", "YWI="], ["YWJ", "ä"]),
    ({"type": "any"}, ["a", "1", "{}"], []),
    ({"type": "integer"}, ["1", "-1", "+1", " 1 ", "007", "1_000", "٣", "9" * 30, "-0"],
     ["1.0", "1e3", "0x1F", "--1", "1-", "x", "1,000"]),
    ({"type": "integer", "bareNumber": False}, ["€ 5", "5 %", "-5 °C", "5"], ["€", "5 5"]),
    ({"type": "number"}, ["1", "1.5", ".5", "1.", "1e3", "NaN", "inf", "-Infinity", "1_0.5", " 2 "],
     ["1,5", "x", "--1", "1.2.3", "."]),
    ({"type": "number", "decimalChar": ","}, ["1,5", "2"], ["1.5"]),
    ({"type": "number", "groupChar": ","}, ["1,500.5", "1,5", "2"], ["1 500"]),
    ({"type": "number", "groupChar": " ", "decimalChar": ","}, ["1 500,5"], ["1.5"]),
    ({"type": "number", "bareNumber": False}, ["€ 5.5", "95 %"], ["€"]),
    ({"type": "number", "floatNumber": True}, ["1.5", "inf"], ["x"]),
    ({"type": "boolean"}, ["true", "True", "TRUE", "1", "false", "False", "FALSE", "0"],
     ["tRue", "yes", "2", " true"]),
    ({"type": "boolean", "trueValues": ["kyllä"], "falseValues": ["ei"]},
     ["kyllä", "ei"], ["true"]),
    ({"type": "date"}, ["2020-02-29", "2020-2-9", "0001-01-01"],
     ["2019-02-29", "2020-13-01", "0000-01-01", "20200101", "1.2.2020", "2020-01-01T00:00:00"]),
    ({"type": "date", "format": "any"}, ["1.2.2020", "Feb 3 2020", "2020-01-01"], ["x"]),
    ({"type": "date", "format": "%d.%m.%Y"}, ["27.09.2018", "1.2.2018"], ["2018-09-27"]),
    ({"type": "time"}, ["12:00:00", "12:00:00Z", "12:00:00.5", "24:00:00"], ["12:00", "25:00:00"]),
    ({"type": "time", "format": "any"}, ["12:00", "3 pm"], ["x"]),
    ({"type": "time", "format": "%H.%M"}, ["12.30"], ["12:30"]),
    ({"type": "datetime"}, ["2020-01-01T00:00:00", "2020-01-01T00:00:00Z", "2020-01-01 00:00:00"],
     ["2020-01-01", "2020-01-01T00:00", "2020-02-30T00:00:00"]),
    ({"type": "datetime", "format": "any"}, ["1.2.2020 10:00", "2020-01-01"], ["x"]),
    ({"type": "datetime", "format": "%d.%m.%Y %H"}, ["27.09.2018 12"], ["27.09.2018"]),
    ({"type": "year"}, ["2020", "0000", "٢٠٢٠", " 202"], ["20", "20200", "-001", "abcd", "2.20"]),
    ({"type": "yearmonth"}, ["2020-01", "2020-1", "20-12"],
     ["2020-13", "2020", "2020-01-01", "x-1"]),
    ({"type": "duration"}, ["P1D", "PT1H", "P1Y2M", "PT0.5S"], ["1D", "P", "x"]),
    ({"type": "object"}, ["{}", '{"a": [1]}'], ["[]", "1", "{", "null"]),
    ({"type": "array"}, ["[]", "[1, null]"], ["{}", "1", "["]),
    ({"type": "array", "arrayItem": {"type": "integer"}}, ["[]", "[1, null]"], ['["x"]', "[1.5]"]),
    ({"type": "list"}, ["a,b", "a", ","], []),
    ({"type": "list", "itemType": "integer", "delimiter": ";"}, ["1;2", "1"], ["1,2", "1;", "a"]),
    ({"type": "list", "itemType": "date"}, ["2020-01-01,2021-01-01"], ["2020-13-01"]),
    ({"type": "geopoint"}, ["90,45", "90.5 , -45", "-180,90"],
     ["181,0", "0,91", "1", "1,2,3", "a,b"]),
    ({"type": "geopoint", "format": "array"}, ["[90, 45]"], ["90,45", "[1]", "[181, 0]"]),
    ({"type": "geopoint", "format": "object"}, ['{"lon": 1, "lat": 2}'],
     ['{"lon": 1}', '{"lon": 1, "lat": 2, "x": 3}', '{"a": 1, "b": 2}']),
    ({"type": "geojson"}, [POINT], ["{}", "x", "[]"]),
    ({"type": "geojson", "format": "topojson"}, [TOPOLOGY], ["x", "{}"]),
]
# fmt: on


@pytest.mark.parametrize(("field", "good", "bad"), CASES)
def test_cells(field: dict[str, Any], good: list[str], bad: list[str]) -> None:
    rows = [["a", "b"], *([cell, "x"] for cell in [*good, *bad])]
    schema = {"fields": [{"name": "a", **field}, {"name": "b", "type": "string"}]}
    (result,) = compare([Case("child", schema, to_csv(rows))])
    assert result.engine == "columnar"
    wrong = {f.row for f in result.findings if f.rule == "type"}
    assert wrong == {2 + len(good) + place for place in range(len(bad))}


# fmt: off
LIMITS: list[tuple[dict[str, Any], list[str], list[str]]] = [
    ({"type": "string", "constraints": {"minLength": 2, "maxLength": 3}},
     ["ab", "äöå"], ["a", "abcd"]),
    ({"type": "string", "constraints": {"pattern": "[a-z]+"}}, ["ab", "ab\n"], ["aB", "1"]),
    ({"type": "string", "constraints": {"pattern": "a|b"}}, ["a", "ac", "b"], ["cb", "bc"]),
    ({"type": "string", "constraints": {"pattern": r"\d+"}}, ["12", "٣"], ["a"]),
    ({"type": "string", "constraints": {"enum": ["a", "b"]}}, ["a", "b"], ["c", "A"]),
    ({"type": "integer", "constraints": {"minimum": 1, "maximum": "5"}},
     ["1", "5", "+2"], ["0", "6"]),
    ({"type": "integer", "constraints": {"exclusiveMinimum": 1}}, ["2"], ["1", "01"]),
    ({"type": "integer", "constraints": {"enum": [1, "2"]}}, ["1", "02"], ["3"]),
    ({"type": "number", "constraints": {"minimum": "0.1"}}, ["0.1", "0.10", "1"], ["0.09", "NaN"]),
    ({"type": "number", "constraints": {"exclusiveMaximum": 0.3}},
     ["0.29999999999999999999"], ["0.3", "0.30000000000000000001"]),
    ({"type": "number", "constraints": {"maximum": 9007199254740992}},
     ["9007199254740992"], ["9007199254740993"]),
    ({"type": "boolean", "constraints": {"enum": ["true"]}}, ["true", "1"], ["false"]),
    ({"type": "date", "constraints": {"minimum": "2020-01-01"}}, ["2020-01-01"], ["2019-12-31"]),
    ({"type": "year", "constraints": {"maximum": 2020}}, ["2020"], ["2021"]),
    ({"type": "yearmonth", "constraints": {"minimum": "2020-02"}}, ["2020-10"], ["2020-01"]),
    ({"type": "time", "constraints": {"maximum": "12:00:00"}}, ["11:59:59"], ["12:00:01"]),
    ({"type": "array", "constraints": {"minLength": 1}}, ["[1]"], ["[]"]),
    ({"type": "list", "constraints": {"maxLength": 1}}, ["a"], ["a,b"]),
    ({"type": "object", "constraints": {"enum": ['{"a": 1}']}}, ['{"a":1}'], ["{}"]),
    ({"type": "array", "arrayItem": {"type": "integer", "constraints": {"minimum": 2}}},
     ["[2]", "[]"], ["[1, 3]"]),
]
# fmt: on


@pytest.mark.parametrize(("field", "good", "bad"), LIMITS)
def test_constraints(field: dict[str, Any], good: list[str], bad: list[str]) -> None:
    rows = [["a", "b"], *([cell, "x"] for cell in [*good, *bad])]
    schema = {"fields": [{"name": "a", **field}, {"name": "b", "type": "string"}]}
    (result,) = compare([Case("child", schema, to_csv(rows))])
    assert result.engine == "columnar"
    wrong = {f.row for f in result.findings if f.error == "constraint-error"}
    assert wrong == {2 + len(good) + place for place in range(len(bad))}


@pytest.mark.parametrize("type_name", ["string", "integer", "number", "date", "boolean", "array"])
def test_required_and_missing_values(type_name: str) -> None:
    field = {"name": "a", "type": type_name, "constraints": {"required": True}}
    schema = {"fields": [field, {"name": "b", "type": "string"}], "missingValues": ["", "NA"]}
    (result,) = compare([Case("child", schema, b"a,b\nNA,x\n,x\nNA,NA\n")])
    found = [(f.rule, f.row) for f in result.findings]
    assert found == [("required", 2), ("required", 3), ("row", 4)]


def test_field_overrides_missing_values_of_the_schema() -> None:
    fields = [
        {"name": "a", "type": "integer", "missingValues": ["-"]},
        {"name": "b", "type": "integer", "missingValues": [{"value": "?", "label": "unknown"}]},
        {"name": "c", "type": "integer"},
    ]
    schema = {"fields": fields, "missingValues": ["NA"]}
    (result,) = compare([Case("child", schema, b"a,b,c\n-,?,NA\nNA,NA,-\n,,\n")])
    found = {(f.row, f.field) for f in result.findings if f.rule == "type"}
    assert found == {(row, name) for row in (3, 4) for name in "abc"}
