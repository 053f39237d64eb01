"""Measure, and write the results: ``python -m benchmarks``."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks import parts
from benchmarks.data import Data
from benchmarks.generate import SEED
from benchmarks.report import NOTES, machine, render, unsteady
from benchmarks.results import Results

QUICK = 5_000
"""Agreements in the short form."""
SIZES = (1_000, 10_000, 100_000, 1_000_000)
RESULTS = Path(__file__).parent / "RESULTS.md"


def main() -> None:
    """Run what was asked for and write the report; exit with 1 where it can't be believed."""
    options = _options()
    with _folder(options.keep) as folder:
        results = (quick if options.quick else measure)(Data(folder, options.seed), options)
    if options.quick:
        print(render(results))
        return
    notes = NOTES.read_text(encoding="utf-8") if NOTES.is_file() else ""
    report = render(results, notes)
    if busy := unsteady(results):
        print(report)
        sys.exit(f"{options.results.name} is not written, the machine was busy: {'; '.join(busy)}")
    options.results.write_text(report, encoding="utf-8", newline="\n")
    say(f"written: {options.results.name}")


def measure(data: Data, options: argparse.Namespace) -> Results:
    """Run the parts that were asked for; the cheap ones that need a quiet machine first."""
    only, agreements = options.only, options.agreements
    real = parts.build_real(data, options.runs, say) if 4 in only else None
    validation, planted = None, {}
    if 1 in only:
        validation = parts.validate_tables(data, agreements, say)
        planted = parts.find_planted_errors(data, agreements, say)
    today = min(options.today or agreements, agreements)
    build = parts.build_package(data, agreements, today, say) if 2 in only else None
    dirty = parts.build_dirty(data, options.dirty, say) if 5 in only else None
    kept = options.sizes if options.keep else ()
    growth = parts.grow(data, options.sizes, kept, say) if 3 in only else ()
    return Results(machine(), options.seed, validation, planted, build, growth, real, dirty)


def quick(data: Data, options: argparse.Namespace) -> Results:
    """Measure the ratios that a change of the code may spoil, on data that is soon read."""
    fast = [name for name in parts.VALIDATORS if name != "frictionless"]
    return Results(
        machine(),
        options.seed,
        real=parts.build_real(data, parts.TIMES, say),
        validation=parts.validate_tables(data, QUICK, say, fast),
        build=parts.build_package(data, QUICK, 0, say),
        dirty=parts.build_dirty(data, QUICK, say, ["a date that is none"]),
    )


def say(text: str) -> None:
    """Tell what is being done."""
    print(text, file=sys.stderr, flush=True)


@contextmanager
def _folder(keep: Path | None) -> Iterator[Path]:
    if keep is not None:
        keep.mkdir(parents=True, exist_ok=True)
        yield keep.resolve()
        return
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        yield Path(folder)


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.replace(",", " ").split())


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    add = parser.add_argument
    add("--quick", action="store_true", help="print a short form, in five minutes, write nothing")
    add("--only", type=_numbers, default=(1, 2, 3, 4, 5), help="parts to run, such as 1,4")
    add("--sizes", type=_numbers, default=SIZES, help="numbers of agreements for part 3")
    add("--agreements", type=int, default=100_000, help="their number in parts 1 and 2")
    add("--dirty", type=int, default=20_000, help="their number in part 5 (default: 20000)")
    add("--today", type=int, help="agreements for today's way in part 2, scaled (default: all)")
    add("--runs", type=int, default=15, help="runs of each command in part 4 (default: 15)")
    add("--seed", type=int, default=SEED)
    add("--keep", type=Path, metavar="DIR", help="keep the data in DIR, and use what is there")
    add("--results", type=Path, default=RESULTS, help="file to write (default: RESULTS.md)")
    return parser.parse_args()


if __name__ == "__main__":
    main()
