"""Another address: asked with a fact, proved, told to the earlier one, after a wait; and nothing late or astray."""

from datetime import timedelta

import pytest
from django.core import mail

from dsr import address_change, closures, engine, intake, journal, letters, parties, review, verification
from dsr.address_change import NewAddress
from dsr.clock import today
from dsr.errors import BadInput, Blocked, Changed
from dsr.journal import REQUESTER
from dsr.lifecycle import State
from dsr.models import AddressChange, Case, Letter
from dsr.models.address_change import ChangeState
from dsr.models.letter import LetterState
from tests.given import a_ledger, a_request, approved, at, drain, in_review, responded, staff
from tests.given_joins import again, letters_to, names
from tests.given_own_page import NEW, link_in, own_fact, press, waiting
from tests.given_systems import a_deletion, an_owner

pytestmark = pytest.mark.django_db
MARCH = at("2026-03-10T09:00:00-07:00")


@pytest.fixture(autouse=True)
def march(frozen) -> None:
    frozen(MARCH)


def asked(case: Case, address: str = NEW, delivery: str = "email") -> AddressChange:
    change = address_change.ask_change(case.pk, own_fact(case), NewAddress(delivery, address), key=press())
    drain()
    return change


def proved(case: Case) -> bool:
    token = link_in(case, "own-page/address-confirm", "/address/")
    found = address_change.change_by_token(token)
    assert found
    done = address_change.prove_address(found.secret)
    drain()
    return done


def stopped(case: Case) -> bool:
    found = address_change.stop_by_token(link_in(case, "own-page/address-told", "/address/stop/"))
    assert found
    done = address_change.stop_from_link(found.secret)
    drain()
    return done


def goes_to(case: Case) -> str:
    return parties.reply_to(again(case))["email"]


def state_of(change: AddressChange) -> str:
    return AddressChange.objects.get(pk=change.pk).state


def test_both_addresses_are_written_to_and_the_new_one_learns_nothing():
    case = in_review()
    Case.objects.filter(pk=case.pk).update(verified_at=MARCH)  # letters greet by name
    asked(case)
    told, confirm = mail.outbox[-2:]
    assert (told.to, confirm.to) == (["dana@example.com"], [NEW])
    assert "/address/stop/" in told.body
    for secret in ("Dana", "Whitlow", case.reference[:4], "dana@example.com", "/r/"):
        assert secret not in f"{confirm.subject} {confirm.body}"
    assert NEW not in told.body
    assert goes_to(case) == "dana@example.com"
    assert (again(case).state, again(case).due_safe) == (State.REVIEW, case.due_safe)


def test_proved_it_takes_effect_after_the_wait_and_is_acknowledged_there_anew(frozen):
    case = in_review()
    change = asked(case)
    assert proved(case)
    assert (state_of(change), goes_to(case)) == (ChangeState.PROVED, "dana@example.com")
    frozen(MARCH + timedelta(hours=73))
    drain()
    assert (state_of(change), goes_to(case)) == (ChangeState.DONE, NEW)
    assert mail.outbox[-1].to == [NEW]
    assert letters_to(case)[-1] == "acknowledgement"
    found = again(case)
    assert (found.state, found.due_safe, found.send_by) == (State.REVIEW, case.due_safe, case.send_by)
    assert address_change.new_address_of(AddressChange.objects.get(pk=change.pk)) == ""
    assert [one.fault for one in journal.verify_chain()] == [""]


def test_not_proved_it_never_takes_effect(frozen):
    case = in_review()
    change = asked(case)
    frozen(MARCH + timedelta(days=10))
    drain()
    assert (state_of(change), goes_to(case)) == (ChangeState.ASKED, "dana@example.com")
    assert proved(case)  # the wait is long over by then
    assert (state_of(change), goes_to(case)) == (ChangeState.DONE, NEW)


