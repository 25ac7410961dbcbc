"""Where a hub shows an authority that a name is its own: a TXT record for a minute (DNS-01)."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from server.certificates.limits import DNS_CALL_SECONDS, DNS_HOOK_SECONDS, DNS_TTL_SECONDS
from server.config import Config

if TYPE_CHECKING:
    from dns.message import Message
    from dns.name import Name
    from dns.tsig import Key

_PORT: Final = 53
_KEY_FILE: Final = re.compile(
    r'key\s+"?(?P<name>[^"\s{]+)"?\s*\{\s*'
    r'algorithm\s+"?(?P<algorithm>[A-Za-z0-9-]+)"?\s*;\s*'
    r'secret\s+"(?P<secret>[A-Za-z0-9+/=]+)"\s*;\s*\}\s*;'
)


class DnsRefused(Exception):
    """The name server, or the operator's command, did not do as it was asked."""


class ChallengeRecords(Protocol):
    """TXT records at one place. `name` is a full name without the last dot.

    `put` adds a value beside those that are there and returns once the server has it; `remove`
    takes it away, and does nothing where it is gone. Both raise DnsRefused.
    """

    def put(self, name: str, value: str) -> None: ...

    def remove(self, name: str, value: str) -> None: ...


def from_settings(config: Config) -> ChallengeRecords | None:
    """The place that the settings name; None where they name none."""
    if config.dns_hook is not None:
        return Hook(config.dns_hook)
    if config.dns_server is not None:
        return Updates(config.dns_server, config.dns_key)
    return None


class Hook:
    """The operator's own command: `COMMAND put|remove NAME VALUE`, which ends with 0."""

    def __init__(self, command: Path) -> None:
        self._command = command

    def put(self, name: str, value: str) -> None:
        self._run("put", name, value)

    def remove(self, name: str, value: str) -> None:
        self._run("remove", name, value)

    def _run(self, what: str, name: str, value: str) -> None:
        try:
            done = subprocess.run(
                [str(self._command), what, name, value],
                capture_output=True,
                text=True,
                check=False,
                stdin=subprocess.DEVNULL,
                timeout=DNS_HOOK_SECONDS,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise DnsRefused(str(error)) from error
        if done.returncode != 0:
            raise DnsRefused(f"the command ended with {done.returncode}: {done.stderr.strip()}")


class Updates:
    """Dynamic updates (RFC 2136), signed with a key (RFC 8945) where one is given."""

    def __init__(self, server: str, key_file: Path | None) -> None:
        host, _, port = server.rpartition(":") if server.count(":") == 1 else (server, "", "")
        self._host = host
        self._port = int(port or _PORT)
        self._key = _read_key(key_file) if key_file is not None else None

    def put(self, name: str, value: str) -> None:
        for update, record in self._update(name):
            update.add(record, DNS_TTL_SECONDS, "TXT", f'"{value}"')  # type: ignore[attr-defined]

    def remove(self, name: str, value: str) -> None:
        for update, record in self._update(name):
            update.delete(record, "TXT", f'"{value}"')  # type: ignore[attr-defined]

    def _update(self, name: str) -> "Iterator[tuple[Message, Name]]":
        """An update of the zone of `name`, to be filled in by the loop's body, then sent."""
        import dns.exception  # noqa: PLC0415 - only where orders are made
        import dns.name  # noqa: PLC0415
        import dns.rcode  # noqa: PLC0415
        import dns.update  # noqa: PLC0415

        full = dns.name.from_text(name)
        try:
            zone = self._zone(full)
            keyring = {self._key.name: self._key} if self._key is not None else None
            update = dns.update.UpdateMessage(zone, keyring=keyring)
            yield update, full.relativize(zone)
            code = self._ask(update).rcode()
        except (OSError, dns.exception.DNSException) as error:
            raise DnsRefused(str(error) or type(error).__name__) from error
        if code != dns.rcode.NOERROR:
            raise DnsRefused(f"the name server answered {dns.rcode.to_text(code)}")

    def _zone(self, name: "Name") -> "Name":
        """The zone that this server keeps `name` in: the nearest name above with an SOA."""
        import dns.message  # noqa: PLC0415 - only where orders are made
        import dns.rdatatype  # noqa: PLC0415

        above = name
        while len(above) > 1:
            answer = self._ask(dns.message.make_query(above, "SOA"))
            if any(one.rdtype == dns.rdatatype.SOA and one.name == above for one in answer.answer):
                return above
            above = above.parent()
        raise DnsRefused(f"the name server keeps no zone for {name}")

    def _ask(self, message: "Message") -> "Message":
        import dns.query  # noqa: PLC0415 - only where orders are made

        answer, _over_tcp = dns.query.udp_with_fallback(
            message, self._host, timeout=DNS_CALL_SECONDS, port=self._port
        )
        return answer


def _read_key(path: Path) -> "Key":
    import dns.tsig  # noqa: PLC0415 - only where orders are made

    found = _KEY_FILE.search(path.read_text(encoding="ascii", errors="replace"))
    if found is None:
        raise DnsRefused(f"{path.name} is no key as tsig-keygen writes it")
    return dns.tsig.Key(found["name"], found["secret"], algorithm=found["algorithm"])
