"""A name server of a test: one zone, kept in memory, that takes signed updates (RFC 2136)."""

import base64
import secrets
import socket
import threading
from dataclasses import dataclass, field
from pathlib import Path

import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.opcode
import dns.rcode
import dns.rdataclass
import dns.rdatatype
import dns.rrset
import dns.tsig
import dns.update

_SOA = "ns.{zone} admin.{zone} 1 3600 600 86400 60"


@dataclass
class NameServer:
    """Answers over UDP in a thread; `changes` holds what updates did, in order."""

    zone: str
    key: dns.tsig.Key
    texts: dict[str, list[str]] = field(default_factory=dict)
    changes: list[tuple[str, str, str]] = field(default_factory=list)
    address: str = ""
    _socket: socket.socket | None = None

    def start(self) -> None:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self._socket.getsockname()[1]}"
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        assert self._socket is not None
        host, port = self._socket.getsockname()
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as last:
            last.sendto(b"end", (host, port))
        self._thread.join(10)
        self._socket.close()

    def _run(self) -> None:
        assert self._socket is not None
        while True:
            data, whence = self._socket.recvfrom(4096)
            if data == b"end":
                return
            self._socket.sendto(self._answer(data), whence)

    def _answer(self, data: bytes) -> bytes:
        try:
            asked = dns.message.from_wire(data, keyring={self.key.name: self.key})
        except dns.tsig.PeerError:
            raise
        except dns.exception.DNSException:
            refused = dns.message.Message(id=int.from_bytes(data[:2], "big"))
            refused.flags |= dns.flags.QR
            refused.set_rcode(dns.rcode.NOTAUTH)
            return refused.to_wire()
        answer = dns.message.make_response(asked)
        if asked.opcode() == dns.opcode.UPDATE:
            if asked.had_tsig:
                self._change(asked)
            else:
                answer.set_rcode(dns.rcode.REFUSED)
        else:
            self._tell(asked, answer)
        return answer.to_wire()

    def _change(self, asked: dns.message.Message) -> None:
        assert isinstance(asked, dns.update.UpdateMessage)
        for one in asked.update:
            name = one.name.derelativize(dns.name.from_text(self.zone)).to_text(True)
            for value in one:
                text = b"".join(value.strings).decode("ascii")
                held = self.texts.setdefault(name, [])
                if one.deleting is not None:
                    self.changes.append(("remove", name, text))
                    held.remove(text)
                else:
                    self.changes.append(("put", name, text))
                    held.append(text)

    def _tell(self, asked: dns.message.Message, answer: dns.message.Message) -> None:
        (question,) = asked.question
        name = question.name.to_text(True).lower()
        if question.rdtype == dns.rdatatype.SOA and name == self.zone:
            told = _SOA.format(zone=f"{self.zone}.")
            answer.answer.append(dns.rrset.from_text(question.name, 60, "IN", "SOA", told))
        if question.rdtype == dns.rdatatype.TXT and self.texts.get(name):
            quoted = [f'"{value}"' for value in self.texts[name]]
            answer.answer.append(dns.rrset.from_text(question.name, 60, "IN", "TXT", *quoted))


def new_name_server(zone: str, key_file: Path) -> NameServer:
    """With a fresh key, written as tsig-keygen writes it."""
    secret = base64.b64encode(secrets.token_bytes(32)).decode("ascii")
    key_file.write_text(
        f'key "tirek" {{\n\talgorithm hmac-sha256;\n\tsecret "{secret}";\n}};\n', encoding="ascii"
    )
    return NameServer(zone, dns.tsig.Key("tirek", secret, algorithm="hmac-sha256"))
