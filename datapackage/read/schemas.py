"""The folder of the schemas, read into a contract.

Each table has its Table Schema, in English. A text that comes in languages is one field there,
with the property ``languages``; here it becomes a column a language. Translations of titles and
descriptions lie beside the schemas, a file a language: ``languages/fi.yaml``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from datapackage.contract import EACH_ROW, EACH_SOURCE, PASSAGE, Contract, InDiagram, Table
from datapackage.languages import column_of, with_language
from datapackage.problems import DataError, Place, Problem, ProblemList, quote
from datapackage.read.declarations import (
    ANY,
    Fault,
    by_position,
    check_fields,
    check_form,
    check_keys,
    check_nesting,
)
from datapackage.read.text import naming
from datapackage.read.translations import NO_WORDS, Words, read_translations

SCHEMA_LANGUAGE = "en"
"""The language that the schemas themselves are written in."""
LANGUAGES_FOLDER = "languages"

NOT_PUBLISHED = ("position", "diagram")
"""Properties of a schema that show in the package itself: the order of tables, the diagram."""


def default_schemas() -> Path:
    """Return the folder of the schemas: inside an installed package, else beside the sources."""
    package = Path(__file__).resolve().parent.parent
    bundled = package / "_schemas"
    return bundled if bundled.is_dir() else package.parent / "schemas"


def load_contract(
    folder: Path,
    languages: Sequence[str],
    required_languages: Sequence[str] | None = None,
    citations: str = EACH_ROW,
) -> Contract:
    """Read ``<table>.json`` for each table from ``folder``, and the translations.

    Args:
        folder: The folder of the schemas.
        languages: The languages of the package, as BCP 47 tags; the first is the main one.
        required_languages: Those in which a text must be given; all by default.
        citations: What has to be cited, out of :data:`~datapackage.contract.CITATION_POLICIES`.

    Raises:
        DataError: A schema is missing, is no JSON object, has no fields or an unknown type; a
            file of translations can't be read, or translates what is in no schema.
    """
    if not folder.is_dir():
        raise DataError(
            [Problem(Place(str(folder)), "no such folder of schemas", "missing-folder")]
        )
    schemas = by_position(_read_schemas(folder))
    problems = ProblemList()
    paths = {code: folder / LANGUAGES_FOLDER / f"{code}.yaml" for code in languages}
    words = {code: read_translations(path, schemas, problems) for code, path in paths.items()}
    problems.raise_if_any()
    contract = Contract((), languages, required_languages, citations)
    for name, schema in schemas.items():
        translations = {code: each.get(name, NO_WORDS) for code, each in words.items()}
        diagram = InDiagram(**schema.get("diagram", {}))
        contract[name] = Table(name, published_schema(schema, contract, translations), diagram)
    return contract.with_table(_citations(contract))


def needed_tables() -> frozenset[str]:
    """Return the tables of our own schemas: rules and views know them, so that none may lack."""
    return frozenset(path.stem for path in default_schemas().glob("*.json"))


def _read_schemas(folder: Path) -> dict[str, dict[str, Any]]:
    """Return the schema of each table; raises DataError with all that is wrong."""
    problems = ProblemList()
    schemas = {}
    for name in sorted({path.stem for path in folder.glob("*.json")} | needed_tables()):
        try:
            schemas[name] = _read_schema(folder / f"{name}.json", name)
        except DataError as error:
            problems.extend(error.problems)
    checks = (check_form, check_keys)
    faults = [
        f for name, schema in schemas.items() for check in checks for f in check(name, schema)
    ]
    if not faults and not len(problems):
        faults = [*check_nesting(schemas), *_dangling(schemas)]
    for name, where, message in faults:
        problems.add(Place(str(folder / f"{name}.json"), 0, where), message, rule="schema")
    problems.raise_if_any()
    return schemas


def _dangling(schemas: Mapping[str, Mapping[str, Any]]) -> Iterator[Fault]:
    """Yield the foreign keys that point to a table that isn't there."""
    for name, schema in schemas.items():
        for key in schema.get("foreignKeys", []):
            target = key["reference"].get("resource", "")
            if target and target not in schemas:
                yield name, "foreignKeys", f"there is no table {quote(target)}"


