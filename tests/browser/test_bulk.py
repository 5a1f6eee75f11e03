"""Bulk work as people do it: how often they press, by keyboard alone, on a phone and on a desk, without scripts."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from dsr.formats.references import spell
from dsr.lifecycle import Who
from dsr.models import Bulk, Case
from tests import given
from tests.browser import accessible, steps
from tests.browser.conftest import PHONE
from tests.browser.test_bundle import picture
from tests.given_agents import a_ccpa_business, proved_by_agent
from tests.given_many import many_like
from tests.given_proof import drawn

__all__ = ["drawn"]
pytestmark = pytest.mark.usefixtures("site")
# What a page may say outside of the letters that it draws, whatever the number.
_MOST_WORDS = 120


@pytest.fixture
def reviewer(site):
    return given.an_account(Who.REVIEWER)


class Clicks:
    """What is pressed, counted; typing apart."""

    def __init__(self, page: Page) -> None:
        self.page, self.count = page, 0

    def press(self, words: str) -> None:
        self.count += 1
        with self.page.expect_navigation():
            steps.main(self.page).get_by_role("button", name=words, exact=True).click()

    def tick(self, words: str) -> None:
        self.count += 1
        steps.main(self.page).get_by_label(words).check()

    def follow(self, words: str) -> None:
        self.count += 1
        with self.page.expect_navigation():
            self.page.get_by_role("link", name=words).first.click()


def a_wave(count: int, **changes: object) -> list[Case]:
    business = given.a_ledger()
    cases = [given.a_case(business=business, **changes) for _ in range(count)]
    given.drain()
    return cases


def comes_again(page: Page) -> None:
    """The work is done meanwhile; the page that comes by itself is asked for at once."""
    given.drain()
    page.reload()


def looks_right(page: Page, way: dict[str, Any]) -> None:
    assert steps.fits(page), steps.sticks_out(page)
    if way["scripts"]:
        assert accessible.violations(page) == []


def words_outside_letters(page: Page) -> int:
    """What the look says: without the letters themselves, whose part begins with its heading."""
    whole = steps.main(page).inner_text()
    return len(whole.split("The letters, word for word")[0].split())


def too_high(page: Page, *, exactly: bool) -> list[str]:
    """Letters that have a scrollbar of their own, or where a script fits them stand in too much room."""
    found: list[str] = page.locator("iframe.sheet").evaluate_all(
        """frames => frames.map(f => [f.clientHeight, f.contentDocument.documentElement.scrollHeight,
                                      f.contentDocument.body.getBoundingClientRect().bottom])
        .map(sizes => sizes.map(Math.round).join(" "))"""
    )
    wrong = []
    for sizes in found:
        room, needed, ends = map(int, sizes.split())
        if needed > room or (exactly and room > ends + 80):
            wrong.append(sizes)
    assert found
    return wrong


def test_a_wave_is_approved(visitor, reviewer, way, measured):
    a_wave(8)
    page = visitor(reviewer, **way)
    page.goto("/desk/")
    bar = page.locator(".bulk-bar")
    expect(bar).to_have_css("position", "static")  # it stands over no row before something is chosen
    clicks = Clicks(page)
    page.locator("table.requests input[name=case]").first.check()
    picture(page, f"bulk-bar-{page.viewport_size['width']}")
    page.locator("table.requests input[name=case]").first.uncheck()
    clicks.tick("All 8 that match")
    expect(bar).to_have_css("position", "sticky")
    clicks.press("Approve…")
    looks_right(page, way)
    assert "0 of 8" in steps.main(page).inner_text()
    comes_again(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Approve 8 of 8")
    looks_right(page, way)
    measured(
        f"words beside the letters of bulk work, at {way['width']}", words_outside_letters(page), most=_MOST_WORDS
    )
    frame = page.frame_locator("iframe").first
    expect(frame.locator("body")).to_contain_text("Alder Catalog Company 1")
    assert too_high(page, exactly=way["scripts"]) == []
    clicks.press("Approve 8")
    assert "0 of 8" in steps.main(page).inner_text()
    looks_right(page, way)
    comes_again(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Approve: 8 done")
    looks_right(page, way)
    measured(f"presses: approve a wave alone, at {way['width']}", clicks.count, most=7)
    assert {*Case.objects.values_list("outcome", flat=True)} == {"STL_DISCLOSED"}


def test_a_wave_is_approved_by_two_people(visitor, site, measured):
    """More than one person decides alone. How often they press does not grow with the number."""
    first, second = (given.an_account(Who.ADMINISTRATOR) for _person in range(2))
    many_like(a_wave(1)[0], 25)
    page = visitor(first)
    page.goto("/desk/")
    clicks = Clicks(page)
    clicks.tick("All 26 that match")
    clicks.press("Approve…")
    comes_again(page)
    clicks.press("Approve 26")
    expect(page.get_by_role("heading", level=1)).to_have_text("Approve 26: second approval")
    reference = spell(Bulk.objects.get().reference)
    page = visitor(second, width=PHONE["width"])
    page.goto("/desk/")
    others = Clicks(page)
    others.follow(reference)
    looks_right(page, {"scripts": True})
    assert words_outside_letters(page) <= _MOST_WORDS
    assert too_high(page, exactly=True) == []
    others.press("Approve all 26")
    measured("presses: approve a wave, by two people", clicks.count + others.count, most=7)
    given.drain()
    assert {*Case.objects.values_list("outcome", flat=True)} == {"STL_DISCLOSED"}


def test_deletions_of_an_agent_are_declined_for_the_reason_on_record(visitor, reviewer, drawn, measured):
    a_ccpa_business()
    many_like(proved_by_agent(drawn), 24)
    page = visitor(reviewer)
    page.goto("/desk/?kind=deletion")
    clicks = Clicks(page)
    clicks.tick("All 25 that match")
    clicks.press("Decline…")
    comes_again(page)
    page.locator("input[value=N_AGENT_NO_PROOF]").check()  # several reasons are on record: a person chooses
    clicks.count += 1
    clicks.press("Show what this does")
    comes_again(page)
    clicks.press("Decline 25")
    measured("presses: 25 agent deletions declined", clicks.count, most=6)
    given.drain()
    assert {*Case.objects.values_list("outcome", flat=True)} == {"N_AGENT_NO_PROOF"}


def test_what_waits_to_leave_is_taken_back_with_one_press(visitor, reviewer, settings):
    """From the notice of one decision, and on the page of bulk work."""
    settings.DECISION_WAIT = timedelta(minutes=10)
    [case] = a_wave(1)
    many_like(case, 2)
    page = visitor(reviewer)
    page.goto(f"/desk/{spell(case.reference)}/draft/STL_DISCLOSED/")
    steps.press(page, "Approve and send this letter")
    notice = page.get_by_role("status").filter(has_text="Approved. The letter leaves at 9:10 a.m.")
    looks_right(page, {"scripts": True})
    with page.expect_navigation():
        notice.get_by_role("button", name="Take back", exact=True).click()
    assert {*Case.objects.values_list("state", flat=True)} == {"review"}
    page.goto("/desk/")
    clicks = Clicks(page)
    clicks.tick("All 3 that match")
    clicks.press("Approve…")
    clicks.press("Approve 3")
    comes_again(page)
    looks_right(page, {"scripts": True})
    assert {*Case.objects.values_list("state", flat=True)} == {"working"}
    with page.expect_navigation():
        page.get_by_role("status").get_by_role("button", name="Take back all").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Take back: 3 done")
    looks_right(page, {"scripts": True})
    assert {*Case.objects.values_list("state", flat=True)} == {"review"}


def _tab_to(page: Page, is_there: Callable[[], bool]) -> None:
    for _press in range(120):
        page.keyboard.press("Tab")
        if is_there():
            return
    raise AssertionError("The keyboard does not lead there.")


def _focused(page: Page, words: str) -> bool:
    return bool(
        page.evaluate(
            "words => { const e = document.activeElement; return (e.labels?.[0]?.innerText || e.innerText || '')"
            ".trim() === words }",
            words,
        )
    )


def test_the_keyboard_alone_chooses_looks_and_begins(visitor, reviewer):
    a_wave(2)
    page = visitor(reviewer, width=PHONE["width"])
    page.goto("/desk/")
    _tab_to(page, lambda: _focused(page, "All 2 that match"))
    page.keyboard.press("Space")
    _tab_to(page, lambda: _focused(page, "Approve…"))
    with page.expect_navigation():
        page.keyboard.press("Enter")
    _tab_to(page, lambda: _focused(page, "Approve 2"))
    with page.expect_navigation():
        page.keyboard.press("Enter")
    given.drain()
    assert Bulk.objects.get().state == "done"
    assert Case.objects.filter(outcome="STL_DISCLOSED").count() == 2
