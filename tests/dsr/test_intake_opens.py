"""Receiving what asks for more than one thing: both at once or neither, once, and only what the business owes."""

import threading
from dataclasses import replace
from datetime import date

import pytest
from django.db import connection

from dsr import intake, journal, parties
from dsr.errors import BadInput
from dsr.journal import REQUESTER
from dsr.models import Case
from tests.given import a_business, a_request
from tests.patience import PATIENCE
from tests.replacement import replace_everywhere

pytestmark = pytest.mark.django_db


@pytest.fixture
def business():
    made = a_business()
    made.is_ccpa_business = True
    made.save()
    return made


def asked(business, **answers):
    return a_request(
        business=business, kind="account-deletion", answers={"ca_resident": "yes", "extent": "all", **answers}
    )


def test_a_californian_who_says_delete_my_account_gets_both(frozen, business):
    received = intake.receive(asked(business), REQUESTER)
    (deletion,) = received.opened
    assert (received.case.kind, deletion.kind) == ("account-deletion", "deletion")
    assert deletion.opened_by == received.case
    assert deletion.received_at == received.case.received_at
    assert parties.sealed_values(deletion) == parties.sealed_values(received.case)
    facts = journal.facts_of(deletion.entries.get())
    assert facts["opened_by"] == received.case.reference
    # Each has the clock of its own law.
    assert (received.case.due_safe, deletion.due_safe) == (date(2026, 4, 9), date(2026, 4, 24))
    assert facts["acknowledge_by"]["due_safe"] == "2026-03-21"


@pytest.mark.parametrize("answers", [{"ca_resident": "no"}, {"extent": "account"}, {"ca_resident": ""}])
def test_who_lives_elsewhere_or_chose_less_gets_one(frozen, business, answers):
    assert intake.receive(asked(business, **answers), REQUESTER).opened == ()
    assert Case.objects.count() == 1


def test_what_the_business_does_not_owe_is_not_opened(frozen):
    assert intake.receive(asked(a_business()), REQUESTER).opened == ()


def test_the_same_submission_gives_the_same_two(frozen, business):
    request = asked(business)
    first, again = intake.receive(request, REQUESTER), intake.receive(request, REQUESTER)
    assert (first.is_new, again.is_new) == (True, False)
    assert (again.case, again.opened) == (first.case, first.opened)
    assert Case.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_pressed_four_times_at_once_it_is_two_cases():
    business = a_business()
    business.is_ccpa_business = True
    business.save()
    request = asked(business)
    start = threading.Barrier(4)
    results: list[object] = []

    def press() -> None:
        try:
            start.wait(PATIENCE)
            received = intake.receive(request, REQUESTER)
            results.append((received.is_new, len(received.opened)))
        except Exception as error:
            results.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert sorted(results, key=str) == [(False, 1)] * 3 + [(True, 1)]
    assert sorted(Case.objects.values_list("kind", flat=True)) == ["account-deletion", "deletion"]


def test_when_the_second_cannot_be_written_neither_is(frozen, business, monkeypatch):
    opened = journal.open_case

    def break_at_the_second(case, *rest):
        if case.opened_by is not None:
            raise RuntimeError("The disk is full.")
        return opened(case, *rest)

    replace_everywhere(monkeypatch, journal.open_case, break_at_the_second)
    with pytest.raises(RuntimeError):
        intake.receive(asked(business), REQUESTER)
    assert Case.objects.count() == 0


def test_who_was_signed_in_at_our_site_is_written_down_but_not_yet_proved(frozen, business):
    received = intake.receive(replace(asked(business), proof="account"), REQUESTER)
    for case in (received.case, *received.opened):
        assert (case.verified_level, case.verified_at) == ("account", None)


def test_a_request_without_a_name_is_refused_only_where_the_kind_asks_for_one(frozen, business):
    request = replace(asked(business), parties={"requester": {"email": "dana@example.com"}})
    with pytest.raises(BadInput, match="name"):
        intake.receive(request, REQUESTER)
    assert intake.receive(replace(request, kind="unsubscribe", answers={}), REQUESTER).is_new
