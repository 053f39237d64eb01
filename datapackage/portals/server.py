"""Calls to a CKAN portal, and its errors in plain words."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import IO, Any
from urllib.parse import urlsplit

import requests
from ckanapi import RemoteCKAN
from ckanapi.errors import (
    CKANAPIError,
    NotAuthorized,
    NotFound,
    ServerIncompatibleError,
    ValidationError,
)

from datapackage.portals.errors import PortalError, RefusedError
from datapackage.portals.package import PortalFile

TIMEOUT = (20, 600)
"""Seconds to reach the portal, and for its answer: it may look at a large file for a while."""

_CHUNK = 1 << 20


class CkanServer:
    """A CKAN portal; what it answers badly becomes a :class:`PortalError` in plain words."""

    def __init__(self, address: str, token: str) -> None:
        self.address, self._token = address, token
        session = requests.Session()
        session.hooks["response"].append(self._refuse)
        self._ckan = RemoteCKAN(address, apikey=token, session=session)

    def __enter__(self) -> CkanServer:
        return self

    def __exit__(self, *_: object) -> None:
        self._ckan.close()

    def find(self, action: str, **data: Any) -> Any:
        """Return what the portal has, or None."""
        try:
            return self._call(action, data)
        except NotFound:
            return None

    def call(self, action: str, data: Mapping[str, Any] | None = None, *, about: str = "") -> Any:
        """Return what an action of the portal's gives; messages say what it was ``about``."""
        try:
            return self._call(action, data or {}, about=about)
        except NotFound as error:
            raise self._error(f"{about or action}: the portal finds nothing ({error})") from None

    def upload(self, action: str, data: Mapping[str, Any], file: PortalFile) -> dict[str, Any]:
        """Send a file with what is said of it, and read it back; returns its resource.

        A form has texts only, so all else goes as JSON.
        """
        texts = {
            key: value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
            for key, value in data.items()
        }
        with file.open() as stream:
            upload = {"upload": (PurePosixPath(file.path).name, stream)}
            resource: dict[str, Any] = self._call(action, texts, files=upload, about=file.path)
        if self._digest(resource["url"], file.path) != file.sha256:
            self.call("resource_patch", {"id": resource["id"], "hash": ""})  # not to be trusted
            address = resource["url"]
            raise self._error(f"{file.path} was sent, and other bytes are read back from {address}")
        return resource

    def _digest(self, address: str, path: str) -> str:
        """Return the SHA-256 of what the portal hands out; the token goes to the portal alone."""
        own = urlsplit(address)[:2] == urlsplit(self.address)[:2]
        digest = hashlib.sha256()
        try:
            with requests.get(
                address,
                headers={"Authorization": self._token} if own else {},
                timeout=TIMEOUT,
                stream=True,
            ) as answer:
                answer.raise_for_status()
                for chunk in answer.iter_content(_CHUNK):
                    digest.update(chunk)
        except requests.RequestException as error:
            name = "" if own else f"; the portal's own address is that of {address}: give that one"
            raise self._error(f"{path} can't be read back ({_reason(error)}{name})") from None
        return digest.hexdigest()

    def _call(
        self,
        action: str,
        data: Mapping[str, Any],
        *,
        files: Mapping[str, tuple[str, IO[bytes]]] | None = None,
        about: str = "",
    ) -> Any:
        about = about or action
        try:
            return self._ckan.call_action(
                action, dict(data), files=files, requests_kwargs={"timeout": TIMEOUT}
            )
        except NotAuthorized as error:
            said = _said(error.args[0] if error.args else "")
            raise RefusedError(self._words(f"refuses ({about}): {said}")) from None
        except ValidationError as error:
            raise self._error(f"refuses ({about}): {_said(error.error_dict)}") from None
        except NotFound:
            raise
        except requests.RequestException as error:
            raise self._error(f"no answer ({_reason(error)})") from None
        except PortalError as error:
            raise self._error(f"{about}: {error}") from None
        except (CKANAPIError, ServerIncompatibleError) as error:
            raise self._error(f"{about} is answered as no CKAN does: {error}") from None

    def _refuse(self, response: requests.Response, **_: Any) -> None:
        """Raise for answers that are none of CKAN's, but of a server before it or another."""
        status = response.status_code
        if response.is_redirect:
            raise PortalError(f"the address leads to {response.headers['location']}: give that one")
        if status == 413:
            raise PortalError("is larger than the portal takes")
        if not response.headers.get("content-type", "").startswith("application/json"):
            raise PortalError(f"status {status}, and nothing that CKAN would say")

    def _error(self, message: str) -> PortalError:
        return PortalError(self._words(message))

    def _words(self, message: str) -> str:
        return f"{self.address}: {message}".replace(self._token, "[token]")


def _said(error: Any) -> str:
    """Return what CKAN says is wrong, a text or lists of texts by field, on one line."""
    if isinstance(error, Mapping):
        parts = (
            message if name == "message" else f"{name}: {message}"
            for name, value in error.items()
            if name != "__type" and (message := _said(value))
        )
        return "; ".join(parts)
    if isinstance(error, list):
        return ", ".join(filter(None, map(_said, error)))
    return str(error)


def _reason(error: requests.RequestException) -> str:
    """Return the cause at the bottom of an error, which is what a person can act on."""
    if error.response is not None:
        return f"status {error.response.status_code}"
    cause: Any = error.args[0] if error.args else error
    return str(getattr(cause, "reason", cause)).rpartition(": ")[2]
