"""The door of unsubscribing: one page, nothing asked but address and lists, and RFC 8058 to the letter."""

import pytest
from django.core.cache import cache
from django.db import OperationalError, connection
from django.test import Client

from dsr import suppression
from dsr.models import Case, MailList, Suppression
from tests.given import a_business, a_case, drain

pytestmark = pytest.mark.django_db
DANA = "dana@example.com"
BODY = "List-Unsubscribe=One-Click"


@pytest.fixture(autouse=True)
def desk():
    cache.clear()
    business = a_business()
    for slug, name in (("news", "Newsletter"), ("offers", "Offers")):
        MailList.objects.create(business=business, slug=slug, name=name)
    return business


@pytest.fixture
def outside():
    """As a mail program: no cookie, and CSRF would be enforced if it stood in the way."""
    return Client(enforce_csrf_checks=True)


def address(business, list_slug="news"):
    return f"/u/{suppression.unsubscribe_token(business, DANA, list_slug)}/"


def urlencoded(client, url, body=BODY):
    return client.post(url, body, content_type="application/x-www-form-urlencoded")


def multipart(client, url):
    return client.post(url, {"List-Unsubscribe": "One-Click"})


@pytest.mark.parametrize("send", [urlencoded, multipart])
def test_one_click_acts_at_once_in_both_encodings_and_every_replay_is_200(outside, desk, send):
    url = address(desk)
    for _again in range(3):
        answer = send(outside, url)
        assert (answer.status_code, answer["Content-Type"]) == (200, "text/plain; charset=utf-8")
        assert not answer.cookies
    assert suppression.is_mail_suppressed(desk.pk, DANA, "news")
    assert not suppression.is_mail_suppressed(desk.pk, DANA, "offers")
    assert Case.objects.count() == Suppression.objects.count() == 1
    assert Suppression.objects.get().source == "one-click"


def test_no_redirect_whatever_the_address_looks_like(outside, desk, settings):
    settings.SECURE_SSL_REDIRECT = True
    for url in (address(desk), address(desk).rstrip("/")):
        assert urlencoded(outside, url).status_code == 200
        assert outside.get(url, HTTP_ACCEPT_LANGUAGE="es").status_code == 200


def test_looking_never_acts(outside, desk):
    for method in (outside.get, outside.head):
        answer = method(address(desk))
        assert answer.status_code == 200
        assert not answer.cookies
    assert outside.options(address(desk)).status_code == 405
    assert not Case.objects.exists() and not Suppression.objects.exists()


def test_a_token_that_is_not_ours_is_400_and_stops_nothing(outside, desk):
    assert urlencoded(outside, "/u/t1.AAAA/").status_code == 400
    assert urlencoded(outside, address(desk)[:-9]).status_code == 400
    assert outside.get("/u/nonsense/").status_code == 400
    assert not Suppression.objects.exists()


def test_a_database_that_refuses_is_told_so_that_mail_programs_try_again(outside, desk):
    url = address(desk)

    def refuse(execute, sql, params, many, context):
        if "INSERT" in sql:
            raise OperationalError("database is locked")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(refuse):
        answer = urlencoded(outside, url)
        by_hand = outside.post(url, {"by": "page", "what": "all"})
    assert (answer.status_code, answer["Retry-After"]) == (503, "120")
    assert (by_hand.status_code, "not unsubscribed yet" in by_hand.content.decode()) == (503, True)


def test_a_wrong_key_is_never_taken_for_done(outside, desk, settings):
    suppression.check_addresses(desk.pk, [])
    a_case()
    urlencoded(outside, address(desk, "offers"))
    settings.SUPPRESSION_KEY = b"8" * 32
    assert urlencoded(outside, address(desk)).status_code == 503
    assert Suppression.objects.count() == 1


