"""An entity-relationship diagram of the tables, as SVG."""

from __future__ import annotations

from datapackage.formats import FinishedPackage, PublishedFile
from datapackage.formats.diagram.svg import draw
from datapackage.formats.dictionary import DIAGRAM


def write(package: FinishedPackage) -> list[PublishedFile]:
    """Write the diagram."""
    package.write_text(DIAGRAM, draw(package.info, package.contract))
    return [
        PublishedFile(
            DIAGRAM, package.titles("files.diagram", "SVG"), "image/svg+xml", "SVG", is_data=False
        )
    ]
