"""Where a node may connect to: public addresses, and private networks that were named.

Whoever may add a destination must not be able to make the server knock at the router, at other
machines of the LAN or at itself. The address that is checked is the one that is connected to, so a
name that resolves differently the second time gains nothing.
"""

import ipaddress
import socket
from collections.abc import Sequence
from typing import Final
from urllib.parse import urlsplit

from server.forwarding.limits import MAX_ADDRESS_CHARS, MAX_NETWORKS

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_PORTS: Final = {"http": 80, "https": 443}


class NotAllowed(Exception):
    """The host has no address that may be connected to."""


def endpoint(text: str) -> str:
    """The endpoint of a record store as it is kept. Raises ValueError."""
    if len(text) > MAX_ADDRESS_CHARS or not text.isascii() or not text.isprintable():
        raise ValueError(f"an address has at most {MAX_ADDRESS_CHARS} plain characters")
    parts = urlsplit(text.strip())
    if parts.scheme not in _PORTS or not parts.hostname or parts.query or parts.fragment:
        raise ValueError("is not an http(s) address")
    if parts.username is not None or " " in text.strip():
        raise ValueError("names a user; give --user and --secret instead")
    assert parts.port is None or parts.port > 0  # noqa: S101 - reading it raises ValueError
    return text.strip().rstrip("/")


def networks(texts: Sequence[str]) -> list[str]:
    """Networks such as 192.168.0.0/16 as they are kept. Raises ValueError."""
    if len(texts) > MAX_NETWORKS:
        raise ValueError(f"at most {MAX_NETWORKS} networks")
    return sorted({str(ipaddress.ip_network(one.strip())) for one in texts})


def allowed(address: Address, named: Sequence[str]) -> bool:
    """Whether the address is public, or in one of the named networks."""
    plain = getattr(address, "ipv4_mapped", None) or address
    if any(plain in ipaddress.ip_network(one) for one in named):
        return True
    # 64:ff9b::/96 and 2002::/16 carry other addresses inside
    tunnels = ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32")
    if plain.version == 6 and any(plain in ipaddress.ip_network(one) for one in tunnels):
        return False
    return plain.is_global and not plain.is_multicast


def connect(host: str, port: int, named: Sequence[str], seconds: float) -> socket.socket:
    """A connection to one of the host's allowed addresses. Raises NotAllowed and OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    failure: OSError | None = None
    tried = False
    for family, kind, protocol, _, sockaddr in found:
        if not allowed(ipaddress.ip_address(str(sockaddr[0]).partition("%")[0]), named):
            continue
        tried = True
        made = socket.socket(family, kind, protocol)
        made.settimeout(seconds)
        try:
            made.connect(sockaddr)
        except OSError as error:
            made.close()
            failure = error
        else:
            return made
    if not tried:
        raise NotAllowed(f"{host} lies in a private network that was not named")
    raise failure or OSError("nothing answers")


def port_of(address: str) -> int:
    """The port of an endpoint."""
    parts = urlsplit(address)
    return parts.port or _PORTS[parts.scheme]
