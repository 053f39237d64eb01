"""Reads the families of bad inputs, and makes a mistake in a copy of the base; see README.md."""

import gzip
import json
import os
import re
import shlex
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
BASE = HERE / "_base"

RECORD = "vesala-nordholm-2020"
"""Identifier of the record of the base, and how all identifiers in it begin."""
CASE = re.compile(r"^(\S+):$", re.MULTILINE)


@dataclass(frozen=True)
class Case:
    """One bad input."""

    name: str
    family: Path
    about: str
    expected: str
    command: str = "build --formats="
    exit: int = 1
    environment: dict[str, str] = field(default_factory=dict)
    edits: list[dict[str, Any]] = field(default_factory=list)

    @property
    def arguments(self) -> list[str]:
        return shlex.split(self.command)

    def apply(self, workplace: Path) -> None:
        """Make the mistake in a copy of the base."""
        for edit in self.edits:
            change(workplace / edit["file"], edit)


def families() -> list[Path]:
    """Return the files of bad inputs, a family each."""
    return sorted(HERE.glob("*.yaml"))


@cache
def cases() -> dict[str, Case]:
    """Return all bad inputs by their names."""
    return {
        name: Case(name, family, **case)
        for family in families()
        for name, case in yaml.safe_load(family.read_text(encoding="utf-8")).items()
    }


def names() -> list[str]:
    """Return the names of all bad inputs as the files have them, however often."""
    return sorted(name for f in families() for name in CASE.findall(f.read_text(encoding="utf-8")))


def update(case: Case, said: str) -> None:
    """Write what a case says now into the file of its family; nothing else in it changes."""
    text = case.family.read_text(encoding="utf-8")
    golden = "".join(f"    {line}\n" for line in said.splitlines())
    pattern = rf"(?ms)(^{re.escape(case.name)}:\n.*?^  expected: \|\n)(?:    .*?\n)+?(?=\n|\Z)"
    case.family.write_text(re.sub(pattern, lambda head: head[1] + golden, text), encoding="utf-8")


def make_base(folder: Path) -> None:
    """Lay out the sources and documents of the base in ``folder``."""
    shutil.copytree(BASE, folder, dirs_exist_ok=True)


def change(path: Path, edit: dict[str, Any]) -> None:
    """Change a file as an entry of ``edits`` says."""
    name = next(key for key in edit if key in CHANGES)
    CHANGES[name](path, edit)


def _replace(path: Path, edit: dict[str, Any]) -> None:
    text = path.read_bytes().decode()
    times = text.count(edit["find"])
    assert times == 1, f"{path.name}: {edit['find']!r} stands {times} times"
    path.write_bytes(text.replace(edit["find"], edit["put"]).encode())


def _rename(path: Path, edit: dict[str, Any]) -> None:
    text = path.read_bytes().decode()
    for old, new in edit["rename"].items():
        assert old in text, f"{path.name}: {old!r} is not in it"
        text = text.replace(old, new)
    path.write_bytes(text.encode())


def _write(path: Path, edit: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(edit["write"].encode())


def _remove(path: Path, _edit: dict[str, Any]) -> None:
    shutil.rmtree(path) if path.is_dir() else path.unlink()


def _encode(path: Path, edit: dict[str, Any]) -> None:
    path.write_bytes(path.read_bytes().decode().encode(edit["encode"]))


def _break_lines(path: Path, edit: dict[str, Any]) -> None:
    path.write_bytes(path.read_bytes().replace(b"\n", {"crlf": b"\r\n"}[edit["line_ends"]]))


def _cut(path: Path, edit: dict[str, Any]) -> None:
    path.write_bytes(path.read_bytes()[: -edit["cut"]])


def _copy(path: Path, edit: dict[str, Any]) -> None:
    shutil.copyfile(path.parent / edit["copy_of"], path)


def _make_folder(path: Path, _edit: dict[str, Any]) -> None:
    path.mkdir(parents=True)


def _make_pipe(path: Path, _edit: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    os.mkfifo(path)


def _compress(path: Path, _edit: dict[str, Any]) -> None:
    path.with_name(path.name + ".gz").write_bytes(gzip.compress(path.read_bytes(), mtime=0))
    path.unlink()


def _to_json_lines(path: Path, edit: dict[str, Any]) -> None:
    record = json.dumps(yaml.safe_load(path.read_text(encoding="utf-8")), ensure_ascii=False)
    numbers = range(2020, 2020 + edit["as_jsonl"])
    lines = [record.replace(RECORD, RECORD.replace("2020", str(number))) for number in numbers]
    path.with_name("bulk.jsonl").write_bytes("".join(f"{line}\n" for line in lines).encode())
    path.unlink()


CHANGES: dict[str, Callable[[Path, dict[str, Any]], None]] = {
    "find": _replace,
    "rename": _rename,
    "write": _write,
    "remove": _remove,
    "pipe": _make_pipe,
    "encode": _encode,
    "line_ends": _break_lines,
    "cut": _cut,
    "copy_of": _copy,
    "folder": _make_folder,
    "gzip": _compress,
    "as_jsonl": _to_json_lines,
}
