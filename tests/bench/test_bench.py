"""The harness itself: what it takes, what it refuses, and lines that a program can read."""

import re
from collections.abc import Iterator

import pytest

from tests.bench import __main__ as bench
from tests.bench import families
from tests.bench.figures import Figure

LINE = re.compile(r"[a-z_]+\.[a-z0-9_]+ (-?\d+(\.\d+)?|skipped) \S+ (-|[<>]=\d+(\.\d+)?)")


@pytest.fixture
def measured(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, bool]]:
    """Stands in for the families, whose names it keeps; lists what was measured, and how."""
    calls: list[tuple[str, bool]] = []

    def stand_in(name: str) -> families.Family:
        def measure(full: bool) -> Iterator[Figure]:
            calls.append((name, full))
            yield Figure(f"{name}.size", 1234.5678, "MB", "<=90")
            yield Figure(f"{name}.count_2", 0, "requests")

        return measure

    monkeypatch.setattr(families, "ALL", {name: stand_in(name) for name in families.ALL})
    return calls


def run(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    monkeypatch.setattr("sys.argv", ["bench", *words])
    return bench.main()


def test_without_only_every_family_is_measured_in_order(
    monkeypatch: pytest.MonkeyPatch, measured: list[tuple[str, bool]]
) -> None:
    assert run(monkeypatch) == 0
    assert [name for name, _ in measured] == [
        "start",
        "box",
        "app",
        "waiting",
        "sync",
        "sync_codec",
        "sync_hub",
        "content",
        "content_delta",
        "lrs",
        "player",
        "marks",
        "overview",
        "year",
        "log",
        "console",
    ]
    assert not any(full for _, full in measured)


def test_only_names_families_separated_by_commas(
    monkeypatch: pytest.MonkeyPatch, measured: list[tuple[str, bool]]
) -> None:
    assert run(monkeypatch, "--only", "sync,app", "--full") == 0
    assert measured == [("app", True), ("sync", True)]


def test_an_unknown_family_is_an_error_that_names_the_known_ones(
    monkeypatch: pytest.MonkeyPatch,
    measured: list[tuple[str, bool]],
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit) as ended:
        run(monkeypatch, "--only", "sync,speed")
    assert ended.value.code == 2
    said = capsys.readouterr().err
    assert "speed" in said
    assert "start, box, app, waiting, sync, sync_codec, sync_hub, content" in said
    assert measured == []


def test_every_figure_is_one_line_of_four_words(
    monkeypatch: pytest.MonkeyPatch,
    measured: list[tuple[str, bool]],
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(monkeypatch, "--only", "box") == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines == ["box.size 1234.568 MB <=90", "box.count_2 0 requests -"]
    assert all(LINE.fullmatch(line) for line in lines)


def test_what_cannot_be_measured_here_says_so_and_fails_nothing(
    monkeypatch: pytest.MonkeyPatch,
    measured: list[tuple[str, bool]],
    capsys: pytest.CaptureFixture[str],
) -> None:
    def here(full: bool) -> Iterator[Figure]:
        yield Figure("sync.goodput", None, "share", ">=0.75", skipped="the link lab needs root")

    monkeypatch.setitem(families.ALL, "sync", here)
    assert run(monkeypatch, "--only", "sync") == 0
    said = capsys.readouterr()
    assert said.out == "sync.goodput skipped share >=0.75\n"
    assert LINE.fullmatch(said.out.strip())
    assert "needs root" in said.err


def test_a_family_that_fails_does_not_hide_the_others_and_fails_the_run(
    monkeypatch: pytest.MonkeyPatch,
    measured: list[tuple[str, bool]],
    capsys: pytest.CaptureFixture[str],
) -> None:
    def broken(full: bool) -> Iterator[Figure]:
        yield Figure("start.cold", 1, "s")
        raise RuntimeError("the server did not start")

    monkeypatch.setitem(families.ALL, "start", broken)
    assert run(monkeypatch, "--only", "start,content") == 1
    said = capsys.readouterr()
    assert [line.split()[0] for line in said.out.splitlines()] == [
        "start.cold", "content.size", "content.count_2",
    ]  # fmt: skip
    assert "the server did not start" in said.err
