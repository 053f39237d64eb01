"""Views for people, in SQL that SQLite (3.30 and newer) and DuckDB run unchanged.

Those of :data:`READABLE` can be read on their own: names stand in place of identifiers and codes,
and each row says where its source states it. The readable tables of
:mod:`datapackage.formats.readable` are the same views in one language each. ``goals_by_theme``
counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from datapackage import words
from datapackage.contract import Contract
from datapackage.formats.database.passages import PARQUET, PASSAGES
from datapackage.formats.database.sql import name, text
from datapackage.languages import column_of
from datapackage.write.tables import parquet_path


class Shown(NamedTuple):
    """A column of a view.

    Attributes:
        name: Its name; with ``*`` there is one for each language.
        sql: What it shows; ``*`` stands for the language, ``{yes}`` and ``{no}`` for these words.
        of: Column of the package that has its description, as ``table.column``, a text without its
            language; empty where the program's texts describe it: ``readable.notes.<name>``.
        type: Table Schema type.
        facet: Whether its values are few, so that rows may be chosen by them.
    """

    name: str
    sql: str
    of: str = ""
    type: str = "string"
    facet: bool = False

    @property
    def stem(self) -> str:
        """Its name without the language."""
        return self.name.removesuffix("_*")


@dataclass(frozen=True)
class View:
    """A view with a row for each row of a table.

    Attributes:
        name: Name of the view; the text ``views.<name>`` says what a row is.
        table: Table whose rows it shows.
        columns: Its columns.
        joins: What is joined to the table; outer joins, so that each of its rows stays.
    """

    name: str
    table: str
    columns: tuple[Shown, ...]
    joins: str

    def sql(self, languages: Sequence[str]) -> str:
        """Return the SELECT with texts in these languages."""
        columns = ",\n  ".join(
            f"{_in_language(column.sql, tag)} AS {name(_in_language(column.name, tag))}"
            for column in self.columns
            for tag in (languages if column.name.endswith("*") else languages[:1])
        )
        return f"SELECT\n  {columns}\nFROM {self.table}{self.joins}"


def _in_language(template: str, tag: str) -> str:
    yes, no = (text(words.text(f"readable.{word}", tag)) for word in ("yes", "no"))
    return template.replace("_*", column_of("", tag)).replace("{yes}", yes).replace("{no}", no)


def _listed(item: str, order: str, rest: str) -> str:
    """Return a subquery that lists texts in an order, as both engines keep it."""
    window = f"ORDER BY {order} ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING"
    return f"(SELECT group_concat({item}, '; ') OVER ({window}) FROM {rest} LIMIT 1)"  # noqa: S608


def _parties(agreement: str) -> str:
    return _listed(
        "o.name_*",
        "p.party_number",
        "parties AS p JOIN organisations AS o ON o.organisation_id = p.organisation_id"
        f" WHERE p.agreement_id = {agreement}",
    )


def _actors(role: str) -> str:
    return _listed(
        "coalesce(o.name_*, a.actor_group_*)",
        "a.actor_number",
        "goal_actors AS a LEFT JOIN organisations AS o ON o.organisation_id = a.organisation_id"
        f" WHERE a.goal_id = goals.goal_id AND a.role = {text(role)}",
    )


def _cited(table: str, key: str) -> tuple[Shown, ...]:
    """Return what a row rests on: its sources, its passages, and the address of the first one.

    What the source states comes before what was derived from it.
    """
    rest = (
        "citations AS c JOIN sources AS s ON s.source_id = c.source_id"
        f" JOIN {PASSAGES} AS p ON p.citation_id = c.citation_id"
        " LEFT JOIN codes AS k ON k.codelist = 'citation-basis' AND k.code = c.basis"
        f" WHERE c.table_name = {text(table)} AND c.record_id = {table}.{key}"
    )
    # The engines differ in where they sort what is null, as the offsets of a whole source are.
    order = 'max(c.basis) DESC, min(coalesce(c.start, 0)), min(coalesce(c."end", 0)), c.source_id'
    first = 'c.basis DESC, coalesce(c.start, 0), coalesce(c."end", 0), c.citation_id LIMIT 1'
    link = f"SELECT p.link FROM {rest} AND p.link IS NOT NULL"  # noqa: S608
    return (
        Shown(
            "basis_*", _listed("k.label_*", "c.basis DESC", f"{rest} GROUP BY c.basis, k.label_*")
        ),
        Shown("source", _listed("s.title", order, f"{rest} GROUP BY c.source_id, s.title")),
        Shown("passage", _listed("p.passage", order, f"{rest} GROUP BY c.source_id, p.passage")),
        Shown("link", f"({link} ORDER BY {first})"),
    )


def _day(date: str, precision: str) -> str:
    """Return a date as text, as far as it is known: ``2018-09-27``, ``2018-09`` or ``2018``."""
    length = f"CASE {precision} WHEN 'year' THEN 4 WHEN 'month' THEN 7 ELSE 10 END"
    return f"substr(CAST({date} AS TEXT), 1, {length})"


def _label(alias: str, codelist: str, column: str) -> str:
    on = f"{alias}.codelist = {text(codelist)} AND {alias}.code = {column}"
    return f"\nLEFT JOIN codes AS {alias} ON {on}"


def _yes_or_no(condition: str) -> str:
    return f"CASE WHEN {condition} THEN {{yes}} WHEN NOT ({condition}) THEN {{no}} END"


_SIGNED = _day("agreement.signed_on", "agreement.signed_on_precision")
_START = _day("document.period_start", "document.period_precision")
_END = _day("document.period_end", "document.period_precision")

AGREEMENTS_READABLE = View(
    name="agreements_readable",
    table="agreements",
    columns=(
        Shown("agreement_title_*", "agreements.title_*", "agreements.title"),
        Shown("parties_*", _parties("agreements.agreement_id")),
        Shown("agreement_type_label_*", "kind.label_*", "agreements.agreement_type", facet=True),
        Shown("signed", _day("agreements.signed_on", "agreements.signed_on_precision")),
        Shown("place_*", "place.name_*", "agreements.signing_place_id"),
        Shown("in_force", _day("agreements.in_force_on", "agreements.in_force_on_precision")),
        Shown("ends", _day("agreements.ends_on", "agreements.ends_on_precision")),
        Shown("status_label_*", "status.label_*", "agreements.status", facet=True),
        Shown(
            "legally_binding_*",
            _yes_or_no("agreements.legally_binding"),
            "agreements.legally_binding",
        ),
        Shown("renewal_label_*", "renewal.label_*", "agreements.renewal"),
        Shown("summary_*", "agreements.summary_*", "agreements.summary"),
        Shown("evidence_label_*", "evidence.label_*", "agreements.evidence", facet=True),
        *_cited("agreements", "agreement_id"),
        Shown("agreement_id", "agreements.agreement_id", "agreements.agreement_id"),
    ),
    joins="\nLEFT JOIN places AS place ON place.place_id = agreements.signing_place_id"
    + _label("kind", "agreement-type", "agreements.agreement_type")
    + _label("status", "agreement-status", "agreements.status")
    + _label("renewal", "renewal", "agreements.renewal")
    + _label("evidence", "evidence", "agreements.evidence"),
)

GOALS_READABLE = View(
    name="goals_readable",
    table="goals",
    columns=(
        Shown("agreement_title_*", "agreement.title_*", "agreements.title", facet=True),
        Shown("parties_*", _parties("goals.agreement_id")),
        Shown("signed", _SIGNED),
        Shown("area_title_*", "area.title_*", "cooperation_areas.title"),
        Shown(
            "themes_*",
            _listed(
                "t.label_*",
                "a.theme_number",
                "area_themes AS a JOIN themes AS t ON t.theme_id = a.theme_id"
                " WHERE a.area_id = goals.area_id",
            ),
        ),
        Shown("statement_*", "goals.statement_*", "goals.statement"),
        Shown("action_label_*", "action.label_*", "goals.action_type", facet=True),
        Shown("modality_label_*", "modality.label_*", "goals.modality", facet=True),
        Shown("implementers_*", _actors("implementer")),
        Shown("beneficiaries_*", _actors("beneficiary")),
        Shown("place_*", "place.name_*", "goals.place_id"),
        Shown("frequency_label_*", "frequency.label_*", "goals.frequency"),
        Shown("target_year", "goals.target_year", "goals.target_year", "year"),
        Shown("indicator_*", "goals.indicator_*", "goals.indicator"),
        Shown("list_is_open_*", _yes_or_no("NOT area.is_exhaustive")),
        Shown(
            "period",
            f"CASE WHEN {_START} = {_END} THEN {_START}"
            f" ELSE coalesce({_START} || '–' || {_END}, {_START} || '–', '–' || {_END}) END",
        ),
        *_cited("goals", "goal_id"),
        Shown("goal_id", "goals.goal_id", "goals.goal_id"),
        Shown("agreement_id", "goals.agreement_id", "agreements.agreement_id"),
        Shown("area_id", "goals.area_id", "cooperation_areas.area_id"),
    ),
    joins="""
