"""Licences of the SPDX list: what they are called and where they are."""

import pytest

from datapackage.read.licence import Licence, spdx_identifiers, spdx_licence


@pytest.mark.parametrize(
    ("name", "title", "url"),
    [
        (
            "CC-BY-4.0",
            "Creative Commons Attribution 4.0 International",
            "https://creativecommons.org/licenses/by/4.0/",
        ),
        (
            "CC-BY-NC-SA-3.0",
            "Creative Commons Attribution Non Commercial Share Alike 3.0 Unported",
            "https://creativecommons.org/licenses/by-nc-sa/3.0/",
        ),
        (
            "CC0-1.0",
            "Creative Commons Zero v1.0 Universal",
            "https://creativecommons.org/publicdomain/zero/1.0/",
        ),
        (
            "ODbL-1.0",
            "Open Data Commons Open Database License v1.0",
            "https://opendatacommons.org/licenses/odbl/1-0/",
        ),
        (
            "DL-DE-BY-2.0",
            "Data licence Germany – attribution – version 2.0",
            "https://spdx.org/licenses/DL-DE-BY-2.0.html",
        ),
        (
            "CC-BY-3.0-AT",
            "Creative Commons Attribution 3.0 Austria",
            "https://spdx.org/licenses/CC-BY-3.0-AT.html",
        ),
    ],
)
def test_a_licence_of_the_list(name: str, title: str, url: str) -> None:
    assert name in spdx_identifiers()
    assert spdx_licence(name) == Licence(title, url, name)


def test_titles_have_single_blanks() -> None:
    titles = [spdx_licence(name).title for name in spdx_identifiers()]
    assert [title for title in titles if title != " ".join(title.split())] == []


def test_what_is_shown_of_a_licence_without_identifier() -> None:
    own = Licence("Own terms", "https://example.org/terms")
    assert (str(own), own.short, own.well_known) == ("Own terms", "Own terms", False)
    known = spdx_licence("CC0-1.0")
    assert (str(known), known.short) == (
        "Creative Commons Zero v1.0 Universal (CC0-1.0)",
        "CC0-1.0",
    )
    assert known.well_known
