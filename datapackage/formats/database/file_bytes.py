"""The bytes of an SQLite file that carry nothing, made the same whoever wrote it.

SQLite leaves behind what it likes in the unused middle of a page, and its own version in the
header; nothing reads either (https://www.sqlite.org/fileformat2.html, sections 1.3.17 and 1.6).
"""

from __future__ import annotations

from pathlib import Path

_WRITER_VERSION = 96
"""Where the header has the version of the library that wrote the file last."""
_FILE_HEADER = 100
_TREE_PAGES = {2: 12, 5: 12, 10: 8, 13: 8}
"""First byte of a page of a b-tree -> length of the page's header."""


def make_reproducible(path: Path, page_bytes: int, version: int) -> None:
    """Clear the unused bytes of a file that no program has open, and set its writer's version."""
    with path.open("r+b") as file:
        for number in range(path.stat().st_size // page_bytes):
            file.seek(number * page_bytes)
            page = file.read(page_bytes)
            first, end = _unused(page, _FILE_HEADER if number == 0 else 0, page_bytes)
            if any(page[first:end]):
                file.seek(number * page_bytes + first)
                file.write(bytes(end - first))
        file.seek(_WRITER_VERSION)
        file.write(version.to_bytes(4, "big"))


def _unused(page: bytes, start: int, page_bytes: int) -> tuple[int, int]:
    """Return where a page's unused middle begins and ends; ``start`` is where its header does.

    Between the list of cells, which grows upwards, and the cells, which are filled in from below.
    Pages that carry on a long value have no such list.
    """
    header = _TREE_PAGES.get(page[start])
    if header is None:
        return 0, 0
    cells = int.from_bytes(page[start + 3 : start + 5], "big")
    content = int.from_bytes(page[start + 5 : start + 7], "big") or page_bytes
    return start + header + 2 * cells, content
