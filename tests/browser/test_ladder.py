"""Every rung of the ladder: plain HTTP, a certificate that nobody believes, the box's own
authority, the public certificate, its end, and the school's one address inside and outside."""

import json
import os
import re
import shutil
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Error, Locator, Page, Playwright, expect

from server.certificates.authority import Places, new_authority, new_leaf
from server.certificates.files import WebFiles
from tests.browser import acts
from tests.browser.conftest import CHROMIUM, FLAGS, PATIENCE_MS, PHONE, Village
from tests.support.authority import PublicAuthority
from tests.support.nodes import Node
from tests.support.ports import free_ports

NAME = "s0421.mektep.example"
PLAIN = "tirek.lan"
CERTUTIL = shutil.which("certutil")
TASK = "Бөлшек дегеніміз не"
DRAFT = "Бөлшекті сызып көрсет"
TEXT = "Бүтіннің тең бөлігі"

pytestmark = pytest.mark.skipif(
    CERTUTIL is None and not os.environ.get("CI"),
    reason="no certutil here: sudo apt-get install libnss3-tools",
)


def now_ms() -> int:
    return time.time_ns() // 1_000_000


@dataclass
class Pupil:
    """A browser of its own, whose names lead where the test says; `believes` are extra roots."""

    playwright: Playwright
    folder: Path
    rules: str
    context: BrowserContext | None = None

    def believe(self, root: bytes) -> None:
        """As a device of the school is set up, or a public root that every browser has."""
        assert CERTUTIL is not None
        store = self.folder / ".pki" / "nssdb"
        store.mkdir(parents=True, exist_ok=True)
        (self.folder / "root.pem").write_bytes(root)
        words = ["-d", f"sql:{store}"]
        if not (store / "cert9.db").exists():
            subprocess.run([CERTUTIL, "-N", "--empty-password", *words], check=True)
        name = f"root {len(list(self.folder.glob('*')))}-{time.monotonic_ns()}"
        root_file = str(self.folder / "root.pem")
        add = ["-A", "-t", "C,,", "-n", name, "-i", root_file]
        subprocess.run([CERTUTIL, *add, *words], check=True)

    def open(self, url: str, *more: str) -> Page:
        self.close()
        self.folder.mkdir(exist_ok=True)
        self.context = self.playwright.chromium.launch_persistent_context(
            str(self.folder / "profile"),
            executable_path=CHROMIUM,
            headless=True,
            args=[*FLAGS, f"--host-resolver-rules={self.rules}", *more],
            env={"HOME": str(self.folder)},
            viewport={"width": PHONE["width"], "height": PHONE["height"]},
            locale="kk-KZ",
            timezone_id="Asia/Almaty",
        )
        self.context.set_default_timeout(PATIENCE_MS)
        page = self.context.pages[0]
        page.goto(url)
        return page

    def close(self) -> None:
        if self.context is not None:
            self.context.close()
            self.context = None


@dataclass
class Box:
    """The demo's school, also over TLS; it has no certificate until a test gives it one."""

    node: Node
    tls_port: int

    @property
    def files(self) -> WebFiles:
        return WebFiles(self.node.home)

    @property
    def named(self) -> str:
        return f"https://{NAME}:{self.tls_port}"

    @property
    def plain(self) -> str:
        return f"http://{PLAIN}:{self.node.port}"

    def wait_until_told(self, address: str) -> None:
        """Until the app is told of a certificate that has come: that is looked up now and then."""
        until = time.monotonic() + PATIENCE_MS / 1000
        while True:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.node.port}/api/v1/node") as told:
                if address in json.load(told)["places"]["secure"]:
                    return
            assert time.monotonic() < until, self.node.log()
            time.sleep(0.1)


@pytest.fixture
def box(village: Village) -> Iterator[Box]:
    """The school starts again with ports for HTTPS."""
    village.school.stop()
    tls_port, tls_content_port = free_ports(2)
    env = {
        **village.school.env,
        "TIREK_TLS_PORT": str(tls_port),
        "TIREK_TLS_CONTENT_PORT": str(tls_content_port),
        "TIREK_PUBLIC_URL": f"http://{PLAIN}:{village.school.port}",
    }
    node = replace(village.school, env=env)
    node.start()
    yield Box(node, tls_port)
    node.stop()


