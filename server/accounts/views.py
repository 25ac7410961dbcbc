"""Lists of people, their cards and devices, and the two ways in beside the password."""

from typing import Any

import flask

from server import clock
from server.access import current_person, public, requires
from server.accounts import cards, devices, guardians, listing, service, tablets
from server.accounts.schemas import (
    CardBody,
    CardsBody,
    CardsOut,
    DevicesOut,
    GuardianBody,
    GuardianOut,
    JoinBody,
    NamesBody,
    NamesOut,
    NewcomerBody,
    OpenedOut,
    PeopleOut,
    PeopleQuery,
    PinBody,
    TabletBody,
    TabletsOut,
    WayBody,
)
from server.api import Blueprint
from server.db import db
from server.errors import Problem, not_allowed
from server.people.grants import ADMIN, CLASS_TEACHER, DEPUTY, DIRECTOR, PARENT, leads
from server.people.login import open_session
from server.people.schemas import LoginQuery, SessionOut
from server.people.throttle import THROTTLE, Throttle
from server.people.views import session_told
from server.roster.text import cleaned

blueprint = Blueprint("accounts", __name__)
_CARDS = "\x00card"  # no login has such a sign: cards are counted by themselves


@blueprint.route("/people")
@blueprint.arguments(PeopleQuery, location="query")
@blueprint.response(200, PeopleOut)
@requires(ADMIN, DIRECTOR, DEPUTY)
def get_people(query: dict[str, str]) -> dict[str, Any]:
    """Everybody of a school, with logins (never passwords) and when they were last here."""
    if not leads(current_person().roles, query["school"]):
        raise not_allowed()
    return {"people": listing.of_school(db.session(), query["school"])}


@blueprint.route("/classes/<class_id>/people")
@blueprint.response(200, PeopleOut)
@requires(ADMIN, DIRECTOR, DEPUTY, CLASS_TEACHER)
def get_class_people(class_id: str) -> dict[str, Any]:
    """The pupils of a class and their parents, for its class teacher and the school's leaders."""
    service.run_class(current_person(), class_id)
    return {"people": listing.of_class(db.session(), class_id)}


@blueprint.route("/classes/<class_id>/cards", methods=("POST",))
@blueprint.arguments(CardsBody)
@blueprint.response(200, CardsOut)
@requires(ADMIN, DIRECTOR, DEPUTY, CLASS_TEACHER)
def post_class_cards(body: dict[str, Any], class_id: str) -> dict[str, Any]:
    """New cards for a class or for some of its pupils, or for its pupils' parents."""
    service.run_class(current_person(), class_id)
    if body["whose"] == PARENT:
        people = service.parents_of(current_person(), class_id, body["people"])
    else:
        people = service.pupils_of(class_id, body["people"])
    return {"address": cards.address(), "cards": service.make_cards(people, body["way"])}


@blueprint.route("/classes/<class_id>/newcomers", methods=("POST",))
@blueprint.arguments(NewcomerBody)
@blueprint.response(201, CardsOut)
@requires(ADMIN, DIRECTOR, DEPUTY, CLASS_TEACHER)
def post_newcomer(body: dict[str, Any], class_id: str) -> dict[str, Any]:
    """Enrol a child provisionally, and give a card at once."""
    row = service.run_class(current_person(), class_id)
    names = cleaned(body["family_name"]), cleaned(body["given_name"])
    card = service.add_newcomer(row, *names, body["grade"], body["way"])
    return {"address": cards.address(), "cards": [card]}


@blueprint.route("/people/<person>/card", methods=("POST",))
@blueprint.arguments(WayBody)
@blueprint.response(200, CardsOut)
@requires(ADMIN, DIRECTOR, DEPUTY, CLASS_TEACHER)
def post_card(body: dict[str, str], person: str) -> dict[str, Any]:
    """A new card for one person, with a new password or PIN if asked for."""
    service.helped(current_person(), person)
    return {"address": cards.address(), "cards": service.make_cards([person], body["way"])}


@blueprint.route("/people/<person>/confirmation", methods=("PUT",))
@blueprint.response(204)
@requires(ADMIN, DIRECTOR, DEPUTY)
def put_confirmation(person: str) -> None:
    """Confirm a child whom a class teacher has enrolled provisionally."""
    service.helped(current_person(), person)
    service.confirm(person)


@blueprint.route("/people/<person>/alias", methods=("PUT",))
@blueprint.arguments(JoinBody)
@blueprint.response(204)
@requires(ADMIN, DIRECTOR, DEPUTY, CLASS_TEACHER)
def put_alias(body: dict[str, str], person: str) -> None:
    """Show this record's work under another record of the same child."""
    service.helped(current_person(), person)
    service.helped(current_person(), body["kept"])
    service.join(person, body["kept"])


@blueprint.route("/people/<person>/alias", methods=("DELETE",))
@blueprint.response(204)
@requires(ADMIN, DIRECTOR, DEPUTY, CLASS_TEACHER)
def delete_alias(person: str) -> None:
    """Two records again: nothing of either was touched."""
    service.helped(current_person(), person)
    service.join(person, None)


