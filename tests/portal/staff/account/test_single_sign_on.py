"""Single sign-on against a real provider on loopback: groups give roles, and who has none stays out."""

import itertools
from urllib.parse import urlsplit

import httpx
import oidc_provider_mock
import pytest
from django.core.cache import cache
from django.test import Client

from dsr.lifecycle import Who
from dsr.models import AccessEntry, Account
from portal.environment import single_sign_on
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
    apps = single_sign_on(provider, settings.OIDC_NAME)
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
    there = client.get(address)["Location"]
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
    assert not account.has_usable_password()
    assert client.get("/desk/you/").status_code == 200  # the provider's factors stand for ours
    assert list(AccessEntry.objects.order_by("pk").values_list("name", flat=True))[:2] == ["account-made", "signed-in"]


@pytest.mark.parametrize(
    "claims", [{}, {"groups": ["lunch"]}, {"groups": "lunch"}, {"groups": ["privacy"], "email_verified": False}]
)
def test_who_has_no_role_or_no_proved_address_stays_out(person, claims):
    client = Client()
    answer = sign_in(client, person(**claims))
    assert answer.status_code == 403 and "No access to this desk" in answer.content.decode()
    assert not Account.objects.exists() and client.get("/desk/").status_code == 302
    assert AccessEntry.objects.get().name == "sign-in-failed"


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


def test_what_asks_who_it_is_asks_at_the_provider(person):
    client, subject = Client(), person(groups=["privacy-leads"])
    sign_in(client, subject)
    assert client.get("/desk/people/invite/").status_code == 200  # a moment ago
    session = client.session
    key = "account_authentication_methods"
    session[key] = [{**one, "at": one["at"] - 301} for one in session[key]]
    session.save()
    asked = client.get("/desk/people/invite/", follow=False)
    assert asked["Location"].startswith("/accounts/reauthenticate/")
    there = client.get(asked["Location"])["Location"]
    assert there.startswith("/accounts/oidc/sso/login/") and "prompt" in there
    assert sign_in(client, subject, there)["Location"] == "/desk/people/invite/"
    assert client.get("/desk/people/invite/").status_code == 200
