"""Documents of lessons that were played in the app: they travel in the attempt.

The app's own record store (pwa/src/player/xapi) keeps them in the values of the activity played
last, and the attempt's operation brings them. Here they become rows that GET finds. The standing
branch of the attempt counts, as for every other value of it.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from sqlalchemy.orm import Session

from server.lrs.callers import account_of
from server.lrs.document_operations import AGENT_PROFILE, STATE, shelf, tag
from server.lrs.limits import MAX_ID_CHARS, MAX_PLAYED_DOCUMENTS
from server.lrs.models import Document
from server.operations.port import log_store
from server.rows import put_parts
from sync.core.merge import Version

MARK: Final = "tirek-xapi-1 "
"""Before the JSON of a state; pwa/src/player/xapi/state.ts writes it."""


def project(session: Session, attempt: str, learner: str, version: Version) -> None:
    """The documents of an attempt are those of this version of it. Where its values are a file,
    which no transaction reads, it has none."""
    cmi = version.values.get("cmi")
    state = _state(cmi) if isinstance(cmi, Mapping) else None
    if state is None and cmi:
        return  # SCORM, H5P, a book: there never were any
    writer = log_store(session).writer(version.id.writer)
    school = (writer.school if writer else None) or ""
    made = {"source": attempt, "updated": version.order, "head": str(version.id), "blob": None}
    rows = [{**row, **made} for row in _rows(state or {}, school, learner)]
    put_parts(session, Document, "source", attempt, rows)


def _state(cmi: Mapping[str, Any]) -> dict[str, Any] | None:
    for value in cmi.values():
        if isinstance(value, str) and value.startswith(MARK):
            try:
                found = json.loads(value[len(MARK) :])
            except (ValueError, RecursionError):
                continue
            if isinstance(found, dict):
                return found
    return None


def _rows(state: Mapping[str, Any], school: str, learner: str) -> Iterator[dict[str, Any]]:
    kept = state.get("documents")
    registration = str(state.get("registration") or "").lower()[:36]
    agent = account_of(school, learner)
    several = list(kept.items()) if isinstance(kept, dict) else []
    for place, document in several[:MAX_PLAYED_DOCUMENTS]:
        resource, _, rest = place.partition("|")
        activity, _, name = rest.partition("|")  # no IRI has a bar in it
        body = document.get("body") if isinstance(document, dict) else None
        if resource not in (STATE, AGENT_PROFILE) or not isinstance(body, str) or not name:
            continue
        content = body.encode("utf-8", "replace")
        yield {
            "owner": shelf(resource, school, activity=activity, agent=agent).owner,
            "registration": registration if resource == STATE else "",
            "id": name[:MAX_ID_CHARS],
            "content_type": str(document.get("type") or "")[:MAX_ID_CHARS],
            "etag": tag(content),
            "content": content,
        }
