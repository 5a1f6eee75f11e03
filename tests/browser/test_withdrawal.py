"""Withdrawing as a person does it: from a letter's link, on a phone without scripts and on a desk."""

import re

import pytest
from playwright.sync_api import expect

from dsr import closures, letters
from dsr.models import Case, Letter
from tests import given
from tests.browser import steps
from tests.browser.accessible import violations


@pytest.fixture
def link(site) -> str:
    case = given.in_review()
    closures.ask_withdrawal(case.pk, given.staff(), seen=case.entry_count, how="phone", note="She called.")
    given.drain()
    text = letters.body_of(Letter.objects.get(case=case, name="closure/withdrawal"))["text"]
    found = re.search(r"/withdraw/[\w-]{20,}/", text)
    assert found
    return found[0]


def test_the_link_the_button_and_what_it_says_afterwards(visitor, way, link):
    page = visitor(**way)
    for heading in ("Withdraw", "withdrawn"):
        page.goto(link)
        assert heading in page.get_by_role("heading", level=1).inner_text()
        assert steps.fits(page), steps.sticks_out(page)
        if way.get("scripts", True):
            assert violations(page) == []
        if heading == "Withdraw":
            steps.main(page).get_by_role("button").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("withdrawn")
    assert Case.objects.get().closure == "withdrawn"
