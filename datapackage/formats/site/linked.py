"""What the pages say to search engines: schema.org as JSON-LD, and a list of the pages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from xml.sax.saxutils import escape

from datapackage.formats.site.facts import Facts
from datapackage.formats.site.rows import Row, Texts
from datapackage.formats.vocabularies import WIKIDATA
from datapackage.read.package import PackageInfo

Graph = dict[str, Any]


def dataset(description: Graph) -> Graph:
    """Return the description of the package without its columns, which would be most of it."""
    return {key: value for key, value in description.items() if key != "variableMeasured"}


def agreements(facts: Facts, rows: Sequence[Row]) -> Graph:
    """Return agreements as schema.org knows them: works that parties have made."""
    return _graph(
        {
            "@type": "CreativeWork",
            "@id": _address(facts, facts.plan.url("agreement", row["agreement_id"])),
            "name": _text(facts, row["title"]),
            "abstract": _text(facts, row["summary"]),
            "dateCreated": row["signed_on"] and row["signed_on"].isoformat(),
            "isPartOf": {"@id": f"{facts.package.info.base_url}#dataset"},
            "contributor": [
                {"@type": "Organization", "name": _text(facts, organisation["name"])}
                for party in facts.parties(row["agreement_id"])
                for organisation in [facts.rows.one("organisations", party["organisation_id"])]
            ],
        }
        for row in rows
    )


def cities(facts: Facts, rows: Sequence[Row]) -> Graph:
    """Return places."""
    return _graph(
        {
            "@type": "City" if row["place_type"] == "city" else "Place",
            "@id": _address(facts, facts.plan.url("city", row["place_id"])),
            "name": _text(facts, row["name"]),
            "sameAs": row["wikidata_id"] and f"{WIKIDATA}{row['wikidata_id']}",
            "geo": row["latitude"] is not None
            and {
                "@type": "GeoCoordinates",
                "latitude": row["latitude"],
                "longitude": row["longitude"],
            },
        }
        for row in rows
    )


def theme(facts: Facts, row: Row) -> Graph:
    """Return a theme as a term of the package."""
    mappings = facts.rows.by("theme_mappings", "theme_id").get(row["theme_id"], [])
    term = {
        "@type": "DefinedTerm",
        "@id": _address(facts, f"theme/{row['theme_id']}.html"),
        "name": _text(facts, row["label"]),
        "description": _text(facts, row["description"]),
        "sameAs": [each["uri"] for each in mappings if each["uri"] and each["match"] == "exact"],
    }
    return _graph([term])


def sitemap(info: PackageInfo, paths: Iterable[str]) -> str:
    """Return the list of pages (sitemaps.org)."""
    lines = "".join(
        f"<url><loc>{escape(f'{info.base_url}/site/{path}')}</loc>"
        f"<lastmod>{info.released.isoformat()}</lastmod></url>\n"
        for path in sorted(paths)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{lines}</urlset>\n'
    )


def _graph(items: Iterable[Graph]) -> Graph:
    said = [{key: value for key, value in item.items() if value} for item in items]
    return {"@context": "https://schema.org/", "@graph": said}


def _address(facts: Facts, path: str) -> str:
    return f"{facts.package.info.base_url}/site/{path}"


def _text(facts: Facts, texts: Texts) -> str:
    """Return a text in the language of what a package has once; search engines expect one."""
    return facts.package.text(texts) if texts else ""
