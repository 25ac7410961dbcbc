"""Cards and new passwords: the class teacher's two taps, and a QR code that is no password."""

import pytest
from sqlalchemy import select

from server.accounts import cards
from server.accounts.limits import CARD_DAYS
from server.accounts.models import LoginCard
from server.db import db
from tests.server import cast
from tests.server.conftest import School
from tests.server.phone import Phone


def reset(school: School, who: str, whose: str, way: str = "password") -> tuple[int, dict]:  # type: ignore[type-arg]
    answer = school.phone(who).request("POST", f"/api/v1/people/{whose}/card", json={"way": way})
    return answer.status_code, answer.get_json()


def enter_by_card(school: School, secret: str) -> tuple[int, dict]:  # type: ignore[type-arg]
    answer = school.app.test_client().post(
        "/api/v1/sessions/card", json={"card": secret, "device": "Redmi 9A"}
    )
    return answer.status_code, answer.get_json()


def issued(school: School, person: str) -> str:
    with school.app.app_context():
        return cards.issue([person])[person]


def test_a_class_teacher_gives_a_pupil_a_new_password(school: School) -> None:
    lost = school.phone(cast.ARU)

    status, told = reset(school, cast.BOTA, cast.ARU)

    assert status == 200
    (card,) = told["cards"]
    assert (card["name"], card["class_label"], card["login"]) == ("Серікбаева Ару", "5 Ә", "aru")
    assert (card["pin"], len(card["password"])) == (None, 8)
    assert told["address"].startswith("http://localhost:")
    assert lost.get("/api/v1/me").status_code == 401, "the old devices are out"
    assert Phone(school.app, school.clock, "aru", card["password"]).person == cast.ARU


@pytest.mark.parametrize(
    ("who", "whose", "status"),
    [
        (cast.BOTA, cast.ERASYL, 403),  # she teaches 2–3, and is not its class teacher
        (cast.MARAT, cast.ARU, 403),
        (cast.BOTA, cast.AIZHAN, 403),
        (cast.BOTA, cast.SAULE, 200),  # all her children are in the class
        (cast.AIZHAN, cast.TIMUR, 403),
        (cast.OLGA, cast.ARU, 403),
        (cast.AIZHAN, cast.GULNAR, 200),
        (cast.AIZHAN, cast.SAULE, 200),
        (cast.GULNAR, cast.BOTA, 200),
        (cast.AIZHAN, "nobody", 404),
    ],
)
def test_nobody_resets_somebody_with_more_rights_or_of_another_place(
    school: School, who: str, whose: str, status: int
) -> None:
    assert reset(school, who, whose)[0] == status


def test_whoever_is_also_somewhere_else_is_not_reset_from_here(school: School) -> None:
    with school.app.app_context():
        cast.role(cast.MARAT, "director", cast.DALA)

    assert reset(school, cast.AIZHAN, cast.MARAT)[0] == 403


def test_a_deputy_does_not_reset_the_director(school: School) -> None:
    with school.app.app_context():
        cast.role(cast.MARAT, "deputy", cast.AKBULAQ)

    assert reset(school, cast.MARAT, cast.GULNAR)[0] == 403
    assert reset(school, cast.MARAT, cast.ERASYL)[0] == 200


def test_a_card_logs_its_owner_in_and_holds_no_password(school: School) -> None:
    secret = issued(school, cast.ARU)

    status, session = enter_by_card(school, secret)

    assert status == 201
    assert session["person"]["name"] == "Серікбаева Ару"
    assert enter_by_card(school, secret.lower())[0] == 201, "a keyboard may fold it"
    with school.app.app_context():
        (row,) = db.session.scalars(select(LoginCard))
        assert secret.encode() not in row.sha256
        assert row.used_ms == school.clock()


def test_a_new_card_ends_the_old_one_and_age_ends_any(school: School) -> None:
    old = issued(school, cast.ARU)
    new = issued(school, cast.ARU)

    status, told = enter_by_card(school, old)
    assert (status, told["type"]) == (401, "/problems/card-ended")
    assert enter_by_card(school, new)[0] == 201
    assert reset(school, cast.BOTA, cast.ARU, "card")[0] == 200
    assert enter_by_card(school, new)[0] == 401

    last = issued(school, cast.ARU)
    school.clock.forward(days=CARD_DAYS + 1)
    assert enter_by_card(school, last)[0] == 401


def test_trying_cards_is_slowed_down(school: School) -> None:
    statuses = [enter_by_card(school, f"X{n}")[0] for n in range(8)]

    assert statuses[0] == 401
    assert statuses[-1] == 429


def test_the_code_says_the_address_and_keeps_the_secret_from_servers(school: School) -> None:
    with school.app.test_request_context(base_url="http://10.0.0.5:8080"):
        made = cards.code("A" * 26)
        other = cards.code("B" * 26)

    assert made.size >= 29 + 8  # version 3 and its quiet zone
    assert made.path.startswith("M")
    assert made.path != other.path


def test_cards_for_a_class(school: School) -> None:
    bota = school.phone(cast.BOTA)
    aru = school.phone(cast.ARU)

    answer = bota.request("POST", f"/api/v1/classes/{cast.CLASS_5}/cards", json={"way": "card"})

    assert {card["name"] for card in answer.get_json()["cards"]} == {
        "Серікбаева Ару",
        "Оспанов Диас",
    }
    assert all(card["password"] is None for card in answer.get_json()["cards"])
    assert aru.get("/api/v1/me").status_code == 200, "a card alone signs nobody out"
    path = f"/api/v1/classes/{cast.CLASS_23}/cards"
    assert bota.request("POST", path, json={"way": "card"}).status_code == 403
    path = f"/api/v1/classes/{cast.CLASS_5}/cards"
    foreign = {"way": "card", "people": [cast.ERASYL]}
    assert bota.request("POST", path, json=foreign).status_code == 404
