"""A system by webhook on the desk: approved by reading where it is asked, and each step with how it fares."""

from datetime import timedelta

import pytest

from dsr import clock
from dsr.clock import now
from dsr.models import System
from dsr.models import way as register
from tests import given
from tests.given_systems import a_deletion, granted, step_of
from tests.given_webhooks import a_club
from tests.portal.staff.desk import at, page
from tests.receivers import BROKEN, LATER, by_phase, receiving, told

pytestmark = pytest.mark.django_db(transaction=True)
FOUND = told(found={"members": 1})


@pytest.fixture(autouse=True)
def inside(settings):
    settings.WEBHOOK_ALLOW_PRIVATE = True
    yield
    clock.freeze(None)


@pytest.fixture
def club():
    with receiving(by_phase(preview=FOUND, do=LATER)) as receiver:
        yield receiver


def test_a_webhook_is_read_and_approved_by_a_second_person(reviewer, club):
    system = a_club(club.address, is_approved=False)
    case = a_deletion()
    assert "told of nobody until its webhook is approved" in page(reviewer, case)
    address = f"/desk/systems/{system.pk}/approve/"
    shown = reviewer.get(address).content.decode()
    for words in (club.address, "Email address", "Full name", "Deletion", "Webhook of"):
        assert words in shown, words
    assert "whsec_" not in shown
    values = {"digest": system.mapping_digest, "reason": "I compared the address with their runbook."}
    assert reviewer.post(address, values).status_code == 302
    assert System.objects.get().is_approved
    given.drain()
    assert "members 1" in page(reviewer, case)
    shown = reviewer.get(f"/desk/systems/{system.pk}/").content.decode()
    assert "webhook approved" in shown and "Webhook last approved" in shown


def test_without_a_secret_nothing_is_approved(reviewer, club):
    system = a_club(club.address, is_approved=False, sealed_connection="")
    values = {"digest": system.mapping_digest, "reason": "Read."}
    answer = reviewer.post(f"/desk/systems/{system.pk}/approve/", values)
    assert answer.status_code == 422 and "no signing secret" in answer.content.decode()


def test_a_step_tells_its_attempts_its_last_failure_and_what_to_do(reviewer, club, settings):
    settings.WORK_ATTEMPTS = 1
    system = a_club(club.address)
    case = a_deletion()
    club.mood = by_phase(do=BROKEN)
    case = granted(case)
    shown = page(reviewer, case)
    for words in ("sent once", "(HTTP 500)", "Ask its owner whether it runs", "See why a step failed"):
        assert words in shown, words
    assert "sent once" in reviewer.get(f"/desk/systems/{system.pk}/").content.decode()


def test_a_step_that_answers_later_can_be_asked_again_and_shows_silence(reviewer, club):
    system = a_club(club.address)
    case = granted(a_deletion())
    shown = page(reviewer, case)
    for words in ("accepted: the system answers later", "accepted, the answer comes by", "Ask again"):
        assert words in shown, words
    assert "Chase the owner" not in shown
    step = step_of(case, system)
    answer = reviewer.post(at(case, "step-retry"), {"seen": case.entry_count, "step": step.pk})
    assert answer.status_code == 302
    given.drain()
    assert "sent 2 times" in page(reviewer, case)
    clock.freeze(now() + timedelta(days=11))
    register.get("webhook").follow_up()
    shown = page(reviewer, case)
    assert "Ask why a system does not answer" in shown
    assert "accepted, but not answered by its day" in shown
