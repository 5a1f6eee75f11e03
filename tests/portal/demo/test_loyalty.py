"""The demo's loyalty club: it answers to its own signature alone, and really removes the member."""

import json

import pytest
from django.test import RequestFactory, override_settings

from dsr import webhooks
from dsr.lifecycle import Who
from dsr.models import System
from portal.demo import business_database, loyalty, systems
from tests.given import a_business, an_account

EMAIL = "dana.whitlow@example.com"


@pytest.fixture
def club(db, tmp_path):
    with override_settings(VAR_DIR=tmp_path, PUBLIC_URL="http://127.0.0.1:8000", WEBHOOK_ALLOW_PRIVATE=True):
        systems.load(a_business(), an_account(Who.ADMINISTRATOR), an_account())
        yield System.objects.get(way="webhook")


def _ask(club, phase, secret="", portions=()):
    data = {"phase": phase, "person": {"email": EMAIL.title()}, "portions": list(portions)}
    body = json.dumps({"type": "step.requested", "data": data}).encode()
    headers = webhooks.signed_headers(secret or webhooks.open_secret(club.sealed_connection), "msg_1", body)
    request = RequestFactory().post(loyalty.PATH, body, content_type="application/json", headers=headers)
    answer = loyalty.door(request)
    return answer.status_code, webhooks.read_answer(answer.content) if answer.status_code == 200 else None


def test_a_member_is_counted_removed_and_proved_gone(club):
    assert club.is_approved
    assert webhooks.target_of(club).address == "http://127.0.0.1:8000/demo/loyalty/"
    before = business_database.members(EMAIL)
    assert before == 1
    assert _ask(club, "preview")[1].found == {"members": 1}
    assert _ask(club, "do")[1].did == {"members": 1}
    assert business_database.members(EMAIL) == 0
    assert _ask(club, "do")[1].state == "not-held"
    assert _ask(club, "prove")[1].left == {"members": 0}
    assert _ask(club, "keep")[1].state == "kept"


def test_another_signature_moves_nothing(club):
    assert _ask(club, "do", secret=webhooks.new_secret())[0] == 401
    assert business_database.members(EMAIL) == 1
    assert loyalty._kept().stat().st_mode & 0o077 == 0


def test_a_membership_goes_with_the_account_and_no_other_portion(club):
    others = ["marketing", "orders", "support"]
    assert _ask(club, "preview", portions=others)[1].found == {"members": 0}
    assert _ask(club, "do", portions=others)[1].state == "not-held"
    assert _ask(club, "prove", portions=others)[1].left == {"members": 0}
    assert business_database.members(EMAIL) == 1
    done = _ask(club, "do", portions=["account", "orders"])[1]
    assert (done.state, done.portions) == ("done", ("account",))
    assert business_database.members(EMAIL) == 0
