"""The demo's servers start together, are watched, and never outlive the command behind them."""

import os
import signal
import sys
import threading
import urllib.request
from dataclasses import replace
from pathlib import Path

import pytest

from server.demo.supervisor import Child, ChildFailed, Supervisor
from tests.support.ports import free_ports

SERVER = """
import http.server, os, pathlib
pathlib.Path(os.environ["PID_FILE"]).write_text(str(os.getpid()))
class Ok(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.end_headers()
    def log_message(self, *a): pass
http.server.HTTPServer(("127.0.0.1", int(os.environ["PORT"])), Ok).serve_forever()
"""


def child(tmp_path: Path, name: str, port: int, code: str = SERVER) -> Child:
    return Child(
        name=name,
        argv=[sys.executable, "-c", code],
        env={"PORT": str(port), "PID_FILE": str(tmp_path / f"{name}.pid")},
        health_url=f"http://127.0.0.1:{port}/healthz",
        log=tmp_path / f"{name}.log",
    )


def gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def test_ctrl_c_leaves_nothing_running(tmp_path: Path) -> None:
    children = [
        child(tmp_path, name, port)
        for name, port in zip(("school", "hub"), free_ports(2), strict=True)
    ]
    seen: list[int] = []

    def ready() -> None:
        seen.extend(int((tmp_path / f"{c.name}.pid").read_text()) for c in children)
        assert not any(gone(pid) for pid in seen)
        threading.Thread(target=os.kill, args=(os.getpid(), signal.SIGINT)).start()

    Supervisor(children).run(ready)
    assert len(seen) == 2
    assert all(gone(pid) for pid in seen)


def test_what_a_server_needs_is_done_before_it_answers_and_after_the_others_do(
    tmp_path: Path,
) -> None:
    hub_port, school_port = free_ports(2)
    hub, school = child(tmp_path, "hub", hub_port), child(tmp_path, "school", school_port)
    steps: list[str] = []

    def people_and_work() -> None:
        with urllib.request.urlopen(hub.health_url, timeout=2) as answer:  # noqa: S310 - our own http address
            steps.append(f"hub {answer.status}")
        assert not (tmp_path / "school.pid").exists()

    def ready() -> None:
        with urllib.request.urlopen(school.health_url, timeout=2) as answer:  # noqa: S310 - our own http address
            steps.append(f"school {answer.status}")
        threading.Thread(target=os.kill, args=(os.getpid(), signal.SIGINT)).start()

    Supervisor([hub, replace(school, prepare=people_and_work)]).run(ready)
    assert steps == ["hub 200", "school 200"]


def test_a_child_that_ends_is_named_with_its_last_words(tmp_path: Path) -> None:
    fine, bad = free_ports(2)
    children = [
        child(tmp_path, "school", fine),
        child(tmp_path, "hub", bad, "raise SystemExit('the disk is gone')"),
    ]
    with pytest.raises(ChildFailed, match=r"(?s)hub stopped.*the disk is gone"):
        Supervisor(children).run(lambda: None)
    started = tmp_path / "school.pid"
    assert not started.exists() or gone(int(started.read_text()))