def _citations(contract: Contract) -> Table:
    """Return the table of citations; it lists the tables whose rows are cited.

    Where sources are cited as a whole, a citation may lack its passage.
    """
    table = contract["citations"]
    fields = [dict(item.descriptor) for item in table.fields]
    for item in fields:
        if item["name"] == "table_name":
            item["constraints"] = {**item["constraints"], "enum": list(contract.cited_tables)}
        elif item["name"] in PASSAGE and contract.citations == EACH_SOURCE:
            item["constraints"] = {**item["constraints"], "required": False}
    return replace(table, descriptor={**table.descriptor, "fields": fields})


def _read_schema(path: Path, name: str) -> dict[str, Any]:
    def wrong(message: str, line: int = 0, where: str = "") -> DataError:
        return DataError([Problem(Place(str(path), line, where), message, "schema")])

    try:
        with naming(path):
            schema = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise wrong(f"no schema for table '{name}'") from None
    except UnicodeDecodeError:
        raise wrong("not UTF-8") from None
    except json.JSONDecodeError as error:
        raise wrong(f"not JSON: {error.msg}", error.lineno) from None
    for _, where, message in check_fields(name, schema):
        raise wrong(message, 0, where)
    return dict(schema)


def published_schema(
    schema: Mapping[str, Any], contract: Contract, translations: Mapping[str, Words]
) -> dict[str, Any]:
    """Return the schema that a package publishes: translated, and with a column a language.

    ``translations`` are the table's words by language.
    """
    fields: list[dict[str, Any]] = []
    for item in schema["fields"]:
        words = {
            code: each.fields.get(item["name"], NO_WORDS) for code, each in translations.items()
        }
        translated = _translated(item, contract.languages, words)
        if item.get("languages"):
            fields += (_column(translated, code, contract) for code in contract.languages)
        else:
            fields.append(translated)
    published = {name: value for name, value in schema.items() if name not in NOT_PUBLISHED}
    return _translated({**published, "fields": fields}, contract.languages, translations)


def _translated(
    item: Mapping[str, Any], languages: Sequence[str], words: Mapping[str, Words]
) -> dict[str, Any]:
    """Return a schema or a field with the translations of its title and its description."""
    own = Words(item.get("title", ""), item.get("description", ""))
    spoken = {code: own if code == SCHEMA_LANGUAGE else words[code] for code in languages}
    translations = {
        "titles": {code: each.title for code, each in spoken.items()},
        "descriptions": {code: each.description for code, each in spoken.items()},
    }
    after = next((n for n in ("description", "title", "name") if n in item), None)
    translated: dict[str, Any] = {}
    for name, value in item.items():
        translated[name] = value
        if name == after:
            translated |= {
                what: found
                for what, texts in translations.items()
                if (found := {code: text for code, text in texts.items() if text})
            }
    return translated


def _column(item: Mapping[str, Any], code: str, contract: Contract) -> dict[str, Any]:
    """Return the column of a text in one of its languages."""
    column: dict[str, Any] = {}
    for name, value in item.items():
        if name == "name":
            column[name] = column_of(value, code)
        elif name in ("title", "description"):
            column[name] = with_language(value, code, SCHEMA_LANGUAGE)
        elif name in ("titles", "descriptions"):
            column[name] = {
                reader: with_language(text, code, reader) for reader, text in value.items()
            }
        elif name == "languages":
            column |= {"language": code} | ({name: value} if value == ANY else {})
        else:
            column[name] = value
    if code not in contract.required_languages:
        constraints = {k: v for k, v in column.pop("constraints", {}).items() if k != "required"}
        column |= {"constraints": constraints} if constraints else {}
    return column
