"""Builds the Debian package: one file that installs Tirek on a box without any network.

`python -m server.install.deb --out DIR` from a checkout. The package holds the wheels of the
program and of everything it needs, each pinned by its hash, for each Python that a Debian of these
years has (server.install.wheels); the target needs its python3 and python3-venv only.
"""

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from server.install.releases import KEY
from server.install.wheels import LIST, PYTHONS, depends, listed

ROOT: Final = Path(__file__).parents[2]
_SYSTEM: Final = Path(__file__).parent / "system"
_FILES: Final[Mapping[str, str]] = {
    "tirek.service": "usr/lib/systemd/system/tirek.service",
    "tirek.env": "etc/tirek/tirek.env",
    "journald.conf": "usr/lib/systemd/journald.conf.d/tirek.conf",
    "sysctl.conf": "usr/lib/sysctl.d/60-tirek.conf",
    "modules.conf": "usr/lib/modules-load.d/tirek.conf",
    "tirek-upgrade.path": "usr/lib/systemd/system/tirek-upgrade.path",
    "tirek-upgrade.service": "usr/lib/systemd/system/tirek-upgrade.service",
    "usb.rules": "usr/lib/udev/rules.d/90-tirek-usb.rules",
}
_SOURCES: Final = ("server", "sync", "content")
_NO_CACHES: Final = shutil.ignore_patterns("__pycache__")
_SCRIPTS: Final = ("postinst", "prerm", "postrm")
_DOCS: Final = ("docs/how-to/install.md", "docs/how-to/https.md",
                "docs/how-to/back-up-and-restore.md",
                "docs/reference/settings.md")  # fmt: skip
_PLATFORMS: Final[Mapping[str, str]] = {"amd64": "x86_64", "arm64": "aarch64"}
_GLIBC: Final = ("manylinux_2_17", "manylinux2014", "manylinux_2_28", "manylinux_2_34")
"""Wheels that Debian 12 (glibc 2.36) can run, and later ones."""


def version() -> str:
    """The program's."""
    with (ROOT / "pyproject.toml").open("rb") as stream:
        return str(tomllib.load(stream)["project"]["version"])


