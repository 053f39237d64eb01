"""Run by CKAN's own Python: fills an empty portal and serves it, or reads a catalogue as it would.

serve_ckan.py CONFIG PORT           prints the API tokens by user, then serves
serve_ckan.py CONFIG FILE FORMAT    prints the datasets that ckanext-dcat makes of a catalogue
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from ckan import model
from ckan.cli import load_config
from ckan.config.middleware import make_app
from ckan.plugins.toolkit import get_action
from werkzeug.serving import run_simple

USERS = ("editor", "stranger")


def serve(app: Any, port: int) -> None:
    """Make an organisation with an editor, and serve."""
    with app._wsgi_app.test_request_context():
        model.repo.upgrade_db()
        site = {
            "ignore_auth": True,
            "user": get_action("get_site_user")({"ignore_auth": True}, {})["name"],
        }
        tokens = {}
        for name in USERS:
            person = {"name": name, "email": f"{name}@example.org", "password": "long-enough-1"}
            get_action("user_create")(dict(site), person)
            token = get_action("api_token_create")(dict(site), {"user": name, "name": "test"})
            tokens[name] = token["token"]
        get_action("organization_create")(dict(site), {"name": "city", "title": "The city"})
        member = {"id": "city", "username": "editor", "role": "editor"}
        get_action("organization_member_create")(dict(site), member)
        model.Session.remove()
    tell(tokens)
    run_simple("127.0.0.1", port, app, threaded=True)


def read(app: Any, file: Path, form: str) -> None:
    """Print what a harvester would make of a catalogue."""
    from ckanext.dcat.processors import RDFParser  # noqa: PLC0415  (needs the plugins)

    with app._wsgi_app.test_request_context():
        parser = RDFParser()
        parser.parse(file.read_text(encoding="utf-8"), form)
        tell(list(parser.datasets()))


def tell(value: Any) -> None:
    """Print a line of JSON."""
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    application = make_app(load_config(sys.argv[1]))
    if len(sys.argv) == 3:
        serve(application, int(sys.argv[2]))
    else:
        read(application, Path(sys.argv[2]), sys.argv[3])
