"""What the shipped fonts can show."""

import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st

from dsr import glyphs

TEMPLATE = b'#set document(title: "x")\n#set text(font: "Noto Sans")\n#sys.inputs.text'
ODD = st.characters(exclude_categories=["Cs"]) | st.sampled_from("A张ب\u0301\u200d\ufe0f\u20e3\u202e\U0001f3fd\u093c")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Zoë & Søn", "Zoë & Søn"),
        ("张伟 산 ب א", "张伟 산 ب א"),
        ("a\tb\r\nc\rd\u2028e", "a b\nc\nd\ne"),
        ("\x00\x1b", "[U+0000][U+001B]"),
        ("x\u202ey", "x[U+202E]y"),
        ("\ue000\ufeff", "[U+E000][U+FEFF]"),
        ("\U00013000", "[U+13000]"),
        ("co\u00adop", "co\u00adop"),
        ("ب\u0e31", "ب[U+0E31]"),
        ("", ""),
    ],
)
def test_what_no_font_shows_becomes_visible(text, shown):
    assert glyphs.printable(text) == shown


def test_the_last_resort_keeps_plain_letters_only():
    assert glyphs.plain("Aé\n张") == "A[U+00E9]\n[U+5F20]"


@settings(max_examples=25, deadline=None)
@given(st.lists(st.text(ODD, max_size=40), min_size=10, max_size=40))
def test_the_typesetter_shows_all_that_is_called_printable(texts):
    fonts = typst.Fonts(False, False, [str(folder) for folder in glyphs.folders()])
    text = "\n".join(glyphs.printable(t) for t in texts)
    assert typst.compile(
        TEMPLATE, font_paths=fonts, sys_inputs={"text": text}, pdf_standards=["ua-1", "a-2a"], timestamp=0
    )
