"""What is probably not meant, and keeps no package from being published: told as warnings."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import closing
from itertools import islice
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from datapackage.contract import Contract
from datapackage.problems import Place, Problem, explain, quote
from datapackage.rules.reader import PackageReader
from datapackage.rules.rule import Rules, broken, rows_where
from datapackage.validator import FIRST_ROW, Finding
from datapackage.write.tables import csv_path

MOST = 100
"""Warnings of a kind that are told one by one."""
DOUBTS = doubt = Rules()
FORMULA_STARTS = pa.array([b"=", b"+", b"-", b"@", b"\t", b"\r"])
"""First bytes of a CSV cell that spreadsheets take for a formula, or skip before one (OWASP, "CSV
Injection")."""


@doubt("party-named-once", "A party is named once in an agreement, unless it left (a warning).")
def _parties(package: PackageReader) -> Iterator[Finding]:
    names = ["agreement_id", "organisation_id", "left_on"]
    parties = pa.table([package.column("parties", name) for name in names], names=names)
    key = names[:2]
    counted = parties.group_by(key).aggregate([([], "count_all"), ("left_on", "count")])
    again = pc.and_(pc.greater(counted["count_all"], 1), pc.equal(counted["left_on_count"], 0))
    for twice in counted.filter(again).select(key).to_pylist():
        same = pc.and_(*(pc.equal(parties[name], twice[name]) for name in key))
        _, *others = rows_where(same.combine_chunks())
        for row in others:
            message = f"{quote(twice['organisation_id'])} is a party of this agreement already"
            yield broken("parties", row, "organisation_id", message)


@doubt("two-parties", "An agreement has two parties at least (a warning).")
def _alone(package: PackageReader) -> Iterator[Finding]:
    counts = pc.value_counts(package.column("parties", "agreement_id"))
    several = counts.field("values").filter(pc.greater(counts.field("counts"), 1))
    agreements = package.column("agreements", "agreement_id")
    for row in rows_where(pc.invert(pc.is_in(agreements, value_set=several))):
        yield broken("agreements", row, "parties", "the agreement has fewer than two parties")


@doubt("one-row-for-each-thing", "No two places or organisations have one Wikidata id (a warning).")
def _identified(package: PackageReader) -> Iterator[Finding]:
    for table in ("places", "organisations"):
        ids = package.column(table, "wikidata_id").to_pylist()
        for row, first in _again(ids):
            other = package.keys(package.contract[table])[first].as_py()
            message = f"{quote(other)} has the same Wikidata identifier (found {quote(ids[row])})"
            yield broken(table, row, "wikidata_id", message)


@doubt("one-name-in-a-country", "Each of one kind in a country has a name of its own (a warning).")
def _named(package: PackageReader) -> Iterator[Finding]:
    places = package.column("places", "place_id").to_pylist()
    codes = package.column("places", "country_code").to_pylist()
    country_of = dict(zip(places, codes, strict=True))
    homes = package.column("organisations", "place_id").to_pylist()
    for table, type_, countries in (
        ("places", "place_type", codes),
        ("organisations", "organisation_type", [country_of.get(home) for home in homes]),
    ):
        name, *_ = package.texts(table, "name")
        names = package.column(table, name).to_pylist()
        kinds = package.column(table, type_).to_pylist()
        called = [
            (each.casefold(), kind, country) if each and country else None
            for each, kind, country in zip(names, kinds, countries, strict=True)
        ]
        for row, first in _again(called):
            other = package.keys(package.contract[table])[first].as_py()
            message = (
                f"{quote(other)} in the same country is called this, too (found"
                f" {quote(names[row])}): if they are one, leave one of them out"
            )
            yield broken(table, row, name, message)


@doubt("text-is-no-formula", "No text starts as a formula in a spreadsheet does (a warning).")
def _formulas(package: PackageReader) -> Iterator[Finding]:
    for name, table in package.contract.items():
        # Codes have rules of their own, and what is no text is written by us.
        texts = [f.name for f in table.fields if f.type == "string" and not f.codelist]
        for first_row, columns in package.batches(name, texts):
            for field, column in columns.items():
                starts = pc.binary_slice(column.cast(pa.binary()), 0, 1)
                for row in rows_where(pc.is_in(starts, value_set=FORMULA_STARTS)):
                    message = explain(
                        "a spreadsheet that opens the CSV takes this text for a formula",
                        found=column[row].as_py(),
                        expected="another first character than = + - @",
                    )
                    yield broken(name, first_row + row, field, message)


def _again(values: Sequence[Hashable]) -> Iterator[tuple[int, int]]:
    """Yield each row whose value an earlier row has, with the first that has it."""
    first: dict[Hashable, int] = {}
    for row, value in enumerate(values):
        if value is not None and first.setdefault(value, row) != row:
            yield row, first[value]


def find_doubts(
    folder: Path, contract: Contract, place_of: Callable[[str, int, str], Place | None]
) -> Iterator[Problem]:
    """Yield what is doubtful about a package without a fault, with its places in the sources.

    Args:
        folder: The folder of the package.
        contract: Its contract.
        place_of: Tells where the value of (table, row from 0, column) is in the sources.
    """
    with closing(PackageReader(folder, contract, {})) as package:
        for each in DOUBTS:
            found = each.find(package)
            for finding in islice(found, MOST):
                row = (finding.row or FIRST_ROW) - FIRST_ROW
                place = place_of(finding.table, row, finding.field)
                yield Problem(place or Place(csv_path(finding.table)), finding.message, each.name)
            if more := sum(1 for _ in found):
                place = Place(csv_path(finding.table))
                yield Problem(place, f"and {more:,} more like this", each.name, more=more - 1)
            package.forget()
