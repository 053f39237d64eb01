"""Asking for the addresses of a hosted catalogue, as the metadata quality assessment does."""

from __future__ import annotations

import http.client
import urllib.error
import urllib.request
from urllib.parse import urlsplit

TIMEOUT = 20.0
"""Seconds that a server has to answer a request."""

_HEADERS = {"User-Agent": "city-cooperation-agreements (metadata quality self-assessment)"}
_NO_HEAD = frozenset({403, 405, 501})
"""Answers of servers that may refuse HEAD, and answer GET."""


class Asker:
    """Asks for addresses over HTTP: each once, and a host that is away only once.

    Call it with an address: it returns what went wrong, or an empty text where the address is
    reachable, redirections included.
    """

    def __init__(self, timeout: float = TIMEOUT) -> None:
        self._timeout = timeout
        self._answers: dict[str, str] = {}
        self._away: dict[str, str] = {}

    def __call__(self, address: str) -> str:
        """Return what went wrong, or an empty text."""
        if address not in self._answers:
            self._answers[address] = self._ask(address)
        return self._answers[address]

    def _ask(self, address: str) -> str:
        parts = urlsplit(address)
        if parts.scheme not in ("http", "https"):
            return "not an address of the web"
        if parts.netloc in self._away:
            return self._away[parts.netloc]
        try:
            status = self._status(address, "HEAD")
            if status in _NO_HEAD:
                status = self._status(address, "GET")
        except (OSError, http.client.HTTPException) as error:
            reason = getattr(error, "reason", None) or error
            self._away[parts.netloc] = f"no answer ({reason})"
            return self._away[parts.netloc]
        return "" if status < 300 else f"answered with status {status}"

    def _status(self, address: str, method: str) -> int:
        request = urllib.request.Request(address, headers=_HEADERS, method=method)  # noqa: S310
        try:
            with urllib.request.urlopen(request, timeout=self._timeout) as response:  # noqa: S310
                return int(response.status)
        except urllib.error.HTTPError as error:
            with error:
                return error.code
