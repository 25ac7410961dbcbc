"""What became of a joining kit that this box has used: the hub is told with the first link, or by a
stick (server.bundles.claims)."""

import logging
from typing import TYPE_CHECKING, Final

from sqlalchemy.orm import Session

from server.config import Config
from server.db import db, write_transaction
from server.operations.port import log_store
from server.setup.limits import CLAIM_SECONDS

if TYPE_CHECKING:
    import requests

CLAIM: Final = "setup.claim"
"""State: the line that proves to the hub whose box this is; "" once it was taken."""
REFUSED: Final = "setup.claim-refused"
"""State: what the hub has said instead."""

log = logging.getLogger(__name__)


def standing() -> str | None:
    """`waiting` until the hub has heard, `refused`, or None where there is nothing to tell."""
    store = log_store(db.session())
    if not store.state(CLAIM):
        return None
    return "refused" if store.state(REFUSED) else "waiting"


def is_refused() -> bool:
    """Whether the hub has said no: then this box may be given another kit."""
    return standing() == "refused"


def start_over(session: Session, line: str = "") -> None:
    """Another kit than before: its claim (none for a kit that needs none), and no answer yet. Joins
    a transaction."""
    store = log_store(session)
    store.set_state(CLAIM, line)
    store.set_state(REFUSED, "")


def waiting_line() -> str | None:
    """The claim that the hub has not answered yet: no secret, so a stick may carry it in clear."""
    return log_store(db.session()).state(CLAIM) or None


def settle(settings_now: Config) -> None:
    """Tell the hub of the claim, if it has not heard yet. A link that fails is tried again with the
    next exchange, which says itself what is wrong with it."""
    line = waiting_line()
    db.session.rollback()
    if line is None or settings_now.upstream_url is None:
        return
    import requests  # noqa: PLC0415 - asked for once in a box's life

    try:
        answer = requests.post(
            f"{settings_now.upstream_url.rstrip('/')}/sync/v1/claim",
            json={"claim": line},
            timeout=CLAIM_SECONDS,
            verify=str(settings_now.upstream_ca) if settings_now.upstream_ca else True,
            allow_redirects=False,
        )
    except requests.RequestException as error:
        log.info("the claim waits for a link", extra={"cause": type(error).__name__})
        return
    with write_transaction() as session:
        if log_store(session).state(CLAIM) != line:
            return  # another kit was given meanwhile
        if answer.status_code == 200:
            start_over(session)
        elif answer.status_code == 403 and _is_the_hub_s(answer):
            log_store(session).set_state(REFUSED, "403")


def _is_the_hub_s(answer: "requests.Response") -> bool:
    """Whether the hub itself says no: a provider's page may answer 403, too."""
    try:
        told = answer.json()
    except ValueError:
        return False
    return isinstance(told, dict) and told.get("type") == "/problems/claim-refused"
