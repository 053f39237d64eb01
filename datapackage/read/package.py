"""``package.yaml``: what the publisher says of the package as a whole."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

from datapackage.contract import CITATION_POLICIES, EACH_ROW
from datapackage.languages import is_tag
from datapackage.problems import Place, ProblemList, nearest_match
from datapackage.read.licence import Licence, spdx_identifiers, spdx_licence
from datapackage.read.record import key_text
from datapackage.read.text import read_text
from datapackage.read.tree import Node, parse_yaml
from datapackage.text import WEB_ADDRESS, NotNormalised, clean_text
from datapackage.words import document_language

FILE_NAME = "package.yaml"

ROLES = (
    "publisher",
    "author",
    "dataCurator",
    "dataCollector",
    "contactPerson",
    "editor",
    "translator",
    "maintainer",
    "contributor",
)
"""Roles of contributors: terms of Data Package v2's examples and of DataCite's contributorType."""

FREQUENCIES = (
    *("TRIENNIAL", "BIENNIAL", "ANNUAL", "ANNUAL_2", "ANNUAL_3", "QUARTERLY", "BIMONTHLY"),
    *("MONTHLY", "MONTHLY_2", "MONTHLY_3", "BIWEEKLY", "WEEKLY", "WEEKLY_2", "WEEKLY_3", "DAILY"),
    *("DAILY_2", "CONT", "UPDATE_CONT", "IRREG", "NEVER", "OTHER", "UNKNOWN"),
)
"""How often a package is renewed: codes of the EU's frequency authority table."""

THEMES = (
    *("AGRI", "ECON", "EDUC", "ENER", "ENVI", "GOVE", "HEAL", "INTR", "JUST", "REGI", "SOCI"),
    *("TECH", "TRAN"),
)
"""What a package is about: codes of the EU's data-theme authority table."""

AVAILABILITIES = ("TEMPORARY", "EXPERIMENTAL", "AVAILABLE", "STABLE")
"""How long a package is to stay: codes of the EU's planned-availability authority table."""

AGENT_TYPES = (
    "Academia-ScientificOrganisation",
    "Company",
    "IndustryConsortium",
    "LocalAuthority",
    "NationalAuthority",
    "NonGovernmentalOrganisation",
    "NonProfitOrganisation",
    "PrivateIndividual(s)",
    "RegionalAuthority",
    "StandardisationBody",
    "SupraNationalAuthority",
)
"""Kinds of publishers: terms of ADMS's publishertype 1.0."""

STOP, QUARANTINE = "stop", "quarantine"
YES_NO = ("yes", "no")

ON_ERROR = (STOP, QUARANTINE)
"""What becomes of a package with records at fault: nothing at all, or one without them."""

_NAME = re.compile(r"[a-z0-9]+([-._][a-z0-9]+)*")
VERSION = re.compile(
    r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?", re.ASCII
)
"""Three numbers, and perhaps what the version is a draft of; its four parts are groups."""
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_ADDRESS = re.compile(WEB_ADDRESS)
_DOI = re.compile(r"10\.[0-9]{4,9}(?:\.[0-9]+)*/[!-~]+")
"""Prefix and suffix (ISO 26324); the suffix of printable ASCII, as DataCite registers them."""
_LICENCE_NAME = re.compile(r"[A-Za-z0-9]+([-._+][A-Za-z0-9]+)*")
_LIMIT = re.compile(r"(\d+(?:\.\d+)?)( ?%)|(\d+)", re.ASCII)
_WHOLE_NUMBER = re.compile(r"0|[1-9][0-9]*")
_IN_EMAIL = r"[^@\s<>\"{}|\\^`]+"
_EMAIL = re.compile(rf"{_IN_EMAIL}@{_IN_EMAIL}\.{_IN_EMAIL}")


@dataclass(frozen=True)
class Agent:
    """A person or an organisation that has to do with the package.

    Attributes:
        name: As it is to be shown.
        url: Web page.
        email: E-mail address.
        roles: Out of :data:`ROLES`.
        type: Out of :data:`AGENT_TYPES`.
        uri: Identifier in a register of organisations, such as the EU's corporate bodies.
    """

    name: str
    url: str | None = None
    email: str | None = None
    roles: tuple[str, ...] = ()
    type: str | None = None
    uri: str | None = None


