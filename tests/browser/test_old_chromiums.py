"""The app on the browsers of old phones, which Android 5 never replaced: real ones, run here."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser import ledger
from tests.browser.conftest import Village
from tests.browser.made_packages import ALL, Kind
from tests.browser.test_packages_open import run
from tests.browser.viewers import (
    OLD_CHROMIUMS,
    Driven,
    log_in,
    old_chromium,
    seen,
    send,
    tap,
)

HERE = Path(__file__).parent
VERSIONS = [
    build["version"]
    for build in json.loads((HERE / "old_chromiums" / "builds.json").read_text("utf-8"))["builds"]
]
TASK = "Бөлшекті сызып көрсет"
ANSWER = "Жауап: өзен — Ертіс"


@pytest.fixture(params=VERSIONS)
def phone(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Driven]:
    if not (OLD_CHROMIUMS / request.param).exists():
        pytest.skip("not fetched here: .ci/setup old-chromiums")
    made = old_chromium(request.param, tmp_path / "profile")
    yield made
    made.close()


@pytest.mark.slow
def test_an_old_phone_hands_in_what_it_wrote_without_a_server(
    village: Village, phone: Driven
) -> None:
    school = village.school
    phone.open(school.url)
    log_in(phone, "aru")
    school.kill()
    phone.close()
    phone.open(school.url)
    tap(phone, "a[href^='/task/']", words=TASK)
    write(phone, ANSWER)
    phone.close()  # a draft outlives the browser
    phone.open(school.url)
    tap(phone, "a[href^='/task/']", words=TASK)
    phone.until("page", f"() => document.querySelector('textarea')?.value === {quoted(ANSWER)}")
    tap(phone, "button", words="Тапсыру")
    seen(phone, "h2, h3", words="Жұмысыңыз")
    school.start()
    send(phone)
    works = ledger.documents(school, "aru")["submission"].values()
    assert [work["text"] for work in works] == [ANSWER]


@pytest.mark.slow
@pytest.mark.parametrize("kind", ALL, ids=lambda kind: kind.name)
def test_an_old_phone_plays_every_kind_with_and_without_the_server(
    village: Village, phone: Driven, tmp_path: Path, kind: Kind
) -> None:
    run(village, phone, kind, tmp_path)


def write(phone: Driven, text: str) -> None:
    """Into the answer of the task that is open, as typing would; until the draft is kept."""
    phone.until(
        "page",
        f"""() => {{
          const field = document.querySelector("textarea");
          if (!field) return false;
          field.value = {quoted(text)};
          field.dispatchEvent(new Event("input", {{ bubbles: true }}));
          return true;
        }}""",
    )
    seen(phone, ".draft-note", words="Осы телефонда сақталды")


def quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
