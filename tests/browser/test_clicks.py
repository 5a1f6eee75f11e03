"""How often one presses for one request, typing apart: from the queue to what is done, on a phone and on a desk."""

from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from dsr.formats.references import spell
from dsr.lifecycle import Who
from dsr.models import Case
from tests import given
from tests.browser import steps

pytestmark = pytest.mark.usefixtures("site")


class Counted:
    """What is pressed in a page, counted."""

    def __init__(self, page: Page) -> None:
        self.page, self.count = page, 0

    def open(self, found: Locator) -> None:
        """Another page follows."""
        self.count += 1
        with self.page.expect_navigation():
            found.click()

    def unfold(self, found: Locator) -> None:
        self.count += 1
        found.click()

    def done(self) -> int:
        count, self.count = self.count, 0
        return count


@pytest.fixture
def reviewer(site: object) -> Any:
    return given.an_account(Who.REVIEWER)


def _to_decide(count: int, **changes: Any) -> list[Case]:
    business = given.a_ledger()
    cases = []
    for number in range(count):
        person = {"name": f"Person {number}"}
        parties = {"subject": person, "requester": {**person, "email": f"p{number}@example.com"}}
        case = given.in_review(business=business, parties=parties, **changes)
        Case.objects.filter(pk=case.pk).update(send_by=case.send_by + timedelta(days=number))
        cases.append(case)
    return cases


def _compiled(page: Page, case: Case) -> None:
    page.goto(f"/desk/{spell(case.reference)}/")
    given.drain()


def test_one_is_approved_and_the_next_declined(visitor, reviewer, way, measured):
    cases = _to_decide(3)
    given.told(cases[1], "NO_EBR")
    page = visitor(reviewer, **way)
    _compiled(page, cases[0])
    page.goto("/desk/")
    clicks, main = Counted(page), steps.main(page)
    clicks.open(page.get_by_role("link", name="Person 0"))
    clicks.open(page.locator("a[data-key=a]"))
    clicks.open(page.locator(".main-press"))
    where = f"at {way['width']}"
    measured(f"presses: approve one by email, from the queue, {where}", clicks.done(), most=3)
    expect(page.locator("h1")).to_contain_text("Person 1")
    expect(page.locator(".steps")).to_contain_text("1 of 2")
    page.goto("/desk/")
    clicks.open(page.get_by_role("link", name="Person 1"))
    clicks.unfold(page.locator("summary[data-key=d]"))
    clicks.open(main.get_by_role("link", name="No business relationship with the person"))
    clicks.open(page.locator(".main-press"))
    measured(f"presses: decline one, from the queue, {where}", clicks.done(), most=4)
    expect(page.locator("h1")).to_contain_text("Person 2")
    clicks.open(page.locator("a[data-key=a]"))
    clicks.open(page.locator(".main-press"))
    measured(f"presses: approve the next one, {where}", clicks.done(), most=2)
    assert [Case.objects.get(pk=case.pk).state for case in cases] == ["working"] * 3


def test_one_is_assigned_extended_passed_over_and_found(visitor, reviewer, way, measured):
    cases = _to_decide(2, kind="complaint")
    page = visitor(reviewer, **way)
    page.goto("/desk/")
    clicks, main, where = Counted(page), steps.main(page), f"at {way['width']}"
    clicks.open(page.get_by_role("link", name="Person 0"))
    clicks.open(main.get_by_role("button", name="Assign to me"))
    measured(f"presses: assign one to me, from the queue, {where}", clicks.done(), most=2)
    clicks.open(page.locator("a[data-key=j]"))
    measured(f"presses: to the next one, {where}", clicks.done(), most=1)
    expect(page.locator("h1")).to_contain_text("Person 1")
    clicks.open(page.locator("a[data-key=k]"))
    measured(f"presses: back to the one before, {where}", clicks.done(), most=1)
    expect(page.locator("h1")).to_contain_text("Person 0")
    expect(page.locator(".steps")).to_contain_text("1 of 2")
    if page.locator(".find-menu > summary").is_visible():
        clicks.unfold(page.locator(".find-menu > summary"))
    field = page.locator("#find-wide:visible, #find-small:visible")
    field.fill("p1@example.com")
    with page.expect_navigation():
        field.press("Enter")
    clicks.open(page.get_by_role("link", name="Person 1"))
    measured(f"presses: find a person, and open the request, {where}", clicks.done(), most=2)
    assert Case.objects.get(pk=cases[0].pk).assignee == reviewer


def test_more_time_is_taken(visitor, reviewer, way, measured):
    given.a_ledger()
    case = given.in_review(kind="deletion", answers={"ca_resident": "yes", "extent": "all"})
    page = visitor(reviewer, **way)
    page.goto("/desk/?view=all")
    clicks, main = Counted(page), steps.main(page)
    clicks.open(page.get_by_role("link", name=spell(case.reference)))
    clicks.open(main.get_by_role("link", name="Extend", exact=False).first)
    page.get_by_label("Why more time is needed").fill("Two archives are read by hand.")
    clicks.open(main.get_by_role("button", name="Extend", exact=False))
    measured(f"presses: extend one, from the queue, at {way['width']}", clicks.done(), most=3)
    assert Case.objects.get(pk=case.pk).extended_at


def test_what_waits_is_taken_back(visitor, reviewer, settings, way, measured):
    settings.DECISION_WAIT = timedelta(minutes=10)
    [case] = _to_decide(1)
    page = visitor(reviewer, **way)
    _compiled(page, case)
    page.goto(f"/desk/{spell(case.reference)}/draft/STL_DISCLOSED/")
    clicks = Counted(page)
    clicks.open(page.locator(".main-press"))
    clicks.done()
    clicks.open(page.get_by_role("status").get_by_role("button", name="Take back", exact=True))
    measured(f"presses: undo a decision that waits to leave, at {way['width']}", clicks.done(), most=1)
    assert Case.objects.get(pk=case.pk).state == "review"


def test_a_decision_is_saved_and_taken_up_again(visitor, reviewer, way, measured):
    case = given.told(_to_decide(1)[0], "NO_EBR")
    page = visitor(reviewer, **way)
    page.goto(f"/desk/{spell(case.reference)}/draft/NO_EBR/")
    clicks = Counted(page)
    page.get_by_label("Note for the record (optional)").fill("I asked the archive.")
    clicks.open(page.get_by_role("button", name="Save for later"))
    measured(f"presses: save a half-written decision, at {way['width']}", clicks.done(), most=1)
    clicks.open(steps.main(page).locator(".notice").get_by_role("link"))
    measured(f"presses: go on with it, at {way['width']}", clicks.done(), most=1)
    expect(page.get_by_label("Note for the record (optional)")).to_have_value("I asked the archive.")
    assert steps.fits(page), steps.sticks_out(page)
