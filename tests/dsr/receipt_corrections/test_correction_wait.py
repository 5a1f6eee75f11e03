"""A correction waits before it takes effect: nothing passes it by, and until then it is taken back without a trace."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core import mail
from django.forms.models import model_to_dict

from dsr import closures, documents, engine, intake, journal, letters, receipt_corrections
from dsr.clock import now
from dsr.errors import Blocked, Changed, NotAllowed
from dsr.journal import Actor, facts_of
from dsr.lifecycle import Who
from dsr.models import Account, Case, DesignatedAddress, DueWork, Letter, Sealed
from dsr.models.attachment import Purpose
from dsr.models.sealed_value import RECEIPT_WAITS
from tests.given import a_ledger, a_request, approved, at, declined, drain, joined, staff
from tests.given_documents import a_pdf
from tests.given_joins import again, letters_to, names

pytestmark = pytest.mark.django_db
WHY = "The stamp on the envelope says so."
WAIT = timedelta(minutes=10)
EARLIER = at("2026-02-27T12:00:00-08:00")
_OF_CHAIN = ("entry_count", "head")


@pytest.fixture(autouse=True)
def march(frozen, settings) -> None:
    frozen(at("2026-03-10T09:00:00-07:00"))
    settings.DECISION_WAIT = WAIT


def entered(**changes) -> Case:
    """Entered by staff from an email that came to the designated address on the 9th, acknowledged, in the queue."""
    came = {"channel": "email", "received_at": at("2026-03-09T12:00:00-07:00"), **changes}
    request = a_request(**came)
    case = intake.receive(replace(request, came_to=DesignatedAddress.objects.get(medium="email")), staff()).case
    drain()
    return again(case)


def on_paper() -> Case:
    who = {"name": "Dana Whitlow", "postal": "1 Elm St, Fresno, CA 93701"}
    return entered(parties={"subject": who, "requester": who}, delivery="mail")


def corrected(case: Case, *, is_sure: bool = True, actor=None, **changes) -> Case:
    now_is = Case.objects.select_related("brand", "came_to").get(pk=case.pk)
    correction = replace(receipt_corrections.as_it_stands(now_is), **changes)
    return receipt_corrections.correct_receipt(
        case.pk, actor or staff(), correction, seen=now_is.entry_count, reason=WHY, is_sure=is_sure
    )


def two_people() -> tuple[Actor, Actor]:
    """Who may give second approvals, and gave no ground to decide alone."""
    first, second = replace(staff(), ground=""), replace(staff(), ground="")
    Account.objects.filter(pk__in=[first.account_id, second.account_id]).update(role="approver")
    return first, second


def taken_back(case: Case) -> Case:
    return receipt_corrections.take_back_correction(case.pk, staff(), seen=again(case).entry_count)


def stand(case: Case) -> dict[str, object]:
    return {name: value for name, value in model_to_dict(again(case)).items() if name not in _OF_CHAIN}


def test_it_takes_effect_when_its_row_is_due_once_and_nothing_wakes_it_before(frozen):
    case = entered()
    before = stand(case)
    corrected(case, received_at=EARLIER)
    row = DueWork.objects.unfinished().get(case=case)
    assert (row.name, row.not_before, again(case).leaves_at) == ("receipt", now() + WAIT, now() + WAIT)
    for _wake in range(3):
        drain()
        engine.run_daily_jobs()
        engine.advance(case.pk)
        receipt_corrections.write_corrected(case.pk)
    assert stand(case) == {**before, "leaves_at": now() + WAIT}
    frozen(now() + WAIT)
    drain()
    for _again in range(2):
        receipt_corrections.correct_when_due(case.pk)
        receipt_corrections.write_corrected(case.pk)
    now_is = again(case)
    assert (now_is.received_at, now_is.due_safe, now_is.leaves_at) == (EARLIER, date(2026, 3, 29), None)
    assert (names(case).count("receipt-corrected"), letters_to(case)) == (1, ["acknowledgement", "corrected"])
    assert "We will respond by March 29, 2026." in mail.outbox[-1].body
    assert not Sealed.objects.filter(case=case, name=RECEIPT_WAITS).exists()
    assert [one.fault for one in journal.verify_chain()] == [""]


def test_a_process_whose_clock_is_behind_drops_no_correction(frozen, monkeypatch):
    case = entered()
    corrected(case, received_at=EARLIER)
    frozen(now() + WAIT - timedelta(seconds=2))
    monkeypatch.setattr("dsr.clock.difference", lambda: timedelta(seconds=3))
    drain()
    assert again(case).received_at == EARLIER


def test_what_rests_on_how_it_came_is_refused_until_then(frozen):
    a_ledger()
    first, case = entered(), entered()
    corrected(case, received_at=EARLIER)
    with pytest.raises(Blocked, match="A correction of how it came waits"):
        approved(again(case))
    frozen(now() + WAIT)  # the hour alone does not let anything pass: the worker may be late
    for act in (
        lambda: declined(again(case)),
        lambda: joined(case, first),
        lambda: letters.correct_address(
            case.pk, staff(), seen=again(case).entry_count, delivery="email", address="dana@else.example"
        ),
        lambda: journal.record(case.pk, journal.Line(journal.EntryName.EXTEND), staff()),
    ):
        with pytest.raises(Blocked, match="A correction of how it came waits"):
            act()
    with pytest.raises(Changed, match="waits already"):
        corrected(case, channel="mail")
    with pytest.raises(NotAllowed):
        receipt_corrections.take_back_correction(case.pk, staff(Who.VIEWER), seen=again(case).entry_count)
    receipt_corrections.correct_now(case.pk, staff(), seen=again(case).entry_count)
    assert approved(again(case)).received_at == EARLIER


@pytest.mark.parametrize("make", [entered, on_paper])
def test_taken_back_it_leaves_all_as_it_was_and_nobody_was_written_to(frozen, make):
    case = make()
    before, sent = stand(case), [letters.body_of(one)["text"] for one in case.letters.all()]
    for _time in range(2):  # and it is no matter how often
        corrected(case, received_at=EARLIER, subject_name="Somebody Else")
        taken_back(case)
        assert stand(case) == before
        frozen(now() + WAIT)
        drain()
    assert stand(case) == before
    stands = case.letters.exclude(state="replaced").order_by("pk")
    assert [letters.body_of(one)["text"] for one in stands] == sent, "no other letter, and the same words"
    assert not {"receipt-corrected", "second-approval-asked"} & {*names(case)}
    with pytest.raises(Changed, match="No correction waits"):
        taken_back(case)
    with pytest.raises(Changed, match="No correction waits"):
        receipt_corrections.correct_now(case.pk, staff(), seen=again(case).entry_count)


def test_a_letter_that_waits_and_states_the_old_day_never_goes_out_meanwhile():
    case = on_paper()
    corrected(case, received_at=EARLIER)
    assert not Letter.objects.filter(case=case, state="to-mail").exists()
    drain()
    assert not Letter.objects.filter(case=case, state="to-mail").exists()
    receipt_corrections.correct_now(case.pk, staff(), seen=again(case).entry_count)
    drain()
    [told] = Letter.objects.filter(case=case, state="to-mail")
    assert "February 27, 2026" in letters.body_of(told)["text"]


def test_what_is_not_acknowledged_yet_is_so_with_the_corrected_day(frozen):
    request = replace(a_request(channel="email", received_at=at("2026-03-09T12:00:00-07:00")))
    case = intake.receive(replace(request, came_to=DesignatedAddress.objects.get(medium="email")), staff()).case
    corrected(case, received_at=EARLIER)
    drain()
    assert (again(case).state, letters_to(case)) == ("received", [])
    frozen(now() + WAIT)
    drain()
    assert (again(case).state, letters_to(case)) == ("review", ["acknowledgement"])
    assert "March 29, 2026" in mail.outbox[-1].body


def test_what_is_joined_is_not_answered_before_its_correction_took_effect(frozen):
    a_ledger()
    first, case = entered(), entered()
    joined(case, first)
    frozen(now() + WAIT)
    drain()
    approved(again(first))
    corrected(case, received_at=EARLIER)
    frozen(now() + WAIT - timedelta(seconds=1))
    drain()
    assert {again(first).state, again(case).state} == {"working", "joined"}
    frozen(now() + timedelta(seconds=1))
    drain()
    assert (again(first).state, again(case).state) == ("responded", "responded")
    assert again(case).received_at == EARLIER


def test_a_second_person_agrees_first_and_then_it_waits(frozen):
    case = entered()
    documents.add(case.pk, staff(), [documents.check(Purpose.ENVELOPE, "envelope.pdf", a_pdf())])
    first, second = two_people()
    corrected(case, actor=first, received_at=at("2026-03-10T08:00:00-07:00"))
    assert again(case).leaves_at is None
    receipt_corrections.agree_correction(case.pk, second, seen=again(case).entry_count)
    assert (again(case).received_at, again(case).leaves_at) == (case.received_at, now() + WAIT)
    frozen(now() + WAIT)
    drain()
    assert again(case).received_at == at("2026-03-10T08:00:00-07:00")
    entry = case.entries.get(name="receipt-corrected")
    assert entry.account_id == second.account_id


def test_it_ends_with_the_request_and_does_not_come_back_with_it(frozen):
    case = entered()
    corrected(case, received_at=EARLIER)
    closures.close(case.pk, staff(), "mistake", seen=again(case).entry_count, note="Entered twice.")
    frozen(now() + WAIT)
    drain()
    closures.open_again(case.pk, staff(), seen=again(case).entry_count, note="It was not.")
    drain()
    assert (again(case).state, again(case).received_at) == ("review", case.received_at)


def test_what_cannot_take_effect_any_more_is_shown_and_changes_nothing(frozen):
    case = entered()
    paper = DesignatedAddress.objects.filter(medium="mail")
    corrected(case, received_at=EARLIER, channel="mail", came_to=paper.get())
    paper.update(published_on=date(2026, 3, 1))  # a slip is mended: it would give fewer rights by now
    frozen(now() + WAIT)
    drain()
    now_is = again(case)
    assert (now_is.received_at, now_is.channel, now_is.leaves_at) == (case.received_at, "email", None)
    assert (now_is.stuck, names(case)[-1]) == ("receipt-left", "receipt-left")


@pytest.mark.parametrize(
    ("moved", "doubt"),
    [
        ({"received_at": at("2026-02-09T12:00:00-08:00")}, "28 days before the day on record"),
        ({"received_at": at("2025-12-30T12:00:00-08:00")}, "another calendar year: 2025, not 2026"),
        ({"received_at": at("2026-02-01T12:00:00-08:00")}, "over already"),
        ({"received_at": at("2026-03-08T12:00:00-07:00")}, "on record before March 9, 2026: no request"),
    ],
)
def test_what_may_be_a_slip_is_done_only_when_somebody_says_that_it_is_so(moved, doubt):
    case = entered()
    begun = date(2026, 3, 9) if "on record before" in doubt else date(2025, 1, 2)
    DesignatedAddress.objects.update(published_on=begun)
    with pytest.raises(Blocked, match=doubt):
        corrected(case, is_sure=False, **moved)
    assert again(case).head == case.head
    DesignatedAddress.objects.update(published_on=date(2025, 1, 2))
    corrected(case, is_sure=False, received_at=at("2026-03-02T12:00:00-08:00"))
    assert "receipt-waits" in names(case), "a week on a desk is no slip"


def test_the_look_says_what_becomes_late_and_who_is_written_to():
    case = entered()
    one = replace(receipt_corrections.as_it_stands(case), received_at=at("2026-01-20T12:00:00-08:00"))
    look = receipt_corrections.look_at_correction(receipt_corrections.weigh(Case.objects.get(pk=case.pk), one))
    assert (look.old.year, look.new.year, look.new.law_day) == (2025, 2025, date(2026, 2, 19))
    assert look.late == ("The response would be 19 days late.",)
    assert look.letters == ("Who wrote is told the corrected receipt and the earlier date, by email.",)
    assert facts_of(case.entries.first())["year"] == 2025
