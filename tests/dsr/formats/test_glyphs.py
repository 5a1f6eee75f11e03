"""What the shipped fonts can show."""

import hashlib
import unicodedata

import pytest
import typst

from dsr.formats import glyphs


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Zoë & Søn", "Zoë & Søn"),
        ("张伟 산 ب א", "张伟 산 ب א"),
        ("さくら 김하늘 ᏣᎳᎩ 🙂", "さくら 김하늘 ᏣᎳᎩ 🙂"),
        ("a\tb\r\nc\rd\u2028e", "a b\nc\nd\ne"),
        ("\x00\x1b", "[U+0000][U+001B]"),
        ("x\u202ey", "x[U+202E]y"),
        ("\ue000\ufeff", "[U+E000][U+FEFF]"),
        ("\U00013000", "[U+13000]"),
        ("co\u00adop", "co\u00adop"),
        ("0\u0ce2", "0[U+0CE2]"),
        ("\u0301e\u0301", "[U+0301]e\u0301"),
        ("", ""),
    ],
)
def test_what_no_font_shows_becomes_visible(text, shown):
    assert glyphs.printable(text) == shown


def test_the_last_resort_keeps_plain_letters_only():
    assert glyphs.plain("Aé\n张") == "A[U+00E9]\n[U+5F20]"


def test_every_character_that_is_called_printable_can_be_set():
    singles = [chr(n) for n in (*range(0x20, 0xD800), *range(0xE000, 0x20000))]
    shown = [c for c in singles if unicodedata.category(c)[0] != "M" and glyphs.printable(c) == c]
    assert len(shown) > 30_000
    fonts = typst.Fonts(False, False, [str(glyphs.FONTS)])
    assert typst.compile(
        b'#set document(title: "x")\n#set text(font: "Noto Sans")\n#sys.inputs.text',
        font_paths=fonts,
        sys_inputs={"text": " ".join(shown)},
        pdf_standards=["ua-1", "a-2a"],
        timestamp=0,
    )


def test_the_fonts_are_the_ones_that_were_checked_and_few():
    sums = dict(reversed(line.split("  ")) for line in (glyphs.FONTS / "SHA256SUMS").read_text().splitlines())
    fonts = {path.name: path.read_bytes() for path in glyphs.FONTS.glob("*.ttf")}
    assert {name: hashlib.sha256(data).hexdigest() for name, data in fonts.items()} == sums
    assert sum(map(len, fonts.values())) < 12_000_000, "every checkout carries them"
