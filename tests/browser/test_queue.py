"""The queue's measures, on a desk with work: rows in the first screen, heights, targets, keys, and bundles."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from dsr.clock import now, today
from dsr.formats.references import spell
from dsr.lifecycle import Who
from dsr.models import Bundle, Bundled, Case
from tests import given
from tests.browser import accessible, steps
from tests.browser.conftest import DESK

LONG = "Maria Guadalupe Esperanza Hernandez-Villanueva de la Cruz Sol"  # of 60 letters and more
NAMES = ("Mei Castellan", "Oscar Lindqvist", "Ada Marchetti", "Ben Okonjo", "Ruth Calloway", LONG)
KINDS = ("shine-the-light", "deletion", "correction", "complaint", "opt-out")

_MEASURE = """() => {
  const box = e => e.getBoundingClientRect();
  const seen = e => e.checkVisibility({contentVisibilityAuto: true, visibilityProperty: true}) && box(e).width > 0;
  const height = e => Math.round(box(e).height * 10) / 10;
  const rows = [...document.querySelectorAll("table.requests tbody tr:not(.group)")];
  const bar = document.querySelector(".bulk-bar");
  const foot = bar && seen(bar) ? Math.min(innerHeight, box(bar).top) : innerHeight;
  const within = e => box(e).top >= 0 && box(e).bottom <= foot + 0.5;
  const apart = ".demo-bar, p, .skip, .visually-hidden, .page-foot";
  const widgets = "a, button, summary, select, input:not([type=hidden]), label:has(input)";
  const targets = [...document.querySelectorAll(widgets)]
    .filter(e => seen(e) && !e.closest(apart) && !e.matches("label input"));
  const said = e => `${e.tagName} ${(e.innerText || e.name || "").slice(0, 20)} ${box(e).width}x${box(e).height}`;
  const small = least => targets.filter(e => Math.min(box(e).width, box(e).height) < least - 0.5).map(said);
  return {
    rows: rows.filter(within).length, all: rows.length, first: Math.round(box(rows[0]).top),
    row: [...new Set(rows.map(height))],
    group: [...new Set([...document.querySelectorAll("table.requests tr.group")].map(height))],
    bar: height(document.querySelector(".bar")),
    columns: document.querySelectorAll("table.requests thead th").length,
    places: document.querySelectorAll("nav.places > ul > li").length,
    under24: small(24), under44: small(44), body: getComputedStyle(document.body).fontSize,
  };
}"""


@pytest.fixture
def desk(site: object) -> dict[str, Any]:
    """Forty requests that a person must act on, five that wait, and an agent's letter about five people."""
    reviewer = given.an_account(Who.REVIEWER)
    business = given.a_ledger()
    states = ("review", "review", "review", "undelivered", "review")
    for number in range(45):
        person = {"name": NAMES[number % len(NAMES)]}
        parties = {"subject": person, "requester": {**person, "email": f"p{number}@example.com"}}
        case = given.a_case(business=business, parties=parties)
        changes = {"state": states[number % 5], "kind": KINDS[number % 5]}
        changes |= {"send_by": today() + timedelta(days=number - 3)}
        changes |= {"stuck": "proof-too-little"} if number % 9 == 4 else {}
        Case.objects.filter(pk=case.pk).update(**changes, assignee=reviewer if number % 7 == 0 else None)
    bundle = Bundle.objects.create(
        reference="BYBHRZXJ3U6",
        business=business,
        kind="deletion",
        received_at=now(),
        entered_at=now(),
        account=reviewer,
    )
    bundled = [given.a_case(business=business, is_for_another=True) for _number in range(5)]
    for number, case in enumerate(bundled, start=1):
        Bundled.objects.create(bundle=bundle, case=case, number=number)
        state = "verifying" if number == 5 else "review"
        Case.objects.filter(pk=case.pk).update(state=state, kind="deletion", send_by=today() + timedelta(days=9))
    for _number in range(5):
        Case.objects.filter(pk=given.a_case(business=business).pk).update(state="verifying")
    return {"reviewer": reviewer, "bundle": bundle}


def _keep(page: Page, name: str) -> None:
    """A picture, where a folder for them is named."""
    if folder := os.environ.get("DAYLIGHT_PICTURES"):
        page.screenshot(path=str(Path(folder) / f"{name}.png"))


def _measured(page: Page, words: str) -> dict[str, Any]:
    found: dict[str, Any] = page.evaluate(_MEASURE)
    print(words, {name: value if not isinstance(value, list) else value[:4] for name, value in found.items()})
    return found


def _tabs_to_first_row(page: Page) -> int:
    """How often Tab is pressed, by the skip link, until the first row's link or box is reached."""
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the requests")).to_be_focused()
    page.keyboard.press("Enter")
    for count in range(1, 9):
        page.keyboard.press("Tab")
        if page.evaluate("!!document.activeElement.closest('table.requests tbody')"):
            return count
    return 99


