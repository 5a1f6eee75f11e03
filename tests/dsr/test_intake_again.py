"""A known submission is a new request when what it stopped was lifted: once, also when many come at once."""

import threading

import pytest
from django.db import connection

from dsr import intake, suppression
from dsr.clock import now
from dsr.journal import REQUESTER
from dsr.models import Case, Suppression
from tests.given import a_request
from tests.given_suppression import DANA
from tests.patience import PATIENCE

pytestmark = pytest.mark.django_db


def a_stop():
    return a_request(kind="unsubscribe", answers={}, parties={"requester": {"email": DANA}}, submission="one-link")


def agreed(business):
    return suppression.record_consent(business, DANA, ["mail"], [], {"how": "box ticked", "where": "shop"}, now())


def test_nothing_lifted_is_the_same_case_and_a_lift_makes_one_more(frozen):
    first = intake.receive(a_stop(), REQUESTER)
    assert intake.receive(a_stop(), REQUESTER).case == first.case
    agreed(first.case.business)
    second = intake.receive(a_stop(), REQUESTER)
    assert second.is_new and second.case != first.case
    again = intake.receive(a_stop(), REQUESTER)
    assert (again.is_new, again.case) == (False, second.case)
    assert Suppression.objects.filter(lifted_at=None).get().case == second.case


@pytest.mark.django_db(transaction=True)
def test_pressed_four_times_at_once_after_a_consent_it_is_one_new_case():
    request = a_stop()
    first = intake.receive(request, REQUESTER).case
    agreed(first.business)
    start, found = threading.Barrier(4), []

    def press() -> None:
        try:
            start.wait(PATIENCE)
            found.append(intake.receive(request, REQUESTER).is_new)
        except Exception as error:
            found.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert sorted(found, key=str) == [False, False, False, True]
    assert Case.objects.count() == 2
    assert suppression.is_mail_suppressed(first.business_id, DANA)
