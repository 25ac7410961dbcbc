"""Setting a new box up, step by step."""

import secrets
from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy import select

from server.backup import recovery
from server.bundles import keys
from server.bundles.service import meet
from server.config import Config
from server.db import db, write_transaction
from server.identity import config, node_id
from server.operations.local import submit
from server.people import sealing
from server.people.accounts import Account, NewAccount, add
from server.people.models import School
from server.setup import claimed, claiming, settings
from server.setup.kits import BadKit, Kit, Request, SchoolKit, to_text

_SIGNS: Final = "abcdefghjkmnpqrstuvwxyz23456789"


class AlreadySetUp(Exception):
    """There is a school, or one will come from the node above."""


class HasUpstream(Exception):
    """This box exchanges with a hub already."""


@dataclass(frozen=True, slots=True)
class First:
    """The school and its first administrator."""

    name: str
    language: str
    family_name: str
    given_name: str
    login: str
    password: str


def needed(settings_now: Config) -> bool:
    """Whether this box waits for its school: a hub's and a connected box's come otherwise. Nothing
    comes from a hub that has refused this box's kit."""
    if settings_now.role == "hub" or db.session.scalar(select(School.id).limit(1)) is not None:
        return False
    return settings_now.upstream_url is None or claimed.is_refused()


def begin(first: First, school: str | None = None) -> tuple[str, Account]:
    """The school (by a joining kit, or a new one) and its administrator, both or neither: the
    school's id, the account.

    Raises AlreadySetUp; AccountError where the login cannot be.
    """
    school = school or "school-" + "".join(secrets.choice(_SIGNS) for _ in range(8))
    with write_transaction():
        if not needed(config()):
            raise AlreadySetUp
        about = {"name": first.name, "short_name": None, "language": first.language}
        submit("school.set", school, {**about, "timezone": config().timezone})
        new = NewAccount(
            login=first.login,
            family_name=first.family_name,
            given_name=first.given_name,
            role="admin",
            school=school,
            language=first.language,
        )
        return school, add(new, first.password)


def begin_with(kit: SchoolKit, first: First) -> tuple[str, Account]:
    """The school of a joining kit, its administrator, and its hub from the next start on. Where
    the power is cut between the two, `join` takes the same kit.

    Raises AlreadySetUp, AccountError, BadKit, SettingsElsewhere.
    """
    if kit.takes_over or len(kit.schools) != 1:
        raise BadKit("this kit brings its people along")
    named = replace(first, name=kit.name, language=kit.language)
    claiming.must_be_usable(kit)
    begun = begin(named, kit.schools[0])
    claiming.use(kit)
    return begun


def take_over(kit: SchoolKit) -> None:
    """Serve a school that the hub knows: its people and work come down with the first exchange.

    Raises AlreadySetUp, BadKit, SettingsElsewhere.
    """
    if not needed(config()):
        raise AlreadySetUp
    if not kit.takes_over:
        raise BadKit("this kit needs an administrator")
    claiming.use(kit)


def request() -> Request:
    """This box as a hub has to know it. Raises BadKit while there is no school."""
    home = config().home
    schools = db.session.execute(select(School.id, School.name).order_by(School.id)).all()
    return Request(
        node=node_id(),
        key=sealing.public_key(home).hex(),
        signing_key=keys.public_key(home).hex(),
        schools=tuple(row.id for row in schools),
        name=schools[0].name if schools else "",
    )


def request_text() -> str | None:
    """The line for the hub's operator; None while there is no school to tell of."""
    try:
        return to_text(request())
    except BadKit:
        return None


def join(kit: Kit | SchoolKit) -> None:
    """Know this hub, by road and by stick, from the next start on. A joining kit is taken by the
    box that its own school was begun on with it; after the hub has refused that one, another by the
    same box, which may then take the school over.

    Raises HasUpstream, BadKit for another box's kit, SettingsElsewhere.
    """
    again = claimed.is_refused()
    if config().upstream_url is not None and not again:
        raise HasUpstream
    if isinstance(kit, SchoolKit):
        here = db.session.scalars(select(School.id)).all()
        if (kit.takes_over and not again) or set(here) != set(kit.schools):
            raise BadKit("the kit was made for another school, or for a new box")
        claiming.use(kit)
        return
    if kit.node != node_id():
        raise BadKit("the kit was made for another box")
    db.session.rollback()
    try:
        meet(kit.hub, *(bytes.fromhex(one) for one in (kit.key, kit.signing_key, kit.identity)))
    except ValueError as error:
        raise BadKit(str(error)) from error
    with write_transaction() as session:
        claimed.start_over(session)
    settings.add(config().home, {"upstream_url": kit.url, "upstream_token": kit.token})


def make_recovery_key(*, again: bool) -> tuple[str, list[str]] | None:
    """A key's id and the paper's lines, shown once; None where there is a key already, unless its
    paper was never confirmed, or another key is asked for (`again`)."""
    home = config().home
    if recovery.exists(home) and not again and not recovery.unseen(home):
        return None
    secret = recovery.fresh(home, seen=False)
    half = recovery.opened(secret).public_key().public_bytes_raw()
    return recovery.key_id(half), recovery.to_lines(secret)


def confirm_recovery_key(key: str) -> bool:
    """Somebody has read from this key's paper; whether it is the present key."""
    home = config().home
    if not recovery.exists(home) or recovery.key_id(recovery.public(home)) != key:
        return False
    recovery.confirm(home)
    return True
