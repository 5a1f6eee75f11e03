"""Every letter of every kind keeps its measures: subject, length, grade, one button, and the same in both forms."""

import re

import pytest
from django.template import Context
from django.template.engine import Engine

from dsr.formats.law_numbers import LAW_NUMBERS, law_numbers
from dsr.kinds import base
from tests.dsr.letters.composed_letter import EXTRA, LETTERS
from tests.dsr.letters.letter_measures import (
    GOLDEN,
    grade_of,
    long_sentences,
    parts_of,
    prose_of,
    said_in_html,
    said_in_text,
    words_in,
)
from tests.house.templates import sentences

NAMES = sorted({name for _kind, name in LETTERS})
MOST_IN_SUBJECT, MOST_WORDS, HIGHEST_GRADE = 60, 150, 8.0
# Something is asked: the verb stands first.
VERBS = ("Answer ", "Confirm ", "Reply ", "Send ", "Stop ", "Tell us ")
_LONGEST = {
    **dict.fromkeys(("promised_on", "link_ends_on", "received_on"), "September 30, 2026"),
    **{"reference": "MMMM-MMMM-MMM", "link": "http://localhost/", "year": "2026"},
}


def _letter(name: str) -> tuple[str, str, str]:
    return parts_of((GOLDEN / f"{name.replace('/', '.')}.txt").read_text())


def _asks(name: str) -> bool:
    """What carries a link to a button of its own, or asks for a reply."""
    kinds = [kind for kind in base.every() if kind.proof is not None]
    asks = {kind.proof_rules.fresh_link for kind in kinds} | {kind.proof_rules.reminder for kind in kinds}
    for kind in base.every():
        asks |= {kind.agents.permission, kind.agents.permission_reminder, kind.agents.missing}
        asks |= {kind.letters.question, kind.letters.withdrawal}
    asks |= {base.letters.ADDRESS_CONFIRM, base.letters.ADDRESS_TOLD}
    return name in asks | {kind.letters.acknowledgement for kind in kinds} | {kind.letters.several for kind in kinds}


def _waits_for_reply(name: str) -> bool:
    """It says what to send or to answer, in any way: no link, and no button."""
    return name.endswith(("/defective", "/excessive-fee"))


def subjects_of(name: str) -> set[str]:
    """As it reads to who asks for themselves or for another, at its longest, whatever else holds."""
    template = Engine.get_default().get_template(f"letters/{name}/subject.txt")
    shown = set()
    for for_self in ("yes", "no"):
        for gone in ((), ("link",), ("link", "promised_on"), ("goes_on", "link"), ("goes_on", "link", "promised_on")):
            words = {**_LONGEST, "for_self": for_self, "goes_on": "yes", LAW_NUMBERS: law_numbers()}
            words |= dict.fromkeys(gone, "")
            shown.add(" ".join(template.render(Context(words, autoescape=False)).split()))
    return shown


@pytest.mark.parametrize("name", NAMES)
def test_a_subject_is_short_and_asks_with_its_first_word(name):
    for subject in subjects_of(name):
        assert len(subject) <= MOST_IN_SUBJECT, subject
        assert subject.startswith(VERBS) or not _waits_for_reply(name), subject
    assert _letter(name)[0].startswith(VERBS) == (_asks(name) or _waits_for_reply(name))


@pytest.mark.parametrize("name", NAMES)
def test_a_letter_is_short_and_plain(name):
    prose = prose_of(_letter(name)[1])
    assert len(words_in(prose)) <= MOST_WORDS
    assert grade_of(prose) <= HIGHEST_GRADE


@pytest.mark.parametrize("name", NAMES)
def test_no_sentence_of_a_letter_is_long_in_any_of_its_branches(name):
    said = (one.text for file in ("body.txt", "subject.txt") for one in sentences(f"letters/{name}/{file}"))
    assert [long for text in said for long in long_sentences(text)] == []


@pytest.mark.parametrize(
    ("text", "is_long"),
    [("We " + "really " * 23 + "wait.", False), ("We " + "really " * 24 + "wait.", True), ("We wait. " * 20, False)],
)
def test_a_long_sentence_is_found(text, is_long):
    assert bool(long_sentences(text)) == is_long


@pytest.mark.parametrize("name", NAMES)
def test_both_forms_say_the_same(name):
    subject, text, page = _letter(name)
    assert said_in_text(text) == said_in_html(page)
    assert f"<h1>{subject}</h1>" in page


@pytest.mark.parametrize("name", [name for name in NAMES if _asks(name)])
def test_what_is_asked_comes_first_with_one_button(name):
    """At most two sentences before the button, and its address in words below."""
    _subject, text, page = _letter(name)
    if EXTRA["link"] not in text:  # a reply is asked for
        assert re.search(r"\bplease reply\b", text.split("\n\n")[1], re.IGNORECASE) or "reply" in text[:400]
        return
    before = text.partition(EXTRA["link"])[0].split("\n\n")[1:-1]
    assert sum(len(re.findall(r"[.?!](?:\s|$)", one.replace("Inc. ", "Inc "))) for one in before) <= 5
    assert page.count('class="button"') == 1
    assert page.index('class="button"') < page.index(f">{EXTRA['link']}</a>")


def test_long_words_wrap_and_no_letter_carries_a_checksum():
    for name in NAMES:
        _subject, text, page = _letter(name)
        assert "overflow-wrap: anywhere" in page, name
        assert not re.search(r"\b[0-9a-f]{64}\b", text + page), name


@pytest.mark.parametrize(
    ("prose", "is_plain"),
    [
        ("We deleted it. You need not do more.", True),
        ("Notwithstanding the aforementioned considerations, verification necessitates documentation.", False),
    ],
)
def test_hard_words_are_found(prose, is_plain):
    assert (grade_of(prose) <= HIGHEST_GRADE) == is_plain


def test_of_a_long_letter_each_word_outside_lists_counts():
    text = "Hello,\n\n" + "One two three. " * 60 + "We kept this:\n\n- Books: all of it\n\nReference: A"
    assert len(words_in(prose_of(text))) == 180


# To an address that nobody answered from yet; and of several requests, whose list has a link of each.
WITHOUT_LINK = {base.letters.ADDRESS_CONFIRM, *(kind.letters.several for kind in base.every())}


@pytest.mark.parametrize("name", [name for name in NAMES if name not in WITHOUT_LINK])
def test_each_letter_leads_to_the_page_of_its_request(name):
    _subject, text, page = _letter(name)
    assert all(re.search(r"/r/\w{4}-\w{4}-\w{4}/", said) for said in (text, page))
