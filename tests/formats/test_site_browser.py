"""The site as a reader meets it in a browser: by keyboard, in each language, without requests."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import datapackage
from tests.first_agreement import AGREEMENT
from tests.formats.test_site import LANGUAGES
from tests.places import SOURCES

pytest.importorskip("playwright", reason="playwright is not installed")
from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Page,
    Request,
    sync_playwright,
)

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
if CHROMIUM is None:
    pytest.skip("no Chromium here: apt-get install chromium", allow_module_level=True)

KOTKA = "kotka-pietari-kumppanisopimus-2018-09-27"
SOURCE = f"source/{AGREEMENT}.html#{KOTKA}"
VIEWS = (
    *("index.html", "agreements.html", "cities.html", "themes.html", "sources.html", "data.html"),
    *("dictionary.html", "unknown.html", "search.html?q=kotka", f"agreement/{AGREEMENT}.html"),
    *("city/kotka.html", "theme/tourism.html", SOURCE),
)
SEARCHED = {"fi": "Pietari", "en": "petersburg kotka", "sv": "sankt", "ru": "Котка"}


class Reader:
    """A page in a browser, with what went wrong in it."""

    def __init__(self, page: Page, folder: Path) -> None:
        self.page = page
        self.address = folder.as_uri()
        self.faults: list[str] = []
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("console", self._heard)
        page.on("request", self._asked)

    def open(self, path: str) -> None:
        self.page.goto(f"{self.address}/{path}")

    def follow(self, text: str) -> None:
        """Go on with the tab key to a link whose address has this text, and press Enter."""
        for _ in range(400):
            self.page.keyboard.press("Tab")
            focused = self.page.evaluate("document.activeElement.getAttribute('href') || ''")
            if text in focused:
                self.page.keyboard.press("Enter")
                self.page.wait_for_url(f"**{text}*")
                return
        raise AssertionError(f"the tab key leads to no link with {text!r} in {self.page.url}")

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.faults.append(message.text)

    def _asked(self, request: Request) -> None:
        if not request.url.startswith("file:"):
            self.faults.append(request.url)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("browsed")
    datapackage.build(SOURCES, folder / "output", formats=["site"])
    return folder / "output" / "site"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as tool:
        options = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        found = tool.chromium.launch(executable_path=CHROMIUM, args=options)
        yield found
        found.close()


@pytest.fixture
def reader(browser: Browser, site: Path) -> Iterator[Reader]:
    context = browser.new_context(locale="en-GB", viewport={"width": 1200, "height": 900})
    found = Reader(context.new_page(), site)
    yield found
    context.close()
    assert found.faults == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_keyboard_leads_from_search_to_the_source(reader: Reader, language: str) -> None:
    reader.open(f"index.html?lang={language}")
    page = reader.page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.evaluate("localStorage.setItem('language', document.documentElement.lang)")
    page.locator("#q").focus()
    page.keyboard.type(SEARCHED[language])
    page.keyboard.press("Enter")
    page.wait_for_url("**/search.html?q=*")
    page.wait_for_selector("#results li")
    assert page.evaluate("document.documentElement.lang") == language
    reader.follow(f"agreement/{AGREEMENT}")
    assert page.locator("h1").is_visible()
    assert page.title().startswith(page.locator("h1").inner_text().strip())
    page.locator("article.goal").first.evaluate("goal => { goal.tabIndex = -1; goal.focus(); }")
    reader.follow(f"#{KOTKA}.")
    assert page.locator(".passages li:target").is_visible()
    shown = [each for each in page.locator("article.source").all() if each.is_visible()]
    assert [each.get_attribute("id") for each in shown] == [KOTKA]
    assert page.evaluate("document.documentElement.lang") == language


def test_the_switch_stays_on_the_page_and_is_remembered(reader: Reader) -> None:
    reader.open(f"agreement/{AGREEMENT}.html")
    heading = reader.page.locator("h1")
    english = heading.inner_text()
    reader.page.locator("label[for=show-ru]").click()
    assert reader.page.url.endswith(f"{AGREEMENT}.html")
    assert heading.inner_text() != english
    assert "Петербург" in heading.inner_text()
    reader.open("cities.html")
    assert reader.page.evaluate("document.documentElement.lang") == "ru"
    assert reader.page.locator("h1").inner_text() == "Города"


def test_the_switch_works_without_javascript(browser: Browser, site: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site.as_uri()}/cities.html")
    assert page.locator("h1").inner_text() == "Kaupungit"
    page.locator("label[for=show-en]").click()
    assert page.locator("h1").inner_text() == "Cities"
    context.close()


def test_a_list_is_filtered(reader: Reader) -> None:
    reader.open("agreements.html")
    reader.page.locator("#filter").fill("Tallinn")
    shown = [row for row in reader.page.locator(".rows > li").all() if row.is_visible()]
    assert len(shown) == 2


def checked(reader: Reader) -> str:
    reader.page.wait_for_selector(".verdict[data-done]", timeout=60_000)
    return str(reader.page.locator(".verdict[data-done]").get_attribute("data-done"))


def test_every_passage_is_found_in_a_copy_that_is_dropped(
    reader: Reader, source_documents: Path
) -> None:
    reader.open(SOURCE)
    number = reader.page.locator(".passages > li:visible").count()
    assert number > 40
    text = (source_documents / f"{KOTKA}.txt").read_text(encoding="utf-8")
    reader.page.evaluate(
        """text => {
          const data = new DataTransfer();
          data.items.add(new File([text], "copy.txt", { type: "text/plain" }));
          document.querySelector("article:target .verify").dispatchEvent(
            new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
        }""",
        text,
    )
    assert checked(reader) == f"{number}/{number}"
    marked = "".join(reader.page.locator("article:target .document mark").all_inner_texts())
    assert "Markov" in marked
    assert reader.page.locator("article:target .document").inner_text().strip() == text.strip()


def test_passages_are_found_in_other_white_space_and_in_html(
    reader: Reader, source_documents: Path
) -> None:
    text = (source_documents / f"{KOTKA}.txt").read_text(encoding="utf-8")
    paragraphs = "".join(f"<p>{part}\n</p>" for part in text.split("\n") if part.strip())
    reader.open(SOURCE)
    number = reader.page.locator(".passages > li:visible").count()
    page = f"<!DOCTYPE html><title>x</title><script>no()</script><main>{paragraphs}</main>"
    reader.page.locator("textarea:visible").fill(page)
    reader.page.locator(".verify button:visible").click()
    assert checked(reader) == f"{number}/{number}"


def test_a_passage_that_was_changed_is_not_found(reader: Reader, source_documents: Path) -> None:
    text = (source_documents / f"{KOTKA}.txt").read_text(encoding="utf-8")
    reader.open(SOURCE)
    reader.page.locator("textarea:visible").fill(text.replace("Markov", "Markow"))
    reader.page.locator(".verify button:visible").click()
    found, number = map(int, checked(reader).split("/"))
    assert 0 < number - found < 12
    assert reader.page.locator(".state.missing:visible").count() == number - found


@pytest.mark.parametrize("view", VIEWS)
def test_axe_finds_no_barrier(reader: Reader, view: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    reader.open(view)
    # The page forbids axe to load style sheets once more.
    found = axe.Axe().run(reader.page, options={"preload": False})
    assert found.response["violations"] == [], found.generate_report()
    reader.page.emulate_media(color_scheme="dark")
    found = axe.Axe().run(reader.page, options={"preload": False, "runOnly": ["color-contrast"]})
    assert found.response["violations"] == [], found.generate_report()


@pytest.mark.parametrize("view", VIEWS)
def test_pages_fit_a_phone(reader: Reader, view: str) -> None:
    reader.page.set_viewport_size({"width": 360, "height": 740})
    reader.open(view)
    for language in LANGUAGES:
        reader.page.locator(f"#show-{language}").evaluate("box => box.click()")
        width = reader.page.evaluate("document.documentElement.scrollWidth")
        assert width <= 360, language
