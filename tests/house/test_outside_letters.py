"""Mails to companies and to owners of systems state what is recorded, and nothing of it without its record."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from django.core import mail
from django.db import transaction
from django.template.base import Template
from django.template.engine import Engine

from dsr import third_party_notices
from dsr.fulfilment import ways
from dsr.fulfilment.ways import owner_facts
from dsr.kinds import base
from dsr.models import Letter, Provider, Step, ThirdPartyNotice
from dsr.models.system import StepState
from dsr.reasons import Reason
from dsr.third_party_notices import messages, notice_facts
from tests.dsr.letters.composed_letter import case, made
from tests.given_facts.of_outside import TRIED, Change
from tests.house.source import REPOSITORY
from tests.house.templates import sentences
from tests.house.test_fact_records import _pattern, _plain
from tests.house.test_kinds import FILES
from tests.house.test_plain_sentences import listed

__all__ = ["case", "made"]

LIST = Path(__file__).parent / "plain_sentences_outside.txt"
LETTERS = REPOSITORY / "templates" / "letters"
FOLDERS = ("telling", "owner")
FACTS: Mapping[str, base.Fact] = {fact.name: fact for fact in (*notice_facts.FACTS, *owner_facts.OF_MAIL.values())}
# Given to the letters by the verbs, or a list of the daily email: what tells of one stands where it is.
_GONE = {fact.name: fact.word for fact in notice_facts.IF_RECORDED}


def outside_templates() -> list[str]:
    """Every template of letters that no kind declares: what goes to companies, to owners and to staff."""
    declared = {
        f"letters/{letter.name}/{file}" for kind in base.every() for letter in kind.letters.declared for file in FILES
    }
    found = [f"letters/{path.relative_to(LETTERS)}" for path in sorted(LETTERS.rglob("*")) if path.is_file()]
    shared = ("letters/parts/", "letters/base.html", "letters/mail.typ")  # parts of others; no word of their own
    return [name for name in found if name not in declared and not name.startswith(shared)]


def faults(name: str, template: str | Template, known: Mapping[str, str]) -> list[str]:
    """What a mail says that neither declares its fact nor is listed; and a mail out of the house that states none."""
    said = list(sentences(template))
    found = []
    for sentence in said:
        for fact in sentence.facts:
            if fact not in FACTS:
                found.append(f"{name}: states {fact}, of which no record is known")
            elif fact in _GONE and _GONE[fact] not in sentence.conditions:
                found.append(f"{name}: states {fact} outside “if {_GONE[fact]}”")
        if not sentence.facts and sentence.text not in known:
            found.append(f"{name}: {sentence.text}")
        elif not sentence.facts and (word := known[sentence.text]) and word not in sentence.conditions:
            found.append(f"{name}: without {word}: {sentence.text}")
    if name.split("/")[1] in FOLDERS and not any(sentence.facts for sentence in said):
        found.append(f"{name}: declares no fact")
    return found


def test_every_sentence_states_its_fact_or_is_listed() -> None:
    known = listed(LIST.read_text())
    assert [fault for name in outside_templates() for fault in faults(name, name, known)] == [], LIST
    said = {sentence.text for name in outside_templates() for sentence in sentences(name) if not sentence.facts}
    assert sorted(known.keys() - said) == []


def test_every_fact_is_stated_and_tried() -> None:
    stated = {fact for name in outside_templates() for one in sentences(name) for fact in one.facts}
    orders = {fact.name for fact in notice_facts.OF_ORDER.values()}  # their sentences are the order itself
    assert stated | orders == set(FACTS)
    assert set(TRIED) == set(FACTS)


@pytest.mark.parametrize(
    ("name", "planted", "fault"),
    [
        ("letters/telling/new.txt", '{% translate "Hello," %}', "declares no fact"),
        ("letters/owner/new.txt", '{% translate "All of it is deleted." %}', "All of it is deleted."),
        ("letters/owner/new.txt", '{% translate "It is so." context "states so" %}', "no record is known"),
        (
            "letters/telling/new.txt",
            '{% translate "You got it." context "states got-information" %}',
            "outside “if got_information”",
        ),
        ("letters/daily.txt", '{% translate "Late:" %}', "without overdue: Late:"),
        ("letters/daily.txt", '{% if overdue %}{% translate "Late:" %}{% endif %}', ""),
        ("letters/owner/new.txt", '{% translate "Keep it." context "states owner-keeps" %}', ""),
    ],
)
def test_a_planted_fault_is_found(name: str, planted: str, fault: str) -> None:
    template = Engine.get_default().from_string(f"{{% load i18n %}}{planted}")
    found = faults(name, template, {"Hello,": "", "Late:": "overdue"})
    assert any(fault in one for one in found) if fault else found == []


def test_a_new_file_is_one_that_must_declare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "telling").mkdir()
    (tmp_path / "telling" / "new.txt").write_text("x")
    monkeypatch.setitem(globals(), "LETTERS", tmp_path)
    assert outside_templates() == ["letters/telling/new.txt"]


# -- each fact, absent, contrary and present --


def _notice(of) -> ThirdPartyNotice:
    found = ThirdPartyNotice.objects.select_related("case__business", "provider").get(message_id="m1")
    ThirdPartyNotice.objects.filter(pk=found.pk).update(state="wanted", due_on=of.due_safe, how="email")
    return again(found)


def again(row):
    return type(row).objects.select_related("case__business", "case__brand").get(pk=row.pk)


def _said(name: str, fact: base.Fact, shown: str) -> bool:
    return any(
        _pattern(one.text).search(_plain(shown)) for one in sentences(f"letters/{name}") if fact.name in one.facts
    )


def _notice_says(notice: ThirdPartyNotice, fact: base.Fact) -> list[bool]:
    mailed, paper = messages.mail(notice, "c@example.com", "token").body, messages.letter(notice, "1 Elm").text
    return [_said("telling/mail.txt", fact, mailed), _said("telling/paper.txt", fact, paper)]


@pytest.mark.django_db
@pytest.mark.parametrize("fact", notice_facts.IF_RECORDED, ids=lambda fact: fact.name)
def test_a_company_reads_a_fact_as_it_is_recorded_and_else_not(case, fact):
    notice, tried = _notice(case), TRIED[fact.name]
    TRIED["deletion-told"].present(notice)
    tried.present(notice)
    assert _notice_says(again(notice), fact) == [True, True]
    for change in (tried.absent, tried.contrary):
        with transaction.atomic():
            change(notice)
            assert fact.lacks(again(notice))
            assert _notice_says(again(notice), fact) == [False, False]
            transaction.set_rollback(True)


def _sends(notice: ThirdPartyNotice) -> tuple[bool, str]:
    """Whether a mail left, and why it waits for a person."""
    before = len(mail.outbox)
    third_party_notices.send_notice(notice.pk, is_last=True)
    return len(mail.outbox) > before, again(notice).reason


@pytest.mark.django_db
@pytest.mark.parametrize("fact", notice_facts.OF_ORDER.values(), ids=lambda fact: fact.name)
def test_an_order_goes_out_only_while_what_it_tells_is_recorded(case, fact):
    notice, tried = _notice(case), TRIED[fact.name]
    tried.present(notice)
    for change in (tried.absent, tried.contrary):
        with transaction.atomic():
            change(notice)
            assert _sends(again(notice)) == (False, Reason.TELLING_NOT_ON_RECORD)
            transaction.set_rollback(True)
    assert _sends(again(notice)) == (True, "")


@pytest.mark.django_db
def test_who_is_neither_a_provider_nor_a_recipient_is_told_nothing(case):
    notice = _notice(case)
    TRIED["deletion-told"].present(notice)
    Provider.objects.update(is_active=False)
    assert _sends(again(notice)) == (False, Reason.TELLING_NOT_ON_RECORD)
    assert not Letter.objects.filter(name__startswith="telling").exists()


def _owner_says(step: Step, name: str, fact: base.Fact) -> bool:
    message = ways.message_to_owner(step.pk)
    return message is not None and _said(f"owner/{name}.txt", fact, message.body)


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "fact"), owner_facts.OF_MAIL.items(), ids=owner_facts.OF_MAIL)
def test_an_owner_reads_a_fact_as_it_is_recorded_and_else_not(case, name, fact):
    case.kind = "deletion"
    type(case).objects.filter(pk=case.pk).update(kind="deletion")
    step, tried = Step.objects.filter(case=case, action="delete", state=StepState.DONE).first(), TRIED[fact.name]
    tried.present(step)
    assert _owner_says(step, name, fact)

    def is_silent(change: Change) -> bool:
        with transaction.atomic():
            change(step)
            silent = bool(fact.lacks(again(step))) and not _owner_says(step, name, fact)
            transaction.set_rollback(True)
        return silent

    assert is_silent(tried.absent) and is_silent(tried.contrary)


@pytest.mark.django_db
def test_a_fact_that_rests_on_nothing_is_found(case, monkeypatch):
    """Planted: the desk takes for granted that the company processes for us."""
    notice, fact = _notice(case), notice_facts.PROCESSES_FOR_US
    TRIED["deletion-told"].present(notice)
    TRIED[fact.name].contrary(notice)
    monkeypatch.setitem(fact.__dict__, "lacks", lambda _notice: "")
    assert _notice_says(again(notice), fact) == [True, True]
