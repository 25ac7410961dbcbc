"""Built files of the two origins: hashed assets for ever, the rest revalidated."""

import mimetypes
from pathlib import Path
from typing import Final

from flask import Response, make_response, request, send_from_directory
from werkzeug.exceptions import NotFound
from werkzeug.security import safe_join

from server.limits import ASSET_MAX_AGE_SECONDS

_ENCODINGS: Final = (("br", ".br"), ("gzip", ".gz"))
_TYPES: Final = {
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".webmanifest": "application/manifest+json",
    ".wasm": "application/wasm",
    ".woff2": "font/woff2",
    ".json": "application/json",
    ".svg": "image/svg+xml",
}


def _content_type(path: Path) -> str:
    """The media type; Flask adds the charset to text."""
    guessed = mimetypes.guess_type(path.name)[0]
    return _TYPES.get(path.suffix) or guessed or "application/octet-stream"


def exists(folder: Path, name: str) -> bool:
    """Whether `name` is a file inside `folder`."""
    joined = safe_join(str(folder), name)
    return joined is not None and Path(joined).is_file()


def send_built(folder: Path, name: str) -> Response:
    """The file `name` below `folder`, pre-compressed where the browser takes it.

    assets/* are immutable; everything else (index.html, sw.js) is `no-cache` with an ETag.
    Raises NotFound for what is not there or points outside.
    """
    if not exists(folder, name) or name.endswith((".br", ".gz")):
        raise NotFound
    chosen, encoding = name, None
    for coding, suffix in _ENCODINGS:
        if request.accept_encodings.quality(coding) > 0 and exists(folder, name + suffix):
            chosen, encoding = name + suffix, coding
            break
    immutable = name.startswith("assets/")
    response = make_response(
        send_from_directory(
            folder,
            chosen,
            mimetype=_content_type(Path(name)),
            max_age=ASSET_MAX_AGE_SECONDS if immutable else None,
            conditional=True,
        )
    )
    if encoding:
        response.headers["Content-Encoding"] = encoding
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["Cache-Control"] = (
        f"public, max-age={ASSET_MAX_AGE_SECONDS}, immutable" if immutable else "no-cache"
    )
    return response
