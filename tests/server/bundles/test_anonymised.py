"""A learner whose figures lead to nobody any more: the hub hears of it from a stick as well."""

from server.erasure import service
from tests.server.bundles.conftest import Carriers
from tests.server.upstream.test_anonymising import (
    anonymise,
    assert_nobody,
    leave,
    pseudonym_of,
    worked,
)
from tests.server.upstream.test_erasure import ESSAY, everything


def test_on_a_stick_it_comes_to_the_hub_as_well(carriers: Carriers) -> None:
    worked(carriers.school.app, carriers.school)
    leave(carriers.school.app)
    carriers.trip()
    assert ESSAY in everything(carriers.hub)
    anonymise(carriers.school.app)

    carriers.trip()
    with carriers.hub.app_context():
        service.remove_files()

    assert pseudonym_of(carriers.hub) == pseudonym_of(carriers.school.app)
    assert_nobody(carriers.hub)
