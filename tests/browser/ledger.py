"""What a node really holds, read from its disk and asked through its API."""

import hashlib
import sqlite3
import time
from collections.abc import Iterable
from contextlib import closing
from typing import Any

import requests

from server.demo.cast import PASSWORD
from sync.core.clock import pack, to_text
from tests.support.nodes import Node


def rows(node: Node, query: str, *values: object) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(f"file:{node.home / 'tirek.sqlite'}?mode=ro", uri=True)) as base:
        return base.execute(query, values).fetchall()


def written_by(node: Node, person: str) -> list[str]:
    """Kinds of the operations in the log that this person's phones wrote, sorted."""
    query = """
        SELECT kind FROM operations JOIN writers USING (writer) WHERE person = ? ORDER BY kind
    """
    return [kind for (kind,) in rows(node, query, person)]


def phone_operations(node: Node) -> set[tuple[str, int, int, bytes]]:
    """Id and hash of every operation in the log that a phone wrote."""
    query = """
        SELECT writer, epoch, seq, hash FROM operations JOIN writers USING (writer)
        WHERE person IS NOT NULL
    """
    return set(rows(node, query))


def personal_file(node: Node, sha256: str) -> bytes:
    """A file of somebody's work from the node's store; its name must be its hash."""
    path = node.home / "blobs" / "personal" / sha256[:2] / sha256
    data = path.read_bytes()
    assert hashlib.sha256(data).hexdigest() == sha256, f"{path} is damaged"
    return data


def documents(node: Node, login: str) -> dict[str, dict[str, Any]]:
    """What the API gives a new phone of this person, by type and id."""
    words = {"login": login, "password": PASSWORD, "device": "ledger"}
    token = _ask(node, "/api/v1/sessions", None, words)["token"]
    found: dict[str, dict[str, Any]] = {}
    cursor = ""
    while True:
        page = _ask(node, f"/api/v1/changes{cursor}", token)
        for record in page["records"]:
            of_type = found.setdefault(record["type"], {})
            if record["doc"] is None:  # taken out at school
                of_type.pop(record["id"], None)
            else:
                of_type[record["id"]] = record["doc"]
        if not page["more"]:
            return found
        cursor = f"?since={page['cursor']}"


def submit(node: Node, login: str, wanted: Iterable[tuple[str, dict[str, Any]]]) -> None:
    """New records of this person's, made on a phone of their own; each must be admitted."""
    _write(node, login, [(kind, None, fields) for kind, fields in wanted])


def clear_timetable(node: Node) -> None:
    """The director takes out every lesson: the demo's own run on school days and not on others,
    and what a test sees must not depend on the day it runs.
    """
    slots = rows(node, "SELECT id FROM timetable_slot")
    _write(node, "director", [("timetable.remove", slot, {}) for (slot,) in slots])


def _write(
    node: Node, login: str, wanted: Iterable[tuple[str, str | None, dict[str, Any]]]
) -> None:
    """Operations of (kind, record or None for a new one, fields); each must be admitted."""
    words = {"login": login, "password": PASSWORD, "device": "ledger"}
    session = _ask(node, "/api/v1/sessions", None, words)
    now = pack(time.time_ns() // 1_000_000)
    operations = [
        {
            "seq": n,
            "hlc": to_text(now + n),
            "kind": kind,
            "v": 1,
            "base": None,
            "record": record or f"{session['writer']}.1.{n}",
            "fields": fields,
        }
        for n, (kind, record, fields) in enumerate(wanted, start=1)
    ]
    body = {"writer": session["writer"], "epoch": 1, "operations": operations}
    results = _ask(node, "/api/v1/operations", session["token"], body)["results"]
    assert [one["outcome"] for one in results] == ["admitted"] * len(results), results


def _ask(node: Node, path: str, token: str | None, body: Any = None) -> Any:
    headers = {"Authorization": f"Bearer {token}"} if token is not None else {}
    answer = requests.request(
        "GET" if body is None else "POST",
        f"{node.url}{path}",
        json=body,
        headers=headers,
        timeout=20,
    )
    answer.raise_for_status()
    return answer.json()
