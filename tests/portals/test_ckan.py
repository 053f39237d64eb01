"""Publishing on a CKAN portal, tried on a small one in memory."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from datapackage import DataError, UsageError, build
from datapackage.cli import main
from datapackage.portals import PortalError, Publication, publish_to_ckan
from datapackage.portals.ckan import licence_id
from tests.bad_inputs.case import make_base
from tests.other_languages import speak
from tests.portals.stand_in import EDITOR, FLUENT, LICENCES, Portal, running_portal


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A package with catalogue and documentation; for reading and copying only."""
    folder = tmp_path_factory.mktemp("whole")
    make_base(folder)
    formats = ["database", "dictionary", "csvw", "citation", "dcat", "site"]
    build(folder / "sources", folder / "output", formats=formats)
    return folder / "output"


@pytest.fixture
def package(whole: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(whole, tmp_path / "package"))


@pytest.fixture
def portal() -> Iterator[Portal]:
    with running_portal() as portal:
        yield portal


def publish(package: Path, portal: Portal, **options: Any) -> Publication:
    options = {"token": EDITOR} | options
    return publish_to_ckan(package, portal.address, "city", **options)


def dataset(portal: Portal) -> dict[str, Any]:
    (found,) = portal.datasets.values()
    return found


def by_path(portal: Portal) -> dict[str, dict[str, Any]]:
    return {resource["package_path"]: resource for resource in dataset(portal)["resources"]}


def plain_package(folder: Path, **properties: Any) -> Path:
    """A Data Package of somebody else's, without any of our properties."""
    (folder / "data").mkdir(parents=True)
    (folder / "data" / "a.csv").write_text("id\n1\n")
    (folder / "data" / "b-1.csv").write_text("id\n1\n")
    (folder / "data" / "b-2.csv").write_text("2\n")
    schema = {"fields": [{"name": "id", "type": "integer"}]}
    (folder / "schema.json").write_text(json.dumps(schema))
    descriptor = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "Strangers.data/1".lower(),
        "title": "Data of strangers",
        "licenses": [{"path": "https://creativecommons.org/publicdomain/zero/1.0/deed.de"}],
        "keywords": ["a/b", "x"],
        "resources": [
            {"name": "a", "title": "Table A", "path": "data/a.csv", "schema": "schema.json"},
            {"name": "b", "path": ["data/b-1.csv", "data/b-2.csv"], "schema": schema},
            {"name": "c", "data": [{"id": 1}], "schema": schema},
        ],
    } | properties
    (folder / "datapackage.json").write_text(json.dumps(descriptor))
    return folder


@pytest.fixture
def theirs(tmp_path: Path) -> Path:
    return plain_package(tmp_path / "theirs")


# --- What lands ---------------------------------------------------------------------------------


def test_files_land_as_they_are_data_first_and_documentation_last(
    package: Path, portal: Portal
) -> None:
    publish(package, portal)
    paths = list(by_path(portal))
    for path, resource in by_path(portal).items():
        if path != "datapackage.json":
            content = (package / path).read_bytes()
            assert portal.files[resource["id"]] == content
            assert resource["hash"] == hashlib.sha256(content).hexdigest()
            assert resource["hash_algorithm"].endswith("checksumAlgorithm_sha256")
    database = [path for path in paths if path.endswith(".sqlite")]
    order = ["csv/agreements.csv", "parquet/agreements.parquet", *database]
    order += ["CITATION.cff", "datapackage.json"]
    assert [path for path in paths if path in order] == order
    assert paths[-1] == "datapackage.json"
    by_folder = {"SHA256SUMS", "csv/csv-metadata.json", "database/duckdb.sql"}
    there = {p.relative_to(package).as_posix() for p in package.rglob("*") if p.is_file()}
    assert there - set(paths) == by_folder | {path for path in there if path.startswith("site/")}


def test_the_descriptor_has_the_addresses_of_the_portal(package: Path, portal: Portal) -> None:
    published = publish(package, portal)
    resources = by_path(portal)
    there = json.loads(portal.files[resources["datapackage.json"]["id"]])
    here = json.loads((package / "datapackage.json").read_text(encoding="utf-8"))
    assert published.descriptor == resources["datapackage.json"]["url"]
    for new, old in zip(there["resources"], here["resources"], strict=True):
        assert new.pop("path") == resources[old.pop("path")]["url"]
    assert there == here


