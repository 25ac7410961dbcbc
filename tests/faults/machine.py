"""A small computer that is switched on from a card, and whose plug is pulled: QEMU without KVM, one
core and a gigabyte, no network but the way in to its port 80."""

import os
import re
import shutil
import signal
import struct
import subprocess
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from server.install.card import SECTOR
from tests.support.ports import free_ports

TOOLS: Final = ("qemu-system-x86_64", "mke2fs", "tar")
IMAGE_BYTES: Final = 2 * 1024**3
FIRST_SECTOR: Final = 2048
LINUX: Final = 0x83
MEMORY_MB: Final = 1024
PATIENCE_SECONDS: Final = 20 * 60
"""An emulated processor is twenty times slower than a real one, and has others beside it."""
_COLOUR: Final = re.compile(r"\x1b\[[0-9;]*m")
_CABLE: Final = "[Match]\nName=en* eth*\n[Network]\nDHCP=yes\n"


def image_of(system: Path, folder: Path) -> Path:
    """`disk.img` in `folder`: one partition with the system of an archive, that listens to its
    cable; its kernel is laid beside it. Needs root, for the files' owners."""
    root, image = folder / "root", folder / "disk.img"
    root.mkdir()
    subprocess.run(["tar", "-C", str(root), "-xpf", str(system)], check=True)
    _write(root / "etc/systemd/network/80-cable.network", _CABLE)
    _write(root / "etc/fstab", "/dev/vda1 / ext4 defaults 0 1\n")
    wanted = root / "etc/systemd/system/multi-user.target.wants/systemd-networkd.service"
    wanted.parent.mkdir(parents=True, exist_ok=True)
    wanted.symlink_to("/lib/systemd/system/systemd-networkd.service")
    for name in ("vmlinuz", "initrd"):
        shutil.copyfile(max((root / "boot").glob(f"{name}*")), folder / name)
    start = FIRST_SECTOR * SECTOR
    with image.open("wb") as out:
        out.truncate(IMAGE_BYTES)
        out.seek(446)
        count = (IMAGE_BYTES - start) // SECTOR
        out.write(struct.pack("<B3sB3sII", 0, b"", LINUX, b"", FIRST_SECTOR, count))
        out.seek(510)
        out.write(b"\x55\xaa")
    size = f"{(IMAGE_BYTES - start) // 1024}k"
    words = ["mke2fs", "-q", "-t", "ext4", "-d", str(root), "-E", f"offset={start}"]
    subprocess.run([*words, str(image), size], check=True)
    shutil.rmtree(root)
    return image


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


@dataclass
class Machine:
    """The computer; its kernel lies beside the card's image, and what it says in `console.log`."""

    image: Path
    port: int = 0
    _process: subprocess.Popen[bytes] | None = None

    def switch_on(self) -> None:
        """Returns at once."""
        folder = self.image.parent
        (self.port,) = free_ports(1)
        drive = f"file={self.image},if=virtio,format=raw,cache=writeback"
        cable = f"user,id=cable,restrict=on,hostfwd=tcp:127.0.0.1:{self.port}-:80"
        words = [
            "nice", "-n", "19", "qemu-system-x86_64", "-accel", "tcg", "-smp", "1",
            "-m", str(MEMORY_MB), "-display", "none", "-monitor", "none",
            "-serial", f"file:{folder / 'console.log'}",
            "-kernel", str(folder / "vmlinuz"), "-initrd", str(folder / "initrd"),
            "-append", "root=/dev/vda1 rw console=ttyS0 systemd.show_status=1",
            "-drive", drive, "-netdev", cable, "-device", "virtio-net-pci,netdev=cable",
        ]  # fmt: skip
        self._process = subprocess.Popen(words, stdin=subprocess.DEVNULL)

    def pull_the_plug(self) -> None:
        """What was not yet on the disk is gone."""
        if self._process is not None:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait()
            self._process = None

    def console(self) -> str:
        """What it has said since it was switched on."""
        path = self.image.parent / "console.log"
        return path.read_text("utf-8", errors="replace") if path.exists() else ""

    def says(self, word: str) -> None:
        """Waits until the console has the word."""
        self._until(lambda: word in self.console())

    def finishes(self, unit: str) -> None:
        """Waits until systemd says so of what it started."""
        said = re.compile(rf"Finished\s.*{re.escape(unit)}")
        self._until(lambda: said.search(_COLOUR.sub("", self.console())))

    def page(self, path: str) -> bytes:
        """What its port 80 answers at last."""
        found: list[bytes] = []

        def asked() -> bool:
            try:
                url = f"http://127.0.0.1:{self.port}{path}"
                with urllib.request.urlopen(url, timeout=30) as answer:
                    found.append(answer.read())
            except OSError:
                return False
            return True

        self._until(asked)
        return found[-1]

    def processor_seconds(self) -> float:
        """What the emulation has spent since it was switched on."""
        assert self._process is not None
        text = Path(f"/proc/{self._process.pid}/stat").read_text()
        fields = text.rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def _until(self, seen: Callable[[], object]) -> None:
        until = time.monotonic() + PATIENCE_SECONDS
        while not seen():
            assert self._process is not None
            assert self._process.poll() is None, f"it went off: {self.console()[-2000:]}"
            assert time.monotonic() < until, self.console()[-2000:]
            time.sleep(0.5)
