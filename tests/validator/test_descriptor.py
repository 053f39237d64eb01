"""What is wrong with a descriptor is told with its line and its path."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.validator.packages import (
    HARBOUR_FILES,
    PORTS_SCHEMA,
    Descriptor,
    changed,
    dump,
    harbours,
    messages,
    write,
)

pytestmark = pytest.mark.usefixtures("empty_folder")


def in_schema(change: Callable[[Descriptor], Any]) -> Descriptor:
    descriptor = harbours()
    change(descriptor["resources"][0]["schema"])
    return descriptor


def without(name: str, **changes: Any) -> Descriptor:
    descriptor = changed(**changes)
    del descriptor["resources"][0][name]
    return descriptor


WRONG: dict[str, tuple[Descriptor, str]] = {
    "no-resources": (
        {"$schema": harbours()["$schema"]},
        "1: the property 'resources' is missing",
    ),
    "empty-resources": (
        harbours(resources=[]),
        "4: resources: the list is empty (expected at least one item)",
    ),
    "resources-no-list": (
        harbours(resources={"a": 1}),
        "4: resources: a value of the wrong kind (found 'an object'; expected a list)",
    ),
    "resource-no-object": (
        harbours(resources=["ports"]),
        "5: resources[0]: a value of the wrong kind (found 'ports'; expected an object)",
    ),
    "same-name": (
        changed(1, name="ports"),
        "34: resources[1].name: the name 'ports' is that of resource 1 already",
    ),
    "neither-path-nor-data": (
        without("path"),
        "5: resources[0]: a resource has either a 'path' or its 'data' (found neither)",
    ),
    "path-and-data": (
        changed(data=[]),
        "5: resources[0]: a resource has either a 'path' or its 'data' (found both)",
    ),
    "misspelt-in-resource": (
        without("schema", shema=PORTS_SCHEMA),
        (
            "8: resources[0].shema: unknown property of a resource (found 'shema';"
            " did you mean 'schema'?)"
        ),
    ),
    "misspelt-in-field": (
        in_schema(lambda s: s["fields"][1].update(constraint={"required": True})),
        (
            "21: resources[0].schema.fields[1].constraint: unknown property of a string"
            " field (found 'constraint'; did you mean 'constraints'?)"
        ),
    ),
    "misspelt-constraint": (
        in_schema(lambda s: s["fields"][1]["constraints"].update(maxlength=3)),
        (
            "20: resources[0].schema.fields[1].constraints.maxlength: unknown property of the"
            " constraints (found 'maxlength'; did you mean 'maxLength'?)"
        ),
    ),
    "misspelt-in-schema": (
        in_schema(lambda s: s.update(primarykey="port_id")),
        (
            "31: resources[0].schema.primarykey: unknown property of the schema (found"
            " 'primarykey'; did you mean 'primaryKey'?)"
        ),
    ),
    "key-to-no-field": (
        in_schema(lambda s: s.update(primaryKey="port")),
        (
            "8: resources[0].schema: the primary key names a field that isn't there"
            " (found 'port'; did you mean 'port_id'?)"
        ),
    ),
    "unknown-type": (
        in_schema(lambda s: s["fields"][0].update(type="interger")),
        (
            "12: resources[0].schema.fields[0].type: not a type of Table Schema (found 'interger';"
            " did you mean 'integer'?)"
        ),
    ),
    "field-without-name": (
        in_schema(lambda s: s["fields"][0].pop("name")),
        "10: resources[0].schema.fields[0]: the property 'name' is missing",
    ),
    "constraint-of-wrong-kind": (
        in_schema(lambda s: s["fields"][1]["constraints"].update(required="yes")),
        (
            "18: resources[0].schema.fields[1].constraints.required: a value of the wrong kind"
            " (found 'yes'; expected true or false)"
        ),
    ),
    "unknown-format": (
        in_schema(lambda s: s["fields"][1].update(format="emial")),
        (
            "21: resources[0].schema.fields[1].format: not a known value (found 'emial'; expected"
            " default, email, uri, binary, uuid; did you mean 'email'?)"
        ),
    ),
    "dialect-of-wrong-kind": (
        changed(dialect={"delimiter": 5}),
        "33: resources[0].dialect.delimiter: a value of the wrong kind (found 5; expected text)",
    ),
    "schema-outside": (
        changed(schema="../ports.json"),
        (
            "8: resources[0].schema: the path leaves the package (found '../ports.json'; expected a"
            " path inside it)"
        ),
    ),
    "schema-missing": (
        changed(schema="ports.json"),
        "8: resources[0].schema: the file is missing (did you mean 'port.json'?)",
    ),
    "schema-at-an-address": (
        changed(schema="https://localhost/s.json"),
        (
            "8: resources[0].schema: an address, and nothing is fetched unless it is trusted (found"
            " 'https://localhost/s.json')"
        ),
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_descriptor(case: str) -> None:
    descriptor, message = WRONG[case]
    write(Path("p"), descriptor, {**HARBOUR_FILES, "port.json": "{}"})
    assert messages("p") == [f"p/datapackage.json:{message}"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b'{"a":\n 1,}', ":2: not JSON: "),
        (b'{"a": NaN}', ": not JSON: NaN is no number"),
        (b'{"a": ' + b"9" * 5000 + b"}", ": not read: "),
        (b"[" * 100_000, ": not read: nested more than 100 deep"),
        (b'{"resources": [],\n "resources": []}', ":2: resources: the key appears twice"),
        (b"[]", ": not a descriptor (found no JSON object)"),
        (b"\xff\xfe{}", ": not UTF-8 (byte 1)"),
        (b"\xef\xbb\xbf{}", ":1: begins with a byte order mark"),
    ],
    ids=["comma", "nan", "digits", "deep", "twice", "array", "utf-16", "bom"],
)
def test_a_descriptor_that_is_no_json_object(content: bytes, message: str) -> None:
    dump("p/datapackage.json", "")
    Path("p/datapackage.json").write_bytes(content)
    found = messages("p")
    assert len(found) == 1
    assert found[0].startswith(f"p/datapackage.json{message}")


def test_faults_of_a_referenced_schema_have_its_file() -> None:
    schema = json.loads(json.dumps(PORTS_SCHEMA))
    schema["fields"][0]["type"] = "interger"
    files = {**HARBOUR_FILES, "schemas/ports.json": json.dumps(schema, indent=1)}
    write(Path("p"), changed(schema="schemas/ports.json"), files)
    assert messages("p") == [
        (
            "p/schemas/ports.json:5: fields[0].type: not a type of Table Schema (found 'interger';"
            " did you mean 'integer'?)"
        )
    ]
    dump("p/schemas/ports.json", '{"fields": [}')
    found = messages("p")
    assert [line.split(": ")[0] for line in found] == ["p/schemas/ports.json:1"]


def judged_beside_its_fault(descriptor: Descriptor) -> list[str]:
    """Return the messages on a package of which one cell is wrong, too."""
    files = {**HARBOUR_FILES, "ports.csv": "port_id,name,depth\n1,Kotka,deep\n2,Oulu,12.5\n"}
    write(Path(), descriptor, files)
    return [line.partition("datapackage.json:")[2] or line for line in messages(".")]


DEEP = "ports.csv:2: depth: not a number (found 'deep'; expected digits with a decimal point)"


@pytest.mark.parametrize(
    ("descriptor", "fault"),
    [
        (
            in_schema(lambda s: s["fields"][0].update(format="any")),
            ".format: not a known value (found 'any'; expected default)",
        ),
        (changed(dialect={"delimiter": None}), ".delimiter: a value of the wrong kind"),
        (in_schema(lambda s: s.update(primaryKey=[])), ".primaryKey: the list is empty"),
        (harbours(created="yesterday"), "created: not a moment (found 'yesterday'; expected such"),
    ],
)
def test_a_table_is_judged_beside_a_fault_that_has_a_default(
    descriptor: Descriptor, fault: str
) -> None:
    found = judged_beside_its_fault(descriptor)
    assert any(fault in message for message in found)
    assert DEEP in found


@pytest.mark.parametrize(
    "created", ["2018-09-27", "2018-09-27T16:30:00Z", "2018-09-27T16:30:00+02:00"]
)
def test_texts_in_a_language_and_moments_are_fine(created: str) -> None:
    descriptor = in_schema(lambda s: s["fields"][0].update({"title@de": "Hafen"}))
    descriptor["resources"][0]["title@de"] = "Häfen"
    assert judged_beside_its_fault({**descriptor, "created": created}) == [DEEP]
