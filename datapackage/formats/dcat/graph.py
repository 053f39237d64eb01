"""The graph after DCAT-AP 3.0.1: one catalogue, the dataset, a distribution for each file of data.

Source of the properties and their cardinalities: https://semiceu.github.io/DCAT-AP/releases/3.0.1/.
Terms of controlled vocabularies are described by those who publish them. Here they have their class
and, where portals show it, a label: CKAN reads a media type without one as its address.
"""

from __future__ import annotations

import datetime as dt
from urllib.parse import quote

from rdflib import RDF, Graph, Literal, URIRef
from rdflib.namespace import XSD

from datapackage import words
from datapackage.formats import FinishedPackage, PublishedFile
from datapackage.formats.columns import descriptions_of, titles_of
from datapackage.formats.files import FilesFacts
from datapackage.formats.metadata import (
    CoveredPlace,
    covered_period,
    covered_places,
    creators,
    recommended_citation,
    release_address,
    sources_on_web,
)
from datapackage.formats.rdf import PREFIXES, add_texts, fragment, new_graph
from datapackage.formats.vocabularies import (
    AGENT_TYPE,
    CHANGE_TYPE,
    LICENCE_TYPE,
    LICENCES,
    MEDIA_TYPE,
    authority,
    language_code,
)
from datapackage.read.package import Agent, PackageInfo
from datapackage.words import ENGLISH
from datapackage.write.tables import csv_path, parquet_path

DCAT_AP = "https://semiceu.github.io/DCAT-AP/releases/3.0.1/"
STANDARDS = {
    DCAT_AP: "DCAT-AP 3.0.1",
    "https://datapackage.org/standard/data-package/": "Data Package v2",
    "https://datapackage.org/standard/table-schema/": "Table Schema v2",
}
"""Titles of standards that the package and its tables follow."""

ADMS, DCAT, DCATAP = PREFIXES["adms"], PREFIXES["dcat"], PREFIXES["dcatap"]
DCT, FOAF, GEO, OWL = PREFIXES["dct"], PREFIXES["foaf"], PREFIXES["geo"], PREFIXES["owl"]
PROV, RDFS, SKOS = PREFIXES["prov"], PREFIXES["rdfs"], PREFIXES["skos"]
SPDX, VCARD = PREFIXES["spdx"], PREFIXES["vcard"]

_USED = (
    *("adms", "dcat", "dcatap", "dct", "foaf", "geo", "owl", "prov", "rdfs", "skos", "spdx"),
    *("vcard", "xsd"),
)


def build_graph(package: FinishedPackage) -> Graph:
    """Return the description of a finished package and of the files that it has so far."""
    return _Builder(package).graph


