"""Single sign-on against a real provider on loopback: groups give roles, and who has none stays out."""

import itertools
import time
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import oidc_provider_mock
import pytest
from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from allauth.core import context
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from dsr.lifecycle import Who
from dsr.models import AccessEntry, Account
from portal.environment import roles, single_sign_on
from portal.web.session_store import SessionStore
from tests import given

# What the provider's own libraries say of each other is not about us.
pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore::DeprecationWarning")]
_subjects = itertools.count()


@pytest.fixture(scope="module")
def provider():
    with oidc_provider_mock.run_server_in_thread() as server:
        yield f"http://localhost:{server.server_port}"


@pytest.fixture(autouse=True)
def configured(provider, settings, monkeypatch):
    cache.clear()
    monkeypatch.setenv("OIDC_CLIENT_ID", "desk")
    monkeypatch.setenv("OIDC_CLIENT_SECRET", "a secret of the desk")
    settings.SECOND_FACTOR_REQUIRED = True
    settings.OIDC_ISSUER, settings.OIDC_NAME = provider, "Fernwood sign-in"
    settings.OIDC_ROLES = {"privacy": "reviewer", "privacy-leads": "administrator", "audit": "auditor"}
    apps = single_sign_on(provider, settings.OIDC_NAME, settings.OIDC_ROLES)
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": apps}}


@pytest.fixture
def person(provider):
    """person(**claims) tells the provider of somebody; their subject."""

    def tell(subject="", **claims):
        subject = subject or f"person-{next(_subjects)}"
        known = {"email": f"{subject}@fernwood.example", "email_verified": True, "name": "Sam Reed", **claims}
        assert httpx.put(f"{provider}/users/{subject}", json=known).status_code < 300
        return subject

    return tell


def sign_in(client, subject, address="/accounts/oidc/sso/login/"):
    """Through the provider's own form, as a browser goes; the answer of the desk at the end."""
    there = client.get(address, headers={"Sec-Fetch-Site": "same-origin"})["Location"]
    assert "code_challenge=" in there and "state=" in there
    back = httpx.post(there, data={"sub": subject}).headers["Location"]
    parts = urlsplit(back)
    return client.get(f"{parts.path}?{parts.query}")


def test_the_page_offers_it_only_where_it_is_set_up(settings):
    assert "Fernwood sign-in" in Client().get("/accounts/login/").content.decode()
    settings.OIDC_ISSUER = ""
    assert "Fernwood sign-in" not in Client().get("/accounts/login/").content.decode()


@pytest.mark.parametrize(
    ("groups", "role"),
    [
        (["privacy"], Who.REVIEWER),
        (["audit", "lunch"], Who.AUDITOR),
        (["privacy-leads", "privacy"], Who.ADMINISTRATOR),
    ],
)
def test_a_first_sign_in_makes_the_account_with_the_role_of_its_groups(person, groups, role):
    client, subject = Client(), person(groups=groups)
    assert sign_in(client, subject)["Location"] == "/desk/"
    account = Account.objects.get()
    assert (account.who, account.email, account.name) == (role, f"{subject}@fernwood.example", "Sam Reed")
    assert not account.has_usable_password() and client.get("/desk/you/").status_code == 200
    made, came = AccessEntry.objects.order_by("pk")[:2]
    assert (made.name, came.name, came.facts["factor"]) == ("account-made", "signed-in", "socialaccount")


@pytest.mark.parametrize(
    "claims", [{}, {"groups": ["lunch"]}, {"groups": "lunch"}, {"groups": ["privacy"], "email_verified": False}]
)
def test_who_has_no_role_or_no_proved_address_stays_out(person, claims):
    client = Client()
    answer = sign_in(client, person(**claims))
    assert answer.status_code == 403 and "No access to this desk" in answer.content.decode()
    assert not Account.objects.exists() and client.get("/desk/").status_code == 302
    assert AccessEntry.objects.get().name == "sign-in-refused"


def test_a_role_follows_the_groups_at_each_sign_in_and_goes_with_them(person):
    subject = person(groups=["privacy"])
    sign_in(Client(), subject)
    person(subject, groups=["audit"])
    sign_in(Client(), subject)
    assert Account.objects.get().who is Who.AUDITOR
    assert AccessEntry.objects.get(name="role-changed").facts == {"before": "reviewer", "after": "auditor"}
    person(subject, groups=[])
    assert sign_in(Client(), subject).status_code == 403


