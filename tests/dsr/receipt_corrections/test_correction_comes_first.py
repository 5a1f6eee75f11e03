"""Whatever is sent at once, undone or proposed beside a correction that waits, the correction takes effect first."""

import pytest

from dsr import closures, intake, letters, review
from dsr.clock import now
from dsr.models import Case
from tests.dsr.receipt_corrections.test_correction_wait import EARLIER, WAIT, corrected, entered, march, two_people
from tests.given import a_ledger, a_request, approved, at, drain, joined, staff
from tests.given_joins import again, letters_to

__all__ = ["march"]

pytestmark = pytest.mark.django_db


def _sent_now(first: Case, case: Case) -> None:
    review.send_now(case.pk, staff(), seen=again(case).entry_count)


def _proposed(first: Case, case: Case) -> None:
    """That it ends by mistake waits for a second person."""
    one, _other = two_people()
    closures.close(case.pk, one, "mistake", seen=again(case).entry_count, note="Entered twice.")


@pytest.mark.parametrize("happens", [_sent_now, _proposed])
def test_whatever_ends_the_wait_beside_it_the_correction_still_comes_first(frozen, happens):
    a_ledger()
    first, case = entered(), entered()
    joined(case, first)
    corrected(case, received_at=EARLIER)
    approved(again(first))
    happens(first, case)
    review.send_now(first.pk, staff(), seen=again(first).entry_count)
    drain()
    assert {again(first).state, again(case).state} == {"working", "joined"}
    frozen(now() + WAIT)
    drain()
    assert (again(first).state, again(case).received_at) == ("responded", EARLIER)


def test_what_is_separated_while_it_waits_is_told_so_with_the_corrected_day(frozen):
    first, case = entered(), entered()
    joined(case, first)
    frozen(now() + WAIT)
    drain()
    assert letters_to(case)[-1] == "joined"
    corrected(case, received_at=EARLIER)
    review.undo_join(case.pk, staff(), seen=again(case).entry_count, note="It is another person.")
    assert again(case).leaves_at is None
    drain()
    assert letters_to(case)[-1] == "joined", "what is written of it says how it came"
    frozen(now() + WAIT)
    drain()
    assert again(case).received_at == EARLIER
    told = letters.body_of(case.letters.get(name__endswith="/separated"))["text"]
    assert "March 29, 2026" in told and "April" not in told


def test_what_is_not_acknowledged_stays_so_while_an_ending_is_proposed_beside_its_correction(frozen):
    one, _other = two_people()
    came = {"channel": "email", "came_to": None, "received_at": at("2026-03-09T12:00:00-07:00")}
    asked = a_request(kind="complaint", sealed={"text": "We print calendars."}, answers={}, **came)
    case = intake.receive(asked, one).case
    corrected(case, actor=one, received_at=EARLIER)
    closures.end_as_no_request(case.pk, one, seen=again(case).entry_count, note="A printer offers calendars.")
    drain()
    assert (again(case).state, letters_to(case)) == ("received", [])
    frozen(now() + WAIT)
    drain()
    assert (again(case).received_at, letters_to(case)) == (EARLIER, ["acknowledgement"])
