"""The commands of the tutorial and the how-tos, as they stand there, in folders of their own."""

import re
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.docs.pages import ROOT, commands, parsed
from tests.faults.remote import Remote, phone_at
from tests.server import cast
from tests.server.phone import Phone, SchoolClock
from tests.support.nodes import Node, tirek
from tests.support.ports import free_ports


class Shell:
    """Runs a page's lines one after the other, as one person in one shell would."""

    def __init__(self, here: Path) -> None:
        self.values: dict[str, str] = {"here": str(here)}
        self.settings: dict[str, str] = {}
        self.printed: list[str] = []

    def run(self, line: str) -> str | None:
        """What the line prints; None for `serve`, which a test starts in its own way."""
        settings, words = parsed(line, self.values)
        if not words:
            self.settings |= settings
            return None
        if words == ["serve"]:
            return None
        env = {**self.settings, **settings}
        home = Path(env["TIREK_HOME"])
        words = [str(ROOT / word) if word.startswith("server/") else word for word in words]
        self.printed.append(tirek(home, *words, env=env))
        return self.printed[-1]

    def page(self, name: str) -> None:
        lines = list(commands(name))
        assert lines, f"{name} has no commands"
        for line in lines:
            self.run(line)


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path)


@pytest.fixture
def serve() -> Iterator[Callable[..., Node]]:
    started: list[Node] = []

    def start(home: Path, **env: str) -> Node:
        port, content_port = free_ports(2)
        node = Node(home, port, content_port, env=env)
        started.append(node)
        node.start()
        return node

    yield start
    for node in started:
        node.stop()


def phone(node: Node, login: str, password: str) -> Phone:
    remote: Any = Remote(node.port)
    return Phone(remote, SchoolClock(time.time_ns() // 1_000_000), login, password)


@pytest.mark.slow
def test_the_tutorial_ends_with_a_class_at_work(
    shell: Shell, serve: Callable[..., Node], tmp_path: Path
) -> None:
    shell.page("tutorial/first-school.md")

    assert list(commands("tutorial/first-school.md"))[-1].endswith("tirek serve")
    passwords = dict(re.findall(r"login: (\w+)\npassword: (\w+)", "".join(shell.printed)))
    assert set(passwords) == {"admin", "marat", "aru"}
    assert "Су айналымы" in shell.printed[-1]
    node = serve(tmp_path / ".data" / "my-school")
    marat, aru = (phone(node, login, passwords[login]) for login in ("marat", "aru"))
    fields = {
        "school": "aqbulaq", "class": "5a", "title": "Су", "instructions": "", "lesson": None,
        "item": None, "due_at": None, "max_mark": 10, "accepts": ["text"], "files": [],
    }  # fmt: skip
    task = marat.submit("assignment.set", fields)
    assert task["outcome"] == "admitted"
    aru.refresh()
    assert aru.doc("assignment", task["record"])["title"] == "Су"
    assert [aru.doc("course", one)["title"] for one in aru.ids("course")] == ["Су айналымы"]
    handed_in = aru.submit(
        "submission.hand_in",
        {
            "assignment": task["record"], "text": "Бу", "files": [], "attempts": [],
            "made_at": "2026-11-23T04:00:00.000Z",
        },
    )  # fmt: skip
    marat.refresh()
    assert marat.doc("submission", handed_in["record"])["text"] == "Бу"


def test_a_lesson_and_a_password_by_hand(
    shell: Shell, folder: Path, serve: Callable[..., Node], tmp_path: Path
) -> None:
    home = tmp_path / "home"
    shell.settings["TIREK_HOME"] = str(home)
    tirek(home, "school", "add", "aqbulaq", "--name", "Ақбұлақ")
    tirek(home, "school", "class", "5a", "--label", "5 Ә", "--grade", "5")
    words = ["--family-name", "С", "--given-name", "А", "--role", "pupil", "--class", "5a"]
    tirek(home, "user", "add", "aru", *words, "--password", "forgotten-1")

    shell.page("how-to/import-a-lesson.md")
    shell.page("how-to/reset-a-password.md")

    assert "1/1" in shell.printed[1]
    assert shell.printed[2].startswith("2 files checked")
    (new,) = re.findall(r"password: (\w+)", shell.printed[3])
    node = serve(home)
    old = {"login": "aru", "password": "forgotten-1", "device": ""}
    assert Remote(node.port).post("/api/v1/sessions", json=old).status_code == 401
    assert phone(node, "aru", new).person


@pytest.mark.slow
def test_a_school_and_a_hub_know_each_other_s_people(
    shell: Shell, folder: Path, serve: Callable[..., Node], tmp_path: Path
) -> None:
    school, hub = tmp_path / "school", tmp_path / "hub"
    shutil.copytree(folder, school)
    central = {"TIREK_ROLE": "hub"}
    tirek(hub, "school", "add", "aqbulaq", "--name", "Ақбұлақ", env=central)
    who = ["--family-name", "К", "--given-name", "Е", "--role", "teacher", "--school", "aqbulaq"]
    tirek(hub, "user", "add", "elena", *who, "--password", "from-the-hub-1", env=central)
    hub_node = serve(hub, **central)
    shell.values |= {
        "school's folder": str(school),
        "hub's folder": str(hub),
        "hub's address": f"http://127.0.0.1:{hub_node.port}",
    }

    for line in commands("how-to/connect-a-school-to-a-hub.md"):
        # The school of the tests has an id of its own.
        said = shell.run(line.replace("--school aqbulaq", "--school akbulaq --school aqbulaq"))
        if said and (found := re.search(r"node: (\w+)\nkey: (\w+)", said)):
            shell.values |= {"id": found[1], "key": found[2]}
        if said and (found := re.search(r"TIREK_UPSTREAM_TOKEN=(\S+)", said)):
            shell.values["token"] = found[1]

    link = {name: value for name, value in shell.settings.items() if "UPSTREAM" in name}
    tirek(school, "sync", "now", env=link)
    assert phone_at(hub_node.port, cast.ARU).person == cast.ARU, "her school sealed it for the hub"
    hub_node.stop()
    school_node = serve(school)
    assert phone(school_node, "elena", "from-the-hub-1").person
