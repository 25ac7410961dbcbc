"""How a phone sends a file in these tests."""

import hashlib
from typing import Any

from werkzeug.test import TestResponse

from tests.server.phone import Phone

CHUNK = 256 * 1024


def announce(phone: Phone, data: bytes, **changes: Any) -> TestResponse:
    """POST /uploads for `data`; members may be changed."""
    body = {
        "size": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
        "name": "дәптер.jpg",
        "type": "image/jpeg",
        "purpose": "work",
        **changes,
    }
    return phone.request("POST", "/api/v1/uploads", json=body)


def begin(phone: Phone, data: bytes, **changes: Any) -> str:
    """A new upload's id."""
    answer = announce(phone, data, **changes)
    assert answer.status_code == 201, answer.get_data(as_text=True)
    return str(answer.get_json()["id"])


def chunk(phone: Phone, upload: str, offset: int, data: bytes) -> TestResponse:
    """PATCH one chunk."""
    return phone.request(
        "PATCH", f"/api/v1/uploads/{upload}", data=data, headers={"Upload-Offset": str(offset)}
    )


def bring(phone: Phone, data: bytes, **changes: Any) -> str:
    """A whole file, chunk by chunk; its upload's id."""
    upload = begin(phone, data, **changes)
    for offset in range(0, len(data), CHUNK):
        answer = chunk(phone, upload, offset, data[offset : offset + CHUNK])
        assert answer.status_code == 204, answer.get_data(as_text=True)
    return upload


def stated(data: bytes, name: str = "дәптер.jpg", type: str = "image/jpeg") -> dict[str, Any]:  # noqa: A002
    """The file as a record names it."""
    sha256 = hashlib.sha256(data).hexdigest()
    return {"sha256": sha256, "name": name, "type": type, "size": len(data)}


def read(phone: Phone, path: str, **headers: str) -> TestResponse:
    """GET a file to its end; the server's file is closed again."""
    return phone.get(path, headers=headers, buffered=True)
