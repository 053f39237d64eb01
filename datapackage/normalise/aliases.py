"""The names and aliases of a register's rows, and whether each alias leads to one row only.

A name may be shared: two towns are called the same, and a record that says so must use an
identifier. An alias is there to lead to its row and has no other use, so that one that leads to
two rows is a mistake in the register, whether or not a record uses it.

Behind an alias its language and kind may stand in brackets, in this order and each for itself:
``Pietarissa [fi inflected]``, ``Leningrad [former]``.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

import pyarrow as pa

from datapackage.contract import Contract
from datapackage.normalise.matching import match_key
from datapackage.normalise.names import NameIndex
from datapackage.problems import ProblemList, quote
from datapackage.read.register import ALIASES, Register
from datapackage.text import NotNormalised, clean_text

ALIAS_SEPARATOR = "|"

_MARKED = re.compile(r"(.*\S) ?\[([^][]*)\]")


@dataclass(frozen=True)
class NamedRow:
    """A row of a register: its number from 0, its identifier, and what it is called, clean.

    ``faults`` are the aliases that can't be cleaned. Such a name is left out here, and reported
    as the cell that it is.
    """

    row: int
    identifier: str
    names: tuple[str, ...]
    aliases: tuple[str, ...]
    faults: tuple[NotNormalised, ...] = ()
    marks: tuple[str, ...] = ()

    @property
    def all_names(self) -> tuple[str, ...]:
        """Names and aliases."""
        return self.names + self.aliases


def named_rows(register: Register, identifier: str, columns: Iterable[str]) -> list[NamedRow]:
    """Return the rows of a register that have an identifier, with what they are called.

    ``columns`` are those of the names.
    """
    rows = []
    cells = [register.columns[name].to_pylist() for name in (identifier, *columns, ALIASES)]
    for number, (key, *names, aliases) in enumerate(zip(*cells, strict=True)):
        if key is None:
            continue
        clean, _ = _clean(name for name in names if name)
        others, faults = _clean((aliases or "").split(ALIAS_SEPARATOR))
        named, marks = zip(*map(_marked, others), strict=True) if others else ((), ())
        rows.append(NamedRow(number, str(key), clean, named, faults, marks))
    return rows


def _marked(alias: str) -> tuple[str, str]:
    """Return an alias, and what stands in brackets behind it."""
    match = _MARKED.fullmatch(alias)
    return (alias, "") if match is None else (match[1], match[2])


def _clean(names: Iterable[str]) -> tuple[tuple[str, ...], tuple[NotNormalised, ...]]:
    clean, faults = [], []
    for name in names:
        try:
            clean.append(clean_text(name))
        except NotNormalised as error:
            faults.append(error.about(name))
    return tuple(filter(None, clean)), tuple(faults)


def all_aliases(
    registers: Mapping[str, Register], contract: Contract, kinds: Collection[str]
) -> Register:
    """Return the aliases of all registers as the rows of a register of aliases.

    ``kinds`` are the codes of kinds of names; what else stands in the brackets is the language.
    """
    rows: list[tuple[str | None, ...]] = []
    places = []
    for name, register in registers.items():
        identifier, *more = contract[name].primary_key
        for row in () if more else named_rows(register, identifier, ()):
            for alias, marks in dict(zip(row.aliases, row.marks, strict=True)).items():
                words = marks.split()
                kind = words.pop() if words and words[-1] in kinds else None
                rows.append((name, row.identifier, alias, " ".join(words) or None, kind))
                places.append(register.places[row.row])
    columns = ("entity", "entity_id", "alias", "language", "kind")
    cells = zip(*rows, strict=True) if rows else [()] * len(columns)
    arrays = (pa.array(values, pa.string()) for values in cells)
    return Register(dict(zip(columns, arrays, strict=True)), tuple(places))


def check_aliases(
    register: Register, rows: list[NamedRow], index: NameIndex, problems: ProblemList
) -> None:
    """Add a problem for each alias that can't be read, or that leads to more than one row."""
    for row in rows:
        for error in row.faults:
            problems.add(
                register.place(row.row, ALIASES),
                error.message,
                found=error.found,
                expected=error.expected,
                rule=error.rule,
            )
    found = [*_identifiers(rows, index), *_shared(rows, index)]
    once = {(row.row, alias): other for row, alias, other in found}
    for (number, alias), other in once.items():
        place, there = register.place(number, ALIASES), register.place(other.row)
        where = f"line {there.line}" if there.file == place.file else f"the {there.file}"
        problems.add(
            place,
            f"the alias {quote(alias)} also leads to {quote(other.identifier)} in {where}: an"
            " alias must lead to one row only",
            rule="ambiguous-alias",
        )


def _shared(rows: list[NamedRow], index: NameIndex) -> Iterator[tuple[NamedRow, str, NamedRow]]:
    """Yield each row with an alias that a row before it has too, or that is another's name."""
    ambiguous = {match_key(name) for name in index.ambiguous}
    if not ambiguous:
        return
    named: dict[str, list[NamedRow]] = defaultdict(list)
    aliased: dict[str, list[tuple[NamedRow, str]]] = defaultdict(list)
    for row in rows:
        for name in row.names:
            named[match_key(name)].append(row)
        for alias in row.aliases:
            if (key := match_key(alias)) in ambiguous:
                aliased[key].append((row, alias))
    for key, uses in aliased.items():
        before = list(named[key])
        for row, alias in uses:
            other = next((o for o in before if o.identifier != row.identifier), None)
            if other is not None:
                yield row, alias, other
            before.append(row)


def _identifiers(
    rows: list[NamedRow], index: NameIndex
) -> Iterator[tuple[NamedRow, str, NamedRow]]:
    """Yield each row with an alias that is the identifier of another row."""
    stolen = [
        (row, alias)
        for row in rows
        for alias in row.aliases
        if alias != row.identifier and alias in index
    ]
    owners = {row.identifier: row for row in rows} if stolen else {}
    for row, alias in stolen:
        yield row, alias, owners[alias]