def test_an_account_of_before_is_known_by_a_proved_address_only(person):
    account = given.an_account(Who.REVIEWER, "robin@fernwood.example")
    stranger = person(email="Robin@fernwood.example", email_verified=False, groups=["privacy-leads"])
    assert sign_in(Client(), stranger).status_code == 403
    proved = person(email="Robin@fernwood.example", groups=["privacy"])
    client = Client()
    sign_in(client, proved)
    assert client.session["_auth_user_id"] == str(account.pk) and Account.objects.count() == 1


def test_a_closed_account_stays_closed(person):
    account = given.an_account(Who.REVIEWER, "robin@fernwood.example")
    Account.objects.update(is_active=False)
    client = Client()
    sign_in(client, person(email=account.email, groups=["privacy"]))
    assert client.get("/desk/").status_code == 302


def test_what_asks_who_it_is_asks_at_the_provider_and_believes_its_time_of_asking(person):
    subject = person(groups=["privacy-leads"], auth_time=int(time.time()) - 900)
    client = Client()
    sign_in(client, subject)  # the provider remembers
    for page in ("/desk/people/invite/", "/accounts/2fa/webauthn/add/", "/accounts/2fa/totp/activate/"):
        asked = client.get(page)["Location"]
        assert asked == "/accounts/reauthenticate/?" + urlencode({"next": page})
    there = client.get(asked)["Location"]
    assert there.startswith("/accounts/oidc/sso/login/")
    assert {"prompt": ["login"], "max_age": ["0"]}.items() <= parse_qs(
        urlsplit(client.get(there, headers={"Sec-Fetch-Site": "same-origin"})["Location"]).query
    ).items()
    assert sign_in(client, subject, there)["Location"] == "/accounts/2fa/totp/activate/"
    assert client.get("/desk/people/invite/").status_code == 302, "it did not ask"
    person(subject, groups=["privacy-leads"], auth_time=int(time.time()))
    sign_in(client, subject, there)
    assert client.get("/desk/people/invite/").status_code == 200
    assert client.get("/accounts/2fa/totp/activate/").status_code == 200
    person(subject, groups=["privacy-leads"], auth_time="never")
    sign_in(client, subject, there)
    shut = client.get("/desk/people/invite/", follow=True)
    assert shut.redirect_chain == [("/desk/you/", 302)] and "auth_time" in shut.content.decode()


@pytest.fixture
def linked(person):
    """linked() signs somebody in at the provider; the client, the account, the subject."""

    def make(**claims):
        client, subject = Client(), person(**{"groups": ["privacy"], **claims})
        sign_in(client, subject)
        return client, Account.objects.get(pk=client.session["_auth_user_id"]), subject

    return make


def last():
    entry = AccessEntry.objects.latest("pk")
    return entry.name, entry.facts.get("why")


def test_who_lost_the_groups_is_out_everywhere_and_has_no_second_door(person, linked, mailoutbox):
    client, account, subject = linked()
    account.set_password(given.PASSWORD)
    account.save()
    typed = {"login": account.email, "password": given.PASSWORD}
    answer = Client().post("/accounts/login/", typed)
    assert answer.status_code == 403 and "sign-in only" in answer.content.decode()
    assert last() == ("sign-in-refused", "provider-only")
    person(subject, groups=[])
    assert sign_in(Client(), subject).status_code == 403
    assert client.get("/desk/").status_code == 302
    assert client.post("/accounts/login/", typed)["Location"] == "/accounts/inactive/"
    assert client.get("/desk/").status_code == 302
    local = given.an_account(Who.REVIEWER, "robin@fernwood.example")
    asked = [
        client.post("/accounts/password/reset/", {"email": email})
        for email in (account.email, "nobody@fernwood.example", local.email)
    ]
    assert len({(one.status_code, one["Location"]) for one in asked}) == 1
    assert [one.to for one in mailoutbox] == [[local.email]]
    inside = client.post("/accounts/login/", {"login": local.email, "password": given.PASSWORD})
    assert inside["Location"] == "/desk/", "who was never at the provider comes in without it"


def test_an_account_is_closed_with_its_last_group_and_opened_when_one_is_back(person, linked):
    _client, account, subject = linked()
    given.an_account(Who.ADMINISTRATOR)
    kept = lambda: list(  # noqa: E731
        AccessEntry.objects.filter(account=account, name__startswith="account-")
        .order_by("pk")
        .values_list("name", "facts__why")
    )
    person(subject, groups=[])
    for _again in range(2):
        assert sign_in(Client(), subject).status_code == 403
    account.refresh_from_db()
    assert not account.is_active and kept()[-1:] == [("account-closed", "no-role")]
    person(subject, groups=["audit"])
    assert sign_in(Client(), subject)["Location"] != "/accounts/inactive/"
    account.refresh_from_db()
    assert (account.is_active, account.role) == (True, "auditor")
    assert kept()[-2:] == [("account-closed", "no-role"), ("account-opened", "role-again")]


