"""What may stand in a name, and what no name holds."""

import pytest

from dsr.errors import BadInput
from dsr.formats.short_words import initials_of, leads_elsewhere, refuse_no_name, refuse_turned

NAMES = (
    *(
        "Dana Whitlow",
        "J.R. Smith",
        "J. R. R. Tolkien",
        "O'Neill-Ruíz",
        "李小龍",
        "Łukasz",
        "Dr. K. Ali, M.D.",
        "X Æ A-12",
    ),
    *("नर\u200dसिंह", "می\u200cخواهم", "\u200fמשה", "St. John", "Marlowe & Sons, Inc.", "3M"),
)


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_taken_with_the_joiners_and_marks_that_its_script_needs(name):
    refuse_no_name(name)


@pytest.mark.parametrize(
    "name",
    [
        *("go to https://evil.example/login", "evil.example", "www.evil", "EVIL.COM now", "пример.рф", "evil。com"),
        *(
            "evil．com",
            "me@evil",
            "mailto:x",
            "tel:5550100",
            "xn--e1afmkfd.xn--p1ai",
            "ｅｖｉｌ.ｃｏｍ",
            "javascript:x",
        ),
        *("evil\u200b.com", "evil.\u200bcom", "evil.c\u00adom", "bit\u2060.ly/x", "www\u200b.evil", "evil\u034f.com"),
        *("203.0.113.9/login", "http:/evil", "//evil/x", r"\\evil\x", "callto:5550100", "facetime:x"),
    ],
)
def test_nothing_in_a_name_leads_elsewhere(name):
    assert leads_elsewhere(name)
    with pytest.raises(BadInput, match="without web or email addresses"):
        refuse_no_name(name)


@pytest.mark.parametrize("letter", ["\u202e", "\u202a", "\u2066", "\u2069", "\x00", "\x1b", "\ue000", "\ud83d"])
def test_what_turns_the_writing_around_or_cannot_be_shown_is_refused(letter):
    for refuse in (refuse_no_name, refuse_turned):
        with pytest.raises(BadInput, match="cannot be shown"):
            refuse(f"Dana{letter} Whitlow")


@pytest.mark.parametrize("name", ["", "-", "555 0100", "!!!", "\u200d", "😀"])
def test_a_name_has_a_letter(name):
    with pytest.raises(BadInput, match="at least one letter"):
        refuse_no_name(name)


def test_initials_tell_no_more_than_a_few_letters():
    assert initials_of("Dana Ruth Whitlow") == "D. R. W."
    assert initials_of("c a l l m e n o w") == "C. A. L. L. M. E."
    assert initials_of("- 42") == "?"