def test_without_the_fact_nothing_is_written_to_anybody():
    case = in_review()
    sent = len(mail.outbox)
    for _try in range(5):
        with pytest.raises(BadInput):
            address_change.ask_change(case.pk, ("code", "2222-2222"), NewAddress("email", NEW), key=press())
    with pytest.raises(Blocked, match="a week"):
        address_change.ask_change(case.pk, own_fact(case), NewAddress("email", NEW), key=press())
    drain()
    assert (len(mail.outbox), waiting(case)) == (sent, ["tries"])
    assert "facts-wrong" in names(case)


def test_who_reads_the_earlier_address_stops_it_and_people_look(frozen):
    case = in_review()
    change = asked(case)
    assert proved(case)
    assert stopped(case)
    assert not stopped(case)
    frozen(MARCH + timedelta(hours=73))
    drain()
    assert (state_of(change), goes_to(case), waiting(case)) == (ChangeState.STOPPED, "dana@example.com", ["not-mine"])


def test_staff_stop_it_with_a_reason():
    case = in_review()
    asked(case)
    with pytest.raises(BadInput):
        address_change.stop_at_desk(case.pk, staff(), seen=again(case).entry_count, note=" ")
    address_change.stop_at_desk(case.pk, staff(), seen=again(case).entry_count, note="She called: it was not her.")
    with pytest.raises(Changed):
        address_change.stop_at_desk(case.pk, staff(), seen=again(case).entry_count, note="Again.")
    assert not proved(case)
    assert goes_to(case) == "dana@example.com"


def test_what_was_decided_waits_for_it_and_goes_to_the_new_address(frozen):
    a_ledger()
    case = in_review()
    asked(case)
    approved(again(case))
    drain()
    assert again(case).state == State.WORKING  # no answer leaves while nobody knows where to
    assert proved(case)
    frozen(MARCH + timedelta(hours=73))
    drain()
    assert again(case).state == State.RESPONDED
    (response,) = Letter.objects.filter(case=case, is_response=True)
    assert letters.body_of(response)["to"] == NEW


def test_an_answer_is_never_late_for_it(frozen):
    a_ledger()
    case = in_review()
    day = case.send_by
    frozen(at(f"{day - timedelta(days=1)}T12:00:00-07:00"))
    asked(case)
    approved(again(case))
    drain()
    assert again(case).state == State.WORKING
    frozen(at(f"{day}T00:01:00-07:00"))
    drain()
    assert (again(case).state, today()) == (State.RESPONDED, day)
    assert mail.outbox[-1].to == ["dana@example.com"]  # nobody answered from the other


def test_on_the_day_to_send_by_an_address_that_answered_comes_before_one_that_never_did(frozen):
    a_ledger()
    case = in_review()
    day = case.send_by
    frozen(at(f"{day - timedelta(days=1)}T12:00:00-07:00"))
    asked(case)
    assert proved(case)
    approved(again(case))
    drain()
    frozen(at(f"{day}T00:01:00-07:00"))
    drain()
    assert again(case).state == State.RESPONDED
    response = Letter.objects.filter(case=case, is_response=True).latest("pk")
    assert letters.body_of(response)["to"] == NEW


def test_once_the_answer_is_in_the_outbox_it_is_too_late(frozen):
    a_ledger()
    case = approved(in_review())
    engine.advance(case.pk)
    assert again(case).state == State.RESPONDING
    with pytest.raises(Blocked):
        asked(case)
    drain()
    assert again(case).state == State.RESPONDED
    with pytest.raises(Blocked):
        asked(case)


def test_an_answer_that_came_back_is_sent_to_it(frozen):
    a_ledger()
    case = responded()
    letters.record_returned(case.pk, staff(), seen=again(case).entry_count)
    assert again(case).state == State.UNDELIVERED
    asked(case)
    assert proved(case)
    frozen(MARCH + timedelta(hours=73))
    drain()
    assert again(case).state == State.RESPONDED
    assert mail.outbox[-1].to == [NEW]


