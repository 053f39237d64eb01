"""A stand-in for Solr, by which CKAN searches: it takes all and finds nothing.

CKAN then takes datasets from its own database, which is what publishing goes by. Only the list of
all datasets and the search stay empty.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

SCHEMA = b'<?xml version="1.0"?><schema name="ckan-2.12" version="1.6"></schema>'
NOTHING: dict[str, Any] = {
    "responseHeader": {"status": 0, "QTime": 0},
    "response": {"numFound": 0, "start": 0, "docs": []},
    "facet_counts": {"facet_fields": {}, "facet_queries": {}},
}


class _Handler(BaseHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        """Answer a question for the schema, or a search."""
        is_schema = self.path.partition("?")[0].rstrip("/").endswith("/schema")
        body = SCHEMA if is_schema else json.dumps(NOTHING).encode()
        self.send_response(200)
        self.send_header("Content-Type", f"application/{'xml' if is_schema else 'json'}")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        """Take what is to be found, and forget it."""
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.do_GET()


@contextmanager
def running_solr() -> Iterator[str]:
    """The address of the stand-in, which runs until the end of the block."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/solr/ckan"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