def collect(wheels: Path, architecture: str) -> None:
    """Fill `wheels`: the program's own, built here, and those of the lock, by their hashes."""
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
    with tempfile.TemporaryDirectory() as scratch:  # setuptools builds beside its sources
        for part in _SOURCES:
            shutil.copytree(ROOT / part, Path(scratch) / part, ignore=_NO_CACHES)
        for file in ("pyproject.toml", "README.md"):
            shutil.copy(ROOT / file, scratch)
        own = ["wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(wheels), scratch]
        subprocess.run([*pip, *own], check=True, stdout=sys.stderr)
    machine = _PLATFORMS[architecture]
    platforms = [word for name in _GLIBC for word in ("--platform", f"{name}_{machine}")]
    lock = ["--require-hashes", "-r", str(ROOT / "requirements.txt"), "--dest", str(wheels)]
    for python in PYTHONS:
        target = ["--only-binary=:all:", "--python-version", python, *platforms]
        subprocess.run([*pip, "download", *target, *lock], check=True, stdout=sys.stderr)


def build(
    out: Path, wheels: Path, name: str, architecture: str, release_key: str | None = None
) -> Path:
    """The package in `out`, from the wheels in a folder; `name` is the release's version.

    With `release_key` (a public key in hex) the box takes later releases as signed files.
    """
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        tree = Path(scratch) / "tree"
        _lay(tree, wheels)
        control = tree / "DEBIAN"
        control.mkdir()
        (control / "control").write_text(_control(tree, name, architecture), encoding="utf-8")
        kept = ["/etc/tirek/tirek.env\n"]
        if release_key is not None:
            pinned = tree / KEY
            pinned.write_text(f"{release_key}\n", encoding="ascii")
            pinned.chmod(0o644)
            kept.append(f"/{KEY}\n")
        # Where the system gets another Python, the releases are made anew for it.
        (control / "triggers").write_text("interest-noawait /usr/bin/python3\n", encoding="utf-8")
        (control / "conffiles").write_text("".join(kept), encoding="utf-8")
        (control / "md5sums").write_text("".join(_sums(tree)), encoding="utf-8")
        for script in _SCRIPTS:
            text = (_SYSTEM / script).read_text(encoding="utf-8").replace("@VERSION@", name)
            (control / script).write_text(text, encoding="utf-8")
            (control / script).chmod(0o755)
        target = out / f"tirek_{name}_{architecture}.deb"
        subprocess.run(
            ["dpkg-deb", "--root-owner-group", "-Zxz", "-z1", "--build", tree, target],
            check=True,
            stdout=subprocess.DEVNULL,
            env={**os.environ, "SOURCE_DATE_EPOCH": "0"},
        )
    return target


def _lay(tree: Path, wheels: Path) -> None:
    for file, place in _FILES.items():
        _copy(_SYSTEM / file, tree / place)
    library = tree / "usr/lib/tirek"
    _copy(Path(__file__).parent / "releases.py", library / "releases.py")
    for wheel in wheels.glob("*.whl"):
        _copy(wheel, library / "wheels" / wheel.name)
    (library / "wheels" / LIST).write_text(listed(wheels), encoding="utf-8")
    for document in _DOCS:
        _copy(ROOT / document, tree / "usr/share/doc/tirek" / Path(document).name)
    command = tree / "usr/bin/tirek"
    command.parent.mkdir(parents=True)
    command.write_text(
        "#!/bin/sh\n"
        "# As the server's own user, on the server's own data.\n"
        "set -a\n[ ! -r /etc/tirek/tirek.env ] || . /etc/tirek/tirek.env\nset +a\n"
        'export TIREK_HOME="${TIREK_HOME:-/var/lib/tirek}"\n'
        'if [ "$(id -u)" = 0 ]; then\n'
        '    exec runuser -u tirek -- /opt/tirek/current/bin/tirek "$@"\n'
        "fi\n"
        'exec /opt/tirek/current/bin/tirek "$@"\n',
        encoding="utf-8",
    )
    command.chmod(0o755)
    back = tree / "usr/sbin/tirek-release"
    back.parent.mkdir(parents=True)
    back.write_text('#!/bin/sh\nexec python3 /usr/lib/tirek/releases.py "$@"\n', encoding="utf-8")
    back.chmod(0o755)


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
    target.chmod(0o644)


def _control(tree: Path, name: str, architecture: str) -> str:
    size = sum(path.stat().st_size for path in tree.rglob("*") if path.is_file()) // 1024
    return (
        "Package: tirek\n"
        f"Version: {name}\n"
        f"Architecture: {architecture}\n"
        "Maintainer: Tirek <root@localhost>\n"
        "Section: education\n"
        "Priority: optional\n"
        f"Installed-Size: {size}\n"
        f"Depends: {depends()}, python3-venv, adduser\n"
        "Recommends: nginx-light, fake-hwclock\n"
        "Description: the school's own learning server\n"
        " Lessons, homework, marks and attendance on the school's own network, with or\n"
        " without the internet. Everything it needs is in this file.\n"
    )


def _sums(tree: Path) -> Iterator[str]:
    for path in sorted(tree.rglob("*")):
        if path.is_file() and "DEBIAN" not in path.parts:
            digest = hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()
            yield f"{digest}  {path.relative_to(tree)}\n"


def main(words: Sequence[str] | None = None) -> int:
    """Prints the path of the package."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / ".data" / "deb")
    parser.add_argument("--arch", choices=sorted(_PLATFORMS), default="amd64")
    parser.add_argument("--release-key", help="public key (hex) that release files are signed with")
    options = parser.parse_args(words)
    with tempfile.TemporaryDirectory() as scratch:
        wheels = Path(scratch)
        collect(wheels, options.arch)
        made = build(options.out, wheels, version(), options.arch, options.release_key)
    sys.stdout.write(f"{made}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
