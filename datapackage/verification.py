"""Verifying the citations of a package against the source documents that someone holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq

from datapackage.citations import Verification, read_documents, source_faults, verify
from datapackage.problems import DataError, Place, Problem
from datapackage.write.tables import csv_path, parquet_path

FindPlace = Callable[[str, int, str], Place | None]


@dataclass(frozen=True)
class VerificationSummary:
    """What came out for each citation of a package, in the order of the table.

    ``source_faults`` are (row of the table of sources, what differs from the document).
    """

    citations: tuple[Verification, ...]
    source_faults: tuple[tuple[int, str], ...]
    missing_sources: tuple[str, ...]

    def count(self, outcome: str) -> int:
        """Return how many citations came out as ``outcome``."""
        return Counter(citation.outcome for citation in self.citations)[outcome]

    @property
    def found_elsewhere(self) -> dict[str, int]:
        """How many passages were found otherwise than they are cited, by how they were found."""
        found = (c.reason for c in self.citations if c.outcome == "verified" and c.reason)
        return dict(Counter(found).most_common())

    def problems(self, place: FindPlace) -> Iterator[Problem]:
        """Yield each broken citation and each source that is another document."""
        for row, message in self.source_faults:
            where = place("sources", row, "sha256") or Place(csv_path("sources"), row + 2)
            yield Problem(where, message, "source-differs")
        for row, citation in enumerate(self.citations):
            if citation.outcome == "broken":
                where = place("citations", row, "sha256") or Place(csv_path("citations"), row + 2)
                yield Problem(where, citation.reason, "broken-citation")


def verify_citations(
    package: str | Path, documents: str | Path, *, anywhere: bool = False
) -> VerificationSummary:
    """Hold every citation of a package against the documents in a folder.

    Args:
        package: Folder of the package.
        documents: Folder of the source documents.
        anywhere: Whether the documents may be copies with other white space, or edited ones: a
            passage counts wherever it is found, and that a document differs is no fault.

    Raises:
        DataError: There is no package.
        UsageError: There is no such folder of documents, or one of them is not UTF-8.
    """
    folder = Path(package)
    if not (folder / parquet_path("citations")).is_file():
        raise DataError([Problem(Place(str(folder)), "there is no package here", "missing-file")])
    held = read_documents(Path(documents))
    sources = pq.read_table(folder / parquet_path("sources")).to_pylist()
    by_id = {row["source_id"]: row for row in sources if row["source_id"]}
    rows = {row["source_id"]: number for number, row in enumerate(sources)}
    citations = pq.read_table(folder / parquet_path("citations")).to_pylist()
    faults = () if anywhere else source_faults(by_id, held)
    return VerificationSummary(
        tuple(verify(citations, by_id, held, anywhere=anywhere)),
        tuple((rows[source], fault) for source, fault in faults),
        tuple(s for s, row in by_id.items() if held.text_of(s, row["sha256"]) is None),
    )
