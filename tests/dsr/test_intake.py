"""Receiving a request: once, with its clock from receipt, and never one that cannot be answered."""

import threading
from datetime import date, timedelta

import pytest
from django.db import connection

from dsr import intake, journal, parties, sealing
from dsr.clock import now
from dsr.errors import BadInput, DeskError
from dsr.journal import REQUESTER
from dsr.models import BlindIndex, Case, ClosedDay, DesignatedAddress, DueWork, Sealed
from dsr.models.case import Channel, Delivery
from dsr.models.designated_address import Medium
from tests.given import a_business, a_case, a_request, at, drain, staff
from tests.patience import PATIENCE

pytestmark = pytest.mark.django_db


def test_a_request_is_kept_whole_and_what_is_personal_is_sealed(frozen):
    request = a_request(
        is_for_another=True,
        parties={
            "subject": {"name": "Dana Whitlow"},
            "requester": {"name": "Ira Marsh", "email": "ira@example.org"},
            "agent": {"name": "Marsh & Lowe LLP"},
        },
        sealed={"hint": "Order 5512"},
    )
    case = intake.receive(request, REQUESTER).case
    assert parties.sealed_values(case) == {**request.parties, "hint": "Order 5512"}
    assert case.is_for_another
    assert case.answers == {"ca_resident": "yes", "household": "yes"}
    found = set(BlindIndex.objects.filter(case=case).values_list("party", "field", "digest"))
    assert found == {
        ("subject", "name", sealing.blind_index("name", "Dana Whitlow")),
        ("requester", "name", sealing.blind_index("name", "Ira Marsh")),
        ("requester", "email", sealing.blind_index("email", "ira@example.org")),
        ("agent", "name", sealing.blind_index("name", "Marsh & Lowe LLP")),
    }


def test_the_clock_and_its_explanation_are_in_the_first_entry(frozen):
    case = a_case()
    facts = journal.facts_of(case.entries.get())
    assert (case.due_safe, case.due_latest, case.year) == (date(2026, 4, 9), date(2026, 4, 9), 2025)
    assert (facts["year"], facts["designated"], facts["channel"]) == (2025, True, "form")
    assert facts["clock"]["due_safe"] == "2026-04-09"
    assert facts["clock"]["explanation"]


def test_the_clock_starts_at_receipt_and_not_at_entry(frozen):
    case = a_case(
        staff(),
        channel=Channel.MAIL,
        received_at=at("2025-12-31T23:59:00-08:00"),
        came_to=a_business().designated_addresses.get(medium=Medium.MAIL),
    )
    assert (case.year, case.due_safe) == (2024, date(2026, 1, 30))
    assert case.entered_at == now()


def test_the_same_submission_gives_the_same_case(frozen):
    request = a_request()
    first = intake.receive(request, REQUESTER)
    again = intake.receive(request, REQUESTER)
    assert (first.is_new, again.is_new) == (True, False)
    assert first.case.pk == again.case.pk
    assert (Case.objects.count(), DueWork.objects.count(), Sealed.objects.count()) == (1, 1, 2)
    drain()
    assert intake.receive(request, REQUESTER).case.pk == first.case.pk


@pytest.mark.django_db(transaction=True)
def test_pressed_eight_times_at_once_it_is_one_case():
    request = a_request()
    start = threading.Barrier(8)
    results: list[object] = []

    def press() -> None:
        try:
            start.wait(PATIENCE)
            received = intake.receive(request, REQUESTER)
            results.append((received.case.pk, received.is_new))
        except Exception as error:
            results.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    case = Case.objects.get()
    assert sorted(results, key=str) == [(case.pk, False)] * 7 + [(case.pk, True)]
    assert (case.entries.count(), DueWork.objects.count(), Sealed.objects.count()) == (1, 1, 2)


def test_what_has_not_come_yet_is_refused(frozen):
    with pytest.raises(BadInput, match="future"):
        a_case(received_at=now() + timedelta(minutes=2))
    # A clock that goes a little wrong on another machine is forgiven.
    assert a_case(received_at=now() + timedelta(seconds=59)).pk


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"parties": {"requester": {"email": "dana@example.com"}}}, "name"),
        ({"parties": {"subject": {"name": " "}, "requester": {"email": "dana@example.com"}}}, "name"),
        ({"parties": {"subject": {"name": "Dana"}, "requester": {"email": " "}}}, "email"),
        ({"parties": {"subject": {"name": "Dana"}}}, "email"),
        ({"delivery": Delivery.MAIL}, "mailing"),
    ],
)
def test_what_names_nobody_to_answer_is_refused(frozen, changes, says):
    with pytest.raises(BadInput, match=says):
        a_case(**changes)
    assert not Case.objects.exists()


def test_an_unknown_kind_is_refused(frozen):
    with pytest.raises(DeskError):
        a_case(kind="shine-the-lamp")


@pytest.mark.parametrize(
    ("medium", "received", "designated"),
    [
        ("before", "2026-01-31T23:59:00-08:00", False),
        ("on the day", "2026-02-01T00:00:00-08:00", True),
        ("while it holds", "2026-02-20T12:00:00-08:00", True),
        ("after it was withdrawn", "2026-03-09T12:00:00-07:00", True),
    ],
)
def test_an_address_counts_from_the_day_it_is_published_and_ever_after(frozen, medium, received, designated):
    business = a_business()
    address = DesignatedAddress.objects.create(
        business=business,
        medium=Medium.EMAIL,
        value="light@fernwood.example",
        published_on=date(2026, 2, 1),
        withdrawn_on=date(2026, 3, 1),
    )
    case = a_case(staff(), channel=Channel.EMAIL, came_to=address, received_at=at(received))
    assert case.is_designated is designated
    received_on = case.received_at.astimezone(at("2026-01-01T00:00:00-08:00").tzinfo).date()
    assert (case.due_latest - received_on >= timedelta(days=150)) is not designated
    assert (case.due_safe - received_on).days == 30


def test_elsewhere_no_date_is_promised(frozen):
    case = a_case(staff(), channel=Channel.EMAIL, came_to=None)
    assert case.is_designated is False
    assert journal.facts_of(case.entries.get())["clock"]["is_promised"] is False


def test_a_form_of_ours_counts_without_an_address(frozen):
    assert a_case(came_to=None).is_designated


def test_an_address_of_another_business_does_not_count(frozen):
    other = a_business("Larch Radio, LLC").designated_addresses.get(medium=Medium.EMAIL)
    with pytest.raises(BadInput):
        a_case(staff(), business=a_business(), channel=Channel.EMAIL, came_to=other)


def test_a_closed_day_never_makes_the_date_to_work_to_later(frozen):
    business = a_business()
    before = a_case(business=business)
    ClosedDay.objects.create(business=business, day=before.due_latest, why="Inventory")
    after = a_case(business=business)
    assert after.due_safe == before.due_safe
    assert after.due_latest >= before.due_latest
