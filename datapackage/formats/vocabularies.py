"""Controlled vocabularies of DCAT-AP: the terms that a package of ours uses or is judged by.

The EU's authority tables are at https://op.europa.eu/en/web/eu-vocabularies/authority-tables,
media types at https://www.iana.org/assignments/media-types/media-types.xhtml. The two lists of
formats are those by which data.europa.eu's metadata quality assessment (MQA) tells what is
machine-readable and what is non-proprietary.
"""

from __future__ import annotations

from functools import cache

AUTHORITY = "http://publications.europa.eu/resource/authority/"
MEDIA_TYPE = "http://www.iana.org/assignments/media-types/"
AGENT_TYPE = "http://purl.org/adms/publishertype/"
CHANGE_TYPE = "http://purl.org/adms/changetype/"
LICENCE_TYPE = "http://purl.org/adms/licencetype/"
GEONAMES = "https://sws.geonames.org/"
WIKIDATA = "http://www.wikidata.org/entity/"


def _codes(text: str) -> frozenset[str]:
    return frozenset(text.split())


LICENCES = {
    "CC-BY-4.0": ("CC_BY_4_0", "Creative Commons Attribution", ("Attribution",)),
    "CC0-1.0": ("CC0", "Creative Commons CCZero", ("PublicDomain",)),
    "ODC-By-1.0": ("ODC_BY", "Open Data Commons Attribution License", ("Attribution",)),
    "ODbL-1.0": (
        "ODC_BL",
        "Open Data Commons Open Database License (ODbL)",
        ("Attribution", "ViralEffect-ShareAlike"),
    ),
}
"""SPDX identifier -> code of the licence table, title in CKAN's list, and ADMS licence types.

CKAN knows a licence by the first of its titles. They are sorted in our files: CKAN's is the first.
"""

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


_LANGUAGES = {
    pair[:2]: pair[2:].upper()
    for pair in _codes(
        """
    aaaar ababk aeave afafr akaka amamh anarg arara asasm avava ayaym azaze babak bebel bgbul
    bibis bmbam bnben bobod brbre bsbos cacat ceche chcha cocos crcre csces cuchu cvchv cycym
    dadan dedeu dvdiv dzdzo eeewe elell eneng eoepo esspa etest eueus fafas ffful fifin fjfij
    fofao frfra fyfry gagle gdgla glglg gngrn guguj gvglv hahau heheb hihin hohmo hrhrv hthat
    huhun hyhye hzher iaina idind ieile igibo iiiii ikipk ioido isisl itita iuiku jajpn jvjav
    kakat kgkon kikik kjkua kkkaz klkal kmkhm knkan kokor krkau kskas kukur kvkom kwcor kykir
    lalat lbltz lglug lilim lnlin lolao ltlit lulub lvlav mgmlg mhmah mimri mkmkd mlmal mnmon
    mrmar msmsa mtmlt mymya nanau nbnob ndnde nenep ngndo nlnld nnnno nonor nrnbl nvnav nynya
    ococi ojoji omorm orori ososs papan pipli plpol pspus ptpor quque rmroh rnrun roron rurus
    rwkin sasan scsrd sdsnd sesme sgsag shhbs sisin skslk slslv smsmo snsna sosom sqsqi srsrp
    ssssw stsot susun svswe swswa tatam tetel tgtgk ththa titir tktuk tltgl tntsn toton trtur
    tstso tttat twtwi tytah uguig ukukr ururd uzuzb veven vivie vovol wawln wowol xhxho yiyid
    yoyor zazha zhzho zuzul
    """
    )
}
"""ISO 639-1 -> code of the language table, which is ISO 639-3 in capitals."""

_WITHDRAWN = _codes("BUR DDR FXX TMP YMD ZAR")
"""Codes of ISO 3166-3 whose country CLDR leads on to one of today."""


def language_code(tag: str) -> str | None:
    """Return the code of a language (BCP 47) in the language table; None where it has none."""
    language = tag.split("-", maxsplit=1)[0].lower()
    return language.upper() if len(language) == 3 else _LANGUAGES.get(language)


@cache
def country_codes() -> dict[str, str]:
    """Return the codes of the country table: ISO 3166-1 alpha-2 -> alpha-3, after CLDR."""
    from babel.core import get_global  # noqa: PLC0415  (only catalogues need it)

    aliases = get_global("territory_aliases").items()
    alpha_3 = {alias: found for alias, found in aliases if len(alias) == 3 and alias.isalpha()}
    return {
        found[0]: alias
        for alias, found in alpha_3.items()
        if len(found) == 1 and alias not in _WITHDRAWN
    }