def test_the_desk_shows_what_the_day_demands(visitor, desk, measured):
    page = visitor(desk["reviewer"])
    page.goto("/desk/")
    found = _measured(page, "queue at 1280 x 800")
    _keep(page, "queue-1280-light")
    measured("queue at 1280: requests in the first screen", found["rows"], least=14)
    assert (found["row"], found["group"], found["bar"]) == ([36], [32], 48)
    assert found["columns"] <= 7 and found["places"] <= 5 and found["body"] == "14px"
    assert found["under24"] == []
    heads = page.locator("table.requests th[scope=rowgroup]")
    assert [words.split()[0] for words in heads.all_inner_texts()] == ["Due", "Decide", "Fix", "Check"]
    row = page.locator("table.requests tbody tr", has_text="Decide 4 of 5")
    expect(row).to_have_count(1)
    assert row.get_by_role("link").count() == 1 and row.get_by_role("checkbox").count() == 1
    expect(page.get_by_role("navigation", name="Views").get_by_role("link")).to_have_text(
        ["To do 46", "Waiting 6", "Answered", "All"]
    )
    measured("queue at 1280: Tabs to the first request", _tabs_to_first_row(page), most=8)
    page.goto("/desk/")  # back on top: a bar that sticks covers what is scrolled under it
    found = accessible.violations(page)
    assert found == [], "\n".join(found)
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size(DESK)
    _keep(page, "queue-1280-dark")
    for width in (1280, 640, 320):
        page.set_viewport_size({"width": width, "height": 800})
        assert steps.fits(page), (width, steps.sticks_out(page))


def test_a_phone_shows_two_lines_a_request(visitor, desk, hard_way, measured):
    page = visitor(desk["reviewer"], **hard_way)
    page.goto("/desk/")
    found = _measured(page, "queue at 360 x 740")
    _keep(page, "queue-360-light")
    measured("queue at 360: requests in the first screen", found["rows"], least=7)
    measured("queue at 360: height of a request", max(found["row"]), most=68)
    assert found["bar"] == 48
    assert found["under44"] == []
    assert steps.fits(page), steps.sticks_out(page)
    late = page.locator("table.requests tr.late").first
    edges = late.evaluate("e => [e, e.firstElementChild].map(one => getComputedStyle(one).boxShadow != 'none')")
    assert edges == [True, False]  # one edge as high as the row
    page.locator(".places-menu > summary").click()
    _keep(page, "places-360")
    page.get_by_role("link", name="Outgoing").click()
    page.wait_for_url("**/desk/letters/")


def test_a_list_is_narrowed_kept_and_sent_on_by_its_address(visitor, desk, way):
    page = visitor(desk["reviewer"], **way)
    page.goto("/desk/")
    page.locator("summary", has_text="Filters").click()
    _keep(page, f"filters-{way['width']}")
    page.get_by_label("Kind").select_option(label="Correction")
    page.get_by_label("Assigned to").select_option(label="Everyone’s")
    page.get_by_role("button", name="Show", exact=True).click()
    page.wait_for_url("**kind=correction**")
    rows = page.locator("table.requests tbody tr:not(.group)")
    assert {*rows.locator(".kind").all_inner_texts()} == {"Correction"}
    address = page.url
    rows.first.get_by_role("link").click()
    page.wait_for_url("**/desk/*-*/**")
    page.go_back()
    page.wait_for_url(address)
    page.get_by_role("link", name="Clear", exact=True).click()
    page.get_by_role("navigation", name="Views").get_by_role("link", name="Waiting").click()
    page.wait_for_url("**view=waiting**")
    _keep(page, f"waiting-{way['width']}")
    expect(page.locator("table.requests tbody tr")).to_have_count(6)


def test_who_comes_back_finds_the_same_place_and_the_same_rows_ticked(visitor, desk):
    page = visitor(desk["reviewer"])
    page.goto("/desk/?kind=shine-the-light")
    boxes = page.locator("table.requests tbody input[type=checkbox]")
    count = boxes.count()
    for number in (2, count - 1):
        boxes.nth(number).check()
    page.set_viewport_size({"width": DESK["width"], "height": 320})
    page.evaluate("scrollTo(0, 200)")
    page.locator("table.requests tbody a").nth(5).click()
    page.wait_for_url("**/desk/*-*/**")
    page.go_back()
    page.wait_for_url("**kind=shine-the-light")
    expect(boxes.nth(2)).to_be_checked()
    assert [number for number in range(count) if boxes.nth(number).is_checked()] == [2, count - 1]
    page.wait_for_function("scrollY > 100")
    at = page.evaluate("scrollY")
    row = page.locator("table.requests tbody tr:not(.group)").nth(5)
    place = row.get_attribute("id")
    row.locator("a").click()
    page.wait_for_url("**/desk/*-*/**")
    page.keyboard.press("u")  # as the link does
    page.wait_for_url(f"**kind=shine-the-light#{place}")
    expect(row.locator("a")).to_be_focused()
    assert [number for number in range(count) if boxes.nth(number).is_checked()] == [2, count - 1]
    assert abs(page.evaluate("scrollY") - at) < 40
    page.goto("/desk/?kind=shine-the-light")  # anew: nothing is ticked that one does not see
    expect(page.locator("table.requests input:checked")).to_have_count(0)


