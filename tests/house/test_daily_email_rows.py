"""Each list of the daily email tells what is recorded, and nothing of it without its record or against it."""

import pytest
from django.db import transaction
from django.template.base import Template
from django.template.engine import Engine

from dsr import letters
from dsr.letters import daily_email
from dsr.lifecycle import State
from dsr.models import Account, Case
from tests import given
from tests.given_facts import of_queue, of_staff
from tests.given_facts.of_queue import READER
from tests.given_facts.tried import Told
from tests.house.templates import Sentence, sentences
from tests.house.test_fact_records import _pattern, _plain
from tests.house.test_outside_letters import LIST
from tests.house.test_plain_sentences import listed

_AT = given.at("2026-03-12T09:00:00-07:00")
# What states of no row that it is so, or is a row's date under a heading that is tried.
FRAME = {
    *("Privacy requests on %(day)s", "The desk:", "Queue", "Outgoing", "All that is due"),
    "Stuck work",
    *("print and mail it by %(day)s", "send by %(due)s"),
}
TRIED = {**of_queue.TRIED, **of_staff.TRIED}
# The words that are tried on one request: what they tell of is its year, its law, or any request's.
_OF_DELETION = {
    *("notices", 'notice.stand == "lost"', 'notice.stand == "refused"', "notice.is_recordable", "acknowledge"),
    *("law_day", "proofs", "silent"),
    *("tellings", "kept", "one.is_hold", "summary.to_mail"),
}
_OF_OPEN_YEAR = {"years", "one.lapsed", "rest", "rest_known"}
_OF_ANY = set(TRIED) - _OF_DELETION - _OF_OPEN_YEAR


def _by_word(template: str | Template = "letters/daily.txt") -> dict[str, list[Sentence]]:
    """The sentences of the email by the word that they tell of; those of the frame tell of none, and one that no list
    has tells of itself."""
    known = listed(LIST.read_text())
    found: dict[str, list[Sentence]] = {}
    for one in sentences(template):
        found.setdefault(known.get(one.text, one.text), []).append(one)
    return found


SAID = _by_word()


def test_every_sentence_of_the_email_tells_of_rows_that_are_tried() -> None:
    assert {one.text for one in SAID[""]} == FRAME
    assert set(SAID) - {""} == set(TRIED)


@pytest.fixture
def reader(frozen) -> Account:
    frozen(_AT)
    return Account.objects.create(email=READER, role="administrator")


def _case(words: set[str]) -> Case:
    """A request that no list has yet."""
    given.a_ledger(complete=words is not _OF_OPEN_YEAR)
    if words is not _OF_DELETION:
        return given.in_review()
    party = {"name": "Dana Whitlow", "postal": "12 Sample Street\nOakland, CA 94607"}
    case = given.in_review(
        kind="deletion",
        answers={"ca_resident": "yes", "extent": "all"},
        parties={"subject": {"name": "Dana Whitlow"}, "requester": party},
        delivery="mail",
    )
    assert case.state == State.VERIFYING
    return case


def _says(word: str, reader: Account, case: Case, told: Told) -> list[bool]:
    """Of each sentence, whether the email says it: a heading anywhere, the words of a row beside what it names."""
    message = letters.compose_daily_email(reader)
    lines = [_plain(line) for line in message.body.splitlines()] if message else []
    rows = [line for line in lines if told.names(Case.objects.get(pk=case.pk)) in line]
    said = SAID[word]
    found = [any(_pattern(one.text).search(line) for line in (lines if _is_heading(one) else rows)) for one in said]
    return [*found, all(found) and bool(rows)]


def _is_heading(sentence: Sentence) -> bool:
    return sentence.text.endswith((":", "."))


@pytest.mark.django_db
@pytest.mark.parametrize("words", [_OF_DELETION, _OF_OPEN_YEAR, _OF_ANY], ids=["deletion", "open-year", "any"])
def test_the_email_tells_of_rows_as_they_stand_and_else_not(reader, frozen, words):
    case = _case(words)
    for word in sorted(words):
        told = TRIED[word]
        for change, is_said in ((told.absent, False), (told.contrary, False), (told.present, True)):
            with transaction.atomic():
                change(case)
                assert _says(word, reader, case, told) == [is_said] * (len(SAID[word]) + 1), word
                transaction.set_rollback(True)
            frozen(_AT)


@pytest.mark.django_db
def test_a_list_that_asks_too_little_of_its_rows_is_found(reader, monkeypatch):
    """Planted: every step that waits for its owner is one whose owner is silent."""
    monkeypatch.setattr(daily_email, "SILENT", {"", *daily_email.SILENT})
    case, told = _case(_OF_DELETION), TRIED["silent"]
    told.absent(case)
    assert all(_says("silent", reader, case, told))


def test_a_sentence_that_is_planted_into_the_email_is_found() -> None:
    planted = Engine.get_default().from_string(
        '{% load i18n %}{% if gone %}{% translate "Nothing waits any more:" %}{% endif %}'
    )
    assert set(_by_word(planted)) - set(TRIED) == {"Nothing waits any more:"}
