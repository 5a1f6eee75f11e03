"""Confirming a request as a person does it: from a letter's link, on a phone without scripts and on a desk."""

import pytest
from playwright.sync_api import expect

from dsr import verification
from dsr.models import Case, VerificationRule
from tests import given
from tests.browser import steps
from tests.browser.accessible import violations
from tests.given_proof import drawn, proof_of, proving, secret_of

__all__ = ["drawn"]


@pytest.fixture
def case(site, drawn) -> Case:
    """A deletion at a business that asks for the most."""
    rule = {"kind": "deletion", "level": "high", "points": ["email", "name", "zip"]}
    VerificationRule.objects.create(business=given.a_business(), **rule)
    return proving(kind="deletion", answers={"ca_resident": "yes"})


def test_the_link_the_statement_and_the_button(visitor, way, case, drawn):
    page = visitor(**way)
    page.goto(f"/prove/{drawn[-1].token}/")
    page.get_by_role("button", name="Yes, this is my request").click()
    expect(page.get_by_role("alert")).to_contain_text("Check the box to sign the statement.")
    assert steps.fits(page), steps.sticks_out(page)
    if way.get("scripts", True):
        assert violations(page) == []
    page.get_by_label("ZIP code").fill("93701")
    page.get_by_label("Where you are now").fill("Fresno, California")
    page.get_by_label("Your full name").fill("Dana Whitlow")
    page.get_by_label("I sign this statement").check()
    page.get_by_role("button", name="Yes, this is my request").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("We have your confirmation")
    assert proof_of(case).given == ["email", "confirm", "declaration"]


def test_a_requester_confirms_from_the_email_with_two_presses(visitor, site, drawn, measured):
    case = proving(kind="deletion", answers={"ca_resident": "yes"})
    page, presses = visitor(width=360), 0
    page.goto(f"/prove/{drawn[-1].token}/")  # the button of the email
    presses += 1
    page.get_by_role("button", name="Yes, this is my request").click()
    presses += 1
    expect(page.get_by_role("heading", level=1)).to_have_text("We have your confirmation")
    measured("presses: a requester confirms from the email", presses, most=2)
    assert proof_of(case).given[:2] == ["email", "confirm"]


def test_the_code_typed_in_place_of_the_link(visitor, way, case, drawn):
    page = visitor(**way)
    page.goto("/prove/")
    assert steps.fits(page), steps.sticks_out(page)
    page.get_by_label("Your reference").fill(case.reference.lower())
    page.get_by_label("Code").fill("2222 2222")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("alert")).to_contain_text("do not open a request")
    if way.get("scripts", True):
        assert violations(page) == []
    page.get_by_label("Code").fill(drawn[-1].spelled.lower())
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Confirm your request")
    page.get_by_role("button", name="This was not me").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you for telling us")
    assert not verification.prove(secret_of(drawn[-1]), {})
