"""An address with letters of its own language, in each form: taken where our mail server can write to it, else why."""

import re

import pytest
from django.core.cache import cache

from dsr import parties
from dsr.kinds import base
from dsr.models import Business, Case
from tests.given import a_business
from tests.given_forms import Asker
from tests.portal.public.answers import press
from tests.smtp import MailServer

pytestmark = pytest.mark.django_db

EMAIL, ON_PAPER = "émile@bücher.example", {"delivery": "mail", "email": "", "postal": "7 Sample St\nFresno, CA 93701"}
KINDS = sorted(kind.code for kind in base.every())
MORE = {
    "deletion": {"extent": "all"},
    "account-deletion": {"extent": "all"},
    "correction": {"item1_field": "name", "item1_says": "Dana Whitlo", "item1_should": "Dana Whitlow"},
    "complaint": {"text": "You mailed me."},
    "child": {"found_by": "email", "child_email": EMAIL, "relation": "parent", "wish": "delete", "subject_name": ""},
}


@pytest.fixture(params=[True, False], ids=["taken", "not taken"])
def takes_utf8(request, settings):
    business = a_business()
    Business.objects.filter(pk=business.pk).update(is_ccpa_business=True)
    server = MailServer(takes_utf8=request.param).start()
    settings.EMAIL_BACKEND, settings.EMAIL_HOST = "dsr.letters.mail_addresses.Utf8EmailBackend", "127.0.0.1"
    settings.EMAIL_PORT, settings.EMAIL_USE_TLS = server.port, False
    cache.clear()
    yield request.param
    server.stop()


def _sent(kind, **changes):
    """The faults that the page names, by field; and who wrote, where a request was made."""
    url = {"unsubscribe": "/unsubscribe/"}.get(kind, f"/ask/{kind}/")
    page = press(Asker(), url, **{**MORE.get(kind, {}), **changes}).content.decode()
    faults = dict(re.findall(r'<a href="#id_(\w+?)(?:_0)?">([^<]*)', page))
    return faults, [parties.sealed_values(case) for case in Case.objects.all()]


@pytest.mark.parametrize("kind", KINDS)
def test_each_form_takes_it_where_we_can_write_to_it_and_else_says_why(kind, takes_utf8):
    faults, made = _sent(kind, email=EMAIL)
    if takes_utf8 or kind == "unsubscribe":  # who only stops mail gets none
        assert (faults, {one["requester"]["email"] for one in made}) == ({}, {EMAIL})
    else:
        assert list(faults) == ["email"] and "before the @" in faults["email"]
        assert made == []


@pytest.mark.parametrize(
    ("kind", "changes"),
    [("deletion", {"email_with_us": EMAIL}), ("account-deletion", {"email_with_us": EMAIL}), ("child", {})],
)
def test_an_address_that_only_finds_the_person_is_never_held_back(kind, changes, takes_utf8):
    there = {} if kind == "child" else ON_PAPER
    faults, made = _sent(kind, **there, **changes)
    assert (faults, {one["subject"]["email"] for one in made}) == ({}, {EMAIL})
