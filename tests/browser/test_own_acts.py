"""What a person does on the page of their request, in a browser: without scripts on a phone, and on a desk."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from dsr import address_change, correspondence, letters
from dsr.models import Case, Message
from tests import given
from tests.browser import steps
from tests.browser.test_own_request import looked_at
from tests.given_joins import again
from tests.given_own_page import NEW, link_in, own_fact
from tests.given_request_page import a_code


@pytest.fixture
def case(site) -> Case:
    return given.in_review()


def on_the_page(page: Page, case: Case) -> None:
    """Through the door: the link of a letter, and the code that was sent a moment ago."""
    page.goto(urlsplit(letters.page_address(case)).path)
    page.get_by_label("Six-digit code").fill(a_code(case))
    page.get_by_role("button", name="Open my request").click()


def begin(page: Page, words: str) -> None:
    page.goto("/r/page/")
    steps.main(page).get_by_role("link", name=words).click()


def test_she_writes_and_reads_the_answer(visitor, way, case):
    page = visitor(**way)
    on_the_page(page, case)
    begin(page, "Write to us")
    looked_at(page, way, "write")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("alert")).to_contain_text("Write your message first.")
    looked_at(page, way, "write-empty")
    page.get_by_label("Your message").fill("Did you get my letter? " * 20)
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("status")).to_contain_text("We have your message")
    looked_at(page, way, "thread")
    message = Message.objects.get()
    correspondence.answer_message(message.pk, given.staff(), "Yes, on March 4.", seen=again(case).entry_count)
    page.reload()
    expect(steps.main(page)).to_contain_text("Yes, on March 4.")
    looked_at(page, way, "thread-answered")


def test_she_withdraws_with_her_own_code_in_three_clicks(visitor, way, case):
    page = visitor(**way)
    on_the_page(page, case)
    begin(page, "Withdraw my request")  # 1
    looked_at(page, way, "withdraw")
    page.get_by_label("The code that we showed you").check()  # 2
    page.get_by_label("Type it here").fill("2222-2222")
    page.get_by_role("button", name="Withdraw the request").click()
    expect(page.get_by_role("alert")).to_contain_text("not what your request says")
    looked_at(page, way, "withdraw-wrong")
    page.get_by_label("Type it here").fill(own_fact(case)[1])
    page.get_by_role("button", name="Withdraw the request").click()  # 3
    expect(page.get_by_role("status")).to_contain_text("is withdrawn")
    assert again(case).closure == "withdrawn"


def test_she_changes_her_address_and_the_earlier_one_can_stop_it(visitor, way, case):
    page = visitor(**way)
    on_the_page(page, case)
    begin(page, "Change my address")
    looked_at(page, way, "address")
    page.get_by_label("By email").check()
    page.get_by_label("Your new email address").fill(NEW)
    page.get_by_label("The code that we showed you").check()
    page.get_by_label("Type it here").fill(own_fact(case)[1])
    page.get_by_role("button", name="Change my address").click()
    expect(page.get_by_role("status")).to_contain_text("both addresses")
    looked_at(page, way, "address-waits")
    given.drain()
    page.goto(f"/address/{link_in(case, 'own-page/address-confirm', '/address/')}/")
    looked_at(page, way, "address-confirm")
    steps.main(page).get_by_role("button", name="Confirm this address").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("This address is confirmed")
    looked_at(page, way, "address-confirmed")
    page.goto(f"/address/stop/{link_in(case, 'own-page/address-told', '/address/stop/')}/")
    looked_at(page, way, "address-stop")
    steps.main(page).get_by_role("button", name="Stop the change").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The change is stopped")
    assert address_change.waiting_change(again(case)) is None


def test_a_slip_is_put_right_and_documents_are_added(visitor, way, site):
    given.a_business()
    page = visitor(**way)
    page.goto("/address/lost/")
    looked_at(page, way, "lost")
    page.get_by_role("button", name="Change my address").click()
    expect(page.get_by_role("alert")).to_contain_text("Enter your reference.")
    looked_at(page, way, "lost-empty")
    case = given.in_review(
        kind="correction",
        answers={"ca_resident": "yes"},
        items=({"field": "phone", "says": "555-0100", "should": "555-0101", "why": "It changed."},),
    )
    on_the_page(page, case)
    begin(page, "Add documents")
    looked_at(page, way, "documents")
    page.goto("/r/page/fact/")
    looked_at(page, way, "fact")
