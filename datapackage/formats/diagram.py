"""An entity-relationship diagram of the tables, as SVG."""

from __future__ import annotations

from collections.abc import Iterator

from datapackage.contract import Contract
from datapackage.formats import FinishedPackage, PublishedFile
from datapackage.formats.dictionary import DIAGRAM, FOLDER
from datapackage.formats.drawing.routes import relations
from datapackage.formats.drawing.svg import Words, draw


def write(package: FinishedPackage) -> list[PublishedFile]:
    """Write the diagram."""
    (package.folder / FOLDER).mkdir(exist_ok=True)
    text = draw(package.contract, words(package))
    (package.folder / DIAGRAM).write_text(text, encoding="utf-8", newline="\n")
    titles = {
        "fi": "Taulujen kaavio (SVG)",
        "en": "Diagram of the tables (SVG)",
        "sv": "Diagram över tabellerna (SVG)",
        "ru": "Схема таблиц (SVG)",
    }
    return [PublishedFile(DIAGRAM, titles["en"], "image/svg+xml", "SVG", titles)]


def words(package: FinishedPackage) -> Words:
    """Return the diagram's texts; the description tells in sentences what the lines show."""
    info = package.info
    return Words(
        title=f"{info.title['en']}: tables and relations",
        subtitle=(
            f"Version {info.version}, {info.released.isoformat()} · {len(package.contract)} tables"
            f" · {info.licence} · {info.base_url}"
        ),
        description=" ".join(_sentences(package.contract)),
    )


def _sentences(contract: Contract) -> Iterator[str]:
    yield f"{len(contract)} tables: {', '.join(contract)}."
    for relation in relations(contract):
        columns = " and ".join(relation.key.fields)
        may = "may point" if relation.optional else "points"
        yield f"{relation.table}.{columns} {may} to {relation.key.reference_table}."
