"""The life of a deletion in a system that is asked by webhook and answers later, told to a tool of the business."""

import json

import pytest
from django.core.cache import cache
from django.test import Client

from dsr import verification, webhooks
from dsr.models import Business, Case, Listener, WebhookCall
from dsr.models.webhook import CallState, Phase
from tests.given import a_business, staff
from tests.given_webhooks import SECRET, a_callback, a_club, posted
from tests.patience import until
from tests.receivers import LATER, Receiver, Said, always, by_phase, receiving, told
from tests.stories.river import River
from tests.stories.test_deletion import approve, ask, confirm

FOUND, NOTHING_LEFT = told(found={"members": 1}), told(left={"members": 0})


@pytest.fixture
def club(river: River):
    """The worker's `do` is answered with 202; counts are answered at once."""
    cache.clear()
    business = a_business()
    Business.objects.update(is_ccpa_business=True)
    with receiving(by_phase(preview=FOUND, do=LATER, prove=NOTHING_LEFT)) as receiver:
        a_club(receiver.address, business)
        yield receiver


@pytest.fixture
def tool():
    with receiving(always(Said(204, b""))) as receiver:
        yield receiver


def test_from_the_form_to_the_callback_and_the_response(river: River, club: Receiver, tool: Receiver):
    Listener.objects.create(
        business=a_business(),
        name="Team chat",
        address=tool.address,
        events=["case.opened", "case.responded"],
        sealed_secret=webhooks.seal_secret(SECRET),
    )
    ask("/ask/deletion/")
    case = Case.objects.get()
    river.until_state("verifying", case)
    confirm(river, f"{case.reference[:4]}-{case.reference[4:8]}-{case.reference[8:]}")
    river.until_state("review", case)
    case.refresh_from_db()  # no database of the register can compare points: staff saw the proof
    verification.record_proof(
        case.pk, staff(), seen=case.entry_count, points=["email", "name"], note="Seen.", is_declared=True
    )
    approve(river, case, "DELETE_COMPLETED")
    calls = WebhookCall.objects.filter(phase=Phase.DO, state=CallState.ACCEPTED)
    until(calls.exists, "the acceptance", river.tell)
    answer = posted(Client(), a_callback(calls.get(), state="done", did={"members": 1}))
    assert answer.status_code == 200
    river.until_state("responded", case)
    river.until_rest()
    assert club.phases == ["preview", "do", "prove"]
    told_of = [json.loads(body) for _headers, body in tool.sent]
    assert [(one["type"], one["data"]["state"]) for one in told_of] == [
        ("case.opened", "received"),
        ("case.responded", "responded"),
    ]
    assert "dana" not in repr(tool.sent).lower()
    assert "dana" not in river.log.lower()
