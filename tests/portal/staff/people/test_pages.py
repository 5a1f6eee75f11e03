"""Colleagues are invited by mail and choose their own passwords; what changes their access is on record."""

import re

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client

from dsr.lifecycle import Who
from dsr.models import AccessEntry, Account, Session
from tests import given
from tests.smtp import closed_port

pytestmark = pytest.mark.django_db
PEOPLE = "/desk/people/"
NEW = {"email": "New@Fernwood.example", "name": "Sam Reed", "role": "approver"}
PHRASE = "otter piano gravel seventeen"


@pytest.fixture
def admin(browse):
    """An administrator who has just shown who it is."""
    cache.clear()
    client = browse(Who.ADMINISTRATOR)
    client.post("/accounts/reauthenticate/", {"password": given.PASSWORD, "next": PEOPLE})
    return client


def names():
    return list(AccessEntry.objects.exclude(by=None).order_by("pk").values_list("name", flat=True))


def test_a_colleague_is_invited_and_chooses_the_password(admin):
    assert "invited by email" in admin.post(PEOPLE + "invite/", NEW, follow=True).content.decode()
    account = Account.objects.get(email="new@fernwood.example")
    assert not account.has_usable_password() and account.who is Who.APPROVER and account.may_approve_second
    (message,) = mail.outbox
    assert message.to == ["new@fernwood.example"] and "Robin Vale" in message.body and "3 days" in message.body
    link = re.search(r"http://localhost(/accounts/password/reset/key/\S+)", message.body).group(1)
    guest = Client()
    form = guest.get(link, follow=True).redirect_chain[-1][0]
    weak = {"password1": "passwordpassword", "password2": "passwordpassword"}
    assert "guesses this password in" in guest.post(form, weak).content.decode()
    assert guest.post(form, {"password1": PHRASE, "password2": PHRASE}).status_code == 302
    assert guest.post("/accounts/login/", {"login": account.email, "password": PHRASE})["Location"] == "/desk/"
    assert "has been used" in Client().get(link, follow=True).content.decode() or Client().get(link).status_code == 200
    entry = AccessEntry.objects.get(name="invited")
    assert (entry.account, entry.by, entry.facts) == (account, admin.account, {"role": "approver"})


def test_who_chose_a_password_by_our_link_sets_up_a_second_factor(admin, settings):
    """Without it nobody who was invited gets in where one is required."""
    admin.post(PEOPLE + "invite/", NEW)
    settings.SECOND_FACTOR_REQUIRED = True
    link = re.search(r"http://localhost(/accounts/password/reset/key/\S+)", mail.outbox[-1].body).group(1)
    guest = Client()
    guest.post(guest.get(link)["Location"], {"password1": PHRASE, "password2": PHRASE})
    guest.post("/accounts/login/", {"login": "new@fernwood.example", "password": PHRASE})
    assert guest.get("/desk/")["Location"] == "/accounts/2fa/"
    for way in ("totp/activate", "webauthn/add"):
        asked = guest.get(f"/accounts/2fa/{way}/")
        assert asked.status_code == 200 or asked["Location"].startswith("/accounts/reauthenticate/"), way


def test_no_page_takes_anothers_password(admin):
    other = given.an_account()
    for address in ("invite/", f"{other.pk}/"):
        assert 'type="password"' not in admin.get(PEOPLE + address).content.decode()
    assert admin.get("/admin/dsr/account/").status_code == 404
    fields = {"email": other.email, "name": "Sam", "role": "reviewer", "is_active": "on", "password": PHRASE}
    assert admin.post(f"{PEOPLE}{other.pk}/", fields).status_code == 302
    other.refresh_from_db()
    assert other.check_password(given.PASSWORD)


@pytest.mark.parametrize("address", ["invite/", "{}/", "{}/invite/", "{}/sessions/", "{}/factors/"])
def test_whatever_changes_anothers_access_asks_first_who_it_is(browse, address):
    other, client = given.an_account(email="sam@fernwood.example"), browse(Who.ADMINISTRATOR)
    answer = client.post(PEOPLE + address.format(other.pk), {**NEW, "role": "administrator"})
    assert answer["Location"].startswith("/accounts/reauthenticate/?next=%2Fdesk%2Fpeople%2F")
    other.refresh_from_db()
    assert other.who is Who.REVIEWER and Account.objects.count() == 2 and mail.outbox == [] and names() == []
    assert "sam" not in str(client.session.items()).lower()  # what was sent is not kept for after it


def test_two_accounts_share_no_address(admin):
    admin.post(PEOPLE + "invite/", NEW)
    again = admin.post(PEOPLE + "invite/", {**NEW, "email": "NEW@fernwood.example"})
    assert again.status_code == 422 and "already" in again.content.decode()


def test_an_invitation_goes_out_again_until_it_is_taken(admin):
    admin.post(PEOPLE + "invite/", NEW)
    account = Account.objects.get(email="new@fernwood.example")
    admin.post(f"{PEOPLE}{account.pk}/invite/")
    assert len(mail.outbox) == 2
    Client().force_login(account)
    assert admin.post(f"{PEOPLE}{account.pk}/invite/").status_code == 404


def test_a_mail_server_that_is_away_is_told_and_the_account_is_there(admin, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", closed_port()
    assert "Invite Sam Reed again later" in admin.post(PEOPLE + "invite/", NEW, follow=True).content.decode()
    assert Account.objects.filter(email="new@fernwood.example").exists()


def test_role_address_and_closing_are_on_record_and_a_closed_account_is_out(admin):
    other = given.an_account(email="sam@fernwood.example")
    theirs = Client()
    theirs.force_login(other)
    fields = {"email": other.email, "name": "Sam", "role": "auditor", "is_active": "on"}
    admin.post(f"{PEOPLE}{other.pk}/", fields)
    assert theirs.get("/desk/you/").status_code == 200
    admin.post(f"{PEOPLE}{other.pk}/", {**fields, "email": "sam.okafor@fernwood.example"})
    assert theirs.get("/desk/you/").status_code == 302
    theirs.force_login(Account.objects.get(pk=other.pk))
    admin.post(f"{PEOPLE}{other.pk}/", {**fields, "is_active": ""})
    assert not Session.objects.filter(account=other).exists()
    admin.post(f"{PEOPLE}{other.pk}/", fields)
    assert names() == ["role-changed", "email-changed", "account-closed", "email-changed", "account-opened"]
    assert AccessEntry.objects.get(name="role-changed").facts == {"before": "reviewer", "after": "auditor"}


def test_a_person_is_signed_out_everywhere(admin):
    other = given.an_account()
    theirs = Client()
    theirs.force_login(other)
    assert "is signed out everywhere" in admin.post(f"{PEOPLE}{other.pk}/sessions/", follow=True).content.decode()
    assert theirs.get("/desk/you/").status_code == 302 and names() == ["session-ended"]


def test_one_administrator_always_stays(admin):
    only = admin.account
    fields = {"email": only.email, "name": "Robin", "role": "reviewer", "is_active": "on"}
    for change in ({}, {"role": "administrator", "is_active": ""}):
        refused = admin.post(f"{PEOPLE}{only.pk}/", {**fields, **change})
        assert refused.status_code == 422 and "only administrator" in refused.content.decode()
    given.an_account(Who.ADMINISTRATOR)
    assert admin.post(f"{PEOPLE}{only.pk}/", fields).status_code == 302
