"""A demo school and hub on free ports, and browsers with a profile of their own on disk."""

import contextlib
import os
import shutil
import signal
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import (
    BrowserContext,
    Error,
    Page,
    Playwright,
    expect,
)

from server.demo.nodes import DemoNodes, Ports
from tests.browser.evidence import Diary, seen_on
from tests.support.link import Link, link_to
from tests.support.nodes import Node
from tests.support.ports import free_ports

CHROMIUM = shutil.which("chromium")
PATIENCE_MS = 20_000  # a busy machine is no failure; nothing waits as long when all is well
PHONE = {"width": 360, "height": 740}
# Debian's Chromium as root, without its calls home (there is no internet to call).
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Without Chromium these tests are skipped and counted; where CI runs, that is a failure."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if CHROMIUM is None and not os.environ.get("CI"):
                item.add_marker(
                    pytest.mark.skip(reason="no Chromium here: sudo apt-get install chromium")
                )


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A failure tells what stood on every phone, and what the servers said last."""
    report = yield
    if report.failed:
        used = item.funcargs if isinstance(item, pytest.Function) else {}
        if isinstance(phones := used.get("new_phone"), Phones):
            report.sections += phones.evidence()
        if isinstance(village := used.get("village"), Village):
            for node in (village.school, village.central):
                report.sections.append((f"log of {node.home.name}", node.log()))
    return report


@dataclass
class Village:
    """A school, a hub, and the link between them."""

    school: Node
    central: Node
    link: Link
    hub_was_asked_for: bool = False

    @property
    def hub(self) -> Node:
        """Running from the first time that a test asks for it: few do."""
        if not self.hub_was_asked_for:
            self.hub_was_asked_for = True
            self.central.start()
        return self.central

    def sync(self) -> None:
        """One whole exchange, by the command line beside the running server."""
        assert self.hub.answers(), self.central.log()
        self.school.tirek("sync", "now")


def _nodes(folder: Path, ports: Ports, link: Link) -> Village:
    """Servers on a demo's folders; the school reaches the hub only through the link."""
    demo = DemoNodes(folder, ports)
    school_env = demo.school_settings()
    if "TIREK_UPSTREAM_URL" in school_env:
        school_env["TIREK_UPSTREAM_URL"] = link.url
    # The schedule sleeps: these tests exchange when they say so.
    school_env["TIREK_SYNC_WINDOWS"] = "03:00-03:01=1KB"
    return Village(
        Node(folder / "school", ports.school, ports.school_content, _rest(school_env)),
        Node(folder / "hub", ports.hub, ports.hub_content, _rest(demo.hub_settings())),
        link,
    )


def _rest(env: dict[str, str]) -> dict[str, str]:
    return {k: v for k, v in env.items() if k not in {"TIREK_HOME", "TIREK_PORT"}}


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A prepared demo, made once: roster and courses came down, tasks are set."""
    folder = tmp_path_factory.mktemp("demo")
    ports = Ports(*free_ports(4))
    demo = DemoNodes(folder, ports)
    demo.make_hub()
    with link_to(ports.hub) as link:
        village = _nodes(folder, ports, link)
        try:
            village.sync()
            demo.make_work()
            village.sync()
        finally:
            village.central.stop()
    return folder


@pytest.fixture
def village(demo_folder: Path, tmp_path: Path) -> Iterator[Village]:
    """The prepared demo, copied and running."""
    folder = tmp_path / "demo"
    shutil.copytree(demo_folder, folder)
    ports = Ports(*free_ports(4))
    with link_to(ports.hub) as link:
        running = _nodes(folder, ports, link)
        running.school.start()
        try:
            yield running
        finally:
            running.school.stop()
            running.central.stop()


@pytest.fixture(scope="session", autouse=True)
def patience() -> None:
    expect.set_options(timeout=PATIENCE_MS)


@dataclass
class Phone:
    """A browser with its profile on disk: closing and opening it again is a restart."""

    playwright: Playwright
    profile: Path
    context: BrowserContext | None = None
    diary: Diary = field(default_factory=Diary)

    def open(self, url: str) -> Page:
        if self.context is None:
            self.context = self.playwright.chromium.launch_persistent_context(
                str(self.profile),
                executable_path=CHROMIUM,
                headless=True,
                args=FLAGS,
                viewport={"width": PHONE["width"], "height": PHONE["height"]},
                locale="kk-KZ",
                timezone_id="Asia/Almaty",
            )
            self.context.set_default_timeout(PATIENCE_MS)
            self.diary.over(self.context)
        page = self.context.pages[0] if self.context.pages else self.context.new_page()
        page.goto(url)
        return page

    def close(self) -> None:
        """What a person does who swipes the browser away."""
        if self.context is not None:
            self.context.close()
            self.context = None

    def kill(self) -> None:
        """What Android does to a browser in the background: no chance to say goodbye."""
        for pid in self._processes():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        context, self.context = self.context, None
        if context is not None:
            with contextlib.suppress(Error):  # it notices by itself that its browser is gone
                context.close()
        # The browser that was killed could not take its lock away.
        for name in ("SingletonLock", "SingletonSocket", "SingletonCookie"):
            (self.profile / name).unlink(missing_ok=True)

    def _processes(self) -> list[int]:
        """This profile's browser, by the folder that it was started with."""
        wanted = f"--user-data-dir={self.profile}".encode()
        found = []
        for process in Path("/proc").iterdir():
            with contextlib.suppress(OSError):
                if process.name.isdigit() and wanted in (process / "cmdline").read_bytes().split(
                    b"\0"
                ):
                    found.append(int(process.name))
        return found


@dataclass
class Phones:
    """Makes phones with empty profiles, and knows them all."""

    playwright: Playwright
    folder: Path
    made: dict[str, Phone] = field(default_factory=dict)

    def __call__(self, name: str) -> Phone:
        self.made[name] = Phone(self.playwright, self.folder / f"profile-{name}")
        return self.made[name]

    def evidence(self) -> list[tuple[str, str]]:
        """What stands on each page that is open now: sections of a report."""
        return [
            (f"phone {name}", seen_on(page, phone.diary, self.folder / f"{name}-{number}.jpg"))
            for name, phone in self.made.items()
            if phone.context is not None
            for number, page in enumerate(phone.context.pages, 1)
        ]


@pytest.fixture
def new_phone(playwright: Playwright, tmp_path: Path) -> Iterator[Phones]:
    """`new_phone(name)` makes a phone with an empty profile."""
    phones = Phones(playwright, tmp_path)
    yield phones
    for phone in reversed(phones.made.values()):
        phone.close()