def test_the_dataset_tells_what_the_package_tells(package: Path, portal: Portal) -> None:
    publish(package, portal)
    found, resource = dataset(portal), by_path(portal)["csv/agreements.csv"]
    assert found["license_id"] == "cc-by"
    assert found["title"] == "A small package"
    assert found["version"] == "0.1.0"
    assert found["maintainer_email"] == "nobody@example.org"
    assert found["tags"]
    extras = {extra["key"]: extra["value"] for extra in found["extras"]}
    descriptor = json.loads((package / "datapackage.json").read_text(encoding="utf-8"))
    assert extras["identifier"] == descriptor["id"]
    assert extras["issued"] == descriptor["created"][:10]
    assert json.loads(extras["language"]) == ["fi", "en", "sv", "ru"]
    assert (resource["name"], resource["format"]) == ("Agreements (CSV)", "CSV")


def test_texts_are_in_the_language_of_the_portal(package: Path, portal: Portal) -> None:
    portal.status["locale_default"] = "fi"
    publish(package, portal)
    assert dataset(portal)["title"] == "Pieni aineisto"
    assert by_path(portal)["csv/agreements.csv"]["name"] == "Sopimukset (CSV)"


def test_a_portal_in_several_languages_gets_them_all(package: Path, portal: Portal) -> None:
    portal.status["extensions"] = ["scheming_datasets", "fluent"]
    portal.schema = FLUENT
    publish(package, portal)
    title = dataset(portal)["title_translated"]
    assert set(title) == {"fi", "en", "sv", "ru", "ca"}
    assert title["ca"] == title["en"], "a language that we lack, and the portal requires"
    assert "ca" not in dataset(portal)["notes_translated"]
    assert dataset(portal)["language"] == ["fi", "en", "sv", "ru"]
    name = by_path(portal)["csv/agreements.csv"]["name_translated"]
    assert (name["sv"], name["ru"]) == ("Avtal (CSV)", "Соглашения (CSV)")
    assert not publish(package, portal).changes


@pytest.mark.slow
def test_a_package_of_another_language_speaks_it(tmp_path: Path, portal: Portal) -> None:
    make_base(tmp_path)
    speak(tmp_path / "sources", {"de": "fi"})
    build(tmp_path / "sources", tmp_path / "output", formats=["dcat"])
    publish(tmp_path / "output", portal)
    assert dataset(portal)["title"] == "Pieni aineisto"
    assert not publish(tmp_path / "output", portal).changes


def test_any_data_package_can_be_published(tmp_path: Path, portal: Portal) -> None:
    publish(plain_package(tmp_path / "theirs"), portal)
    assert [*portal.datasets] == ["strangers-data-1"]
    found = dataset(portal)
    assert found["license_id"] == "cc0"
    assert found["tags"] == [{"name": "a b"}], "CKAN takes no slash and no single letter"
    resources = by_path(portal)
    assert resources["data/a.csv"]["name"] == "Table A"
    there = json.loads(portal.files[resources["datapackage.json"]["id"]])
    first, second, third = there["resources"]
    assert first["path"] == resources["data/a.csv"]["url"]
    assert first["schema"] == resources["schema.json"]["url"]
    assert second["path"] == [resources[f"data/b-{n}.csv"]["url"] for n in (1, 2)]
    assert "path" not in third
    assert not publish(tmp_path / "theirs", portal).changes


# --- A second time ------------------------------------------------------------------------------


def test_a_second_run_writes_nothing(package: Path, portal: Portal) -> None:
    publish(package, portal)
    portal.writes.clear()
    assert publish(package, portal).changes == ()
    assert portal.writes == []


def test_what_changed_is_replaced_in_place_and_what_is_gone_removed(
    tmp_path: Path, portal: Portal
) -> None:
    folder = plain_package(tmp_path / "theirs")
    publish(folder, portal)
    before = by_path(portal)
    (folder / "data" / "a.csv").write_text("id\n2\n")
    descriptor = json.loads((folder / "datapackage.json").read_text())
    del descriptor["resources"][1]
    descriptor["resources"][0]["title"] = "Table A, mended"
    (folder / "datapackage.json").write_text(json.dumps(descriptor))
    old_id = before["data/a.csv"]["id"]
    changes = publish(folder, portal).changes
    assert changes == (
        "replaced data/a.csv",
        "replaced datapackage.json",
        "removed data/b-1.csv",
        "removed data/b-2.csv",
    )
    resource = by_path(portal)["data/a.csv"]
    assert (resource["id"], resource["name"]) == (old_id, "Table A, mended")
    assert portal.files[old_id] == b"id\n2\n"
    assert not publish(folder, portal).changes


def test_new_texts_send_no_file_again(tmp_path: Path, portal: Portal) -> None:
    folder = plain_package(tmp_path / "theirs")
    publish(folder, portal)
    by_path(portal)["data/a.csv"]["name"] = "edited on the portal"
    dataset(portal)["title"] = "edited on the portal"
    assert publish(folder, portal).changes == (
        "described data/a.csv",
        "described dataset strangers-data-1",
    )
    assert portal.writes[-2:] == ["resource_patch", "package_patch"]
    assert by_path(portal)["data/a.csv"]["name"] == "Table A"


