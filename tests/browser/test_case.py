"""The measures of a case's page and of its decision: the first screen, heights, words, targets, keys, clicks."""

import os
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from dsr.kinds import base
from dsr.lifecycle import Who
from dsr.models import Case
from portal import demo
from tests import given
from tests.browser import accessible, steps
from tests.browser.conftest import DESK, PHONE
from tests.given_desk import CASES, a_full_business
from tests.portal.staff.desk import at

WAITS = ("unsubscribe", "opt-out", "account-deletion", "deletion", "correction")  # nobody presses anything there now
LOOKED_AT = (*sorted(kind.code for kind in base.every()), "deletion in a bundle", "to mail", "undelivered")

# `first` are the words of the first screen beside what the person wrote: those are hers, however many.
_MEASURE = """() => {
  const box = e => e.getBoundingClientRect();
  const seen = e => e.checkVisibility({contentVisibilityAuto: true, visibilityProperty: true}) && box(e).width > 0;
  const within = e => e && seen(e) && box(e).top >= 0 && box(e).bottom <= innerHeight + 0.5;
  const words = text => text.split(/\\s+/).filter(Boolean).length;
  const leaves = [];
  const walk = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const parent = walk.currentNode.parentElement;
    if (seen(parent) && !parent.closest(".visually-hidden, select, option, .asked") && box(parent).top < innerHeight) {
      leaves.push(walk.currentNode.data);
    }
  }
  const widgets = "main a, main button, main summary, main select, main input:not([type=hidden])";
  const targets = [...document.querySelectorAll(widgets)]
    .filter(e => seen(e) && !e.closest("p, dd, li:has(p), cite, .skip") && !e.matches("label input"));
  const said = e => `${e.tagName} ${(e.innerText || e.name || "").slice(0, 20)} ${box(e).width}x${box(e).height}`;
  const small = least => targets.filter(e => Math.min(box(e).width, box(e).height) < least - 0.5).map(said);
  const main = ".next button:not(.quiet), .next a.button:not(.quiet), .next details.main-press > summary";
  return {
    height: document.documentElement.scrollHeight,
    words: words(document.querySelector("main").innerText), first: words(leaves.join(" ")),
    heading: within(document.querySelector("h1")), by: within(document.querySelector(".send-by time")),
    next: within(document.querySelector(".next .big")),
    press: within([...document.querySelectorAll(main)].find(seen)),
    filled: [...document.querySelectorAll(main)].filter(seen).map(e => e.innerText),
    under24: small(24), under44: small(44), h1: document.querySelectorAll("h1").length,
    title: document.title, head: document.querySelector("h1").innerText,
  };
}"""


@pytest.fixture
def reviewer(site: object) -> Any:
    return given.an_account(Who.REVIEWER)


def _keep(page: Page, name: str, **more: Any) -> None:
    """A picture, where a folder for them is named."""
    if folder := os.environ.get("DAYLIGHT_PICTURES"):
        page.screenshot(path=str(Path(folder) / f"{name.replace(' ', '-')}.png"), **more)


def _measured(page: Page, words: str) -> dict[str, Any]:
    found: dict[str, Any] = page.evaluate(_MEASURE)
    shown = ("height", "words", "first", "press", "filled", "under24")
    print(words, {name: found[name] for name in shown})
    return found


def _faults(page: Page, found: dict[str, Any], what: str, width: int) -> list[Any]:
    is_desk = width == DESK["width"]
    holds = {
        "the first screen": found["heading"] and found["by"] and found["next"],
        "the main button": found["press"]
        or what in WAITS
        or (what == "undelivered" and not is_desk),  # below its fields
        "one filled button": len(found["filled"]) <= 1,
        "one heading, which begins the title": found["h1"] == 1 and found["title"].startswith(found["head"]),
        "height": found["height"] <= (1600 if is_desk else 2200),
        "words": found["words"] <= 350 and (not is_desk or found["first"] <= 140),
        "targets": found["under24" if is_desk else "under44"] == [],
        "width": steps.fits(page),
    }
    return [(what, width, name, found) for name, is_so in holds.items() if not is_so]


def test_the_first_screen_says_who_by_when_and_what_next(visitor, reviewer, frozen, measured):
    business = a_full_business()
    cases = {what: CASES[what](business) for what in LOOKED_AT}
    frozen(given.at("2026-03-10T09:20:00-07:00"))  # who made them is not at them any more
    page = visitor(reviewer)
    faults: list[Any] = []
    held: dict[tuple[str, int], dict[str, Any]] = {}
    for what, case in cases.items():
        for size in (DESK, PHONE):
            page.set_viewport_size(size)
            page.goto(at(case))
            found = _measured(page, f"{what} at {size['width']}:")
            _keep(page, f"case-{what}-{size['width']}", full_page=size == PHONE)
            faults += _faults(page, found, what, size["width"])
            held[what, size["width"]] = found
    assert not faults, "\n".join(map(str, faults))
    for (what, width), found in held.items():
        is_desk = width == DESK["width"]
        measured(f"{what} at {width}: height, folded", found["height"], most=1600 if is_desk else 2200)
        measured(f"{what} at {width}: words", found["words"], most=350)
        measured(f"{what} at {width}: words of the first screen", found["first"], most=140 if is_desk else None)


