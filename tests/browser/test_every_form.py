"""Each form on a small phone: back, loading anew, a lost connection and a double press lose nothing, and make one."""

import pytest
from playwright.sync_api import Error, Page, expect

from dsr.models import Attachment, Business, Case
from tests import given
from tests.browser import steps
from tests.browser.measures import PHONE
from tests.given_documents import a_pdf

WORDS = {
    **{"email": "dana@example.com", "agent_email": "kim@agents.example", "subject_email": "dana@example.com"},
    **{"requester_email": "kim@agents.example", "subject_name": "Dana Whitlow", "requester_name": "Kim Agent"},
    "child_email": "kit@example.com",
    **{"postal": "9 Elm Court\nChico, CA 95926", "phone": "555 0142", "zip": "95926"},
}
CHOSEN = {"ca_resident": "yes", "household": "yes", "more2": "no", "delete_instead": "no", "extent": "all"}
SEVERAL = "/help-me/several/?wish=account-deletion&wish=deletion&wish=opt-out&wish=shine-the-light"
FORMS = {
    "who received": ("/ask/shine-the-light/", {}),
    "who received, by an agent on paper": ("/ask/shine-the-light/", {"for_whom": "another", "delivery": "mail"}),
    "delete": ("/ask/deletion/", {}),
    "delete, by an agent": ("/ask/deletion/", {"for_whom": "another"}),
    "close": ("/ask/account-deletion/", {}),
    "correct, two things": ("/ask/correction/", {"more2": "yes", "more3": "no"}),
    "child, by a parent": ("/ask/child/", {"relation": "parent"}),
    "complain": ("/ask/complaint/", {}),
    "opt out": ("/ask/opt-out/", {}),
    "several": (SEVERAL, {}),
    "several, by an agent": (SEVERAL, {"for_whom": "another"}),
}
FILE = "Whitlow bill.pdf"
_GROUPS = "es => [...new Set(es.filter(e => e.offsetParent && !e.matches('.away *')).map(e => e.name))]"


@pytest.fixture(autouse=True)
def business(site):
    made = given.a_business()
    Business.objects.update(is_ccpa_business=True, sells=True)
    return made


def fill_in(page: Page, chosen: dict[str, str]) -> dict[str, str]:
    """Answer all that is asked, also what an answer unfolds; what was typed, by name."""
    typed: dict[str, str] = {}
    for _unfolded in range(3):
        for name in page.eval_on_selector_all("main form :is([type=radio], [type=checkbox])", _GROUPS):
            every = page.locator(f'main form input[name="{name}"]')
            if not page.locator(f'main form input[name="{name}"]:checked').count():
                value = chosen.get(name) or CHOSEN.get(name) or every.first.get_attribute("value")
                page.locator(f'main form input[name="{name}"][value="{value}"]').check()
        for name in page.eval_on_selector_all("main form :is([type=text], [type=email], textarea)", _GROUPS):
            field = page.locator(f'main form [name="{name}"]')
            if not field.input_value():
                field.fill(typed.setdefault(name, WORDS.get(name, f"Words of {name}")))
    return typed


def answer(page: Page, chosen: dict[str, str]) -> list[tuple[str, dict[str, str]]]:
    """Each step of the form, up to the answers: its address, and what was typed there."""
    done = []
    while page.get_by_role("button", name=steps.GO_ON).count() and len(done) < 5:
        done.append((page.url, fill_in(page, chosen)))
        if (files := page.locator('main form input[type="file"][name="evidence"]')).count():  # not the permission's
            files.set_input_files({"name": FILE, "mimeType": "application/pdf", "buffer": a_pdf()})
        steps.go_on(page)
        assert not page.locator(".error-summary").count(), page.locator(".error-summary").inner_text()
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your answers")
    return done


@pytest.mark.parametrize("name", FORMS)
def test_nothing_is_lost_and_one_press_is_one_request(visitor, name):
    address, chosen = FORMS[name]
    page = visitor(width=PHONE)
    page.goto(address)
    done = answer(page, {"for_whom": "self", "delivery": "email", **chosen})
    check = page.url
    assert steps.fits(page), steps.sticks_out(page)
    for step, typed in done:  # back at a step, everything stands there
        page.goto(step)
        for field, words in typed.items():
            assert page.locator(f'main form [name="{field}"]').input_value() == words
    page.goto(check)
    page.reload()
    said = steps.main(page).inner_text()
    assert all(words.splitlines()[0] in said for _step, typed in done for words in typed.values())
    assert (FILE in said) is ("correct" in name)

    page.context.set_offline(True)
    page.get_by_role("button", name=steps.SEND).click(no_wait_after=True)
    with pytest.raises(Error, match="ERR_INTERNET_DISCONNECTED"):
        page.wait_for_url("**/ask/done/")
    page.context.set_offline(False)
    page.goto(check)
    assert steps.main(page).inner_text() == said, "a lost connection took nothing"
    assert Case.objects.count() == 0
    with page.expect_navigation():
        page.get_by_role("button", name=steps.SEND).dblclick(no_wait_after=True)
    page.wait_for_url("**/ask/done/")
    assert Case.objects.filter(opened_by=None).count() == 1
    assert Attachment.objects.count() == ("correct" in name)
    made = Case.objects.count()
    page.go_back()
    if page.get_by_role("button", name=steps.SEND).count():
        steps.send(page)
    assert Case.objects.count() == made, "sent again from the page before, it is the same request"
