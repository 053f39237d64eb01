"""Sources with a share of their records made wrong: what people hand in, more often than not."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

Record = dict[str, Any]


def _wrong_date(record: Record) -> bytes:
    return _line(record | {"signed_on": "31.2.2020"})


def _unknown_key(record: Record) -> bytes:
    return _line(record | {"colour": "blue"})


def _no_json(record: Record) -> bytes:
    return _line(record).replace(b'":', b'"', 1)


FAULTS: dict[str, Callable[[Record], bytes]] = {
    "a date that is none": _wrong_date,
    "an unknown key": _unknown_key,
    "no JSON": _no_json,
}
"""What may be wrong with a record -> how it is made so."""


def make_dirty(sources: Path, folder: Path, fault: str, every: int) -> None:
    """Copy a folder of generated sources, with a fault in each ``every``-th record."""
    shutil.copytree(sources, folder)
    spoil = FAULTS[fault]
    records = Path("agreements") / "agreements.jsonl"
    with (sources / records).open("rb") as clean, (folder / records).open("wb") as dirty:
        for number, line in enumerate(clean, start=1):
            dirty.write(line if number % every else spoil(json.loads(line)))


def _line(record: Record) -> bytes:
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
