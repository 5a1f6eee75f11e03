"""A letter on the page reads in any width, and says every word that was sent."""

import re

import pytest

from dsr import letters
from dsr.models import Letter
from portal.public.request_page.letter_text import parts_of
from tests.given import a_ledger, responded


def words(text: str) -> list[str]:
    return [word for word in text.split() if not re.fullmatch(r"=+|-+|\*", word)]


def test_headings_lists_addresses_and_broken_lines_are_told_apart():
    text = (
        "Hello,\n\nA title\n=======\nThis line was broken by its length, as the text is seventy-six characters\n"
        "wide.\n\n* A first item that is so long that it goes on in the next line (Cal. Civ.\n  Code § 1798.83)\n"
        "* Another\n\n1. Alder\n   1 Main Street\n   Fresno, CA"
    )
    assert [(part.shape, part.lines) for part in parts_of(text)] == [
        ("lines", ("Hello,",)),
        ("heading", ("A title",)),
        ("lines", ("This line was broken by its length, as the text is seventy-six characters wide.",)),
        (
            "list",
            (
                "A first item that is so long that it goes on in the next line (Cal. Civ. Code § 1798.83)",
                "Another",
            ),
        ),
        ("lines", ("1. Alder", "1 Main Street", "Fresno, CA")),
    ]


@pytest.mark.django_db
def test_no_word_of_a_response_is_lost():
    a_ledger()
    for letter in Letter.objects.filter(case=responded()):
        text = letters.body_of(letter)["text"]
        assert words(" ".join(line for part in parts_of(text) for line in part.lines)) == words(text)


@pytest.mark.parametrize("gap", ["\v\v", "\u2028\u2028", "\r\r"])
def test_breaks_that_a_word_processor_makes_are_breaks(gap):
    assert parts_of(f"Two archives are slow.{gap}We look by hand.\n")[0].lines == (
        "Two archives are slow.",
        "We look by hand.",
    )
