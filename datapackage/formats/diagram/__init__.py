"""An entity-relationship diagram of the tables, as SVG."""

from __future__ import annotations

from datapackage.formats import FinishedPackage, PublishedFile
from datapackage.formats.diagram.svg import draw
from datapackage.formats.dictionary import DIAGRAM, FOLDER


def write(package: FinishedPackage) -> list[PublishedFile]:
    """Write the diagram."""
    (package.folder / FOLDER).mkdir(exist_ok=True)
    text = draw(package.info, package.contract)
    (package.folder / DIAGRAM).write_text(text, encoding="utf-8", newline="\n")
    return [PublishedFile(DIAGRAM, package.titles("files.diagram", "SVG"), "image/svg+xml", "SVG")]
