"""How many rows ``package.yaml`` says that tables are to have."""

from __future__ import annotations

from collections.abc import Mapping

from datapackage.problems import Place, ProblemList, nearest_match, one_of
from datapackage.read.package import StatedCount


def check_counts(
    counts: Mapping[str, StatedCount],
    rows: Mapping[str, int],
    file: str,
    problems: ProblemList,
    warnings: ProblemList,
) -> None:
    """Hold the number of rows of each table against what was stated.

    Args:
        counts: What was stated, by table.
        rows: Number of rows of each table.
        file: Where it was stated, for messages.
        problems: Gets tables with too few rows, and tables that aren't there.
        warnings: Gets tables with more rows than expected.
    """
    for table, count in counts.items():
        place = Place(file, count.line, f"counts.{table}")
        found = rows.get(table)
        if found is None:
            near = nearest_match(table, rows)
            problems.add(
                place,
                "no such table",
                found=table,
                expected=one_of(list(rows)),
                nearest=near,
                rule="stated-count",
            )
        elif count.minimum is not None and found < count.minimum:
            expected = f"{count.minimum:,} or more"
            problems.add(place, "too few rows", found=found, expected=expected, rule="stated-count")
        elif count.maximum is not None and found > count.maximum:
            expected = f"{count.maximum:,} at most"
            warnings.add(
                place,
                "more rows than expected",
                found=found,
                expected=expected,
                rule="stated-count",
            )