def test_the_page_of_a_link_masks_the_address_and_takes_another_choice(outside, desk):
    url = address(desk)
    page = outside.get(url).content.decode()
    assert "d…a@e…e.com" in page and DANA not in page
    assert 'name="email"' not in page
    answer = outside.post(url, {"by": "page", "what": "all"})
    assert answer.status_code == 200 and "You are unsubscribed" in answer.content.decode()
    assert suppression.is_mail_suppressed(desk.pk, DANA)


def test_the_page_asks_for_the_address_and_the_lists_only(outside):
    page = outside.get("/unsubscribe/")
    assert not page.cookies
    text = page.content.decode()
    names = {part.split('"')[0] for part in text.split('name="')[1:]} - {
        "viewport",
        "color-scheme",
        "robots",
        "description",
        "by",
    }
    assert names == {"email", "what", "lists"}
    assert "csrf" not in text


def test_pressing_takes_effect_on_the_same_page_and_twice_is_one_request(outside, desk):
    for _again in range(2):
        answer = outside.post("/unsubscribe/", {"email": DANA, "what": "only", "lists": ["news", "offers"]})
        text = answer.content.decode()
        assert answer.status_code == 200 and "Newsletter" in text and "Offers" in text
        assert f'<p class="big">{DANA}</p>' in text, "a slip in it is seen by who made it"
    assert suppression.is_mail_suppressed(desk.pk, "DANA@example.com", "offers")
    assert not suppression.is_mail_suppressed(desk.pk, DANA)
    assert Case.objects.count() == 1
    case = Case.objects.get()
    drain()
    case.refresh_from_db()
    assert (case.state, case.outcome) == ("responded", "SUPPRESSED_LIST")
    assert not case.letters.exists() and not case.sealed.exists()


@pytest.mark.parametrize(
    "typed, mailed",
    [
        ("Dana <dana@example.com>", "dana@example.com"),
        ("anna@bücher.example", "anna@xn--bcher-kva.example"),
        ("émile@example.com", "ÉMILE@example.com"),
        ("dana.@docomo.example", "dana.@docomo.example"),
    ],
)
def test_every_address_that_gets_mail_can_stop_it(outside, desk, typed, mailed):
    assert outside.post("/unsubscribe/", {"email": typed, "what": "all"}).status_code == 200
    assert suppression.is_mail_suppressed(desk.pk, mailed, "news")


def test_nothing_is_ticked_beforehand_and_who_chooses_nothing_stops_it_all(outside, desk):
    assert "checked" not in outside.get("/unsubscribe/").content.decode()
    assert outside.post("/unsubscribe/", {"email": DANA}).status_code == 200
    assert suppression.is_mail_suppressed(desk.pk, DANA, "offers")


def test_what_is_missing_is_said_and_a_foreign_list_is_refused(outside):
    assert outside.post("/unsubscribe/", {"what": "all"}).status_code == 422
    assert outside.post("/unsubscribe/", {"email": DANA, "what": "only"}).status_code == 422
    assert outside.post("/unsubscribe/", {"email": DANA, "what": "only", "lists": "other"}).status_code == 422
    assert not Case.objects.exists()


def test_a_brand_has_its_own_page_and_one_without_lists_asks_for_nothing_more(outside, desk):
    MailList.objects.update(is_active=False)
    text = outside.get("/b/fernwood/unsubscribe/").content.decode()
    assert 'name="what"' not in text
    assert outside.post("/b/fernwood/unsubscribe/", {"email": DANA}).status_code == 200
    assert suppression.is_mail_suppressed(desk.pk, DANA, "news")


def test_limits_hold_back_the_page_but_no_link(outside, desk, monkeypatch):
    from portal.web import rate_limits

    monkeypatch.setattr(rate_limits, "STOP_MAIL", rate_limits.Limit("stop-mail", 0, 60))
    answer = outside.post("/unsubscribe/", {"email": DANA, "what": "all"})
    assert (answer.status_code, answer["Retry-After"]) == (429, "60")
    assert urlencoded(outside, address(desk)).status_code == 200
