"""Any brand color gives an accent that can be read, in light and in dark pages."""

import re
from pathlib import Path

import pytest

from dsr.formats.accent_color import DARK_PAPER, LIGHT_PAPER, contrast, parse, readable, stylesheet

COLORS = ["#000000", "#ffffff", "#f2c200", "#1f5f5b", "#ff0000", "#00ff00", "#0000ff", "#808080", "#ffe4e1", "#3b0764"]


@pytest.mark.parametrize("color", COLORS)
@pytest.mark.parametrize("ground", [LIGHT_PAPER, DARK_PAPER])
def test_every_accent_can_be_read_on_its_ground(color, ground):
    assert contrast(readable(parse(color), ground), ground) >= 4.5


def test_a_color_that_can_be_read_stays_as_it_is():
    assert readable(parse("#1f5f5b"), LIGHT_PAPER) == parse("#1f5f5b")


def test_contrast_is_that_of_the_guideline():
    assert contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)
    assert contrast(parse("#767676"), (255, 255, 255)) == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("color", COLORS)
def test_words_on_buttons_can_be_read_also_while_pointed_at(color):
    pairs = re.findall(r"--brand:(#\w{6});--brand-strong:(#\w{6});--brand-on:(#\w{6})", stylesheet(color))
    assert len(pairs) == 2
    for accent, strong, on in pairs:
        assert contrast(parse(accent), parse(on)) >= 4.5
        assert contrast(parse(strong), parse(on)) >= 4.5


def test_the_sheet_has_the_grounds_that_the_colors_are_made_for():
    from django.contrib.staticfiles import finders

    sheet = Path(finders.find("portal/daylight.css")).read_text(encoding="utf-8")
    assert "--sunk: #f4f2ee" in sheet and "--calm-soft: #2b3137" in sheet
