"""At a box: using a joining kit at once, without any link; the hub hears of it with the first."""

from server.bundles import keys
from server.bundles.service import meet
from server.db import db, write_transaction
from server.identity import config, node_id
from server.people import sealing
from server.setup import settings
from server.setup.claimed import start_over
from server.setup.kits import BadKit, SchoolKit, claim, to_text


def must_be_usable(kit: SchoolKit) -> None:
    """Nothing, if `use` will find where to write: asked before what would have to be undone.
    Raises SettingsElsewhere."""
    settings.planned(config().home, _told(kit))


def use(kit: SchoolKit) -> None:
    """Belong to this hub from the next start on. Raises BadKit, SettingsElsewhere."""
    home = config().home
    told = claim(kit, node_id(), sealing.public_key(home), keys.public_key(home))
    db.session.rollback()
    try:
        meet(kit.hub, *(bytes.fromhex(one) for one in (kit.key, kit.signing_key, kit.identity)))
    except ValueError as error:
        raise BadKit(str(error)) from error
    with write_transaction() as session:
        start_over(session, to_text(told))
    # Last: a box that lost its power before this asks for its kit again.
    settings.add(home, _told(kit))


def _told(kit: SchoolKit) -> dict[str, str]:
    return {"upstream_url": kit.url, "upstream_token": kit.token(node_id())}
