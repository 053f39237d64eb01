"""frictionless's own view of a table, as findings of this package.

It judges what the columnar engine does not, and shows its own verdict where that is asked for.
What it says beyond an error's name is in its notes; they are taken apart here and nowhere else.
"""

from __future__ import annotations

import copy
import json
import re
import warnings
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from datapackage.validator.checks import RULE_OF_CONSTRAINT, RULE_OF_ERROR, names_of, rules_of
from datapackage.validator.engine.deadline import OutOfTime, deadline
from datapackage.validator.engine.patterns import is_bounded
from datapackage.validator.limits import DEFAULT_LIMITS, LimitPassed, Limits
from datapackage.validator.results import Collector, Finding, Reference, Sink, TableResult

JSON_FORMATS = ("json", "jsonl", "ndjson")
ALL_ERRORS = 10**9
"""frictionless stops at a thousand errors unless told otherwise."""

_CONSTRAINT = re.compile(r'constraint "(\w+)" is "(.*)"', re.DOTALL)
_TYPE = re.compile(r'type is "([^/]*)/.*"', re.DOTALL)
_SAME_AS = re.compile(r"the same as in the row at position (\d+)")
_REFERENCE = re.compile(
    r'for "(?P<key>.*)": values "(?P<values>.*)" not found'
    r' in (?:the lookup table )?"(?P<table>.*)" as "(?P<there>.*)"',
    re.DOTALL,
)


def validate_with_frictionless(
    package: Mapping[str, Any],
    basepath: Path,
    name: str,
    *,
    reason: str,
    limit: int | None,
    sink: Sink | None,
    trusted: bool = False,
    limits: Limits = DEFAULT_LIMITS,
) -> TableResult:
    """Let frictionless judge one table of a package.

    Args:
        package: The package's descriptor.
        basepath: The folder that paths are relative to.
        name: The resource's name.
        reason: Why the columnar engine does not judge it.
        limit: How many findings of each rule and field to keep; None: all.
        sink: Receives all findings.
        trusted: Whether paths may leave the folder.
        limits: How many seconds it may take, above all.
    """
    from frictionless import FrictionlessException, Package, system  # noqa: PLC0415 -- a second

    collector = Collector(limit=limit, sink=sink)
    described = next(r for r in package["resources"] if r["name"] == name)
    adapter = _Adapter(name, described.get("schema"))
    rows = 0
    try:
        with (
            deadline(limits.frictionless),
            warnings.catch_warnings(),
            system.use_context(trusted=trusted),
        ):
            warnings.simplefilter("ignore")  # about properties of old; they are judged all the same
            descriptor = copy.deepcopy(dict(package))
            collector.add(_take_out_patterns(descriptor, name))
            _put_in_json(descriptor, basepath, name)
            loaded = Package.from_descriptor(descriptor, basepath=str(basepath))
            resource = loaded.get_resource(name)
            report = resource.validate(limit_errors=ALL_ERRORS)
        rows = int(report.tasks[0].stats.get("rows") or 0) if report.tasks else 0
        errors = [error for task in report.tasks for error in task.errors] + list(report.errors)
        collector.add(map(adapter.finding, errors))
    except OutOfTime:
        what = "frictionless takes more seconds for this table"
        message = str(LimitPassed("frictionless", limits.frictionless, what))
        collector.add([Finding("file", name, message=message)])
    except FrictionlessException as error:
        collector.add(map(adapter.finding, error.reasons or [error.error]))
    except _NotJsonError as error:
        collector.add([Finding("file", name, message=str(error))])
    except Exception as error:
        message = f"frictionless gave up: {type(error).__name__}: {error}"
        collector.add([Finding("file", name, error="engine-error", message=_line(message))])
    rules = collector.results(rules_of(adapter.schema))
    path = str(described.get("path", ""))
    return TableResult(name, path, "frictionless", _line(reason), rows, rules)


class _NotJsonError(Exception):
    pass


