"""A verdict as JUnit XML: a test suite a table, a test case a rule.

The shape is the one that Jenkins, GitLab and others read (the junit-10 schema of Jenkins).
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Sequence

from datapackage.problems import plural
from datapackage.validator.messages import line_of
from datapackage.validator.results import PackageResult, RuleResult, TableResult, Validation


def render(validation: Validation) -> str:
    """Return the verdict as JUnit XML."""
    root = ET.Element("testsuites", {"name": "validate"})
    for target in validation.targets:
        if target.rules:
            properties = {
                "kind": target.kind,
                "standard": target.standard,
                **{f"note {number}": note for number, note in enumerate(target.notes, start=1)},
            }
            _suite(root, target.path, properties, target.rules, target.path)
        for table in target.tables:
            _table_suite(root, target, table)
    totals = {
        name: sum(int(suite.get(name, "0")) for suite in root)
        for name in ("tests", "failures", "errors")
    }
    root.attrib.update({name: str(total) for name, total in totals.items()})
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _table_suite(root: ET.Element, target: PackageResult, table: TableResult) -> None:
    properties = {"engine": table.engine, "rows": str(table.rows)}
    if table.engine_reason:
        properties["engine-reason"] = table.engine_reason
    if not target.rules:
        properties["notes"] = "; ".join(target.notes)
    name = f"{target.path}: {table.name}"
    suite = _suite(root, name, properties, table.rules, f"{target.path}.{table.name}")
    if not table.rules:
        case = ET.SubElement(suite, "testcase", {"classname": name, "name": "table"})
        ET.SubElement(case, "skipped", {"message": table.engine_reason})
        suite.set("tests", "1")
        suite.set("skipped", "1")


def _suite(
    root: ET.Element,
    name: str,
    properties: dict[str, str],
    rules: Sequence[RuleResult],
    classname: str,
) -> ET.Element:
    failures = sum(1 for rule in rules if rule.total)
    suite = ET.SubElement(
        root,
        "testsuite",
        {
            "name": name,
            "tests": str(len(rules)),
            "failures": str(failures),
            "errors": "0",
            "skipped": "0",
        },
    )
    held = ET.SubElement(suite, "properties")
    for key, value in properties.items():
        ET.SubElement(held, "property", {"name": key, "value": value})
    for rule in rules:
        case = ET.SubElement(suite, "testcase", {"classname": classname, "name": rule.rule})
        if rule.total:
            message = f"{plural(rule.total, 'problem')}. {rule.asks}".strip()
            failure = ET.SubElement(case, "failure", {"message": message, "type": rule.rule})
            failure.text = "\n".join(_lines(rule))
    return suite


def _lines(rule: RuleResult) -> list[str]:
    lines = [line_of(finding) for finding in rule.findings]
    rest = rule.total - len(rule.findings)
    return [*lines, f"and {rest:,} more"] if rest else lines
