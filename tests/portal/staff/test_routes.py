"""Every route of the site is walked: who may open it is declared, and so it is."""

import itertools
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from dsr import retention
from dsr.clock import today
from dsr.formats import references
from dsr.journal import Actor
from dsr.lifecycle import STAFF_ROLES, Who
from dsr.models import System
from dsr.models.legal_hold import HoldScope
from dsr.retention import HoldOrder
from portal.staff.account.urls import closed
from tests import given

pytestmark = pytest.mark.django_db


def walk(patterns, before=""):
    for pattern in patterns:
        address = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from walk(pattern.url_patterns, address)
        else:
            assert isinstance(pattern, URLPattern)
            yield address, pattern


def every_route():
    return list(walk(get_resolver().url_patterns))


def plain(address):
    """An address without the signs of its pattern: whatever it may end with is left out, each group is <its name>."""
    return re.sub(r"/\?\$|[\^$]", "", re.sub(r"\(\?P(<\w+>).*?\+\)", r"\1", address))


def desk_routes():
    return [(address, pattern) for address, pattern in every_route() if address.startswith("desk/")]


def a_hold(case):
    by = Actor(Who.APPROVER, given.an_account(Who.APPROVER).pk)
    order = HoldOrder(HoldScope.CASE, today() + timedelta(days=9), "Lee v. Fernwood", reference=case.reference)
    return retention.set_hold(order, by)


@pytest.fixture
def filled():
    """The values that stand in addresses: a case with a letter, and another that came after it."""
    case = given.in_review()
    later = given.in_review()
    system = System.objects.create(business=case.business, name="Shop", way="sql", owner_name="Ira Lund")
    return {
        "<str:reference>": references.spell(case.reference),
        "<str:first>": references.spell(later.reference),
        "<str:code>": "NO_EBR",
        "<int:document_id>": "1",
        "<int:letter_id>": str(case.letters.first().pk),
        "<str:name>": "disclosures.pdf",
        "<str:person>": references.spell(case.reference),
        "<slug:kind>": "shine-the-light",
        "<int:number>": "1",
        "<int:system_id>": str(system.pk),
        "<int:account_id>": str(given.an_account().pk),
        "<int:business_id>": str(case.business_id),
        "<int:year>": str(case.year),
        "<int:view_id>": "1",
        "<int:hold_id>": str(a_hold(case).pk),
        "<slug:scope>": "person",
        "<slug:measure>": "late",
        "<int:work_id>": "1",
    }


def fill(address, values):
    for place, value in values.items():
        address = address.replace(place, value)
    assert "<" not in address, f"Give the tests a value for {address}."
    return "/" + address


def test_the_desk_has_routes():
    assert len(desk_routes()) > 20


def test_every_route_declares_its_role():
    missing = [address for address, pattern in desk_routes() if getattr(pattern.callback, "role", None) is None]
    assert missing == []


def test_nothing_else_is_staff_only_by_accident():
    known = ("desk/", "api/", "brand/", "robots.txt", "healthz", "accounts/", "admin/", "demo/")
    public = {address for address, pattern in every_route() if pattern.callback.__module__.startswith("portal.public")}
    strangers = [a for a, _p in every_route() if not a.startswith(known) and a not in public]
    assert strangers == []


def test_a_viewer_never_changes_a_case():
    posts = {
        pattern.name
        for _address, pattern in desk_routes()
        if "POST" in pattern.callback.methods and pattern.callback.role is Who.VIEWER
    }
    # Finding and looking up change nothing; one's own name, screen, views and sessions are one's own.
    own = {"change-view", "columns", "delete-view", "keys", "names", "save-view", "sessions", "you"}
    assert posts == {"find", "print-letters", "suppression"} | own


def test_without_sign_in_every_page_of_the_desk_leads_to_it(filled):
    client = Client()
    for address, _pattern in desk_routes():
        for ask in (client.get, client.post):
            answer = ask(fill(address, filled))
            assert answer.status_code == 302, address
            assert answer["Location"].startswith("/accounts/login/?next=/desk/"), address