LEFT JOIN agreements AS agreement ON agreement.agreement_id = goals.agreement_id
LEFT JOIN documents AS document ON document.document_id = goals.document_id
LEFT JOIN cooperation_areas AS area ON area.area_id = goals.area_id
LEFT JOIN places AS place ON place.place_id = goals.place_id"""
    + _label("action", "action-type", "goals.action_type")
    + _label("modality", "modality", "goals.modality")
    + _label("frequency", "frequency", "goals.frequency"),
)

WHO_SIGNED = View(
    name="who_signed",
    table="signatories",
    columns=(
        Shown("agreement_title_*", "agreement.title_*", "agreements.title", facet=True),
        Shown("signed", _SIGNED),
        Shown("person_name", "signatories.person_name", "signatories.person_name"),
        Shown("name_original", "signatories.name_original", "signatories.name_original"),
        Shown("position_*", "signatories.position_*", "signatories.position"),
        Shown("body_*", "body.name_*", "signatories.position_organisation_id"),
        Shown("capacity_label_*", "capacity.label_*", "signatories.capacity", facet=True),
        Shown("party_*", "party.name_*", "signatories.organisation_id"),
        Shown("party_place_*", "place.name_*", "organisations.place_id"),
        *_cited("signatories", "signatory_id"),
        Shown("signatory_id", "signatories.signatory_id", "signatories.signatory_id"),
        Shown("agreement_id", "signatories.agreement_id", "agreements.agreement_id"),
    ),
    joins="""