@pytest.fixture
def new_pupil(playwright: Playwright, tmp_path: Path) -> Iterator[Callable[[str], Pupil]]:
    made: list[Pupil] = []

    def make(name: str) -> Pupil:
        everything_here = "MAP * 127.0.0.1"
        made.append(Pupil(playwright, tmp_path / name, everything_here))
        made[-1].folder.mkdir()
        return made[-1]

    yield make
    for one in made:
        one.close()


def open_task(page: Page, title: str) -> None:
    page.get_by_role("link", name=re.compile(title)).first.click()
    expect(page.get_by_label("Жауабыңыз", exact=True).last).to_be_visible()


def write(page: Page, title: str, text: str) -> None:
    """Half an answer, and the note that it is on the phone."""
    open_task(page, title)
    page.get_by_label("Жауабыңыз", exact=True).last.fill(text)
    expect(page.get_by_text("Осы телефонда сақталды").first).to_be_visible()


def written(page: Page, title: str) -> str:
    open_task(page, title)
    return page.get_by_label("Жауабыңыз", exact=True).last.input_value()


def hand_in(page: Page, title: str, text: str) -> None:
    write(page, title, text)
    page.get_by_role("button", name="Тапсыру", exact=True).click()


def status(page: Page) -> Locator:
    page.get_by_role("button", name=re.compile("Жұмыстар қайда")).click()
    sheet = page.get_by_role("dialog", name="Жұмыстар қайда?")
    expect(sheet).to_be_visible()
    return sheet


def move(page: Page, button: str) -> Page:
    """Presses it and waits until the window that opens has everything and shows the app."""
    sheet = status(page)
    with page.context.expect_page() as opened:
        sheet.get_by_role("button", name=button).click()
    other = opened.value
    expect(page.get_by_role("heading", name="Барлығы көшті")).to_be_visible()
    expect(other.get_by_role("navigation", name="Бөлімдер")).to_be_visible()
    return other


NewPupil = Callable[[str], Pupil]


@pytest.mark.slow
def test_plain_http_keeps_work_and_moves_up_without_losing_any(
    box: Box, new_pupil: NewPupil
) -> None:
    authority = PublicAuthority(now_ms())
    box.files.put(box.files.public, authority.pair(NAME))
    pupil = new_pupil("aru")
    pupil.believe(authority.root_pem)
    page = pupil.open(box.plain)
    acts.log_in(page, "aru")
    assert page.evaluate("[isSecureContext, 'serviceWorker' in navigator]") == [False, False]
    expect(page.get_by_text("Қарапайым режим")).to_be_visible()
    write(page, DRAFT, "Жартысы")
    page.goto(box.plain)
    page.route("**/api/v1/operations", lambda route: route.abort())
    hand_in(page, TASK, TEXT)
    acts.step(page, "Осы телефонда")

    safe = move(page, "Қауіпсіз мекенжайға көшу")

    assert safe.url.startswith(box.named)
    open_done(safe, TASK)
    acts.step(safe, "Мектепте")
    safe.goto(box.named)
    assert written(safe, DRAFT) == "Жартысы"
    acts.wait_until_on_phone(safe)
    expect(status(safe).get_by_text("Қауіпсіз мекенжай:")).to_be_visible()

    # Whoever comes back to the old address is led to the new one, which opens without a server.
    page.unroute_all()
    page.goto(box.plain)
    expect(page.get_by_role("link", name="Ашу")).to_have_attribute("href", box.named)
    box.node.stop()
    again = pupil.open(box.named)
    acts.expect_offline(again)
    assert written(again, DRAFT) == "Жартысы"


def open_done(page: Page, title: str) -> None:
    """A task that was handed in."""
    page.get_by_role("button", name=re.compile("^Тапсырылғандар")).click()
    page.get_by_role("link", name=re.compile(title)).first.click()
    expect(page.locator(".ladder")).to_be_visible()


@pytest.mark.slow
def test_a_certificate_that_nobody_vouches_for_is_refused_and_said_so(
    box: Box, new_pupil: NewPupil
) -> None:
    box.files.put(box.files.public, PublicAuthority(now_ms()).pair(NAME))
    pupil = new_pupil("aru")
    page = pupil.open("about:blank")
    with pytest.raises(Error, match="ERR_CERT_AUTHORITY_INVALID"):
        page.goto(box.named)
    # Plain HTTP goes on, and offers no way up that would not work.
    page.goto(box.plain)
    acts.log_in(page, "aru")
    sheet = status(page)
    expect(sheet.get_by_text("Қарапайым режим")).to_be_visible()
    with page.expect_response("**/api/v1/node"):
        sheet.get_by_role("button", name="Қазір жіберу").click()
    expect(sheet.get_by_role("button", name="Қауіпсіз мекенжайға көшу")).to_have_count(0)


