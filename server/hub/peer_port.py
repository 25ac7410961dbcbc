"""What this node decides as the answering side of an exchange (sync.peer.PeerPort)."""

from collections.abc import Mapping, Sequence

from server import clock
from server.audience.districts import fed_scopes
from server.bundles import keys
from server.classroom.files import file_came
from server.config import Config
from server.db import db, write_transaction
from server.files import references
from server.files.parts import Parts
from server.hub.coverage import FOREIGN, refusal
from server.hub.erasures import oversteps
from server.hub.facts import Facts
from server.hub.nodes import NodeContext
from server.library.stores import personal_store
from server.operations.catalogue import catalogue
from server.people import sealing
from server.trust.rotating import has_signed
from sync import erasing
from sync.core.cbor import Value
from sync.storage.port import Entry, Unit


class HubPort:
    """Serves one request of one node; `unit` is always on this request's session."""

    def __init__(self, config: Config, node: NodeContext) -> None:
        self._config = config
        self._node = node
        self._facts: Facts | None = None
        self._personal = personal_store()
        self._parts = Parts(config.home / "parts", self._personal)

    def scopes(self, unit: Unit, caller: str) -> Sequence[str]:
        """The rosters of its schools first, then what everybody gets, and what their districts
        share."""
        return fed_scopes(db.session(), self.covers(unit, caller))

    def covers(self, unit: Unit, caller: str) -> Sequence[str]:
        """The schools it was admitted for."""
        return sorted(self._node.schools)

    def refuse(self, unit: Unit, caller: str, entry: Entry) -> str | None:
        """See server.hub.coverage, and server.hub.erasures for orders."""
        if entry.op.kind == erasing.ORDER and oversteps(
            db.session(), unit.store, self._node, entry.op
        ):
            return FOREIGN
        facts = self._facts or Facts(db.session(), [entry.op])
        return refusal(facts, catalogue().registry, self._node, entry)

    def expect(self, unit: Unit, caller: str, entries: Sequence[Entry]) -> None:
        """Ask the tables once for all of them."""
        self._facts = Facts(db.session(), [entry.op for entry in entries])

    def sign(self, message: bytes) -> bytes:
        """With the key that signs sticks, too."""
        return keys.private_key(self._config.home).sign(message)

    def has_signed(self, message: bytes, signature: bytes) -> bool:
        """The key outlives the database: it lies in a file of its own."""
        return has_signed(message, signature)

    def about(self, unit: Unit) -> Mapping[str, Value]:
        """Names, the key to which passwords are sealed for this node, where course content lies:
        at its own address, and what time it is, unless this node itself doubts that."""
        key = sealing.public_key(self._config.home)
        hand = keys.public_key(self._config.home)
        told: dict[str, Value] = {
            "name": dict(self._config.names),
            "key": key,
            "hand": hand,
            "content": "",
        }
        now = clock.reading()
        return told if now.doubt else {**told, "time": now.believed_ms}

    def wanted_files(self, unit: Unit, caller: str, limit: int) -> Sequence[str]:
        """By policy all of them, or none until somebody asks."""
        if self._config.keep_files != "all":
            return []
        missing: list[str] = []
        for file in references.referred(db.session(), self._node.sends):
            if len(missing) == limit:
                break
            if not self._personal.has(file.sha256) and file.sha256 not in missing:
                missing.append(file.sha256)
        return missing

    def accepts_file(self, unit: Unit, caller: str, sha256: str) -> bool:
        """Only what an operation of its schools refers to."""
        return references.belongs_to(db.session(), sha256, self._node.sends)

    def file_held(self, sha256: str) -> bool:
        """Verified when it came, so being here is enough."""
        return self._personal.has(sha256)

    def file_size(self, sha256: str) -> int:
        """Bytes of a file that is here."""
        return self._personal.size(sha256)

    def read_file(self, sha256: str, offset: int, length: int) -> bytes:
        """A piece of a file that is here."""
        return self._personal.read_range(sha256, offset, length)

    def part_size(self, caller: str, sha256: str) -> int:
        """Where its next chunk goes."""
        return self._parts.size(f"{caller}-{sha256}")

    def write_part(self, caller: str, sha256: str, offset: int, chunk: bytes) -> None:
        """Parts are kept per caller: one node cannot spoil another's upload."""
        self._parts.write(f"{caller}-{sha256}", offset, chunk)

    def finish_part(self, caller: str, sha256: str) -> bool:
        """Keep it, and tell those who look at this work here that its file has come."""
        if not self._parts.finish(f"{caller}-{sha256}", sha256):
            return False
        with write_transaction() as session:
            owners = references.owners(session, sha256, self._node.sends)
            file_came(session, sha256, owners)
        return True
