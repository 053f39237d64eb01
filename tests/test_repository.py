"""The repository itself: its lock file, its automation, and what no committed file may hold."""

from __future__ import annotations

import html
import json
import re
import subprocess
import tomllib
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
RUN_OF_WORDS = 8
"""So many words in a row are a sentence of somebody else's, and no longer a name."""


def read(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


@cache
def project() -> dict[str, Any]:
    return tomllib.loads(read("pyproject.toml"))


@cache
def committed_files() -> tuple[Path, ...]:
    """All files that git tracks, or would at the next `git add`."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listing.returncode != 0:
        pytest.skip("not a git checkout: nothing says which files are committed")
    names = listing.stdout.decode("utf-8").split("\0")
    return tuple(ROOT / name for name in sorted(set(names)) if (ROOT / name).is_file())


def committed_texts() -> Iterator[tuple[str, str]]:
    """Name and text of each committed file; what is no text comes with replacement characters."""
    for path in committed_files():
        yield (
            path.relative_to(ROOT).as_posix(),
            path.read_bytes().decode("utf-8", errors="replace"),
        )


# --- the lock file -------------------------------------------------------------------------

LOCKED = re.compile(
    r"(?P<name>[a-z0-9-]+)==(?P<version>[\w.!+]+)(?: ; (?P<marker>[^\\]+?))?"
    r"(?: --hash=sha256:[0-9a-f]{64})+"
)
PLATFORMS = [
    {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix"},
    {"sys_platform": "darwin", "platform_system": "Darwin", "os_name": "posix"},
    {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt"},
]


def lock_lines() -> list[str]:
    """The lock's requirements, a line each: comments dropped, continued lines joined."""
    text = re.sub(r"(?m)^\s*#.*\n", "", read("requirements.lock")).replace("\\\n", " ")
    return [" ".join(line.split()) for line in text.splitlines()]


@cache
def locked() -> dict[str, list[tuple[str, Marker | None]]]:
    """For each name in the lock its versions, with the marker that says where each applies."""
    pins = defaultdict(list)
    for line in lock_lines():
        match = LOCKED.fullmatch(line)
        assert match, f"not a pinned and hashed requirement: {line[:100]}"
        marker = Marker(match["marker"]) if match["marker"] else None
        pins[match["name"]].append((match["version"], marker))
    return pins


def declared_requirements() -> list[str]:
    """What pyproject.toml asks for: at run time, in the extras, for development."""
    table = project()["project"]
    extras = table.get("optional-dependencies", {}).values()
    groups = project()["dependency-groups"].values()
    return [line for lines in (table["dependencies"], *extras, *groups) for line in lines]


def supported_pythons() -> list[str]:
    prefix = "Programming Language :: Python :: 3."
    classifiers = project()["project"]["classifiers"]
    return [line.rpartition(" ")[2] for line in classifiers if line.startswith(prefix)]


def test_every_locked_requirement_is_pinned_and_hashed() -> None:
    assert len(locked()) > len(declared_requirements())


def test_the_lock_names_no_address_and_no_place() -> None:
    lines = read("requirements.lock").splitlines()
    telling = re.compile(r"://|@ |^\s*-(?!-hash=)|(?<!\w)[/~]|[A-Za-z]:\\|index|find-links")
    assert [line for line in lines if telling.search(line)] == []


@pytest.mark.parametrize("python", supported_pythons())
@pytest.mark.parametrize("platform", PLATFORMS, ids=lambda platform: platform["sys_platform"])
def test_the_lock_covers_what_the_project_asks_for(python: str, platform: dict[str, str]) -> None:
    environment = {
        "python_version": python,
        "python_full_version": f"{python}.0",
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
        **platform,
    }
    for requirement in map(Requirement, declared_requirements()):
        versions = [
            version
            for version, marker in locked().get(canonicalize_name(requirement.name), [])
            if marker is None or marker.evaluate(environment)
        ]
        assert len(versions) == 1, f"{requirement}: locked versions {versions} (run: make lock)"
        assert requirement.specifier.contains(versions[0]), f"{requirement}: {versions[0]} locked"


# --- automation ----------------------------------------------------------------------------


def workflow() -> dict[Any, Any]:
    loaded = yaml.safe_load(read(".github/workflows/ci.yml"))
    assert isinstance(loaded, dict)
    return loaded


def test_the_workflow_runs_what_everybody_can_run() -> None:
    steps = workflow()["jobs"]["check"]["steps"]
    runs = [step["run"] for step in steps if "run" in step]
    assert runs[0] == ".ci/run"
    assert all(run.endswith('>> "$GITHUB_STEP_SUMMARY"') for run in runs[1:])


def test_the_workflow_may_only_read_and_names_versions_of_actions() -> None:
    assert workflow()["permissions"] == {"contents": "read"}
    actions = [step["uses"] for step in workflow()["jobs"]["check"]["steps"] if "uses" in step]
    assert [action for action in actions if not re.fullmatch(r"actions/[\w-]+@v\d+", action)] == []


def test_the_workflow_tries_the_oldest_and_the_newest_python() -> None:
    tried = workflow()["jobs"]["check"]["strategy"]["matrix"]["python"]
    assert f">={tried[0]}" == project()["project"]["requires-python"]
    assert {tried[0], tried[-1]} == {supported_pythons()[0], supported_pythons()[-1]}


def test_ci_stops_at_a_failure_and_ends_with_the_tests() -> None:
    path = ROOT / ".ci" / "run"
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    assert path.stat().st_mode & 0o111, "git update-index --chmod=+x .ci/run"
    assert "set -euo pipefail" in lines
    assert lines[-1] == "make test"
    subprocess.run(["bash", "-n", str(path)], check=True)


def test_pre_commit_hooks_start_the_installed_command() -> None:
    hooks = yaml.safe_load(read(".pre-commit-hooks.yaml"))
    commands = project()["project"]["scripts"]
    for hook in hooks:
        command, verb = hook["entry"].split()
        assert command in commands
        assert hook["id"] == f"{command}-{verb}"
        assert hook["pass_filenames"] is False
        re.compile(hook["files"])


MAKE_CALL = re.compile(
    r"(?m)(?:^|run: |\$ |[`;&] ?)\s*make (?:-\S+ |[A-Z_]+=\S+ )*(?P<target>[a-z][a-z-]*)"
)


def code_in(name: str, text: str) -> str:
    """What of a file are commands: in Markdown the code in it, elsewhere everything."""
    if not name.endswith(".md"):
        return text
    fenced = re.findall(r"(?ms)^```.*?^```", text)
    return "\n".join(fenced + re.findall(r"`[^`\n]+`", text))


def make_calls(name: str, text: str) -> set[str]:
    return {match["target"] for match in MAKE_CALL.finditer(code_in(name, text))}


def test_every_make_target_that_is_written_about_exists() -> None:
    targets = set(re.findall(r"(?m)^([a-z][a-z-]*):", read("Makefile")))
    called = {
        name: make_calls(name, text)
        for name, text in committed_texts()
        if name.endswith((".md", ".yml", ".sh")) or name == ".ci/run"
    }
    assert {"check", "build", "test"} <= called[".ci/run"]
    assert {name: calls - targets for name, calls in called.items() if calls - targets} == {}


def test_make_calls_are_found_in_code_only() -> None:
    text = "make sure, `make lint`\n```sh\nmake X=1 build\n$ make -k check\n```\nmake do\n"
    assert make_calls("README.md", text) == {"lint", "build", "check"}


# --- what no committed file may hold -------------------------------------------------------

ROOT_HOME = "/".join(("", "root", ""))
MACHINE_PATH = re.compile(
    rf"(?<![\w.:/-])(?:/(?:home|Users)/[A-Za-z][\w.-]*|{ROOT_HOME}[\w.]|[A-Za-z]:\\+Users\\"
    rf"|{re.escape(str(ROOT))}(?![\w-]))"
)
REGISTRY_HOSTS = [
    ".".join(labels)
    for labels in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("deb", "debian", "org"),
        ("anaconda", "org"),
    )
]


