"""The rules of this package beyond types, constraints and keys, each by its name.

A rule looks at columns as a whole and yields a finding for each row that breaks it. What a Table
Schema can say is in ``schemas/`` and is checked by the validation engine; here is what
holds between rows and tables.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import reduce

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from datapackage.columnar.arrow import runs_of
from datapackage.contract import PASSAGE, Table
from datapackage.problems import explain, quote
from datapackage.rules.keys import (
    all_filled,
    cites_in_order,
    key_set,
    lookup,
    prints_of,
    rows_by_key,
    same_as_before,
)
from datapackage.rules.reader import PackageReader
from datapackage.rules.rule import Rules, broken, rows_where
from datapackage.text import WEB_ADDRESS
from datapackage.validator import Finding

RULES = rule = Rules()


@rule("signatory-signs-for-party", "Each signatory signs for a party of that agreement.")
def _signatories(package: PackageReader) -> Iterator[Finding]:
    names = ("agreement_id", "organisation_id")
    parties = key_set(package, "parties", names)
    for first, columns in package.batches("signatories", names):
        agreements, organisations = columns.values()
        strangers = ~parties.contains(prints_of(columns.values())) & all_filled(columns.values())
        for row in map(int, np.flatnonzero(strangers)):
            message = (
                f"the signatory signs for {quote(organisations[row].as_py())}, which is no party of"
                f" {quote(agreements[row].as_py())}"
            )
            yield broken("signatories", first + row, "organisation_id", message)


@rule("period-order", "Periods end after they begin.")
def _periods(package: PackageReader) -> Iterator[Finding]:
    for table, start, end in (
        ("documents", "period_start", "period_end"),
        ("agreements", "in_force_on", "ends_on"),
        ("agreements", "signed_on", "ends_on"),
        ("parties", "joined_on", "left_on"),
    ):
        for first, columns in package.batches(table, [start, end]):
            begins, ends = columns[start], columns[end]
            for row in rows_where(pc.less(ends, begins)):
                message = f"it ends on {ends[row]}, before it begins on {begins[row]}"
                yield broken(table, first + row, end, message)


@rule("plan-after-signing", "An action plan does not end before its agreement was signed.")
def _plans(package: PackageReader) -> Iterator[Finding]:
    agreements = lookup(package, "agreements", "agreement_id", "signed_on")
    names = ("agreement_id", "document_type", "period_end")
    for first, columns in package.batches("documents", names):
        signed, ends = agreements.find(columns["agreement_id"]), columns["period_end"]
        is_plan = pc.equal(columns["document_type"], "action-plan")
        for row in rows_where(pc.and_(is_plan, pc.less(ends, signed))):
            message = (
                f"the plan ends on {ends[row]}, before the agreement was signed on {signed[row]}"
            )
            yield broken("documents", first + row, "period_end", message)


@rule("numbers-without-holes", "Numbers run 1, 2, 3 … in the order of the source, without holes.")
def _numbers(package: PackageReader) -> Iterator[Finding]:
    for table in package.contract.values():
        for column, group in _numbered(table):
            yield from _holes(package, table.name, column, group)


def _numbered(table: Table) -> Iterator[tuple[str, list[str]]]:
    """Yield each column that numbers rows and the columns within which it counts.

    That is the one integer of a primary or unique key; the rest of the key is the group.
    """
    keys = [list(table.primary_key), *table.descriptor.get("uniqueKeys", [])]
    for key in keys:
        numbers = [c for c in key if table.field(c).type == "integer"]
        if len(numbers) == 1 and len(key) > 1:
            yield numbers[0], [c for c in key if c not in numbers]


def _holes(package: PackageReader, table: str, column: str, group: list[str]) -> Iterator[Finding]:
    """Find holes. Rows are mostly in the order of their numbers: then a glance is enough."""
    if _run_on(package, table, column, group):
        return
    columns = [package.column(table, name) for name in (*group, column)]
    rows = pa.table(columns, names=[*group, column])
    measures = ("count", "min", "max", "count_distinct")
    counted = rows.group_by(group).aggregate([(column, measure) for measure in measures])
    for row in counted.to_pylist():
        count, lowest, highest, different = (row[f"{column}_{measure}"] for measure in measures)
        if count and (lowest, highest, different) != (1, count, count):
            within = "/".join(str(row[name]) for name in group)
            if lowest != 1:
                what = "do not begin with 1"
            else:
                what = "have holes" if highest > different else "recur"
            message = (
                f"the numbers within {quote(within)} {what} (found {count} rows, the highest number"
                f" is {highest})"
            )
            yield broken(table, None, column, message)


def _run_on(package: PackageReader, table: str, column: str, group: list[str]) -> bool:
    """Tell whether each row's number is one more than the row's before, or 1 in a new group."""
    before = pa.table({name: pa.nulls(1, package.column_type(table, name)) for name in group})
    before = before.append_column(column, pa.array([0], pa.int64()))
    for _, columns in package.batches(table, [*group, column]):
        rows = pa.concat_tables([before, pa.table(columns)]).combine_chunks()
        here, there = rows.slice(1), rows.slice(0, len(rows) - 1)
        same = pa.repeat(True, len(here))
        for name in group:
            same = pc.and_(same, pc.fill_null(pc.equal(here[name], there[name]), False))
        expected = pc.add(pc.if_else(same, there[column], 0), 1)
        in_turn = pc.fill_null(pc.equal(here[column], expected), False)
        if not pc.all(in_turn, min_count=0).as_py():
            return False
        before = rows.slice(len(rows) - 1)
    return True


@rule("theme-has-mapping", "Every theme has a mapping to another scheme.")
def _themes(package: PackageReader) -> Iterator[Finding]:
    themes = package.column("themes", "theme_id")
    mapped = package.column("theme_mappings", "theme_id")
    for row in rows_where(pc.invert(pc.is_in(themes, value_set=mapped))):
        yield broken(
            "themes",
            row,
            "theme_id",
            f"the theme {quote(themes[row].as_py())} has no mapping to another scheme",
        )


@rule("register-row-in-use", "Every organisation, place, theme and source is used, or kept.")
def _registers(package: PackageReader) -> Iterator[Finding]:
    for register in package.contract.registers:
        for row, name in unused_rows(package, register):
            message = (
                f"nothing refers to {quote(name)}: take it out, or say in the column 'keep' why"
                " it stays"
            )
            yield broken(register, row, package.contract[register].primary_key[0], message)


def unused_rows(package: PackageReader, register: str) -> Iterator[tuple[int, str]]:
    """Yield row and identifier of what nothing refers to and the descriptor does not keep."""
    identifier, *more = package.contract[register].primary_key
    if more:
        return
    needed = _used(package, register) | package.kept(register)
    for row, name in enumerate(package.column(register, identifier).to_pylist()):
        if name is not None and name not in needed:
            yield row, name


def _used(package: PackageReader, register: str) -> set[str]:
    """Return what the foreign keys to a register refer to.

    A register without an identifier of its own, such as that of mappings, describes the rows that
    it refers to, and is no use of them.
    """
    used: set[str] = set()
    for table in package.contract.values():
        for key in table.foreign_keys:
            single = key.reference_table == register and len(key.fields) == 1
            describes = table.is_register and len(table.primary_key) > 1
            if single and not describes:
                for _, columns in package.batches(table.name, key.fields):
                    distinct, _ = runs_of(columns[key.fields[0]])
                    used.update(distinct.unique().to_pylist())
    return used


@rule("cited-row-exists", "Every citation supports a row that is there.")
def _cited_rows(package: PackageReader) -> Iterator[Finding]:
    if _in_order(package):
        return
    for table in package.contract.cited_tables:
        links = _links(package, table)
        for place in np.flatnonzero(links.rows < 0):
            record = quote(links.records[int(place)].as_py())
            row = int(links.citations[place])
            yield broken("citations", row, "record_id", f"there is no row {record} in {table}")


@rule("row-has-citation", "Every row that states a fact has a citation.")
def _citations(package: PackageReader) -> Iterator[Finding]:
    if _in_order(package):
        return
    for table in package.contract.cited_tables:
        links = _links(package, table)
        cited = np.zeros(len(links.keys), dtype=bool)
        cited[links.rows[links.rows >= 0]] = True
        uncited = np.flatnonzero(~cited)
        # Of rows with one key only the first is found by it: the others are looked up.
        others = links.keys.take(pa.array(uncited))
        covered = _covered(package, table)
        covered = pc.or_(covered.take(pa.array(uncited)), pc.is_in(others, value_set=links.records))
        for place in rows_where(pc.invert(covered)):
            message = (
                "no citation shows where the source says this: add 'cites' with the passage, and"
                " run 'cite --fill'"
            )
            yield broken(table, int(uncited[place]), "citations", message)


def _covered(package: PackageReader, table: str) -> pa.Array:
    """Return which rows of a table a citation of a row above them covers."""
    stated = package.contract[table].record
    above = None if stated is None or stated.under is None else package.contract[stated.under]
    if above is None or len(above.primary_key) > 1:
        return pa.repeat(False, len(package.keys(package.contract[table])))
    cited = package.column("citations", "record_id").filter(
        pc.and_(
            pc.equal(package.column("citations", "table_name"), above.name),
            pc.equal(package.column("citations", "covers"), "below"),
        )
    )
    keys = package.keys(above)
    covering = pc.or_(pc.is_in(keys, value_set=cited), _covered(package, above.name))
    return pc.is_in(package.column(table, above.primary_key[0]), value_set=keys.filter(covering))


def _in_order(package: PackageReader) -> bool:
    tables = package.contract.cited_tables
    return package.shared("citations in order", lambda: cites_in_order(package, tables))


@dataclass(frozen=True)
class _Links:
    """The citations of a table: their rows, the keys that they cite, and the rows of those.

    ``keys`` are the keys of the table; ``rows`` is -1 where a citation's key is not among them.
    """

    keys: pa.Array
    citations: npt.NDArray[np.int64]
    records: pa.Array
    rows: npt.NDArray[np.int64]


def _links(package: PackageReader, table: str) -> _Links:
    """Look up what the citations of a table cite; both rules on citations need it."""

    def look_up() -> _Links:
        keys = package.keys(package.contract[table])
        here = pc.fill_null(pc.equal(package.column("citations", "table_name"), table), False)
        records = package.column("citations", "record_id").filter(here)
        rows = pc.fill_null(pc.index_in(records, value_set=keys), -1)
        citations = np.flatnonzero(here.to_numpy(zero_copy_only=False))
        return _Links(keys, citations, records, rows.to_numpy().astype(np.int64))

    return package.shared(f"links of {table}", look_up)


@rule("cited-field-exists", "A citation of a single field names a column of the row's table.")
def _cited_fields(package: PackageReader) -> Iterator[Finding]:
    known = {
        name: pa.array([*package.contract[name].columns, *package.contract[name].text_stems])
        for name in package.contract.cited_tables
    }
    for first, columns in package.batches("citations", ["table_name", "field_name"]):
        tables, fields = columns["table_name"], columns["field_name"]
        for name in package.contract.cited_tables:
            here = pc.and_(pc.equal(tables, name), pc.is_valid(fields))
            for row in rows_where(
                pc.and_(here, pc.invert(pc.is_in(fields, value_set=known[name])))
            ):
                message = f"{name} has no column {quote(fields[row].as_py())}"
                yield broken("citations", first + row, "field_name", message)


@rule("citation-within-source", "A cited passage lies within the text of its source.")
def _offsets(package: PackageReader) -> Iterator[Finding]:
    if not package.contract["citations"].field("start").required:
        yield from _parts_of_a_passage(package)
    sources = lookup(package, "sources", "source_id", "characters")
    for first, columns in package.batches("citations", ["source_id", "start", "end"]):
        start, end = columns["start"], columns["end"]
        for row in rows_where(pc.less_equal(end, start)):
            message = f"the offsets {start[row]}–{end[row]} enclose no passage"
            yield broken("citations", first + row, "end", message)
        length = sources.find(columns["source_id"])
        for row in rows_where(pc.and_(pc.greater(end, length), pc.is_valid(start))):
            message = (
                f"the passage {start[row]}–{end[row]} reaches beyond the text of its source, which"
                f" has {length[row]} characters"
            )
            yield broken("citations", first + row, "end", message)


def _parts_of_a_passage(package: PackageReader) -> Iterator[Finding]:
    """Yield the citations that say where a passage is in part; without any part it is the whole."""
    for first, columns in package.batches("citations", PASSAGE):
        given = [pc.is_valid(columns[name]) for name in PASSAGE]
        some, each = reduce(pc.or_, given), reduce(pc.and_, given)
        for row in rows_where(pc.and_not(some, each)):
            message = "a passage has 'start', 'end' and 'sha256'; leave out all to cite the whole"
            yield broken("citations", first + row, "start", message)


@rule("actor-is-named-once", "An actor is a named organisation or an unnamed group, not both.")
def _actors(package: PackageReader) -> Iterator[Finding]:
    group = package.texts("goal_actors", "actor_group")
    for first, columns in package.batches("goal_actors", ["organisation_id", *group]):
        named = pc.is_valid(columns["organisation_id"])
        unnamed = pc.is_valid(pc.coalesce(*(columns[name] for name in group)))
        for row in rows_where(pc.equal(named, unnamed)):
            found = "both" if named[row].as_py() else "neither"
            message = f"an actor is either an 'organisation' or an 'actor_group' (found {found})"
            yield broken("goal_actors", first + row, "organisation_id", message)


@rule("levels-agree", "A goal and its area, an area and its document are of one agreement.")
def _levels(package: PackageReader) -> Iterator[Finding]:
    for table, link, parent, shared in (
        ("cooperation_areas", "document_id", "documents", ["agreement_id"]),
        ("goals", "area_id", "cooperation_areas", ["agreement_id", "document_id"]),
    ):
        key = package.contract[parent].primary_key[0]
        together = key_set(package, parent, [key, *shared])
        for first, columns in package.batches(table, [link, *shared]):
            # Goals of one area are together: each run of them is looked up once.
            heads = ~same_as_before(columns.values())
            first_of_runs = [column.filter(pa.array(heads)) for column in columns.values()]
            apart = ~together.contains(prints_of(first_of_runs))[np.cumsum(heads) - 1]
            rows = np.flatnonzero(apart & pc.is_valid(columns[link]).to_numpy(zero_copy_only=False))
            if len(rows):
                parents = rows_by_key(package, parent, key, columns[link].take(rows), shared)
                yield from _apart(table, first, link, columns, rows, parents)


def _apart(
    table: str,
    first: int,
    link: str,
    columns: Mapping[str, pa.Array],
    rows: npt.NDArray[np.int64],
    parents: Mapping[str, Mapping[str, object]],
) -> Iterator[Finding]:
    """Yield the rows that say something else than their parents; those without one don't."""
    for row in map(int, rows):
        parent = parents.get(columns[link][row].as_py(), {})
        for column in (name for name in columns if name != link):
            own, above = columns[column][row].as_py(), parent.get(column)
            if None not in (own, above) and own != above:
                message = (
                    f"the {link.removesuffix('_id')} belongs to {quote(str(above))}, this row to"
                    f" {quote(own)}"
                )
                yield broken(table, first + row, link, message)


