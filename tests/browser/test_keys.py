"""The keyboard: every key has a link or button that needs no script, and focus is always seen and never covered."""

import re
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from dsr.formats.references import spell
from dsr.lifecycle import Who
from dsr.models import Case
from tests import given
from tests.browser import steps
from tests.browser.conftest import DESK

pytestmark = pytest.mark.usefixtures("site")

_FOCUS = """() => {
  const e = document.activeElement, style = getComputedStyle(e), box = e.getBoundingClientRect();
  const bars = [...document.querySelectorAll("header.bar, .decision-bar, .bulk-bar")];
  const above = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
  const covered = bars.some(bar => bar.contains(above) && !bar.contains(e));
  const isFrame = e.tagName === "IFRAME" || e.tagName === "BODY";
  const grows = parseFloat(style.outlineOffset) + parseFloat(style.outlineWidth) - 1;
  const cuts = one => getComputedStyle(one).overflowX !== "visible" && ["left", "top", "right", "bottom"].some(side =>
    (one.getBoundingClientRect()[side] - box[side]) * (side === "left" || side === "top" ? 1 : -1) > -grows);
  let isWhole = true;
  for (let one = e.parentElement; one && one !== document.body; one = one.parentElement) isWhole &&= !cuts(one);
  const drawn = parseFloat(style.outlineWidth) >= 3 && style.outlineStyle !== "none" && isWhole;
  return {end: isFrame, covered, drawn, what: e.outerHTML.slice(0, 120)};
}"""


@pytest.fixture
def cases(site: object) -> list[Case]:
    business = given.a_ledger()
    made = [given.in_review(business=business) for _number in range(3)]
    for number, case in enumerate(made):
        Case.objects.filter(pk=case.pk).update(send_by=case.send_by + timedelta(days=number))
    return made


@pytest.fixture
def reviewer(site: object) -> Any:
    return given.an_account(Who.REVIEWER)


def _at(case: Case) -> str:
    return f"/desk/{spell(case.reference)}/?list=group%3Ddecide"


def test_what_every_key_does_can_be_pressed_without_scripts(visitor, reviewer, cases):
    page = visitor(reviewer, scripts=False)
    page.goto("/desk/you/")
    keys = {key for words in page.locator(".keys kbd").all_inner_texts() for key in words.split()}
    page.goto("/desk/")
    row = page.locator("table.requests tbody tr:not(.group)").first
    expect(row.get_by_role("link")).to_be_visible()  # j, k and Enter
    expect(row.get_by_role("checkbox")).to_be_visible()  # x
    pressed = {"j", "k", "Enter", "x"}
    pressed |= {"/"} if page.locator("#find-wide").is_visible() else set()
    pressed |= {"?"} if page.locator(".own a", has_text="Keys").count() else set()
    for address in ("/desk/", _at(cases[1])):
        page.goto(address)
        there = page.locator("[data-key]")
        pressed |= {str(one.get_attribute("data-key")) for one in there.all() if one.is_visible()}
    page.goto(f"/desk/{spell(cases[1].reference)}/draft/STL_DISCLOSED/")
    pressed |= {"Ctrl"} if page.locator(".main-press").is_visible() or page.locator("#letter").is_visible() else set()
    assert keys - pressed == set()
    page.goto(_at(cases[1]))
    page.locator("a[data-key=k]").click()
    expect(page).to_have_url(re.compile(re.escape(_at(cases[0]))))


def _walk(page: Page, most: int) -> list[str]:
    """Tab through the page; what is not seen where it is, or lies under a bar."""
    found = []
    for _press in range(most):
        page.keyboard.press("Tab")
        stand = page.evaluate(_FOCUS)
        if not stand["end"] and (stand["covered"] or not stand["drawn"]):
            found.append(("covered: " if stand["covered"] else "not seen: ") + stand["what"])
    return found


@pytest.mark.parametrize("width", [1280, 360])
def test_focus_is_seen_and_never_under_a_bar(visitor, reviewer, cases, width):
    page = visitor(reviewer, width=width)
    page.goto(_at(cases[1]))
    given.drain()
    for address in ("/desk/", _at(cases[1]), f"/desk/{spell(cases[1].reference)}/draft/STL_DISCLOSED/"):
        page.goto(address)
        assert _walk(page, 30) == [], address


def test_after_a_press_the_notice_has_the_focus_or_the_heading_is_the_next_case(visitor, reviewer, cases):
    page = visitor(reviewer, width=DESK["width"])
    page.goto(_at(cases[0]))
    given.drain()
    page.reload()
    page.keyboard.press("a")
    page.wait_for_url("**/draft/**")
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")  # nothing has the focus, as after the key that led here
    expect(page.get_by_role("status").filter(has_text="Approved.")).to_be_focused()
    assert Case.objects.get(pk=cases[0].pk).state == "working"
    with page.expect_navigation():
        page.keyboard.press("j")
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    sent: list[str] = []
    page.on("request", lambda asked: sent.append(asked.url) if asked.method == "POST" else None)
    with page.expect_navigation():
        said = page.get_by_role("button", name="Assign to me").evaluate("e => (e.click(), e.click(), e.textContent)")
    assert (said, len(sent)) == ("Assign to me …", 1), "a button that was pressed says so, and is not pressed twice"
    assert steps.fits(page), steps.sticks_out(page)
