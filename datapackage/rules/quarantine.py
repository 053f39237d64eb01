"""Records at fault that are set aside, so that the others can be published.

A build that finds problems is made once more without the records that they are in, until there
are no more. What refers to a record that was set aside is found in the next round, as a reference
that leads nowhere, and is set aside too. A record is told from others by its file, or by its line
in JSON Lines; one of a workbook or one that a mapping makes, by the row that it begins with.
Problems of any other place, such as a register, can't be set aside.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import chain

from datapackage.problems import DataError, Place, Problem, explain, plural
from datapackage.read.batches import YAML_SUFFIXES, LeftOut
from datapackage.read.lock import lock_path
from datapackage.read.package import FILE_NAME as PACKAGE_FILE
from datapackage.read.sources import Sources
from datapackage.rules.causes import Record, record_of

MAX_ROUNDS = 10
"""A build that still finds problems after so many rounds publishes nothing."""


class Quarantine:
    """The records of a folder of sources that are set aside, and why.

    Attributes:
        problems: What is wrong with them, in the order of their places.
    """

    def __init__(self, sources: Sources) -> None:
        """Take the sources, whose ``package.yaml`` says whether anything may be set aside."""
        self._limit = sources.info.quarantine_limit if sources.info else None
        self._package_file = str(sources.folder / PACKAGE_FILE)
        self._files = {str(path): str(path) for path in sources.records}
        self._files |= {str(lock_path(path)): str(path) for path in sources.records}
        self._records: set[Record] = set()
        self._rounds = 0
        self._complete = True
        self.problems: tuple[Problem, ...] = ()

    def __len__(self) -> int:
        """Return the number of records."""
        return len(self._records)

    @property
    def left_out(self) -> LeftOut:
        """The records, as they are left out when the sources are read."""
        lines: dict[str, set[int]] = defaultdict(set)
        for file, line in self._records:
            lines[file].add(line)
        return lines

    def add(
        self,
        problems: Sequence[Problem],
        records: int,
        records_at: Callable[[Place], Iterable[Place]],
    ) -> None:
        """Set aside the records that problems are in.

        Args:
            problems: What a round has found.
            records: The number of records of that round, whether they could be read or not.
            records_at: Leads from a row of a workbook or a foreign table to where its records
                begin.

        Raises:
            DataError: That can't be done: a problem is in no record, there are more records at
                fault than ``package.yaml`` allows, or the rounds come to no end.
        """
        if self._limit is None:
            raise DataError(problems)
        self._rounds += 1
        where = [self._in_records(problem, records_at) for problem in problems]
        found = set(chain.from_iterable(where))
        self.problems = tuple(sorted({*self.problems, *self._told(problems)}))
        self._complete = self._complete and not any(problem.more for problem in problems)
        elsewhere = [p for p, found_in in zip(problems, where, strict=True) if not found_in]
        if elsewhere or found <= self._records or self._rounds == MAX_ROUNDS:
            self._refuse(elsewhere)
        before = len(self)
        self._records |= found
        self.check(before + records)

    def check(self, records: int) -> None:
        """Raise DataError if more are set aside than is allowed of that number of records."""
        if self._limit is None or len(self) <= self._limit.of(records):
            return
        allowed = self._limit.of(records)
        message = (
            "too many records are at fault for them to be set aside"
            f" (found {len(self):,}; expected at most {allowed:,} of {plural(records, 'record')})"
        )
        place = Place(self._package_file, 0, "quarantine_limit")
        raise DataError([*self.problems, Problem(place, message, "quarantine-limit")])

    def _in_records(
        self, problem: Problem, records_at: Callable[[Place], Iterable[Place]]
    ) -> set[Record]:
        """Return the records that a problem is in; a lock of citations is a part of its record."""
        file = self._files.get(problem.place.file, "")
        if not file:
            return {record_of(place) for place in records_at(problem.place)}
        in_record = problem.place.line or file.endswith(YAML_SUFFIXES)
        return {record_of(replace(problem.place, file=file))} if in_record else set()

    def _told(self, problems: Iterable[Problem]) -> Iterable[Problem]:
        """Yield the problems; a reference that led somewhere before says what became of that."""
        for problem in problems:
            if self._records and self._complete and problem.rule == "foreign-key":
                message = explain("the record that it refers to was set aside", found=problem.found)
                yield replace(problem, message=message)
            else:
                yield problem

    def _refuse(self, elsewhere: Sequence[Problem]) -> None:
        if elsewhere:
            have = "has" if len(elsewhere) == 1 else "have"
            reason = (
                f"only records can be, and {plural(len(elsewhere), 'problem')} elsewhere {have}"
                f" to be mended first, such as that in {min(elsewhere).place.file}"
            )
        else:
            reason = f"problems are left after {plural(self._rounds, 'round')}"
        place = Place(self._package_file, 0, "on_error")
        message = f"no record was set aside: {reason}"
        raise DataError([*self.problems, Problem(place, message, "quarantine")])
