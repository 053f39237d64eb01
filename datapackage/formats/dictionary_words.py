"""The words of the data dictionary itself, in the languages that it is written in."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    """Headings and sentences of a dictionary; ``file_title`` is what catalogues call it."""

    file_title: str
    title: str
    version: str
    legend: str
    diagram: str
    tables: str
    table: str
    name: str
    rows: str
    row_is: str
    column: str
    type: str
    key: str
    meaning: str
    values: str
    primary_key: str
    no_title: str
    no_description: str
    unique: str
    codelists: str
    codelists_note: str
    used_by: str
    code: str
    label: str
    types: dict[str, str]
    constraints: dict[str, str]


WORDS = {
    "en": Words(
        file_title="Data dictionary in English",
        title="Data dictionary",
        version="Version {version}, released on {released}.",
        legend=(
            "An asterisk marks a column that is never empty, PK a column of the primary key, an"
            " arrow a column that points to a row of another table. An empty value means that the"
            " source does not state it."
        ),
        diagram="Diagram of the tables",
        tables="Tables",
        table="table",
        name="name",
        rows="rows",
        row_is="what it holds",
        column="column",
        type="type",
        key="key",
        meaning="meaning",
        values="values",
        primary_key="PK",
        no_title="(no title in English)",
        no_description="(not described in English)",
        unique="No two rows have the same {columns}.",
        codelists="Code lists",
        codelists_note="Columns that hold codes take them from these lists.",
        used_by="Used by {columns}.",
        code="code",
        label="label",
        types={
            "string": "text",
            "integer": "integer",
            "year": "year",
            "number": "number",
            "boolean": "true or false",
            "date": "date",
        },
        constraints={
            "pattern": "pattern",
            "minimum": "at least",
            "maximum": "at most",
            "minLength": "length at least",
            "maxLength": "length at most",
            "unique": "unique",
        },
    ),
    "fi": Words(
        file_title="Data dictionary in Finnish",
        title="Tietosisällön kuvaus",
        version="Versio {version}, julkaistu {released}.",
        legend=(
            "Tähti merkitsee saraketta, joka ei ole koskaan tyhjä, PK pääavaimen saraketta ja"
            " nuoli saraketta, joka viittaa toisen taulun riviin. Tyhjä arvo tarkoittaa, ettei"
            " lähde kerro asiaa."
        ),
        diagram="Taulujen kaavio",
        tables="Taulut",
        table="taulu",
        name="nimi",
        rows="rivejä",
        row_is="sisältö",
        column="sarake",
        type="tyyppi",
        key="avain",
        meaning="merkitys",
        values="arvot",
        primary_key="PK",
        no_title="(ei nimeä suomeksi)",
        no_description="(ei kuvausta suomeksi)",
        unique="Kahdella rivillä ei ole samaa yhdistelmää {columns}.",
        codelists="Koodistot",
        codelists_note=(
            "Koodeja sisältävät sarakkeet saavat arvonsa näistä koodistoista. Koodien merkitykset"
            " on kuvattu vain englanniksi."
        ),
        used_by="Käytössä sarakkeissa {columns}.",
        code="koodi",
        label="selite",
        types={
            "string": "teksti",
            "integer": "kokonaisluku",
            "year": "vuosi",
            "number": "luku",
            "boolean": "tosi tai epätosi",
            "date": "päivämäärä",
        },
        constraints={
            "pattern": "muoto",
            "minimum": "vähintään",
            "maximum": "enintään",
            "minLength": "pituus vähintään",
            "maxLength": "pituus enintään",
            "unique": "yksilöivä",
        },
    ),
}
