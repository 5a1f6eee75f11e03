"""Who was told that a request had ended, and is acknowledged anew, reads that it goes on; nobody else reads of it."""

import pytest
from django.core import mail

from dsr import closures
from dsr.kinds import base
from dsr.models import Case
from tests.dsr.closures.test_withdrawal import asked, link_of, secret_of
from tests.given import a_case, at, drain, in_review, staff
from tests.given_corrections import WRONG_NAME
from tests.given_joins import again, letters_to

pytestmark = pytest.mark.django_db
SAID = "had ended. We go on with it after all."
ENTERED = {"channel": "email", "came_to": None}
ASKED = {
    "account-deletion": {"answers": {"ca_resident": "no", "extent": "account"}},
    "child": {"answers": {"wish": "delete"}, "is_for_another": True},
    "complaint": {"answers": {}, "sealed": {"text": "We print calendars."}},
    "correction": {"answers": {"ca_resident": "yes"}, "items": (WRONG_NAME,)},
    "deletion": {"answers": {"ca_resident": "yes", "extent": "all"}},
    "shine-the-light": {},
}


@pytest.fixture(autouse=True)
def march(frozen) -> None:
    frozen(at("2026-03-10T09:00:00-07:00"))


def opened_again(case: Case) -> Case:
    closures.open_again(case.pk, staff(), seen=again(case).entry_count, note="It was hers after all.")
    drain()
    return again(case)


def test_every_kind_that_acknowledges_is_tried():
    assert {kind.code for kind in base.every() if kind.letters.acknowledgement} == set(ASKED)


@pytest.mark.parametrize("kind", sorted(ASKED))
def test_what_was_called_a_mistake_goes_on(kind):
    case = in_review(kind=kind, actor=staff(), **ENTERED, **ASKED[kind])
    closures.close(case.pk, staff(), "mistake", seen=again(case).entry_count, note="Entered twice.")
    drain()
    told = len(mail.outbox)
    opened_again(case)
    [message] = mail.outbox[told:]
    # Where something is asked again, that stands first.
    assert message.subject.startswith(("We go on with your", "Confirm your request")) and SAID in message.body
    assert SAID in message.alternatives[0].content


def test_who_withdrew_and_comes_back_reads_that_we_go_on():
    case = in_review()
    asked(case)
    drain()
    assert closures.withdraw(secret_of(link_of(case)))
    drain()
    opened_again(case)
    assert letters_to(case)[-2:] == ["withdrawn", "acknowledgement"]
    assert SAID in mail.outbox[-1].body and "We go on with your request" in mail.outbox[-1].subject


def test_who_was_not_told_of_the_end_reads_nothing_of_it():
    case = a_case(actor=staff(), **ENTERED)
    closures.close(case.pk, staff(), "mistake", seen=again(case).entry_count, note="Entered twice.")
    opened_again(case)
    assert len(mail.outbox) == 1 and SAID not in mail.outbox[0].body
    assert "We have your request" in mail.outbox[0].subject


def test_the_word_that_it_ended_is_not_mailed_once_it_goes_on():
    paper = {"name": "Dana Whitlow", "postal": "9 Elm Court\nChico, CA 95926"}
    who = {"subject": {"name": "Dana Whitlow"}, "requester": paper}
    case = in_review(actor=staff(), delivery="mail", parties=who, **ENTERED)
    case.letters.update(state="mailed")
    closures.close(case.pk, staff(), "mistake", seen=again(case).entry_count, note="Entered twice.")
    assert case.letters.get(name="closure/mistake").state == "to-mail"
    opened_again(case)
    assert case.letters.get(name="closure/mistake").state == "replaced"
    newest = case.letters.latest("pk")
    assert (newest.name, newest.state) == ("shine-the-light/acknowledgement", "to-mail")
