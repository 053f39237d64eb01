"""``CITATION.cff``: how to cite the package, after the Citation File Format 1.2.0."""

from __future__ import annotations

from typing import Any

import yaml

from datapackage.formats import FinishedPackage, PublishedFile
from datapackage.formats.agents import creators, is_person
from datapackage.read.package import Agent, PackageInfo

PATH = "CITATION.cff"
STANDARD = "https://citation-file-format.github.io/"

TITLES = {
    "fi": "Viittaustiedot",
    "en": "How to cite",
    "sv": "Så hänvisar du",
    "ru": "Как цитировать",
}


def write(package: FinishedPackage) -> list[PublishedFile]:
    """Write the file."""
    text = yaml.safe_dump(
        citation(package.info), allow_unicode=True, sort_keys=False, width=96, indent=2
    )
    (package.folder / PATH).write_text(text, encoding="utf-8", newline="\n")
    return [PublishedFile(PATH, TITLES["en"], "application/yaml", "YAML", TITLES, STANDARD)]


def citation(info: PackageInfo) -> dict[str, Any]:
    """Return the content of the file."""
    return {
        "cff-version": "1.2.0",
        "message": "If you use these data, please cite them as below.",
        "type": "dataset",
        "title": info.title["en"],
        "abstract": info.description["en"],
        "authors": [_agent(agent) for agent in creators(info)],
        "contact": [_agent(info.contact)],
        "version": info.version,
        "date-released": info.released.isoformat(),
        "license": info.licence,
        "url": info.base_url,
        "keywords": list(info.keywords["en"]),
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
