"""A hub's identity comes back from paper."""

import re
from typing import Final

from server.bundles import keys
from server.db import write_transaction
from server.identity import config
from server.trust import issuing

_HEX: Final = re.compile(r"[0-9a-f]{64}")


class WrongIdentity(Exception):
    """What was typed is no identity, or this node is no hub; the text says which."""


def put_back(secret: str) -> str:
    """Take this private identity (64 hex digits), and vouch with it for the present signing key;
    returns its public half in hex. Raises WrongIdentity."""
    if config().role != "hub":
        raise WrongIdentity("only a hub has an identity; set TIREK_ROLE=hub")
    if not _HEX.fullmatch(secret):
        raise WrongIdentity("64 hexadecimal digits are expected")
    home = config().home
    keys.keep_identity(home, bytes.fromhex(secret))
    with write_transaction() as session:
        issuing.certify_itself(session)
    return keys.identity_public(home).hex()
