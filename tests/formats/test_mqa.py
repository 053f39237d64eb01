"""The assessment finds fault: each property that goes takes its points along."""

from __future__ import annotations

import http.server
import json
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pyshacl
import pytest
from rdflib import RDF, XSD, Graph, Literal, URIRef

from datapackage.cli import main
from datapackage.formats.dcat.compliance import breaches
from datapackage.formats.dcat.hosted import Asker
from datapackage.formats.dcat.mqa import METRICS, assess
from datapackage.formats.rdf import PREFIXES
from datapackage.pipeline import build
from tests.formats.vocabulary_stubs import CLASSES, LOCATIONS, with_stubs
from tests.places import ROOT

BASE = "https://example.org/data/city-cooperation-agreements"
DATASET = URIRef(f"{BASE}#dataset")
CATALOGUE = URIRef(f"{BASE}#catalogue")
FILE = URIRef(f"{BASE}#distribution/csv/goals.csv")
CHECKSUM = URIRef(f"{BASE}#checksum/csv/goals.csv")
DCAT, DCT, FOAF = PREFIXES["dcat"], PREFIXES["dct"], PREFIXES["foaf"]
SPDX = PREFIXES["spdx"]
AUTHORITY = "http://publications.europa.eu/resource/authority"


def copy(graph: Graph) -> Graph:
    copied = Graph()
    for triple in graph:
        copied.add(triple)
    return copied


def test_the_metrics_are_those_of_the_methodology() -> None:
    points: dict[str, int] = {}
    for metric in METRICS:
        points[metric.dimension] = points.get(metric.dimension, 0) + metric.points
    assert points == {
        "Findability": 100,
        "Accessibility": 100,
        "Interoperability": 110,
        "Reusability": 75,
        "Contextuality": 20,
    }
    assert sum(metric.points for metric in METRICS if metric.reach is not None) == 80


def test_all_points_that_need_no_hosting_are_reached(catalogue: Graph) -> None:
    assessment = assess(catalogue)
    assert [score.metric.name for score in assessment.missed()] == []
    assert (assessment.points, assessment.tested, assessment.maximum) == (325, 325, 405)
    assert breaches(catalogue) == []


@pytest.mark.parametrize(
    ("property_", "lost"),
    [
        (DCAT.keyword, 30),
        (DCAT.theme, 30),
        (DCT.spatial, 20),
        (DCT.temporal, 20),
        (DCAT.downloadURL, 20),
        (DCT["format"], 20 + 10 + 20 + 20),
        (DCAT.mediaType, 10 + 10),
        (DCT.license, 20 + 10),
        (DCT.accessRights, 10 + 5),
        (DCAT.contactPoint, 20),
        (DCT.publisher, 10 + 30),
        (DCT.rights, 5),
        (DCAT.byteSize, 5),
        (DCT.issued, 5),
        (DCT.modified, 5 + 30),
        (DCT.title, 30),
        (DCT.description, 30),
        (DCAT.accessURL, 30),
        (DCAT.dataset, 30),
        (FOAF.name, 30),
        (SPDX.checksumValue, 30),
    ],
)
def test_a_property_that_goes_takes_its_points_along(
    catalogue: Graph, property_: URIRef, lost: int
) -> None:
    graph = copy(catalogue)
    graph.remove((None, property_, None))
    assert 325 - assess(graph).points == lost


FILE_METRICS = {m.name: m for m in METRICS if m.of == DCAT.Distribution}


@pytest.mark.parametrize("metric", FILE_METRICS.values(), ids=list(FILE_METRICS))
def test_one_file_without_any_property_takes_the_points_of_files(
    catalogue: Graph, metric: Any
) -> None:
    graph = copy(catalogue)
    graph.remove((FILE, None, None))
    graph.add((FILE, RDF.type, DCAT.Distribution))
    score = next(score for score in assess(graph).scores if score.metric == metric)
    assert score.reached == metric.any_of


