"""The parts of docs/reference/ that follow from the code, and the server's list of routes;
`python -m tests.docs.reference` writes them, and tests compare."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import MISSING, fields
from typing import Any, Final

import click
import marshmallow as ma
from sqlalchemy import Table

from content.errors import Refusal
from content.messages import REFUSALS
from server import routing
from server.cli import tirek
from server.config import Config
from server.db import mappers, target_metadata
from server.operations.catalogue import catalogue
from server.operations.spec import KindSpec
from server.operations.spec import nobody as only_nodes
from tests.docs.pages import DOCS

REFERENCE: Final = DOCS / "reference"
WIDTH: Final = 96
POINTERS: Final = frozenset(
    {"person", "learner", "guardian", "author", "authors", "personal", "actor"}
)
"""Columns that hold ids of persons."""


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(
        "| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in lines
    )


# --- commands -----------------------------------------------------------------------------------


def commands() -> str:
    """Every command's own help."""
    parts = []
    for path, command in _walk(("tirek",), tirek):
        context = click.Context(
            command, info_name=" ".join(path), terminal_width=WIDTH, max_content_width=WIDTH
        )
        parts.append(f"## {' '.join(path)}\n\n```text\n{command.get_help(context).strip()}\n```")
    return "\n\n".join(parts)


def _walk(
    path: tuple[str, ...], command: click.Command
) -> Iterable[tuple[tuple[str, ...], click.Command]]:
    yield path, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            found = command.get_command(context, name)
            if found is not None:
                yield from _walk((*path, name), found)


# --- settings -----------------------------------------------------------------------------------


def settings() -> str:
    """One row per field of Config."""
    rows = []
    for one in fields(Config):
        if one.default is MISSING:
            default = "required"
        elif one.default is None:
            default = "–"
        elif one.name == "sync_windows":
            default = "`00:00-24:00=free`"
        else:
            default = f"`{one.default}`"
        secret = "" if one.repr else " Secret: never logged."
        rows.append([f"`TIREK_{one.name.upper()}`", default, one.metadata["hint"] + secret])
    return table(["variable", "default", "what it says"], rows)


# --- operations ---------------------------------------------------------------------------------

_MERGE: Final[Mapping[str, str]] = {
    "authority": "the highest rank wins, then the latest",
    "owner": "the owner's word, then the latest",
    "supersede": "the latest that knew the others; concurrent ones stay beside it",
    "append": "written once, never changed",
    "branch": "every branch is kept; a new session names the one it goes on from",
    "union": "everything that was added",
    "field": "the latest value, field by field",
    "tombstone": "ends the record",
}
_AUTHORITY: Final = {"author": "its author", "school": "the school", "hub": "the hub"}


def operations() -> str:
    """One section per kind."""
    specs = catalogue().specs
    return "\n\n".join(_kind(specs[name]) for name in sorted(specs))


def _kind(spec: KindSpec) -> str:
    kind = spec.kind
    who = "Only a node itself" if spec.authorise is only_nodes else _first(spec.authorise.__doc__)
    facts = table(
        ["", ""],
        [
            ["merge", f"{kind.merge.value}: {_MERGE[kind.merge.value]}"],
            ["who may write it", who],
            ["final word", _AUTHORITY[kind.authority.value]],
            ["version · priority · scope", f"{kind.version} · {kind.priority} · {kind.scope}"],
            ["personal fields", _names(kind.personal)],
        ],
    )
    schema = spec.schema()
    rows = [
        [f"`{one.data_key or name}`", _type(one), "yes" if one.required else ""]
        for name, one in schema.fields.items()
    ]
    body = table(["field", "type", "required"], rows) if rows else "No fields: the record says it."
    said = _first(spec.schema.__doc__)
    return "\n\n".join([f"## {kind.name}", *([f"{said}."] if said else []), facts, body])


def _first(text: str | None) -> str:
    words = " ".join((text or "").split("\n\n")[0].split())
    said = re.sub(r"^[a-z_.`]+(?: and [a-z_.`]+)?(?: version \d+)?[:.] ?", "", words)
    return (said[:1].upper() + said[1:]).rstrip(".")


