"""A package on a CKAN portal: one dataset, whose resources are the files of the package.

What is on the portal decides what is done: a run writes only what differs, so that a second one
writes nothing, and one that was interrupted is gone on with by the next. A resource keeps its id,
and so its address, since it is known by the path of its file, which it carries as a property of its
own; the first time by its name.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from datapackage.formats.vocabularies import LICENCES
from datapackage.portals.errors import PortalError, RefusedError
from datapackage.portals.package import PortalFile, PortalPackage, Texts
from datapackage.problems import (
    DataError,
    Place,
    Problem,
    UsageError,
    explain,
    nearest_match,
    one_of,
)
from datapackage.validation import validate
from datapackage.write.descriptor import FILE_NAME as DESCRIPTOR

if TYPE_CHECKING:
    from datapackage.portals.server import CkanServer

TOKEN_VARIABLE = "CKAN_API_TOKEN"  # noqa: S105  (the name of the variable, no token)
"""The environment variable that holds the token; a command line would show it to everybody."""

_SHA256 = "http://spdx.org/rdf/terms#checksumAlgorithm_sha256"
_MD5_DIGITS = 32
_PATH = "package_path"
"""Our property of a resource: the path of its file in the package."""


@dataclass(frozen=True)
class Publication:
    """What was done, or would be.

    Attributes:
        page: Address of the dataset's page.
        descriptor: Address of the descriptor; empty where it isn't there yet.
        changes: One line for each, in their order; none where the portal had all of it.
    """

    page: str
    descriptor: str
    changes: tuple[str, ...]


def publish_to_ckan(
    package: str | Path,
    portal: str,
    organisation: str,
    *,
    token: str,
    licence: str = "",
    dry_run: bool = False,
    tell: Callable[[str], None] = lambda _line: None,
) -> Publication:
    """Bring a package to a CKAN portal, or bring the dataset there to what the package is now.

    The dataset is private until all of its data are there. Resources that people added on the
    portal are left alone, and come last.

    Args:
        package: Its folder; any valid Data Package.
        portal: Address of the portal.
        organisation: Name of the organisation that owns the dataset.
        token: API token of one who may edit datasets of that organisation.
        licence: Identifier in the portal's list; found by the package's licence where not given.
        dry_run: Write nothing, tell what would be written.
        tell: Is called with each change when it is made.

    Raises:
        DataError: The package is not valid, or the portal's list lacks its licence.
        UsageError: Something is missing in the request, or the organisation is unknown.
        PortalError: The portal is away or refuses.
    """
    if find_spec("ckanapi") is None:
        raise UsageError("it needs ckanapi: install 'city-cooperation-agreements[ckan]'")
    from datapackage.portals.server import CkanServer  # noqa: PLC0415  (imports ckanapi)

    folder, address = Path(package), portal.rstrip("/")
    if urlsplit(address).scheme not in ("http", "https") or not urlsplit(address).netloc:
        raise UsageError(explain("the portal has no address of the web", found=portal))
    if not token:
        raise UsageError(f"no token: put one of {address} into the variable {TOKEN_VARIABLE}")
    if not validate(folder).valid:
        message = "is not valid: nothing was published; validate says what is wrong"
        raise DataError([Problem(Place(str(package)), message, "not-valid")])
    with CkanServer(address, token) as server:
        run = _Run(server, PortalPackage(folder), organisation, licence, dry_run, tell)
        return run.publish()


class _Run:
    """One publication: what is there, what is wanted, and the calls that make one the other."""

    def __init__(
        self,
        portal: CkanServer,
        package: PortalPackage,
        organisation: str,
        licence: str,
        dry_run: bool,
        tell: Callable[[str], None],
    ) -> None:
        self._portal, self._package, self._dry_run, self._tell = portal, package, dry_run, tell
        self._changes: list[str] = []
        status = portal.call("status_show")
        self._language = str(status.get("locale_default", "en")).replace("_", "-")
        self._schema = _Schema.of(portal, status.get("extensions", ()))
        self._organisation = _find_organisation(portal, organisation)
        self._licence = licence_id(package.descriptor, portal.call("license_list"), licence)
        self._name = re.sub(r"[^a-z0-9_-]+", "-", package.name.lower())[:100]

    def publish(self) -> Publication:
        """Create or update the dataset."""
        wanted = self._dataset_fields()
        dataset = self._find_dataset()
        if dataset is None:
            hidden = wanted | {"private": True}
            dataset = self._do(f"new dataset {self._name}", "package_create", **hidden) or hidden
        keys = {extra["key"] for extra in wanted["extras"]}
        others = [extra for extra in dataset.get("extras", []) if extra["key"] not in keys]
        wanted["extras"] = wanted["extras"] + others
        resources: list[dict[str, Any]] = dataset.get("resources", [])
        files = self._package.files
        known, gone = _matched(resources, [*files, self._package.descriptor_file], self._title)
        line = f"described dataset {self._name}"
        if DESCRIPTOR not in known:  # it comes last: there, everything is
            wanted["private"] = False
            line = f"made dataset {self._name} public"
        now = {file.path: self._put(file, known.get(file.path), dataset) for file in files}
        if _differs(dataset, wanted):
            self._do(line, "package_patch", id=dataset.get("id"), **wanted)
        descriptor = self._put_descriptor(now, known.get(DESCRIPTOR), dataset)
        for resource in gone:
            self._do(f"removed {resource[_PATH]}", "resource_delete", id=resource["id"])
        self._order([*now.values(), descriptor], dataset, gone)
        page = f"{self._portal.address}/dataset/{self._name}"
        return Publication(page, descriptor.get("url", ""), tuple(self._changes))

    def _do(self, line: str, action: str, /, **data: Any) -> Any:
        """Tell of a change, and make it; returns what the portal then has, None in a dry run."""
        self._changes.append(line)
        self._tell(line)
        return None if self._dry_run else self._portal.call(action, data, about=line)

    # --- The dataset --------------------------------------------------------------------------

    def _find_dataset(self) -> dict[str, Any] | None:
        try:
            found: dict[str, Any] | None = self._portal.find("package_show", id=self._name)
        except RefusedError as error:
            message = f"{error} (the name {self._name} may be another owner's)"
            raise PortalError(message) from None
        if found and found.get("owner_org") != self._organisation["id"]:
            owner = (found.get("organization") or {}).get("title") or "another owner"
            raise PortalError(
                f"{self._portal.address}/dataset/{self._name}: belongs to {owner}; name the"
                " package otherwise in package.yaml, or publish it for that organisation"
            )
        return found

    def _dataset_fields(self) -> dict[str, Any]:
        descriptor, package = self._package.descriptor, self._package
        contributors = descriptor.get("contributors", [])
        author = _with_role(contributors, "creator", "author", "publisher")
        contact = _with_role(contributors, "contactPerson", "maintainer")
        return {
            "name": self._name,
            "owner_org": self._organisation["id"],
            "state": "active",
            "license_id": self._licence,
            "version": descriptor.get("version", ""),
            "url": descriptor.get("homepage", ""),
            "author": author.get("title", ""),
            "author_email": author.get("email", ""),
            "maintainer": contact.get("title", ""),
            "maintainer_email": contact.get("email", ""),
            **self._texts("title", package.titles, self._schema.dataset),
            **self._texts("notes", package.descriptions, self._schema.dataset),
            **self._tags(),
            **self._catalogued(),
        }

    def _catalogued(self) -> dict[str, Any]:
        """Return what the portal's own catalogue has for harvesters, under ckanext-dcat's names.

        Where the portal has no fields for it, it goes among what CKAN calls extras.
        """
        descriptor = self._package.descriptor
        found = {
            "identifier": descriptor.get("id"),
            "issued": str(descriptor.get("created", ""))[:10],
            "language": descriptor.get("languages") if self._package.language else None,
        }
        told = {key: value for key, value in found.items() if value}
        fields = {key: value for key, value in told.items() if key in self._schema.dataset}
        extras = [
            {"key": key, "value": value if isinstance(value, str) else json.dumps(value)}
            for key, value in told.items()
            if key not in fields
        ]
        return fields | {"extras": extras}

    def _tags(self) -> dict[str, Any]:
        tags = {
            language or self._language: sorted(set(map(_tag, words)) - {""})
            for language, words in self._package.keywords.items()
        }
        if "tags_translated" in self._schema.dataset:
            return {"tags_translated": tags}
        chosen = tags.get(self._language) or tags.get(self._package.language) or []
        return {"tags": [{"name": tag} for tag in chosen]}

    def _texts(self, key: str, texts: Texts, fields: Mapping[str, Any]) -> dict[str, Any]:
        """Return a text in all languages where the portal takes them, else in its own."""
        field = fields.get(f"{key}_translated")
        if field is None:
            return {key: texts.in_language(self._language)}
        language = self._package.language or self._language
        translated = dict(texts.by_language) or {language: texts.main}
        if field.get("required"):  # of a language that we lack the portal takes the main text
            for tag in self._schema.languages(field):
                translated.setdefault(tag, texts.main)
        return {f"{key}_translated": translated}

    # --- Resources ----------------------------------------------------------------------------

    def _title(self, file: PortalFile) -> str:
        return file.titles.in_language(self._language)

    def _put(
        self, file: PortalFile, known: dict[str, Any] | None, dataset: Mapping[str, Any]
    ) -> dict[str, Any]:
        """Send a file if the portal lacks it or has other bytes; else tell of it what is new."""
        fields = self._resource_fields(file)
        if known and _has_bytes(known, file):
            if not _differs(known, fields):
                return known
            line = f"described {file.path}"
            described = self._do(line, "resource_patch", id=known["id"], **fields)
            return dict(described or known)
        fields |= {"hash": file.sha256, "hash_algorithm": _SHA256}
        target = {"id": known["id"]} if known else {"package_id": dataset.get("id")}
        line = f"{'replaced' if known else 'new'} {file.path}"
        self._changes.append(line)
        self._tell(line)
        if self._dry_run:
            return known or {}
        action = "resource_patch" if known else "resource_create"
        return self._portal.upload(action, fields | target, file)

    def _put_descriptor(
        self,
        resources: Mapping[str, dict[str, Any]],
        known: dict[str, Any] | None,
        dataset: Mapping[str, Any],
    ) -> dict[str, Any]:
        addresses = {path: resource.get("url", "") for path, resource in resources.items()}
        file = self._package.descriptor_file.with_bytes(self._package.rewritten(addresses))
        return self._put(file, known, dataset)

    def _resource_fields(self, file: PortalFile) -> dict[str, Any]:
        return {
            _PATH: file.path,
            "format": file.format,
            "mimetype": file.media_type,
            **self._texts("name", file.titles, self._schema.resource),
            **self._texts("description", file.descriptions, self._schema.resource),
        }

    def _order(
        self,
        ours: Iterable[dict[str, Any]],
        dataset: Mapping[str, Any],
        gone: list[dict[str, Any]],
    ) -> None:
        """Put ours in the order of the package, and what others added after them."""
        before = [resource["id"] for resource in dataset.get("resources", [])]
        removed = {resource["id"] for resource in gone}
        wanted = [resource["id"] for resource in ours if resource]
        left = [known for known in before if known not in removed]
        there = left + [new for new in wanted if new not in before]
        wanted += [other for other in left if other not in wanted]
        if there != wanted:
            self._do("ordered", "package_resource_reorder", id=dataset["id"], order=wanted)


@dataclass(frozen=True)
class _Schema:
    """The fields by which ckanext-scheming describes datasets and resources, if it is there."""

    dataset: Mapping[str, Any]
    resource: Mapping[str, Any]
    form_languages: tuple[str, ...]

    @classmethod
    def of(cls, portal: CkanServer, extensions: Iterable[str]) -> _Schema:
        schema: dict[str, Any] = {}
        if "scheming_datasets" in extensions:
            schema = portal.find("scheming_dataset_schema_show", type="dataset") or {}
        dataset, resource = (
            {field["field_name"]: field for field in schema.get(key, [])}
            for key in ("dataset_fields", "resource_fields")
        )
        return cls(dataset, resource, tuple(schema.get("form_languages", ())))

    def languages(self, field: Mapping[str, Any]) -> tuple[str, ...]:
        """Return the languages that a field which has to be given is asked for in."""
        return tuple(field.get("form_languages", self.form_languages))


def licence_id(
    descriptor: Mapping[str, Any], portal_list: Iterable[Mapping[str, Any]], chosen: str = ""
) -> str:
    """Return the identifier, in a portal's list of licences, of the one that a package has.

    Raises:
        DataError: The list has none of the package's licences.
        UsageError: ``chosen`` is none of the list.
    """
    known = {str(entry["id"]): entry for entry in portal_list}
    if chosen:
        if chosen not in known:
            near = nearest_match(chosen, known)
            message = "the portal's list of licences has no such identifier"
            raise UsageError(
                explain(message, found=chosen, expected=one_of([*known]), nearest=near)
            )
        return chosen
    licences = descriptor.get("licenses", [])
    for licence in licences:
        names = {str(licence.get(key, "")).casefold() for key in ("name", "title")}
        names |= {_bare(licence.get("path", ""))}
        if licence.get("name") in LICENCES:
            names.add(LICENCES[licence["name"]][1].casefold())
        for name, entry in known.items():
            told = {
                name.casefold(),
                str(entry.get("title", "")).casefold(),
                _bare(entry.get("url")),
            }
            if told & names - {""}:
                return name
    found = licences[0].get("name") or licences[0].get("title") if licences else "no licence"
    message = explain(
        "the portal's list lacks the licence: name one that it has with --licence",
        found=found,
        expected=f"one of {', '.join(known)}",
    )
    raise DataError([Problem(Place(DESCRIPTOR, 0, "licenses"), message, "unknown-licence")])


def _bare(address: object) -> str:
    """Return an address without what differs between lists for one and the same licence."""
    bare = re.sub(r"^https?://(www\.)?", "", str(address or "").casefold())
    return re.sub(r"/(deed(\.\w+)?|legalcode(\.\w+)?)?$", "", bare)


def _find_organisation(portal: CkanServer, name: str) -> dict[str, Any]:
    """Return the organisation, for which the token's owner may publish.

    Raises:
        UsageError: There is none of that name.
        PortalError: The portal does not know the token, or its owner may not publish there.
    """
    if portal.find("user_show") is None:
        message = "does not accept the token: it may be mistyped, expired or revoked"
        raise PortalError(f"{portal.address}: {message}")
    organisation: dict[str, Any] | None = portal.find("organization_show", id=name)
    if organisation is None:
        near = nearest_match(name, portal.call("organization_list"))
        message = f"{portal.address} has no organisation of that name"
        raise UsageError(explain(message, found=name, nearest=near))
    mine = portal.call("organization_list_for_user", {"permission": "create_dataset"})
    if organisation["id"] not in {found["id"] for found in mine}:
        message = f"the token's owner may not publish for {name}: ask to become an editor there"
        raise PortalError(f"{portal.address}: {message}")
    return organisation


def _matched(
    resources: list[dict[str, Any]], files: list[PortalFile], title: Callable[[PortalFile], str]
) -> tuple[dict[str, dict[str, Any]], list[dict[str, Any]]]:
    """Return the resource of each file, by its path, and those of ours whose files are gone.

    A file that is found by no path takes a resource of its name, so that a dataset that was made by
    hand, or a file that moved, keeps its addresses.
    """
    paths = {file.path for file in files}
    known: dict[str, dict[str, Any]] = {}
    free = []
    for found in resources:
        path = str(found.get(_PATH))
        if path in paths and path not in known:
            known[path] = found
        else:
            free.append(found)
    for file in files:
        named = [found for found in free if found.get("name") == title(file)]
        if named and file.path not in known:
            known[file.path] = named[0]
            free.remove(named[0])
    return known, [found for found in free if found.get(_PATH)]


def _differs(there: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    """Tell whether something wanted is not there as it is; the portal leaves empty texts out."""
    return any(_plain(there.get(key)) != _plain(value) for key, value in wanted.items())


def _plain(value: Any) -> Any:
    """Return a value as it can be compared: lists of tags and extras have no order."""
    if isinstance(value, list):
        return sorted(map(_entry, value))
    return value if value is not None else ""


def _entry(entry: Any) -> str:
    """Return an entry without what the portal adds to it: tags have identifiers there."""
    if not isinstance(entry, Mapping):
        return str(entry)
    return f"{entry.get('key', 'tag')} {entry.get('value', entry.get('name'))}"


def _has_bytes(resource: Mapping[str, Any], file: PortalFile) -> bool:
    """Tell whether a resource is an upload of these bytes.

    Where tables are loaded into the portal's datastore, the loader writes the MD5 in place of ours.
    """
    digest = str(resource.get("hash") or "")
    expected = file.md5 if len(digest) == _MD5_DIGITS else file.sha256
    return digest == expected and resource.get("url_type") == "upload"


def _with_role(contributors: Iterable[Mapping[str, Any]], *roles: str) -> Mapping[str, Any]:
    """Return the first contributor of the first of these roles that somebody has."""
    found = (
        contributor
        for role in roles
        for contributor in contributors
        if role in (contributor.get("roles") or [contributor.get("role")])
    )
    return next(found, {})


def _tag(keyword: str) -> str:
    """Return a keyword as CKAN takes it; empty where nothing of it is left."""
    tag = " ".join(re.sub(r"[^\w .-]+", " ", keyword).split())[:100].strip()
    return tag if len(tag) > 1 else ""