def test_a_digest_that_the_datastore_wrote_is_known(tmp_path: Path, portal: Portal) -> None:
    folder = plain_package(tmp_path / "theirs")
    publish(folder, portal)
    content = (folder / "data" / "a.csv").read_bytes()
    by_path(portal)["data/a.csv"]["hash"] = hashlib.md5(content).hexdigest()
    assert not publish(folder, portal).changes
    by_path(portal)["data/a.csv"]["hash"] = hashlib.md5(b"other").hexdigest()
    assert publish(folder, portal).changes == ("replaced data/a.csv",)


def test_what_others_added_stays_and_comes_last(tmp_path: Path, portal: Portal) -> None:
    folder = plain_package(tmp_path / "theirs", id="https://example.org/theirs")
    publish(folder, portal)
    dataset(portal)["resources"].insert(0, {"id": "map", "name": "A map of mine", "url": "x"})
    dataset(portal)["extras"].append({"key": "mine", "value": "kept"})
    assert publish(folder, portal).changes == ("ordered",)
    assert [resource["id"] for resource in dataset(portal)["resources"]][-1] == "map"
    dataset(portal)["title"] = "edited"
    publish(folder, portal)
    assert [extra["key"] for extra in dataset(portal)["extras"]] == ["identifier", "mine"]


def test_a_second_resource_of_one_file_is_removed(theirs: Path, portal: Portal) -> None:
    publish(theirs, portal)
    first = by_path(portal)["data/a.csv"]
    dataset(portal)["resources"].append(first | {"id": "second"})
    assert publish(theirs, portal).changes == ("removed data/a.csv",)
    assert by_path(portal)["data/a.csv"]["id"] == first["id"]


def test_a_resource_that_was_made_by_hand_is_known_by_its_name(
    tmp_path: Path, portal: Portal
) -> None:
    folder = plain_package(tmp_path / "theirs")
    publish(folder, portal)
    resource = by_path(portal)["data/a.csv"]
    key = resource["id"]
    del resource["package_path"]
    assert publish(folder, portal).changes == ("described data/a.csv",)
    assert by_path(portal)["data/a.csv"]["id"] == key


@pytest.mark.parametrize("writes", range(7))
def test_an_interrupted_run_is_gone_on_with(tmp_path: Path, portal: Portal, writes: int) -> None:
    folder = plain_package(tmp_path / "theirs")
    portal.break_after = writes
    with pytest.raises(PortalError, match="no answer"):
        publish(folder, portal)
    if portal.datasets:
        assert dataset(portal)["private"] == (writes < 6), "private until all data are there"
    portal.break_after = None
    again = publish(folder, portal).changes
    assert len(portal.writes) == writes + len(again) == 7, "nothing is done twice"
    assert not dataset(portal)["private"]
    assert not publish(folder, portal).changes
    assert len(by_path(portal)) == len(dataset(portal)["resources"]) == 5


def test_a_dataset_that_was_made_private_stays_so(tmp_path: Path, portal: Portal) -> None:
    folder = plain_package(tmp_path / "theirs")
    publish(folder, portal)
    dataset(portal)["private"] = True
    assert not publish(folder, portal).changes
    assert dataset(portal)["private"]


def test_a_dry_run_tells_and_writes_nothing(tmp_path: Path, portal: Portal) -> None:
    folder = plain_package(tmp_path / "theirs")
    told = publish(folder, portal, dry_run=True)
    assert portal.writes == []
    assert told.descriptor == ""
    assert told.changes == publish(folder, portal).changes


# --- What goes wrong ----------------------------------------------------------------------------


def test_the_token_is_needed(theirs: Path, portal: Portal) -> None:
    with pytest.raises(UsageError, match="CKAN_API_TOKEN"):
        publish(theirs, portal, token="")
    with pytest.raises(PortalError, match="does not accept the token") as refused:
        publish(theirs, portal, token="mistyped")
    assert "mistyped" not in str(refused.value).replace("it may be mistyped", "")
    with pytest.raises(PortalError, match="may not publish for city"):
        publish(theirs, portal, token="of-a-stranger")


def test_a_portal_that_repeats_the_token_does_not_show_it(theirs: Path, portal: Portal) -> None:
    portal.echoes = True
    with pytest.raises(PortalError, match=r"refuses .*: name: not with \[token\]") as refused:
        publish(theirs, portal)
    assert EDITOR not in str(refused.value)


def test_the_organisation_is_there(theirs: Path, portal: Portal) -> None:
    with pytest.raises(UsageError, match=r"found 'citty'; did you mean 'city'\?"):
        publish_to_ckan(theirs, portal.address, "citty", token=EDITOR)