LEFT JOIN agreements AS agreement ON agreement.agreement_id = signatories.agreement_id
LEFT JOIN organisations AS party ON party.organisation_id = signatories.organisation_id
LEFT JOIN places AS place ON place.place_id = party.place_id
LEFT JOIN organisations AS body ON body.organisation_id = signatories.position_organisation_id"""
    + _label("capacity", "signatory-capacity", "signatories.capacity"),
)

WHAT_HAPPENED = View(
    name="what_happened",
    table="events",
    columns=(
        Shown("agreement_title_*", "agreement.title_*", "agreements.title", facet=True),
        Shown("event_label_*", "kind.label_*", "events.event_type", facet=True),
        Shown("happened", _day("events.event_on", "events.event_precision")),
        Shown("organisation_*", "body.name_*", "events.organisation_id"),
        Shown("place_*", "place.name_*", "events.place_id"),
        Shown("remark_*", "events.note_*", "events.note"),
        *_cited("events", "event_id"),
        Shown("event_id", "events.event_id", "events.event_id"),
        Shown("agreement_id", "events.agreement_id", "agreements.agreement_id"),
    ),
    joins="""
LEFT JOIN agreements AS agreement ON agreement.agreement_id = events.agreement_id
LEFT JOIN organisations AS body ON body.organisation_id = events.organisation_id
LEFT JOIN places AS place ON place.place_id = events.place_id"""
    + _label("kind", "event-type", "events.event_type"),
)

READABLE = (AGREEMENTS_READABLE, GOALS_READABLE, WHO_SIGNED, WHAT_HAPPENED)
"""Views that are also published as a table in each language."""

GOALS_BY_THEME = "goals_by_theme"

VIEWS = (*(view.name for view in READABLE), GOALS_BY_THEME)
"""Names of the views; the text ``views.<name>`` says what a row is."""


def create_views(languages: Sequence[str]) -> Iterator[str]:
    """Yield a ``CREATE VIEW`` statement for each view, with texts in these languages."""
    selects = {view.name: view.sql(languages) for view in READABLE}
    for view, select in (selects | {GOALS_BY_THEME: _goals_by_theme(languages)}).items():
        yield f"CREATE VIEW {name(view)} AS\n{select}"


def _goals_by_theme(languages: Sequence[str]) -> str:
    labels = ", ".join(f"themes.{name(column_of('label', tag))}" for tag in languages)
    return f"""SELECT
  themes.theme_id,
  {labels},
  count(DISTINCT cooperation_areas.agreement_id) AS agreements,
  count(DISTINCT area_themes.area_id) AS areas,
  count(DISTINCT goals.goal_id) AS goals,
  count(DISTINCT CASE WHEN goal_actors.role = 'implementer' THEN goals.goal_id END)
    AS goals_with_implementer,
  count(DISTINCT CASE WHEN goal_actors.role = 'beneficiary' THEN goals.goal_id END)
    AS goals_with_beneficiary
FROM themes
LEFT JOIN area_themes ON area_themes.theme_id = themes.theme_id
LEFT JOIN cooperation_areas ON cooperation_areas.area_id = area_themes.area_id
LEFT JOIN goals ON goals.area_id = cooperation_areas.area_id
LEFT JOIN goal_actors ON goal_actors.goal_id = goals.goal_id
GROUP BY themes.theme_id, {labels}"""  # noqa: S608  (no value comes from outside)


# --- DuckDB ---------------------------------------------------------------------------------------


def duckdb_script(contract: Contract) -> str:
    """Return a script that gives DuckDB the tables, as views of the Parquet files, and the views.

    It is to be run in the package's folder.
    """
    files = {table: parquet_path(table) for table in contract} | {PASSAGES: PARQUET}
    tables = [
        f"CREATE VIEW {name(table)} AS\nSELECT * FROM read_parquet({text(path)})"
        for table, path in files.items()
    ]
    head = (
        "-- Tables and views of the package for DuckDB. In the package's folder:\n"
        "--   duckdb -init database/duckdb.sql\n"
    )
    statements = (*tables, *create_views(contract.languages))
    return head + "".join(f"\n{statement};\n" for statement in statements)
