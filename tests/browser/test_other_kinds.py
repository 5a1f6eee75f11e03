"""Other requests on a phone without scripts and on a desk with them: they fit, axe finds nothing, a part is chosen."""

from typing import Any

from playwright.sync_api import Page

from dsr.models import Business, Case, VerificationRule
from tests import given
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
    page.get_by_role("button", name="Send my request").click()
    page.wait_for_url("**/ask/done/")
    _is_well_made(page, way)
    assert Case.objects.get().answers["portions"] == "orders"


def test_the_guide_leads_to_several_things_at_once(visitor, way):
    given.a_business()
    Business.objects.update(is_ccpa_business=True)
    page = visitor(**way)
    page.goto("/")
    steps.follow(page, "Help me choose")
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
    page.get_by_role("button", name="Send my request").click()
    page.get_by_role("heading", name="Delete my personal information").wait_for()
    _is_well_made(page, way)
    assert Case.objects.get().kind == "unsubscribe"