def test_what_a_person_closed_no_group_opens(person, linked):
    _client, account, subject = linked()
    type(account).objects.filter(pk=account.pk).update(is_active=False)
    person(subject, groups=["privacy"])
    assert sign_in(Client(), subject)["Location"] == "/accounts/inactive/"
    account.refresh_from_db()
    assert not account.is_active


def test_the_only_administrator_is_kept_out_and_not_closed(person, linked):
    client, account, subject = linked(groups=["privacy-leads"])
    person(subject, groups=[])
    assert sign_in(Client(), subject).status_code == 403
    account.refresh_from_db()
    assert account.is_active and client.get("/desk/").status_code == 302
    assert AccessEntry.objects.get(name="role-kept").facts == {"why": "no-role"}


def test_who_lost_them_while_signed_in_is_out_at_the_answer(person, linked):
    client, _account, subject = linked()
    person(subject, groups=[])
    assert sign_in(client, subject).status_code == 403
    assert client.get("/desk/").status_code == 302


def test_a_passkey_is_no_second_door(linked, rf):
    _client, account, _subject = linked()
    request = rf.post("/accounts/2fa/webauthn/login/")
    request.session, request.user = SessionStore(), AnonymousUser()
    with context.request_context(request):
        assert perform_login(request, Login(user=account)).status_code == 403


def test_an_account_of_somebody_is_not_given_to_a_newcomer_with_the_address(person, linked):
    _client, account, _subject = linked()
    answer = sign_in(Client(), person(email=account.email, groups=["privacy-leads"]))
    assert answer.status_code == 403 and "belongs to somebody else" in answer.content.decode()
    assert last() == ("sign-in-refused", "other-person")
    account.refresh_from_db()
    assert account.who is Who.REVIEWER


def test_a_subject_of_another_issuer_is_another_person_and_a_proved_address_is_the_same(linked, settings):
    _client, account, subject = linked()
    with oidc_provider_mock.run_server_in_thread() as server:
        settings.OIDC_ISSUER = other = f"http://localhost:{server.server_port}"
        settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"] = single_sign_on(other, "", settings.OIDC_ROLES)
        for known, email in ((subject, "somebody@fernwood.example"), ("another", account.email)):
            claims = {"email": email, "email_verified": True, "groups": ["privacy"]}
            httpx.put(f"{other}/users/{known}", json=claims).raise_for_status()
            sign_in(Client(), known)
    assert Account.objects.count() == 2 and SocialAccount.objects.filter(user=account).count() == 1


def test_the_only_administrator_stays_one(person, linked):
    _client, account, subject = linked(groups=["privacy-leads"])
    person(subject, groups=["audit"])
    sign_in(Client(), subject)
    account.refresh_from_db()
    assert account.who is Who.ADMINISTRATOR
    kept = AccessEntry.objects.get(name="role-kept")
    assert kept.facts == {"before": "administrator", "after": "auditor"}
    given.an_account(Who.ADMINISTRATOR, "ada@fernwood.example")
    sign_in(Client(), subject)
    assert Account.objects.get(pk=account.pk).who is Who.AUDITOR


def test_a_closed_account_is_on_record_as_refused_and_not_as_a_wrong_password(linked):
    client, account, subject = linked()
    Account.objects.update(is_active=False)
    sign_in(client, subject)
    assert last() == ("sign-in-refused", "closed")
    client.post("/accounts/login/", {"login": account.email, "password": given.PASSWORD})
    assert list(AccessEntry.objects.values_list("name", flat=True)).count("sign-in-refused") == 2
    assert not AccessEntry.objects.filter(name="sign-in-failed").exists()


@pytest.mark.parametrize("said", ["", "privacy", "privacy=", "=reviewer", "privacy=reviewer,leads"])
def test_groups_without_roles_are_refused_at_the_start(monkeypatch, said):
    monkeypatch.setenv("OIDC_ROLES", said)
    with pytest.raises(ImproperlyConfigured, match="OIDC_ROLES=privacy=reviewer"):
        single_sign_on("https://id.example", "", roles("OIDC_ROLES"))