@pytest.mark.parametrize(
    ("subject", "property_", "value", "lost"),
    [
        (FILE, DCT["format"], URIRef(f"{AUTHORITY}/file-type/NONSENSE"), 10),
        (FILE, DCT["format"], Literal("CSV"), 10 + 30),
        (FILE, DCAT.mediaType, URIRef("http://www.iana.org/assignments/media-types/csv"), 10),
        (FILE, DCAT.mediaType, URIRef("https://example.org/text/csv"), 10),
        (FILE, DCT.license, URIRef("https://creativecommons.org/licenses/by/4.0/"), 10),
        (DATASET, DCT.accessRights, URIRef("https://example.org/PUBLIC"), 5),
        (FILE, DCAT.byteSize, Literal("12", datatype=XSD.decimal), 30),
        (FILE, DCAT.byteSize, Literal("-1", datatype=XSD.nonNegativeInteger), 30),
        (DATASET, DCT.issued, Literal("2018", datatype=XSD.string), 30),
        (DATASET, DCT.publisher, URIRef("https://example.org/nobody"), 30),
        (DATASET, DCT.title, URIRef("https://example.org/title"), 30),
        (DATASET, DCT.temporal, Literal("2018"), 30),
        (CHECKSUM, SPDX.checksumValue, Literal("xyz", datatype=XSD.hexBinary), 30),
        (FILE, DCT.rights, Literal("none"), 30),
    ],
)
def test_a_value_that_does_not_fit_takes_points(
    catalogue: Graph, subject: URIRef, property_: URIRef, value: URIRef | Literal, lost: int
) -> None:
    graph = copy(catalogue)
    graph.set((subject, property_, value))
    assert 325 - assess(graph).points == lost


MUTATIONS = {
    "as it is": (None, None, None),
    "no title": (DATASET, DCT.title, None),
    "no description": (CATALOGUE, DCT.description, None),
    "no publisher": (CATALOGUE, DCT.publisher, None),
    "no access": (FILE, DCAT.accessURL, None),
    "no digest": (CHECKSUM, SPDX.checksumValue, None),
    "size is no size": (FILE, DCAT.byteSize, Literal("12", datatype=XSD.decimal)),
    "title is an address": (DATASET, DCT.title, URIRef("https://example.org/")),
    "licence is a text": (FILE, DCT.license, Literal("CC BY")),
    "publisher is nobody": (DATASET, DCT.publisher, URIRef("https://example.org/nobody")),
    "period is a text": (DATASET, DCT.temporal, Literal("2018")),
    # Of a dataset's dates the shapes ask nothing, because of a slip (sh:shape for sh:node).
    "date is a text": (FILE, DCT.issued, Literal("2018")),
    "no keyword": (DATASET, DCAT.keyword, None),
}


@pytest.fixture(scope="module")
def rules(shapes: Path) -> Graph:
    """What the shapes of DCAT-AP ask for, classes included."""
    return Graph().parse(shapes / "shapes.ttl").parse(shapes / "range.ttl")


@pytest.fixture(scope="module")
def small(catalogue: Graph) -> Graph:
    """The catalogue with one of its files: SHACL takes its time for each."""
    graph = copy(catalogue)
    for item in list(graph.subjects(RDF.type, DCAT.Distribution)):
        if item != FILE:
            graph.remove((graph.value(item, SPDX.checksum), None, None))
            graph.remove((item, None, None))
            graph.remove((None, None, item))
    return graph


@pytest.mark.parametrize("mutation", MUTATIONS)
def test_the_self_check_agrees_with_the_shapes(small: Graph, rules: Graph, mutation: str) -> None:
    subject, property_, value = MUTATIONS[mutation]
    graph = copy(small)
    if property_ is not None:
        graph.remove((subject, property_, None))
        if value is not None and subject is not None:
            graph.add((subject, property_, value))
    described = with_stubs(graph, CLASSES | LOCATIONS)
    conforms, _, _ = pyshacl.validate(described, shacl_graph=rules)
    assert (not breaches(graph)) == conforms


