# ruff: noqa: RUF009 - _setting() makes dataclass fields, as field() does
"""Configuration: TIREK_* in the environment over one TOML file, checked before anything starts."""

import difflib
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Final, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

Role = Literal["school", "relay", "hub"]
UpstreamKind = Literal["hub", "relay"]
KeepFiles = Literal["school", "wanted", "all"]

ENV_PREFIX: Final = "TIREK_"
FILE_KEY: Final = "TIREK_CONFIG"
HOME_KEY: Final = "TIREK_HOME"
SETTINGS_FILE: Final = "settings.toml"
"""Of the data folder: read where no other file is named, so that a copy of the folder has it."""


class ConfigError(Exception):
    """A setting that cannot be used; `key` is the name its owner wrote."""

    def __init__(self, key: str, problem: str, hint: str) -> None:
        super().__init__(f"{key}: {problem}. {hint}")
        self.key = key
        self.hint = hint


@dataclass(frozen=True, slots=True)
class SyncWindow:
    """Hours of the day (school time) with a byte budget; None is without limit.

    `starts` and `ends` are minutes after midnight; a window may run over midnight.
    """

    starts: int
    ends: int
    budget_bytes: int | None


def _text(value: str) -> str:
    if not value.strip():
        raise ValueError("is empty")
    return value.strip()


def _port(value: str) -> int:
    number = int(value)
    if not 1 <= number <= 65535:
        raise ValueError("is not a port between 1 and 65535")
    return number


