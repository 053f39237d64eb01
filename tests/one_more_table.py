"""Schemas and small sources with two more tables, as a publisher would add them: no code changes.

``meetings`` is written in records, below the agreement, and cited; ``forums`` is a register.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from tests.places import SCHEMAS

IDENTIFIER = "[a-z0-9]+(-[a-z0-9]+)*"


def _field(name: str, type_: str = "string", **more: Any) -> dict[str, Any]:
    title = name.replace("_", " ").capitalize()
    return {"name": name, "type": type_, "title": title, "description": f"{title}.", **more}


def _schema(name: str, fields: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    return {
        "$schema": "https://datapackage.org/profiles/2.0/tableschema.json",
        "name": name,
        "title": name.capitalize(),
        "description": f"{name.capitalize()}: one row is one of them.",
        **more,
        "fields": fields,
        "missingValues": [""],
    }


_ID: dict[str, Any] = {"constraints": {"required": True, "pattern": IDENTIFIER}}
FORUMS = _schema(
    "forums",
    [
        _field("forum_id", **_ID),
        _field("name", languages=True, constraints={"required": True}),
    ],
    position=85,
    register=True,
    primaryKey=["forum_id"],
)
MEETINGS = _schema(
    "meetings",
    [
        _field("agreement_id", **_ID),
        _field("meeting_number", "integer", constraints={"required": True, "minimum": 1}),
        _field("forum_id", constraints={"pattern": IDENTIFIER}),
        _field("held_on", "date"),
        _field("topic", languages=True, constraints={"required": True}),
        _field("remark", languages="any"),
    ],
    position=35,
    record={"key": "meetings", "under": "agreements", "number": "meeting_number"},
    diagram={"group": "agreed", "column": 3},
    primaryKey=["agreement_id", "meeting_number"],
    foreignKeys=[
        {
            "fields": ["agreement_id"],
            "reference": {"resource": "agreements", "fields": ["agreement_id"]},
        },
        {"fields": ["forum_id"], "reference": {"resource": "forums", "fields": ["forum_id"]}},
    ],
)

FORUMS_CSV = """\
forum_id,name_fi,name_en,name_sv,name_ru,aliases
harbour-forum,Satamafoorumi,Harbour forum,Hamnforum,Портовый форум,Satamafoorumissa
"""

CITATION = (
    "      - {source: invented-news, start: 0, end: 46, sha256:"
    " b744e12a64b9f64e583e6b38f4c224b0f603425570720cfb16df70c7cf01fef2, basis: stated}\n"
)
RECORD = f"""\
meetings:
  - forum: Satamafoorumissa
    held_on: 12. toukokuuta 2020
    topic: {{fi: Satama, en: Harbour, sv: Hamn, ru: Порт}}
    remark: {{sv: Vid hamnen}}
    citations:
{CITATION}\
  - topic: {{fi: Musiikki, en: Music, sv: Musik, ru: Музыка}}
    citations:
{CITATION}"""


def add_tables(folder: Path, sources: Path) -> Path:
    """Copy the schemas into ``folder``, add the tables to them and to the small sources."""
    schemas = Path(shutil.copytree(SCHEMAS, folder / "schemas"))
    for schema in (FORUMS, MEETINGS):
        (schemas / f"{schema['name']}.json").write_text(json.dumps(schema))
    (sources / "registers" / "forums.csv").write_text(FORUMS_CSV, encoding="utf-8")
    [record] = (sources / "agreements").glob("*.yaml")
    record.write_text(record.read_text(encoding="utf-8") + RECORD, encoding="utf-8")
    return schemas
