"""The contract of a published package is the one that it was built with."""

from __future__ import annotations

import json

from datapackage.read.published import contract_of
from tests.places import OUTPUT, contract


def test_the_descriptor_states_the_contract_whole() -> None:
    descriptor = json.loads((OUTPUT / "datapackage.json").read_bytes())
    stated, built = contract_of(descriptor, "datapackage.json"), contract()
    assert list(stated) == list(built)
    assert [t.descriptor for t in stated.values()] == [t.descriptor for t in built.values()]
    assert stated.languages == built.languages
    assert stated.required_languages == built.required_languages
    assert stated.cited_tables == built.cited_tables
    assert stated.registers == built.registers
