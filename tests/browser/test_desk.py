"""The desk as staff use it: from sign-in to the response that is out, on a phone and on a desk."""

import pytest
from django.core import mail
from playwright.sync_api import Page, expect

from dsr import letters, parties, review
from dsr.formats.references import spell
from dsr.journal import Actor
from dsr.lifecycle import State, Who
from dsr.models import Case, DesignatedAddress
from dsr.models.case import Channel, Delivery
from dsr.models.designated_address import Medium
from tests import given
from tests.browser import steps
from tests.browser.desk_in_every_state import on_paper

NEW_ADDRESS = "9 Example Court\nFresno, CA 93701"


@pytest.fixture(autouse=True)
def business(site):
    return given.a_ledger()


@pytest.fixture
def reviewer(site):
    return given.an_account(Who.REVIEWER)


def at(case: Case) -> str:
    return f"/desk/{spell(case.reference)}/"


def says(page: Page, words: str) -> None:
    expect(page.get_by_role("status").filter(has_text=words)).to_be_visible()
    assert steps.fits(page), steps.sticks_out(page)


def test_signing_in_leads_to_the_page_that_was_wanted(visitor, reviewer, way):
    page = visitor(**way)
    page.goto("/desk/letters/")
    page.get_by_label("Email").fill(reviewer.email)
    page.get_by_label("Password").fill("wrong")
    steps.press(page, "Sign in")
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_label("Email")).to_have_value(reviewer.email)
    page.get_by_label("Password").fill(given.PASSWORD)
    steps.press(page, "Sign in")
    page.wait_for_url("**/desk/letters/")
    expect(page.get_by_role("status")).to_have_count(0)
    page.locator(".own > summary").click()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/accounts/login/")
    page.goto("/desk/")
    page.wait_for_url("**/accounts/login/?next=/desk/")


def test_a_case_is_decided_from_its_draft_and_responded(visitor, reviewer, way):
    case = given.in_review()
    page = visitor(reviewer, **way)
    page.goto("/desk/")
    assert steps.fits(page), steps.sticks_out(page)
    steps.open_request(page, spell(case.reference))
    steps.follow(page, "Send the list of companies")
    letter = page.frame_locator("iframe.sheet")
    expect(letter.get_by_role("heading", level=1)).to_contain_text("which companies received your information")
    expect(letter.locator("body")).to_contain_text("Alder Catalog Company 2")
    pdf = page.request.get(page.get_by_role("link", name="disclosures-2025.pdf").get_attribute("href"))
    assert (pdf.status, pdf.headers["content-type"], pdf.body()[:5]) == (200, "application/pdf", b"%PDF-")
    assert steps.fits(page), steps.sticks_out(page)
    before = len(mail.outbox)
    steps.press(page, "Approve and send this letter")
    says(page, f"{spell(case.reference)}: Approved. The response is being prepared.")
    page.wait_for_url("**/desk/")  # nothing is left in the list it was opened from
    assert len(mail.outbox) == before
    given.drain()
    page.goto(at(case))
    expect(page.locator(".next")).to_contain_text("Nothing: the response is out")
    assert mail.outbox[-1].to == ["dana@example.com"]
    assert Case.objects.get().state == State.RESPONDED


def test_a_case_is_declined_with_its_reasons(visitor, reviewer, way):
    case = given.told(given.in_review(answers={"ca_resident": "yes", "household": "unsure"}))
    case = given.told(case, "NOT_PERSONAL_FAMILY_HOUSEHOLD")
    page = visitor(reviewer, **way)
    page.goto(at(case))
    steps.unfold(page, "Decline, with a reason that the law gives")
    steps.follow(page, "No business relationship with the person")
    page.get_by_label("Not for personal, family or household purposes").check()
    page.get_by_label("Note for the record (optional)").fill("Searched all three systems.")
    steps.press(page, "Decline and send this letter")
    says(page, "Declined.")
    given.drain()
    page.reload()
    expect(page.locator(".timeline")).to_contain_text("Searched all three systems.")
    case.refresh_from_db()
    assert (case.state, case.reasons) == (State.RESPONDED, ["NO_EBR", "NOT_PERSONAL_FAMILY_HOUSEHOLD"])


