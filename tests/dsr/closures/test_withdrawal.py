"""A person withdraws their request: through a link to the address on file, before any response left."""

import re

import pytest
from django.core import mail

from dsr import closures, disclosures, journal, letters, repeats, review, verification
from dsr.clock import now
from dsr.closures import withdrawal
from dsr.errors import BadInput, Blocked, NotAllowed
from dsr.lifecycle import State, Who
from dsr.models import Case, Letter, Secret, Step, Verification
from dsr.models.case import Delivery
from dsr.models.letter import LetterState
from dsr.models.system import StepState
from dsr.verification import FOR_WITHDRAWAL
from tests.given import a_case, a_ledger, approved, at, drain, in_review, staff
from tests.given_joins import again, letters_to, names
from tests.given_systems import a_deletion, an_owner, granted

pytestmark = pytest.mark.django_db
SAID = "She called from the number on file and said that she needs no answer."


@pytest.fixture(autouse=True)
def march(frozen) -> None:
    frozen(at("2026-03-10T09:00:00-07:00"))


def asked(case: Case, note: str = SAID, who: Who = Who.REVIEWER) -> Case:
    return closures.ask_withdrawal(case.pk, staff(who), seen=again(case).entry_count, how="phone", note=note)


def link_of(case: Case) -> str:
    letter = Letter.objects.filter(case=case, name="closure/withdrawal").latest("pk")
    found = re.search(r"/withdraw/([\w-]{20,})/", letters.body_of(letter)["text"])
    assert found
    return found[1]


def secret_of(token: str) -> Secret:
    found = verification.find_secret(FOR_WITHDRAWAL, token)
    assert found
    return found.secret


def test_the_link_goes_to_the_address_on_file_and_nothing_is_withdrawn_before_it_is_pressed():
    case = in_review()
    asked(case)
    drain()
    assert mail.outbox[-1].to == ["dana@example.com"]
    assert "you want to withdraw" in mail.outbox[-1].body
    assert again(case).state == State.REVIEW
    assert closures.withdraw(secret_of(link_of(case)))
    drain()
    ended = again(case)
    assert (ended.state, ended.closure, ended.outcome) == (State.CLOSED, "withdrawn", "")
    assert letters_to(case) == ["acknowledgement", "withdrawal", "withdrawn"]
    assert "You withdrew your request" in mail.outbox[-1].body
    assert case.entries.get(name="close").who == Who.REQUESTER
    assert [one.fault for one in journal.verify_chain()] == [""]


def test_pressed_twice_it_is_withdrawn_once():
    case = in_review()
    asked(case)
    drain()
    secret = secret_of(link_of(case))
    assert closures.withdraw(secret)
    assert not closures.withdraw(secret)
    assert names(case).count("close") == 1
    assert letters_to(case).count("withdrawn") == 1


def test_the_letter_is_written_once_however_often_its_work_is_done():
    case = in_review()
    asked(case)
    assert closures.send_withdrawal_link(case.pk)
    assert not closures.send_withdrawal_link(case.pk)
    drain()
    assert letters_to(case).count("withdrawal") == 1
    assert Secret.objects.filter(purpose=FOR_WITHDRAWAL).count() == 1


def test_asked_again_the_earlier_link_ends_and_nobody_is_pestered():
    case = in_review()
    asked(case)
    drain()
    first = link_of(case)
    for _more in range(closures.MOST_ASKED - 1):
        asked(case)
        drain()
    found = verification.find_secret(FOR_WITHDRAWAL, first)
    assert found and not found.is_live
    with pytest.raises(BadInput, match="Enough letters"):
        asked(case)


def test_a_withdrawn_request_leaves_the_year_open():
    a_ledger()
    first = in_review()
    asked(first)
    drain()
    closures.withdraw(secret_of(link_of(first)))
    second = in_review()
    assert not review.suggest_duplicates(second)
    assert not repeats.find_earlier_responses(second)
    assert "ALREADY_ANSWERED" not in {one.code for one in review.decline_reasons(second)}


