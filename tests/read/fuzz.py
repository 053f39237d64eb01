"""Hurt sources in ways that nobody thought of, and see whether ``build`` says what is wrong.

Usage: ``python -m tests.read.fuzz --minutes 60 [--first 0] [--show elsewhere]`` (``make fuzz
WHAT=read``). Each number is a folder of sources of one of several kinds, with one change to one of
its files. A build of it has to end with problems, or with a package that differs: never with a
traceback, and never with the package of the sound sources, unless the change means nothing (a
comment, white space, another way to write the same value). What does not is printed with its
number, which makes it again; put such numbers into ``FOUND``. It is counted, too, and shown on
request, how often problems are told of other files only.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import random
import re
import shutil
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import yaml

from datapackage import DataError, build
from datapackage.write.checksums import read_checksums
from tests.bad_inputs.case import make_base
from tests.first_agreement import first_sources
from tests.mapping import lists
from tests.validator.fuzz import containers
from tests.workbook.books import only_a_workbook

FOUND: tuple[int, ...] = ()
"""Numbers of sources that once ended in a traceback, or in silence."""

TEXTS = (
    *(
        "",
        " ",
        "0",
        "-1",
        "1e999",
        "x",
        "|",
        "||",
        ";",
        ":",
        "- ",
        "'",
        '"',
        '"""',
        "#",
        "&a",
        "*a",
    ),
    *("null", "true", "nan", "2020-02-30", "30.2.2020", "2020–1999", "9999-12-31", "0000", "99999"),
    *(
        "a b",
        "A",
        "Ä",
        "é",
        "e\u0301",
        "\u00a0",
        "\u200b",
        "\u2028",
        "\x1b[31m",
        "\0",
        "\ufeff",
        "\r",
    ),
    *("http://a b", "javascript:alert(1)", 'https://example.org/"', "../..", "/", "C:\\", "=1+1"),
    *("[", "]", "{", "}", "{a: b}", "[a, b]", "!!python/object:os.system x", "<<: *a", "%", "\t"),
    *(
        "x" * 5000,
        "[" * 200,
        "1" * 400,
        "ß",
        "ﬁ",
        "😀",
        "\U0010ffff",
        "\u202e",
        "en",
        "fi-x-a",
        "CON",
    ),
)
BYTES = (b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xef\xbb\xbf", b"\0", b"\xff\xfe", b"\r", b"\n\n\n")


MAPPING = """\
tables:
  - {file: list.csv, source: invented-news}
dates: dd/mm/yyyy
values:
  Kind: {MoU: memorandum}
record:
  id: "list-{No.}"
  agreement_type: "{Kind}"
  signed_on: "{Signed}"
  status: signed
  status_as_of: 2024-01-01
  title: {fi: "{Title} fi", en: "{Title} en", sv: "{Title} sv", ru: "{Title} ru"}
  summary: {fi: "{Title} fi", en: "{Title} en", sv: "{Title} sv", ru: "{Title} ru"}
  parties:
    organisation: "{Party}"
    role: partner
"""
LIST = """\
No.,Kind,Signed,Title,Party
1,MoU,03/04/2001,Music,City of Vesala
2,MoU,05/04/2001,Schools,City of Nordholm
"""

BOM = "\ufeff"


def small(folder: Path) -> Path:
    """A record with its citations in full, both kinds of code lists, and a foreign table."""
    make_base(folder)
    sources = folder / "sources"
    (sources / "codelists").mkdir()
    (sources / "tables/list").mkdir(parents=True)
    (sources / "tables/list/mapping.yaml").write_text(MAPPING, "utf-8")
    (sources / "tables/list/list.csv").write_text(LIST, "utf-8")
    (sources / "codelists/party-role.csv").write_text(
        "code,label_fi,label_en,label_sv,label_ru,description_fi,description_en,description_sv,"
        "description_ru,aliases\npartner,Osapuoli,Partner,Part,Сторона,a,b,c,d,\n",
        encoding="utf-8",
    )
    (sources / "codelists/language+.csv").write_text(
        "code,label_fi,label_en,label_sv,label_ru\nkca,hanti,Khanty,chantiska,хантыйский\n", "utf-8"
    )
    return sources


def _lines(folder: Path) -> Path:
    """The small record as lines of JSON, three times."""
    make_base(folder)
    [path] = (folder / "sources/agreements").iterdir()
    record = json.dumps(yaml.safe_load(path.read_text(encoding="utf-8")), ensure_ascii=False)
    years = (2020, 2021, 2022)
    lines = [record.replace("nordholm-2020", f"nordholm-{year}") + "\n" for year in years]
    path.with_name("bulk.jsonl").write_text("".join(lines), encoding="utf-8")
    path.unlink()
    return folder / "sources"


def _book(folder: Path) -> Path:
    """The small record in a workbook."""
    make_base(folder)
    only_a_workbook(folder / "sources")
    return folder / "sources"


def _mapped(folder: Path) -> Path:
    """Foreign tables with a mapping."""
    lists.treaties(folder / "sources", treaties=40, links=400)
    return folder / "sources"


BASES: tuple[Callable[[Path], Path], ...] = (
    first_sources,
    first_sources,
    small,
    _lines,
    _book,
    _mapped,
)


@dataclass(frozen=True)
class Sound:
    """Sound sources: their files by path, and the checksums of the package that they give."""

    files: dict[str, bytes]
    package: dict[str, str]


@cache
def sound(number: int) -> Sound:
    """Return the sound sources of a kind, built once."""
    with tempfile.TemporaryDirectory() as name:
        folder = BASES[number](Path(name))
        files = {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        }
        return Sound(files, _build(folder))


def _build(sources: Path) -> dict[str, str]:
    """Build, and return the checksums of what the package says."""
    output = sources.parent / "output"
    build(sources, output, formats=[])
    return read_checksums(output)


@dataclass(frozen=True)
class Hurt:
    """Sources with one change: which kind, in which file, what was done, what is there now."""

    base: int
    file: str
    action: str
    content: bytes | None


def hurt(number: int) -> Hurt:
    """Return the sources of a number."""
    chance = random.Random(number)
    base = chance.randrange(len(BASES))
    files = sound(base).files
    file = chance.choice(sorted(files))
    while file.endswith(".lock") and chance.random() < 0.8:
        file = chance.choice(sorted(files))
    ways = {".csv": _hurt_table, ".xlsx": _hurt_book, ".yaml": _hurt_lines, ".jsonl": _hurt_json}
    way = ways.get(Path(file).suffix, _hurt_lines)
    if chance.random() < 0.15:
        way = _hurt_bytes
    action, content = way(chance, files[file])
    return Hurt(base, file, action, content)


def _hurt_bytes(chance: random.Random, data: bytes) -> tuple[str, bytes | None]:
    start, end = sorted(chance.randint(0, len(data)) for _ in range(2))
    new = chance.choice(BYTES)
    ways: dict[str, bytes | None] = {
        f"put {new!r} at {start}": data[:start] + new + data[start:],
        f"cut {start}-{end}": data[:start] + data[end:],
        f"repeat {start}-{end}": data[:end] + data[start:],
        f"end at {start}": data[:start],
        "empty": b"",
        "remove the file": None,
        "other line ends": data.replace(b"\n", b"\r\n"),
        "other encoding": data.decode("utf-8", "replace").encode("utf-16"),
    }
    action = chance.choice(list(ways))
    return action, ways[action]


def _typo(chance: random.Random, text: str) -> str:
    at = chance.randrange(len(text)) if text else 0
    ways = [text[:at] + text[at + 1 :], text[:at] + chance.choice("aeiou-_9 ") + text[at:]]
    ways += [text[:at] + text[at : at + 2][::-1] + text[at + 2 :], text.upper(), text.capitalize()]
    return chance.choice(ways)


def _other(chance: random.Random, text: str, others: list[str]) -> str:
    """Return a value to stand where ``text`` stands: nothing, a slip, another's, or anything."""
    how = chance.random()
    if how < 0.2:
        return ""
    if how < 0.5:
        return _typo(chance, text)
    return chance.choice(others) if how < 0.75 else chance.choice(TEXTS)


def _hurt_table(chance: random.Random, data: bytes) -> tuple[str, bytes | None]:
    text = data.decode("utf-8", "surrogateescape")
    rows = list(csv.reader(io.StringIO(text, newline="")))
    at, column = chance.randrange(len(rows)), 0
    way = chance.choice(
        ["cell", "cell", "cell", "key", "row", "twice", "column", "rows", "swap", "cells"]
    )
    what = f"{way} of row {at + 1}"
    if way in ("cell", "key") and rows[at]:
        column = chance.randrange(len(rows[at])) if way == "cell" else 0
        others = [row[column] for row in rows if len(row) > column] + [
            c for row in rows for c in row
        ]
        old = rows[at][column]
        rows[at][column] = _other(chance, old, others)
        what = f"row {at + 1}, column {column + 1}: {old!r} -> {rows[at][column]!r}"
    elif way == "row":
        del rows[at]
    elif way == "twice":
        rows.insert(at, rows[chance.randrange(len(rows))])
    elif way == "column":
        column = chance.randrange(len(rows[0]))
        rows = [row[:column] + row[column + 1 :] for row in rows]
        what = f"without column {column + 1}"
    elif way == "rows":
        rows = rows[:1]
    elif way == "swap" and len(rows[at]) > 1:
        column = chance.randrange(len(rows[at]) - 1)
        rows[at][column : column + 2] = rows[at][column : column + 2][::-1]
    else:
        rows[at] = chance.choice([rows[at][:-1], [*rows[at], "x"], [""] * len(rows[at]), []])
    stream = io.StringIO(newline="")
    csv.writer(stream, lineterminator="\r\n" if "\r\n" in text else "\n").writerows(rows)
    return what, stream.getvalue().encode("utf-8", "surrogateescape")


def _hurt_lines(chance: random.Random, data: bytes) -> tuple[str, bytes | None]:
    lines = data.decode("utf-8", "surrogateescape").split("\n")
    at = chance.randrange(len(lines))
    line = lines[at]
    way = chance.choice(
        ["value", "value", "value", "value", "key", "line", "twice", "move", "indent", "put"]
    )
    if way in ("value", "key") and ":" in line:
        key, colon, value = line.partition(":")
        values = [other.partition(": ")[2] for other in lines if ": " in other]
        if way == "value":
            value = f" {_other(chance, value.strip(), values)}"
        else:
            key = key[: len(key) - len(key.lstrip())] + _other(chance, key.strip(), values)
        lines[at] = key + colon + value
    elif way == "value":
        lines[at] = line[: len(line) - len(line.lstrip())] + _typo(chance, line.strip())
    elif way == "line":
        del lines[at]
    elif way == "twice":
        lines.insert(at, line)
    elif way == "move":
        lines.insert(chance.randrange(len(lines)), lines.pop(at))
    elif way == "indent":
        lines[at] = chance.choice([f"  {line}", f"\t{line}", line[2:]])
    else:
        lines.insert(at, chance.choice(TEXTS))
    after = lines[at] if at < len(lines) else ""
    return f"{way} at line {at + 1}: {line!r} -> {after!r}", "\n".join(lines).encode(
        "utf-8", "surrogateescape"
    )


def _hurt_json(chance: random.Random, data: bytes) -> tuple[str, bytes | None]:
    lines = data.decode().splitlines()
    at = chance.randrange(len(lines))
    record = json.loads(lines[at])
    inside = chance.choice(list(containers(record)))
    keys = list(inside) if isinstance(inside, dict) else list(range(len(inside)))
    value: Any = chance.choice([None, True, -1, 1e300, [], {}, [[]], {"a": "b"}, *TEXTS])
    key = chance.choice(keys) if keys else None
    way = chance.choice(["set", "typo", "remove", "add", "wrap"])
    if key is None or way == "add":
        if isinstance(inside, dict):
            inside[chance.choice(TEXTS)] = value
        else:
            inside.append(value)
    elif way == "set":
        inside[key] = value
    elif way == "typo" and isinstance(inside[key], str):
        inside[key] = value = _typo(chance, inside[key])
    elif way == "wrap":
        inside[key] = [inside[key]]
    else:
        del inside[key]
    lines[at] = json.dumps(record, ensure_ascii=chance.random() < 0.2)
    text = "".join(f"{line}\n" for line in lines)
    what = f"{way} {key!r} at line {at + 1}: {value!r}"
    return what, text.encode("utf-8", "surrogatepass")


def _hurt_book(chance: random.Random, data: bytes) -> tuple[str, bytes | None]:
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = chance.choice([s for s in book.worksheets if not s.title.startswith("_")])
    filled = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    if not filled:
        return "nothing", data
    cell = chance.choice(filled)
    way = chance.choice(["cell", "cell", "cell", "row", "column", "sheet", "title"])
    what = f"{way} {sheet.title}!{cell.coordinate}: {cell.value!r}"
    if way == "cell":
        others = [str(other.value) for other in filled]
        new: Any = _other(chance, str(cell.value), others)
        new = chance.choice([new, new, new, True, 1.5, -1, 45000, "=1+1", "#N/A"])
        try:
            cell.value = new or None
        except openpyxl.utils.exceptions.IllegalCharacterError:
            cell.value = "?"
        what += f" -> {cell.value!r}"
    elif way == "row":
        sheet.delete_rows(cell.row)
    elif way == "column":
        sheet.delete_cols(cell.column)
    elif way == "sheet" and len(book.worksheets) > 1:
        book.remove(sheet)
    else:
        sheet.title = _typo(chance, sheet.title)[:31] or "x"
    stream = io.BytesIO()
    book.save(stream)
    return what, stream.getvalue()


# --- What came of it ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Verdict:
    """What a build of hurt sources came to, in a word, and what it said."""

    outcome: str
    said: str = ""

    @property
    def wrong(self) -> bool:
        return self.outcome in ("traceback", "silent", "no such file")


def verdict(number: int, folder: Path) -> Verdict:
    """Build the sources of a number in an empty folder."""
    change = hurt(number)
    whole = sound(change.base)
    sources = folder / "sources"
    for name, content in whole.files.items():
        path = sources / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if name != change.file:
            path.write_bytes(content)
        elif change.content is not None:
            path.write_bytes(change.content)
    try:
        package = _build(sources)
    except DataError as error:
        said = str(error).replace(f"{folder}/", "")
        named = {problem.place.file for problem in error.problems}
        if str(sources / change.file) in named:
            return Verdict("named", said)
        if any(not Path(file).exists() and str(sources / change.file) != file for file in named):
            return Verdict("no such file", said)
        return Verdict("elsewhere", said)
    except Exception:
        return Verdict("traceback", traceback.format_exc())
    finally:
        shutil.rmtree(folder)
    if package != whole.package:
        return Verdict("another package")
    if change.content is not None and _means(change.file, change.content) == _means(
        change.file, whole.files[change.file]
    ):
        return Verdict("means the same")
    return Verdict("silent")


def _means(file: str, content: bytes) -> Any:
    """Return what a file says, without comments and white space around values."""
    text = content.decode("utf-8-sig", "surrogateescape").replace("\r\n", "\n").replace(BOM, "")
    try:
        if file.endswith(".xlsx"):
            return _book_means(content)
        if file.endswith(".csv"):
            rows = csv.reader(io.StringIO(text, newline=""))
            return [[cell.strip() for cell in row] for row in rows if any(row)]
        if file.endswith(".jsonl"):
            return repr([json.loads(line) for line in text.splitlines()])
        if file.endswith(".yaml"):
            return repr(yaml.safe_load(text))
    except Exception:
        return content
    return text.split("\n")


def _book_means(content: bytes) -> list[Any]:
    """Return the rows of a workbook that are filled in, below the names of the columns."""
    found = []
    for sheet in openpyxl.load_workbook(io.BytesIO(content)).worksheets:
        rows = [[str(c or "").strip() for c in row] for row in sheet.iter_rows(values_only=True)]
        names = next((n for n, row in enumerate(rows) if re.fullmatch("[a-z_]+", row[0])), 0)
        found += [(sheet.title, row) for row in rows[names + 1 :] if any(row)]
    return found


def fuzz(minutes: float, first: int, show: set[str]) -> int:
    """Try sources until the time is over, and return how often that went wrong."""
    end, number, counts, bad = time.monotonic() + 60 * minutes, first, Counter[str](), 0
    with tempfile.TemporaryDirectory(prefix="fuzz-") as name:
        while time.monotonic() < end:
            found = verdict(number, Path(name, str(number)))
            counts[found.outcome] += 1
            bad += found.wrong
            if found.wrong or found.outcome in show:
                change = hurt(number)
                sys.stdout.write(f"{number}: {found.outcome}: {change.file}: {change.action}\n")
                sys.stdout.write("".join(f"    {line}\n" for line in found.said.splitlines()[-12:]))
                sys.stdout.flush()
            number += 1
    sys.stdout.write(f"{number - first} sources, {bad} wrong: {json.dumps(counts)}\n")
    return bad


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=1)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--show", type=lambda text: set(text.split(",")), default=set())
    options = parser.parse_args()
    sys.exit(bool(fuzz(options.minutes, options.first, options.show)))
