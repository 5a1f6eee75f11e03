"""A law firm's wave in a browser: entered from a file, worked on by keyboard, measured on a desk and on a phone."""

import io
import os
import re
from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from dsr import agents
from dsr.clock import today
from dsr.formats.references import spell
from dsr.lifecycle import Who
from dsr.models import Bundle, Case
from tests import given
from tests.browser import accessible, steps
from tests.dsr.agents.test_bundles import a_roll
from tests.given_agents import a_ccpa_business

MOST_HIGH = 36  # pixels of a row
LEAST_SEEN = 12  # people on the first screen


@pytest.fixture(autouse=True)
def business(site):
    return a_ccpa_business()


@pytest.fixture
def reviewer(site):
    return given.an_account(Who.REVIEWER)


def a_wave(business) -> str:
    """25 people who ask who received their information; one has not said where they live."""
    given.a_ledger(business)
    people = "\n".join(f"Person {one} Marchetti, person{one}@example.com, CA" for one in range(1, 25))
    people += "\nLee Tran, lee@example.com"
    listed = agents.read_people(people, by_name=True).subjects
    roll = a_roll(business=business, kind="shine-the-light", subjects=listed, agent=AGENT)
    bundle = agents.enter_bundle(roll, given.staff()).bundle
    given.drain()
    return f"/desk/bundle/{spell(bundle.reference)}/"


AGENT = {"name": "Pat Pike", "firm": "Pike & Alvarado LLP", "email": "intake@pike.example"}
ON_PAPER = {"name": "Pat Pike", "firm": "Pike & Alvarado LLP", "postal": "9 Oak Street\nOakland, CA 94610"}


def picture(page: Page, name: str) -> None:
    """Kept where a person looks at it; nowhere unless a folder is named."""
    if folder := os.environ.get("DAYLIGHT_PICTURES"):
        page.screenshot(path=str(Path(folder) / f"{name}.png"))


def test_the_page_of_a_bundle_holds_its_measures_and_axe_finds_nothing(visitor, business, reviewer):
    address = a_wave(business)
    page = visitor(reviewer)
    page.goto(address)
    picture(page, "bundle-1280")
    rows = page.locator("table.people tbody tr")
    boxes = [rows.nth(number).bounding_box() for number in range(rows.count())]
    assert len(boxes) == 25
    assert max(box["height"] for box in boxes) <= MOST_HIGH + 1, "with its line"
    assert sum(box["y"] + box["height"] <= 800 for box in boxes) >= LEAST_SEEN
    assert accessible.violations(page) == []
    picture(page, "bundle-360-dark")
    page.set_viewport_size(accessible.SIZES[360])
    page.reload()
    picture(page, "bundle-360")
    step = page.get_by_role("button", name="Decide 25 that are ready…").bounding_box()
    assert step["y"] + step["height"] <= 740 and step["height"] >= 44
    assert steps.fits(page), steps.sticks_out(page)
    page.set_viewport_size({"width": 320, "height": 740})
    assert steps.fits(page), steps.sticks_out(page)


