"""The cover sheet: the package in its languages side by side, and what the sheets hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from datapackage import words
from datapackage.formats import FinishedPackage
from datapackage.formats.metadata import recommended_citation
from datapackage.formats.spreadsheet.cells import Cells
from datapackage.formats.spreadsheet.links import MAX_LINKS
from datapackage.formats.spreadsheet.sheets import LINE_HEIGHT, Outcome, line_count

NAME = "about"

SHEET_WIDTH, TEXT_WIDTH, ROWS_WIDTH = 20, 40, 9
BAND_HEIGHT = 54.0
SPACE = 8.0
"""Widths in characters, heights in points; ``SPACE`` keeps a text from the next caption."""


class Cover:
    """Writes the cover, row after row."""

    def __init__(self, target: Any, forms: dict[str, Any], package: FinishedPackage) -> None:
        self._target = target
        self._forms = forms
        self._info = package.info
        self._languages = package.languages
        self._last = len(self._languages) + 1
        self._cells = Cells(target, "datapackage.json")
        self._row = 0

    def write(self, outcomes: Sequence[Outcome]) -> None:
        """Write the whole cover; ``outcomes`` are the other sheets in their order."""
        info = self._info
        self._target.set_column(0, 0, SHEET_WIDTH)
        self._target.set_column(1, self._last - 1, TEXT_WIDTH)
        self._target.set_column(self._last, self._last, ROWS_WIDTH)
        self._band()
        self._texts(self._each(info.description))
        self._section("cover.version", self._same(f"{info.version} ({info.released.isoformat()})"))
        self._licence()
        self._section(
            "files.citation", [recommended_citation(info, tag) for tag in self._languages]
        )
        self._section("cover.contact", self._same(f"{info.publisher.name}\n{info.contact.email}"))
        self._section(
            "cover.reading", [words.text("cover.reading_note", tag) for tag in self._languages]
        )
        self._contents(outcomes)
        self._target.hide_gridlines(2)
        self._target.set_landscape()
        self._target.set_paper(9)
        self._target.fit_to_pages(1, 0)
        self._target.set_footer("&L&A&R&P / &N")

    def _band(self) -> None:
        self._target.set_row(self._row, BAND_HEIGHT)
        for column in (0, self._last):
            self._target.write_blank(self._row, column, None, self._forms["title"])
        self._line(self._each(self._info.title), "title")

    def _section(self, caption: str, texts: Sequence[str]) -> None:
        self._caption(caption, "caption")
        self._texts(texts)

    def _caption(self, caption: str, form: str) -> None:
        self._line([words.text(caption, tag) for tag in self._languages], form)

    def _licence(self) -> None:
        info = self._info
        text = str(info.licence)
        self._caption("cover.licence", "caption")
        self._target.set_row(self._row, height_of([text]))
        for column in range(1, self._last):
            self._target.write_url(
                self._row, column, info.licence.url, self._forms["cover link"], text
            )
        self._row += 1

    def _contents(self, outcomes: Sequence[Outcome]) -> None:
        self._row += 1
        heading = self._forms["heading"]
        self._target.set_row(self._row, LINE_HEIGHT + SPACE)
        self._target.write_blank(self._row, 0, None, heading)
        self._target.write_string(self._row, self._last, "n", self._forms["heading number"])
        self._caption("cover.sheets", "heading")
        for outcome in outcomes:
            sheet = outcome.sheet
            texts = [
                "\n".join([words.in_language(sheet.titles, tag), *remarks(outcome, tag)])
                for tag in self._languages
            ]
            self._cells.link(self._row, 0, sheet.name, (sheet.name, 1), self._forms["cover link"])
            number = self._forms["cover number"]
            self._target.write_number(self._row, self._last, sheet.rows, number)
            self._texts(texts)

    def _texts(self, texts: Sequence[str]) -> None:
        self._target.set_row(self._row, height_of(texts))
        self._line(texts, "cover text")

    def _line(self, texts: Sequence[str], form: str) -> None:
        """Write a text for each language, side by side."""
        for column, text in enumerate(texts, start=1):
            self._cells.text(self._row, column, text, self._forms[form])
        self._row += 1

    def _each(self, texts: Mapping[str, str]) -> list[str]:
        return [words.in_language(texts, tag) for tag in self._languages]

    def _same(self, text: str) -> list[str]:
        return [text] * len(self._languages)


def remarks(outcome: Outcome, language: str) -> Iterator[str]:
    """Yield what a sheet could not take over, in a language."""
    if outcome.unlinked:
        columns = ", ".join(outcome.unlinked)
        yield words.text("cover.unlinked", language, most=MAX_LINKS, columns=columns)
    if outcome.cut:
        yield words.text("cover.cut", language, number=outcome.cut, csv=outcome.sheet.csv)


def height_of(texts: Sequence[str]) -> float:
    """Return the height in points of a row with these texts."""
    lines = max(line_count(text, TEXT_WIDTH) for text in texts)
    return LINE_HEIGHT * lines + SPACE
