"""Findings get the file and the line of their own table."""

from __future__ import annotations

from pathlib import Path

import pytest

from datapackage.validator import Collector, Finding
from datapackage.validator.results import Count, RuleResult
from datapackage.validator.tables import Places
from datapackage.validator.target.descriptor import prepare
from datapackage.validator.target.find import find_target
from tests.validator.packages import CALLS, harbours, write

PORTS_ON_MORE_LINES = 'port_id,name,depth\n1,"Kot\nka",13.5\n2,Oulu,12.5\n'


@pytest.mark.usefixtures("empty_folder")
def test_a_rule_between_tables_names_the_line_of_each() -> None:
    descriptor = harbours()
    descriptor["resources"][0]["dialect"] = {"delimiter": ","}
    write(Path("p"), descriptor, {"ports.csv": PORTS_ON_MORE_LINES, "calls.csv": CALLS})
    places = Places(prepare(find_target("p"), Collector(), trusted=False))
    findings = tuple(Finding("own", table, 3) for table in ("calls", "ports", "calls"))
    as_a_whole = Finding("own", "ports", line=9)
    rule = places.placed(RuleResult("own", "", (Count("", 4),), (*findings, as_a_whole)))
    assert [(f.file, f.line) for f in rule.findings] == [
        ("p/calls.csv", 3),
        ("p/ports.csv", 4),
        ("p/calls.csv", 3),
        ("p/ports.csv", 9),
    ]
