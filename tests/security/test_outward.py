"""What the server itself opens: a list of the places, and an import that opens nothing."""

import ast
import socket
from pathlib import Path
from typing import Any, Final

import pytest

from content.blobs import BlobStore
from content.errors import ContentRefused
from content.importer import import_file
from tests.content.archives import Part, build

ROOT: Final = Path(__file__).parents[2]
OUTWARD: Final = {
    "requests",
    "urllib.request",
    "http.client",
    "socket",
    "smtplib",
    "ftplib",
    "acme",
}
PLACES: Final = {
    "server/certificates/acme_road.py": "the authority's directory, from the hub's settings",
    "server/channels.py": "opens none: sets options of what phones have opened",
    "server/demo/ports.py": "looks whether a port is free",
    "server/demo/supervisor.py": "the demo's own servers",
    "server/discovery/announcing.py": "this box's own addresses",
    "server/doctor/program.py": "this box's own ports",
    "server/forwarding/addresses.py": "resolves, and judges what a destination resolves to",
    "server/forwarding/http_target.py": "only addresses that server.forwarding.addresses allows",
    "server/install/releases.py": "this box's own health, after a switch",
    "server/setup/claimed.py": "the hub of a kit; no redirects",
    "sync/roads/channel.py": "the hub, from a kit or the administrator",
    "sync/roads/line.py": "the hub, from a kit or the administrator",
    "sync/roads/mail_http.py": "the relay, from the administrator; no redirects",
}
"""Modules that can open a connection, and where the address comes from."""


def opens(path: Path) -> bool:
    named: set[str] = set()
    text = path.read_text(encoding="utf-8")
    if not any(one in text for one in OUTWARD):
        return False  # parsing every module would take seconds
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            named |= {one.name for one in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            named |= {node.module, f"{node.module}.{node.names[0].name}"}
    return bool(named & OUTWARD)


def test_only_these_places_open_a_connection() -> None:
    found = {
        str(path.relative_to(ROOT))
        for part in ("server", "sync", "content")
        for path in (ROOT / part).rglob("*.py")
        if opens(path)
    }

    assert found == set(PLACES)


MANIFEST: Final = b"""<?xml version="1.0"?>
<manifest identifier="m" xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2"
 xmlns:xi="http://www.w3.org/2001/XInclude" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
 xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2"
 xsi:schemaLocation="http://127.0.0.1:9/a http://127.0.0.1:9/a.xsd">
 <metadata><schema>ADL SCORM</schema><schemaversion>1.2</schemaversion>
  <adlcp:location>http://127.0.0.1:9/metadata.xml</adlcp:location></metadata>
 <xi:include href="http://127.0.0.1:9/more.xml"/>
 <organizations default="o"><organization identifier="o"><title>x</title>
  <item identifier="i" identifierref="r"><title>x</title></item></organization></organizations>
 <resources><resource identifier="r" type="webcontent" adlcp:scormtype="sco"
  href="index.html"><file href="index.html"/><file href="http://127.0.0.1:9/film.mp4"/></resource>
  <resource identifier="s" type="webcontent" href="http://169.254.169.254/latest/meta-data/"/>
 </resources>
</manifest>"""
PAGE: Final = (
    b'<!doctype html><link rel="stylesheet" href="http://127.0.0.1:9/a.css">'
    b'<img src="http://127.0.0.1:9/a.png"><iframe src="file:///etc/passwd"></iframe>'
)


def test_an_import_fetches_nothing_that_a_package_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Any] = []
    monkeypatch.setattr(socket.socket, "connect", lambda _self, address: asked.append(address))
    monkeypatch.setattr(socket, "getaddrinfo", lambda *about, **_more: asked.append(about))
    package = tmp_path / "a.zip"
    package.write_bytes(build([Part(b"imsmanifest.xml", MANIFEST), Part(b"index.html", PAGE)]))
    store = BlobStore(tmp_path / "blobs", reserve_bytes=0)

    try:
        import_file(package, "a.zip", store)
    except ContentRefused as refused:
        pytest.fail(f"the package was to be read: {refused}")

    assert asked == []