def test_notes_and_assignment(visitor, reviewer, hard_way):
    case = given.in_review()
    colleague = given.an_account(Who.REVIEWER)
    type(colleague).objects.filter(pk=colleague.pk).update(name="Sam Okafor")
    page = visitor(reviewer, **hard_way)
    page.goto(at(case))
    steps.main(page).get_by_role("link", name="Note", exact=True).click()  # the fold of the journal opens by itself
    page.get_by_label("Note", exact=True).fill("Called back.\nNobody was there.")
    steps.press(page, "Save the note")
    says(page, "The note is saved.")
    expect(page.locator(".said").first).to_have_text("Called back.\nNobody was there.")
    steps.press(page, "Assign to me")
    says(page, "You have this request now.")
    steps.follow(page, "Assign to somebody")
    page.get_by_label("Assign to").select_option(label="Sam Okafor")
    steps.press(page, "Assign")
    says(page, "Recorded: who has this request.")
    expect(page.locator(".assignment > span")).to_have_text("Assigned to Sam Okafor")
    steps.press(page, "Unassign")
    says(page, "Nobody has this request now.")


def test_the_second_of_two_people_is_told_and_loses_nothing(visitor, reviewer):
    case = given.in_review()
    colleague = given.an_account(Who.REVIEWER)
    type(colleague).objects.filter(pk=colleague.pk).update(name="Sam Okafor")
    first, second = visitor(reviewer), visitor(colleague, scripts=False)
    for page in (first, second):
        page.goto(f"{at(case)}draft/STL_DISCLOSED/")
    second.get_by_label("Note for the record (optional)").fill("I compared it with the ledger.")
    steps.press(first, "Approve and send this letter")
    says(first, "Approved.")
    steps.press(second, "Approve and send this letter")
    told = second.get_by_role("alert")
    expect(told).to_contain_text("Robin Vale")
    expect(told).to_contain_text("Approved")
    expect(told).to_contain_text("I compared it with the ledger.")
    given.drain()
    assert [letter.is_response for letter in case.letters.order_by("pk")] == [False, True]


def test_what_changed_meanwhile_is_told_and_the_form_keeps_what_was_typed(visitor, reviewer):
    case = given.in_review()
    page = visitor(reviewer)
    page.goto(f"{at(case)}draft/STL_DISCLOSED/")
    page.get_by_label("Note for the record (optional)").fill("I compared it with the ledger.")
    review.add_note(case.pk, Actor(Who.REVIEWER, given.an_account().pk), "Wait, she called.")
    steps.press(page, "Approve and send this letter")
    expect(page.get_by_role("alert")).to_contain_text("Note")
    expect(page.get_by_label("Note for the record (optional)")).to_have_value("I compared it with the ledger.")
    steps.press(page, "Approve and send this letter")
    says(page, "Approved.")


def test_a_viewer_reads_and_finds_no_button(visitor, site):
    case = given.in_review()
    page = visitor(given.an_account(Who.VIEWER))
    for address in (at(case), f"{at(case)}draft/STL_DISCLOSED/", f"{at(case)}draft/NO_EBR/", "/desk/letters/"):
        page.goto(address)
        expect(steps.main(page).get_by_role("heading", level=1)).to_be_visible()
        expect(steps.main(page).get_by_role("button")).to_have_count(0)
        expect(page.get_by_role("link", name="New request")).to_have_count(0)


