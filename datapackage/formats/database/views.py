"""Views for people, in SQL that SQLite (3.30 and newer) and DuckDB run unchanged.

``goals_readable`` and ``who_signed`` show what each code means beside it. They are kept as
data, a main table with lookups, because the spreadsheet makes the same tables without a database.
``goals_by_theme`` counts, and is SQL only.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from datapackage.contract import Contract
from datapackage.formats.database.sql import name, text
from datapackage.languages import column_of
from datapackage.write.tables import parquet_path


@dataclass(frozen=True)
class Lookup:
    """The one row of ``table`` that a row of the view points to, known as ``alias``.

    Attributes:
        alias: Its name in the view's columns.
        table: The table that is looked into.
        key: The column there that is searched.
        of: Alias of the row that points to it.
        column: The column that holds what is searched for.
        codelist: Where ``table`` is ``codes``, the code list that is meant.
    """

    alias: str
    table: str
    key: str
    of: str
    column: str
    codelist: str = ""


@dataclass(frozen=True)
class ViewColumn:
    """A column of a view: its name, and the column of an alias that it shows."""

    name: str
    alias: str
    column: str


@dataclass(frozen=True)
class WideView:
    """A view with a row for each row of ``main``, and what its codes mean beside them.

    Attributes:
        name: Name of the view; the text ``views.<name>`` says what a row is.
        main: Table whose rows it shows; also its alias.
        lookups: Rows that are looked up, each after the one that it depends on.
        shown: Columns as ``name = alias.column``; with ``*`` one for each language.
    """

    name: str
    main: str
    lookups: tuple[Lookup, ...]
    shown: tuple[str, ...]

    def columns(self, languages: Sequence[str]) -> Iterator[ViewColumn]:
        """Yield the columns with their texts in these languages."""
        for item in self.shown:
            shown, source = item.split(" = ")
            alias, column = source.split(".")
            if shown.endswith("_*"):
                stem, column = shown.removesuffix("_*"), column.removesuffix("_*")
                for tag in languages:
                    yield ViewColumn(column_of(stem, tag), alias, column_of(column, tag))
            else:
                yield ViewColumn(shown, alias, column)

    def sql(self, languages: Sequence[str]) -> str:
        """Return the SELECT; rows without a partner stay, since the joins are outer ones."""
        columns = ",\n  ".join(
            f"{name(column.alias)}.{name(column.column)} AS {name(column.name)}"
            for column in self.columns(languages)
        )
        joins = "".join(f"\n{_join(lookup)}" for lookup in self.lookups)
        return f"SELECT\n  {columns}\nFROM {name(self.main)}{joins}"


def _join(lookup: Lookup) -> str:
    on = f"{name(lookup.alias)}.{name(lookup.key)} = {name(lookup.of)}.{name(lookup.column)}" + (
        f" AND {name(lookup.alias)}.{name('codelist')} = {text(lookup.codelist)}"
    ) * bool(lookup.codelist)
    return f"LEFT JOIN {name(lookup.table)} AS {name(lookup.alias)} ON {on}"


GOALS_READABLE = WideView(
    name="goals_readable",
    main="goals",
    lookups=(
        Lookup("agreement", "agreements", "agreement_id", "goals", "agreement_id"),
        Lookup("document", "documents", "document_id", "goals", "document_id"),
        Lookup("area", "cooperation_areas", "area_id", "goals", "area_id"),
        Lookup("area_section", "codes", "code", "area", "section", "area-section"),
        Lookup("action", "codes", "code", "goals", "action_type", "action-type"),
        Lookup("modality", "codes", "code", "goals", "modality", "modality"),
        Lookup("place", "places", "place_id", "goals", "place_id"),
        Lookup("frequency", "codes", "code", "goals", "frequency", "frequency"),
    ),
    shown=(
        "agreement_id = goals.agreement_id",
        "agreement_title_* = agreement.title_*",
        "section = area.section",
        "section_label_* = area_section.label_*",
        "area_number = area.area_number",
        "area_id = goals.area_id",
        "area_title_* = area.title_*",
        "goal_number = goals.goal_number",
        "goal_id = goals.goal_id",
        "action_type = goals.action_type",
        "action_label_* = action.label_*",
        "modality = goals.modality",
        "modality_label_* = modality.label_*",
        "statement_* = goals.statement_*",
        "place_id = goals.place_id",
        "place_* = place.name_*",
        "frequency = goals.frequency",
        "frequency_label_* = frequency.label_*",
        "target_year = goals.target_year",
        "indicator_* = goals.indicator_*",
        "document_id = goals.document_id",
        "period_start = document.period_start",
        "period_end = document.period_end",
    ),
)

WHO_SIGNED = WideView(
    name="who_signed",
    main="signatories",
    lookups=(
        Lookup("agreement", "agreements", "agreement_id", "signatories", "agreement_id"),
        Lookup("party", "organisations", "organisation_id", "signatories", "organisation_id"),
        Lookup("place", "places", "place_id", "party", "place_id"),
        Lookup("capacity", "codes", "code", "signatories", "capacity", "signatory-capacity"),
        Lookup(
            "body", "organisations", "organisation_id", "signatories", "position_organisation_id"
        ),
    ),
    shown=(
        "signatory_id = signatories.signatory_id",
        "agreement_id = signatories.agreement_id",
        "agreement_title_* = agreement.title_*",
        "signed_on = agreement.signed_on",
        "signed_on_precision = agreement.signed_on_precision",
        "signatory_number = signatories.signatory_number",
        "capacity = signatories.capacity",
        "capacity_label_* = capacity.label_*",
        "person_name = signatories.person_name",
        "name_original = signatories.name_original",
        "position_* = signatories.position_*",
        "position_organisation_id = signatories.position_organisation_id",
        "position_organisation_* = body.name_*",
        "party_id = signatories.organisation_id",
        "party_* = party.name_*",
        "party_place_id = party.place_id",
        "party_place_* = place.name_*",
    ),
)

GOALS_BY_THEME = "goals_by_theme"

VIEWS = (GOALS_READABLE.name, WHO_SIGNED.name, GOALS_BY_THEME)
"""Names of the views; the text ``views.<name>`` says what a row is."""


def create_views(languages: Sequence[str]) -> Iterator[str]:
    """Yield a ``CREATE VIEW`` statement for each view, with texts in these languages."""
    wide = {view.name: view.sql(languages) for view in (GOALS_READABLE, WHO_SIGNED)}
    for view, select in (wide | {GOALS_BY_THEME: _goals_by_theme(languages)}).items():
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
    tables = [
        f"CREATE VIEW {name(table)} AS\nSELECT * FROM read_parquet({text(parquet_path(table))})"
        for table in contract
    ]
    head = (
        "-- Tables and views of the package for DuckDB. In the package's folder:\n"
        "--   duckdb -init database/duckdb.sql\n"
    )
    statements = (*tables, *create_views(contract.languages))
    return head + "".join(f"\n{statement};\n" for statement in statements)
