"""``CITATION.cff``: how to cite the package, after the Citation File Format 1.2.0."""

from __future__ import annotations

from typing import Any

import yaml

from datapackage import words
from datapackage.formats import FinishedPackage, PublishedFile
from datapackage.formats.metadata import creators, is_person
from datapackage.read.package import Agent

PATH = "CITATION.cff"
STANDARD = "https://citation-file-format.github.io/"


def write(package: FinishedPackage) -> list[PublishedFile]:
    """Write the file."""
    text = yaml.safe_dump(
        citation(package), allow_unicode=True, sort_keys=False, width=96, indent=2
    )
    package.write_text(PATH, text)
    titles = package.titles("files.citation")
    return [PublishedFile(PATH, titles, "application/yaml", "YAML", STANDARD, is_data=False)]


def citation(package: FinishedPackage) -> dict[str, Any]:
    """Return the content of the file."""
    info = package.info
    licence = info.licence
    return {
        "cff-version": "1.2.0",
        "message": words.text("cff.message", package.language),
        "type": "dataset",
        "title": package.text(info.title),
        "abstract": package.text(info.description),
        "authors": [_agent(agent) for agent in creators(info)],
        "contact": [_agent(info.contact)],
        "version": info.version,
        "date-released": info.released.isoformat(),
        # The identifiers of version 1.2.0 end in 2021: for any other licence it takes an address.
        **({"license": licence.name} if licence.well_known else {"license-url": licence.url}),
        **({"doi": info.doi} if info.doi else {}),
        "url": info.base_url,
        "keywords": list(package.text(info.keywords)),
    }


def _agent(agent: Agent) -> dict[str, Any]:
    """Return a person or an entity; of a person's name the last word is the family name."""
    if is_person(agent) and " " in agent.name:
        given, family = agent.name.rsplit(" ", 1)
        value: dict[str, Any] = {"given-names": given, "family-names": family}
    elif is_person(agent):
        value = {"alias": agent.name}
    else:
        value = {"name": agent.name}
    if agent.url:
        value["website"] = agent.url
    if agent.email:
        value["email"] = agent.email
    return value
