"""What goes to a person for whom another wrote says that the other asked, told and sent, and never that they did."""

import re

import pytest

from dsr import letters, parties
from dsr.kinds import base
from dsr.models import Case
from dsr.models.case import Delivery
from tests.dsr.letters.composed_letter import EXTRA, a_report, case, made, prepare
from tests.dsr.letters.letter_measures import grade_of, prose_of, said_in_html, said_in_text, words_in
from tests.dsr.letters.test_letter_measures import HIGHEST_GRADE, MOST_IN_SUBJECT, MOST_WORDS
from tests.dsr.letters.test_words_to_an_agent import BY_AGENTS, for_another

__all__ = ["case", "made"]

pytestmark = pytest.mark.django_db

# What only who wrote did. “You confirmed” is of who got the link; what staff typed of a bill is their own.
DID = re.compile(r"(?i)\byou (?:have |also )?(?:asked|told|wrote|sent|gave|said|named|made|withdrew|chose|want)\b")
_NOT_OURS = ("The bill you sent is of another year.", "We were told that you want to withdraw", "Reply if you want us")
READERS = [(kind, name) for kind, name in BY_AGENTS if name not in parties.letters_to_writer(base.get(kind))]


def to_the_person(case: Case, kind: str, name: str) -> letters.ComposedLetter:
    """The letter of a case that an agent sent, at the person's own address."""
    for_another(case)
    prepare(case, name, kind)
    reader = parties.Reader({"email": "dana@example.com", "name": "Dana Whitlow"}, Delivery.EMAIL, is_person=True)
    return letters.compose(case, name, compilation=a_report(), extra=EXTRA, to=reader)


def claims(said: str) -> list[str]:
    plain = " ".join(said.split())
    for words in _NOT_OURS:
        plain = plain.replace(words, "")
    return [f"…{plain[max(0, one.start() - 60) : one.end() + 60]}…" for one in DID.finditer(plain)]


@pytest.mark.parametrize(("kind", "name"), READERS)
def test_a_letter_to_the_person_says_who_asked(case, kind, name):
    letter = to_the_person(case, kind, name)
    assert claims(letter.subject) + claims(letter.text) == []
    assert "Kim Agent" in letter.text or name == base.letters.ADDRESS_CONFIRM
    measured(letter)
    assert said_in_text(letter.text) == said_in_html(letter.html)


@pytest.mark.parametrize(
    ("said", "is_found"),
    [("On May 1 you asked us.", True), ("You withdrew it.", True), ("You can ask us. Kim asked.", False)],
)
def test_what_only_the_other_did_is_found(said, is_found):
    assert bool(claims(said)) == is_found


def measured(letter: letters.ComposedLetter) -> None:
    """As short and plain as to who asks for themselves, beside the two sentences that say why it comes to them."""
    prose = re.sub(
        r"^Kim Agent wrote to us for you, .*?So our answer goes to you, and not to them\.", "", prose_of(letter.text)
    )
    assert len(letter.subject) <= MOST_IN_SUBJECT
    assert len(words_in(prose)) <= MOST_WORDS, prose
    assert grade_of(prose) <= HIGHEST_GRADE, prose
