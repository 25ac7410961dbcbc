"""What a person publishes with the app at the hub is offered by the work beside the requests."""

import pytest
from sqlalchemy import select

from content.importer import import_file
from server.db import db
from server.delivery import background
from server.delivery.background import look
from server.delivery.models import EditionOffer
from server.library.statement import course_fields
from server.library.stores import course_store
from server.operations.local import submit
from tests.server.conftest import School
from tests.server.delivery.conftest import FIRST, SECOND, Publisher, packed
from tests.server.upstream.conftest import Pair


def publish_by_hand(publisher: Publisher) -> None:
    """The second edition as an app states it: an operation, and no offer."""
    package = packed(publisher.folder / "second.zip", SECOND)
    with publisher.pair.hub.app_context():
        piece = import_file(package, "second.zip", course_store()).pieces[0]
        assert publisher.course is not None
        fields = course_fields(publisher.course)
        fields["edition"] = 2
        fields["lessons"][0]["items"][0]["manifest"] = piece.manifest_sha256
        submit("course.publish", publisher.course, fields)
        publisher.manifests.append(piece.manifest_sha256)


def offered(pair: Pair) -> list[int]:
    with pair.hub.app_context():
        return sorted(db.session.scalars(select(EditionOffer.edition)))


def test_an_edition_without_an_offer_gets_one(publisher: Publisher, pair: Pair) -> None:
    publisher.edition(FIRST)
    publish_by_hand(publisher)
    assert offered(pair) == [1]

    with pair.hub.app_context():
        look(pair.hub)
        look(pair.hub)

    assert offered(pair) == [1, 2]


def test_a_school_waits_for_the_offer_and_takes_the_pack(publisher: Publisher, pair: Pair) -> None:
    publisher.edition(FIRST)
    pair.exchange()
    publish_by_hand(publisher)
    assert pair.exchange().content_down == 0

    with pair.hub.app_context():
        look(pair.hub)

    assert pair.exchange().content_down == 1
    assert publisher.shown()["edition"] == 2


def test_it_does_not_wait_for_ever(publisher: Publisher, pair: Pair) -> None:
    publisher.edition(FIRST)
    pair.exchange()
    publish_by_hand(publisher)
    pair.exchange()
    pair.school.clock.forward(seconds=7_200)

    assert pair.exchange().content_down > 1
    assert publisher.shown()["edition"] == 2


def test_a_manifest_that_a_cut_left_out_is_made_again(publisher: Publisher, pair: Pair) -> None:
    publisher.edition(FIRST)
    with pair.hub.app_context():
        (offer,) = db.session.scalars(select(EditionOffer))
        manifest = offer.manifest
        course_store().delete(manifest)
        look(pair.hub)
        assert course_store().has(manifest)


@pytest.mark.parametrize("times", [1, 3])
def test_looking_again_changes_nothing(publisher: Publisher, pair: Pair, times: int) -> None:
    publisher.edition(FIRST)
    pair.exchange()
    for _ in range(times):
        with pair.school.app.app_context():
            look(pair.school.app)
    assert publisher.shown()["edition"] == 1


def test_a_box_that_is_off_every_night_tidies_all_the_same(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    tidied: list[object] = []
    monkeypatch.setattr(background, "tidy", tidied.append)

    def day_at_school() -> None:
        rounds = background.Rounds(school.app)  # switched on
        for _hours in range(3):
            with school.app.app_context():
                rounds.look(lambda: False)
            school.clock.forward(seconds=3 * 3600)

    day_at_school()
    assert tidied == []
    school.clock.forward(seconds=16 * 3600)
    day_at_school()
    assert len(tidied) == 1
    school.clock.forward(seconds=16 * 3600)
    day_at_school()
    assert len(tidied) == 2
