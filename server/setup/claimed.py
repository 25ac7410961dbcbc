"""What became of a joining kit that this box has used: the hub is told with the first link, or by a
stick (server.bundles.claims)."""

import logging
from typing import Final

from server.config import Config
from server.db import db, write_transaction
from server.operations.port import log_store
from server.setup.limits import CLAIM_SECONDS

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
        store = log_store(session)
        if answer.status_code == 200:
            store.set_state(CLAIM, "")
            store.set_state(REFUSED, "")
        elif answer.status_code == 403:
            store.set_state(REFUSED, "403")
