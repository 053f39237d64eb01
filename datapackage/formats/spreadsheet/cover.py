"""The cover sheet: what the package is, and what the sheets hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from datapackage import words
from datapackage.formats import FinishedPackage
from datapackage.formats.metadata import recommended_citation
from datapackage.formats.spreadsheet.cells import Cells
from datapackage.formats.spreadsheet.sheets import LINE_HEIGHT, MAX_LINKS, Outcome, line_count

NAME_WIDTH, TEXT_WIDTH, ROWS_WIDTH = 24, 90, 9
BAND_HEIGHT = 54.0
SPACE = 8.0
"""Widths in characters, heights in points; ``SPACE`` keeps a text from the next caption."""


class Cover:
    """Writes the cover, row after row: captions and names of sheets on the left, texts beside."""

    def __init__(
        self, target: Any, forms: dict[str, Any], package: FinishedPackage, language: str
    ) -> None:
        self._target = target
        self._forms = forms
        self._info = package.info
        self._language = language
        self._cells = Cells(target, "datapackage.json")
        self._row = 0

    def write(self, outcomes: Sequence[Outcome]) -> None:
        """Write the whole cover; ``outcomes`` are the other sheets in their order."""
        info = self._info
        for column, width in enumerate((NAME_WIDTH, TEXT_WIDTH, ROWS_WIDTH)):
            self._target.set_column(column, column, width)
        self._target.set_row(self._row, BAND_HEIGHT)
        for column in (0, 2):
            self._target.write_blank(self._row, column, None, self._forms["title"])
        self._line(words.in_language(info.title, self._language), "title")
        self._text(words.in_language(info.description, self._language))
        self._section("cover.version", f"{info.version} ({info.released.isoformat()})")
        self._caption("cover.licence")
        licence = self._forms["link"]
        self._target.set_row(self._row, LINE_HEIGHT + SPACE)
        self._target.write_url(self._row, 1, info.licence.url, licence, str(info.licence))
        self._row += 1
        self._section("files.citation", recommended_citation(info, self._language))
        self._section("cover.contact", f"{info.publisher.name}\n{info.contact.email}")
        self._section("cover.reading", self._say("cover.reading_note"))
        self._contents(outcomes)
        self._target.hide_gridlines(2)
        self._target.set_landscape()
        self._target.set_paper(9)  # A4
        self._target.fit_to_pages(1, 0)
        self._target.set_footer("&L&A&R&P / &N")

    def _section(self, caption: str, text: str) -> None:
        self._caption(caption)
        self._text(text)

    def _caption(self, caption: str, form: str = "caption") -> None:
        self._line(self._say(caption), form)

    def _contents(self, outcomes: Sequence[Outcome]) -> None:
        self._row += 1
        for column in (0, 2):
            self._target.write_blank(self._row, column, None, self._forms["heading"])
        self._caption("cover.sheets", "heading")
        for outcome in outcomes:
            sheet = outcome.sheet
            inside = f"internal:'{sheet.name}'!A1"
            self._target.write_url(self._row, 0, inside, self._forms["link"], sheet.name)
            self._target.write_number(self._row, 2, sheet.rows, self._forms["number"])
            self._text("\n".join([sheet.about, *remarks(outcome, self._language)]))

    def _text(self, text: str) -> None:
        self._target.set_row(self._row, LINE_HEIGHT * line_count(text, TEXT_WIDTH) + SPACE)
        self._line(text, "string")

    def _line(self, text: str, form: str) -> None:
        self._cells.text(self._row, 1, text, self._forms[form])
        self._row += 1

    def _say(self, key: str) -> str:
        return words.text(key, self._language)


def remarks(outcome: Outcome, language: str) -> Iterator[str]:
    """Yield what a sheet could not take over, in a language."""
    if outcome.unlinked:
        yield words.text("cover.unlinked", language, most=MAX_LINKS, csv=outcome.sheet.csv)
    if outcome.cut:
        yield words.text("cover.cut", language, number=outcome.cut, csv=outcome.sheet.csv)
