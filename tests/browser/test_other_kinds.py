"""Other requests on a phone without scripts and on a desk with them: they fit, axe finds nothing, a part is chosen."""

from datetime import timedelta
from typing import Any

from playwright.sync_api import Page, expect

from dsr import review
from dsr.formats.references import spell
from dsr.journal import Actor
from dsr.kinds import base
from dsr.lifecycle import Who
from dsr.models import Business, Case, VerificationRule
from tests import given, given_systems
from tests.browser import accessible, steps


def _is_well_made(page: Page, way: dict[str, Any]) -> None:
    assert steps.fits(page), steps.sticks_out(page)
    if way["scripts"]:  # axe is a script
        assert accessible.violations(page) == []


def test_from_the_first_page_to_a_deletion_of_a_part(visitor, way):
    business = given.a_business()
    Business.objects.update(is_ccpa_business=True, sells=True, phone_offered=True, toll_free_phone="1-800-555-0142")
    VerificationRule.objects.create(
        business=business, kind="deletion", level="reasonable", points=["email", "name", "zip"]
    )
    page = visitor(**way)
    page.goto("/")
    _is_well_made(page, way)
    steps.follow(page, "Delete my personal information")
    _is_well_made(page, way)
    steps.choose(page, "for_whom", "self")
    page.fill('[name="subject_name"]', "Dana Whitlow")
    steps.choose(page, "delivery", "email")
    page.fill('[name="email"]', "dana@example.com")
    steps.choose(page, "ca_resident", "yes")
    steps.choose(page, "extent", "some")
    page.check('[name="portions"][value="orders"]')
    page.fill('[name="point_zip"]', "93701")
    steps.go_on(page)
    _is_well_made(page, way)
    steps.send(page)
    page.wait_for_url("**/ask/done/")
    _is_well_made(page, way)
    assert Case.objects.get().answers["portions"] == "orders"


def test_the_guide_leads_to_several_things_at_once(visitor, way):
    given.a_business()
    Business.objects.update(is_ccpa_business=True)
    page = visitor(**way)
    page.goto("/")
    steps.follow(page, "Not sure? We help you choose")
    _is_well_made(page, way)
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("link", name="Choose one answer").wait_for()
    _is_well_made(page, way)
    page.get_by_label("Complain, or ask something else").check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("heading", name="This is the right form").wait_for()
    _is_well_made(page, way)
    steps.follow(page, "Ask for several things at once")
    _is_well_made(page, way)
    page.get_by_label("Stop your ads").check()
    page.get_by_label("Delete what you have").check()
    page.get_by_role("button", name="Continue").click()
    page.fill('[name="email"]', "dana@example.com")
    steps.go_on(page)
    expect(steps.main(page)).to_contain_text("Step 2 of 3")
    _is_well_made(page, way)
    steps.follow(page, "Leave the rest out")
    _is_well_made(page, way)
    steps.send(page)
    page.wait_for_url("**/ask/done/")
    assert Case.objects.get().kind == "unsubscribe"


def test_a_deletion_is_approved_by_a_second_person_with_the_keyboard_alone(visitor, site, frozen):
    first, second = given.an_account(Who.ADMINISTRATOR), given.an_account(Who.ADMINISTRATOR)
    given_systems.an_owner()
    case = given_systems.a_deletion()
    decider = Actor(first.who, first.pk)
    review.approve(case.pk, decider, review.Approval("DELETE_COMPLETED"), seen=case.entry_count)
    page = visitor(second, width=360)
    page.goto("/desk/")
    steps.open_request(page, spell(case.reference))
    steps.follow(page, "Look and approve")
    expect(steps.main(page)).to_contain_text("Robin Vale")
    assert accessible.violations(page) == []
    assert steps.fits(page), steps.sticks_out(page)
    _tab_to(page, "Do not approve")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Write why you do not approve it.")
    assert accessible.violations(page) == []
    _tab_to(page, "Approve")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("The second approval is given")


def _tab_to(page: Page, words: str) -> None:
    """Reached with Tab, as without a mouse."""
    for _step in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.innerText || ''").strip() == words:
            return
    raise AssertionError(f"Tab never comes to {words!r}.")


def test_a_decision_that_waits_is_undone_with_one_click_and_made_with_three(visitor, site, frozen, settings):
    settings.DECISION_WAIT = timedelta(minutes=10)
    case = given.in_review(business=given.a_ledger())
    page, listed = visitor(given.an_account(Who.REVIEWER)), str(base.get(case.kind).outcome("STL_DISCLOSED").words)
    page.goto("/desk/")
    steps.open_request(page, spell(case.reference))
    steps.follow(page, listed)
    steps.press(page, "Approve and send this letter")
    expect(page.get_by_role("status")).to_contain_text("The letter leaves at")
    assert accessible.violations(page) == []
    steps.press(page, "Take back")
    expect(page.get_by_role("status")).to_contain_text("The decision is taken back")
    assert Case.objects.get(pk=case.pk).state == "review"