def test_the_queue_is_narrowed_and_searched(visitor, reviewer, hard_way):
    case, done = given.in_review(), given.responded(parties={**_people("Ruth Calloway", "ruth@example.com")})
    page = visitor(reviewer, **hard_way)
    page.goto("/desk/")
    rows = page.locator("table.requests tbody tr:not(.group)")
    expect(rows).to_have_count(1)
    page.get_by_role("link", name="Answered", exact=True).click()
    expect(rows.get_by_role("link")).to_have_text(f"Ruth Calloway {spell(done.reference)}")
    page.get_by_role("link", name="To do").click()
    page.locator("summary", has_text="Filters").click()
    page.get_by_label("Assigned to").select_option(label="Mine")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(steps.main(page)).to_contain_text("No request matches these filters.")
    for words in ("ruth@example.com", "  ruth   CALLOWAY "):
        steps.find(page, words)
        expect(rows.get_by_role("link")).to_have_text(f"Ruth Calloway {spell(done.reference)}")
        assert "ruth" not in page.url.lower()
        assert steps.fits(page), steps.sticks_out(page)
    steps.find(page, "Nobody At All")
    expect(page.get_by_role("status")).to_contain_text("Nothing was found.")
    steps.find(page, spell(case.reference).lower())
    page.wait_for_url(f"**{at(case)}")


def _people(name: str, email: str) -> dict[str, dict[str, str]]:
    return {"subject": {"name": name}, "requester": {"name": name, "email": email}}


def test_a_request_that_came_by_paper_mail_is_entered(visitor, reviewer, hard_way):
    page = visitor(reviewer, **hard_way)
    page.goto("/desk/enter/")
    steps.follow(page, "Shine the Light")
    steps.choose(page, "channel", "mail")
    page.get_by_label("Received on").fill("2026-03-02")
    steps.press(page, "Enter the request")
    expect(page.get_by_role("alert")).to_be_focused()
    assert steps.fits(page), steps.sticks_out(page)
    expect(page.get_by_label("Received on")).to_have_value("2026-03-02")
    address = DesignatedAddress.objects.get(medium=Medium.MAIL)
    page.get_by_label("Which address did it come to?").select_option(value=str(address.pk))
    steps.choose(page, "for_whom", "self")
    page.get_by_label("Full name", exact=True).fill("Harold Nkemelu")
    steps.choose(page, "delivery", "mail")
    page.get_by_label("Mailing address").fill(NEW_ADDRESS)
    steps.press(page, "Enter the request")
    says(page, "The request is entered.")
    expect(steps.main(page)).to_contain_text("Entered 8 days after receipt")
    case = Case.objects.get()
    assert (case.channel, case.is_designated, str(case.due_safe)) == (Channel.MAIL, True, "2026-04-01")


def test_a_response_on_paper_is_printed_and_recorded_as_mailed(visitor, reviewer, hard_way):
    case = given.approved(given.in_review(**on_paper("Ivan Petrosyan")))
    given.drain()
    page = visitor(reviewer, **hard_way)
    page.goto("/desk/letters/")
    assert steps.fits(page), steps.sticks_out(page)
    links = page.locator("table.queue").get_by_role("link", name="PDF")
    expect(links).to_have_count(2)
    pdf = page.request.get(links.last.get_attribute("href"))
    assert (pdf.status, pdf.body()[:5]) == (200, b"%PDF-")
    page.goto(at(case))
    card = page.locator(".mailing", has=page.get_by_role("heading", name="Response on paper"))
    card.get_by_label("Mailed on").fill("2026-03-10")
    card.get_by_role("button", name="Record as mailed").click()
    says(page, "The mailing is recorded.")
    case.refresh_from_db()
    assert case.state == State.RESPONDED


def test_an_undelivered_response_goes_to_another_address(visitor, reviewer, hard_way):
    case = given.responded()
    letters.record_returned(case.pk, Actor(Who.REVIEWER, reviewer.pk), seen=case.entry_count)
    page = visitor(reviewer, **hard_way)
    page.goto(at(case))
    steps.choose(page, "delivery", "mail")
    steps.press(page, "Send the response there")
    expect(page.get_by_role("alert")).to_contain_text("Enter the new mailing address.")
    expect(page.locator('input[name="delivery"][value="mail"]')).to_be_checked()
    page.get_by_label("Mailing address").fill(NEW_ADDRESS)
    steps.press(page, "Send the response there")
    says(page, "The response goes to the new address.")
    given.drain()
    case.refresh_from_db()
    assert (case.state, case.delivery) == (State.RESPONDING, Delivery.MAIL)
    assert parties.sealed_value(case, "requester")["postal"] == NEW_ADDRESS
