"""The page of a restored copy: every page leads to it, an administrator who shows anew who it is releases it."""

import io
from datetime import timedelta

import pytest
from django.core.cache import cache

from dsr import installation
from dsr.clock import now
from dsr.lifecycle import Who
from dsr.models import AccessEntry, Brand, CopiedCase, Installation, Letter
from dsr.models.letter import LetterState
from tests import given
from tests.given_copies import a_copied_case

pytestmark = pytest.mark.django_db
PAGE = "/desk/copy/"


@pytest.fixture
def copy(frozen):
    return a_copied_case()


@pytest.fixture
def admin(browse):
    cache.clear()
    client = browse(Who.ADMINISTRATOR)
    client.post("/accounts/reauthenticate/", {"password": given.PASSWORD, "next": PAGE})
    return client


@pytest.mark.parametrize("has_front", [True, False])
def test_every_page_says_so_and_leads_an_administrator_on(copy, reviewer, admin, has_front):
    Brand.objects.update(is_front=has_front)  # a desk may have brands with pages of their own alone
    assert "This desk is a restored copy" in reviewer.get("/desk/").content.decode()
    assert PAGE not in reviewer.get("/desk/").content.decode()
    assert PAGE in admin.get("/desk/").content.decode()
    shown = admin.get(PAGE).content.decode()
    assert "Release this desk" in shown and "shine-the-light" not in shown and 'name="cases"' not in shown


@pytest.mark.parametrize("has_front", [True, False])
def test_every_page_says_that_a_clock_is_off_while_it_is(frozen, reviewer, has_front):
    given.a_business()
    Brand.objects.update(is_front=has_front)
    installation.look_at_place()
    Installation.objects.update(clock_seconds=-7200, clock_seen_at=now())
    assert "is -7200 s off" in reviewer.get("/desk/").content.decode()
    frozen(now() + timedelta(minutes=16))
    assert "s off the database" not in reviewer.get("/desk/").content.decode()


def test_it_is_released_by_who_shows_anew_who_it_is(copy, admin, browse):
    fresh = browse(Who.ADMINISTRATOR)
    assert "/accounts/reauthenticate/" in fresh.post(f"{PAGE}release/")["Location"]
    assert Installation.objects.get().held_since
    assert "1 request waits" in admin.post(f"{PAGE}release/", follow=True).content.decode()
    assert Installation.objects.get().released_by == admin.account
    assert AccessEntry.objects.filter(name="copy-released", account=admin.account).count() == 1
    assert "no copy that waits" in admin.post(f"{PAGE}release/", follow=True).content.decode()


def test_letters_of_the_log_and_ticked_requests_are_settled(copy, admin):
    admin.post(f"{PAGE}release/")
    given.drain()
    letter = Letter.objects.get()
    assert letter.message_id.strip("<>") in admin.get(PAGE).content.decode()
    assert admin.post(f"{PAGE}gone/").status_code == 422
    log = io.BytesIO(f"sent {letter.message_id}\n".encode())
    undated = admin.post(f"{PAGE}gone/", {"log": log})
    assert undated.status_code == 422 and "names no day since the backup" in undated.content.decode()
    log.seek(0)
    dated = {"log": log, "on": "2026-03-10"}
    assert "1 letter of this desk" in admin.post(f"{PAGE}gone/", dated, follow=True).content.decode()
    assert "Tick at least one" in admin.post(f"{PAGE}settle/", {"what": "gone"}, follow=True).content.decode()
    for day, why in (("", "Enter the day on which"), ("2026-03-09", "the day of the backup")):
        sent = {"what": "gone", "cases": [copy.pk], "on": day}
        assert why in admin.post(f"{PAGE}settle/", sent, follow=True).content.decode()
    admin.post(f"{PAGE}settle/", {"what": "gone", "cases": [copy.pk], "on": "2026-03-10"})
    letter.refresh_from_db()
    assert letter.state == LetterState.ACCEPTED
    assert "This desk was restored" in admin.get("/desk/").content.decode()
    assert admin.post(f"{PAGE}settle/", {"what": "go-on", "are_all": "1"})["Location"] == "/desk/"
    assert not CopiedCase.objects.exists()
    assert "This desk was restored" not in admin.get("/desk/").content.decode()