def told_places(text: str) -> list[str]:
    """Home folders, this very checkout, and hosts of package registries that a text names."""
    hosts = [host for host in REGISTRY_HOSTS if host in text.casefold()]
    return [match[0] for match in MACHINE_PATH.finditer(text)] + hosts


def test_no_file_tells_of_a_machine_or_a_registry() -> None:
    found = {name: places for name, text in committed_texts() if (places := told_places(text))}
    assert found == {}


@pytest.mark.parametrize(
    "text",
    [
        f"path: {Path('/', 'home', 'aino', 'data.csv')}",
        f'"{Path("/", "Users", "aino")}"',
        "C:\\" + "Users\\aino",
        f"see {REGISTRY_HOSTS[0].upper()}",
        f"{ROOT}/x",
    ],
)
def test_a_told_place_is_found(text: str) -> None:
    assert told_places(text)


def words(text: str) -> list[str]:
    """The words of a text, freed of case, punctuation, white space and the usual escapes."""
    text = re.sub(r"\\u([0-9a-fA-F]{4})", lambda match: chr(int(match[1], 16)), text)
    text = re.sub(r"\\[nrt]", " ", html.unescape(text))
    text = unicodedata.normalize("NFKC", text).replace("\N{SOFT HYPHEN}", "")
    return re.findall(r"[^\W_]+", text.casefold())


def runs_of_words(text: str) -> set[str]:
    found = words(text)
    return {" ".join(found[at : at + RUN_OF_WORDS]) for at in range(len(found) - RUN_OF_WORDS + 1)}


def test_no_file_repeats_a_sentence_of_a_source_document(source_documents: Path) -> None:
    documents = [path.read_text(encoding="utf-8") for path in source_documents.glob("**/*.txt")]
    protected = set[str]().union(*map(runs_of_words, documents))
    assert protected, "the folder of source documents holds no text"
    found = {
        name: repeated
        for name, text in committed_texts()
        if (repeated := sorted(runs_of_words(text) & protected))
    }
    assert found == {}


INVENTED = "Joki virtaa hitaasti, ja vanha mylly seisoo yhä sen rannalla."


@pytest.mark.parametrize(
    "text",
    [
        INVENTED,
        f"Before. {INVENTED.upper()} After.",
        "# Joki virtaa\n# hitaasti, ja\n#   vanha mylly seisoo\n# yhä sen",
        f'{{"text": {json.dumps("x" + chr(10) + INVENTED)}}}',
        "<p>Joki&nbsp;virtaa hitaasti; ja &quot;vanha&quot; mylly seisoo yh&auml; sen</p>",
        unicodedata.normalize("NFD", INVENTED),
    ],
    ids=["verbatim", "capitals", "comment", "json", "html", "decomposed"],
)
def test_a_repeated_sentence_is_found(text: str) -> None:
    assert runs_of_words(text) & runs_of_words(INVENTED)


def test_a_shorter_run_of_words_is_free() -> None:
    borrowed = " ".join(INVENTED.split()[: RUN_OF_WORDS - 1])
    assert not runs_of_words(f"{borrowed} eikä muuta, {borrowed}") & runs_of_words(INVENTED)
