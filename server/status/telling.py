"""The status and the journal as lines for people, in their language. Pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from server.status.sizes import size_text
from server.status.words import MONTHS, WINDOW_NAMES, WORDS
from server.upstream.journal import ALL_DONE, BUDGET

_CLASSES: Final = ("records", "files", "text", "media")
_EYES: Final = ("held", "conflicts", "forks", "refused")


class Teller:
    """Speaks one language, in one school's time."""

    def __init__(self, language: str, zone: str) -> None:
        self._language = language
        self._words = WORDS[language]
        self._zone = ZoneInfo(zone)

    def status(self, value: Mapping[str, Any]) -> list[str]:
        """`value` is server.status.facts.sync_facts with the `last_exchange` beside it."""
        if value["upstream"] is None:
            return [
                self._say("alone"),
                *self._clock(value),
                self._disk(value),
                *self._cold(value),
                *self._eyes(value),
            ]
        return [
            self._last(value["last_exchange"]),
            *self._waiting(value),
            *self._ahead(value),
            *self._start(value),
            *self._clock(value),
            self._disk(value),
            *self._cold(value),
            *self._untrusted(value),
            *self._eyes(value),
            *self._advice(value),
        ]

    def log(self, lines: Sequence[Mapping[str, Any]]) -> list[str]:
        """The journal, one exchange a line, the latest first."""
        if not lines:
            return [self._say("log-empty")]
        return [self._line(line) for line in lines]

    def _line(self, line: Mapping[str, Any]) -> str:
        up, down = self._size(line["bytes_up"]), self._size(line["bytes_down"])
        parts = (
            self._when(line["began"]),
            f"{line['seconds']:6.0f} s",
            f"↑{up} ↓{down}",
            f"{line['operations_up']}+{line['operations_down']}",
            self._window(line["window"]),
            self._ended(line["ended"]),
        )
        return "  ".join(parts)

    def _last(self, last: Mapping[str, Any] | None) -> str:
        if last is None:
            return self._say("never")
        ended = last["error"] or (ALL_DONE if last["finished"] else BUDGET)
        return self._say("last", when=self._when_ms(last["at_ms"]), how=self._ended(ended))

    def _ended(self, ended: str) -> str:
        if ended in {ALL_DONE, BUDGET}:
            return self._say("went-well" if ended == ALL_DONE else "went-budget")
        return self._say("went-cut", error=ended)

    def _waiting(self, value: Mapping[str, Any]) -> list[str]:
        shares = value["waiting"]["classes"]
        waiting = [name for name in _CLASSES if shares[name]["count"]]
        if not waiting:
            return [self._say("nothing")]
        lines = [self._say("waits")]
        for name in waiting:
            size = self._size(shares[name]["bytes"])
            lines.append("  " + self._say(name, count=shares[name]["count"], size=size))
        lines.append(self._say("why"))
        return lines + [
            "  " + self._say(reason, refused=value["refused"]) for reason in value["why"]
        ]

    def _ahead(self, value: Mapping[str, Any]) -> list[str]:
        window, found, lines = value["window"], value["estimate"], []
        if any(value["waiting"]["classes"][name]["count"] for name in _CLASSES):
            if found["rate"] is None:
                lines.append(self._say("takes-unknown"))
            elif found["endless"]:
                lines.append(self._say("takes-endless"))
            else:
                until, rate = self._when(found["until"]), self._size(found["rate"])
                lines.append(self._say("takes", rate=rate, windows=found["windows"], until=until))
        if window["now"]:
            now = window["now"]
            left = self._say("no-limit") if now["left"] is None else self._size(now["left"])
            name, until = self._window(now["name"]), self._when(now["until"])
            lines.append(self._say("window-now", name=name, until=until, left=left))
        if window["next"]:
            name, at = self._window(window["next"]["name"]), self._when(window["next"]["at"])
            lines.append(self._say("window-next", name=name, at=at))
        elif not window["now"]:
            lines.append(self._say("window-none"))
        return lines

    def _clock(self, value: Mapping[str, Any]) -> list[str]:
        told = value["clock"]
        if told["doubt"] is None:
            return []
        machine = datetime.fromisoformat(told["machine"]).astimezone(self._zone)
        return [
            self._say("clock-wrong", machine=f"{machine:%Y-%m-%d}", time=self._when(told["time"])),
            f"  {self._say('do-clock')}",
        ]

    def _disk(self, value: Mapping[str, Any]) -> str:
        disk = value["disk"]
        return self._say("disk", free=self._size(disk["free"]), total=self._size(disk["total"]))

    def _start(self, value: Mapping[str, Any]) -> list[str]:
        start = value["start"]
        if start is None:
            return []
        if start["refused"]:
            return [self._say("start-refused")]
        got, size = self._size(start["got"]), self._size(start["size"])
        return [self._say("start-coming", got=got, size=size)]

    def _cold(self, value: Mapping[str, Any]) -> list[str]:
        log = value["log"]
        if log is None:
            return []
        size, when = self._size(log["cold_bytes"]), self._when(log["at"])
        return [self._say("cold", kept=log["kept"], pruned=log["pruned"], size=size, when=when)]

    def _untrusted(self, value: Mapping[str, Any]) -> list[str]:
        return [
            self._say(one["reason"], title=one["title"], n=one["edition"])
            for one in value["untrusted"]
        ]

    def _eyes(self, value: Mapping[str, Any]) -> list[str]:
        counts = {name: value[name] for name in _EYES}
        return [self._say("eyes", **counts)] if any(counts.values()) else []

    def _advice(self, value: Mapping[str, Any]) -> list[str]:
        advice = [f"do-{reason}" for reason in value["why"] if f"do-{reason}" in self._words]
        if value["untrusted"]:
            advice.append("do-untrusted")
        if any(value[name] for name in _EYES):
            advice.append("do-eyes")
        return [self._say("do"), *(f"  {self._say(one)}" for one in advice)] if advice else []

    def _say(self, key: str, **values: Any) -> str:
        return self._words[key].format(**values)

    def _window(self, name: str | None) -> str:
        return "-" if name is None else WINDOW_NAMES[self._language].get(name, name)

    def _size(self, count: int) -> str:
        return size_text(count, self._language)

    def _when(self, text: str) -> str:
        return self._moment(datetime.fromisoformat(text))

    def _when_ms(self, unix_ms: int) -> str:
        return self._moment(datetime.fromtimestamp(unix_ms / 1000, self._zone))

    def _moment(self, moment: datetime) -> str:
        local = moment.astimezone(self._zone)
        return f"{local.day} {MONTHS[self._language][local.month - 1]} {local:%H:%M}"