@rule("web-address", "An address is one that a browser opens, without blanks, quotes, brackets.")
def _addresses(package: PackageReader) -> Iterator[Finding]:
    for table in package.contract.values():
        names = [item.name for item in table.fields if item.descriptor.get("format") == "uri"]
        for first, columns in package.batches(table.name, names) if names else ():
            for name, column in columns.items():
                fits = pc.match_substring_regex(column, f"^(?:{WEB_ADDRESS})$")
                for row in rows_where(pc.invert(fits)):
                    yield broken(table.name, first + row, name, _no_address(column[row].as_py()))


def _no_address(text: str) -> str:
    return explain(
        "not a web address",
        found=text,
        expected="http:// or https://, a host, and no blanks, quotes or letters beyond ASCII",
    )


@rule("listed-code-exists", "Each item of a list of codes is a code of the list that it is out of.")
def _listed_codes(package: PackageReader) -> Iterator[Finding]:
    for table in package.contract.values():
        for item in table.fields:
            if item.type == "list" and item.codelist:
                yield from _unknown_codes(package, table.name, item.name, item.codelist)


def _unknown_codes(
    package: PackageReader, table: str, column: str, codelist: str
) -> Iterator[Finding]:
    lists = package.column("codes", "codelist")
    codes = package.column("codes", "code").filter(pc.equal(lists, codelist))
    for first, columns in package.batches(table, [column]):
        items, rows = pc.list_flatten(columns[column]), pc.list_parent_indices(columns[column])
        for place in rows_where(pc.invert(pc.is_in(items, value_set=codes))):
            message = f"no such code in the list '{codelist}' (found {quote(items[place].as_py())})"
            yield broken(table, first + rows[place].as_py(), column, message)