def test_a_list_is_kept_as_a_view_with_its_columns(visitor, desk, way):
    page = visitor(desk["reviewer"], **way)
    page.goto("/desk/?whose=all&kind=correction")
    page.locator(".keep-menu > summary").click()
    page.get_by_label("Received", exact=True).check()
    _keep(page, f"view-menu-{way['width']}")
    assert _measured(page, "the menu of the view")["under44" if way["width"] == 360 else "under24"] == []
    page.get_by_role("button", name="Show columns").click()
    page.wait_for_url("**/desk/?whose=all&kind=correction")
    page.locator(".keep-menu > summary").click()
    page.get_by_label("Save this list as").fill("Corrections")
    page.get_by_role("button", name="Save view").click()
    page.wait_for_url("**columns=received")
    views = page.get_by_role("navigation", name="Views")
    expect(views.get_by_role("link", name="Corrections")).to_have_attribute("aria-current", "page")
    _keep(page, f"saved-view-{way['width']}")
    found = _measured(page, "a saved view with a column")
    assert max(found["row"]) <= (68 if way["width"] == 360 else 36) and steps.fits(page), steps.sticks_out(page)
    views.get_by_role("link", name="To do").click()
    expect(views.get_by_role("link", name="To do")).to_have_attribute("aria-current", "page")
    views.get_by_role("link", name="Corrections").click()  # one click, also without scripts
    page.wait_for_url("**kind=correction**")
    assert {*page.locator("table.requests td.kind").all_inner_texts()} == {"Correction"}
    page.locator(".keep-menu > summary").click()
    page.get_by_role("link", name="Change or delete views").click()
    page.wait_for_url("**/desk/views/")
    _keep(page, f"views-{way['width']}")
    assert steps.fits(page), steps.sticks_out(page)
    page.get_by_role("button", name="Delete view").click()
    expect(page.get_by_role("status")).to_contain_text("is deleted; no request was.")


def test_names_are_hidden_on_a_screen_that_others_see(visitor, desk, way):
    page = visitor(desk["reviewer"], **way)
    page.goto("/desk/")
    case = Case.objects.filter(state="undelivered").order_by("send_by").first()
    assert "Mei Castellan" in page.content()
    page.locator(".own > summary").click()
    _keep(page, f"own-menu-{way['width']}")
    page.get_by_role("button", name="Hide names in lists").click()
    expect(page.get_by_role("link", name=spell(case.reference))).to_be_visible()
    assert not any(name in page.content() for name in NAMES)
    page.locator(".own > summary").click()
    page.get_by_role("button", name="Show names in lists").click()
    expect(page.locator("table.requests")).to_contain_text("Mei Castellan")


@pytest.mark.parametrize("width", [1280, 360])
def test_the_top_bar_is_low_and_leads_everywhere(visitor, desk, settings, width, measured):
    settings.DEMO, settings.ROOT_URLCONF = True, "tests.browser.demo_urls"
    page = visitor(desk["reviewer"], width=width, scripts=width == DESK["width"])
    page.goto("/")
    bars = {"public": round(page.locator(".demo-bar").bounding_box()["height"], 1)}
    assert steps.fits(page), steps.sticks_out(page)
    page.goto("/desk/")
    found = _measured(page, f"queue of the demo at {width}")
    least = 13 if width == DESK["width"] else 7
    measured(f"queue of the demo at {width}: requests in the first screen", found["rows"], least=least)
    nav = page.locator(".demo-bar > div").evaluate("e => e.scrollWidth - e.clientWidth")
    measured(f"demo bar at {width}: hidden behind its edge", nav, most=0)
    _keep(page, f"demo-{width}")
    for place in ("Outgoing", "Disclosures", "Systems", "Company notices", "Do-not-contact list", "Queue"):
        if page.locator(".places-menu > summary").is_visible():
            page.locator(".places-menu > summary").click()
        link = page.get_by_role("navigation", name="Desk").get_by_role("link", name=place, exact=True)
        if not link.is_visible():
            page.get_by_role("navigation", name="Desk").locator("summary").click()
        with page.expect_navigation():
            link.click()
        bars |= {place: round(page.locator(".bar").bounding_box()["height"], 1)}
        bars |= {f"demo, {place}": round(page.locator(".demo-bar").bounding_box()["height"], 1)}
        assert page.locator("h1").inner_text().partition(":")[0] == place
        assert steps.fits(page), (place, steps.sticks_out(page))
    print(width, bars)
    assert {height for name, height in bars.items() if name.startswith(("demo", "public"))} == {28}
    assert {height for name, height in bars.items() if not name.startswith(("demo", "public"))} == {48}
