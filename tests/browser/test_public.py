"""The public pages as a person meets them: on a small phone and on a desk, light and dark."""

import pytest
from playwright.sync_api import expect

from dsr.models import Business
from tests import given
from tests.browser import accessible, steps
from tests.browser.measures import DESK, PHONE
from tests.browser.test_bundle import picture

# Of each way to look: its width, and whether it is dark.
LOOKS = {
    "phone": (PHONE, "light"),
    "phone-dark": (PHONE, "dark"),
    "desk": (DESK, "light"),
    "desk-dark": (DESK, "dark"),
}


@pytest.fixture(autouse=True)
def business(site):
    made = given.a_business()
    Business.objects.update(is_ccpa_business=True, sells=True, toll_free_phone="1-800-555-0142", phone_offered=True)
    return made


def looked_at(page, name):
    """The page keeps what every public page keeps; its pictures are taken where somebody asks for pictures."""
    for look, (width, scheme) in LOOKS.items():
        page.set_viewport_size({"width": width, "height": 740 if width == PHONE else 800})
        page.emulate_media(color_scheme=scheme)
        assert steps.fits(page), steps.sticks_out(page)
        picture(page, f"{name}-{look}")
    assert accessible.violations(page) == []


def test_the_first_page_shows_all_eight_tasks_in_the_first_screen_of_a_phone(visitor, measured):
    page = visitor(width=PHONE)
    page.goto("/")
    links = page.locator(".tasks a")
    boxes = [links.nth(number).bounding_box() for number in range(links.count())]
    seen = sum(box["y"] + box["height"] <= 740 for box in boxes)
    measured("first page at 360 x 740: tasks in the first screen", seen, least=8)
    measured("first page at 360: the lowest task, px", min(box["height"] for box in boxes), least=48)
    looked_at(page, "front")


def test_a_requester_sees_her_typo_on_the_check_page(visitor, way):
    page = visitor(**way)
    page.goto(steps.FORM)
    steps.fill_in(page, email="dana@gmial.com")
    steps.go_on(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your answers")
    assert steps.fits(page), steps.sticks_out(page)
    page.get_by_role("button", name="Yes, use that address").click()
    expect(page.locator("dd.big")).to_have_text("dana@gmail.com")
    steps.follow(page, "Change: Full name")
    expect(page.get_by_label("Full name", exact=True)).to_be_visible()
    page.get_by_label("Full name", exact=True).fill("Dana B. Whitlow")
    steps.send(page)
    expect(steps.main(page)).to_contain_text("Dana B. Whitlow")
    expect(steps.main(page)).to_contain_text("dana@gmail.com")


def test_the_answers_and_the_last_page_hold_what_every_page_holds(visitor, measured):
    page = visitor(width=PHONE)
    page.goto("/ask/deletion/")
    looked_at(page, "form")
    for question, value in (("for_whom", "self"), ("delivery", "email"), ("ca_resident", "no"), ("extent", "all")):
        steps.choose(page, question, value)
    page.fill('[name="subject_name"]', "Dana Whitlow")
    page.fill('[name="email"]', "dana@gmial.com")
    steps.go_on(page)
    looked_at(page, "check")
    page.set_viewport_size({"width": PHONE, "height": 740})
    targets = page.locator("main .change a, main button, footer a")
    boxes = [targets.nth(number).bounding_box() for number in range(targets.count())]
    measured("check page at 360: the lowest button or link, px", min(box["height"] for box in boxes), least=44)
    steps.send(page)
    looked_at(page, "done")
    page.emulate_media(media="print", color_scheme="light")
    picture(page, "done-printed")
    beige = page.evaluate(
        """() => [...document.querySelectorAll("body, main, .card, .notice")]
        .map(e => getComputedStyle(e).backgroundColor)
        .filter(c => !["rgba(0, 0, 0, 0)", "rgb(255, 255, 255)"].includes(c))"""
    )
    assert beige == []
