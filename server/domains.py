"""The list of domain folders, and how their parts are found."""

from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Final

DOMAINS: Final[tuple[str, ...]] = (
    "node",
    "timekeeping",
    "people",
    "roster",
    "accounts",
    "operations",
    "changes",
    "library",
    "audience",
    "delivery",
    "classroom",
    "planning",
    "templates",
    "inclusion",
    "clubs",
    "portfolio",
    "consent",
    "concerns",
    "journal",
    "policies",
    "gradebook",
    "yearend",
    "reports",
    "inspection",
    "transfers",
    "audit",
    "drafts",
    "notes",
    "player",
    "quizzes",
    "results",
    "lrs",
    "cmi5",
    "forwarding",
    "insights",
    "uploads",
    "search",
    "status",
    "files",
    "hub",
    "console",
    "defaults",
    "inquiries",
    "metrics",
    "upgrades",
    "releases",
    "trust",
    "certificates",
    "discovery",
    "plain",
    "upstream",
    "bundles",
    "erasure",
    "takeout",
    "upkeep",
    "backup",
    "setup",
    "doctor",
    "attention",
    "courier",
    "relay",
)
"""Folders of server/ that may hold models, operations (SPECS), documents (DOCUMENTS), views
(blueprint, and optionally `outside(routes)` for those outside its prefix; server.routing imports
them when they are asked for) and hooks (`register(app)`: what requests for other domains need of
this one). The order is the order of registration."""


def parts(name: str) -> Iterator[ModuleType]:
    """The modules called `name` of all domains that have one."""
    for domain in DOMAINS:
        module = f"server.{domain}.{name}"
        if find_spec(module):
            yield import_module(module)
