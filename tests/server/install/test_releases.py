"""One file installs a release without a network, a newer one beside it, and the way back works."""

import base64
import contextlib
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from server.install import deb, releases, wheels
from server.install.releases import NotInstalled, Releases, Service

PROGRAM = """
import sys
def main():
    print("tirek, version {version}")
"""


def wheel(folder: Path, version: str) -> Path:
    """A program called tirek that knows its version: a real one takes a minute to install."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"tirek-{version}-py3-none-any.whl"
    about = f"tirek-{version}.dist-info"
    files = {
        "tirek_stand_in.py": PROGRAM.format(version=version),
        f"{about}/METADATA": f"Metadata-Version: 2.1\nName: tirek\nVersion: {version}\n",
        f"{about}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{about}/entry_points.txt": "[console_scripts]\ntirek = tirek_stand_in:main\n",
    }
    record = "".join(f"{name},{digest(text)},{len(text)}\n" for name, text in files.items())
    with zipfile.ZipFile(path, "w") as made:
        for name, text in {**files, f"{about}/RECORD": f"{record}{about}/RECORD,,\n"}.items():
            made.writestr(name, text)
    return path


def digest(text: str) -> str:
    raw = hashlib.sha256(text.encode()).digest()
    return "sha256=" + base64.urlsafe_b64encode(raw).decode().rstrip("=")


class Box(Service):
    """A systemd that notes what it is told; the release in `broken` never answers."""

    def __init__(self, root: Path) -> None:
        super().__init__(80)
        self.root = root
        self.told: list[str] = []
        self.broken: set[str] = set()

    def manages(self) -> bool:
        return True

    def _systemctl(self, verb: str) -> None:
        self.told.append(verb)
        if verb == "start" and self._now() in self.broken:
            put(self.root, "ruined")  # it migrated, and then it did not come up

    def answers(self) -> bool:
        return self._now() not in self.broken

    def _now(self) -> str:
        return (self.root / "opt/tirek/current").readlink().name


def put(root: Path, revision: str) -> None:
    home = root / "var/lib/tirek"
    home.mkdir(parents=True, exist_ok=True)
    with contextlib.closing(sqlite3.connect(home / "tirek.sqlite")) as opened:
        opened.execute("CREATE TABLE IF NOT EXISTS alembic_version (version_num TEXT)")
        opened.execute("DELETE FROM alembic_version")
        opened.execute("INSERT INTO alembic_version VALUES (?)", (revision,))
        opened.commit()


def revision(root: Path) -> str:
    with contextlib.closing(sqlite3.connect(root / "var/lib/tirek/tirek.sqlite")) as opened:
        return str(opened.execute("SELECT version_num FROM alembic_version").fetchone()[0])


@pytest.fixture
def box(tmp_path: Path) -> tuple[Releases, Box]:
    """An old release is there that nobody runs."""
    root = tmp_path / "root"
    put(root, "0001")
    service = Box(root)
    found = Made(root, service, wait_seconds=0.01)
    (found.path("0.9")).mkdir(parents=True)
    return found, service


class Made(Releases):
    """Every release is there, as if it had been installed."""

    def switch(self, version: str) -> None:
        self.path(version).mkdir(parents=True, exist_ok=True)
        super().switch(version)


def packed(folder: Path, version: str) -> Path:
    """A package with the stand-in of that version."""
    wheels = folder / f"wheels {version}"
    wheel(wheels, version)
    return deb.build(folder / "out", wheels, version, "amd64")


def installed(package: Path, version: str, root: Path) -> str:
    """What the package's own script does with it, below `root`; what it printed."""
    subprocess.run(["dpkg-deb", "-x", package, root], check=True)
    library = root / "usr/lib/tirek"
    words = ["--root", str(root), "upgrade", version, str(library / "wheels")]
    done = subprocess.run(
        [sys.executable, str(library / "releases.py"), *words],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    shutil.rmtree(library / "wheels")
    return done.stdout


def says(root: Path, link: str) -> str:
    program = root / "opt/tirek" / link / "bin" / "tirek"
    done = subprocess.run([str(program)], capture_output=True, text=True, check=True)
    return done.stdout


NEEDS_DEBIAN = pytest.mark.skipif(shutil.which("dpkg-deb") is None, reason="dpkg-deb is not here")


@NEEDS_DEBIAN
def test_the_package_installs_from_its_own_file(tmp_path: Path) -> None:
    package, root = packed(tmp_path, "1.0"), tmp_path / "root"
    said = subprocess.run(
        ["dpkg-deb", "--field", package, "Package", "Version", "Architecture", "Depends"],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    assert "Package: tirek\nVersion: 1.0\nArchitecture: amd64\n" in said
    assert f"Depends: {wheels.depends()}, python3-venv" in said
    assert "current: 1.0\nformer: None\n" in installed(package, "1.0", root)
    assert says(root, "current") == "tirek, version 1.0\n"
    inspect(package, tmp_path / "control", root)


@NEEDS_DEBIAN
@pytest.mark.slow
def test_a_newer_package_leaves_the_older_release_beside_it(tmp_path: Path) -> None:
    root = tmp_path / "root"
    for version in ("1.0", "1.1"):
        told = installed(packed(tmp_path, version), version, root)
    assert "current: 1.1\nformer: 1.0\n" in told
    assert says(root, "current") == "tirek, version 1.1\n"
    assert says(root, "former") == "tirek, version 1.0\n"


def inspect(package: Path, control: Path, root: Path) -> None:
    subprocess.run(["dpkg-deb", "--control", package, control], check=True)
    for script in ("postinst", "prerm", "postrm"):
        assert (control / script).stat().st_mode & 0o111 == 0o111
        subprocess.run(["sh", "-n", control / script], check=True)
    assert 'upgrade "1.0"' in (control / "postinst").read_text(encoding="utf-8")
    assert "rm -rf /var/lib" not in (control / "postrm").read_text(encoding="utf-8")
    for line in (control / "md5sums").read_text(encoding="utf-8").splitlines():
        assert not line.split("  ")[1].startswith("DEBIAN")
    for path in deb._FILES.values():
        assert (root / path).is_file()
    for command in ("usr/bin/tirek", "usr/sbin/tirek-release"):
        subprocess.run(["sh", "-n", root / command], check=True)
        assert (root / command).stat().st_mode & 0o111 == 0o111


def test_a_file_with_another_hash_is_not_installed(tmp_path: Path) -> None:
    wheels = tmp_path / "wheels"
    wheel(wheels, "1.0")
    (wheels / "requirements.txt").write_text(
        f"tirek==1.0 --hash=sha256:{'0' * 64}\n", encoding="utf-8"
    )
    root = tmp_path / "root"
    with pytest.raises(NotInstalled, match=r"missing: tirek==1\.0"):
        Releases(root, Box(root)).install("1.0", wheels)
    with pytest.raises(NotInstalled, match="not installed"):
        Releases(root, Box(root)).switch("1.0")


def test_each_python_takes_its_own_wheels(tmp_path: Path) -> None:
    files = (
        "lxml-6.1-cp311-cp311-manylinux_2_28_aarch64.whl",
        "lxml-6.1-cp313-cp313-manylinux_2_28_aarch64.whl",
        "cryptography-50-cp38-abi3-manylinux_2_28_aarch64.whl",
        "cryptography-50-cp311-abi3-manylinux_2_28_aarch64.whl",
        "openpyxl-3.1-py2.py3-none-any.whl",
        "quick-1-cp313-cp313-manylinux_2_28_aarch64.whl",
        "quick-1-py3-none-any.whl",
    )
    for name in files:
        (tmp_path / name).write_text(name)

    def line(name: str, where: str) -> str:
        release = "==".join(name.split("-")[:2])
        return f"{release}{where} --hash=sha256:{hashlib.sha256(name.encode()).hexdigest()}"

    of_12, of_13 = (f' ; python_version == "{one}"' for one in wheels.PYTHONS)
    assert sorted(wheels.listed(tmp_path).splitlines()) == sorted((
        line(files[0], of_12), line(files[1], of_13), line(files[3], ""), line(files[4], ""),
        line(files[5], of_13), line(files[6], of_12),
    ))  # fmt: skip
    (tmp_path / files[1]).unlink()
    with pytest.raises(wheels.Lacking, match=r"lxml has no wheel for Python 3\.13"):
        wheels.listed(tmp_path)


def test_the_package_wants_a_python_that_it_has_wheels_for() -> None:
    assert wheels.depends() == (
        "python3 (>= 3.11), python3 (<< 3.12) | python3 (>= 3.13), python3 (<< 3.14)"
    )


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], list[str]]:
    """Begin as a system with that Python; the folders in which releases are made from then on."""

    def begin(minor: int) -> list[str]:
        folders: list[str] = []

        def run(words: list[object], *, check: bool) -> None:
            assert check
            if words[1:2] == ["-m"]:
                folder = Path(str(words[-1]))
                folders.append(folder.name)
                (folder / f"lib/python3.{minor}").mkdir(parents=True)

        monkeypatch.setattr(releases, "this_python", lambda: minor)
        monkeypatch.setattr(subprocess, "run", run)
        return folders

    return begin