# Written out once more, so that a slip in the table of permissions is seen: what each role may not open.
BARRED = {
    Who.VIEWER: {Who.REVIEWER, Who.APPROVER, Who.AUDITOR, Who.ADMINISTRATOR},
    Who.AUDITOR: {Who.REVIEWER, Who.APPROVER, Who.ADMINISTRATOR},
    Who.REVIEWER: {Who.APPROVER, Who.AUDITOR, Who.ADMINISTRATOR},
    Who.APPROVER: {Who.AUDITOR, Who.ADMINISTRATOR},
    Who.ADMINISTRATOR: set(),
}


@pytest.mark.parametrize("role", STAFF_ROLES)
def test_every_route_and_verb_opens_to_the_roles_of_the_table_only(browse, filled, role):
    """What is open to many is carried out for one of them; for the others the door is seen to be open.

    A verb that no view takes passes the door and touches nothing behind it.
    """
    client, is_all = browse(role), role is Who.ADMINISTRATOR
    for address, pattern in desk_routes():
        is_barred = pattern.callback.role in BARRED[role]
        for method in ("GET", "POST", "PUT") if is_barred or is_all else ("PUT",):
            answer = client.generic(method, fill(address, filled))
            if is_barred:
                assert answer.status_code == 403, (address, method)
            elif method not in pattern.callback.methods:
                assert answer.status_code == 405, (address, method)
            else:
                assert answer.status_code in {200, 302, 404, 422}, (address, method)


def test_no_role_declares_what_the_table_does_not_know():
    declared = {pattern.callback.role for _address, pattern in desk_routes()}
    assert declared <= {Who.VIEWER, *BARRED[Who.VIEWER]}


def test_every_page_of_the_set_up_is_closed_to_all_others(browse):
    """One role after another has its turn, with each verb."""
    clients = itertools.cycle([browse(role) for role in STAFF_ROLES if role is not Who.ADMINISTRATOR])
    addresses = [
        re.sub(r"<[^>]+>", "1", plain(a)) for a, _p in every_route() if a.startswith("admin/") and "logout" not in a
    ]
    assert len(addresses) > 50
    for address in addresses:
        for method in ("GET", "POST"):
            answer = next(clients).generic(method, f"/{address}")
            assert answer.status_code in {302, 403, 404, 405}, (address, method)
            if answer.status_code == 302:  # its sign-in leads to ours, which knows who is signed in
                assert answer["Location"].startswith(("/admin/login/", "/accounts/login/")), (address, method)


def test_pages_with_personal_information_are_not_kept_by_the_browser(browse, filled):
    client = browse(Who.VIEWER)
    for address, pattern in desk_routes():
        if "GET" in pattern.callback.methods and pattern.callback.role is Who.VIEWER:
            answer = client.get(fill(address, filled))
            assert answer.status_code == 404 or answer["Cache-Control"] == "no-store", address


@pytest.mark.parametrize("role", STAFF_ROLES)
def test_the_set_up_opens_to_administrators_only(browse, role):
    answer = browse(role).get("/admin/", follow=True)
    assert answer.status_code == (200 if role is Who.ADMINISTRATOR else 403)


def test_the_set_up_has_no_sign_in_of_its_own():
    answer = Client().get("/admin/login/?next=/admin/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/")


def test_a_closed_account_is_out_at_once(browse):
    client = browse(Who.ADMINISTRATOR)
    client.account.is_active = False
    client.account.save()
    assert client.get("/desk/").status_code == 302


def test_visitors_cannot_make_accounts():
    names = {pattern.callback for address, pattern in every_route() if address.startswith("accounts/signup")}
    assert names == {closed}
    client = Client()
    for address in ("/accounts/signup/", "/accounts/email/"):
        assert client.get(address).status_code == 404
        assert client.post(address, {"email": "new@example.com"}).status_code == 404
