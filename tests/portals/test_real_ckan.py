"""A dataset that is published and one that is harvested, on a real CKAN 2.12 with ckanext-dcat.

One test, since it takes half a minute to start the portal. It is skipped where CKAN is not
installed: `make test-ckan` does that, and CI.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import Any

import frictionless
import pytest
from rdflib import Graph, Namespace

from datapackage import PortalError, build, publish_to_ckan
from tests.bad_inputs.case import make_base
from tests.other_languages import speak
from tests.portals.real_ckan import ROOT, Ckan, missing, running_ckan

SPDX = Namespace("http://spdx.org/rdf/terms#")

NAME = "small-agreements"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(bool(missing()), reason=f"no CKAN here: {missing()}"),
    pytest.mark.filterwarnings("default"),  # of frictionless, which leaves a connection open
]


def test_a_published_and_a_harvested_dataset(tmp_path: Path) -> None:
    package = strangers_package(tmp_path)
    with running_ckan() as portal:
        starts_and_is_killed(package, portal)
        publish(package, portal)
        first = dataset(portal)
        is_whole(package, portal, first)
        shows_what_it_is(portal, first)
        assert publish(package, portal) == ()
        assert dataset(portal) == first
        is_brought_up_to_date(package, portal, first)
        is_refused_to_strangers(package, portal)
        is_harvested_as_well(package, portal)


def strangers_package(folder: Path) -> Path:
    """A package in two languages that are none of ours."""
    make_base(folder)
    speak(folder / "sources", {"de": "fi", "fr": "sv"})
    build(folder / "sources", folder / "output", formats=["spreadsheet", "citation", "dcat"])
    return folder / "output"


def publish(package: Path, portal: Ckan) -> tuple[str, ...]:
    token = portal.tokens["editor"]
    return publish_to_ckan(package, portal.address, "city", token=token).changes


def ask(address: str, token: str = "", data: Any = None) -> bytes:
    body = None if data is None else json.dumps(data).encode()
    headers = {"Authorization": token, "Content-Type": "application/json"} if token else {}
    with urllib.request.urlopen(urllib.request.Request(address, body, headers)) as answer:
        return bytes(answer.read())


def dataset(portal: Ckan) -> dict[str, Any]:
    address = f"{portal.address}/api/3/action/package_show?id={NAME}"
    return dict(json.loads(ask(address, portal.tokens["editor"]))["result"])


def by_path(dataset: dict[str, Any]) -> dict[str, Any]:
    return {resource["package_path"]: resource for resource in dataset["resources"]}


def starts_and_is_killed(package: Path, portal: Ckan) -> None:
    """A process that publishes is killed when it has sent some files."""
    call = [sys.executable, str(ROOT / "build_dataset.py"), "publish", str(package)]
    call += ["--ckan", portal.address, "--org", "city"]
    env = os.environ | {"CKAN_API_TOKEN": portal.tokens["editor"]}
    process = subprocess.Popen(call, env=env, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    for _, line in zip(range(9), process.stdout, strict=False):
        assert line.startswith("new ")
    process.kill()
    process.communicate()
    begun = dataset(portal)
    assert begun["private"]
    assert 0 < len(begun["resources"]) < 10


def is_whole(package: Path, portal: Ckan, there: dict[str, Any]) -> None:
    """Each file is handed out as it lies in the package; data come first."""
    assert not there["private"]
    resources = by_path(there)
    assert len(resources) == len(there["resources"])
    assert next(iter(resources)).startswith("csv/")
    assert list(resources)[-1] == "datapackage.json"
    for path, resource in resources.items():
        content = ask(resource["url"])
        assert resource["hash"] == hashlib.sha256(content).hexdigest()
        assert resource["size"] == len(content)
        assert content == (package / path).read_bytes() or path == "datapackage.json"


def shows_what_it_is(portal: Ckan, there: dict[str, Any]) -> None:
    """The page has title, licence and formats; the portal's own catalogue has the digests."""
    page = ask(f"{portal.address}/dataset/{NAME}").decode()
    assert "Pieni aineisto" in page, "the text of the main language, which stands for German"
    assert "Creative Commons Attribution" in page
    assert "No License Provided" not in page
    for form in ("csv", "parquet", "xlsx"):
        assert f'data-format="{form}"' in page
    own = Graph().parse(data=ask(f"{portal.address}/dataset/{NAME}.ttl"), format="turtle")
    digests = {str(value) for value in own.objects(None, SPDX.checksumValue)}
    assert digests == {resource["hash"] for resource in there["resources"]}
    assert set(own.objects(None, SPDX.algorithm)) == {SPDX.checksumAlgorithm_sha256}


def validates_where_it_is_hosted(there: dict[str, Any]) -> None:
    report = frictionless.validate(by_path(there)["datapackage.json"]["url"])
    assert report.valid, report.to_summary()
    assert report.stats["tasks"] > 40


def is_brought_up_to_date(package: Path, portal: Ckan, first: dict[str, Any]) -> None:
    """What changed is replaced in place, what is gone is removed, all else keeps its address."""
    shutil.rmtree(package)
    place = package.parent / "sources" / "registers" / "places.csv"
    text = place.read_text(encoding="utf-8")
    place.write_text(text.replace(",60.5,", ",60.6,"), encoding="utf-8")
    build(package.parent / "sources", package, formats=["spreadsheet", "dcat"])
    changes = publish(package, portal)
    assert {"replaced csv/places.csv", "removed CITATION.cff"} < set(changes)
    assert "replaced csv/codes.csv" not in changes
    now = dataset(portal)
    is_whole(package, portal, now)
    validates_where_it_is_hosted(now)
    kept = by_path(first)
    del kept["CITATION.cff"]
    assert {path: found["id"] for path, found in by_path(now).items()} == {
        path: found["id"] for path, found in kept.items()
    }


def is_refused_to_strangers(package: Path, portal: Ckan) -> None:
    for token, message in (
        (portal.tokens["stranger"], "may not publish for city"),
        (portal.tokens["editor"][:-2], "does not accept the token"),
    ):
        with pytest.raises(PortalError, match=message) as refused:
            publish_to_ckan(package, portal.address, "city", token=token)
        assert token not in str(refused.value)


def is_harvested_as_well(package: Path, portal: Ckan) -> None:
    """The catalogue makes the same dataset in both of its forms, with licence and formats."""
    turtle = portal.harvested(package / "catalogue" / "dcat.ttl", "turtle")
    linked = portal.harvested(package / "catalogue" / "dcat.jsonld", "json-ld")
    assert plain(turtle) == plain(linked)
    assert turtle["license_id"] == "cc-by"
    formats = {resource["format"] for resource in turtle["resources"]}
    assert {"CSV", "PARQUET", "XLSX"} <= formats
    assert not [form for form in formats if "/" in form], "formats are no addresses"
    turtle |= {"name": "harvested", "owner_org": "city"}
    create = f"{portal.address}/api/3/action/package_create"
    ask(create, portal.tokens["editor"], turtle)
    page = ask(f"{portal.address}/dataset/harvested").decode()
    assert "Creative Commons Attribution" in page
    assert "No License Provided" not in page
    assert 'data-format="parquet"' in page


def plain(dataset: dict[str, Any]) -> dict[str, Any]:
    """A harvested dataset without the order of what has none."""
    extras = {extra["key"]: extra["value"] for extra in dataset["extras"]}
    resources = {resource["uri"]: resource for resource in dataset["resources"]}
    tags = {tag["name"] for tag in dataset["tags"]}
    return dataset | {"extras": extras, "resources": resources, "tags": tags}