def for_both(folder: Path) -> Path:
    """The wheels of a release."""
    folder.mkdir()
    for python in ("311", "313"):
        file = folder / f"lxml-6.1-cp{python}-cp{python}-manylinux_2_28_aarch64.whl"
        file.write_text(python)
    (folder / wheels.LIST).write_text(wheels.listed(folder), encoding="utf-8")
    return folder


def test_a_system_with_a_python_it_has_nothing_for_is_told_so(
    tmp_path: Path, made: Callable[[int], list[str]]
) -> None:
    parts, root, folders = for_both(tmp_path / "wheels"), tmp_path / "root", made(12)
    with pytest.raises(NotInstalled, match=r"3\.11 and 3\.13 .* this one has 3\.12; nothing stays"):
        Releases(root, Box(root)).install("1.0", parts)
    assert folders == []


def test_a_system_that_gets_another_python_has_its_releases_made_anew(
    tmp_path: Path, made: Callable[[int], list[str]]
) -> None:
    """Debian 12 was made Debian 13: what the old Python had is no use to the new one."""
    root = tmp_path / "root"
    put(root, "0001")
    service = Box(root)
    found, folders = Releases(root, service), made(11)
    for version in ("1.0", "1.1"):
        parts = for_both(tmp_path / version)
        found.install(version, parts)
        found.switch(version)
        shutil.rmtree(parts)  # dpkg has laid the next ones there
    found.renew()
    assert folders == ["1.0", "1.1"]

    folders = made(13)
    service.told.clear()
    found.renew()
    found.renew()
    assert folders == ["1.1", "1.0"]
    assert service.told == ["stop", "start"]
    assert (found.current, found.former) == ("1.1", "1.0")

    made(14)
    with pytest.raises(NotInstalled, match=r"has 3\.14; 1\.1 stays"):
        found.renew()


