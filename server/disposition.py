"""Naming a file that is saved: RFC 6266, with names beyond ASCII as RFC 8187 has them.

Werkzeug's own `headers.set(…, filename=…)` writes them raw, and a server sends headers as Latin-1:
every file with a Kazakh or Russian name ended in an error.
"""

import unicodedata
from typing import Final
from urllib.parse import quote

_KEPT: Final = "!#$&+-.^_`|~"
"""Characters that RFC 8187 lets stand, besides letters and digits."""


def attached(name: str) -> str:
    """The value of Content-Disposition for a file that is saved under `name`.

    Names come from strangers: what no header may hold (a line's end, half a character) is replaced.
    """
    name = "".join(one if one.isprintable() else "_" for one in name)
    if name.isascii():
        plain = name.replace("\\", "_").replace('"', "_")
        return f'attachment; filename="{plain}"'
    folded = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode("ascii")
    ending = folded[folded.rfind(".") :] if "." in folded else ""
    plain = "file" + "".join(one for one in ending if one.isalnum() or one == ".")
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe=_KEPT)}"
