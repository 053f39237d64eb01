"""A small CKAN that keeps all in memory: the calls of the API that publishing makes, and no more.

It does what CKAN 2.12 was seen to do: tags are sorted, a patch keeps what it does not name, a file
that is sent takes the place of the one before, extra properties of resources are kept.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

EDITOR = "secret-token-of-an-editor"
READING = ("show", "list", "list_for_user")
ORGANISATIONS = {"city": "org-1", "ministry": "org-2"}
LICENCES = [
    {"id": "notspecified", "title": "License not specified", "url": ""},
    {"id": "cc-by", "title": "Creative Commons Attribution", "url": "http://example.org/cc-by"},
    {"id": "cc0", "title": "No rights", "url": "http://creativecommons.org/publicdomain/zero/1.0"},
]
FLUENT = {
    "form_languages": ["en", "ca"],
    "dataset_fields": [
        {"field_name": "title_translated", "required": True},
        {"field_name": "notes_translated"},
        {"field_name": "tags_translated"},
        {"field_name": "language"},
    ],
    "resource_fields": [{"field_name": "name_translated", "required": True}],
}
"""The fields of a portal with ckanext-fluent, as far as they matter here."""


class RefusalError(Exception):
    """An error as CKAN answers it."""

    def __init__(self, kind: str, status: int, **said: Any) -> None:
        self.status, self.error = status, {"__type": kind, **said}


class Portal:
    """What the portal holds, and what a test may change of how it behaves.

    Attributes:
        datasets: By name.
        files: Bytes by the id of their resource.
        writes: The actions that changed something.
        break_after: Number of writes after which it answers as a server that is down.
        largest: Bytes of a form that it takes.
        status: Answer to ``status_show``.
        schema: Fields of ckanext-scheming.
        spoil: Changes bytes that are handed out.
        echoes: Whether it refuses to write, and repeats the token that it was given.
    """

    def __init__(self) -> None:
        self.address = ""
        self.datasets: dict[str, dict[str, Any]] = {}
        self.files: dict[str, bytes] = {}
        self.writes: list[str] = []
        self.break_after: int | None = None
        self.largest = 10_000_000
        self.status: dict[str, Any] = {"locale_default": "en", "extensions": []}
        self.schema: dict[str, Any] = {}
        self.spoil: Callable[[bytes], bytes] = bytes
        self.echoes = False

    def resources(self, name: str) -> list[dict[str, Any]]:
        """The resources of a dataset, in their order."""
        found: list[dict[str, Any]] = self.datasets[name]["resources"]
        return found

    def answer(self, action: str, token: str, data: dict[str, Any], file: bytes | None) -> Any:
        """Carry out an action."""
        if action.partition("_")[2] not in READING:
            if token != EDITOR:
                raise RefusalError("Authorization Error", 403, message="Access denied")
            if self.echoes:
                raise RefusalError("Validation Error", 409, name=[f"not with {token}"])
            if self.break_after is not None and len(self.writes) >= self.break_after:
                raise ConnectionAbortedError
            self.writes.append(action)
        return getattr(self, f"_{action}")(token, data, file)

    def _status_show(self, *_: Any) -> Any:
        return self.status

    def _user_show(self, token: str, *_: Any) -> Any:
        if token not in (EDITOR, "of-a-stranger"):
            raise RefusalError("Not Found Error", 404, message="Not found")
        return {"name": "editor"}

    def _license_list(self, *_: Any) -> Any:
        return LICENCES

    def _organization_list(self, *_: Any) -> Any:
        return [*ORGANISATIONS]

    def _organization_show(self, _token: str, data: dict[str, Any], _file: None) -> Any:
        if data["id"] not in ORGANISATIONS:
            raise RefusalError("Not Found Error", 404, message="Not found")
        return {"id": ORGANISATIONS[data["id"]]}

    def _organization_list_for_user(self, token: str, *_: Any) -> Any:
        return [{"id": ORGANISATIONS["city"]}] if token == EDITOR else []

    def _scheming_dataset_schema_show(self, *_: Any) -> Any:
        return self.schema

    def _dataset(self, key: str) -> dict[str, Any]:
        for dataset in self.datasets.values():
            if key in (dataset["id"], dataset["name"]):
                return dataset
        raise RefusalError("Not Found Error", 404, message="Not found")

    def _package_show(self, _token: str, data: dict[str, Any], _file: None) -> Any:
        dataset = self._dataset(data["id"])
        if dataset.get("hidden"):
            raise RefusalError("Authorization Error", 403, message="Access denied: may not read it")
        return dataset

    def _package_create(self, _token: str, data: dict[str, Any], _file: None) -> Any:
        self.datasets[data["name"]] = {"id": f"id-of-{data['name']}", "resources": []} | data
        return self._package_patch(_token, {"id": data["name"]}, None)

    def _package_patch(self, _token: str, data: dict[str, Any], _file: None) -> Any:
        dataset = self._dataset(data["id"])
        dataset.update({key: value for key, value in data.items() if key != "id"})
        dataset["tags"] = sorted(dataset.get("tags", []), key=lambda tag: str(tag["name"]))
        return dataset

    def _package_resource_reorder(self, _token: str, data: dict[str, Any], _file: None) -> Any:
        resources = self._dataset(data["id"])["resources"]
        assert sorted(data["order"]) == sorted(resource["id"] for resource in resources)
        resources.sort(key=lambda resource: data["order"].index(resource["id"]))

    def _resource_create(self, _token: str, data: dict[str, Any], file: bytes) -> Any:
        dataset = self._dataset(data.pop("package_id"))
        resource = {"id": f"resource-{len(self.writes)}"}
        dataset["resources"].append(resource)
        return self._fill(resource, data, file)

    def _resource_patch(self, _token: str, data: dict[str, Any], file: bytes | None) -> Any:
        return self._fill(self._resource(data["id"]), data, file)

    def _resource_delete(self, _token: str, data: dict[str, Any], _file: None) -> Any:
        found = self._resource(data["id"])
        for dataset in self.datasets.values():
            dataset["resources"] = [kept for kept in dataset["resources"] if kept is not found]

    def _resource(self, key: str) -> dict[str, Any]:
        all_of_them = (item for name in self.datasets for item in self.resources(name))
        return next(resource for resource in all_of_them if resource["id"] == key)

    def _fill(self, resource: dict[str, Any], data: dict[str, Any], file: bytes | None) -> Any:
        for key, value in data.items():  # translations are stored as what they stand for
            is_json = key.endswith("_translated") and isinstance(value, str)
            resource[key] = json.loads(value) if is_json else value
        if "name_translated" in resource:
            resource["name"] = resource["name_translated"]["en"]
        if file is not None:
            name = resource["package_path"].rpartition("/")[2]
            self.files[resource["id"]] = file
            resource["url"] = f"{self.address}/resource/{resource['id']}/download/{name}"
            resource["url_type"] = "upload"
        return resource


class _Handler(BaseHTTPRequestHandler):
    portal: Portal

    def log_message(self, *_: Any) -> None:
        """Say nothing: tests look at what is held."""

    def do_GET(self) -> None:
        """Hand out a file."""
        content = self.portal.files.get(self.path.split("/")[2])
        private = any(dataset.get("private") for dataset in self.portal.datasets.values())
        if content is None or (private and self.headers.get("Authorization") != EDITOR):
            self._send(404, b"", "text/html")
        else:
            self._send(200, self.portal.spoil(content), "application/octet-stream")

    def do_POST(self) -> None:
        """Carry out an action."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if len(body) > self.portal.largest:
            self._send(413, b"<h1>Request Entity Too Large</h1>", "text/html")
            return
        data, file = self._read(body)
        try:
            token = self.headers.get("Authorization", "")
            result = self.portal.answer(self.path.rpartition("/")[2], token, data, file)
            self._json(200, {"success": True, "result": result})
        except RefusalError as refusal:
            self._json(refusal.status, {"success": False, "error": refusal.error})
        except ConnectionAbortedError:
            self.close_connection = True

    def _read(self, body: bytes) -> tuple[dict[str, Any], bytes | None]:
        kind = self.headers["Content-Type"]
        if kind == "application/json":
            return json.loads(body), None
        form = message_from_bytes(f"Content-Type: {kind}\r\n\r\n".encode() + body)
        parts: dict[Any, Any] = {
            part.get_param("name", header="content-disposition"): part.get_payload(decode=True)
            for part in form.walk()
            if not part.is_multipart()
        }
        file = parts.pop("upload")
        return {name: value.decode() for name, value in parts.items()}, file

    def _json(self, status: int, value: Any) -> None:
        self._send(status, json.dumps(value).encode(), "application/json;charset=utf-8")

    def _send(self, status: int, body: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def running_portal() -> Iterator[Portal]:
    """A portal on a free port of this machine, until the end of the block."""
    portal = Portal()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"portal": portal}))
    portal.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield portal
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