def test_the_first_screen_of_every_request_of_the_demo_has_at_most_140_words(visitor, frozen, measured):
    frozen(given.at("2026-06-15T09:00:00-07:00"))
    demo.load()
    given.drain()
    frozen(given.at("2026-06-15T09:20:00-07:00"))  # who made them is not at them any more
    page = visitor(given.an_account(Who.REVIEWER))
    page.set_viewport_size(DESK)
    words = {}
    for case in Case.objects.order_by("pk"):
        page.goto(at(case))
        words[at(case)] = page.evaluate(_MEASURE)["first"]
    assert len(words) > 10
    assert {page.goto(one) and page.locator("main").inner_text() for one in words if words[one] > 140} == set()
    measured("the demo's requests at 1280: words of the first screen", max(words.values()), most=140)


def _to_decide(count: int) -> list[Case]:
    business = given.a_ledger()
    cases = []
    for number in range(count):
        person = {"name": f"Person {number}"}
        parties = {"subject": person, "requester": {**person, "email": f"p{number}@example.com"}}
        cases.append(given.in_review(business=business, parties=parties))
    return cases


def test_three_presses_approve_one_and_two_each_next(visitor, reviewer, way):
    cases = _to_decide(3)
    page = visitor(reviewer, **way)
    page.goto(at(cases[0]))
    given.drain()
    page.goto("/desk/?group=decide")
    page.get_by_role("link", name="Person 0").click()  # 1
    page.locator("a[data-key=a]").click()  # 2
    page.locator(".main-press").click()  # 3
    page.wait_for_url("**list=group*")
    expect(page.locator("h1")).to_contain_text("Person 1")
    expect(page.get_by_role("status")).to_contain_text("Approved.")
    page.locator("a[data-key=a]").click()  # 1
    page.locator(".main-press").click()  # 2
    page.wait_for_url("**list=group*")
    expect(page.locator("h1")).to_contain_text("Person 2")
    page.locator(".way a").first.click()
    page.wait_for_url("**/desk/?group=decide#row-*")


def test_keys_press_what_is_on_the_page_and_never_send(visitor, reviewer):
    cases = _to_decide(2)
    page = visitor(reviewer)
    page.goto(at(cases[0]))
    given.drain()
    page.goto("/desk/?group=decide")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("x")
    assert page.locator("tbody tr input:checked").count() == 1
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{at(cases[0])}?list=group%3Ddecide")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    found = accessible.violations(page)
    assert found == [], "\n".join(found)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.set_viewport_size(DESK)
    page.keyboard.press("/")
    expect(page.locator("#find-wide")).to_be_focused()
    page.keyboard.type("jandu?")
    assert page.locator("#find-wide").input_value() == "jandu?", "nothing is pressed while one types"
    page.locator("h1").click()
    page.keyboard.press("d")
    expect(page.get_by_role("heading", name="Not open, and why")).to_be_visible()
    page.keyboard.press("a")
    page.wait_for_url("**/draft/**")
    assert Case.objects.get(pk=cases[0].pk).state == "review"
    page.keyboard.press("u")
    page.wait_for_url(f"**{at(cases[0])}?list=group%3Ddecide")
    page.keyboard.press("j")
    page.wait_for_url(f"**{at(cases[1])}?list=group%3Ddecide")
    page.goto("/desk/you/")
    page.get_by_role("button", name="Switch the keys off").click()
    page.goto(at(cases[0]))
    page.keyboard.press("a")
    assert page.url.endswith(at(cases[0])), "switched off, a key presses nothing"


def test_the_letter_stands_beside_the_choices_and_follows_them(visitor, reviewer, measured):
    case = CASES["a deletion, looked up"](a_full_business())
    page = visitor(reviewer)
    page.goto(at(case, "draft", "DELETE_COMPLETED"))
    _keep(page, "decision-1280-light")
    chosen, letter = (page.locator(one).bounding_box() for one in ("#decision", "#letter"))
    assert chosen["x"] + chosen["width"] <= letter["x"] and letter["y"] < 400, "side by side, from the first screen on"
    bar = page.locator(".decision-bar").bounding_box()
    measured("decision at 1280: what sticks", bar["height"] + 48, most=104)
    assert bar["y"] + bar["height"] <= 800.5
    before = page.locator("#letter").inner_text()
    page.locator("#decision select").first.select_option(index=1)
    expect(page.locator("#letter")).not_to_have_text(before)
    expect(page.locator("#letter[aria-busy]")).to_have_count(0)
    expect(page.locator("#letter .changed")).to_have_text("What your last choice changed is marked.")
    marks = [frame.locator("mark").count() for frame in page.frames]
    assert sum(marks) > 0, "what the choice changed is marked in the letter"
    found = accessible.violations(page)
    assert found == [], "\n".join(found)
    page.emulate_media(color_scheme="dark")
    _keep(page, "decision-1280-dark")
    page.set_viewport_size(PHONE)
    page.goto(at(case, "draft", "DELETE_COMPLETED"))
    _keep(page, "decision-360", full_page=True)
    drawn = "f => [f.clientHeight, f.contentDocument.documentElement.scrollHeight]"
    room, needed = page.locator("#letter iframe").evaluate(drawn)
    assert room >= needed > 200, "drawn at its full height, without scrolling to it first"
    above, below = (page.locator(one).bounding_box()["y"] for one in ("#decision", "#letter"))
    assert above < below, "the choices, then the letter"
    bar = page.locator(".decision-bar").bounding_box()
    measured("decision at 360: what sticks", bar["height"] + 48, most=112)
    assert bar["y"] + bar["height"] <= 740.5
    assert steps.fits(page), steps.sticks_out(page)
