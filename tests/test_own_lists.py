"""A publisher with lists, a licence and schemas of their own; the package speaks for itself."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml

from datapackage import build, check, validate
from datapackage.problems import DataError
from datapackage.validator.messages import line_of
from tests.places import SCHEMAS

RECORD = "agreements/vesala-nordholm-2020.yaml"
LICENCE = {"title": "Terms of use of the city of Vesala", "url": "https://example.org/terms"}
EXTENDED = """\
code;label_fi;label_en;label_sv;label_ru;description_en;aliases
patron;Suojelija;Patron;Beskyddare;Покровитель;Has taken the patronage.;
partner;Kumppanikaupunki;;;;;Kumppaneina
"""
REPLACED = """\
code,label_fi,label_en,label_sv,label_ru
core,Ydin,Core areas,Kärna,Ядро
"""


@pytest.fixture
def sources(minimal_sources: Path) -> Path:
    """Sources that extend a list, replace one, and have a licence that is in no list."""
    lists = minimal_sources / "codelists"
    lists.mkdir()
    (lists / "party-role+.csv").write_text(EXTENDED, encoding="utf-8")
    (lists / "area-section.csv").write_text(REPLACED, encoding="utf-8")
    change(minimal_sources / "package.yaml", "licence: CC-BY-4.0", f"licence: {LICENCE}")
    record = minimal_sources / RECORD
    text = record.read_text(encoding="utf-8").replace("section: main", "section: Core areas")
    record.write_text(text.replace("role: partner", "role: patron", 1), encoding="utf-8")
    return minimal_sources


@pytest.fixture
def schemas(tmp_path: Path) -> Path:
    """Schemas in which a party has a column more, with a list that has no default."""
    folder = shutil.copytree(SCHEMAS, tmp_path / "schemas")
    schema = json.loads((folder / "parties.json").read_bytes())
    schema["fields"].append({"name": "seat", "type": "string", "codelist": "seat"})
    (folder / "parties.json").write_text(json.dumps(schema), encoding="utf-8")
    return folder


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def elsewhere(sources: Path, schemas: Path | None = None) -> Path:
    """Build, and carry the package off; what it was made from is no more."""
    build(sources, sources.parent / "output", schemas=schemas)
    package = shutil.move(sources.parent / "output", sources.parent / "received")
    for folder in filter(None, (sources, schemas)):
        shutil.rmtree(folder)
    return Path(package)


def codes(package: Path, codelist: str) -> dict[str, dict[str, str]]:
    with (package / "csv" / "codes.csv").open(encoding="utf-8", newline="") as stream:
        return {r["code"]: r for r in csv.DictReader(stream) if r["codelist"] == codelist}


def test_a_package_is_valid_without_the_files_of_its_publisher(sources: Path) -> None:
    package = elsewhere(sources)
    verdict = validate(package)
    assert verdict.valid
    assert verdict.targets[0].profile
    assert list(codes(package, "party-role")) == ["partner", "lead-partner", "observer", "patron"]
    assert codes(package, "party-role")["partner"]["label_fi"] == "Kumppanikaupunki"
    assert codes(package, "party-role")["partner"]["label_en"] == "Partner"
    assert list(codes(package, "area-section")) == ["core"]


def test_so_is_one_with_other_schemas(sources: Path, schemas: Path) -> None:
    (sources / "codelists" / "seat.csv").write_text(
        "code,label_fi,label_en,label_sv,label_ru\nhead,Johto,Head,Ledning,Глава\n",
        encoding="utf-8",
    )
    change(sources / RECORD, "    role: patron\n", "    role: patron\n    seat: Ledning\n")
    package = elsewhere(sources, schemas)
    assert validate(package).valid
    parties = pq.read_table(package / "parquet" / "parties.parquet")
    assert parties["seat"].to_pylist() == ["head", None]


def test_a_wrong_code_is_told_by_the_lists_of_the_package(sources: Path) -> None:
    package = elsewhere(sources)
    change(package / "csv" / "parties.csv", "patron", "patrn")
    path = package / "parquet" / "parties.parquet"
    rows = pq.read_table(path)
    roles = pa.array(["patrn", *rows["role"].to_pylist()[1:]])
    pq.write_table(rows.set_column(rows.schema.get_field_index("role"), "role", roles), path)
    [said] = {
        line_of(finding).split(": ", 1)[1]
        for finding in validate(package).findings()
        if finding.rule == "enum" and finding.table == "parties"
    }
    assert said == (
        "role: no such code (found 'patrn'; expected one of partner, lead-partner, observer,"
        " patron; did you mean 'patron'?)"
    )


def test_a_wrong_code_is_told_in_the_record(sources: Path) -> None:
    change(sources / RECORD, "role: patron", "role: patrn")
    with pytest.raises(DataError) as error:
        check(sources, formats=[])
    [problem] = error.value.problems
    assert problem.place.path == "parties[1].role"
    assert problem.message == (
        "no such code in the list 'party-role' (found 'patrn'; expected one of partner,"
        " lead-partner, observer, patron; did you mean 'patron'?)"
    )


def test_a_licence_of_ones_own_is_in_every_format_that_names_one(sources: Path) -> None:
    package = elsewhere(sources)
    descriptor = json.loads((package / "datapackage.json").read_bytes())
    assert descriptor["licenses"] == [{"title": LICENCE["title"], "path": LICENCE["url"]}]
    readme = (package / "README.md").read_text(encoding="utf-8")
    front = yaml.safe_load(readme.split("---\n")[1])
    assert (front["license"], front["license_name"]) == ("other", LICENCE["title"])
    assert f"under [{LICENCE['title']}]({LICENCE['url']})." in readme
    cited = yaml.safe_load((package / "CITATION.cff").read_text(encoding="utf-8"))
    assert cited["license-url"] == LICENCE["url"]
    for path in ("catalogue/croissant.json", "catalogue/schema-org.jsonld", "catalogue/dcat.ttl"):
        text = (package / path).read_text(encoding="utf-8")
        assert LICENCE["url"] in text
        assert "creativecommons" not in text
