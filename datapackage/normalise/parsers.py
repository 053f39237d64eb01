"""Which parser reads which column: codes and names through their lists, the rest by type."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial

from datapackage.columnar.arrow import LIST_DELIMITER
from datapackage.contract import Contract, Field, Table, reference_of
from datapackage.normalise.aliases import check_aliases, named_rows
from datapackage.normalise.columns import Parser, Remembering
from datapackage.normalise.dates import DateParser, Period
from datapackage.normalise.names import NameIndex
from datapackage.normalise.periods import PeriodParser
from datapackage.problems import ProblemList, nearest_match, one_of
from datapackage.read.register import Register
from datapackage.text import NotNormalised, clean_text

_INTEGER = re.compile(r"-?[0-9]{1,18}")
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")


@dataclass
class Parsers:
    """The parsers of a build: they know its code lists and the names of its registers.

    What is wrong with the names and aliases themselves goes to ``problems``.
    """

    contract: Contract
    registers: dict[str, Register]
    codelists: dict[str, Register]
    problems: ProblemList
    _names: dict[str, Parser] = field(default_factory=dict)
    _codes: dict[str, Parser] = field(default_factory=dict)
    _dates: Parser = field(init=False)
    _partial_dates: Callable[[str], Period] = field(init=False)
    _periods: Callable[[str], Period] = field(init=False)

    def __post_init__(self) -> None:
        dates = DateParser(self._languages())
        self._dates = Remembering(dates.parse)
        self._partial_dates = Remembering(dates.parse_partial)
        self._periods = Remembering(PeriodParser(dates).parse)

    def of_column(self, table: Table, item: Field) -> Parser | None:
        """Return the parser of a column; None for text that is only cleaned."""
        if item.type == "list":
            return partial(_parse_list, self.codes(item.codelist) if item.codelist else clean_text)
        if item.codelist:
            return self.codes(item.codelist)
        target = reference_of(self.contract, table, item.name)
        if target in self.registers:
            return self.names(str(target))
        by_type: dict[str, Parser] = {
            "date": self._dates,
            "integer": parse_integer,
            "year": parse_integer,
            "number": parse_number,
            "boolean": parse_boolean,
        }
        return by_type.get(item.type)

    def names(self, register: str) -> Parser:
        """Return the parser of identifiers, names and aliases of a register."""
        if register not in self._names:
            table = self.contract[register]
            what = table.title.lower().removesuffix("s")
            index = self._index(
                self.registers[register], table.primary_key[0], table.name_columns, what, register
            )
            self._names[register] = Remembering(index.resolve)
        return self._names[register]

    def codes(self, codelist: str) -> Parser:
        """Return the parser of codes, labels and aliases of a code list."""
        if codelist not in self._codes:
            self._codes[codelist] = Remembering(self._code_parser(codelist))
        return self._codes[codelist]

    def known_codes(self, codelist: str) -> list[str]:
        """Return the codes of a list; none where it can't be read, which is a problem already."""
        register = self.codelists.get(codelist)
        return [] if register is None else register.columns["code"].drop_null().to_pylist()

    def _languages(self) -> tuple[str, ...]:
        """Return the languages of dates: the package's, those of its sources, and English.

        English is always among them, since spreadsheets and web forms write ``27-Sep-2018``
        whatever the language of their content.
        """
        sources = self.registers.get("sources")
        column = None if sources is None else sources.columns.get("language")
        stated = [] if column is None else column.drop_null().unique().to_pylist()
        item = self.contract["sources"].field("language") if stated else None
        code = self.codes(item.codelist) if item is not None and item.codelist else clean_text
        known = []
        for raw in stated:
            with suppress(NotNormalised):  # reported where the register is read
                known.append(str(code(raw)))
        return tuple(dict.fromkeys((*self.contract.languages, *known, "en")))

    def partial_dates(self, raw: str) -> Period:
        """Return the day, month or year that ``raw`` states; raises NotNormalised."""
        return self._partial_dates(raw)

    def periods(self, raw: str) -> Period:
        """Return the period that ``raw`` states; raises NotNormalised."""
        return self._periods(raw)

    def check_aliases(self) -> None:
        """Read all names of all registers and code lists, and report their faults."""
        for register in self.registers:
            if len(self.contract[register].primary_key) == 1:
                self.names(register)
        for codelist in self.codelists:
            self.codes(codelist)

    def _index(
        self, register: Register, identifier: str, columns: tuple[str, ...], what: str, name: str
    ) -> NameIndex:
        rows = named_rows(register, identifier, columns)
        named = ((row.identifier, row.all_names) for row in rows)
        index = NameIndex(named, what=what, register=name)
        check_aliases(register, rows, index, self.problems)
        return index

    def _code_parser(self, codelist: str) -> Parser:
        if codelist not in self.codelists:
            return clean_text  # that the list can't be read is a problem already
        register = self.codelists[codelist]
        columns = self.contract["codes"].name_columns
        index = self._index(register, "code", columns, "code", codelist)
        codes = self.known_codes(codelist)

        def parse(raw: str) -> str:
            try:
                return index.resolve(raw)
            except NotNormalised as error:
                if error.rule != "foreign-key":
                    raise
                raise NotNormalised(
                    "enum",
                    f"no such code in the list '{codelist}'",
                    found=raw,
                    expected=one_of(codes),
                    nearest=nearest_match(raw, codes) or error.nearest,
                ) from None

        return parse


def _parse_list(parse: Parser, raw: str) -> str | None:
    """Return a list as a cell of CSV has it; raises NotNormalised."""
    items = map(str.strip, raw.split(LIST_DELIMITER))
    return LIST_DELIMITER.join(parse(item) for item in items if item) or None


def parse_integer(raw: str) -> int:
    """Return a whole number; raises NotNormalised."""
    if not _INTEGER.fullmatch(text := clean_text(raw)):
        raise NotNormalised("type", "not a whole number", found=raw, expected="digits")
    return int(text)


def parse_number(raw: str) -> float:
    """Return a number with a decimal point; raises NotNormalised."""
    if not _NUMBER.fullmatch(text := clean_text(raw)):
        raise NotNormalised(
            "type", "not a number", found=raw, expected="digits with a decimal point"
        )
    return float(text)


def parse_boolean(raw: str) -> bool:
    """Return true or false; raises NotNormalised."""
    text = clean_text(raw).lower()
    if text not in ("true", "false"):
        raise NotNormalised("type", "not true or false", found=raw, expected="true or false")
    return text == "true"
