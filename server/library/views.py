"""GET /c/<sha256>: course content, public by hash; and what changed in it, for phones."""

import re
from typing import Final

from flask import Response

from server.access import public
from server.api import Blueprint
from server.db import db
from server.delivery.phone_packs import Pair, pack_path
from server.errors import not_found
from server.library.direct import ROUTE, known_public
from server.library.index import is_public, refresh
from server.library.sending import send_course_blob, send_phone_pack
from server.library.stores import course_store
from server.routing import Routes

blueprint = Blueprint("library", __name__)

PACK_ROUTE: Final = "/c/<sha256>/from/<base>"
_SHA256: Final = re.compile(r"[0-9a-f]{64}")


def course_blob(sha256: str) -> Response:
    """A description that an edition names, or a file of one; anything else is a 404."""
    if not _SHA256.fullmatch(sha256):
        raise not_found()
    store = course_store()
    known = is_public(db.session(), sha256)
    if not known and store.has(sha256):
        # Its description may have come a moment ago: nothing has looked into it yet.
        refresh(store)
        known = is_public(db.session(), sha256)
    if not known:
        raise not_found()
    db.session.rollback()  # a slow download holds no snapshot of the database
    known_public().add(sha256)
    return send_course_blob(store, sha256)


def phone_pack(sha256: str, base: str) -> Response:
    """What changed from one description's files to another's; 404 where the files come whole."""
    if not _SHA256.fullmatch(sha256) or not _SHA256.fullmatch(base):
        raise not_found()
    return send_phone_pack(pack_path(Pair(base, sha256)))


def outside(routes: Routes) -> None:
    """/c lies outside the API's prefix."""
    routes.add_url_rule(ROUTE, endpoint="library.blob", view_func=public(course_blob))
    routes.add_url_rule(PACK_ROUTE, endpoint="library.phone_pack", view_func=public(phone_pack))
