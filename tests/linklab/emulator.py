"""The process between the two namespaces: takes packets from one TUN device to the other.

    python -m tests.linklab.emulator «school's namespace» «hub's namespace» «profile» «seed»

Says `ready` once both devices are up, and what it has counted, as JSON, when it is terminated. Its
time, and with it the first stretch between two cuts, begins with the school's first connection: on
a busy machine the programs of a run take long to start.
"""

import ctypes
import fcntl
import json
import os
import select
import signal
import struct
import subprocess
import sys
import threading
import time

from tests.linklab.packets import Link, Way, is_tcp
from tests.linklab.profiles import PROFILES

SCHOOL_IP, HUB_IP = "10.77.0.1", "10.77.0.2"
DEVICE = "lab0"
_TUNSETIFF, _IFF_TUN, _IFF_NO_PI = 0x400454CA, 0x0001, 0x1000
_CLONE_NEWNET = 0x40000000
_MTU = 1500


def _device(namespace: str) -> int:
    """A TUN device inside a namespace. Only the thread that opens it goes there."""
    found: list[int] = []

    def make() -> None:
        libc = ctypes.CDLL(None, use_errno=True)
        with open(f"/run/netns/{namespace}", "rb") as place:  # noqa: PTH123 - a handle is wanted
            if libc.setns(place.fileno(), _CLONE_NEWNET):
                raise OSError(ctypes.get_errno(), "setns")
        handle = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
        request = struct.pack("16sH22x", DEVICE.encode(), _IFF_TUN | _IFF_NO_PI)
        fcntl.ioctl(handle, _TUNSETIFF, request)
        found.append(handle)

    thread = threading.Thread(target=make)
    thread.start()
    thread.join()
    return found[0]


def _address(namespace: str, mine: str, other: str) -> None:
    for words in (
        f"link set {DEVICE} mtu {_MTU} up",
        "link set lo up",
        f"address add {mine} peer {other} dev {DEVICE}",
    ):
        subprocess.run(["ip", "-n", namespace, *words.split()], check=True)


def run(school: str, hub: str, profile: str, seed: int) -> None:
    devices = {Way.UP: _device(school), Way.DOWN: _device(hub)}
    _address(school, SCHOOL_IP, HUB_IP)
    _address(hub, HUB_IP, SCHOOL_IP)
    link = Link(PROFILES[profile], seed)
    ended = False

    def end(_number: int, _frame: object) -> None:
        nonlocal ended
        ended = True

    signal.signal(signal.SIGTERM, end)
    _say("ready")
    began: float | None = None
    while not ended:
        due = link.next_due()
        since = 0.0 if began is None else time.monotonic() - began
        wait = 0.5 if due is None else min(0.5, max(0.0, due - since))
        try:
            readable, _, _ = select.select(list(devices.values()), [], [], wait)
        except InterruptedError:
            continue
        now = 0.0 if began is None else time.monotonic() - began
        for way, device in devices.items():
            if device in readable and _take(link, way, device, now) and began is None:
                began = time.monotonic()
        for way, packet in link.due(now):
            os.write(devices[way.back], packet)
    _say(json.dumps({way.name.lower(): vars(count) for way, count in link.counts.items()}))


def _take(link: Link, way: Way, device: int, now: float) -> bool:
    """What has come to this end enters the link; whether a part of a connection was among it."""
    connected = False
    while True:
        try:
            packet = os.read(device, _MTU + 100)
        except BlockingIOError:
            return connected
        link.enter(way, packet, now)
        connected = connected or is_tcp(packet)


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    run(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]))
