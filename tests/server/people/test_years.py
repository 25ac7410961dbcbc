"""What a class and its learners were in an earlier school year."""

from datetime import date

from server.people.models import Enrolment, SchoolClass
from server.people.years import grade_in


def test_a_grade_goes_up_with_the_class_for_as_long_as_the_learner_is_in_it() -> None:
    one = SchoolClass(grades=[2, 3, 4], year="2028/2029")
    stays = Enrolment(grade=4, ends_on=None)
    assert [grade_in(stays, one, year) for year in (2026, 2027, 2028, 2029)] == [2, 3, 4, 4]
    # Out in August, when the classes went up; gone in winter, a year later.
    assert grade_in(Enrolment(grade=3, ends_on=date(2027, 8, 24)), one, 2026) == 3
    assert grade_in(Enrolment(grade=4, ends_on=date(2028, 1, 15)), one, 2026) == 3


def test_a_class_of_no_year_says_what_it_is_now() -> None:
    assert grade_in(Enrolment(grade=4, ends_on=None), SchoolClass(grades=[4], year=None), 2020) == 4
