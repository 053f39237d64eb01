"""What a run of the benchmark found out, as plain values for the report."""

from __future__ import annotations

from dataclasses import dataclass, field

from benchmarks.measure import Run


@dataclass(frozen=True)
class Contest:
    """Ways to do the same thing, measured: the first one is ours.

    Attributes:
        conditions: What was done on what, in sentences.
        runs: Name of each way -> its runs.
        scale: Name -> by how much its figures were multiplied, since it ran on a sample.
    """

    conditions: str
    runs: dict[str, list[Run]]
    scale: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Growth:
    """Builds of one size: number of agreements, bytes of the records, bytes of the keys."""

    agreements: int
    source_bytes: int
    key_bytes: int
    runs: list[Run]


@dataclass(frozen=True)
class Results:
    """The parts of a run; None for what was not asked for."""

    machine: dict[str, str]
    seed: int
    validation: Contest | None = None
    planted: dict[str, dict[str, str]] = field(default_factory=dict)
    build: Contest | None = None
    growth: tuple[Growth, ...] = ()
    real: Contest | None = None
    dirty: Contest | None = None

    def runs(self) -> dict[str, list[Run]]:
        """Return all runs, by what was run in which part."""
        contests = {1: self.validation, 2: self.build, 4: self.real, 5: self.dirty}
        return {
            f"{part}: {name}": runs
            for part, contest in contests.items()
            if contest is not None
            for name, runs in contest.runs.items()
        } | {f"3: {size.agreements:,} agreements": size.runs for size in self.growth}
