"""The page after the form: reference, date and way of the response, for the browser that sent it only."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client

from dsr.clock import now
from dsr.errors import KeyLost
from dsr.formats.references import spell
from dsr.kinds import base
from dsr.models import Business, Case, Suppression
from portal.public.form import effect
from tests.bare_days import without_times
from tests.given import a_business, a_case
from tests.portal.public.answers import TO_ANY_FORM, press

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


@pytest.fixture(autouse=True)
def desk():
    cache.clear()
    return a_business()


def test_it_shows_the_reference_the_date_and_the_way_of_the_response(client):
    press(client)
    case = Case.objects.get()
    page = client.get("/ask/done/").content.decode()
    assert spell(case.reference) in page
    assert "April 9, 2026" in page  # 30 days from Tuesday 10 March
    assert "Our response comes by email" in page and "paper mail" not in page


def test_it_says_so_when_the_response_goes_by_mail(client):
    press(client, delivery="mail", postal="7 Sample Street\nFresno, CA 93701")
    assert "Our response comes by paper mail" in client.get("/ask/done/").content.decode()


def test_it_says_for_whom_and_where_we_write_to_and_nobody_keeps_it(client):
    press(client)
    response = client.get("/ask/done/")
    page = response.content.decode()
    assert "<dd>Dana Whitlow</dd>" in page and '<dd class="lines big">dana@example.com</dd>' in page
    assert "<h2>Who received my information</h2>" in page
    assert response.headers["X-Robots-Tag"] == "noindex" and 'content="noindex"' in page
    assert "no-store" in response.headers["Cache-Control"]


def test_a_date_is_promised_only_for_designated_addresses(client):
    case = a_case(channel="email", came_to=None)
    session = client.session
    session["just_made"] = case.pk
    session.save()
    page = client.get("/ask/done/").content.decode()
    assert "within a reasonable time" in page and "We will respond by" not in page


def test_another_browser_is_told_that_the_request_is_safe(client):
    press(client)
    response = Client().get("/ask/done/")
    assert response.status_code == 404
    assert "Your request is safe" in response.content.decode()


def test_after_an_hour_it_tells_the_next_person_at_the_screen_no_name_and_no_address(client, frozen):
    press(client)
    assert "Dana Whitlow" in client.get("/ask/done/").content.decode()
    frozen(now() + timedelta(minutes=61))
    page = client.get("/ask/done/").content.decode()
    assert spell(Case.objects.get().reference) in page
    assert "Dana Whitlow" not in page and "dana@example.com" not in page


def test_a_stop_is_said_to_stand_on_the_list_only_while_it_does(monkeypatch):
    case = a_case(kind="opt-out", answers={"stops": "sale-sharing"})
    assert effect.said_of(case).words
    with monkeypatch.context() as lost:
        lost.setattr(effect.suppression, "effect_of", _lost)
        assert effect.said_of(case) == effect.Said()
    Suppression.objects.filter(case=case).update(lifted_at=now())
    assert effect.said_of(Case.objects.get(pk=case.pk)) == effect.Said()


def _lost(case: Case) -> None:
    raise KeyLost("SUPPRESSION_KEY")


@pytest.mark.parametrize(
    ("stops", "is_ccpa", "by_law"),
    [
        ("sale-sharing", True, True),
        ("sale-sharing,direct-marketing", True, True),
        ("direct-marketing", True, False),
        ("sale-sharing", False, False),
    ],
)
def test_the_law_gives_the_day_of_a_stop_only_where_it_binds_us(stops, is_ccpa, by_law):
    """§ 7026(f) is about sale and sharing by a business under the CCPA; of direct marketing § 1798.83 names no day."""
    case = Case(kind="opt-out", answers={"stops": stops}, business=Business(is_ccpa_business=is_ccpa))
    assert effect.is_day_of_law(case) is by_law
    assert effect.is_day_of_law(Case(kind="unsubscribe", business=Business())), "16 C.F.R. § 316.5"
    assert not effect.is_day_of_law(Case(kind="deletion", business=Business()))


@pytest.mark.parametrize(
    ("url", "changes", "withdraws", "has_link"),
    [
        ("/ask/deletion/", {"extent": "all"}, True, True),
        ("/ask/opt-out/", {}, False, True),
        (
            "/ask/deletion/",
            {"extent": "all", "for_whom": "another", "requester_name": "Kim Agent", "acts_as": "agent"},
            False,
            False,
        ),
    ],
    ids=["for oneself", "a kind that is not withdrawn", "for another"],
)
def test_the_code_is_said_to_do_what_it_does_for_who_asked_for_this(client, url, changes, withdraws, has_link):
    Business.objects.update(is_ccpa_business=True, sells=True)
    press(client, url=url, **changes)
    page = client.get("/ask/done/").content.decode()
    assert "Your own code" in page and "With it you can change your address" in page
    assert ("or withdraw" in page) is withdraws
    assert ("change the address yourself" in page) is has_link


@pytest.mark.parametrize("kind", [kind.code for kind in base.every() if not kind.page.own_address])
def test_the_last_page_of_one_wish_is_short(client, kind):
    Business.objects.update(is_ccpa_business=True, sells=True)
    press(client, url=f"/ask/{kind}/", **TO_ANY_FORM)
    page = client.get("/ask/done/").content.decode().partition("<main")[2].partition("</main")[0]
    words = re.sub(r"<[^>]+>", " ", without_times(page.partition(">")[2])).split()
    assert len(words) <= 120 * max(1, page.count('class="card"')), (len(words), " ".join(words))
