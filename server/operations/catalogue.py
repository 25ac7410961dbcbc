"""All kinds of all domains in one place."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import marshmallow as ma

from server.db import Model
from server.domains import parts
from server.operations.spec import KindSpec
from sync.core.registry import Registry


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Specs by kind name, their registry for sync, and the tables that they fill.

    A domain's operations.py has SPECS, and in PROJECTIONS the models that a rebuild empties.
    """

    specs: Mapping[str, KindSpec]
    registry: Registry
    projections: tuple[type[Model], ...]


@cache
def catalogue() -> Catalogue:
    """The kinds of this release; ValueError when two domains declare the same one."""
    specs: dict[str, KindSpec] = {}
    registry = Registry()
    projections: list[type[Model]] = []
    for module in parts("operations"):
        for spec in getattr(module, "SPECS", ()):
            registry.add(spec.kind)
            specs[spec.kind.name] = spec
        projections += getattr(module, "PROJECTIONS", ())
    return Catalogue(specs, registry, tuple(projections))


@cache
def schema_of(schema: type[ma.Schema]) -> ma.Schema:
    """One instance per schema class: building one costs more than using it."""
    return schema()