def test_what_waits_to_be_mailed_is_not_mailed_and_the_confirmation_is():
    a_ledger()
    paper = {"name": "Dana Whitlow", "postal": "9 Elm Court\nChico, CA 95926"}
    case = in_review(delivery=Delivery.MAIL, parties={"subject": {"name": "Dana Whitlow"}, "requester": paper})
    asked(case)
    drain()
    approved(again(case))
    drain()
    assert again(case).state == State.RESPONDING
    assert closures.withdraw(secret_of(link_of(case)))
    waiting = Letter.objects.filter(case=case, state=LetterState.TO_MAIL)
    assert [letter.name for letter in waiting] == ["closure/withdrawn"]


def test_once_the_response_left_it_is_too_late():
    a_ledger()
    case = in_review()
    asked(case)
    drain()
    secret = secret_of(link_of(case))
    approved(again(case))
    drain()
    assert again(case).state == State.RESPONDED
    assert not closures.withdraw(secret)
    shown = closures.withdrawal_of(secret, is_live=True)
    assert shown and shown.state == closures.WithdrawalState.TOO_LATE
    with pytest.raises(Blocked):
        asked(case)


def test_once_something_was_done_in_a_system_it_is_answered_with_what_was_done():
    an_owner()
    case = granted(a_deletion())
    with pytest.raises(Blocked, match="Something was done already"):
        asked(case)


@pytest.mark.parametrize("kind", ["opt-out", "unsubscribe", "child"])
def test_a_stop_or_what_is_known_of_a_child_is_not_withdrawn(kind):
    case = a_case(kind=kind, answers={"stops": "sale", "wish": "delete"})
    assert closures.why_not_withdrawn(case)
    with pytest.raises((Blocked, NotAllowed)):
        asked(case)


def test_an_agent_who_showed_no_permission_withdraws_nothing():
    case = in_review(is_for_another=True)
    assert "no permission" in closures.why_not_withdrawn(case)


def test_staff_write_what_was_said_and_a_viewer_cannot():
    case = in_review()
    with pytest.raises(BadInput, match="Write what"):
        asked(case, note=" ")
    with pytest.raises(NotAllowed):
        asked(case, who=Who.VIEWER)
    assert not mail.outbox[1:]


def test_it_is_opened_again_where_the_person_did_not_mean_it():
    a_ledger()
    case = in_review()
    asked(case)
    drain()
    closures.withdraw(secret_of(link_of(case)))
    closures.open_again(case.pk, staff(), seen=again(case).entry_count, note="She wrote that she did not.")
    drain()
    assert again(case).state == State.REVIEW
    report = disclosures.request_compilation(again(case), "shine-the-light")
    drain()
    report.refresh_from_db()
    review.approve(
        case.pk, staff(), review.Approval(report.outcome, compilation_id=report.pk), seen=again(case).entry_count
    )
    drain()
    assert again(case).state == State.RESPONDED


def test_of_a_joined_request_nothing_is_called_undone_once_the_other_acted_for_both():
    owner, first = an_owner(), a_deletion()
    second = in_review(kind="deletion", answers={"ca_resident": "yes", "extent": "all"})
    Case.objects.filter(pk=second.pk).update(joined_to=first)
    said = withdrawal.done_so_far(Case.objects.get(pk=second.pk))
    assert "For this request we deleted and changed nothing." in said
    Step.objects.filter(case=first, system=owner).update(state=StepState.DONE)
    said = withdrawal.done_so_far(Case.objects.get(pk=second.pk))
    assert not any("nothing" in one for one in said)


@pytest.mark.parametrize(
    ("is_verified", "matched", "is_said"),
    [(True, ["email", "name"], True), (True, [], False), (False, ["email"], False)],
)
def test_that_we_compared_what_was_given_is_said_where_points_matched_alone(is_verified, matched, is_said):
    """Who pressed a link, or was signed in, gave nothing to compare."""
    case = in_review(kind="deletion", answers={"ca_resident": "yes", "extent": "all"})
    Case.objects.filter(pk=case.pk).update(verified_at=now() if is_verified else None)
    Verification.objects.filter(case=case).update(points_matched=matched)
    said = withdrawal.done_so_far(Case.objects.get(pk=case.pk))
    assert any("We compared" in one for one in said) is is_said
    assert "We wrote to you about your request." in said