def test_an_empty_graph_gets_nothing() -> None:
    assessment = assess(Graph())
    assert assessment.points == 0
    assert "there is no catalogue with a dataset" in breaches(Graph())


def test_the_report_holds_what_the_emitted_graph_gives(package: Path, catalogue: Graph) -> None:
    assessment = assess(catalogue)
    report = json.loads((package / "validation" / "report.json").read_text(encoding="utf-8"))
    assert report["metadataQuality"] == assessment.to_dict()
    markdown = (package / "validation" / "report.md").read_text(encoding="utf-8")
    assert markdown.endswith(assessment.to_markdown())


# --- Over the network -----------------------------------------------------------------------------


class Handler(http.server.SimpleHTTPRequestHandler):
    """Serves files, without a line on the terminal for each."""

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        pass


class OnlyGet(Handler):
    """A server that refuses HEAD, as some do."""

    def do_HEAD(self) -> None:
        self.send_error(405)


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """A package that is hosted where its catalogue says: its address and its folder."""
    handler = partial(Handler, directory=str(tmp_path))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        address = f"http://127.0.0.1:{server.server_address[1]}/output"
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        sources = tmp_path / "sources"
        for path in (ROOT / "sources").rglob("*"):
            if path.is_file():
                target = sources / path.relative_to(ROOT / "sources")
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text(path.read_text(encoding="utf-8").replace(BASE, address), "utf-8")
        build(sources, tmp_path / "output", schemas=ROOT / "schemas", formats=["dcat"])
        yield address, tmp_path / "output"
        server.shutdown()
        thread.join()


def test_live_gives_all_points_of_a_hosted_package_and_takes_those_of_a_lost_file(
    served: tuple[str, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    address, folder = served
    assert main(["mqa", str(folder), "--live"]) == 0
    assert "405 of 405 points that were tested (Excellent), 405 in all" in capsys.readouterr().out
    (folder / "csv" / "goals.csv").unlink()
    assert main(["mqa", str(folder), "--live"]) == 1
    output = capsys.readouterr()
    assert "325 of 405 points that were tested (Good)" in output.out
    assert f"{address}/csv/goals.csv: answered with status 404" in output.err


def test_a_server_that_refuses_head_is_asked_again(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("a", encoding="utf-8")
    handler = partial(OnlyGet, directory=str(tmp_path))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        ask = Asker(5)
        base = f"http://127.0.0.1:{server.server_address[1]}"
        assert ask(f"{base}/a.txt") == ""
        assert ask(f"{base}/b.txt") == "answered with status 404"
        server.shutdown()
        thread.join()


def test_a_host_that_is_away_is_asked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def status(self: Asker, address: str, method: str) -> int:
        asked.append(address)
        raise ConnectionRefusedError("refused")

    monkeypatch.setattr(Asker, "_status", status)
    ask = Asker()
    assert ask("https://example.org/a") == ask("https://example.org/b") == "no answer (refused)"
    assert asked == ["https://example.org/a"]
    assert ask("mailto:data@example.org") == "not an address of the web"


def test_without_live_nothing_is_asked(package: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["mqa", str(package)]) == 0
    assert "325 of 325 points that were tested, 405 in all" in capsys.readouterr().out


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")
def test_a_catalogue_is_also_read_as_json_ld(
    package: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["mqa", str(package / "catalogue" / "dcat.jsonld")]) == 0
    assert "325 of 325 points" in capsys.readouterr().out


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")
@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("missing.ttl", None, "can't be read: No such file or directory"),
        ("broken.ttl", "<a> <b> .", "can't be read as turtle"),
        ("broken.jsonld", "{", "can't be read as json-ld"),
        ("catalogue.txt", "", "not a catalogue"),
    ],
)
def test_a_file_that_is_no_catalogue_is_told(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    name: str,
    content: str | None,
    message: str,
) -> None:
    if content is not None:
        (tmp_path / name).write_text(content, encoding="utf-8")
    assert main(["mqa", str(tmp_path / name)]) == 1
    assert f"{name}: {message}" in capsys.readouterr().err
