"""The page of one's own request in a browser: door, page, letter, list; on a phone without scripts and on a desk."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from dsr import letters
from dsr.models import Case
from tests import given
from tests.browser import measures, steps
from tests.browser.accessible import LOOKS, SIZES, violations
from tests.browser.test_print import pressed
from tests.dsr.letters.letter_measures import long_sentences
from tests.given_request_page import a_code


@pytest.fixture
def case(site) -> Case:
    given.a_ledger()
    return given.responded()


def looked_at(page: Page, way: dict[str, Any], name: str) -> None:
    """It fits, axe finds nothing, and pictures are kept where DAYLIGHT_PICTURES says."""
    assert steps.fits(page), steps.sticks_out(page)
    if way.get("scripts", True):
        assert violations(page) == []
        for width in (measures.DESK, measures.PHONE):
            page.set_viewport_size(SIZES[width])
            assert measures.faults(page, width) == [], name
            assert measures.pale(page) == [], name
        page.emulate_media(media="print")
        assert pressed(page) == [], name
        page.emulate_media(media="screen")
    said = [] if name == "letter" else steps.main(page).inner_text().splitlines()
    assert [one for line in said for one in long_sentences(line)] == [], name
    if folder := os.environ.get("DAYLIGHT_PICTURES"):
        for width, scheme in (*LOOKS, (1280, "dark"), (360, "light")):
            page.set_viewport_size(SIZES[width])
            page.emulate_media(color_scheme=scheme)
            page.screenshot(path=str(Path(folder) / f"own-{name}-{width}-{scheme}.png"), full_page=True)
        page.emulate_media(color_scheme="light", media="print")
        page.screenshot(path=str(Path(folder) / f"own-{name}-print.png"), full_page=True)
        page.emulate_media(media="screen")


def on_paper(page: Page, said: set[str]) -> None:
    """It is printed in black on white, with what it says and without what one presses."""
    page.emulate_media(media="print")
    words = " ".join(steps.main(page).inner_text().split())
    assert {one for one in said if one not in words} == set()
    grounds = page.evaluate(
        """() => [...document.querySelectorAll("body, main, .card, .notice")]
        .map(e => getComputedStyle(e).backgroundColor)
        .filter(c => !["rgba(0, 0, 0, 0)", "rgb(255, 255, 255)"].includes(c))"""
    )
    assert grounds == []
    page.emulate_media(media="screen")


def test_from_the_link_of_a_letter_to_the_letter_itself(visitor, way, case):
    page = visitor(**way)
    page.goto(urlsplit(letters.page_address(case)).path)
    looked_at(page, way, "door")
    steps.main(page).get_by_role("button", name="Send me a code").click()
    expect(page.get_by_role("status")).to_contain_text("a code is on its way")
    looked_at(page, way, "door-sent")
    page.get_by_label("Six-digit code").fill("12")
    page.get_by_role("button", name="Open my request").click()
    expect(page.get_by_role("alert")).to_contain_text("does not open the page")
    looked_at(page, way, "door-wrong")
    page.get_by_label("Six-digit code").fill(a_code(case))
    page.get_by_role("button", name="Open my request").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Who received my information")
    looked_at(page, way, "page")
    on_paper(page, {"Answered March 10, 2026", "What we sent you (2)", "Reference:"})
    page.get_by_role("link", name="Read our answer").click()
    looked_at(page, way, "letter")
    on_paper(page, {"Alder Catalog Company 1", "1 Sample Road", "Reno, NV 89501"})
    page.get_by_role("link", name="Back to your request").click()
    page.get_by_role("button", name="Leave this page").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("You left")
    looked_at(page, way, "left")


def test_what_waits_for_the_person_stands_first(visitor, way, site, measured):
    case = given.in_review(kind="deletion", answers={"ca_resident": "yes", "extent": "all"})
    page = visitor(**way)
    page.goto(urlsplit(letters.page_address(case)).path)
    page.get_by_label("Six-digit code").fill(a_code(case))
    page.get_by_role("button", name="Open my request").click()
    expect(page.get_by_role("heading", level=2).first).to_have_text("We need something from you")
    looked_at(page, way, "needed")
    measured("the page of one's own request: words", len(steps.main(page).inner_text().split()), most=120)
    on_paper(page, {"Confirm your request by", "We will respond by", "The law gives us 45 days to answer."})


def test_the_list_is_asked_for_by_an_address_alone(visitor, way, case):
    page = visitor(**way)
    page.goto("/r/")
    looked_at(page, way, "enter")
    page.get_by_role("link", name="Email me a link to my requests").click()
    looked_at(page, way, "references")
    page.get_by_label("Your email address").fill("dana@example.com")
    page.get_by_role("button", name="Email me the list").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Look in your mailbox")
    looked_at(page, way, "references-sent")