def test_a_release_that_was_cut_is_made_again(tmp_path: Path, box: tuple[Releases, Box]) -> None:
    found, _ = box
    found.path("1.0").mkdir()
    (found.path("1.0") / releases.UNFINISHED).touch()
    with pytest.raises(NotInstalled):
        found.switch("1.0")
    for name in ("../1.0", "", "a b"):
        with pytest.raises(NotInstalled, match="no version"):
            found.install(name, tmp_path)


def test_switching_keeps_the_former_release_and_its_database(box: tuple[Releases, Box]) -> None:
    found, service = box
    found.switch("1.0")
    put(service.root, "0002")
    found.switch("1.1")
    assert (found.current, found.former) == ("1.1", "1.0")
    assert service.told == ["stop", "start"] * 2
    assert not found.path("0.9").exists()
    assert found.roll_back() == "1.0"
    assert (found.current, found.former) == ("1.0", "1.1")


def test_a_release_that_does_not_answer_gives_way_to_the_former_on_its_own_data(
    box: tuple[Releases, Box],
) -> None:
    found, service = box
    found.switch("1.0")
    service.broken = {"1.1"}
    with pytest.raises(NotInstalled, match=r"1\.0 runs again"):
        found.switch("1.1")
    assert found.current == "1.0"
    assert revision(service.root) == "0001"
    assert service.told[-1] == "start"


def test_going_back_is_refused_once_the_tables_have_changed(box: tuple[Releases, Box]) -> None:
    found, service = box
    with pytest.raises(NotInstalled, match="no former"):
        found.roll_back()
    found.switch("1.0")
    found.switch("1.1")
    put(service.root, "0002")
    with pytest.raises(NotInstalled, match="backup restore"):
        found.roll_back()
    assert found.current == "1.1"


class PowerCut(BaseException):
    """Nothing after it happens."""


@pytest.mark.parametrize("step", range(7))
def test_a_power_cut_anywhere_leaves_a_release_and_its_data(
    box: tuple[Releases, Box], step: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    found, service = box
    found.switch("1.0")
    done = 0

    def counted(real: object) -> object:
        def call(*args: object) -> object:
            nonlocal done
            done += 1
            if done == step + 1:
                raise PowerCut
            return real(*args)  # type: ignore[operator]

        return call

    for owner, name in ((os, "sync"), (service, "_systemctl")):
        monkeypatch.setattr(owner, name, counted(getattr(owner, name)))
    with contextlib.suppress(PowerCut):
        found.switch("1.1")
    monkeypatch.undo()
    assert found.current in {"1.0", "1.1"}
    assert revision(service.root) == "0001"
    found.switch("1.1")
    assert found.current == "1.1"


def test_the_service_is_hardened(tmp_path: Path) -> None:
    text = (Path(deb._SYSTEM) / "tirek.service").read_text(encoding="utf-8")
    for line in (
        "User=tirek", "NoNewPrivileges=yes", "ProtectSystem=strict", "MemoryMax=420M",
        "ProtectHome=yes", "PrivateDevices=yes", "UMask=0077", "Restart=always",
    ):  # fmt: skip
        assert f"\n{line}\n" in text
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not here")
    unit = tmp_path / "tirek.service"
    unit.write_text(
        text.replace("/opt/tirek/current/bin/tirek serve", "/bin/true"), encoding="utf-8"
    )
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", unit], capture_output=True, text=True, check=False
    )
    assert "Unknown" not in done.stderr
    assert "tirek.service" not in done.stderr, done.stderr
