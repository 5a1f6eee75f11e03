"""The public pages as a person meets them: on a small phone and on a desk, light and dark."""

import pytest

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