def _type(field: ma.fields.Field[Any]) -> str:
    name = type(field).__name__.lower()
    if isinstance(field, ma.fields.List):
        name = f"list of ({inner})" if " " in (inner := _type(field.inner)) else f"list of {inner}"
    elif isinstance(field, ma.fields.Nested):
        inside = (one.data_key or key for key, one in field.schema.fields.items())
        name = f"{{{', '.join(inside)}}}"
    elif isinstance(field, ma.fields.Dict):
        name = "map"
    elif isinstance(field, ma.fields.Raw):
        name = "value"
    return f"{name} or null" if field.allow_none else name


def _names(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in sorted(names)) or "–"


# --- personal data ------------------------------------------------------------------------------

_LOG: Final[Mapping[str, tuple[str, ...]]] = {
    "log": ("body", "record"),
    "operations": ("body", "record"),
    "merge_state": ("body", "record"),
    "forks": ("body",),
    "writers": ("label",),
}
"""Personal columns of the log's own tables, which have no class to say so."""


def personal() -> str:
    """One row per table that says anything of a person."""
    rows = [[f"`{name}`", _names(some), _names(to)] for name, some, to in personal_tables()]
    return table(["table", "personal columns", "points to a person"], sorted(rows))


def personal_tables() -> list[tuple[str, list[str], frozenset[str]]]:
    """Tables that say anything of a person: names, personal columns, columns with people's ids."""
    known = list(target_metadata())  # imports every model
    said = {
        mapper.local_table.name: personal_columns(mapper.class_.__doc__ or "")
        for mapper in mappers()
        if isinstance(mapper.local_table, Table)
    }
    found = []
    for metadata in known:
        for one in metadata.sorted_tables:
            columns = said.get(one.name) or list(_LOG.get(one.name, ()))
            pointers = POINTERS & set(one.columns.keys())
            if columns or pointers:
                unknown = set(columns) - set(one.columns.keys()) - {c.key for c in one.columns}
                if unknown:
                    raise ValueError(f"{one.name} has no column {sorted(unknown)}")
                found.append((one.name, columns, pointers))
    return found


def personal_columns(docstring: str) -> list[str]:
    """What a model's docstring names after «Personal columns:»."""
    found = re.search(r"Personal\s+columns?:\s+([a-z_0-9,\s]+)\.", docstring)
    return [name.strip() for name in found[1].split(",")] if found else []


# --- refusals -----------------------------------------------------------------------------------


def refusals() -> str:
    """One row per reason for which a file is not taken."""
    rows = []
    for code in sorted(Refusal):
        sentence = REFUSALS[str(code)]["en"]
        rows.append([f"`{code}`", re.sub(r"\{(\w+)\}", r"*\1*", sentence)])
    return table(["code", "what the teacher reads"], rows)


# --- pages --------------------------------------------------------------------------------------

PAGES: Final[Mapping[str, Callable[[], str]]] = {
    "commands.md": commands,
    "settings.md": settings,
    "operations.md": operations,
    "personal-data.md": personal,
    "errors.md": refusals,
}
_BEGIN: Final = "<!-- generated: python -m tests.docs.reference -->"
_END: Final = "<!-- end -->"


def whole(name: str) -> str:
    """The page as it should be: what people wrote, and between the marks what follows from code."""
    text = (REFERENCE / name).read_text(encoding="utf-8")
    before, _, rest = text.partition(_BEGIN)
    _, _, after = rest.partition(_END)
    if not rest or _END not in text:
        raise ValueError(f"{name} has no place for what is generated")
    return f"{before}{_BEGIN}\n\n{PAGES[name]()}\n\n{_END}{after}"


def main() -> None:
    """Write all of them."""
    for name in PAGES:
        (REFERENCE / name).write_text(whole(name), encoding="utf-8")
    routing.LIST.write_text(routing.listed(), encoding="utf-8")


if __name__ == "__main__":
    main()
