"""What no page can read is answered 400 by a page of ours, whatever cookie it carries, and never 500."""

import pytest
from django.core.cache import cache
from django.test import Client

from tests.given import a_business

pytestmark = pytest.mark.django_db
FORM = "application/x-www-form-urlencoded"
PLACES = ["/ask/shine-the-light/", "/prove/", "/hand-off/", "/unsubscribe/", "/accounts/login/", "/desk/find/"]


@pytest.fixture(autouse=True)
def desk():
    cache.clear()
    return a_business()


@pytest.fixture(params=["", "a" * 32])
def client(request):
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    if request.param:
        client.cookies["csrftoken"] = request.param
    return client


@pytest.mark.parametrize("charset", ["latin-1", "utf-7", "hex", "idna", "no-such"])
@pytest.mark.parametrize("path", [*PLACES, "/api/suppressed"])
def test_another_encoding_is_400_by_a_page_of_ours(client, path, charset):
    answer = client.generic("POST", path, b"email=dana%40example.com", f"{FORM}; charset={charset}")
    assert answer.status_code == 400 and "Content-Security-Policy" in answer.headers
    words = answer.json()["message"] if path.startswith("/api/") else answer.content.decode()
    assert "UTF-8" in words or "We could not read that" in words


@pytest.mark.parametrize("path", PLACES)
def test_a_form_that_no_parser_reads_is_400_by_a_page_of_ours(client, path):
    for body, kind in (
        (b"--b\nx\n--b--\n", "multipart/form-data"),
        (b"&".join(b"a" for _ in range(2_000)), FORM),
    ):
        assert client.generic("POST", path, body, kind).status_code in {400, 403}


@pytest.mark.parametrize("charset", ["utf-8", "UTF8", '"utf-8"', "us-ascii"])
def test_utf_8_by_any_of_its_names_is_read(charset):
    answer = Client().generic("POST", "/unsubscribe/", b"email=dana%40example.com", f"{FORM}; charset={charset}")
    assert answer.status_code == 200


@pytest.mark.parametrize("path", ["/help-me/?a=%00", "/desk/?after=%00", "/ask/%00/", "/told/%00/", "/?%00=1"])
def test_a_nul_in_the_address_is_400(client, path):
    assert client.get(path).status_code == 400


def test_programs_are_told_in_json(client):
    answer = client.get("/api/opt-outs?after=%00")
    assert (answer.status_code, answer.json()["error"]) == (400, "bad-request")


@pytest.mark.django_db
def test_a_form_that_nobody_can_read_is_refused_also_where_no_page_is():
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.cookies["csrftoken"] = "a" * 32
    for address in ("/nowhere/", "/desk/disclosures/1/2026-03-01/withdraw/"):
        assert client.post(address, b"--b", content_type="multipart/form-data").status_code == 400, address
        assert client.post(address, {"a": "b"}).status_code == 404, address
