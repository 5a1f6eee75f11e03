"""Points are matched by one record, in any common spelling, and nothing but true or false comes back."""

import pytest

from dsr.errors import Unreachable
from dsr.systems import can_match_points, match_points
from tests.given import a_business
from tests.given_systems import DANA, NEWSLETTER, a_database, a_system, an_owner

pytestmark = pytest.mark.django_db


@pytest.fixture
def business(tmp_path):
    business = a_business()
    a_system(business, a_database(tmp_path))
    an_owner(business)
    return business


@pytest.mark.parametrize(
    ("offered", "matched"),
    [
        ({"email": " DANA@example.com"}, {"email"}),
        ({"email": DANA, "name": "dana  whitlow", "zip": "93701"}, {"email", "name", "zip"}),
        ({"phone": "559-555-0101", "zip": "93701-9999"}, {"phone", "zip"}),
        ({"phone": "+1 (559) 555-0102"}, {"phone"}),
        ({"phone": "5595550103"}, {"phone"}),
        ({"customer": "#c-1001", "order": " o-11 "}, {"customer", "order"}),
        ({"email": DANA, "name": "Ruth Calloway", "order": "O-20"}, {"name", "order"}),
        ({"email": "no@example.com", "name": "No One"}, set()),
        ({"email": "", "name": " "}, set()),
        ({"name": "%", "zip": "_____"}, set()),
        ({"shoe": "42"}, set()),
    ],
)
def test_the_best_single_record_says_which_points_it_holds(business, offered, matched):
    assert match_points(business.pk, offered) == matched


def test_the_points_of_two_people_are_never_joined(business):
    assert match_points(business.pk, {"email": DANA, "customer": "C-1002"}) in ({"email"}, {"customer"})


def test_another_business_and_an_unapproved_mapping_prove_nobody(business, tmp_path):
    other = a_business("Other, Inc.")
    a_system(other, a_database(tmp_path / "other"), is_approved=False)
    assert match_points(other.pk, {"email": DANA}) == frozenset()
    assert can_match_points(other.pk, ["email", "order"]) == frozenset()
    assert can_match_points(business.pk, ["email", "order"]) == {"email", "order"}


def test_the_best_of_several_systems_counts(business, tmp_path):
    a_system(business, a_database(tmp_path / "two"), name="Newsletter", mapping=NEWSLETTER)
    assert can_match_points(business.pk, ["email", "name", "zip"]) == {"email", "name", "zip"}
    assert match_points(business.pk, {"email": DANA, "name": "Dana Whitlow"}) == {"email", "name"}


def test_a_system_that_is_away_says_nothing_rather_than_no(business, tmp_path):
    (tmp_path / "shop.sqlite3").unlink()
    with pytest.raises(Unreachable):
        match_points(business.pk, {"email": DANA})
