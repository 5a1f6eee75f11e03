"""Each rule of the crawler sees what is planted: in an answer, a row, a line of the log, or the bytes of Redis."""

import logging

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.urls import get_resolver

from dsr.lifecycle import Who
from dsr.models import MailList, Session
from tests.crawl import watch
from tests.crawl.desk_of_canaries import OF_NOBODY, Visitor
from tests.crawl.hostile_requests import TYPED, HostileRequest
from tests.crawl.rules import faults_of
from tests.given import a_business

pytestmark = pytest.mark.django_db
STRANGER, VIEWER = Visitor("stranger"), Visitor("viewer", Who.VIEWER)
NO_STORE = {"Cache-Control": "no-store"}


def fails(request):
    raise KeyError("planted")


def logs(request):
    logging.getLogger("x").warning("Dana %s", "Whitlow")
    return HttpResponse("")


def writes_a_session(request):
    Session.objects.create(digest="x", data=request.session.encode({"typed": TYPED}), expires_at="2030-01-01T00:00Z")
    return HttpResponse("")


def writes_a_list(request):
    MailList.objects.create(business=a_business(), slug="x", name=TYPED)
    return HttpResponse("")


PLANTED = [
    (STRANGER, "GET", "robots.txt", fails, "500 KeyError"),
    (STRANGER, "GET", "robots.txt", lambda _: HttpResponse("No.", status=400), "400 without a page"),
    (STRANGER, "GET", "robots.txt", lambda _: HttpResponse("Whitlow", headers=NO_STORE), "stranger is shown"),
    (STRANGER, "GET", "robots.txt", lambda _: HttpResponse(OF_NOBODY), "a secret is shown"),
    (STRANGER, "GET", "robots.txt", lambda _: HttpResponse(headers={"Location": "/?q=Whitlow"}), "is in a header"),
    (STRANGER, "GET", "robots.txt", lambda _: HttpResponse(headers={"X-Planted": "1"}), "became a header"),
    (STRANGER, "GET", "robots.txt", logs, "Whitlow is in the log"),
    (STRANGER, "POST", "robots.txt", writes_a_session, f"{TYPED} is plain in dsr_session"),
    (STRANGER, "GET", "robots.txt", writes_a_list, "GET wrote"),
    (VIEWER, "POST", "admin/x/", writes_a_list, "viewer, who may not, wrote"),
    (VIEWER, "POST", "admin/x/", lambda _: HttpResponse(""), "200 for viewer, who may not"),
    (VIEWER, "POST", "accounts/x/", writes_a_list, "viewer, who only reads, wrote"),
    (VIEWER, "GET", "desk/x/", lambda _: HttpResponse("Whitlow", headers={"Cache-Control": "private"}), "may be kept"),
]


@pytest.mark.parametrize(("visitor", "method", "address", "view", "fault"), PLANTED, ids=[one[4] for one in PLANTED])
def test_a_planted_fault_is_found(monkeypatch, settings, visitor, method, address, view, fault):
    settings.SECURE_SSL_REDIRECT = False
    public = next(one for one in get_resolver().url_patterns if str(one.pattern) == "")
    robots = next(one for one in public.url_patterns if one.name == "robots")
    monkeypatch.setattr(robots, "callback", view)
    seen = watch.ask(HostileRequest(visitor, address, "/robots.txt", method), "198.51.100.7")
    declared = Who.VIEWER if address.startswith("desk/") else None
    found = [one for one in faults_of(HostileRequest(visitor, address, "", method), seen, declared) if fault in one]
    assert len(found) == 1


def test_a_byte_in_redis_is_seen():
    cache.set("x", {"typed": TYPED})
    assert TYPED in watch.bytes_of_redis().decode("latin-1")
    cache.clear()


def begins_a_session(request):
    request.session["typed"] = "something"
    request.session.save()
    return HttpResponse("")


def test_a_session_that_is_written_sealed_is_neither_a_fault_nor_a_line_in_the_log(monkeypatch):
    """The log that the crawler looks through is the desk's alone: nothing that it reads itself stands there."""
    public = next(one for one in get_resolver().url_patterns if str(one.pattern) == "")
    robots = next(one for one in public.url_patterns if one.name == "robots")
    monkeypatch.setattr(robots, "callback", begins_a_session)
    made = HostileRequest(STRANGER, "robots.txt", "/robots.txt", "POST")
    seen = watch.ask(made, "198.51.100.7")
    assert [table for table, _put in seen.rows] == ["dsr_session"]
    assert (seen.lines, list(faults_of(made, seen, None))) == ([], [])
