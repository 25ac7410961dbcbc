"""The OpenAPI document: valid, and complete."""

from typing import Any

import schemathesis
from flask import Flask

from server.access import access_of

PREFIX = "/api/v1/"


def test_the_document_is_valid_openapi(app: Flask) -> None:
    document = app.test_client().get("/api/v1/openapi.json").get_json()

    schema = schemathesis.openapi.from_dict(document)

    schema.validate()
    assert document["info"]["title"] == "Tirek"
    assert len(list(schema.get_all_operations())) > 5


def test_every_route_of_the_api_is_in_it(app: Flask) -> None:
    document: dict[str, Any] = app.test_client().get("/api/v1/openapi.json").get_json()
    documented = {path.split("{")[0] for path in document["paths"]}

    for rule in app.url_map.iter_rules():
        start = rule.rule.split("<")[0]
        if start.startswith(PREFIX) and not start.endswith("openapi.json"):
            assert access_of(app.view_functions[rule.endpoint]) is not None
            assert start in documented, rule.rule
