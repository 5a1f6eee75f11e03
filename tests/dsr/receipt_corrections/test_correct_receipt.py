"""A receipt is corrected: dates anew and explained, nothing later without a source and a second person."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core import mail
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as some

from dsr import documents, intake, journal, letters, parties, receipt_corrections
from dsr.errors import BadInput, Blocked, Changed, DeskError, NotAllowed
from dsr.journal import Actor, facts_of
from dsr.law.spans import local_date
from dsr.lifecycle import Who
from dsr.models import Account, Case, DesignatedAddress
from dsr.models.attachment import Purpose
from dsr.models.designated_address import Medium
from tests.given import a_business, a_ledger, a_request, approved, at, drain, in_review, staff
from tests.given_documents import a_pdf
from tests.given_joins import again, letters_to, names

pytestmark = pytest.mark.django_db
WHY = "The stamp on the envelope says so."


@pytest.fixture(autouse=True)
def march(frozen) -> None:
    frozen(at("2026-03-10T09:00:00-07:00"))


def address(medium: Medium = Medium.EMAIL) -> DesignatedAddress:
    return DesignatedAddress.objects.get(medium=medium)


def entered(**changes) -> Case:
    """Entered by staff from an email that came to the designated address on the 9th, acknowledged, in the queue."""
    came = {"channel": "email", "received_at": at("2026-03-09T12:00:00-07:00")}
    request = a_request(**{**came, **changes})
    designated = request.came_to if "came_to" in changes else address()
    case = intake.receive(replace(request, came_to=designated), staff()).case
    drain()
    return again(case)


def corrected(case: Case, reason: str = WHY, actor: Actor | None = None, **changes) -> Case:
    now_is = Case.objects.select_related("brand", "came_to").get(pk=case.pk)
    correction = replace(receipt_corrections.as_it_stands(now_is), **changes)
    return receipt_corrections.correct_receipt(
        case.pk, actor or _alone(), correction, seen=now_is.entry_count, reason=reason, is_sure=True
    )


def with_envelope(case: Case) -> Case:
    documents.add(case.pk, staff(), [documents.check(Purpose.ENVELOPE, "envelope.pdf", a_pdf())])
    return again(case)


def test_an_earlier_receipt_moves_the_date_and_says_why():
    case = entered()
    assert case.due_safe == date(2026, 4, 8)
    now_is = corrected(case, received_at=at("2026-02-27T12:00:00-08:00"))
    assert (now_is.due_safe, now_is.send_by <= now_is.due_safe, now_is.year) == (date(2026, 3, 29), True, 2025)
    facts = facts_of(case.entries.get(name="receipt-corrected"))
    assert ["due_safe", "2026-04-08", "2026-03-29"] in facts["changed"]
    assert facts["clock"]["explanation"][0]["start"] == "2026-02-27"
    assert parties.sealed_value(now_is, f"words:{now_is.entry_count}") == WHY
    assert [one.fault for one in journal.verify_chain()] == [""]


def test_who_was_told_the_later_date_is_told_the_earlier_one_once():
    case = corrected(entered(), received_at=at("2026-02-27T12:00:00-08:00"))
    drain()
    told = mail.outbox[-1].body
    assert "we received it on February 27, 2026" in told and "We will respond by March 29, 2026." in told
    assert "Inc.." not in told
    receipt_corrections.write_corrected(case.pk)
    assert letters_to(case) == ["acknowledgement", "corrected"]


def test_where_the_date_stays_the_person_hears_nothing():
    case = corrected(entered(), subject_name="Dana Whitlow-Reyes")
    drain()
    assert letters_to(case) == ["acknowledgement"]


def test_a_name_is_sealed_old_and_new_and_found_by_the_new_one():
    case = corrected(entered(), subject_name="Dana Whitlow-Reyes", requester_name="Dana Whitlow-Reyes")
    entry = case.entries.get(name="receipt-corrected")
    assert "Dana" not in entry.facts
    assert "Dana Whitlow → Dana Whitlow-Reyes" in parties.sealed_value(case, f"words:{entry.number}")
    assert parties.sealed_value(case, "subject")["name"] == "Dana Whitlow-Reyes"
    assert facts_of(entry)["renamed"] == ["requester", "subject"]
    assert [one.fault for one in journal.verify_chain()] == [""]


@pytest.mark.parametrize(
    "changes",
    [
        {"received_at": at("2026-03-10T08:00:00-07:00")},
        {"came_to": None},
        {"is_for_another": True},
        {"channel": "phone", "came_to": None},
        {"received_at": at("2025-12-30T12:00:00-08:00")},
    ],
)
def test_what_gives_less_needs_the_source_and_a_second_person(changes):
    case = entered()
    with pytest.raises(Blocked, match="envelope"):
        corrected(case, **changes)
    with_envelope(case)
    first, second = two()
    corrected(case, actor=first, **changes)
    waits = again(case)
    assert (waits.is_designated, waits.received_at, waits.year) == (True, case.received_at, case.year)
    assert waits.due_safe <= case.due_safe, "the earlier date rules until then"
    with pytest.raises(NotAllowed):
        receipt_corrections.agree_correction(case.pk, first, seen=waits.entry_count)
    receipt_corrections.agree_correction(case.pk, second, seen=waits.entry_count)
    now_is = again(case)
    assert now_is.due_safe <= case.due_safe, "the date was told, and never moves later"
    stands = receipt_corrections.as_it_stands(now_is)
    for name, value in changes.items():
        assert getattr(stands, name) == value
    assert now_is.year == local_date(now_is.received_at).year - 1
    assert [one.fault for one in journal.verify_chain()] == [""]
    with pytest.raises(Changed):
        receipt_corrections.agree_correction(case.pk, second, seen=now_is.entry_count)


def _alone() -> Actor:
    """Who gave no password and ground."""
    return Actor(Who.REVIEWER, staff().account_id)


def two() -> tuple[Actor, Actor]:
    """Two people who may give second approvals."""
    found = _alone(), _alone()
    Account.objects.filter(pk__in=[one.account_id for one in found]).update(role="approver")
    return found


def test_a_date_that_nobody_was_told_moves_later_with_source_and_second_person():
    request = a_request(channel="email", came_to=address_of(), received_at=at("2026-03-09T12:00:00-07:00"))
    case = intake.receive(request, staff()).case  # its acknowledgement is not written yet
    with_envelope(case)
    first, second = two()
    corrected(case, actor=first, received_at=at("2026-03-10T08:00:00-07:00"))
    assert again(case).due_safe == case.due_safe
    receipt_corrections.agree_correction(case.pk, second, seen=again(case).entry_count)
    assert again(case).due_safe == case.due_safe + timedelta(days=1)


def address_of() -> DesignatedAddress:
    a_business()
    return address()


def test_an_earlier_receipt_of_another_year_is_told_once_it_holds():
    case = with_envelope(entered())
    first, second = two()
    corrected(case, actor=first, received_at=at("2025-12-30T12:00:00-08:00"))
    drain()
    assert letters_to(case) == ["acknowledgement"], "nothing is told that one person alone says"
    assert again(case).due_safe == date(2026, 1, 29)
    receipt_corrections.agree_correction(case.pk, second, seen=again(case).entry_count)
    drain()
    assert (again(case).year, letters_to(case)) == (2024, ["acknowledgement", "corrected"])


def test_a_designated_address_that_was_overlooked_gives_the_shorter_clock():
    case = entered(came_to=None)
    assert not case.is_designated
    now_is = corrected(case, came_to=address())
    assert now_is.is_designated and now_is.due_safe == date(2026, 4, 8)


@pytest.mark.parametrize("moved", [timedelta(minutes=1), timedelta(days=-3), timedelta(days=-400)])
def test_the_instant_that_our_form_recorded_never_moves(moved):
    case = in_review()
    with pytest.raises(BadInput, match="never moves"):
        corrected(case, received_at=case.received_at + moved, channel="email", came_to=address())
    assert again(case).head == case.head


def test_an_instant_that_was_moved_before_is_put_back_by_one_person_and_by_no_other_way():
    case, second = in_review(), two()
    wrong = case.received_at - timedelta(days=283)
    Case.objects.filter(pk=case.pk).update(received_at=wrong, year=2024)
    with pytest.raises(BadInput, match="never moves"):
        corrected(case, actor=second[0], received_at=wrong + timedelta(days=1))
    assert corrected(case, actor=second[0], subject_name="Dana W. Whitlow").received_at == wrong
    now_is = corrected(case, actor=second[0], received_at=case.received_at)
    assert (now_is.received_at, now_is.year, now_is.due_safe) == (case.received_at, 2025, case.due_safe)
    assert "receipt/corrected" not in {letter.name for letter in case.letters.all()}, "nobody was told the wrong date"


def test_a_date_that_was_told_with_a_wrong_day_is_kept_when_the_day_is_put_back(frozen):
    case = entered()
    frozen(at("2026-03-10T10:00:00-07:00"))
    corrected(case, received_at=at("2026-02-27T12:00:00-08:00"))
    frozen(at("2026-03-10T11:00:00-07:00"))
    drain()
    with_envelope(case)
    first, second = two()
    corrected(case, actor=first, received_at=at("2026-03-09T12:00:00-07:00"))
    receipt_corrections.agree_correction(case.pk, second, seen=again(case).entry_count)
    assert (again(case).received_at, again(case).due_safe) == (case.received_at, date(2026, 3, 29))
    clock = facts_of(case.entries.filter(name="receipt-corrected").latest("number"))["clock"]
    kept = clock["explanation"][-1]
    assert ("was told" in kept["message"], kept["citation"]) == (True, ""), "no statute says so"


def on_paper(kind: str) -> Case:
    who = {"name": "Dana Whitlow", "postal": "1 Elm St, Fresno, CA 93701"}
    return entered(kind=kind, parties={"subject": who, "requester": who}, delivery="mail")


@pytest.mark.parametrize("kind", ["shine-the-light", "deletion"])
def test_an_acknowledgement_that_waits_to_be_mailed_is_written_anew_with_the_corrected_day(kind):
    case = on_paper(kind)
    old = case.letters.get(state="to-mail")
    assert "March 9, 2026" in letters.body_of(old)["text"]
    corrected(case, received_at=at("2026-02-27T12:00:00-08:00"))
    old.refresh_from_db()
    assert old.state == "replaced", "from the moment of the correction"
    drain()
    told = letters.body_of(case.letters.get(state="to-mail", name=old.name))["text"]
    assert ("February 27, 2026" in told, "March 9" in told, again(case).state) == (True, False, case.state)
    receipt_corrections.write_corrected(case.pk)
    assert case.letters.count() == 2, "nobody was told another day, and it is written once"


def test_a_decision_that_rests_on_the_old_facts_comes_first():
    a_ledger()
    case = approved(entered())
    with pytest.raises(Blocked, match="Take the decision back"):
        corrected(case, received_at=at("2026-03-01T12:00:00-08:00"))


def test_nothing_different_no_reason_another_business_and_a_viewer_change_nothing():
    case = entered()
    with pytest.raises(BadInput, match="Nothing is different"):
        corrected(case)
    with pytest.raises(BadInput, match="Write why"):
        corrected(case, reason=" ", received_at=at("2026-03-01T12:00:00-08:00"))
    with pytest.raises(BadInput, match="future"):
        corrected(case, received_at=at("2026-04-01T12:00:00-07:00"))
    with pytest.raises(NotAllowed):
        receipt_corrections.correct_receipt(
            case.pk,
            staff(Who.VIEWER),
            replace(receipt_corrections.as_it_stands(case), received_at=at("2026-03-01T12:00:00-08:00")),
            seen=case.entry_count,
            reason=WHY,
        )
    assert "receipt-corrected" not in names(case)


_INSTANTS = some.integers(-60 * 24, 60 * 24)  # hours around the receipt


@settings(max_examples=60)
@drawn(hours=some.lists(_INSTANTS, min_size=1, max_size=3), elsewhere=some.booleans(), designated=some.booleans())
def test_no_correction_moves_a_date_later_and_the_year_follows_the_day(hours, elsewhere, designated):
    """Random receipts and corrections, without a second person: whatever is refused changes nothing."""
    from dsr import clock

    clock.freeze(at("2026-03-10T09:00:00-07:00"))
    a_business()
    case = intake.receive(
        replace(
            a_request(channel="email", received_at=at("2026-01-09T12:00:00-08:00")),
            came_to=address() if designated else None,
        ),
        staff(),
    ).case
    for moved in hours:
        before = again(case)
        try:
            corrected(
                case,
                received_at=before.received_at + timedelta(hours=moved),
                came_to=None if elsewhere else address(),
            )
        except DeskError:
            assert again(case).head == before.head
        after = again(case)
        assert after.due_safe <= before.due_safe and after.received_at <= before.received_at
        assert after.year == local_date(after.received_at).year - 1
        assert after.send_by <= after.due_safe <= after.due_latest
        assert after.is_designated >= before.is_designated
    assert [one.fault for one in journal.verify_chain(case.reference)] == [""]
