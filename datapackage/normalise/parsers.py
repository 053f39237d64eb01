"""Which parser reads which column: codes and names through their lists, the rest by type."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from datapackage.contract import LANGUAGES, Contract, Field, Table, reference_of
from datapackage.normalise.columns import Parser, Remembering
from datapackage.normalise.dates import parse_date
from datapackage.normalise.names import NameIndex, split_aliases
from datapackage.normalise.periods import Period, parse_period
from datapackage.normalise.text import NotNormalised, clean_text
from datapackage.problems import nearest_match
from datapackage.read.register import ALIASES, Register

_INTEGER = re.compile(r"-?[0-9]{1,18}")
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")


@dataclass
class Parsers:
    """The parsers of a build: they know its code lists and the names of its registers."""

    contract: Contract
    registers: dict[str, Register]
    codelists: dict[str, Register]
    _names: dict[str, Parser] = field(default_factory=dict)
    _codes: dict[str, Parser] = field(default_factory=dict)
    _dates: Parser = field(default_factory=lambda: Remembering(parse_date))
    _periods: Callable[[str], Period] = field(default_factory=lambda: Remembering(parse_period))

    def of_column(self, table: Table, item: Field) -> Parser | None:
        """Return the parser of a column; None for text that is only cleaned."""
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
            rows = _names_of(self.registers[register], table.primary_key[0], table.text_stems)
            what = table.title.lower().removesuffix("s")
            self._names[register] = Remembering(NameIndex(rows, what=what).resolve)
        return self._names[register]

    def codes(self, codelist: str) -> Parser:
        """Return the parser of codes, labels and aliases of a code list."""
        if codelist not in self._codes:
            self._codes[codelist] = Remembering(self._code_parser(codelist))
        return self._codes[codelist]

    def periods(self, raw: str) -> Period:
        """Return the period that ``raw`` states; raises NotNormalised."""
        return self._periods(raw)

    def _code_parser(self, codelist: str) -> Parser:
        if codelist not in self.codelists:
            return _no_list(codelist)
        register = self.codelists[codelist]
        index = NameIndex(_names_of(register, "code", ("label",)), what="code")
        codes = register.columns["code"].drop_null().to_pylist()

        def parse(raw: str) -> str:
            try:
                return index.resolve(raw)
            except NotNormalised as error:
                if error.kind != "unknown-name":
                    raise
                expected = ", ".join(codes)
                raise NotNormalised(
                    "unknown-code",
                    f"no such code in the list '{codelist}'",
                    found=raw,
                    expected=f"one of {expected}",
                    nearest=nearest_match(raw, codes),
                ) from None

        return parse


def _no_list(codelist: str) -> Parser:
    def parse(raw: str) -> str:
        raise NotNormalised("unknown-code", f"there is no code list '{codelist}'", found=raw)

    return parse


def _names_of(
    register: Register, identifier: str, stems: tuple[str, ...]
) -> list[tuple[str, list[str]]]:
    """Return the identifier of each row with its names in all languages and its aliases."""
    names = [f"{stem}_{language}" for stem in stems for language in LANGUAGES]
    columns = [register.columns[name].to_pylist() for name in (identifier, *names, ALIASES)]
    rows = []
    for key, *texts, aliases in zip(*columns, strict=True):
        if key is None:
            continue
        try:
            cleaned = [clean_text(text) for text in texts if text]
            rows.append((key, cleaned + (split_aliases(aliases) if aliases else [])))
        except NotNormalised:  # reported with its place when the register itself is normalised
            rows.append((key, []))
    return rows


def parse_integer(raw: str) -> int:
    """Return a whole number; raises NotNormalised."""
    if not _INTEGER.fullmatch(text := clean_text(raw)):
        raise NotNormalised("not-a-number", "not a whole number", found=raw, expected="digits")
    return int(text)


def parse_number(raw: str) -> float:
    """Return a number with a decimal point; raises NotNormalised."""
    if not _NUMBER.fullmatch(text := clean_text(raw)):
        raise NotNormalised(
            "not-a-number", "not a number", found=raw, expected="digits with a decimal point"
        )
    return float(text)


def parse_boolean(raw: str) -> bool:
    """Return true or false; raises NotNormalised."""
    text = clean_text(raw).lower()
    if text not in ("true", "false"):
        raise NotNormalised(
            "not-a-boolean", "not true or false", found=raw, expected="true or false"
        )
    return text == "true"
