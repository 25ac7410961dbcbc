"""The box's name by multicast DNS (RFC 6762): whoever asks for tirek.local hears its addresses.

Many phones never ask (Android before 12, whoever uses a private DNS), so nothing relies on it.
"""

import contextlib
import logging
import socket
from collections.abc import Callable, Sequence

from zeroconf import InterfaceChoice, IPVersion, ServiceInfo, Zeroconf

from server.discovery.limits import MDNS_TTL_SECONDS

log = logging.getLogger(__name__)

_SERVICE = "_http._tcp.local."


class Announcer:
    """Tells the network of one box while it runs. `addresses` says where the box is now;
    `interfaces` are the addresses to speak from, all of them where none are given."""

    def __init__(
        self,
        name: str,
        port: int,
        addresses: Callable[[], Sequence[str]],
        interfaces: Sequence[str] | None = None,
    ) -> None:
        self._name, self._port = name, port
        self._addresses = addresses
        self._interfaces = list(interfaces) if interfaces is not None else InterfaceChoice.All
        self._told: tuple[str, ...] = ()
        self._zeroconf: Zeroconf | None = None

    def look(self) -> bool:
        """Tell the network anew where the addresses have changed; False where they have not."""
        found = tuple(self._addresses())
        if found == self._told:
            return False
        self.stop()
        self._told = found
        if not found:
            return False
        try:
            self._zeroconf = Zeroconf(interfaces=self._interfaces, ip_version=IPVersion.V4Only)
            self._zeroconf.register_service(self._info(found), allow_name_change=True)
        except OSError as error:
            log.warning("the name is not announced", extra={"why": str(error)})
            self.stop()
            return False
        return True

    def stop(self) -> None:
        """Take it back: the network is told that the name is gone."""
        running, self._zeroconf, self._told = self._zeroconf, None, ()
        if running is not None:
            with contextlib.suppress(OSError):
                running.unregister_all_services()
            running.close()

    def _info(self, addresses: Sequence[str]) -> ServiceInfo:
        return ServiceInfo(
            _SERVICE,
            f"{self._name}.{_SERVICE}",
            port=self._port,
            addresses=[socket.inet_aton(one) for one in addresses],
            server=f"{self._name}.local.",
            properties={"path": "/"},
            host_ttl=MDNS_TTL_SECONDS,
        )
