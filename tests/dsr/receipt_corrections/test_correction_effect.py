"""What rests on a receipt follows its correction: the end of a proof, what was stopped, a notice that waits."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from dsr import intake, letters, receipt_corrections, review
from dsr.law.spans import local_date
from dsr.lifecycle import State
from dsr.models import Case, Suppression, Verification
from dsr.models.case import JoinGround
from tests.given import a_request, at, drain, joined, staff
from tests.given_joins import again, letters_to, undo
from tests.given_proof import matches
from tests.given_suppression import suppressed
from tests.given_systems import a_deletion

__all__ = ["matches"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("matches")]
CAME = at("2026-03-09T12:00:00-07:00")


@pytest.fixture(autouse=True)
def march(frozen) -> None:
    frozen(at("2026-03-10T09:00:00-07:00"))


def corrected(case: Case, **changes) -> Case:
    now_is = Case.objects.select_related("brand", "came_to").get(pk=case.pk)
    one = replace(receipt_corrections.as_it_stands(now_is), **changes)
    receipt_corrections.correct_receipt(
        case.pk, staff(), one, seen=now_is.entry_count, reason="The stamp says so.", is_sure=True
    )
    drain()
    return again(case)


def entered(**changes) -> Case:
    case = intake.receive(a_request(channel="email", came_to=None, received_at=CAME, **changes), staff()).case
    drain()
    return again(case)


@pytest.mark.parametrize("days", [20, 40, 60])
def test_a_proof_that_waits_ends_in_time_for_the_earlier_day_and_a_letter_tells_it(frozen, days):
    a_deletion()
    who = {"name": "Somebody Else", "email": "else@example.com"}
    case = entered(kind="deletion", parties={"subject": who, "requester": who})
    row = Verification.objects.get(case=case)
    assert (case.state, row.ends_on < case.send_by) == (State.VERIFYING, True)
    now_is = corrected(case, received_at=CAME - timedelta(days=days))
    ended = Verification.objects.get(case=case).ends_on
    assert ended < row.ends_on
    assert ended <= max(now_is.send_by, date(2026, 3, 12)), "what is late already still leaves a whole day"
    if days == 20:  # the link that was sent ends before
        assert sorted(letters_to(case)) == ["acknowledgement", "corrected"]
        return
    assert sorted(letters_to(case)) == ["acknowledgement", "corrected", "fresh-link"]
    last = (ended - timedelta(days=1)).strftime("%B %-d, %Y")
    assert f"up to and including {last}" in letters.body_of(case.letters.get(name="deletion/fresh-link"))["text"]


def test_what_was_stopped_holds_since_the_real_instant():
    case = suppressed(case=entered(kind="complaint", answers={}))
    rows = Suppression.objects.filter(case=case)
    assert rows and {row.since for row in rows} == {CAME}
    earlier = CAME - timedelta(days=3)
    corrected(case, received_at=earlier)
    assert {row.since for row in rows.all()} == {earlier}


def said_of(case: Case, received_at: datetime) -> list[str]:
    """What the look before such a correction says of notices of more time."""
    stands = again(case)
    one = replace(receipt_corrections.as_it_stands(stands), received_at=received_at)
    found = receipt_corrections.look_at_correction(receipt_corrections.weigh(stands, one)).letters
    assert "Nobody is written to." not in found
    return [words.partition(" on paper")[0] for words in found if "more time" in words]


def test_a_notice_of_more_time_that_waits_is_written_anew_and_one_that_holds_no_more_is_not_sent(frozen):
    a_deletion()
    who = {"name": "Dana Whitlow", "postal": "1 Elm St, Fresno, CA 93701"}
    case = entered(kind="deletion", parties={"subject": who, "requester": who}, delivery="mail")
    frozen(at("2026-04-20T09:00:00-07:00"))
    letters.extend_deadline(case.pk, staff(), seen=again(case).entry_count, reason="Two archives are read by hand.")
    drain()
    notices = case.letters.filter(name="deletion/extension").order_by("pk")
    assert "June 7, 2026" in letters.body_of(notices.get())["text"]
    assert said_of(case, CAME - timedelta(days=1)) == [
        "The notice of more time that waits to be sent is written anew,"
    ]
    corrected(case, received_at=CAME - timedelta(days=1))
    assert [one.state for one in notices] == ["replaced", "to-mail"]
    assert "June 6, 2026" in letters.body_of(notices.last())["text"]
    assert said_of(case, CAME - timedelta(days=10)) == ["The notice of more time that waits to be sent is taken back."]
    owed = letters.extension_notice_of(again(case))
    first_due = local_date(CAME) + timedelta(days=44)  # 45 days from the day that it really came
    assert (owed.first_due, owed.send_by) == (first_due, first_due)
    [listed] = letters.waiting_extension_notices()
    assert listed == owed, "the daily email and the queue say the same day"
    frozen(at("2026-04-23T09:00:00-07:00"))
    assert letters.extension_notice_of(again(case)).stand is letters.ExtensionNoticeState.LOST
    frozen(at("2026-04-20T10:00:00-07:00"))
    corrected(case, received_at=CAME - timedelta(days=10))
    assert [one.state for one in notices.all()] == ["replaced", "replaced"], "it holds no more"


def test_a_join_that_does_not_hold_any_more_is_undone():
    first, second = entered(), entered()
    joined(second, first)
    drain()
    corrected(second, subject_name="Somebody Else")
    assert again(second).state in {State.JOINED, State.REVIEW}
    assert bool(review.why_join_fails(again(second), first)) == (again(second).state == State.REVIEW)


@pytest.mark.parametrize("is_undone", [False, True], ids=["joined", "separated"])
def test_a_letter_on_paper_about_a_join_says_how_it_came_as_that_stands_now(is_undone):
    who = {"name": "Dana Whitlow", "postal": "12 Sample Street\nOakland, CA 94607"}
    first, second = (
        entered(delivery="mail", parties={"subject": {"name": who["name"]}, "requester": who}) for _number in range(2)
    )
    Case.objects.update(verified_at=CAME)  # who asked is proved for both, so that each may hear of the other
    said_so = review.Joining(first.reference, JoinGround.SAID_SO, "She said so on the phone.")
    review.join(second.pk, staff(), said_so, seen=second.entry_count)
    drain()
    name = f"shine-the-light/{'separated' if is_undone else 'joined'}"
    if is_undone:
        told = second.letters.get(name="shine-the-light/joined")
        letters.record_mailed(
            second.pk, staff(), seen=again(second).entry_count, mailed_on=date(2026, 3, 10), letter_id=told.pk
        )
        undo(second)
        drain()
    assert [one.state for one in second.letters.filter(name=name)] == ["to-mail"]
    corrected(second, received_at=CAME - timedelta(days=3))
    taken, anew = second.letters.filter(name=name).order_by("pk")
    assert (taken.state, anew.state) == ("replaced", "to-mail")
    assert "March 6, 2026" in letters.body_of(anew)["text"]
    corrected(second, subject_name="Dana W. Whitlow")
    assert second.letters.filter(name=name, state="to-mail").count() == 1, "anew each time, and the newest alone waits"


def test_an_extension_whose_notice_went_out_too_late_by_the_real_receipt_does_not_hold(frozen):
    a_deletion()
    case = entered(kind="deletion")
    frozen(at("2026-04-20T09:00:00-07:00"))
    letters.extend_deadline(case.pk, staff(), seen=again(case).entry_count, reason="Two archives are read by hand.")
    extended = again(case).due_safe
    kept = corrected(case, received_at=case.received_at - timedelta(days=1))
    assert kept.due_safe == extended - timedelta(days=1)
    lost = corrected(case, received_at=case.received_at - timedelta(days=10))
    assert lost.due_safe == local_date(case.received_at) - timedelta(days=10) + timedelta(days=45)