class _Builder:
    """Adds the parts of the description, each in one method."""

    def __init__(self, package: FinishedPackage) -> None:
        self._package = package
        self._info: PackageInfo = package.info
        self._facts = FilesFacts(package)
        self._places = covered_places(package)
        licence = self._info.licence
        code, self._short_licence, self._licence_types = LICENCES.get(licence.name, ("", "", ()))
        self._licence = URIRef(authority("licence", code) if code else licence.url)
        self._rights = self._own("rights")
        self._released = _date(self._info.released)
        tables = package.contract.values()
        self._tables = {csv_path(table.name): (table, "CSV") for table in tables}
        self._tables |= {parquet_path(table.name): (table, "Parquet") for table in tables}
        self.graph = new_graph(_USED)
        self._add_catalogue()
        self._add_dataset()
        for file in package.files:
            if file.is_data:
                self._add_distribution(file)
            else:
                self._add_documentation(file)
        self._add_agents()
        self._add_terms_of_use()
        for place in self._places:
            self._add_place(place)

    def _own(self, *parts: str) -> URIRef:
        return fragment(self._info.base_url, *parts)

    def _address(self, path: str) -> URIRef:
        """Return where a file is hosted."""
        return URIRef(f"{self._info.base_url}/{quote(path)}")

    # --- Catalogue and dataset ----------------------------------------------------------------

    def _add_catalogue(self) -> None:
        catalogue = self._own("catalogue")
        add = self.graph.add
        add((catalogue, RDF.type, DCAT.Catalog))
        titles = words.texts("dcat.catalogue", self._package.languages, title=self._info.title)
        add_texts(self.graph, catalogue, DCT.title, titles)
        add_texts(self.graph, catalogue, DCT.description, self._info.description)
        add((catalogue, DCAT.dataset, self._own("dataset")))
        add((catalogue, DCAT.themeTaxonomy, URIRef(authority("data-theme", "").rstrip("/"))))
        add((catalogue, DCT.license, self._licence))
        add((catalogue, DCT.rights, self._rights))
        add((catalogue, FOAF.homepage, self._document(self._info.base_url)))
        self._add_common(catalogue)
        self._add_record(catalogue)

    def _add_record(self, catalogue: URIRef) -> None:
        """Add what the catalogue says of its entry: when it was written, and by which standard."""
        record = self._own("record")
        self.graph.add((catalogue, DCAT.record, record))
        self.graph.add((record, RDF.type, DCAT.CatalogRecord))
        self.graph.add((record, FOAF.primaryTopic, self._own("dataset")))
        self.graph.add((record, DCT.issued, self._released))
        self.graph.add((record, DCT.modified, self._released))
        change = "updated" if self._package.previous else "created"
        self.graph.add((record, ADMS.status, URIRef(f"{CHANGE_TYPE}{change}")))
        self._add_standard(record, DCAT_AP)

    def _add_dataset(self) -> None:
        dataset, info = self._own("dataset"), self._info
        add = self.graph.add
        add((dataset, RDF.type, DCAT.Dataset))
        add_texts(self.graph, dataset, DCT.title, info.title)
        add_texts(self.graph, dataset, DCT.description, info.description)
        add((dataset, DCT.identifier, Literal(info.base_url)))
        if info.doi:
            identifier = self._own("doi")
            add((dataset, ADMS.identifier, identifier))
            add((identifier, RDF.type, ADMS.Identifier))
            add((identifier, SKOS.notation, Literal(info.doi_url, datatype=XSD.anyURI)))
        add((dataset, DCAT.version, Literal(info.version)))
        for language, keywords in info.keywords.items():
            for keyword in keywords:
                add((dataset, DCAT.keyword, Literal(keyword, lang=language)))
        for theme in info.themes:
            add((dataset, DCAT.theme, URIRef(authority("data-theme", theme))))
        add((dataset, DCT.accessRights, URIRef(authority("access-right", "PUBLIC"))))
        add((dataset, DCT.accrualPeriodicity, URIRef(authority("frequency", info.frequency))))
        add((dataset, DCAT.contactPoint, self._own("contact")))
        add((dataset, DCAT.landingPage, self._document(info.base_url)))
        self._add_standard(dataset, "https://datapackage.org/standard/data-package/")
        self._add_common(dataset)
        self._add_period(dataset)
        self._add_provenance(dataset)
        self._add_previous(dataset)
        # Not dct:source, by which DCAT-AP means datasets: ours are documents and news.
        for address in sources_on_web(self._package):
            add((dataset, PROV.wasDerivedFrom, URIRef(address)))

    def _add_common(self, subject: URIRef) -> None:
        """Add what catalogue and dataset have in common."""
        self.graph.add((subject, DCT.publisher, self._agent_address(self._info.publisher)))
        self.graph.add((subject, DCT.issued, self._released))
        self.graph.add((subject, DCT.modified, self._released))
        for place in self._places:
            self.graph.add((subject, DCT.spatial, URIRef(place.uri)))
        self._add_languages(subject)

    def _add_languages(self, subject: URIRef) -> None:
        for tag in self._package.languages:
            if code := language_code(tag):
                language = self._term(authority("language", code), DCT.LinguisticSystem)
                self.graph.add((subject, DCT.language, language))

    def _add_period(self, dataset: URIRef) -> None:
        covered = covered_period(self._package)
        if covered is None:
            return
        period = self._own("period")
        self.graph.add((dataset, DCT.temporal, period))
        self.graph.add((period, RDF.type, DCT.PeriodOfTime))
        self.graph.add((period, DCAT.startDate, _date(covered[0])))
        self.graph.add((period, DCAT.endDate, _date(covered[1])))

    def _add_provenance(self, dataset: URIRef) -> None:
        if not self._info.provenance:
            return
        statement = self._own("provenance")
        self.graph.add((dataset, DCT.provenance, statement))
        self.graph.add((statement, RDF.type, DCT.ProvenanceStatement))
        add_texts(self.graph, statement, RDFS.label, self._info.provenance)

    def _add_previous(self, dataset: URIRef) -> None:
        """Add the version that this one follows, and where it is told what changed since."""
        if previous := self._package.previous:
            address = URIRef(release_address(self._info, previous))
            self.graph.add((dataset, DCAT.previousVersion, address))
            changes = f"{release_address(self._info, self._info.version)}changes.md"
            languages = self._package.languages
            notes = words.texts("dcat.notes", languages, previous=previous, address=changes)
            add_texts(self.graph, dataset, ADMS.versionNotes, notes)

    # --- Files --------------------------------------------------------------------------------

    def _add_documentation(self, file: PublishedFile) -> None:
        page = self._document(self._address(file.path))
        self.graph.add((self._own("dataset"), FOAF.page, page))
        add_texts(self.graph, page, DCT.title, file.titles)

    def _add_distribution(self, file: PublishedFile) -> None:
        distribution = self._own("distribution", file.path)
        add = self.graph.add
        add((self._own("dataset"), DCAT.distribution, distribution))
        add((distribution, RDF.type, DCAT.Distribution))
        add_texts(self.graph, distribution, DCT.title, file.titles)
        add_texts(self.graph, distribution, DCT.description, self._description(file))
        add((distribution, DCAT.accessURL, self._address(file.path)))
        add((distribution, DCAT.downloadURL, self._address(file.path)))
        format_ = self._term(
            authority("file-type", file.file_type), DCT.MediaTypeOrExtent, file.file_type
        )
        # No class of DCMI, but the one by which ckanext-dcat knows that the label is to be shown.
        self.graph.add((format_, RDF.type, DCT.IMT))
        media_type = self._term(f"{MEDIA_TYPE}{file.media_type}", DCT.MediaType, file.media_type)
        add((distribution, DCT["format"], format_))
        add((distribution, DCAT.mediaType, media_type))
        add((distribution, DCT.license, self._licence))
        add((distribution, DCT.rights, self._rights))
        add((distribution, DCT.issued, self._released))
        add((distribution, DCT.modified, self._released))
        availability = authority("planned-availability", self._info.availability)
        add((distribution, DCATAP.availability, URIRef(availability)))
        add((distribution, ADMS.status, URIRef(authority("distribution-status", "COMPLETED"))))
        self._add_languages(distribution)
        if file.conforms_to:
            self._add_standard(distribution, file.conforms_to)
        self._add_facts(distribution, file.path)

    def _add_facts(self, distribution: URIRef, path: str) -> None:
        """Add size and checksum of a file."""
        facts, checksum = self._facts[path], self._own("checksum", path)
        add = self.graph.add
        size = Literal(str(facts.size), datatype=XSD.nonNegativeInteger)
        add((distribution, DCAT.byteSize, size))
        add((distribution, SPDX.checksum, checksum))
        add((checksum, RDF.type, SPDX.Checksum))
        add((checksum, SPDX.algorithm, SPDX.checksumAlgorithm_sha256))
        add((checksum, SPDX.checksumValue, Literal(facts.sha256, datatype=XSD.hexBinary)))

    def _description(self, file: PublishedFile) -> dict[str, str]:
        """Return what a file holds, by language."""
        languages = self._package.languages
        if file.path not in self._tables:
            return words.texts("dcat.file", languages, file=file.titles, package=self._info.title)
        table, format_ = self._tables[file.path]
        titles, descriptions = titles_of(table), descriptions_of(table)
        return words.texts(
            "dcat.table", languages, title=titles, format=format_, description=descriptions
        )

    def _add_standard(self, subject: URIRef, address: str) -> None:
        standard = URIRef(address)
        self.graph.add((subject, DCT.conformsTo, standard))
        self.graph.add((standard, RDF.type, DCT.Standard))
        if address in STANDARDS:
            self.graph.add((standard, DCT.title, Literal(STANDARDS[address], lang=ENGLISH)))

    # --- What the others refer to -------------------------------------------------------------

    def _term(self, address: str, class_: URIRef, label: str = "") -> URIRef:
        """Return a term of a controlled vocabulary, with its class and what portals show of it."""
        term = URIRef(address)
        self.graph.add((term, RDF.type, class_))
        if label:
            self.graph.add((term, RDFS.label, Literal(label)))
        return term

    def _document(self, address: str) -> URIRef:
        document = URIRef(address)
        self.graph.add((document, RDF.type, FOAF.Document))
        return document

    def _agent_address(self, agent: Agent) -> URIRef:
        if agent.uri:
            return URIRef(agent.uri)
        if agent == self._info.publisher:
            return self._own("publisher")
        return self._own("agent", agent.name)

    def _add_agents(self) -> None:
        self._add_agent(self._info.publisher)
        for creator in creators(self._info):
            self._add_agent(creator)
            self.graph.add((self._own("dataset"), DCT.creator, self._agent_address(creator)))
        contact, node = self._info.contact, self._own("contact")
        self.graph.add((node, RDF.type, VCARD.Kind))
        self.graph.add((node, RDF.type, VCARD.Organization))
        self.graph.add((node, VCARD.fn, Literal(contact.name)))
        self.graph.add((node, VCARD.hasEmail, URIRef(f"mailto:{contact.email}")))
        if contact.url:
            self.graph.add((node, VCARD.hasURL, URIRef(contact.url)))

    def _add_agent(self, agent: Agent) -> None:
        node = self._agent_address(agent)
        self.graph.add((node, RDF.type, FOAF.Agent))
        self.graph.add((node, FOAF.name, Literal(agent.name)))
        if agent.type:
            self.graph.add((node, DCT.type, URIRef(f"{AGENT_TYPE}{agent.type}")))
        if agent.url:
            self.graph.add((node, FOAF.homepage, self._document(agent.url)))

    def _add_terms_of_use(self) -> None:
        self.graph.add((self._rights, RDF.type, DCT.RightsStatement))
        languages = self._package.languages
        citations = {tag: recommended_citation(self._info, tag) for tag in (*languages, ENGLISH)}
        texts = words.texts(
            "dcat.rights", languages, licence=self._info.licence.short, citation=citations
        )
        add_texts(self.graph, self._rights, RDFS.label, texts)
        self.graph.add((self._licence, RDF.type, DCT.LicenseDocument))
        licence = self._info.licence
        language = ENGLISH if self._licence_types else None
        for title in filter(None, (licence.title, self._short_licence)):
            self.graph.add((self._licence, DCT.title, Literal(title, lang=language)))
        self.graph.add((self._licence, RDFS.seeAlso, URIRef(licence.url)))
        for kind in self._licence_types:
            self.graph.add((self._licence, DCT.type, URIRef(f"{LICENCE_TYPE}{kind}")))

    def _add_place(self, place: CoveredPlace) -> None:
        node = self._term(place.uri, DCT.Location)
        add_texts(self.graph, node, RDFS.label, place.names)
        if place.same_as:
            self.graph.add((node, OWL.sameAs, URIRef(place.same_as)))
        if place.coordinates:
            latitude, longitude = place.coordinates
            point = Literal(f"POINT({longitude} {latitude})", datatype=GEO.wktLiteral)
            self.graph.add((node, DCAT.centroid, point))


def _date(day: dt.date) -> Literal:
    return Literal(day.isoformat(), datatype=XSD.date)
