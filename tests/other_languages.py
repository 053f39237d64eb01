"""The small sources in other languages, for tests of publishers who have other ones than ours."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from datapackage.languages import column_of

OURS = ("fi", "en", "sv", "ru")


def speak(sources: Path, languages: Mapping[str, str]) -> None:
    """Put a folder of small sources into other languages.

    ``languages`` is new tag -> the one of ours whose texts it gets; what they say matters little.
    Names in the other ones become aliases, since the records use some of them.
    """
    for path in (*sources.glob("registers/*.csv"), *sources.glob("codelists/*.csv")):
        path.write_text(_table(path.read_text(encoding="utf-8"), languages), encoding="utf-8")
    for path in (sources / "package.yaml", *sources.glob("agreements/*.yaml")):
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        if "languages" in content:
            content["languages"] = list(languages)
        text = json.dumps(_tree(content, languages), indent=1, default=str)
        path.write_text(text, encoding="utf-8")


def _table(text: str, languages: Mapping[str, str]) -> str:
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    columns: dict[str, str] = {}
    for name in rows[0]:
        stem, _, language = name.rpartition("_")
        if language not in OURS:
            columns[name] = name
        elif language == OURS[0]:
            columns |= {column_of(stem, tag): f"{stem}_{ours}" for tag, ours in languages.items()}
        elif f"{stem}_{OURS[0]}" not in rows[0]:
            columns[column_of(stem, next(iter(languages)))] = name
    for row in rows if "name_fi" in rows[0] else ():
        lost = {row[f"name_{ours}"] for ours in OURS if ours not in languages.values()}
        row["aliases"] = "|".join(sorted({*filter(None, row["aliases"].split("|")), *lost}))
    stream = io.StringIO()
    writer = csv.DictWriter(stream, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows({new: row[old] for new, old in columns.items()} for row in rows)
    return stream.getvalue()


def _tree(value: Any, languages: Mapping[str, str]) -> Any:
    if isinstance(value, list):
        return [_tree(item, languages) for item in value]
    if not isinstance(value, dict):
        return value
    if value.keys() == set(OURS):
        return {tag: value[ours] for tag, ours in languages.items()}
    return {key: _tree(item, languages) for key, item in value.items()}
