"""Adding to settings.toml of the data folder."""

import json
import os
import tomllib
from collections.abc import Mapping
from pathlib import Path

from content.blobs import sync_folder
from server.config import FILE_KEY, SETTINGS_FILE
from server.setup.limits import MAX_SETTINGS_BYTES


class SettingsElsewhere(Exception):
    """The settings stand where this program does not write."""


def add(home: Path, values: Mapping[str, str]) -> None:
    """Add settings to the file, or change them; they count from the next start. Raises
    SettingsElsewhere."""
    path, told = planned(home, values)
    unfinished = path.with_suffix(".new")
    handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        stream.write(told)
        stream.flush()
        os.fsync(stream.fileno())
    unfinished.replace(path)
    sync_folder(home)


def planned(home: Path, values: Mapping[str, str]) -> tuple[Path, str]:
    """The file and all of its text once `values` were added; nothing is written. Raises
    SettingsElsewhere."""
    if os.environ.get(FILE_KEY):
        raise SettingsElsewhere(os.environ[FILE_KEY])
    path = home / SETTINGS_FILE
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    if len(text) > MAX_SETTINGS_BYTES or any(isinstance(v, dict) for v in _read(text).values()):
        raise SettingsElsewhere(str(path))
    kept = [line for line in text.splitlines() if line.partition("=")[0].strip() not in values]
    # A JSON string is a basic string of TOML, too.
    made = [f"{name} = {json.dumps(value)}" for name, value in values.items()]
    told = "\n".join([*kept, *made, ""])
    if {**_read(text), **values} != _read(told):
        raise SettingsElsewhere(str(path))
    return path, told


def _read(text: str) -> dict[str, object]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsElsewhere(f"{SETTINGS_FILE} cannot be read ({error})") from None
