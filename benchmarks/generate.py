"""Make a folder of synthetic sources: ``python -m benchmarks.generate FOLDER --agreements N``.

The same seed and number of agreements give the same bytes, on any machine and with any number of
processes. The data is large where real data is and untidy in the ways that real data is: dates
and periods in many forms, names by aliases in four scripts and any case, decomposed letters,
no-break spaces, long tails, values left out.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from itertools import islice
from pathlib import Path

from benchmarks.records import BLOCK, Maker, Themes, default_codes
from benchmarks.registers import World, write_registers

ROOT = Path(__file__).resolve().parent.parent
SEED = 20_180_927

_PACKAGE = """\
name: synthetic-city-agreements
languages: [fi, en, sv, ru]
title:
  fi: Keksittyjä sopimuksia
  en: Synthetic agreements
  sv: Påhittade avtal
  ru: Вымышленные соглашения
description:
  fi: Nopeusmittauksia varten.
  en: Made for a benchmark.
  sv: För hastighetsmätning.
  ru: Для измерения скорости.
version: 1.0.0
released: 2026-01-01
base_url: https://example.org/data/synthetic-city-agreements
licence: CC0-1.0
keywords: [benchmark]
publisher: {name: Example publisher, url: "https://example.org"}
contact: {name: Example publisher, email: data@example.org}
contributors:
  - {name: Example publisher, roles: [publisher]}
"""


def generate(
    folder: Path, agreements: int, *, seed: int = SEED, workers: int | None = None
) -> None:
    """Write a folder of sources with ``agreements`` agreements and ten times as many goals.

    Args:
        folder: The folder to make; must not exist.
        agreements: How many agreements, at least 1.
        seed: What everything follows from.
        workers: Number of processes; one per core by default. The bytes do not depend on it.

    Raises:
        FileExistsError: ``folder`` exists.
    """
    folder.mkdir(parents=True)
    (folder / "package.yaml").write_text(_PACKAGE, encoding="utf-8", newline="\n")
    write_registers(World(agreements), folder / "registers", ROOT / "sources" / "registers", seed)
    (folder / "agreements").mkdir()
    with (folder / "agreements" / "agreements.jsonl").open("wb") as stream:
        for block in _blocks(seed, agreements, workers or os.cpu_count() or 1):
            stream.write(block)


def _blocks(seed: int, agreements: int, workers: int) -> Iterator[bytes]:
    """Yield the blocks in their order; no more than a few wait to be written at a time."""
    numbers = iter(range(-(-agreements // BLOCK)))
    if workers == 1:
        yield from (_block(seed, agreements, number) for number in numbers)
        return
    with ProcessPoolExecutor(workers) as pool:
        waiting = [
            pool.submit(_block, seed, agreements, number) for number in islice(numbers, 4 * workers)
        ]
        while waiting:
            yield waiting.pop(0).result()
            waiting += [
                pool.submit(_block, seed, agreements, number) for number in islice(numbers, 1)
            ]


def _block(seed: int, agreements: int, number: int) -> bytes:
    return _maker(seed, agreements).block(number)


@cache
def _maker(seed: int, agreements: int) -> Maker:
    """Return the maker of a data set, made once in each process."""
    real = ROOT / "sources"
    return Maker(
        seed,
        World(agreements),
        default_codes(),
        Themes.read(real / "registers" / "themes.csv"),
    )


def main() -> None:
    """Read the command line and make the folder."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.generate", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--agreements", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--workers", type=int)
    options = parser.parse_args()
    generate(options.folder, options.agreements, seed=options.seed, workers=options.workers)


if __name__ == "__main__":
    main()
