"""Half emojis, NULs and odd digits that once made a fault, each at its place; tests/crawl/ looks everywhere."""

import pytest
from django.core.cache import cache
from django.test import Client

from dsr.lifecycle import Who
from tests import given as made
from tests.portal import hostile
from tests.portal.staff.test_routes import filled

__all__ = ["filled"]

pytestmark = pytest.mark.django_db
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def site(filled):
    """An administrator who meets every address with a case, a letter and a system in it."""
    cache.clear()
    client = Client(raise_request_exception=False)
    client.force_login(made.an_account(Who.ADMINISTRATOR))
    return client


def test_no_choice_of_rows_in_the_set_up_makes_a_fault_of_ours(site):
    answered = {}
    for text in ("1", "²", "9" * 40, "2026-02-30", "\x00", "\ud83d"):
        form = [("action", "delete_selected"), ("index", "0"), ("_selected_action", text)]
        answered[text] = site.generic("POST", "/admin/dsr/system/", hostile.as_form(form), FORM).status_code
    assert answered.pop("1") in {200, 302}
    assert set(answered.values()) == {400}


@pytest.mark.parametrize(
    ("name", "text"),
    [("id__exact", "9" * 40), ("p", "²"), ("o", "\ud83d"), ("_to_field", "x" * 3_000), ("q", "1e999")],
)
def test_no_question_to_a_list_of_the_set_up_makes_a_fault_of_ours(site, name, text):
    """Each alone: of several, one that is not known would hide the others."""
    asked = hostile.as_form([(name, text)]).decode()
    assert site.generic("GET", f"/admin/dsr/system/?{asked}").status_code < 500


def test_a_key_with_a_nul_is_no_key_of_ours(site):
    for name in ("x\x00", "\ud83d"):
        body = hostile.as_form([("key", name), ("hand_off", "x.y")])
        assert site.generic("POST", "/hand-off/", body, FORM).status_code == 400


@pytest.mark.parametrize("keep", ["²", "²².x", "٣.x", "9" * 40 + ".x", "-1.x"])
def test_a_draft_with_odd_digits_is_shown_or_not_there(site, filled, keep):
    address = f"/desk/{filled['<str:reference>']}/draft/STL_DISCLOSED/"
    assert site.get(address, {"keep": keep}).status_code in {200, 404}
