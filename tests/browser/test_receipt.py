"""A receipt is corrected and a firm's permissions are entered, with and without scripts, at every width."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from dsr import agents
from dsr.formats import references
from dsr.lifecycle import Who
from dsr.models import Bundle, Case
from tests import given
from tests.browser import steps
from tests.browser.accessible import violations
from tests.dsr.agents.test_bundles import a_roll
from tests.given_documents import a_pdf
from tests.given_proof import matches

__all__ = ["matches"]


def looks_well(page, way) -> None:
    assert steps.fits(page), steps.sticks_out(page)
    if way.get("scripts", True):
        page.evaluate("scrollTo(0, 0)")  # a bar that sticks covers what is scrolled under it
        assert violations(page) == []


def test_a_slip_is_shown_before_it_is_done_and_is_taken_back(visitor, way, site, settings, frozen):
    settings.DECISION_WAIT = timedelta(minutes=10)
    came = {"channel": "email", "came_to": None, "received_at": given.at("2026-03-09T12:00:00-07:00")}
    case = given.in_review(actor=given.staff(), **came)
    page = visitor(given.an_account(Who.REVIEWER), **way)
    page.goto(f"/desk/{references.spell(case.reference)}/")
    steps.unfold(page, "More")
    steps.follow(page, "Correct how it came")
    page.get_by_label("Received on").fill("2026-01-09")
    page.get_by_label("Why it is corrected, and how you know").fill("The stamp says so.")
    page.get_by_role("button", name="Show what changes").click()
    expect(page.get_by_role("heading", name="What changes")).to_be_visible()
    looks_well(page, way)
    page.get_by_role("button", name="Correct it").click()
    expect(page.get_by_role("alert").first).to_contain_text("Say that it is so")
    looks_well(page, way)
    page.get_by_label("It is so: I looked").check()
    page.get_by_role("button", name="Correct it").click()
    expect(steps.main(page)).to_contain_text("Nothing changes before that, and nobody is written to")
    looks_well(page, way)
    page.get_by_role("button", name="Take back").first.click()
    expect(page.get_by_role("button", name="Take back")).to_have_count(0)
    assert Case.objects.get().received_at == case.received_at


@pytest.mark.usefixtures("matches")
def test_permissions_that_came_later_are_entered_once(visitor, way, site, frozen):
    agents.enter_bundle(a_roll(is_stated=False), given.staff())
    given.drain()
    page = visitor(given.an_account(Who.REVIEWER), **way)
    page.goto(f"/desk/bundle/{references.spell(Bundle.objects.get().reference)}/")
    steps.main(page).get_by_role("link", name="Record permissions").click()
    looks_well(page, way)
    page.get_by_label("The permissions as they came").set_input_files(
        {"name": "envelope.pdf", "mimeType": "application/pdf", "buffer": a_pdf()}
    )
    page.get_by_label("The signed permission of each").check()
    page.get_by_label("What you saw, and how").fill("Signed by hand on each sheet.")
    for name in ("Ines Okafor", "Lee Tran"):
        page.get_by_label(name).check()
    page.get_by_role("button", name="Record it").click()
    expect(steps.main(page)).to_contain_text("permission shown")
    looks_well(page, way)