def test_the_portal_is_there(theirs: Path, portal: Portal) -> None:
    with pytest.raises(PortalError, match="Connection refused"):
        publish_to_ckan(theirs, "http://127.0.0.1:9", "city", token=EDITOR)
    with pytest.raises(UsageError, match="no address of the web"):
        publish_to_ckan(theirs, "data.example.org", "city", token=EDITOR)


def test_the_name_is_free(theirs: Path, portal: Portal) -> None:
    taken = {"id": "x", "name": "strangers-data-1", "owner_org": "org-2", "resources": []}
    portal.datasets["strangers-data-1"] = taken | {"organization": {"title": "The ministry"}}
    with pytest.raises(PortalError, match="strangers-data-1: belongs to The ministry"):
        publish(theirs, portal)
    dataset(portal)["hidden"] = True
    with pytest.raises(PortalError, match="may be another owner's"):
        publish(theirs, portal)
    assert portal.writes == []


def test_a_file_may_be_too_large(theirs: Path, portal: Portal) -> None:
    (theirs / "data" / "a.csv").write_text("id\n" + "1\n" * 10_000)
    portal.largest = 10_000
    with pytest.raises(PortalError, match=r"data/a.csv: is larger than the portal takes"):
        publish(theirs, portal)
    assert dataset(portal)["private"]


def test_what_a_portal_hands_out_is_what_it_was_sent(theirs: Path, portal: Portal) -> None:
    portal.spoil = lambda content: content.replace(b"id", b"ID")
    with pytest.raises(PortalError, match=r"data/a.csv was sent, and other bytes are read back"):
        publish(theirs, portal)
    portal.spoil = bytes
    assert "replaced data/a.csv" in publish(theirs, portal).changes


def test_a_package_that_is_not_valid_is_not_published(theirs: Path, portal: Portal) -> None:
    (theirs / "data" / "a.csv").write_text("id\nx\n")
    with pytest.raises(DataError, match="is not valid: nothing was published"):
        publish(theirs, portal)
    assert portal.writes == []


@pytest.mark.parametrize(
    ("licence", "found"),
    [
        ({"name": "CC-BY-4.0"}, "cc-by"),
        ({"name": "CC0"}, "cc0"),
        ({"title": "no rights"}, "cc0"),
        ({"path": "https://www.example.org/cc-by/"}, "cc-by"),
    ],
)
def test_a_licence_is_found_by_name_title_or_address(licence: dict[str, str], found: str) -> None:
    assert licence_id({"licenses": [licence]}, LICENCES) == found


def test_a_licence_that_the_portal_lacks_has_to_be_named() -> None:
    descriptor = {"licenses": [{"name": "ODbL-1.0", "title": "", "path": ""}]}
    with pytest.raises(DataError, match=r"--licence \(found 'ODbL-1.0'; expected one of"):
        licence_id(descriptor, LICENCES)
    with pytest.raises(DataError, match="found 'no licence'"):
        licence_id({}, LICENCES)
    assert licence_id(descriptor, LICENCES, "cc-by") == "cc-by"
    with pytest.raises(UsageError, match="did you mean 'cc-by'"):
        licence_id(descriptor, LICENCES, "cc-bi")


# --- The command --------------------------------------------------------------------------------


def test_the_command_follows_its_page(
    theirs: Path,
    portal: Portal,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    page = (Path(__file__).parents[2] / "docs" / "ckan.md").read_text(encoding="utf-8")
    calls = [line.split()[1:] for line in page.splitlines() if " publish my-data " in line]
    assert len(calls) == 2
    monkeypatch.setenv("CKAN_API_TOKEN", EDITOR)
    known = {"my-data": str(theirs), "https://data.example.org": portal.address, "my-city": "city"}
    dry, real = ([known.get(word, word) for word in call] for call in calls)
    assert main(dry) == 0
    assert portal.writes == []
    assert "7 changes to be made" in capsys.readouterr().out
    assert main(real) == 0
    told = capsys.readouterr().out
    assert f"{portal.address}/dataset/strangers-data-1: 7 changes" in told
    assert f"frictionless validate {by_path(portal)['datapackage.json']['url']}" in told
    assert main(real) == 0
    assert "nothing to change" in capsys.readouterr().out


def test_exit_codes(
    theirs: Path,
    portal: Portal,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    call = ["publish", str(theirs), "--ckan", portal.address, "--org", "city"]
    monkeypatch.delenv("CKAN_API_TOKEN", raising=False)
    assert main(call) == 2
    monkeypatch.setenv("CKAN_API_TOKEN", "mistyped-token")
    assert main(call) == 1
    assert "mistyped-token" not in "".join(capsys.readouterr())
