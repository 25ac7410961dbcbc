"""flask-smorest with types, and with our error shape in the OpenAPI document."""

from collections.abc import Callable, Mapping
from threading import Lock
from typing import Any, Final

import marshmallow as ma
from flask import Flask, Response
from flask_smorest import Api as SmorestApi
from flask_smorest import Blueprint as SmorestBlueprint

from server.bodies import Parser
from server.domains import parts

View = Callable[..., Any]
Decorator = Callable[[View], View]

API_PREFIX: Final = "/api/v1"


class ProblemSchema(ma.Schema):
    """RFC 9457 problem details, as every route answers an error."""

    type = ma.fields.String(required=True)
    title = ma.fields.String(required=True)
    status = ma.fields.Integer(required=True)
    detail = ma.fields.String()
    hint = ma.fields.String()
    request_id = ma.fields.String()
    errors = ma.fields.Dict()


class StrictSchema(ma.Schema):
    """A body whose unknown members are refused."""

    class Meta:
        unknown = ma.RAISE


class SchoolQuery(StrictSchema):
    """Which school is asked about."""

    school = ma.fields.String(required=True, validate=ma.validate.Length(1, 80))


class Blueprint(SmorestBlueprint):  # type: ignore[misc]
    """One domain's routes. `url_prefix` defaults to the API's."""

    ARGUMENTS_PARSER = Parser()

    def __init__(self, name: str, import_name: str, *, url_prefix: str = API_PREFIX) -> None:
        super().__init__(name, import_name, url_prefix=url_prefix)

    def route(self, rule: str, *, methods: tuple[str, ...] = ("GET",), **options: Any) -> Decorator:
        """Register the view at `rule`."""
        decorator: Decorator = super().route(rule, methods=list(methods), **options)
        return decorator

    def arguments(
        self, schema: type[ma.Schema] | ma.Schema, *, location: str = "json", **options: Any
    ) -> Decorator:
        """Parse and validate the body, query or headers; passed to the view as an argument."""
        decorator: Decorator = super().arguments(schema, location=location, **options)
        return decorator

    def response(
        self, status: int, schema: type[ma.Schema] | ma.Schema | None = None, **options: Any
    ) -> Decorator:
        """Name the answer; without a schema the view's own value or Response is sent."""
        decorator: Decorator = super().response(status, schema, **options)
        return decorator


class Api(SmorestApi):  # type: ignore[misc]
    """The OpenAPI document; errors are handled in server.errors alone.

    It is written when somebody first asks for it: writing takes a third of the time in which an
    application is made, and hardly a server or command is ever asked.
    """

    ERROR_SCHEMA = ProblemSchema

    def __init__(self, app: Flask) -> None:
        self._described = False
        self._describing = Lock()
        super().__init__(app)

    def describe(self) -> None:
        """Complete the document."""
        with self._describing:
            if self._described:
                return
            for module in parts("views"):
                blp: SmorestBlueprint = module.blueprint
                blp.register_views_in_doc(
                    self, self._app, self.spec, name=blp.name, parameters=None
                )
                self.spec.tag({"name": blp.name, "description": blp.description})
            self._described = True

    def _openapi_json(self) -> Response:
        self.describe()
        answer: Response = super()._openapi_json()
        return answer

    def _register_error_handlers(self) -> None:
        """Nothing: server.errors has them."""


def openapi_settings(version: str) -> Mapping[str, Any]:
    """The settings that put the document at /api/v1/openapi.json."""
    return {
        "API_TITLE": "Tirek",
        "API_VERSION": version,
        "OPENAPI_VERSION": "3.0.3",
        "OPENAPI_URL_PREFIX": API_PREFIX,
        "OPENAPI_JSON_PATH": "openapi.json",
        "API_SPEC_OPTIONS": {
            "components": {"securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}}},
        },
    }


def create_api(app: Flask) -> Api:
    """The Api of `app`, whose settings must hold openapi_settings()."""
    api = Api(app)
    api.ma_plugin.converter.add_attribute_function(_ecma_pattern)
    return api


def _ecma_pattern(_converter: Any, _field: ma.fields.Field[Any], ret: Any, **_: Any) -> Any:
    r"""JSON Schema's regular expressions know ^ and $ where Python means \A and \Z."""
    pattern = ret.get("pattern")
    if pattern is None:
        return {}
    body = pattern.removeprefix(r"\A").removeprefix("^").removesuffix(r"\Z").removesuffix("$")
    return {"pattern": f"^{body}$"}
