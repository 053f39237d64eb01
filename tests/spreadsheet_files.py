"""Sources as a spreadsheet program of a European computer saves them."""

import csv
import io
from pathlib import Path


def save_as_spreadsheets_do(sources: Path, delimiter: str = ";") -> None:
    """Give all files Windows line ends and a byte order mark, and registers another delimiter."""
    for path in (path for path in sources.rglob("*") if path.is_file()):
        text = path.read_bytes().decode()
        if path.suffix == ".csv":
            buffer = io.StringIO()
            writer = csv.writer(buffer, delimiter=delimiter, lineterminator="\n")
            writer.writerows(csv.reader(io.StringIO(text, newline="")))
            text = buffer.getvalue()
        path.write_bytes(text.replace("\n", "\r\n").encode("utf-8-sig"))
