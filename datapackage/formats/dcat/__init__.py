"""``catalogue/dcat.ttl`` and ``catalogue/dcat.jsonld``: what portals harvest, after DCAT-AP 3.0.1.

Written last, since it describes the files that are there. The assessment of the metadata
(:mod:`datapackage.formats.dcat.mqa`) is added to the validation report.
"""

from __future__ import annotations

from datapackage.formats import FinishedPackage, PublishedFile
from datapackage.formats.dcat.graph import DCAT_AP, build_graph
from datapackage.formats.dcat.mqa import assess
from datapackage.formats.files import CATALOGUE_FOLDER
from datapackage.formats.rdf import write_graph
from datapackage.formats.report import add_section

PATH = f"{CATALOGUE_FOLDER}/dcat"
TURTLE = f"{PATH}.ttl"


def write(package: FinishedPackage) -> list[PublishedFile]:
    """Describe the package and all of its files, and add the assessment to its report."""
    graph = build_graph(package)
    assessment = assess(graph)
    add_section(package.folder, "metadataQuality", assessment.to_dict(), assessment.to_markdown())
    return write_graph(package, graph, PATH, "files.dcat", "", DCAT_AP)
