"""The first agreement alone: its record with the repository's registers, and a package of it.

Tests that break a row, or count what a format shows, need a package that stays as small as it is;
the published one grows with each agreement.
"""

from __future__ import annotations

import atexit
import csv
import shutil
import tempfile
from collections.abc import Collection
from functools import cache
from pathlib import Path

from datapackage import build
from tests.places import SCHEMAS, SOURCES

AGREEMENT = "kotka-saint-petersburg-2018"

THEMES = (
    *("vocational-education", "education", "business-internationalisation", "innovation"),
    *("tourism", "culture", "sport", "mental-health-and-social-security", "environment"),
)
ROWS = {
    "organisations": (
        *("city-of-kotka", "city-of-saint-petersburg", "xamk"),
        "saint-petersburg-committee-for-external-relations",
    ),
    "places": (
        *("finland", "russia", "kotka", "kotka-hamina-region", "saint-petersburg"),
        "gulf-of-finland",
    ),
    "themes": THEMES,
    "theme_mappings": THEMES,
    "sources": (
        *("kotka-pietari-kumppanisopimus-2018-09-27", "kotka-news-2018-09-26"),
        *("kotka-news-2018-09-28", "kvs-spb-news-2016-02-24"),
    ),
}
"""The rows of each register that its record names, or that those name."""


def first_sources(folder: Path) -> Path:
    """Copy the sources into a folder, with the record of the first agreement only."""
    sources = Path(shutil.copytree(SOURCES, folder / "sources"))
    for path in (sources / "agreements").iterdir():
        if path.name.partition(".")[0] != AGREEMENT:
            path.unlink()
    for name, ids in ROWS.items():
        keep_rows(sources / "registers" / f"{name}.csv", ids)
    return sources


def keep_rows(register: Path, ids: Collection[str]) -> None:
    """Take the rows out of a register whose first cell is none of these."""
    with register.open(encoding="utf-8", newline="") as stream:
        header, *rows = csv.reader(stream)
    with register.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows(
            [header, *(row for row in rows if row[0] in ids)]
        )


@cache
def first_package() -> Path:
    """Return a package of the first agreement, in no other format than CSV and Parquet."""
    folder = Path(tempfile.mkdtemp(prefix="first-agreement-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    build(first_sources(folder), folder / "output", schemas=SCHEMAS, formats=[])
    return folder / "output"
