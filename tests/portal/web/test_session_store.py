"""Sessions: who reads the database can go on with none of them, and what is left alone ends."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dsr import retention
from dsr.clock import machine
from dsr.lifecycle import Who
from dsr.models import Session
from portal.web.session_store import SessionStore, digest_of
from tests import given

pytestmark = pytest.mark.django_db


def signed_in(role=Who.VIEWER):
    client = Client()
    client.force_login(given.an_account(role))
    return client


def left_alone(minutes):
    Session.objects.update(seen_at=machine() - timedelta(minutes=minutes))


def test_no_column_opens_a_session():
    key = signed_in().cookies["sessionid"].value
    (row,) = Session.objects.values()
    assert key not in str(row)
    for value in row.values():
        thief = Client()
        thief.cookies["sessionid"] = str(value)
        assert thief.get("/desk/you/").status_code == 302
    known = Client()
    known.cookies["sessionid"] = key
    assert known.get("/desk/you/").status_code == 200


def test_the_sessions_of_before_are_gone():
    assert "django_session" not in connection.introspection.table_names()


@pytest.mark.parametrize(("minutes", "status"), [(59, 200), (60, 302), (61, 302)])
def test_a_session_left_alone_is_over(minutes, status):
    client = signed_in()
    left_alone(minutes)
    assert client.get("/desk/you/").status_code == status


def test_the_time_to_be_left_alone_is_a_setting(settings):
    settings.SESSION_IDLE = timedelta(minutes=5)
    client = signed_in()
    left_alone(6)
    assert client.get("/desk/you/").status_code == 302


def test_a_page_keeps_it_alive_and_is_noted_once_a_minute():
    client = signed_in()
    left_alone(40)
    assert client.get("/desk/you/").status_code == 200
    assert Session.objects.get().seen_at > machine() - timedelta(minutes=1)
    with CaptureQueriesContext(connection) as asked:
        client.get("/desk/you/")
    assert not [one for one in asked if "UPDATE" in one["sql"]]


def test_no_page_and_no_new_key_makes_it_longer_than_it_may_be():
    client = signed_in()
    ends = Session.objects.get().expires_at
    session = client.session
    session["began"] = session["began"] - 3600
    session.save()
    assert Session.objects.get().expires_at <= ends - timedelta(minutes=59)
    session.cycle_key()
    row = Session.objects.get()
    assert row.expires_at <= ends - timedelta(minutes=59) and row.started_at < machine() - timedelta(minutes=59)
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    assert client.get("/desk/you/").status_code == 200
    Session.objects.update(started_at=machine() - timedelta(hours=12), expires_at=machine() + timedelta(hours=1))
    assert client.get("/desk/you/").status_code == 302


def test_a_visitor_is_not_hurried():
    store = SessionStore()
    store["just_made"] = 7
    store.save()
    left_alone(600)
    assert SessionStore(store.session_key)["just_made"] == 7


def test_what_is_over_is_no_session_and_goes():
    client = signed_in()
    Session.objects.update(expires_at=machine() - timedelta(seconds=1))
    assert client.get("/desk/you/").status_code == 302
    store = SessionStore()
    store["just_made"] = 7
    store.save()
    assert retention.forget_short_lived_rows() == 1
    assert Session.objects.get().digest == digest_of(store.session_key)


def test_a_key_is_known_taken_and_deleted_by_itself():
    store = SessionStore()
    store["a"] = 1
    store.save()
    assert store.exists(store.session_key)
    assert not store.exists(digest_of(store.session_key))
    first = store.session_key
    store.cycle_key()
    assert not store.exists(first) and SessionStore(store.session_key)["a"] == 1
    store.delete()
    assert not Session.objects.exists()
    SessionStore().delete()


def test_what_a_session_holds_is_sealed_for_it_alone(settings):
    first, other = SessionStore(), SessionStore()
    for session, words in ((first, "dana-typed-this"), (other, "ruth-typed-this")):
        session["form"] = words
        session.save()
    rows = Session.objects.in_bulk([digest_of(first.session_key), digest_of(other.session_key)], field_name="digest")
    mine, theirs = rows[digest_of(first.session_key)], rows[digest_of(other.session_key)]
    assert SessionStore().decode(mine.data) == {} and "typed" not in mine.data
    assert dict(SessionStore(first.session_key).items()) == {"form": "dana-typed-this"}
    Session.objects.filter(pk=mine.pk).update(data=theirs.data)
    assert dict(SessionStore(first.session_key).items()) == {}, "what is moved to another row does not open"
    settings.SEALING_KEYS = {"t2": b"9" * 32}
    assert dict(SessionStore(other.session_key).items()) == {}


def test_what_a_release_before_only_signed_goes_on():
    session = SessionStore()
    session["just_made"] = 7
    session.save()
    Session.objects.update(data=SessionStore().encode({"just_made": 7}))
    assert SessionStore(session.session_key)["just_made"] == 7


@pytest.mark.parametrize("key", ["x", "a" * 32, "a:b:c", "é" * 40, "' OR 1=1 --", ".eJyrVg:1abc:def"])
def test_a_cookie_of_nobody_is_no_session_and_no_line_in_the_log(key, client, caplog):
    client.cookies[settings.SESSION_COOKIE_NAME] = key
    assert client.get("/desk/you/").status_code == 302
    assert not caplog.records