@blueprint.route("/people/<learner>/guardians", methods=("POST",))
@blueprint.arguments(GuardianBody)
@blueprint.response(201, GuardianOut)
@requires(ADMIN, DIRECTOR, DEPUTY)
def post_guardian(body: dict[str, str], learner: str) -> dict[str, str]:
    """A parent whom the school doesn't know yet, linked to their child."""
    names = cleaned(body["family_name"]), cleaned(body["given_name"])
    return {"person": guardians.add(current_person(), learner, *names)}


@blueprint.route("/people/<learner>/guardians/<person>", methods=("PUT",))
@blueprint.response(204)
@requires(ADMIN, DIRECTOR, DEPUTY)
def put_guardian(learner: str, person: str) -> None:
    """Link somebody who is known already to a child as their parent."""
    guardians.link(current_person(), learner, person)


@blueprint.route("/people/<learner>/guardians/<person>", methods=("DELETE",))
@blueprint.response(204)
@requires(ADMIN, DIRECTOR, DEPUTY)
def delete_guardian(learner: str, person: str) -> None:
    """They are not the child's parent, or no longer: they see nothing of the child from now on."""
    guardians.part(current_person(), learner, person)


@blueprint.route("/people/<person>/devices")
@blueprint.response(200, DevicesOut)
@requires(ADMIN, DIRECTOR, DEPUTY, CLASS_TEACHER)
def get_devices(person: str) -> dict[str, Any]:
    """Where the person is logged in."""
    service.helped(current_person(), person)
    return {"devices": devices.of_person(db.session(), person)}


@blueprint.route("/people/<person>/devices/<int:token>", methods=("DELETE",))
@blueprint.response(204)
@requires(ADMIN, DIRECTOR, DEPUTY, CLASS_TEACHER)
def delete_device(person: str, token: int) -> None:
    """Sign a lost phone out; work on it that was not sent stays on it."""
    service.helped(current_person(), person)
    devices.sign_out(person, token)


@blueprint.route("/classes/<class_id>/tablets")
@blueprint.response(200, TabletsOut)
@requires(ADMIN, DIRECTOR, DEPUTY, CLASS_TEACHER)
def get_tablets(class_id: str) -> dict[str, Any]:
    """The devices on which the class logs in by PIN."""
    service.run_class(current_person(), class_id)
    return {"tablets": tablets.of_class(db.session(), class_id)}


@blueprint.route("/classes/<class_id>/tablets", methods=("POST",))
@blueprint.arguments(TabletBody)
@blueprint.response(201, OpenedOut)
@requires(ADMIN, DIRECTOR, DEPUTY, CLASS_TEACHER)
def post_tablet(body: dict[str, str], class_id: str) -> dict[str, str]:
    """Make the calling device the class's tablet."""
    service.run_class(current_person(), class_id)
    return {"tablet": tablets.open_for(class_id, body["device"])}


@blueprint.route("/classes/<class_id>/tablets/<int:tablet>", methods=("DELETE",))
@blueprint.response(204)
@requires(ADMIN, DIRECTOR, DEPUTY, CLASS_TEACHER)
def delete_tablet(class_id: str, tablet: int) -> None:
    """Take the class off a device."""
    service.run_class(current_person(), class_id)
    tablets.close(class_id, tablet)


@blueprint.route("/sessions/names", methods=("POST",))
@blueprint.arguments(NamesBody)
@blueprint.response(200, NamesOut)
@public
def post_names(body: dict[str, str]) -> dict[str, Any]:
    """Who may log in by PIN on this tablet; Problem 401 `tablet-closed` for any other device."""
    found = tablets.opened(body["tablet"])
    return tablets.names(db.session(), found.class_id)


@blueprint.route("/sessions/pin", methods=("POST",))
@blueprint.arguments(PinBody)
@blueprint.arguments(LoginQuery, location="query")
@blueprint.response(201, SessionOut)
@public
def post_pin_session(body: dict[str, str], query: dict[str, int]) -> dict[str, Any]:
    """Log a pupil in on a tablet of the class."""
    person = tablets.enter(tablets.opened(body["tablet"]), body["person"], body["pin"])
    return session_told(open_session(person, body["device"]), query["changes"])


@blueprint.route("/sessions/card", methods=("POST",))
@blueprint.arguments(CardBody)
@blueprint.arguments(LoginQuery, location="query")
@blueprint.response(201, SessionOut)
@public
def post_card_session(body: dict[str, str], query: dict[str, int]) -> dict[str, Any]:
    """Log in by a card's QR code."""
    throttle: Throttle = flask.current_app.extensions[THROTTLE]
    address, now = flask.request.remote_addr or "", clock.now_ms() / 1000
    throttle.check(_CARDS, address, now)
    person = cards.owner(body["card"])
    if person is None:
        throttle.failed(_CARDS, address, now)
        raise Problem(
            401,
            "card-ended",
            "This card does not work any more",
            hint="Use the newest card, or ask your class teacher for one.",
        )
    return session_told(open_session(person, body["device"]), query["changes"])