@dataclass(frozen=True)
class QuarantineLimit:
    """How many records may be set aside: a number of them, or a share of all.

    Attributes:
        number: That many; or, if it is a share, that many in a hundred.
        is_share: Whether it is a share.
    """

    number: Fraction
    is_share: bool

    def of(self, records: int) -> int:
        """Return how many of that number of records may be set aside; never all of them."""
        allowed = records * self.number / 100 if self.is_share else self.number
        return max(0, min(int(allowed), records - 1))


class StatedCount(NamedTuple):
    """How many rows a table is to have: fewer are an error, more are worth a warning.

    Attributes:
        minimum: None where fewer are no error.
        maximum: None where more are no reason to warn.
        line: Line of ``package.yaml`` that says so.
    """

    minimum: int | None
    maximum: int | None
    line: int


@dataclass(frozen=True)
class PackageInfo:
    """Publisher's details.

    Attributes:
        name: Short name for machines.
        title: Title by language; like all texts, in the required languages at least.
        description: Description by language.
        version: Three numbers.
        released: Day of the release.
        base_url: Where the package is hosted, without a slash at the end.
        licence: Under which anybody may use the package.
        keywords: Keywords by language; a plain list of the file is in English, or in the main
            language of a package without it.
        publisher: Who publishes.
        contact: Whom to ask; has an e-mail address.
        contributors: Who else had to do with it.
        doi: Its digital object identifier, ``10.…/…``; may be empty.
        frequency: Out of :data:`FREQUENCIES`.
        themes: Out of :data:`THEMES`.
        availability: Out of :data:`AVAILABILITIES`.
        provenance: How the data came about, by language; may be empty.
        on_error: Out of :data:`ON_ERROR`.
        quarantine_limit: How many records may be set aside; None where none may.
        passage_links: Whether links open sources at the cited passage, by its first and last words.
        counts: How many rows a table is to have, by its name.
        version_line: Line of ``package.yaml`` with the version.
    """

    name: str
    title: dict[str, str]
    description: dict[str, str]
    version: str
    released: dt.date
    base_url: str
    licence: Licence
    keywords: dict[str, tuple[str, ...]]
    publisher: Agent
    contact: Agent
    contributors: tuple[Agent, ...]
    doi: str = ""
    frequency: str = "IRREG"
    themes: tuple[str, ...] = ("GOVE", "INTR")
    availability: str = "AVAILABLE"
    provenance: dict[str, str] = field(default_factory=dict)
    on_error: str = STOP
    quarantine_limit: QuarantineLimit | None = None
    passage_links: bool = True
    counts: dict[str, StatedCount] = field(default_factory=dict)
    version_line: int = field(default=0, compare=False)

    @property
    def doi_url(self) -> str:
        """Address of the DOI; an empty text without one."""
        return f"https://doi.org/{quote(self.doi, safe='/:;().,-_')}" if self.doi else ""


class PackageFile(NamedTuple):
    """What ``package.yaml`` says.

    Attributes:
        info: The publisher's details; None where anything in the file is wrong.
        languages: BCP 47 tags of the languages of the package, the main one first; empty where
            the file doesn't say, or says it wrong.
        required_languages: Those in which a text must be given.
        citations: What has to be cited, out of :data:`~datapackage.contract.CITATION_POLICIES`.
    """

    info: PackageInfo | None = None
    languages: tuple[str, ...] = ()
    required_languages: tuple[str, ...] = ()
    citations: str = EACH_ROW


def read_package(folder: Path, problems: ProblemList) -> PackageFile:
    """Read ``package.yaml`` in ``folder``; what is wrong is added to ``problems``."""
    path = folder / FILE_NAME
    if not path.is_file():
        problems.add(
            Place(str(path)),
            "no such file: it tells the package's title, version, licence and publisher",
            rule="missing-file",
        )
        return PackageFile()
    before = len(problems)
    text = read_text(path, problems)
    root = parse_yaml(text, str(path), problems) if text is not None else None
    if len(problems) > before:
        return PackageFile()
    if root is None or not isinstance(root.value, dict):
        problems.add(
            Place(str(path), 1),
            "there are no keys with values in the file",
            expected="name, title, version, licence …",
            rule="type",
        )
        return PackageFile()
    reader = _Reader(str(path), problems, root)
    info = reader.package(root)
    return PackageFile(
        info if len(problems) == before else None,
        reader.languages,
        reader.required_languages,
        reader.citations,
    )


