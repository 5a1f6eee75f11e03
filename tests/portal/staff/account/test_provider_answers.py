"""What a provider of single sign-on says counts only where it signed it, for this desk and this very sign-in."""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from django.core.cache import cache
from django.test import Client

from dsr.models import Account
from portal.environment import single_sign_on

pytestmark = pytest.mark.django_db
OURS, OTHERS = (rsa.generate_private_key(public_exponent=65537, key_size=2048) for _each in range(2))
HERE = {"Sec-Fetch-Site": "same-origin"}
LOGIN = "/accounts/oidc/sso/login/"


class Provider(ThreadingHTTPServer):
    """One that says what the test wants: `claims` and `userinfo` change what is true, `key` signs."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Answers)
        self.address = f"http://localhost:{self.server_port}"
        self.anew()

    def anew(self):
        self.claims, self.userinfo, self.issuer, self.token = {}, {}, self.address, None
        self.key, self.algorithm, self.nonce, self.kid = OURS, "RS256", "", "k1"

    def id_token(self):
        at = int(time.time())
        said = {"iss": self.address, "sub": "sam", "aud": "desk", "exp": at + 300, "iat": at, "nonce": self.nonce}
        said |= {"email": "sam@fernwood.example", "email_verified": True, "groups": ["privacy"], **self.claims}
        said = {name: value for name, value in said.items() if value is not None}
        return jwt.encode(said, self.key, algorithm=self.algorithm, headers={"kid": self.kid} if self.kid else {})


class Answers(BaseHTTPRequestHandler):
    server: Provider

    def do_GET(self):
        self._answer()

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self._answer()

    def _answer(self):
        it, path = self.server, urlsplit(self.path).path
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(OURS.public_key()))
        said = {
            "/.well-known/openid-configuration": {
                "issuer": it.issuer,
                "authorization_endpoint": f"{it.address}/ask",
                "token_endpoint": f"{it.address}/token",
                "userinfo_endpoint": f"{it.address}/userinfo",
                "jwks_uri": f"{it.address}/keys",
            },
            "/keys": {"keys": [{**public, "kid": "k1", "alg": "RS256", "use": "sig"}]},
            "/userinfo": {"sub": "sam", "email": "sam@fernwood.example", "email_verified": True, **it.userinfo},
            "/token": {"access_token": "a", "token_type": "Bearer"},
        }[path]
        if path == "/token":
            token = it.id_token() if it.token is None else it.token
            said |= {"id_token": token} if token else {}
        body = json.dumps(said).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_told):
        """Nothing: the test says what it asked."""


@pytest.fixture(scope="module")
def running():
    server = Provider()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def provider(running, settings, monkeypatch):
    cache.clear()
    running.anew()
    monkeypatch.setenv("OIDC_CLIENT_ID", "desk")
    monkeypatch.setenv("OIDC_CLIENT_SECRET", "a secret of the desk")
    settings.OIDC_ISSUER, settings.OIDC_NAME = running.address, "Fernwood sign-in"
    settings.OIDC_ROLES = {"privacy": "reviewer"}
    apps = single_sign_on(running.address, settings.OIDC_NAME, settings.OIDC_ROLES)
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": apps}}
    return running


def begun(client, provider):
    """The state of a sign-in that a press began; the provider knows its nonce."""
    asked = parse_qs(urlsplit(client.get(LOGIN, headers=HERE)["Location"]).query)
    provider.nonce = asked["nonce"][0]
    return asked["state"][0]


def back(client, state):
    return client.get(f"{LOGIN}callback/", {"code": "c", "state": state})


def is_in(client):
    return client.get("/desk/you/").status_code != 302 or Account.objects.exists()


def test_what_the_provider_signed_for_this_sign_in_lets_in(provider):
    client = Client()
    assert back(client, begun(client, provider))["Location"] == "/desk/"
    assert Account.objects.get().email == "sam@fernwood.example"


def test_a_token_that_names_no_key_is_checked_by_the_only_one(provider):
    client = Client()
    state = begun(client, provider)
    provider.kid = ""
    assert back(client, state)["Location"] == "/desk/"


WRONG = {
    "another issuer": {"claims": {"iss": "https://elsewhere.example"}},
    "the set issuer is not the one that answers": {"issuer": "https://elsewhere.example"},
    "another audience": {"claims": {"aud": "other-desk"}},
    "one of several audiences, for another": {"claims": {"aud": ["desk", "other"], "azp": "other"}},
    "another sign-in": {"claims": {"nonce": "0" * 64}},
    "no nonce": {"claims": {"nonce": None}},
    "no subject": {"claims": {"sub": None}},
    "over": {"claims": {"exp": 1_000_000}},
    "no end": {"claims": {"exp": None}},
    "another key": {"key": OTHERS},
    "a key nobody names": {"kid": "k2"},
    "no key named, and another's": {"kid": "", "key": OTHERS},
    "no signature": {"key": None, "algorithm": "none"},
    "a secret that the desk knows": {"key": "a secret of the desk" * 3, "algorithm": "HS256"},
    "somebody else": {"userinfo": {"sub": "alex"}},
    "no token": {"token": ""},
    "no token at all": {"token": "x.y.z"},
    "a token of no text": {"token": 7},
}


@pytest.mark.parametrize("wrong", WRONG)
def test_anything_else_lets_nobody_in_and_is_a_page(provider, wrong):
    client = Client()
    state = begun(client, provider)
    for name, value in WRONG[wrong].items():
        setattr(provider, name, value)
    answer = back(client, state)
    assert answer.status_code in (200, 401, 403) and "Location" not in answer, wrong
    assert not is_in(client), wrong


def test_a_token_of_one_sign_in_serves_no_other(provider):
    thief, client = Client(), Client()
    begun(thief, provider)
    stolen = provider.id_token()
    state = begun(client, provider)
    provider.token = stolen
    assert not is_in(client) and back(client, state).status_code in (200, 401, 403) and not is_in(client)


@pytest.mark.parametrize("headers", [{}, {"Sec-Fetch-Site": "cross-site"}, {"Referer": "https://evil.example/"}])
def test_a_link_of_another_site_begins_no_sign_in(provider, headers):
    page = Client().get(LOGIN, {"next": "/desk/figures/"}, headers=headers)
    assert page.status_code == 200 and "Go on only if you meant to sign in" in page.content.decode()
    assert f'href="{LOGIN}?next=/desk/figures/"' in page.content.decode().replace("%2F", "/")
    assert Client().get(LOGIN, headers={"Referer": "http://testserver/accounts/login/"}).status_code == 302
    assert Client().post(LOGIN).status_code == 405
