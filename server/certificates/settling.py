"""At a school: what follows from names and chains that have come. Again is the same as once."""

import logging

from sqlalchemy import select

from server import clock
from server.certificates import authority, reading, requesting
from server.certificates.authority import Places
from server.certificates.files import Pair, WebFiles
from server.certificates.models import CertificateRequest, SchoolAddress, WebCertificate
from server.certificates.names import covers
from server.certificates.operations import REQUEST_SET
from server.certificates.reading import BadChain, Shown
from server.config import Config
from server.db import db
from server.doctor.program import lan_addresses
from server.identity import config, node_id
from server.operations.local import submit
from server.people.models import School

log = logging.getLogger(__name__)


class NoName(Exception):
    """This box has no public name yet: its hub gives it one."""


def settle() -> None:
    """Take a chain that has come, ask for the next one when it is due, and renew what the box's
    own authority vouches for. Outside of any transaction."""
    if config().role == "hub":
        return
    take_what_came()
    ask(only_if_due=True)
    renew_local()


def own_name() -> str | None:
    """The public name of this box."""
    row = db.session.get(SchoolAddress, node_id())
    return row.name if row is not None else None


def public(files: WebFiles) -> Shown | None:
    """What the public certificate says; None without one, or with a damaged one."""
    try:
        pair = files.pair(files.public)
        return pair.shown() if pair is not None else None
    except BadChain:
        return None


def ask(*, only_if_due: bool) -> bytes:
    """Ask for a certificate for the own name: the request (DER) that is on its way; b"" where
    none is due. Raises NoName, unless only what is due is asked for."""
    files = WebFiles(config().home)
    name, node = own_name(), node_id()
    row = db.session.get(CertificateRequest, node)
    csr = row.csr if row is not None else b""
    school = db.session.scalar(select(School.id).order_by(School.id).limit(1))
    db.session.rollback()
    if name is None or school is None:
        if only_if_due:
            return b""
        raise NoName
    if only_if_due and not _due(files, name):
        return b""
    key = files.new_waiting_key()
    if _asks_for(csr, key, name):
        return csr  # it is on its way, however slow the road is
    csr = requesting.request(key, name)
    submit(REQUEST_SET, node, {"school": school, "node": node, "csr": csr})
    log.info("a certificate is asked for", extra={"host": name})
    return csr


def take_what_came() -> bool:
    """Take the chain that the hub has sent, if it is for a key of this box and not there yet. One
    that came when it had ended answers the request that waits all the same: another key is made,
    and with it another request, since the hub has done with that one."""
    row = db.session.get(WebCertificate, node_id())
    chain = row.chain.encode("ascii") if row is not None else b""
    db.session.rollback()
    if not chain:
        return False
    try:
        found = reading.shown(chain)
        files = WebFiles(config().home)
        there = public(files)
        if there is not None and there.until_ms >= found.until_ms:
            return False
        waiting = files.waiting_key()
        late = found.over(clock.now_ms()) and clock.doubt() is None
        if late and waiting is not None and found.key == requesting.public_half(waiting):
            files.forget_waiting_key()
        install(chain)
    except BadChain as why:
        log.debug("a chain is not taken", extra={"why": str(why)})
        return False
    return True


def install(chain: bytes, key: bytes | None = None) -> Shown:
    """Show this chain (PEM) to phones from now on: for the waiting key, the present one, or the
    one that is given. Raises BadChain."""
    files = WebFiles(config().home)
    try:
        there = files.pair(files.public)
    except BadChain:
        there = None
    waiting = files.waiting_key()
    mine = [one for one in (key, waiting, there.key if there else None) if one is not None]
    if not mine:
        raise BadChain("this box has not asked for a certificate yet")
    halves = [requesting.public_half(one) for one in mine]
    found = reading.checked(chain, halves, own_name(), clock.now_ms())
    db.session.rollback()
    chosen = mine[halves.index(found.key)]
    files.put(files.public, Pair(chosen, chain))
    if waiting is not None and chosen == waiting:
        files.forget_waiting_key()
    log.info("a certificate is shown to phones", extra={"until_ms": found.until_ms})
    return found


def places(settings: Config, name: str | None) -> Places:
    """Where this box is found: its public name, its name on the network, its addresses there."""
    names = [name, f"{settings.local_name or 'tirek'}.local"]
    return Places(tuple(one for one in names if one), tuple(lan_addresses()))


def make_authority(school: str) -> Pair:
    """The box's own authority and its first certificate; what there was stands no more."""
    files = WebFiles(config().home)
    where = places(config(), own_name())
    db.session.rollback()
    made = authority.new_authority(school, where.names, clock.now_ms())
    files.put(files.authority, made)
    files.local.unlink(missing_ok=True)
    renew_local()
    return made


def renew_local() -> bool:
    """Renew the certificate of the own authority where it ages, or where the box is found
    elsewhere by now. False where nothing is to be done."""
    files = WebFiles(config().home)
    try:
        above = files.pair(files.authority)
        if above is None or above.shown().over(clock.now_ms()):
            return False
        where = authority.allowed(above, places(config(), own_name()))
        db.session.rollback()
        if _stands(files, where):
            return False
        files.put(files.local, authority.new_leaf(above, where, clock.now_ms()))
    except BadChain:
        log.exception("the box's own authority cannot be used")
        return False
    return True


def _stands(files: WebFiles, where: Places) -> bool:
    try:
        there = files.pair(files.local)
    except BadChain:
        return False
    if there is None:
        return False
    found, now = there.shown(), clock.now_ms()
    # Addresses that went stay in: a network that comes and goes renews nothing.
    return where.all <= found.names and found.standing(now) and now < found.renewal_ms()


def _due(files: WebFiles, name: str) -> bool:
    found = public(files)
    if found is None or not covers(found.names, name):
        return True
    return clock.now_ms() >= found.renewal_ms()


def _asks_for(csr: bytes, key: bytes, name: str) -> bool:
    if not csr:
        return False
    try:
        told = requesting.asked(csr)
    except requesting.BadRequest:
        return False
    return told.names == (name,) and told.key == requesting.public_half(key)