class _Reader:
    """Takes the keys of the file one by one, and gathers what is wrong."""

    def __init__(self, file: str, problems: ProblemList, root: Node) -> None:
        self._file = file
        self._problems = problems
        self.languages = self._language_tags(root)
        self.required_languages = self._required_languages(root)
        self.citations = self._choice(root, "citations", "", CITATION_POLICIES, EACH_ROW)

    def package(self, root: Node) -> PackageInfo:
        name, *others = (n for n in PackageInfo.__dataclass_fields__ if n != "version_line")
        known = (name, "languages", "required_languages", "citations", *others)
        self._check_keys(root, known, "")
        return PackageInfo(
            name=self._text(root, "name", "", _NAME, "lower-case letters, digits and hyphens"),
            title=self._languages(root, "title"),
            description=self._languages(root, "description"),
            version=self._text(root, "version", "", VERSION, "three numbers such as 1.0.0"),
            released=self._date(root, "released"),
            base_url=self._text(root, "base_url", "", _ADDRESS, "a web address").rstrip("/"),
            licence=self._licence(root),
            keywords=self._keywords(root),
            publisher=self._agent(root, "publisher"),
            contact=self._agent(root, "contact", email_required=True),
            contributors=self._contributors(root),
            doi=self._text(root, "doi", "", _DOI, "one such as 10.5281/zenodo.1234", "DOI")
            if "doi" in root.value
            else "",
            frequency=self._choice(root, "frequency", "", FREQUENCIES, PackageInfo.frequency),
            themes=self._themes(root),
            availability=self._choice(
                root, "availability", "", AVAILABILITIES, PackageInfo.availability
            ),
            provenance=self._languages(root, "provenance") if "provenance" in root.value else {},
            on_error=self._choice(root, "on_error", "", ON_ERROR, STOP),
            quarantine_limit=self._quarantine_limit(root),
            passage_links=self._choice(root, "passage_links", "", YES_NO, "yes") == "yes",
            counts=self._counts(root),
            version_line=root.value["version"].line if "version" in root.value else 0,
        )

    def _check_keys(self, node: Node, known: tuple[str, ...], path: str) -> None:
        for name, child in node.value.items():
            if name not in known:
                self._problems.add(
                    Place(self._file, child.line, f"{path}{key_text(name)}"),
                    "unknown key",
                    found=name,
                    expected=f"one of {', '.join(known)}",
                    nearest=nearest_match(name, known),
                    rule="unknown-key",
                )

    def _get(self, node: Node, name: str, path: str, kind: type, what: str) -> Node | None:
        child: Node | None = node.value.get(name)
        empty = child is None or child.value is None or child.value in ("", [], {})
        if child is None or empty:
            line = child.line if child else node.line
            self._add(line, f"{path}{name}", f"{what} is missing", "required")
            return None
        if kind is not str and not isinstance(child.value, kind):
            self._add(child.line, f"{path}{name}", f"{what} is expected", "type", child.text)
            return None
        if kind is str and isinstance(child.value, dict | list):
            self._add(child.line, f"{path}{name}", f"{what} is expected as text", "type")
            return None
        return child

    def _add(
        self, line: int, path: str, message: str, rule: str, found: str | None = None, **more: Any
    ) -> None:
        self._problems.add(Place(self._file, line, path), message, found=found, rule=rule, **more)

    def _text(
        self,
        node: Node,
        name: str,
        path: str,
        pattern: re.Pattern[str] | None = None,
        expected: str = "text",
        what: str | None = None,
    ) -> str:
        words = name.replace("_", " ") if what is None else what
        child = self._get(node, name, path, str, f"the {words}")
        if child is None:
            return ""
        if pattern and not pattern.fullmatch(child.text):
            self._add(
                child.line,
                f"{path}{name}",
                f"the {words} is not valid",
                "wrong-value",
                child.text,
                expected=expected,
            )
        return self._clean(child, f"{path}{name}")

    def _clean(self, node: Node, path: str) -> str:
        """Return text as it is published, by the rules for the texts of records."""
        try:
            return clean_text(node.text)
        except NotNormalised as error:
            self._add(node.line, path, error.message, error.rule, error.found)
            return ""

    def _language_tags(self, root: Node) -> tuple[str, ...]:
        """Return the languages of the package; none where anything is wrong with them."""
        before = len(self._problems)
        child = self._get(root, "languages", "", list, "a list of languages such as [de, en]")
        tags: list[str] = []
        for number, item in enumerate(child.value if child else (), start=1):
            path = f"languages[{number}]"
            if not is_tag(item.text):
                self._add(
                    item.line,
                    path,
                    "not a language tag",
                    "wrong-value",
                    item.text,
                    expected="a tag of BCP 47 such as de, pt-BR or zh-Hant",
                )
            elif item.text in tags:
                self._add(item.line, path, "the language is there twice", "wrong-value", item.text)
            tags.append(item.text)
        return tuple(tags) if len(self._problems) == before else ()

    def _required_languages(self, root: Node) -> tuple[str, ...]:
        if "required_languages" not in root.value or not self.languages:
            return self.languages
        what = "a list of some of the languages"
        child = self._get(root, "required_languages", "", list, what)
        items = child.value if child else []
        for number, item in enumerate(items, start=1):
            message = "not a language of the package"
            self._check_known(item, f"required_languages[{number}]", self.languages, message)
        required = {item.text for item in items}
        return tuple(tag for tag in self.languages if tag in required)

    def _languages(self, node: Node, name: str) -> dict[str, str]:
        what = f"the {name} in {', '.join(self.required_languages)}"
        child = self._get(node, name, "", dict, what) if self.languages else None
        if child is None:
            return {}
        self._check_keys(child, self.languages, f"{name}.")
        return {
            language: self._text(child, language, f"{name}.", what=f"{name} in '{language}'")
            for language in self.languages
            if language in child.value or language in self.required_languages
        }

    def _date(self, node: Node, name: str) -> dt.date:
        child = self._get(node, name, "", str, "the release date")
        if child is None:
            return dt.date.min
        try:
            if _DATE.fullmatch(child.text):
                return dt.date.fromisoformat(child.text)
        except ValueError:  # no such day
            pass
        self._add(child.line, name, "not a date", "wrong-value", child.text, expected="YYYY-MM-DD")
        return dt.date.min

    def _licence(self, node: Node) -> Licence:
        """Return the licence: an identifier of the SPDX list, or a title and an address."""
        child: Node | None = node.value.get("licence")
        if child is not None and isinstance(child.value, dict) and child.value:
            return self._own_licence(child)
        name = self._text(node, "licence", "")
        if child is None or not name:
            return Licence("", "")
        try:
            return spdx_licence(name)
        except KeyError:
            self._add(
                child.line,
                "licence",
                "the SPDX licence list has no such identifier",
                "wrong-value",
                child.text,
                expected="one such as CC-BY-4.0, or the title and url of another licence",
                nearest=nearest_match(name, spdx_identifiers()),
            )
            return Licence("", "")

    def _own_licence(self, node: Node) -> Licence:
        self._check_keys(node, tuple(Licence.__dataclass_fields__), "licence.")
        return Licence(
            title=self._text(node, "title", "licence."),
            url=self._text(node, "url", "licence.", _ADDRESS, "a web address"),
            name=self._text(node, "name", "licence.", _LICENCE_NAME, "letters, digits, - and .")
            if "name" in node.value
            else "",
        )

    def _check_known(self, node: Node, path: str, known: Collection[str], message: str) -> None:
        """Report a text that is none of those that are known."""
        if node.text not in known:
            self._add(
                node.line,
                path,
                message,
                "wrong-value",
                node.text,
                expected=f"one of {', '.join(known)}",
                nearest=nearest_match(node.text, known),
            )

    def _choice(
        self, node: Node, name: str, path: str, known: Collection[str], default: str
    ) -> str:
        """Return a key's text, which is one of ``known``; the default where the key is left out."""
        if name not in node.value:
            return default
        text = self._text(node, name, path)
        if text:
            self._check_known(node.value[name], f"{path}{name}", known, f"unknown {name}")
        return text

    def _quarantine_limit(self, root: Node) -> QuarantineLimit | None:
        """Return the limit, which is there if and only if records may be set aside."""
        name = "quarantine_limit"
        action: Node | None = root.value.get("on_error")
        if action is None or action.text != QUARANTINE:
            if name in root.value:
                message = f"there is a limit, but no 'on_error: {QUARANTINE}'"
                self._add(root.value[name].line, name, message, "wrong-value")
            return None
        before = len(self._problems)
        expected = "a number of records such as 20, or a share of them such as 0.5 %"
        text = self._text(root, name, "", _LIMIT, expected)
        if len(self._problems) > before:
            return None
        share, percent, number = _LIMIT.fullmatch(text).groups()  # type: ignore[union-attr]
        return QuarantineLimit(Fraction(share or number), bool(percent))

    def _counts(self, root: Node) -> dict[str, StatedCount]:
        if "counts" not in root.value:
            return {}
        child = self._get(root, "counts", "", dict, "the number of rows of each table")
        counts = {}
        for table, item in (child.value if child else {}).items():
            path = f"counts.{table}"
            if not isinstance(item.value, dict) or not item.value:
                expected = "min, max or both, such as {min: 25, max: 40}"
                self._add(item.line, path, "not a count", "type", item.text, expected=expected)
                continue
            self._check_keys(item, ("min", "max"), f"{path}.")
            least, most = (self._count(item, name, path) for name in ("min", "max"))
            counts[str(table)] = StatedCount(least, most, item.line)
        return counts

    def _count(self, node: Node, name: str, path: str) -> int | None:
        if name not in node.value:
            return None
        text = self._text(node, name, f"{path}.", _WHOLE_NUMBER, "a whole number")
        return int(text) if text.isdecimal() else None

    def _themes(self, node: Node) -> tuple[str, ...]:
        if "themes" not in node.value:
            return PackageInfo.themes
        child = self._get(node, "themes", "", list, "a list of themes")
        items = child.value if child else []
        for number, item in enumerate(items, start=1):
            self._check_known(item, f"themes[{number}]", THEMES, "unknown theme")
        return tuple(item.text for item in items)

    def _keywords(self, node: Node) -> dict[str, tuple[str, ...]]:
        """Return keywords by language: one list for all readers, or each language has a list."""
        child: Node | None = node.value.get("keywords")
        if child is None or not isinstance(child.value, dict):
            texts = self._texts(node, "keywords", "", "a list of keywords")
            return {document_language(self.languages): texts} if self.languages else {}
        self._check_keys(child, self.languages, "keywords.")
        return {
            code: self._texts(child, code, "keywords.", f"the list of keywords in '{code}'")
            for code in self.languages
            if code in child.value or code in self.required_languages
        }

    def _texts(self, node: Node, name: str, path: str, what: str) -> tuple[str, ...]:
        child = self._get(node, name, path, list, what)
        return tuple(
            self._keyword(item, f"{path}{name}[{number}]")
            for number, item in enumerate(child.value if child else [], start=1)
        )

    def _keyword(self, node: Node, path: str) -> str:
        if node.value is None or not node.text.strip():  # lists and mappings have no text
            self._add(node.line, path, "a keyword is expected as text", "type")
            return ""
        return self._clean(node, path)

    def _agent(self, node: Node, name: str, *, email_required: bool = False) -> Agent:
        child = self._get(node, name, "", dict, f"the {name}")
        return self._agent_of(child, f"{name}.", email_required) if child else Agent("")

    def _agent_of(self, node: Node, path: str, email_required: bool = False) -> Agent:
        self._check_keys(node, tuple(Agent.__dataclass_fields__), path)
        email_wanted = email_required or "email" in node.value
        return Agent(
            name=self._text(node, "name", path),
            url=self._text(node, "url", path, _ADDRESS, "a web address")
            if "url" in node.value
            else None,
            email=self._text(node, "email", path, _EMAIL, "an e-mail address")
            if email_wanted
            else None,
            roles=self._roles(node, path),
            type=self._choice(node, "type", path, AGENT_TYPES, "") or None,
            uri=self._text(node, "uri", path, _ADDRESS, "a web address")
            if "uri" in node.value
            else None,
        )

    def _roles(self, node: Node, path: str) -> tuple[str, ...]:
        if "roles" not in node.value:
            return ()
        child = self._get(node, "roles", path, list, "a list of roles")
        items = child.value if child else []
        for item in items:
            self._check_known(item, f"{path}roles", ROLES, "unknown role")
        return tuple(item.text for item in items)

    def _contributors(self, node: Node) -> tuple[Agent, ...]:
        child = self._get(node, "contributors", "", list, "a list of contributors")
        agents = []
        for number, item in enumerate(child.value if child else [], start=1):
            if isinstance(item.value, dict):
                agents.append(self._agent_of(item, f"contributors[{number}]."))
            else:
                self._add(
                    item.line,
                    f"contributors[{number}]",
                    "a name and roles are expected",
                    "type",
                    item.text,
                )
        return tuple(agents)
