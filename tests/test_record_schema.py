"""The JSON Schema of a record: in step with the contract, and of use to who types a record."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import jsonschema
import pytest

from datapackage.problems import ProblemList
from datapackage.read.anchors import expand_anchors
from datapackage.read.tree import Node, parse_yaml
from datapackage.record_schema import record_json_schema
from datapackage.shape import CITATIONS, CITES
from tests.first_agreement import AGREEMENT
from tests.places import SCHEMAS, SOURCES, contract, shape

COMMITTED = SCHEMAS / "records" / "agreement.schema.json"


def plain(node: Node) -> Any:
    if isinstance(node.value, dict):
        return {key: plain(child) for key, child in node.value.items()}
    if isinstance(node.value, list):
        return [plain(child) for child in node.value]
    return node.value


def real_record() -> dict[str, Any]:
    path = SOURCES / "agreements" / f"{AGREEMENT}.yaml"
    problems = ProblemList()
    root = parse_yaml(path.read_text(encoding="utf-8"), str(path), problems)
    assert root is not None
    record: dict[str, Any] = plain(root)
    return record


def record_in_full() -> dict[str, Any]:
    """Return the real record as machines write one: with citations in place of anchors."""
    path = SOURCES / "agreements" / f"{AGREEMENT}.yaml"
    problems = ProblemList()
    root = parse_yaml(path.read_text(encoding="utf-8"), str(path), problems)
    assert root is not None
    expanded = expand_anchors(root, shape(), path, problems)
    assert expanded is not None
    record: dict[str, Any] = plain(expanded[0])
    return record


def validator() -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(json.loads(COMMITTED.read_bytes()))


def test_the_committed_copy_is_in_step() -> None:
    derived = json.dumps(record_json_schema(contract()), ensure_ascii=False, indent=2) + "\n"
    told = "derive it again: python build_dataset.py record-schema > schemas/records/agreement…"
    assert COMMITTED.read_text(encoding="utf-8") == derived, told


def test_it_is_a_json_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(json.loads(COMMITTED.read_bytes()))


def test_the_real_record_is_valid_with_anchors_and_in_full() -> None:
    for record in (real_record(), record_in_full()):
        assert [error.message for error in validator().iter_errors(record)] == []


def change(record: dict[str, Any], *path: str | int, value: Any) -> None:
    *above, last = path
    target: Any = record
    for part in above:
        target = target[part]
    if value is ...:
        del target[last]
    else:
        target[last] = value


CITATION = {"source": "a", "start": 1, "end": 12, "sha256": "a" * 64, "basis": "stated"}

SOURCE_KEYS = ("source", "sources")

BROKEN: dict[str, tuple[tuple[str | int, ...], Any]] = {
    "no identifier": (("id",), ...),
    "no type": (("agreement_type",), ...),
    "an identifier with capitals": (("id",), "Kotka"),
    "an unknown key": (("singed_on",), "2018"),
    "a computed number": (("parties", 0, "party_number"), 1),
    "a text in one language": (("title",), "Agreement"),
    "a language too few": (("title", "sv"), ...),
    "a language too many": (("title", "de"), "Vertrag"),
    "an empty text": (("summary", "ru"), ""),
    "a list that is none": (("areas",), {"id": "a"}),
    "a word for true or false": (("legally_binding",), "yes"),
    "an unknown key deep below": (("areas", 0, "goals", 0, "actors", 0, "organization"), "xamk"),
    "no statement of a goal": (("areas", 0, "goals", 0, "statement"), ...),
    "a citation in full without its end": (("citations",), [CITATION | {"end": None}]),
    "an offset as text": (("citations",), [CITATION | {"start": "12"}]),
    "an offset as a fraction": (("citations",), [CITATION | {"start": 1.5}]),
    "a digest that is none": (("citations",), [CITATION | {"sha256": "abc"}]),
    "a digest with something after it": (("citations",), [CITATION | {"sha256": "a" * 65}]),
    "a part that no quotation has": (("cites", 0), {"quote": "a passage", "page": 1}),
    "a quotation without its text": (("cites", 0), {"field": "signed_on"}),
    "a number for an anchor": (("areas", 0, "goals", 0, "cites", 0), 12),
    "a short name with capitals": (("sources",), {"News": "a-source"}),
    "a citation deep below": (("areas", 0, "goals", 0, "citations"), [CITATION | {"page": 1}]),
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_record_is_not_valid(what: str) -> None:
    path, value = BROKEN[what]
    record = copy.deepcopy(real_record())
    change(record, *path, value=value)
    assert not validator().is_valid(record)


ALSO_FINE: dict[str, tuple[tuple[str | int, ...], Any]] = {
    "what is not known may be left out": (("signed_on",), ...),
    "or be empty": (("signed_on",), None),
    "a year is taken for text": (("documents", 1, "period"), 2019),
    "a label may stand for a code": (("parties", 0, "role"), "Kumppani"),
    "a list may be empty": (("areas",), None),
    "one citation needs no list": (("cites",), "12-64 signed_on derived"),
    "a passage may be quoted": (("cites", 0), {"quote": "a … b", "field": "id", "source": "a"}),
    "citations may be written in full": (("citations",), [CITATION]),
    "a record may have several sources": (("sources",), {"news": "a-source", "b2": "another"}),
    "a text that is not required may be missing": (("signing_event",), None),
}


@pytest.mark.parametrize("what", ALSO_FINE)
def test_what_the_build_takes_is_valid(what: str) -> None:
    path, value = ALSO_FINE[what]
    record = copy.deepcopy(real_record())
    change(record, *path, value=value)
    assert [error.message for error in validator().iter_errors(record)] == []


def test_every_key_of_the_shape_is_a_property_and_no_other() -> None:
    schema = json.loads(COMMITTED.read_bytes())

    def compare(level: Any, properties: dict[str, Any]) -> None:
        cites = {CITES} if CITATIONS in level.children else set()
        assert set(properties) == {*level.keys, *level.children, *cites}
        for name, child in level.children.items():
            part = properties[name]
            items = schema["$defs"]["citations"]["items"] if "$ref" in part else part["items"]
            if child.is_plain:
                assert "properties" not in items
            else:
                compare(child, items["properties"])

    compare(shape(), {k: v for k, v in schema["properties"].items() if k not in SOURCE_KEYS})


def test_editors_get_a_title_and_a_description_of_each_key() -> None:
    lacking: list[str] = []

    def walk(path: str, part: Any, visit: Callable[[str, Any], None]) -> None:
        visit(path, part)
        for name, child in part.get("properties", {}).items():
            walk(f"{path}.{name}", child, visit)
        if "items" in part:
            walk(f"{path}[]", part["items"], visit)

    def visit(path: str, part: Any) -> None:
        if "$ref" not in part and not part.get("description"):
            lacking.append(path)

    walk("", json.loads(COMMITTED.read_bytes()), visit)
    assert lacking == []


def test_the_title_of_a_text_names_no_language() -> None:
    properties = json.loads(COMMITTED.read_bytes())["properties"]
    assert properties["title"]["title"] == "Title"
    assert properties["title"]["description"] == (
        "Title of the agreement. Empty if not known to us."
    )


def test_codes_are_shown_as_examples() -> None:
    properties = json.loads(COMMITTED.read_bytes())["properties"]
    assert properties["renewal"]["examples"] == ["tacit", "by-decision", "none"]