@pytest.mark.slow
def test_a_device_of_the_school_believes_the_boxs_own_authority_and_it_alone(
    box: Box, new_pupil: NewPupil
) -> None:
    made = new_authority("Ақбұлақ", ["tirek.local"], now_ms())
    places = Places(("tirek.local",), ("127.0.0.1",))
    box.files.put(box.files.local, new_leaf(made, places, now_ms()))
    pupil = new_pupil("tablet")
    pupil.believe(made.chain)
    page = pupil.open(f"https://127.0.0.1:{box.tls_port}")
    acts.log_in(page, "aru")
    acts.wait_until_on_phone(page)
    expect(status(page).get_by_text("Мектеп құрылғысының қауіпсіз мекенжайы")).to_be_visible()
    page.goto(f"https://tirek.local:{box.tls_port}")
    expect(page.get_by_role("button", name="Кіру", exact=True)).to_be_visible()

    # Stolen, it convinces nobody of another name: the certificate itself says what it is for.
    box.files.put(box.files.local, new_leaf(made, Places(("bank.example",), ()), now_ms()))
    page = pupil.open("about:blank")
    with pytest.raises(Error, match="ERR_CERT_INVALID"):
        page.goto(f"https://bank.example:{box.tls_port}")


@pytest.mark.slow
def test_after_the_end_of_the_certificate_work_is_safe_and_finds_its_way(
    box: Box, new_pupil: NewPupil
) -> None:
    authority = PublicAuthority(now_ms())
    box.files.put(box.files.public, authority.pair(NAME))
    pupil = new_pupil("aru")
    pupil.believe(authority.root_pem)
    page = pupil.open(box.named)
    acts.log_in(page, "aru")
    acts.wait_until_on_phone(page)

    authority.now_ms -= 90 * 86_400_000
    box.files.put(box.files.public, authority.pair(NAME))
    page = pupil.open("about:blank")
    page.clock.install(time=time.time() + 70 * 86_400)
    page.goto(box.named)
    acts.expect_offline(page)
    hand_in(page, TASK, TEXT)
    acts.step(page, "Осы телефонда")
    sheet = status(page)
    expect(sheet.get_by_text("Сервер сертификатының мерзімі бітті")).to_be_visible()
    sheet.get_by_role("button", name="Жабу").click()

    around = move(page, "Қарапайым мекенжайда жалғастыру")

    assert around.url.startswith("http://")
    open_done(around, TASK)
    acts.step(around, "Мектепте")
    authority.now_ms = now_ms()
    box.files.put(box.files.public, authority.pair(NAME))
    box.wait_until_told(box.named)
    with around.expect_response("**/api/v1/node"):
        around.goto(around.url)
    safe = move(around, "Қауіпсіз мекенжайға көшу")
    open_done(safe, TASK)
    acts.step(safe, "Мектепте")


@pytest.mark.slow
def test_one_address_inside_and_outside_needs_no_question(box: Box, new_pupil: NewPupil) -> None:
    """At home the name leads to a public address, at school to a local one: the app that came from
    outside goes on inside, and the browser asks its owner nothing."""
    box.node.stop()
    box.node.env["TIREK_HOST"] = "0.0.0.0"  # noqa: S104 - two addresses of this machine
    box.node.start()
    authority = PublicAuthority(now_ms())
    box.files.put(box.files.public, authority.pair(NAME))
    pupil = new_pupil("aru")
    pupil.believe(authority.root_pem)
    port = box.tls_port
    spaces = f"--ip-address-space-overrides=127.0.0.2:{port}=public,127.0.0.1:{port}=local"
    pupil.rules = "MAP * 127.0.0.2"
    page = pupil.open(box.named, spaces)
    acts.log_in(page, "aru")
    acts.wait_until_on_phone(page)

    pupil.rules = "MAP * 127.0.0.1"
    page = pupil.open(box.named, spaces)
    hand_in(page, TASK, TEXT)

    acts.step(page, "Мектепте")
    asked = "navigator.permissions.query({name: 'local-network-access'}).then((p) => p.state)"
    assert page.evaluate(asked) == "prompt"