@rule("text-in-all-languages", "A text is given in every required language, or in none.")
def _texts(package: PackageReader) -> Iterator[Finding]:
    required = package.contract.required_languages
    for table in package.contract.values():
        texts = [
            columns
            for columns in table.texts.values()
            if not any(table.field(name).in_any_language for name in columns.values())
        ]
        names = [name for columns in texts for name in columns.values()]
        for first, columns in package.batches(table.name, names):
            for text in texts:
                here = {name: columns[name] for name in text.values()}
                needed = [text[language] for language in required]
                for name, row in _gaps(here, needed):
                    message = "the text is missing in this language, and given in another"
                    yield broken(table.name, first + row, name, message)


def _gaps(columns: dict[str, pa.Array], needed: list[str]) -> Iterator[tuple[str, int]]:
    """Yield the columns among ``needed`` and the rows in which only others have the text."""
    counts = [column.null_count for column in columns.values()]
    if not any(counts) or all(count == len(columns[needed[0]]) for count in counts):
        return
    anywhere = pc.is_valid(pc.coalesce(*columns.values()))
    for name in needed:
        for row in rows_where(pc.and_(anywhere, pc.is_null(columns[name]))):
            yield name, row


RETIRED_COLUMNS = ("entity", "entity_id", "successor_id")


@rule("retired-id-is-gone", "A retired identifier is in no table, and its successor is in its own.")
def _retired(package: PackageReader) -> Iterator[Finding]:
    if "retired_ids" not in package.contract:
        return
    for first, columns in package.batches("retired_ids", RETIRED_COLUMNS):
        rows = zip(*(column.to_pylist() for column in columns.values()), strict=True)
        for row, (entity, gone, successor) in enumerate(rows, start=first):
            if entity not in package.contract:
                yield broken("retired_ids", row, "entity", f"there is no table {quote(entity)}")
                continue
            key = package.contract[entity].primary_key
            known = set(package.column(entity, key[0]).to_pylist()) if len(key) == 1 else set()
            if gone in known:
                message = f"{quote(gone)} is retired, and is there in {entity}"
                yield broken("retired_ids", row, "entity_id", message)
            if successor is not None and successor not in known:
                message = f"there is no row {quote(successor)} in {entity} to take its place"
                yield broken("retired_ids", row, "successor_id", message)
