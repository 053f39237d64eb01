"""The cover sheet: the package in four languages side by side, and what the sheets hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from datapackage.contract import LANGUAGES
from datapackage.formats.workbook.cells import Cells
from datapackage.formats.workbook.links import MAX_LINKS
from datapackage.formats.workbook.sheets import LINE_HEIGHT, Outcome, line_count
from datapackage.read.package import PackageInfo
from datapackage.write.readme import recommended_citation

NAME = "about"

SHEET_WIDTH, TEXT_WIDTH, ROWS_WIDTH = 20, 40, 9
BAND_HEIGHT = 54.0
SPACE = 8.0
"""Widths in characters, heights in points; ``SPACE`` keeps a text from the next caption."""

CAPTIONS = {
    "version": {"fi": "Versio", "en": "Version", "sv": "Version", "ru": "Версия"},
    "licence": {"fi": "Lisenssi", "en": "Licence", "sv": "Licens", "ru": "Лицензия"},
    "cite": {
        "fi": "Viittaaminen",
        "en": "How to cite",
        "sv": "Så här citerar du",
        "ru": "Как ссылаться",
    },
    "contact": {
        "fi": "Julkaisija ja yhteystiedot",
        "en": "Publisher and contact",
        "sv": "Utgivare och kontakt",
        "ru": "Издатель и контакты",
    },
    "reading": {
        "fi": "Lukuohje",
        "en": "How to read",
        "sv": "Läsanvisning",
        "ru": "Как читать",
    },
    "sheets": {"fi": "Sisällys", "en": "Contents", "sv": "Innehåll", "ru": "Содержание"},
}

_READING = {
    "fi": (
        "Tyhjä solu: lähde ei kerro asiaa. Otsikkosolun huomautus selittää sarakkeen. Linkki vie"
        " riville, johon tunnus viittaa. "
    ),
    "en": (
        "An empty cell: the source does not state it. The note on a header explains its column. A"
        " link leads to the row that an identifier refers to. "
    ),
    "sv": (
        "Tom cell: källan uppger inte saken. Kommentaren till en rubrik förklarar kolumnen. En"
        " länk leder till raden som identifieraren avser. "
    ),
    "ru": (
        "Пустая ячейка: источник об этом не сообщает. Примечание к заголовку поясняет столбец."
        " Ссылка ведёт к строке, на которую указывает идентификатор. "
    ),
}

READING = {
    "fi": _READING["fi"] + "Tavoitteet selitteineen ovat taulukossa goals_fi.",
    "en": _READING["en"] + "The sheet goals_en has the goals with all labels.",
    "sv": _READING["sv"] + "Bladet goals_sv visar målen i klartext.",
    "ru": _READING["ru"] + "Цели с расшифровкой кодов — на листе goals_ru.",
}
"""How to read the workbook."""

READING_OF_BULK = {
    "fi": _READING["fi"] + "Tavoitteet selitteineen ovat tietokannan näkymässä goals_readable.",
    "en": _READING["en"] + "The database's view goals_readable has the goals with all labels.",
    "sv": _READING["sv"] + "Databasens vy goals_readable visar målen i klartext.",
    "ru": _READING["ru"]
    + "Цели с расшифровкой кодов — в представлении goals_readable базы данных.",
}
"""The same where the goals are too many for sheets in each language."""

CITATION = {
    "fi": "{who} ({year}). {title}, versio {version} [tietoaineisto]. {url}",
    "sv": "{who} ({year}). {title}, version {version} [datamängd]. {url}",
    "ru": "{who} ({year}). {title}, версия {version} [набор данных]. {url}",
}
"""As ``recommended_citation`` has it in English."""

UNLINKED = {
    "fi": "Ilman linkkejä, koska taulukkoon mahtuu niitä {most}: {columns}.",
    "en": "Without links, because a sheet holds {most} of them: {columns}.",
    "sv": "Utan länkar, eftersom ett blad rymmer {most}: {columns}.",
    "ru": "Без ссылок, так как лист вмещает не более {most}: {columns}.",
}
CUT = {
    "fi": "Katkaistuja tekstejä {number}, kokonaan tiedostossa {csv}.",
    "en": "Texts cut to what a cell holds: {number}; in full in {csv}.",
    "sv": "Avkortade texter: {number}; i sin helhet i {csv}.",
    "ru": "Сокращённых текстов: {number}; полностью — в {csv}.",
}


class Cover:
    """Writes the cover, row after row."""

    def __init__(self, target: Any, forms: dict[str, Any], info: PackageInfo) -> None:
        self._target = target
        self._forms = forms
        self._info = info
        self._cells = Cells(target, "datapackage.json")
        self._row = 0

    def write(self, outcomes: Sequence[Outcome], reading: dict[str, str]) -> None:
        """Write the whole cover.

        Args:
            outcomes: The other sheets in their order.
            reading: How to read the workbook, by language.
        """
        info = self._info
        self._target.set_column(0, 0, SHEET_WIDTH)
        self._target.set_column(1, len(LANGUAGES), TEXT_WIDTH)
        self._target.set_column(len(LANGUAGES) + 1, len(LANGUAGES) + 1, ROWS_WIDTH)
        self._band({language: info.title[language] for language in LANGUAGES})
        self._texts(info.description)
        self._section("version", _same(f"{info.version} ({info.released.isoformat()})"))
        self._licence()
        self._section("cite", citations(info))
        self._section("contact", _same(f"{info.publisher.name}\n{info.contact.email}"))
        self._section("reading", reading)
        self._contents(outcomes)
        self._target.hide_gridlines(2)
        self._target.set_landscape()
        self._target.set_paper(9)
        self._target.fit_to_pages(1, 0)
        self._target.set_footer("&L&A&R&P / &N")

    def _band(self, titles: dict[str, str]) -> None:
        self._target.set_row(self._row, BAND_HEIGHT)
        for column in (0, len(LANGUAGES) + 1):
            self._target.write_blank(self._row, column, None, self._forms["title"])
        self._line(titles, "title")

    def _section(self, caption: str, texts: dict[str, str]) -> None:
        self._line(CAPTIONS[caption], "caption")
        self._texts(texts)

    def _licence(self) -> None:
        info = self._info
        text = f"{info.licence_title} ({info.licence})"
        self._line(CAPTIONS["licence"], "caption")
        self._target.set_row(self._row, height_of(_same(text)))
        for column in range(1, len(LANGUAGES) + 1):
            self._target.write_url(
                self._row, column, info.licence_url, self._forms["cover link"], text
            )
        self._row += 1

    def _contents(self, outcomes: Sequence[Outcome]) -> None:
        self._row += 1
        heading = self._forms["heading"]
        self._target.set_row(self._row, LINE_HEIGHT + SPACE)
        self._target.write_blank(self._row, 0, None, heading)
        self._target.write_string(self._row, len(LANGUAGES) + 1, "n", self._forms["heading number"])
        self._line(CAPTIONS["sheets"], "heading")
        for outcome in outcomes:
            sheet = outcome.sheet
            titles = {
                language: "\n".join([sheet.titles[language], *remarks(outcome, language)])
                for language in LANGUAGES
            }
            self._target.set_row(self._row, height_of(titles))
            self._cells.link(self._row, 0, sheet.name, (sheet.name, 1), self._forms["cover link"])
            number = self._forms["cover number"]
            self._target.write_number(self._row, len(LANGUAGES) + 1, sheet.rows, number)
            self._texts(titles)

    def _texts(self, texts: dict[str, str]) -> None:
        self._line(texts, "cover text")

    def _line(self, texts: dict[str, str], form: str) -> None:
        if form == "cover text":
            self._target.set_row(self._row, height_of(texts))
        for column, language in enumerate(LANGUAGES, start=1):
            self._cells.text(self._row, column, texts[language], self._forms[form])
        self._row += 1


def citations(info: PackageInfo) -> dict[str, str]:
    """Return how the package is cited, by language."""
    found = {
        language: form.format(
            who=info.publisher.name,
            year=info.released.year,
            title=info.title[language],
            version=info.version,
            url=info.base_url,
        )
        for language, form in CITATION.items()
    }
    return found | {"en": recommended_citation(info)}


def remarks(outcome: Outcome, language: str) -> Iterator[str]:
    """Yield what a sheet could not take over, in a language."""
    if outcome.unlinked:
        columns = ", ".join(outcome.unlinked)
        yield UNLINKED[language].format(most=MAX_LINKS, columns=columns)
    if outcome.cut:
        yield CUT[language].format(number=outcome.cut, csv=outcome.sheet.csv)


def height_of(texts: dict[str, str]) -> float:
    """Return the height in points of a row with these texts."""
    lines = max(line_count(text, TEXT_WIDTH) for text in texts.values())
    return LINE_HEIGHT * lines + SPACE


def _same(text: str) -> dict[str, str]:
    return dict.fromkeys(LANGUAGES, text)
