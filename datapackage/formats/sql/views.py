"""Views for people, in SQL that SQLite (3.30 and newer) and DuckDB run unchanged.

``goals_readable`` and ``who_signed`` put beside each code what it stands for. They are kept as
data, a main table with lookups, because the spreadsheet makes the same tables without a database.
``goals_by_theme`` counts, and is SQL only.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from datapackage.contract import LANGUAGES
from datapackage.formats.sql.names import name, text


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
    """A view with a row for each row of ``main``, and what its codes stand for beside them.

    Attributes:
        name: Name of the view.
        descriptions: What a row is, by language.
        main: Table whose rows it shows; also its alias.
        lookups: Rows that are looked up, each after the one that it depends on.
        shown: Columns as ``name = alias.column``; ``*`` stands for each language in turn.
    """

    name: str
    descriptions: dict[str, str]
    main: str
    lookups: tuple[Lookup, ...]
    shown: tuple[str, ...]

    def columns(self, language: str | None = None) -> Iterator[ViewColumn]:
        """Yield the columns; with ``language``, texts in that one only."""
        languages = LANGUAGES if language is None else (language,)
        for item in self.shown:
            shown, source = item.split(" = ")
            alias, column = source.split(".")
            for chosen in languages if "*" in shown else ("",):
                yield ViewColumn(shown.replace("*", chosen), alias, column.replace("*", chosen))

    @property
    def sql(self) -> str:
        """The SELECT statement; rows without a partner stay, since the joins are outer ones."""
        columns = ",\n  ".join(
            f"{name(column.alias)}.{name(column.column)} AS {name(column.name)}"
            for column in self.columns()
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
    descriptions={
        "fi": "Tavoitteet sellaisinaan luettavina: alat, teemat ja koodit selitteineen.",
        "en": "Goals that read by themselves: areas, themes and codes with their labels.",
        "sv": "Mål som kan läsas som de är: områden, teman och koder med etiketter.",
        "ru": "Цели, понятные без справочников: направления, темы и коды с названиями.",
    },
    main="goals",
    lookups=(
        Lookup("agreement", "agreements", "agreement_id", "goals", "agreement_id"),
        Lookup("document", "documents", "document_id", "goals", "document_id"),
        Lookup("area", "cooperation_areas", "area_id", "goals", "area_id"),
        Lookup("area_section", "codes", "code", "area", "section", "area-section"),
        Lookup("theme", "themes", "theme_id", "area", "theme_id"),
        Lookup("action", "codes", "code", "goals", "action_type", "action-type"),
    ),
    shown=(
        "agreement_id = goals.agreement_id",
        "agreement_title_* = agreement.title_*",
        "section = area.section",
        "section_label_* = area_section.label_*",
        "area_number = area.area_number",
        "area_id = goals.area_id",
        "area_title_* = area.title_*",
        "theme_id = area.theme_id",
        "theme_label_* = theme.label_*",
        "goal_number = goals.goal_number",
        "goal_id = goals.goal_id",
        "action_type = goals.action_type",
        "action_label_* = action.label_*",
        "statement_* = goals.statement_*",
        "target_year = goals.target_year",
        "indicator_* = goals.indicator_*",
        "document_id = goals.document_id",
        "period_start = document.period_start",
        "period_end = document.period_end",
    ),
)

WHO_SIGNED = WideView(
    name="who_signed",
    descriptions={
        "fi": "Kuka allekirjoitti, missä asemassa ja kenen puolesta.",
        "en": "Who signed, in what post, and for which party.",
        "sv": "Vem som undertecknade, i vilken ställning och för vilken part.",
        "ru": "Кто подписал, в какой должности и от имени какой стороны.",
    },
    main="signatories",
    lookups=(
        Lookup("agreement", "agreements", "agreement_id", "signatories", "agreement_id"),
        Lookup("party", "organisations", "organisation_id", "signatories", "organisation_id"),
        Lookup("place", "places", "place_id", "party", "place_id"),
        Lookup(
            "body", "organisations", "organisation_id", "signatories", "position_organisation_id"
        ),
    ),
    shown=(
        "signatory_id = signatories.signatory_id",
        "agreement_id = signatories.agreement_id",
        "agreement_title_* = agreement.title_*",
        "signed_on = agreement.signed_on",
        "signing_order = signatories.signing_order",
        "person_name = signatories.person_name",
        "position_* = signatories.position_*",
        "position_organisation_id = signatories.position_organisation_id",
        "position_organisation_* = body.name_*",
        "party_id = signatories.organisation_id",
        "party_* = party.name_*",
        "party_place_id = party.place_id",
        "party_place_* = place.name_*",
    ),
)

WIDE_VIEWS = (GOALS_READABLE, WHO_SIGNED)

_LABELS = ", ".join(f"themes.label_{language}" for language in LANGUAGES)

GOALS_BY_THEME = f"""SELECT
  themes.theme_id,
  {_LABELS},
  count(DISTINCT cooperation_areas.agreement_id) AS agreements,
  count(DISTINCT cooperation_areas.area_id) AS areas,
  count(DISTINCT goals.goal_id) AS goals,
  count(DISTINCT CASE WHEN goal_actors.role = 'implementer' THEN goals.goal_id END)
    AS goals_with_implementer,
  count(DISTINCT CASE WHEN goal_actors.role = 'beneficiary' THEN goals.goal_id END)
    AS goals_with_beneficiary
FROM themes
LEFT JOIN cooperation_areas ON cooperation_areas.theme_id = themes.theme_id
LEFT JOIN goals ON goals.area_id = cooperation_areas.area_id
LEFT JOIN goal_actors ON goal_actors.goal_id = goals.goal_id
GROUP BY themes.theme_id, {_LABELS}"""  # noqa: S608  (no value comes from outside)

VIEWS: dict[str, str] = {
    **{view.name: view.sql for view in WIDE_VIEWS},
    "goals_by_theme": GOALS_BY_THEME,
}
"""Name of each view -> its SELECT statement."""

DESCRIPTIONS: dict[str, str] = {
    **{view.name: view.descriptions["en"] for view in WIDE_VIEWS},
    "goals_by_theme": "Themes with the numbers of their agreements, areas and goals.",
}
"""Name of each view -> what a row of it is, in English."""


def create_views() -> Iterator[str]:
    """Yield a ``CREATE VIEW`` statement for each view."""
    for view, select in VIEWS.items():
        yield f"CREATE VIEW {name(view)} AS\n{select}"