def _label(value: str) -> str:
    label = value.strip().lower().removesuffix(".local")
    if not re.fullmatch(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?", label):
        raise ValueError("is not a name of letters, digits and hyphens")
    return label


def _role(value: str) -> Role:
    for known in ("school", "relay", "hub"):
        if value == known:
            return known
    raise ValueError("is none of school, relay, hub")


def _upstream_kind(value: str) -> UpstreamKind:
    for known in ("hub", "relay"):
        if value == known:
            return known
    raise ValueError("is none of hub, relay")


def _keep_files(value: str) -> KeepFiles:
    for known in ("school", "wanted", "all"):
        if value == known:
            return known
    raise ValueError("is none of school, wanted, all")


def _url(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query:
        raise ValueError("is not an http(s) address")
    return value.rstrip("/")


def _file(value: str) -> Path:
    path = Path(_text(value)).absolute()
    if not path.is_file():
        raise ValueError("is not a file")
    return path


def _databases(value: str) -> str:
    addresses = value.split()
    if not addresses:
        raise ValueError("is empty")
    if len(addresses) > 1 and not all(a.startswith("postgresql") for a in addresses):
        raise ValueError("is not a list of postgresql+psycopg:// addresses")
    return " ".join(addresses)


def _minutes(value: str) -> int:
    number = int(value)
    if not 1 <= number <= 24 * 60:
        raise ValueError("is not a number of minutes between 1 and 1440")
    return number


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError):
        raise ValueError("is not a time zone such as Asia/Almaty") from None
    return value


def _patterns(value: str) -> tuple[str, ...]:
    found = tuple(filter(None, (part.strip() for part in value.split(","))))
    if not all(part.startswith("/") for part in found):
        raise ValueError("is not a list of absolute paths such as /media/*/*")
    return found


def _clock_minutes(value: str) -> int:
    hours, _, minutes = value.partition(":")
    number = int(hours) * 60 + int(minutes or 0)
    if not (0 <= number <= 24 * 60 and int(minutes or 0) < 60):
        raise ValueError
    return number


def _time_of_day(value: str) -> int:
    try:
        minutes = _clock_minutes(value)
    except ValueError:
        raise ValueError("is not a time of day such as 02:00") from None
    return minutes % (24 * 60)


def _size(value: str) -> int:
    """`20MB` → bytes (KB, MB and GB of 1,024)."""
    text = value.strip().lower()
    unit = {"kb": 1024, "mb": 1024**2, "gb": 1024**3}.get(text[-2:])
    number = text[:-2].strip()
    if unit is None or not (number.isascii() and number.isdigit() and len(number) <= 6):
        raise ValueError("is not a size such as 20MB")
    return int(number) * unit


def _size_or_off(value: str) -> int:
    return 0 if value.strip().lower() == "off" else _size(value)


def parse_windows(value: str) -> tuple[SyncWindow, ...]:
    """`07:00-22:00=20MB,22:00-07:00=free` → windows (budgets in KB or MB of 1,024)."""
    windows = []
    for part in filter(None, (p.strip() for p in value.split(","))):
        try:
            hours, _, amount = part.partition("=")
            starts, _, ends = hours.partition("-")
            amount = amount.strip().lower()
            budget: int | None
            if amount == "free":
                budget = None
            else:
                unit = {"kb": 1024, "mb": 1024 * 1024}[amount[-2:]]
                budget = int(amount[:-2]) * unit
            windows.append(SyncWindow(_clock_minutes(starts), _clock_minutes(ends), budget))
        except (KeyError, ValueError):
            raise ValueError("is not like 07:00-22:00=20MB,22:00-07:00=free") from None
    return tuple(windows)


def _setting(parse: Callable[[str], Any], hint: str, default: Any = ..., **kw: Any) -> Any:
    metadata = {"parse": parse, "hint": hint}
    if default is ...:
        return field(metadata=metadata, **kw)
    return field(default=default, metadata=metadata, **kw)


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """Everything a node is told from outside. All its state lives below `home`."""

    home: Path = _setting(
        lambda v: Path(_text(v)).absolute(), "Name the folder that holds all data of this node."
    )
    role: Role = _setting(_role, "Choose what this node is.", "school")
    node_name: str = _setting(_text, "Give a short name for logs and lists.", "tirek")
    name_kk: str | None = _setting(_text, "The node's name in Kazakh.", None)
    name_ru: str | None = _setting(_text, "The node's name in Russian.", None)
    name_en: str | None = _setting(_text, "The node's name in English.", None)
    host: str = _setting(_text, "The address to listen on.", "0.0.0.0")  # noqa: S104 - a LAN server
    port: int = _setting(_port, "The app's port.", 8080)
    content_port: int = _setting(_port, "The content origin's port.", 8081)
    tls_port: int | None = _setting(
        _port, "The app's port for HTTPS, answered from the first certificate on: 443.", None
    )
    tls_content_port: int | None = _setting(
        _port, "The content origin's port for HTTPS; given together with TIREK_TLS_PORT.", None
    )
    local_name: str | None = _setting(
        _label, "The box's name on its network by mDNS: tirek makes it tirek.local.", None
    )
    public_url: str | None = _setting(_url, "The app's address, if a proxy changes it.", None)
    content_url: str | None = _setting(_url, "The content origin's address behind a proxy.", None)
    trusted_proxy: str | None = _setting(_text, "The address of the proxy in front.", None)
    database_url: str | None = _setting(
        _databases,
        "postgresql+psycopg://… for a hub, several with spaces between; leave it out for SQLite.",
        None,
        repr=False,
    )
    upstream_url: str | None = _setting(_url, "The address of the hub or relay above.", None)
    upstream_kind: UpstreamKind = _setting(
        _upstream_kind,
        "What stands at TIREK_UPSTREAM_URL: hub, or relay, whose mailbox passes sealed volumes on.",
        "hub",
    )
    upstream_token: str | None = _setting(
        _text, "The token that the hub gave for this node.", None, repr=False
    )
    metrics_token: str | None = _setting(
        _text, "The token for /metrics; without one there is no such page.", None, repr=False
    )
    upstream_ca: Path | None = _setting(
        _file,
        "A file of certificates to trust for that address, in place of the system's.",
        None,
    )
    courier_url: str | None = _setting(
        _url,
        "The hub's address as teachers' phones reach it from outside, where it is not"
        " TIREK_UPSTREAM_URL.",
        None,
    )
    acme_directory: str | None = _setting(
        _url, "A hub's certificate authority: the address of its ACME directory.", None
    )
    acme_contact: str | None = _setting(
        _text, "The e-mail address that the authority may write to.", None
    )
    acme_ca: Path | None = _setting(
        _file, "A file of certificates to trust for the authority, in place of the system's.", None
    )
    dns_server: str | None = _setting(
        _text, "The name server that takes updates (RFC 2136): address, or address:port.", None
    )
    dns_key: Path | None = _setting(
        _file, "The key of those updates, as tsig-keygen writes it.", None, repr=False
    )
    dns_hook: Path | None = _setting(
        _file, "A command that sets a challenge's record in place of an update.", None
    )
    sync_every_minutes: int = _setting(_minutes, "How often to try the road upwards.", 5)
    sync_windows: tuple[SyncWindow, ...] = _setting(
        parse_windows, "Hours and their budgets.", parse_windows("00:00-24:00=free")
    )
    keep_files: KeepFiles = _setting(
        _keep_files,
        "Where submission files go: stay at school, up when wanted, or all up.",
        "wanted",
    )
    stick_folders: tuple[str, ...] = _setting(
        _patterns,
        "Where sticks appear; one that carries a TIREK1 folder is read and filled by itself.",
        ("/media/*/*", "/run/media/*/*"),
    )
    backup_folders: tuple[str, ...] = _setting(
        _patterns,
        "Where disks for copies appear; one that carries a TIREK-BACKUP folder gets one nightly.",
        ("/media/*/*", "/run/media/*/*", "/mnt/*"),
    )
    backup_at: int = _setting(_time_of_day, "When the nightly copy may begin: 02:00.", 120)
    backup_above: int = _setting(
        _size_or_off,
        "How much of the sealed copy may go to the node above in a day, 20MB, or off.",
        20 * 1024**2,
    )
    backup_quota: int = _setting(
        _size, "How much a node keeps of each node's below sealed copies: 1GB.", 1024**3
    )
    timezone: str = _setting(_zone, "The school's time zone.", "Asia/Almaty")
    log_level: str = _setting(_text, "DEBUG, INFO, WARNING or ERROR.", "INFO")

    @staticmethod
    def load(environ: Mapping[str, str], toml: Path | None = None) -> "Config":
        """Read and check. `toml` (or TIREK_CONFIG, or settings.toml of the data folder) holds the
        same names in lower case.

        Raises ConfigError, which names the key as it was written.
        """
        known = {f.name: f for f in fields(Config)}
        path = toml or (Path(environ[FILE_KEY]) if environ.get(FILE_KEY) else _own_file(environ))
        given: dict[str, tuple[str, str]] = {}
        for key, value in (_read_toml(path) if path else {}).items():
            if key not in known:
                raise ConfigError(key, f"is not a setting ({path})", _nearest(key, known))
            given[key] = (key, str(value))
        for key, value in environ.items():
            if not key.startswith(ENV_PREFIX) or key == FILE_KEY:
                continue
            name = key.removeprefix(ENV_PREFIX).lower()
            if name in known:
                given[name] = (key, value)
            elif difflib.get_close_matches(name, known, n=1, cutoff=0.85):
                raise ConfigError(key, "is not a setting", _nearest(name, known))
        values: dict[str, Any] = {}
        for name, (key, raw) in given.items():
            metadata = known[name].metadata
            try:
                values[name] = metadata["parse"](raw)
            except ValueError as error:
                shown = "the value" if not known[name].repr else repr(raw)
                raise ConfigError(key, f"{shown} {_why(error)}", metadata["hint"]) from None
        if "home" not in values:
            raise ConfigError("TIREK_HOME", "is missing", known["home"].metadata["hint"])
        config = Config(**values)
        config._check_together()
        return config

    def _check_together(self) -> None:
        if self.port == self.content_port:
            raise ConfigError(
                "TIREK_CONTENT_PORT",
                "equals TIREK_PORT",
                "Lessons need a port of their own, so that they cannot reach the app.",
            )
        self._check_tls()
        if self.role == "hub" and self.upstream_url:
            raise ConfigError("TIREK_UPSTREAM_URL", "is set on a hub", "A hub has no upstream.")
        if bool(self.upstream_url) != bool(self.upstream_token):
            missing = "TIREK_UPSTREAM_TOKEN" if self.upstream_url else "TIREK_UPSTREAM_URL"
            raise ConfigError(missing, "is missing", "Give address and token together.")

    def _check_tls(self) -> None:
        if (self.tls_port is None) != (self.tls_content_port is None):
            missing = "TIREK_TLS_PORT" if self.tls_port is None else "TIREK_TLS_CONTENT_PORT"
            raise ConfigError(missing, "is missing", "HTTPS needs a port for each origin.")
        ports = [self.port, self.content_port, self.tls_port, self.tls_content_port]
        given = [port for port in ports if port is not None]
        if len(set(given)) != len(given):
            raise ConfigError("TIREK_TLS_PORT", "is taken by another setting", "Choose four ports.")

    @property
    def content_ports(self) -> frozenset[int]:
        """The ports of the content origin, with TLS and without."""
        return frozenset(filter(None, (self.content_port, self.tls_content_port)))

    @property
    def names(self) -> Mapping[str, str]:
        """The node's display names per language; node_name where none was given."""
        return {
            "kk": self.name_kk or self.node_name,
            "ru": self.name_ru or self.node_name,
            "en": self.name_en or self.node_name,
        }

    @property
    def courier_address(self) -> str | None:
        """Where phones deliver what they carry; None where nobody has said so."""
        return self.courier_url or (self.upstream_url if self.upstream_kind == "hub" else None)

    @property
    def database(self) -> str:
        """SQLAlchemy URL of this node's database."""
        return self.database_url or f"sqlite:///{self.home / 'tirek.sqlite'}"


def _own_file(environ: Mapping[str, str]) -> Path | None:
    home = environ.get(HOME_KEY)
    path = Path(home) / SETTINGS_FILE if home else None
    return path if path is not None and path.is_file() else None


def _read_toml(path: Path) -> Mapping[str, Any]:
    try:
        with path.open("rb") as stream:
            return tomllib.load(stream)
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(FILE_KEY, f"{path} cannot be read ({error})", "Check the file.") from None


def _nearest(name: str, known: Mapping[str, Any]) -> str:
    near = difflib.get_close_matches(name, known, n=1)
    return f"Did you mean {near[0]}?" if near else f"Known settings: {', '.join(known)}."


def _why(error: ValueError) -> str:
    text = str(error)
    return text if text.startswith(("is ", "equals")) else "is not a number"
