"""On paper a page shows what it says, not what one presses; and the reference stands on it."""

import pytest
from playwright.sync_api import Page, expect

from dsr.formats.references import spell
from tests import given
from tests.browser import pages, steps

PRESSED = "button, a.button, nav, .skip, summary, [type=submit], table.requests [type=checkbox]"


@pytest.fixture(autouse=True)
def business(site):
    given.a_ledger()


def printed(page: Page) -> Page:
    page.emulate_media(media="print")
    return page


def pressed(page: Page) -> list[str]:
    """What is shown and only makes sense on a screen."""
    found = page.locator(PRESSED)
    return [one.evaluate("e => e.outerHTML.slice(0, 100)") for one in found.all() if one.is_visible()]


def test_public_pages(visitor):
    page = visitor()
    for stop in pages.public():
        page.emulate_media(media="screen")
        stop.go(page)
        assert pressed(printed(page)) == [], stop.name
        expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_the_done_page_keeps_the_reference_and_the_date(visitor):
    page = visitor()
    page.goto(steps.FORM)
    steps.fill_in(page)
    steps.send(page)
    page.wait_for_url("**/ask/done/")
    expect(printed(page).locator(".reference.big")).to_be_visible()
    expect(page.get_by_text("We will respond by")).to_be_visible()
    assert page.pdf(format="Letter").count(b"/Type /Page\n") == 1


def test_a_case_its_draft_and_its_letter(visitor):
    case, done = given.in_review(), given.responded()
    page = visitor(given.an_account())
    letter = done.letters.get(is_response=True)
    reference = spell(case.reference)
    for address, words in (
        (f"/desk/{reference}/", reference),
        (f"/desk/{reference}/draft/STL_DISCLOSED/", "Exactly as it will be sent"),
        (f"/desk/{spell(done.reference)}/letter/{letter.pk}/", "Response"),
        ("/desk/", "Dana Whitlow"),
    ):
        page.emulate_media(media="screen")
        page.goto(address)
        assert pressed(page), address
        assert pressed(printed(page)) == [], address
        assert words in steps.main(page).inner_text(), address
    page.goto(f"/desk/{reference}/")
    fields = [one for one in page.locator("input, textarea, select").all() if one.is_visible()]
    assert fields == []
