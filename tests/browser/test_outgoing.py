"""Letters on paper as people print and mail them: nothing is filled in, and how often they press is counted."""

import pytest
from playwright.sync_api import Page, expect

from dsr.lifecycle import Who
from dsr.models import Case, Letter
from tests import given
from tests.browser import steps
from tests.browser.conftest import DESK
from tests.browser.desk_in_every_state import on_paper
from tests.browser.test_bulk import Clicks, comes_again, looks_right
from tests.browser.test_bundle import picture
from tests.patience import until

pytestmark = pytest.mark.usefixtures("site")


@pytest.fixture
def reviewer(site):
    return given.an_account(Who.REVIEWER)


def test_all_mail_of_today_is_printed_and_recorded(visitor, reviewer, measured):
    for name in ("Ines Okafor", "Lee Tran"):
        given.in_review(**on_paper(name))
    page = visitor(reviewer, width=DESK["width"])
    page.goto("/desk/")
    clicks = Clicks(page)
    clicks.follow("Outgoing")
    printed: list[str] = []
    # The file itself would open in place of the page; what it holds has its own test.
    page.route(
        "**/desk/letters/print/", lambda route: (printed.append(route.request.method), route.fulfill(status=204))
    )
    clicks.count += 1
    steps.press(page, "Print all 2 as one PDF")
    until(lambda: printed == ["POST"], "the file")
    page.get_by_label("Mailed on").fill("2026-03-10")
    clicks.press("Record all 2 as mailed")
    measured("presses: print and record all of today's mail", clicks.count, most=3)
    assert {*Letter.objects.values_list("state", flat=True)} == {"mailed"}


def test_only_what_a_person_ticks_or_all_by_its_number_is_pressed(visitor, reviewer, way):
    for name in ("Ines Okafor", "Lee Tran"):
        given.in_review(**on_paper(name))
    page = visitor(reviewer, **way)
    page.goto("/desk/letters/")
    looks_right(page, way)
    expect(page.get_by_role("button", name="Print all 2 as one PDF")).to_be_visible()
    expect(page.get_by_role("button", name="Print the chosen as one PDF")).to_be_hidden()
    page.get_by_label("Ines Okafor").focus()
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Print all 2 as one PDF")).to_be_hidden()
    expect(page.get_by_role("button", name="Record the chosen as mailed")).to_be_visible()
    picture(page, f"outgoing-{page.viewport_size['width']}")
    page.get_by_label("Mailed on").fill("2026-03-10")
    page.get_by_role("button", name="Record the chosen as mailed").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert sorted(Letter.objects.values_list("state", flat=True)) == ["mailed", "to-mail"]


def _by_key(page: Page, name: str, value: str) -> None:
    """An answer of the form, chosen on the keyboard: that is typing."""
    page.locator(f'input[name="{name}"][value="{value}"]').focus()
    page.keyboard.press("Space")


def test_a_letter_on_paper_is_entered_answered_printed_and_recorded_as_mailed(visitor, reviewer, measured):
    given.a_ledger()
    page = visitor(reviewer)
    page.goto("/desk/")
    clicks = Clicks(page)
    clicks.follow("New request")
    clicks.follow("Shine the Light")
    for name, value in (("channel", "mail"), ("for_whom", "self"), ("delivery", "mail"), ("ca_resident", "yes")):
        _by_key(page, name, value)
    _by_key(page, "household", "yes")
    page.get_by_label("Received on").fill("2026-03-09")
    address = page.get_by_label("Which address did it come to?")
    address.select_option(index=2)
    page.get_by_label("Full name", exact=True).fill("Ines Okafor")
    page.get_by_label("Mailing address").fill("12 Sample Street\nOakland, CA 94607")
    clicks.press("Enter the request")
    comes_again(page)
    clicks.follow("Send the list of companies")
    clicks.press("Approve; then print and mail this letter")
    given.drain()
    clicks.follow("Outgoing")
    printed: list[str] = []
    page.route(
        "**/desk/letters/print/", lambda route: (printed.append(route.request.method), route.fulfill(status=204))
    )
    clicks.count += 1
    steps.press(page, "Print all 2 as one PDF")
    until(lambda: printed == ["POST"], "the file")
    page.get_by_label("Mailed on").fill("2026-03-10")
    clicks.press("Record all 2 as mailed")
    measured("presses: a paper letter, entered to recorded as mailed", clicks.count, most=9)
    assert Case.objects.get().state == "responded"
    assert {*Letter.objects.values_list("state", flat=True)} == {"mailed"}
