"""Controlled vocabularies of DCAT-AP: the terms that a package of ours uses or is judged by.

The EU's authority tables stand at https://op.europa.eu/en/web/eu-vocabularies/authority-tables,
media types at https://www.iana.org/assignments/media-types/media-types.xhtml. The two lists of
formats are those by which data.europa.eu's metadata quality assessment (MQA) tells what is
machine-readable and what is non-proprietary.
"""

from __future__ import annotations

AUTHORITY = "http://publications.europa.eu/resource/authority/"
MEDIA_TYPE = "http://www.iana.org/assignments/media-types/"
AGENT_TYPE = "http://purl.org/adms/publishertype/"
LICENCE_TYPE = "http://purl.org/adms/licencetype/"
GEONAMES = "https://sws.geonames.org/"
WIKIDATA = "http://www.wikidata.org/entity/"


def _codes(text: str) -> frozenset[str]:
    return frozenset(text.split())


LANGUAGES = {"fi": "FIN", "en": "ENG", "sv": "SWE", "ru": "RUS"}
"""Our languages -> codes of the language table."""

LICENCES = {
    "CC-BY-4.0": ("CC_BY_4_0", ("Attribution",)),
    "CC0-1.0": ("CC0", ("PublicDomain",)),
    "ODC-By-1.0": ("ODC_BY", ("Attribution",)),
    "ODbL-1.0": ("ODC_BL", ("Attribution", "ViralEffect-ShareAlike")),
}
"""Open Definition identifier -> code of the licence table, and ADMS licence types."""

ACCESS_RIGHTS = frozenset({"PUBLIC", "RESTRICTED", "NON_PUBLIC", "SENSITIVE", "CONFIDENTIAL"})
"""Codes of the access-right table."""

FILE_TYPES = _codes(
    """
    7Z AAC ARC ARJ ATOM AZW BIN BMP BWF BZIP2 CSS CSV DBF DCR DGN DMP DOC DOCX DTD_SGML DTD_XML
    DWG DXF E00 ECW EPS EPUB EXE GDB GEOJSON GEOTIFF GIF GML GMZ GPKG GRID GTFS GZIP HDF HDT
    HTML HTML5 ICS ISO JATS JPEG JPEG2000 JS JSON JSON_LD KML KMZ LAS LAZ MDB METS MHTML MOBI
    MOP MOV MP3 MPEG2 MPEG4 N3 NETCDF OCTET ODB ODC ODF ODG ODP ODS ODT OWL PARQUET PDF PDFA1A
    PDFA1B PDFA2A PDFA2B PDFA3 PNG PPT PPTX PS PSD RAR RDF RDFA RDF_N_QUADS RDF_N_TRIPLES
    RDF_THRIFT RDF_TRIG RDF_TRIX RDF_TURTLE RDF_XML REST RSS RTF SCHEMA_XML SDMX SGML SHP
    SKOS_XML SPARQLQ SPARQLQRES SQL STL SVG TAB TAR TAR_GZ TAR_XZ TIFF TMX TSV TXT WARC WAV
    WCS_SRVC WEBP WFS_SRVC WMS_SRVC WMTS_SRVC XHTML XLS XLSB XLSM XLSX XML XSLFO XSLT XYZ YAML
    ZIP
    """
)
"""Codes of the file-type table, but for those of single programs and systems."""

NON_PROPRIETARY = _codes(
    """
    BMP CSV DBF ETSI_XML GEOJSON GPKG GZIP HTML ICS JPEG2000 JSON JSON_LD KML KMZ NETCDF ODS PNG
    RDF_N_QUADS RDF_N_TRIPLES RDF_TRIG RDF_TURTLE RDF_XML RSS RTF TAR TIFF TSV TXT WMS_SRVC XML
    ZIP
    """
)
"""File types that count as non-proprietary."""

MACHINE_READABLE = _codes(
    """
    CSV GEOJSON ICS JSON JSON_LD KML KMZ NETCDF ODS RDFA RDF_N_QUADS RDF_N_TRIPLES RDF_TRIG
    RDF_TURTLE RDF_XML RSS SHP XLS XLSX XML
    """
)
"""File types that count as machine-readable."""

MEDIA_TYPES = frozenset(
    {
        "application/csvm+json",
        "application/geo+json",
        "application/gzip",
        "application/json",
        "application/ld+json",
        "application/octet-stream",
        "application/pdf",
        "application/rdf+xml",
        "application/sql",
        "application/vnd.apache.parquet",
        "application/vnd.oasis.opendocument.spreadsheet",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/vnd.sqlite3",
        "application/xml",
        "application/yaml",
        "application/zip",
        "image/png",
        "image/svg+xml",
        "text/csv",
        "text/html",
        "text/markdown",
        "text/plain",
        "text/tab-separated-values",
        "text/turtle",
    }
)
"""Media types that IANA has registered: those that files of a data package may have."""


def authority(table: str, code: str) -> str:
    """Return the address of a term in one of the EU's authority tables."""
    return f"{AUTHORITY}{table}/{code}"
