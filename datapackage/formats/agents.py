"""Who made and published a package, and how it is cited."""

from __future__ import annotations

from datapackage import words
from datapackage.read.package import Agent, PackageInfo

CREATOR_ROLES = frozenset({"author", "dataCurator", "editor"})
"""Roles of contributors that made the content."""


def creators(info: PackageInfo) -> list[Agent]:
    """Return those who made the content; the publisher where none is named."""
    found = [agent for agent in info.contributors if CREATOR_ROLES.intersection(agent.roles)]
    return [_completed(agent, info.publisher) for agent in found] or [info.publisher]


def recommended_citation(info: PackageInfo, language: str) -> str:
    """Return how the package is cited: publisher, year, title, version, address."""
    return words.text(
        "citation",
        language,
        publisher=info.publisher.name,
        year=info.released.year,
        title=info.title,
        version=info.version,
        url=info.base_url,
    )


def is_person(agent: Agent) -> bool:
    """Tell whether an agent is a person rather than an organisation."""
    return agent.type == "PrivateIndividual(s)"


def _completed(agent: Agent, publisher: Agent) -> Agent:
    """Return the publisher in the place of a contributor of that name: more is known of it."""
    return publisher if agent.name == publisher.name else agent
