"""Lesson files that were not taken stand on the list until a leader has seen them."""

from typing import Any

from server.uploads.importer import importer_of
from tests.server import cast
from tests.server.attention.test_held import listed
from tests.server.conftest import School
from tests.server.phone import Phone
from tests.server.uploads.sending import bring
from tests.server.uploads.test_importing import ZIP, state_of


def refused(school: School) -> str:
    upload = bring(school.phone(cast.MARAT), b"PK\x03\x04 this is no archive", **ZIP)
    importer_of(school.app).run_pending()
    return upload


def dismiss(phone: Phone, upload: str) -> Any:
    return phone.request("DELETE", f"/api/v1/attention/imports/{upload}")


def test_a_leader_takes_a_failed_import_off_the_list_and_its_owner_keeps_the_report(
    school: School,
) -> None:
    upload = refused(school)
    aizhan, marat = school.phone(cast.AIZHAN), school.phone(cast.MARAT)
    (item,) = listed(aizhan)
    assert (item["type"], item["id"]) == ("import", f"import:{upload}")

    assert dismiss(aizhan, upload).get_json() == {"items": []}

    assert dismiss(aizhan, upload).status_code == 200
    assert listed(aizhan) == []
    shown = state_of(marat, upload)
    assert shown["state"] == "refused"
    assert shown["problem"]["messages"]["kk"]


def test_another_school_s_leaders_neither_see_nor_dismiss_it(school: School) -> None:
    upload = refused(school)
    with school.app.app_context():
        cast.role(cast.OLGA, "director", cast.DALA)
    olga = school.phone(cast.OLGA)

    assert listed(olga) == []
    assert dismiss(olga, upload).status_code == 403
    assert len(listed(school.phone(cast.AIZHAN))) == 1


def test_what_its_owner_stopped_is_no_leader_s_matter(school: School) -> None:
    marat = school.phone(cast.MARAT)
    upload = bring(marat, b"PK\x03\x04 this is no archive", **ZIP)
    marat.request("DELETE", f"/api/v1/uploads/{upload}")
    importer_of(school.app).run_pending()

    assert state_of(marat, upload)["problem"]["code"] == "import-stopped"
    assert listed(school.phone(cast.AIZHAN)) == []


def test_others_do_not(school: School) -> None:
    upload = refused(school)

    assert dismiss(school.phone(cast.MARAT), upload).status_code == 403
    assert dismiss(school.phone(cast.ARU), upload).status_code == 403
    assert dismiss(school.phone(cast.AIZHAN), "0" * 32).status_code == 404
    assert len(listed(school.phone(cast.AIZHAN))) == 1
