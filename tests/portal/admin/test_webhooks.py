"""Webhooks in the set-up: a checked address, a secret that is shown once, tests, and the history of events."""

import json
import re

import pytest

from dsr import webhooks
from dsr.models import Account, Listener, System
from tests import given
from tests.given_webhooks import SECRET, a_club
from tests.portal.admin.pages import errors_on, said_on, where
from tests.portal.admin.test_systems import _fields
from tests.receivers import BROKEN, Said, always, receiving

pytestmark = pytest.mark.django_db
ADDRESS = "https://club.example.com/requests"


def _club(**changes):
    fields = {"way": "webhook", "address": ADDRESS, "points": ["name", "email"], "connection": "", "mapping": ""}
    return _fields(**{**fields, **changes})


def _secret_on(page) -> str:
    found = re.search(r"whsec_[A-Za-z0-9+/=]+", page.content.decode())
    return found[0] if found else ""


def test_a_webhook_is_kept_and_its_secret_shown_once(client):
    page = client.post(where("system", "add/"), _club())
    secret = _secret_on(page)
    system = System.objects.get(name="Shop")
    assert webhooks.open_secret(system.sealed_connection) == secret
    assert "no-store" in page["Cache-Control"]
    assert system.mapping == {"address": ADDRESS, "points": ["email", "name"]}
    assert (system.is_approved, system.mapping_by) == (False, Account.objects.get())
    shown = client.get(where("system", f"{system.pk}/change/")).content.decode()
    assert ADDRESS in shown and secret not in shown and "whsec_" not in shown


def test_another_address_or_secret_voids_the_approval_and_another_name_does_not(client):
    client.post(where("system", "add/"), _club())
    path = where("system", f"{System.objects.get().pk}/change/")

    def approved_after(**changes) -> bool:
        system = System.objects.get()
        System.objects.update(approved_digest=system.mapping_digest)
        client.post(path, _club(**changes))
        return System.objects.get().is_approved

    assert approved_after(holds="Members")
    assert not approved_after(address=f"{ADDRESS}/v2")
    assert not approved_after(points=["email"])
    assert not approved_after(new_secret="on")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"address": ""}, "address"),
        ({"address": "http://club.example.com/"}, "address"),
        ({"address": "https://name:word@club.example.com/"}, "address"),
        ({"points": ["name"]}, "points"),
        ({"points": []}, "points"),
    ],
)
def test_what_cannot_be_asked_is_refused(client, changes, field):
    assert list(errors_on(client.post(where("system", "add/"), _club(**changes)))) == [field]


def test_a_secret_is_never_taken_for_a_database(client):
    client.post(where("system", "add/"), _club())
    path = where("system", f"{System.objects.get().pk}/change/")
    assert "connection" in errors_on(client.post(path, _fields(connection="")))
    client.post(path, _fields(way="person", instructions="Ask Jo.", connection="", mapping=""))
    assert System.objects.get().sealed_connection == ""


def test_a_system_and_a_listener_are_tried_about_nobody(client, settings):
    settings.WEBHOOK_ALLOW_PRIVATE = True
    with receiving(always(Said())) as receiver:
        system = a_club(receiver.address)
        listener = _listener(receiver.address)
        for model, action, row in (("system", "try_mapping", system), ("listener", "send_a_test", listener)):
            form = {"action": action, "_selected_action": [row.pk]}
            assert "it answered" in said_on(client.post(where(model), form, follow=True))
            receiver.mood = always(BROKEN)
            assert "cannot do it now" in said_on(client.post(where(model), form, follow=True))
            receiver.mood = always(Said())
        assert [json.loads(body)["type"] for _headers, body in receiver.sent] == ["ping"] * 4


def _listener(address: str) -> Listener:
    values = {
        "name": "Chat",
        "address": address,
        "events": ["case.opened"],
        "sealed_secret": webhooks.seal_secret(SECRET),
    }
    return Listener.objects.create(business=given.a_business(), **values)


def test_a_listener_is_made_with_a_secret_of_its_own(client):
    fields = {"business": given.a_business().pk, "name": "Chat", "address": ADDRESS, "is_active": "on"}
    page = client.post(where("listener", "add/"), {**fields, "events": ["case.opened", "case.responded"]})
    listener = Listener.objects.get()
    assert webhooks.open_secret(listener.sealed_secret) == _secret_on(page)
    assert listener.events == ["case.opened", "case.responded"]
    bad = {**fields, "name": "Other", "address": "ftp://x", "events": ["case.unknown"]}
    assert set(errors_on(client.post(where("listener", "add/"), bad))) == {"address", "events"}


@pytest.mark.django_db(transaction=True)
def test_the_list_tells_what_was_told_what_was_not_and_why(client, settings):
    settings.WEBHOOK_ALLOW_PRIVATE = True
    settings.MAIL_ATTEMPTS = 1
    with receiving(always(BROKEN)) as receiver:
        listener = _listener(receiver.address)
        given.in_review()
        shown = client.get(where("listener")).content.decode()
        assert '<td class="field-waiting">1</td>' in shown
        assert "the system does not answer, or answers that it cannot do it now" in shown
        receiver.mood = always(Said())
        form = {"action": "try_failed_again", "_selected_action": [listener.pk]}
        assert "1 event goes out again" in said_on(client.post(where("listener"), form, follow=True))
        given.drain()
    shown = client.get(where("listener")).content.decode()
    assert '<td class="field-told">1</td>' in shown and "since told" in shown