def _put_in_json(package: Mapping[str, Any], basepath: Path, name: str) -> None:
    """Put the rows of a table in JSON in the place of its path.

    frictionless does the same, but only where more is installed; without that it takes the file
    for no table, and finds nothing wrong with it.
    """
    described = next(r for r in package["resources"] if r["name"] == name)
    path, dialect = described.get("path"), described.get("dialect") or {}
    form = str(described.get("format") or str(path).rpartition(".")[2]).lower()
    if not isinstance(path, str) or "://" in path or form not in JSON_FORMATS or "json" in dialect:
        return
    try:
        text = (basepath / path).read_text(described.get("encoding") or "utf-8-sig")
        lines = [text] if form == "json" else filter(str.strip, text.split("\n"))
        rows = [json.loads(line, parse_float=Decimal) for line in lines]
    except (OSError, ValueError, LookupError, RecursionError) as error:
        raise _NotJsonError(f"can't be read as JSON: {error}") from None
    described |= {"data": rows[0] if form == "json" else rows, "type": "table"}
    for key in ("path", "format", "encoding", "mediatype", "scheme", "compression"):
        described.pop(key, None)


def _take_out_patterns(package: Mapping[str, Any], name: str) -> Iterator[Finding]:
    """Take the patterns out of a table's schema that may never end, and yield that it was done."""
    described = next(r for r in package["resources"] if r["name"] == name)
    schema = described.get("schema")
    fields = schema.get("fields") if isinstance(schema, Mapping) else None
    for field in fields if isinstance(fields, list) else ():
        constraints = field.get("constraints") if isinstance(field, Mapping) else None
        if isinstance(constraints, dict) and not is_bounded(constraints.get("pattern")):
            pattern = constraints.pop("pattern")
            message = f"not checked: the pattern {pattern} may take too long for frictionless"
            yield Finding("pattern", name, field=str(field.get("name")), message=message)


class _Adapter:
    """Turns frictionless's errors about one table into findings."""

    def __init__(self, table: str, schema: Any) -> None:
        self.table = table
        self.schema: Mapping[str, Any] = schema if isinstance(schema, Mapping) else {}
        fields = [f for f in self.schema.get("fields") or () if isinstance(f, Mapping)]
        self._fields = {str(field.get("name")): field for field in fields}

    def finding(self, error: Any) -> Finding:
        """Return an error as a finding."""
        note = str(error.note or error.message)
        name = getattr(error, "field_name", None) or ""
        known: dict[str, Any] = {
            "table": self.table,
            "row": getattr(error, "row_number", None),
            "field": name,
            "value": getattr(error, "cell", getattr(error, "label", None)),
            "schema": self._fields.get(name),
            "position": getattr(error, "field_number", None),
            "error": error.type,
        }
        return Finding(**known | self._details(error, note, name))

    def _details(self, raw: Any, note: str, name: str) -> dict[str, Any]:
        """Return the rule that is broken, and what the note tells about it."""
        error = str(raw.type)
        if error == "constraint-error":
            return self._constraint(note, name)
        details: dict[str, Any] = {"rule": RULE_OF_ERROR.get(error, "file")}
        if error == "type-error" and name not in self._fields and (match := _TYPE.match(note)):
            details["schema"] = {"type": match[1]}
        elif error in ("unique-error", "primary-key"):
            details |= self._repeated(raw, note, name)
        elif error == "foreign-key" and (match := _REFERENCE.fullmatch(note)):
            details |= {
                "key": tuple(match["key"].split(", ")),
                "values": tuple(match["values"].split(", ")),
                "target": Reference(match["table"], tuple(match["there"].split(", "))),
            }
        elif error == "extra-label":
            details["bound"] = tuple(self._fields)
        elif error == "incorrect-label":
            details["bound"] = name
        elif details["rule"] == "file":
            details["message"] = _line(note)
        return details

    def _constraint(self, note: str, name: str) -> dict[str, Any]:
        match = _CONSTRAINT.fullmatch(note)
        if match is None or match[1] not in RULE_OF_CONSTRAINT:
            return {"rule": "json-schema", "message": _line(note)}
        constraints = self._fields.get(name, {}).get("constraints")
        stated = constraints.get(match[1]) if isinstance(constraints, Mapping) else None
        return {
            "rule": RULE_OF_CONSTRAINT[match[1]],
            "constraint": match[1],
            "bound": match[2] if stated is None else stated,
        }

    def _repeated(self, raw: Any, note: str, name: str) -> dict[str, Any]:
        primary = raw.type == "primary-key"
        key = tuple(names_of(self.schema.get("primaryKey"))) if primary else (name,)
        cells = dict(zip(self._fields, raw.cells, strict=False))
        same = _SAME_AS.search(note)
        return {
            "key": key,
            "values": tuple(cells.get(part) for part in key),
            "other_row": int(same[1]) if same else None,
        }


def _line(text: str) -> str:
    return " ".join(text.split())