def test_some_are_chosen_and_declined_with_the_keyboard_alone(visitor, business, reviewer):
    address = a_wave(business)
    page = visitor(reviewer)
    page.goto(f"{address}?show=ready")
    page.locator("input[name=case]").first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    first = spell(Case.objects.earliest("pk").reference)
    expect(page.locator(":focus")).to_have_attribute("href", re.compile(rf"^/desk/{first}/\?list=in-bundle"))
    page.get_by_role("button", name="Decline…").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/bulk/**")
    assert "1" in steps.main(page).inner_text()


def test_letters_on_paper_are_seen_and_recorded_as_mailed_with_the_keyboard_alone(visitor, business, reviewer):
    listed = agents.read_people("Ines Okafor, ines@example.com, CA\nLee Tran,,CA").subjects
    roll = a_roll(business=business, subjects=listed, agent=ON_PAPER, delivery="mail", is_stated=False)
    bundle = agents.enter_bundle(roll, given.staff()).bundle
    given.drain()
    page = visitor(reviewer)
    page.goto(f"/desk/bundle/{spell(bundle.reference)}/")
    picture(page, "bundle-on-paper-1280")
    assert accessible.violations(page) == []
    page.get_by_role("link", name=re.compile("See it.*Covering letter")).focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/letter/**")
    assert accessible.violations(page) == []
    picture(page, "bundle-letter")
    page.go_back()
    page.get_by_label("Mailed on").focus()
    page.keyboard.type("03102026")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="The mailing is recorded.")).to_be_visible()
    assert bundle.letters.get().state == "mailed"
    page.get_by_role("link", name="Record permissions").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/permissions/")
    assert accessible.violations(page, is_alike=True) == []
    page.set_viewport_size(accessible.SIZES[360])
    page.goto(f"/desk/bundle/{spell(bundle.reference)}/")
    assert steps.fits(page), steps.sticks_out(page)
    picture(page, "bundle-on-paper-360")


def test_how_it_came_is_corrected_for_all_with_the_keyboard_alone(visitor, business, reviewer):
    address = a_wave(business)
    page = visitor(reviewer)
    page.goto(address)
    page.get_by_role("link", name="Correct how it came").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/receipt/")
    assert accessible.violations(page, is_alike=True) == []
    page.get_by_label("Received on").focus()
    page.keyboard.type("03072026")
    page.get_by_label("Why it is corrected, and how you know").fill("The stamp says so.")
    page.get_by_role("button", name="Show what changes").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator(":focus")).to_contain_text("What changes")
    assert accessible.violations(page) == []
    picture(page, "correct-bundle-360-dark")
    page.set_viewport_size(accessible.SIZES[360])
    assert steps.fits(page), steps.sticks_out(page)
    picture(page, "correct-bundle-360")
    page.get_by_role("button", name="Correct 25 requests").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.wait_for_url(
        "**/desk/bulk/**"
    )  # more than some are corrected by a worker, on a page that shows how far it is
    assert accessible.violations(page) == []
    given.drain()
    page.reload()
    expect(steps.main(page)).to_contain_text("25")
    assert steps.fits(page), steps.sticks_out(page)
    picture(page, "correct-bundle-done-360")
    assert {case.received_at.date().isoformat() for case in Case.objects.all()} == {"2026-03-07"}


def test_a_bundle_is_decided_with_few_presses_and_worked_through_one_by_one(visitor, business, reviewer):
    """From the queue to 25 decided in three; one by one three for the first, and two for each next."""
    address = a_wave(business)
    page = visitor(reviewer)
    pressed = 0

    def go(words: str, role: str = "link") -> None:
        nonlocal pressed
        pressed += 1
        with page.expect_navigation():
            steps.main(page).get_by_role(role, name=words).first.click()

    page.goto(address)
    given.drain()
    page.locator("table.people a.reference").first.click()
    pressed += 1
    page.wait_for_url("**list=in-bundle**")
    go("Send the list of companies")
    given.drain()
    go("Approve", "button")
    assert pressed == 3
    page.wait_for_url("**list=in-bundle**")
    go("Send the list of companies")
    go("Approve", "button")
    assert pressed == 5
    given.drain()
    page.keyboard.press("u")
    page.wait_for_url("**/desk/bundle/**")
    page.goto("/desk/")
    pressed = 0
    go("Pike & Alvarado")
    go("Decide 23 that are ready…", "button")
    given.drain()
    page.reload()
    go("Approve 23", "button")
    assert pressed == 3
    given.drain()
    assert Case.objects.filter(outcome="STL_DISCLOSED").count() == 25


def test_a_list_is_entered_from_a_file_and_looked_at_first(visitor, business, reviewer):
    book, saved = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["Matter", "Client", "State"])
    book.active.append(["44-1", "Ines Okafor", "CA"])
    book.save(saved)
    page = visitor(reviewer)
    page.goto("/desk/enter/bundle/")
    assert accessible.violations(page) == []
    steps.choose(page, "channel", "email")
    steps.choose(page, "kind", "shine-the-light")
    page.locator("select[name=came_to]").select_option("elsewhere")
    steps.choose(page, "who", "agent")
    page.get_by_label("Received on").fill("2026-03-05")
    page.get_by_label("The agent's name").fill("Pat Pike")
    page.get_by_label("The agent's email address").fill("intake@pike.example")
    page.locator("input[name=table]").set_input_files(
        {"name": "wave.xlsx", "mimeType": "application/octet-stream", "buffer": saved.getvalue()}
    )
    steps.press(page, "Enter the bundle")
    expect(page.get_by_text("These columns are not read: “Matter”.")).to_be_visible()
    picture(page, "look-360-dark")
    assert accessible.violations(page) == []
    assert steps.fits(page), steps.sticks_out(page)
    steps.press(page, "Enter 1 person")
    page.wait_for_url("**/desk/bundle/**")
    expect(page.get_by_role("rowheader", name="Ines Okafor")).to_be_visible()
    assert Bundle.objects.get().completed_at is not None


def test_what_was_left_out_is_asked_and_added(visitor, business, reviewer):
    listed = agents.read_people("Ines Okafor,,CA\nLee Tran,,CA", by_name=True).subjects
    bundle = agents.enter_bundle(a_roll(business=business, subjects=listed, agent=AGENT), given.staff()).bundle
    given.drain()
    page = visitor(reviewer, width=360)
    page.goto(f"/desk/bundle/{spell(bundle.reference)}/")
    steps.press(page, "Ask the firm about 2…")
    expect(page.get_by_role("status").filter(has_text="asks the agent is written")).to_be_visible()
    picture(page, "asked-360")
    page.locator("table.people").get_by_role("link", name="Add it").first.click()
    assert accessible.violations(page, is_alike=True) == []
    page.get_by_label("The email address the person uses with us").fill("ines@example.com")
    steps.press(page, "Add it")
    expect(page.get_by_role("status").filter(has_text="matched anew")).to_be_visible()
    _answered_through_the_agent(page, bundle)
    page.get_by_role("link", name="Add people").click()
    assert accessible.violations(page, is_alike=True) == []


def _answered_through_the_agent(page: Page, bundle: Bundle) -> None:
    """Of the other nothing came, and the day to send by is near: decided with the keyboard alone."""
    Case.objects.update(send_by=today() + timedelta(days=4))
    page.reload()
    page.get_by_role("link", name="Answer the agent").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/through-agent/")
    assert accessible.violations(page) == []
    picture(page, "through-agent-360-dark")
    page.set_viewport_size(accessible.SIZES[360])
    assert steps.fits(page), steps.sticks_out(page)
    picture(page, "through-agent-360")
    press = steps.main(page).get_by_role("button", name="Answer the agent")
    press.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert accessible.violations(page, is_alike=True) == [], "with an error"
    page.set_viewport_size(accessible.SIZES[360])
    page.get_by_label("Why it is right").focus()
    page.keyboard.type("Nothing came, and the answer is of no one person.")
    press.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.wait_for_url(f"**/desk/bundle/{spell(bundle.reference)}/")
    assert bundle.lines.filter(through_agent_at=None).count() == 1
