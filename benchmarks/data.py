"""The folders of a run: generated sources and what is built from them, each made once."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from benchmarks.dirty import make_dirty
from benchmarks.generate import generate
from benchmarks.measure import Run, run


@dataclass
class Data:
    """Sources and packages under a folder; what is there already is used as it is."""

    folder: Path
    seed: int

    def sources(self, agreements: int) -> Path:
        """Return a folder of sources with that many agreements."""
        path = self.folder / f"sources-{agreements}-{self.seed}"
        if not path.exists():
            unfinished = path.with_suffix(".part")
            shutil.rmtree(unfinished, ignore_errors=True)
            generate(unfinished, agreements, seed=self.seed)
            unfinished.rename(path)
        return path

    def source_bytes(self, agreements: int) -> int:
        """Return the size of the records of that many agreements."""
        return (self.sources(agreements) / "agreements" / "agreements.jsonl").stat().st_size

    def package(self, agreements: int) -> Path:
        """Return the package built of that many agreements."""
        path = self.output(agreements)
        if not path.exists():
            self.build(agreements)
        return path

    def output(self, agreements: int) -> Path:
        """Return the folder that builds of that many agreements publish to."""
        return self.folder / f"package-{agreements}"

    def build_command(self, agreements: int, sources: Path | None = None) -> list[str]:
        """Return the command that builds CSV and Parquet, checked, of that many agreements.

        Other ``sources`` may be given in place of the generated ones.
        """
        return [
            *("build_dataset.py", "build", "--formats", ""),
            *("--sources", str(sources or self.sources(agreements))),
            *("--output", str(self.output(agreements))),
        ]

    def build(self, agreements: int) -> Run:
        """Return a run of the build into an empty place."""
        self.empty(self.output(agreements))
        return run(self.build_command(agreements))

    def dirty(self, agreements: int, fault: str, every: int) -> Path:
        """Return a folder of sources with a fault in each ``every``-th of the agreements."""
        path = self.folder / f"dirty-{agreements}-{every}-{fault.replace(' ', '-')}"
        if not path.exists():
            make_dirty(self.sources(agreements), path, fault, every)
        return path

    def empty(self, path: Path) -> Path:
        """Remove a folder of the run, and return its path."""
        shutil.rmtree(path, ignore_errors=True)
        return path

    def forget(self, agreements: int) -> None:
        """Remove the sources and the package of that many agreements."""
        for path in (self.folder / f"sources-{agreements}-{self.seed}", self.output(agreements)):
            self.empty(path)
