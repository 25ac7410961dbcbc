"""Names of hosts, as certificates and addresses write them. Pure."""

import ipaddress
import re
from typing import Final

from server.certificates.limits import MAX_NAME_CHARS

_LABEL: Final = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
HOST_NAME: Final = re.compile(rf"(?:{_LABEL}\.)+{_LABEL}")


def is_host_name(text: str) -> bool:
    """Whether `text` is a full name of a host in lower case, such as s0421.example.kz."""
    if len(text) > MAX_NAME_CHARS or not HOST_NAME.fullmatch(text):
        return False
    return not text.rpartition(".")[2].isdigit()


def is_address(text: str) -> bool:
    """Whether `text` is an IP address."""
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def covers(names: frozenset[str], host: str) -> bool:
    """Whether one of a certificate's names stands for `host` (RFC 6125, 6.4; one star, on the
    left)."""
    host = host.lower().rstrip(".")
    return host in names or ("." in host and f"*.{host.split('.', 1)[1]}" in names)