def test_a_deletion_that_rests_on_the_earlier_address_is_proved_anew(frozen, settings):
    settings.DECISION_WAIT = timedelta(minutes=10)
    an_owner()
    case = a_deletion()
    review.approve(case.pk, staff(), review.Approval("DELETE_COMPLETED"), seen=again(case).entry_count)
    asked(case)
    assert proved(case)
    frozen(MARCH + timedelta(hours=73))
    drain()
    found = again(case)
    assert (found.state, found.verified_at, found.outcome, found.decided_at) == (State.VERIFYING, None, "", None)
    assert mail.outbox[-1].to == [NEW]
    proof = verification.proof_of(found)
    assert proof and "email" not in proof.given
    assert found.due_safe == case.due_safe
    assert parties.subject_of(found)["email"] == "dana@example.com"  # what is found and deleted stays what was proved


def test_withdrawn_meanwhile_it_comes_to_nothing(frozen):
    case = in_review()
    asked(case)
    assert closures.withdraw_from_page(case.pk, own_fact(case))
    drain()
    assert not proved(case)
    frozen(MARCH + timedelta(days=20))
    drain()
    assert again(case).closure == "withdrawn"
    assert goes_to(case) == "dana@example.com"


def test_corrected_by_staff_meanwhile_their_address_stands(frozen):
    case = in_review()
    change = asked(case)
    letters.correct_address(
        case.pk, staff(), seen=again(case).entry_count, delivery="email", address="dana@third.example"
    )
    drain()
    proved(case)
    frozen(MARCH + timedelta(hours=73))
    drain()
    assert (state_of(change), goes_to(case)) == (ChangeState.LAPSED, "dana@third.example")


def test_two_tabs_ask_once_and_three_times_is_enough():
    case, key = in_review(), press()
    first = address_change.ask_change(case.pk, own_fact(case), NewAddress("email", NEW), key=key)
    assert address_change.ask_change(case.pk, own_fact(case), NewAddress("email", NEW), key=key) == first
    with pytest.raises(Blocked, match="waits already"):
        asked(case, "other@example.net")
    for _more in range(2):
        address_change.stop_at_desk(case.pk, staff(), seen=again(case).entry_count, note="No.")
        asked(case)
    address_change.stop_at_desk(case.pk, staff(), seen=again(case).entry_count, note="No.")
    with pytest.raises(Blocked, match="3 times"):
        asked(case)


@pytest.mark.parametrize("address", ["", "nobody", "DANA@example.com"])
def test_a_wrong_or_the_same_address_is_refused_before_the_fact_is_tried(address):
    case = in_review()
    with pytest.raises(BadInput):
        asked(case, address)
    assert not AddressChange.objects.exists()


def test_a_paper_address_is_proved_by_a_letter_there(frozen):
    case = in_review()
    change = asked(case, "7 Elm Street\nFresno, CA 93701", "mail")
    confirm = Letter.objects.get(case=case, name="own-page/address-confirm")
    assert (confirm.delivery, confirm.state) == ("mail", LetterState.TO_MAIL)
    body = letters.body_of(confirm)
    assert "7 Elm Street" in body["to"] and "Dana" not in body["text"]
    code = body["text"].split("your request: ")[1].split("\n")[0]
    assert address_change.enter_code(again(case), code)
    frozen(MARCH + timedelta(hours=73))
    drain()
    assert (state_of(change), again(case).delivery) == (ChangeState.DONE, "mail")


def test_what_came_together_changes_together(frozen):
    received = intake.receive(
        a_request(), REQUESTER, also=[a_request(kind="deletion", answers={"ca_resident": "yes", "extent": "all"})]
    )
    drain()
    first, (second,) = received.case, received.opened
    asked(again(second))
    assert Letter.objects.filter(name="own-page/address-told").count() == 1
    assert proved(second)
    frozen(MARCH + timedelta(hours=73))
    drain()
    assert (goes_to(first), goes_to(second)) == (NEW, NEW)
