"""What a box tells a hub of itself, and what it gets back: two lines of text, or two QR codes.

tirek-box.…   the node's id and public keys, and its schools: no secret
tirek-kit.…   the hub's address, keys and identity, and the node's token: a secret

And the same begun from the hub's side, before there is a box at all:

tirek-school.…  a school and its hub, for whichever box reads it first: a secret
tirek-claim.…   that box's answer: who it is, proven by the kit's secret, which it does not tell
"""

import hashlib
import hmac
import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit

from server.setup.limits import MAX_KIT_CHARS

_NODE: Final = re.compile(r"[0-9a-f]{16}")
_KEY: Final = re.compile(r"[0-9a-f]{64}")
_TOKEN: Final = re.compile(r"[A-Za-z0-9_.~+/=-]{8,200}")
_SCHOOL: Final = re.compile(r"[0-9A-Za-z._~:-]{1,80}")
_Kind = TypeVar("_Kind", "Request", "Kit", "SchoolKit", "Claim")


class BadKit(ValueError):
    """Text that is no kit or no request, or a damaged one."""


@dataclass(frozen=True, slots=True)
class Request:
    """A box that wants to join; keys in hex."""

    node: str
    key: str
    signing_key: str
    schools: tuple[str, ...]
    name: str = ""

    def __post_init__(self) -> None:
        """Raises BadKit unless every part is of its form."""
        keys = (self.key, self.signing_key)
        if not _NODE.fullmatch(self.node) or not all(_KEY.fullmatch(one) for one in keys):
            raise BadKit("the request is damaged")
        if not self.schools or not all(_SCHOOL.fullmatch(one) for one in self.schools):
            raise BadKit("the request names no school")


@dataclass(frozen=True, slots=True)
class Kit:
    """What a box needs to exchange with its hub; keys in hex, `token` is secret."""

    url: str
    token: str
    hub: str
    key: str
    signing_key: str
    identity: str
    node: str

    def __post_init__(self) -> None:
        """Raises BadKit unless every part is of its form."""
        parts = urlsplit(self.url)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query:
            raise BadKit("the kit has no address")
        keys = (self.key, self.signing_key, self.identity)
        nodes = (self.hub, self.node)
        if not all(_NODE.fullmatch(one) for one in nodes) or not _TOKEN.fullmatch(self.token):
            raise BadKit("the kit is damaged")
        if not all(_KEY.fullmatch(one) for one in keys):
            raise BadKit("the kit is damaged")


@dataclass(frozen=True, slots=True)
class SchoolKit:
    """A school waiting for a box; `secret` (hex) is good once. With `takes_over` the school's
    people and work come down from the hub, and the box that it had is shut out."""

    url: str
    claim: str
    secret: str
    schools: tuple[str, ...]
    name: str
    language: str
    takes_over: bool
    hub: str
    key: str
    signing_key: str
    identity: str

    def __post_init__(self) -> None:
        """Raises BadKit unless every part is of its form."""
        parts = urlsplit(self.url)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query:
            raise BadKit("the kit has no address")
        keys = (self.key, self.signing_key, self.identity, self.secret)
        nodes = (self.hub, self.claim)
        if not all(_KEY.fullmatch(one) for one in keys):
            raise BadKit("the kit is damaged")
        if not all(_NODE.fullmatch(one) for one in nodes) or not self.name:
            raise BadKit("the kit is damaged")
        if not self.schools or not all(_SCHOOL.fullmatch(one) for one in self.schools):
            raise BadKit("the kit names no school")

    def token(self, node: str) -> str:
        """What `node` shows to the hub from its first exchange on. It is never told: both ends
        work it out."""
        return _proof(self.secret, "token", node)

    @property
    def copies_token(self) -> str:
        """What whoever holds the kit shows to fetch the school's sealed copies. The kit is not used
        up by it, and its secret is not told."""
        return copies_token(self.secret, self.claim)


@dataclass(frozen=True, slots=True)
class Claim:
    """A box that has read a kit: its request, the SHA-256 of its token, and the proof (hex)."""

    claim: str
    node: str
    key: str
    signing_key: str
    schools: tuple[str, ...]
    token_sha256: str
    proof: str

    def __post_init__(self) -> None:
        """Raises BadKit unless every part is of its form."""
        keys = (self.key, self.signing_key, self.token_sha256, self.proof)
        if not all(_KEY.fullmatch(one) for one in keys):
            raise BadKit("the claim is damaged")
        if not all(_NODE.fullmatch(one) for one in (self.claim, self.node)):
            raise BadKit("the claim is damaged")
        if not self.schools or not all(_SCHOOL.fullmatch(one) for one in self.schools):
            raise BadKit("the claim names no school")

    def proven(self, secret: str) -> bool:
        """Whether who wrote this held the kit with that secret."""
        return hmac.compare_digest(self.proof, _claim_proof(secret, self))


def claim(kit: SchoolKit, node: str, key: bytes, signing_key: bytes) -> Claim:
    """What the box `node` answers to a kit; it tells nothing that would help somebody else."""
    token = hashlib.sha256(kit.token(node).encode()).hexdigest()
    told = Claim(kit.claim, node, key.hex(), signing_key.hex(), kit.schools, token, "0" * 64)
    return replace(told, proof=_claim_proof(kit.secret, told))


def copies_token(secret: str, claim: str) -> str:
    """See SchoolKit.copies_token; it begins with the claim's id, by which the hub finds the kit."""
    return claim + _proof(secret, "copies", claim)


def _claim_proof(secret: str, told: Claim) -> str:
    parts = (told.claim, told.node, told.key, told.signing_key, *told.schools, told.token_sha256)
    return _proof(secret, "claim", *parts)


def _proof(secret: str, *parts: str) -> str:
    """No part holds a line break, so that no two sets of parts are told alike."""
    return hmac.new(bytes.fromhex(secret), "\n".join(parts).encode(), hashlib.sha256).hexdigest()


_PREFIXES: Final[Mapping[type, str]] = {
    Request: "tirek-box.",
    Kit: "tirek-kit.",
    SchoolKit: "tirek-school.",
    Claim: "tirek-claim.",
}


def to_text(what: Request | Kit | SchoolKit | Claim) -> str:
    """One line, without anything that a messenger would break."""
    plain = json.dumps({"v": 1, **asdict(what)}, ensure_ascii=False, separators=(",", ":"))
    return _PREFIXES[type(what)] + urlsafe_b64encode(plain.encode()).decode().rstrip("=")


def either(text: str) -> Kit | SchoolKit:
    """One of the two kits that a hub gives. Raises BadKit."""
    school = text.lstrip().startswith(_PREFIXES[SchoolKit])
    return from_text(SchoolKit, text) if school else from_text(Kit, text)


def from_text(kind: type[_Kind], text: str) -> _Kind:
    """What `to_text` gave, spaces and line breaks aside. Raises BadKit."""
    told = "".join(text.split())
    prefix = _PREFIXES[kind]
    if len(told) > MAX_KIT_CHARS or not told.startswith(prefix):
        raise BadKit(f"it does not begin with {prefix}")
    body = told.removeprefix(prefix)
    try:
        value = json.loads(urlsafe_b64decode(body + "=" * (-len(body) % 4)))
        return _made(kind, value)
    except BadKit:
        raise
    except (ValueError, TypeError, KeyError, AttributeError):
        raise BadKit("it is damaged") from None


def _made(kind: type[_Kind], value: Any) -> _Kind:
    if value.pop("v") != 1:
        raise BadKit("it is of a newer release")
    if kind is not Kit:
        value["schools"] = tuple(value["schools"])
    return kind(**value)
