"""Front matter of the README, by which Hugging Face shows and loads the package.

Source: https://huggingface.co/docs/hub/datasets-cards and …/datasets-manual-configuration. Each
table is a configuration: ``datasets.load_dataset(folder, "goals")``.
"""

from __future__ import annotations

from typing import Any

import yaml

from datapackage.formats import FinishedPackage
from datapackage.read.licence import Licence
from datapackage.write.tables import parquet_path

LICENCES = {
    "CC-BY-4.0": "cc-by-4.0",
    "CC0-1.0": "cc0-1.0",
    "ODC-By-1.0": "odc-by",
    "ODbL-1.0": "odbl",
}
"""SPDX identifier -> Hugging Face's."""

SIZES = (
    (1_000, "n<1K"),
    (10_000, "1K<n<10K"),
    (100_000, "10K<n<100K"),
    (1_000_000, "100K<n<1M"),
    (10_000_000, "1M<n<10M"),
    (100_000_000, "10M<n<100M"),
    (1_000_000_000, "100M<n<1B"),
)
"""Number of rows below which a size category holds."""


def front_matter(package: FinishedPackage) -> str:
    """Return the YAML block that a dataset card begins with, its lines of dashes included.

    Tables without rows are no configurations: a Parquet file without row groups can't be loaded
    as a split.
    """
    text = yaml.safe_dump(_metadata(package), allow_unicode=True, sort_keys=False, width=96)
    return f"---\n{text}---\n"


def _metadata(package: FinishedPackage) -> dict[str, Any]:
    info, rows, languages = package.info, package.rows, package.languages
    configs: list[dict[str, Any]] = [
        {"config_name": name, "data_files": parquet_path(name)}
        for name in package.contract
        if rows[name]
    ]
    if configs:
        configs[0]["default"] = True
    return {
        "pretty_name": package.text(info.title),
        **_licence(info.licence),
        "language": list(languages),
        "multilinguality": ["monolingual" if len(languages) == 1 else "multilingual"],
        "size_categories": [_size(sum(rows.values()))],
        "tags": [word.replace(" ", "-") for word in package.text(info.keywords)],
        "configs": configs,
    }


def _licence(licence: Licence) -> dict[str, str]:
    if licence.name in LICENCES:
        return {"license": LICENCES[licence.name]}
    return {"license": "other", "license_name": licence.short, "license_link": licence.url}


def _size(rows: int) -> str:
    return next((word for limit, word in SIZES if rows < limit), "n>1B")
