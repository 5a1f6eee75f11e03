"""What the page of a bundle offers is what would be done: whatever would be refused is not offered."""

import pytest

from dsr import agents
from dsr.models import Bundle, Case
from tests import given
from tests.dsr.agents.test_bundles import a_roll
from tests.given_proof import matches
from tests.portal.staff.bundle.test_bundle import ENTER, PEOPLE, letter, page_of

__all__ = ["matches"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen", "matches")]


def offers(page: str, place: str) -> bool:
    """Whether the page leads there, by a link or a button."""
    return f'/{place}/"' in page.split("<main", 1)[1]


def test_the_page_of_a_test_says_so_and_offers_nothing_that_is_refused(reviewer):
    agents.enter_bundle(a_roll(is_test=True), given.staff())
    given.drain()
    page = page_of(reviewer)
    assert "This bundle was entered as a test: nobody is written to" in page
    assert not any(offers(page, place) for place in ("add", "ask", "permissions", "receipt"))
    add = f"/desk/bundle/{Bundle.objects.get().reference}/add/"
    for press in (reviewer.get, reviewer.post):
        told = press(add, follow=True)
        assert "Enter these people as a new bundle." in told.content.decode()
    assert Case.objects.count() == 3


def test_any_other_says_nothing_of_a_test_and_people_can_be_added(reviewer):
    reviewer.post(ENTER, letter())
    page = page_of(reviewer)
    assert "entered as a test" not in page
    assert offers(page, "add") and offers(page, "receipt")


def test_what_was_asked_for_today_is_not_offered_to_be_asked_for_once_more(reviewer):
    reviewer.post(ENTER, letter(people="Ines Okafor, ines@example.com\nLee Tran,,CA"))
    given.drain()
    assert offers(page_of(reviewer), "ask")
    agents.ask_agent(Bundle.objects.get().pk, given.staff())
    page = page_of(reviewer)
    assert not offers(page, "ask")
    assert "Ask the firm" not in page


@pytest.mark.parametrize(("firm", "who"), [("Agents, LLC", "the firm"), ("", "the agent")])
def test_who_is_asked_is_called_what_they_are(reviewer, firm, who):
    reviewer.post(ENTER, letter(people="Ines Okafor, ines@example.com\nLee Tran,,CA", firm=firm))
    given.drain()
    assert f"Ask {who} " in page_of(reviewer)


def test_to_a_forgotten_bundle_nobody_is_added(reviewer):
    reviewer.post(ENTER, letter(people=PEOPLE))
    Bundle.objects.update(key=None, sealed=None)
    assert not offers(page_of(reviewer), "add")
