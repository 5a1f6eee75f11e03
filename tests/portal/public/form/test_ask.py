"""The form: one press makes one case, errors are told beside the field, and nothing typed is ever lost."""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.db import OperationalError, connection

from dsr import parties
from dsr.clock import machine
from dsr.models import Brand, Case, Session
from portal.web import rate_limits
from tests.given import a_business
from tests.given_forms import Asker
from tests.portal.public.answers import FOR_ONESELF, URL, opened, press

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def desk():
    cache.clear()
    return a_business()


def lost(page, **typed):
    """What was typed and does not stand in the page any more: in a field, or among the answers to be checked."""
    answers = {**FOR_ONESELF, **typed}
    if '<dl class="summary answers">' in page:
        return {answers[name] for name in ("subject_name", "email", "hint") if answers.get(name, "") not in page}
    values = set(re.findall(r'value="([^"]*)"', page))
    return {value for value in answers.values() if value not in values}


def refusing(*words):
    """A database that refuses every statement with one of these words, as a locked or lost one does."""

    def refuse(execute, sql, params, many, context):
        if any(word in sql for word in words):
            raise OperationalError("database is locked")
        return execute(sql, params, many, context)

    return connection.execute_wrapper(refuse)


def test_a_filled_form_becomes_a_case_and_shows_the_next_page(client, frozen):
    response = press(client, hint="Bought a blue lamp")
    assert (response.status_code, response.headers["Location"]) == (303, "/ask/done/")
    case = Case.objects.get()
    assert (case.kind, case.channel, case.delivery, case.is_designated) == ("shine-the-light", "form", "email", True)
    assert case.came_to.medium == "form"
    sealed = parties.sealed_values(case)
    assert sealed["requester"] == {"name": "Dana Whitlow", "email": "dana@example.com"}
    assert sealed["hint"] == "Bought a blue lamp"


def test_the_form_of_another_brand_makes_a_case_of_that_brand(client, desk):
    brand = Brand.objects.create(business=desk, name="Thistle", slug="thistle")
    press(client, "/b/thistle/ask/shine-the-light/")
    assert Case.objects.get().brand == brand


def test_pressing_twice_makes_one_case(client):
    filled = {**opened(client), **FOR_ONESELF}
    assert [client.post(URL, filled).status_code for _ in range(2)] == [303, 303]
    assert Case.objects.count() == 1


def test_an_answer_mended_after_sending_is_not_swallowed(client):
    filled = {**opened(client), **FOR_ONESELF}
    client.post(URL, filled)
    client.post(URL, {**filled, "email": "dana.whitlow@example.com"})
    assert Case.objects.count() == 2


def test_a_page_kept_open_into_the_next_year_asks_anew(client, frozen):
    filled = {**opened(client), **FOR_ONESELF}
    client.post(URL, filled)
    frozen(datetime(2027, 1, 2, 18, 0, tzinfo=UTC))
    client.post(URL, filled)
    assert Case.objects.count() == 2


def test_two_people_of_the_same_answers_and_no_token_are_two_cases(client):
    client.post(URL, FOR_ONESELF)
    Asker().post(URL, FOR_ONESELF)
    assert Case.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_the_same_moment_make_one_case(client):
    filled = {**opened(client), **FOR_ONESELF}

    def send(_number):
        try:
            return Asker().post(URL, filled).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(send, range(4))) == [303] * 4
    assert Case.objects.count() == 1


def test_errors_stand_in_a_summary_and_beside_the_field_and_nothing_is_lost(client):
    response = press(client, email="dana@", household="")
    page = response.content.decode()
    assert response.status_code == 422
    assert "<title>Error: " in page
    assert '<a href="#id_email">Enter an email address like name@example.com.</a>' in page
    assert '<a href="#id_household_0">Choose yes, no or not sure.</a>' in page
    assert 'id="id_household_0"' in page and 'id="id_email_error"' in page
    assert re.search(r'<input type="email"[^>]*aria-invalid="true"[^>]*aria-describedby="[^"]*id_email_error', page)
    assert lost(page, email="dana@", household="yes") == set()
    assert Case.objects.count() == 0


def test_after_an_error_the_token_stays_so_that_all_presses_are_one_form(client):
    token = opened(client)["submission"]
    page = client.post(URL, {"submission": token}).content.decode()
    assert f'name="submission" value="{token}"' in page


def test_a_token_that_is_not_ours_is_replaced(client):
    page = client.post(URL, {"submission": '"><b>'}).content.decode()
    assert '"><b>' not in page
    assert len(re.search(r'name="submission" value="([^"]+)"', page).group(1)) == 32


def test_without_cookies_the_form_keeps_what_was_typed_and_can_be_sent_again():
    client = Asker(enforce_csrf_checks=True)
    response = client.post(URL, FOR_ONESELF)
    page = response.content.decode()
    assert response.status_code == 403
    assert "once more" in page and lost(page) == set()
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page))
    assert client.post(URL, {**FOR_ONESELF, **hidden}).status_code == 303


def test_a_filled_trap_holds_back_without_losing_anything(client):
    response = press(client, subject_line="Cheap lamps")
    page = response.content.decode()
    assert response.status_code == 400
    assert lost(page) == set() and "Cheap lamps" not in page
    assert "mailto:privacy@fernwood.example" in page
    assert Case.objects.count() == 0


def test_over_the_limit_the_page_keeps_the_answers_and_says_how_to_write(client, frozen, monkeypatch):
    monkeypatch.setattr(rate_limits, "ANSWERED_ADDRESS", replace(rate_limits.ANSWERED_ADDRESS, times=2))
    filled = {**opened(client), **FOR_ONESELF}
    for hint in ("first", "second", "second"):  # what is sent already is shown also over the limit
        assert client.post(URL, {**filled, "hint": hint}).status_code == 303
    response = client.post(URL, {**filled, "hint": "the last one"})
    page = response.content.decode()
    assert (response.status_code, response.headers["Retry-After"]) == (429, "3600")
    assert lost(page, hint="the last one") == set()
    assert "mailto:privacy@fernwood.example" in page and "100 Example Street" in page
    assert Case.objects.count() == 2 and "until then, so that you need not type it again" in page
    assert Session.objects.latest("expires_at").expires_at > machine() + timedelta(minutes=100)
    # Who shares the network, as the customers of a mobile carrier do, is not held back by that; nor is the one whose
    # address a stranger filled in elsewhere.
    assert client.post(URL, {**filled, "email": "mei@example.com"}).status_code == 303
    at_home = Asker(REMOTE_ADDR="198.51.100.7")
    assert at_home.post(URL, {**opened(at_home), **FOR_ONESELF}).status_code == 303
    assert Case.objects.count() == 4


@pytest.mark.parametrize("words", ['INSERT INTO "dsr_case"', 'INSERT INTO "dsr_entry"'])
def test_a_database_that_refuses_is_said_and_nothing_is_lost(client, caplog, words):
    filled = {**opened(client), **FOR_ONESELF}
    with refusing(words):
        response = client.post(URL, filled)
    page = response.content.decode()
    assert response.status_code == 503
    assert "We did not receive your request" in page and "<title>Error: " in page
    assert lost(page) == set()
    assert "privacy@fernwood.example" in page and 'name="csrfmiddlewaretoken"' in page
    assert "Dana" not in caplog.text and "dana@" not in caplog.text
    # Sent again from that page, it is one case, whether the first press was saved or not.
    assert client.post(URL, filled).status_code == 303
    assert Case.objects.count() == 1


def test_a_database_that_is_gone_altogether_still_leaves_the_answers_on_the_page(client):
    filled = {**opened(client), **FOR_ONESELF}
    with refusing("SELECT", "INSERT", "UPDATE"):
        response = client.post(URL, filled)
    assert response.status_code == 503
    assert "We did not receive your request" in response.content.decode()
    assert lost(response.content.decode()) == set()


def test_what_is_asked_under_a_condition_is_there_without_javascript(client):
    page = client.get(URL).content.decode()
    assert "Only if you chose “Another person”" in page
    for name in ("requester_name", "organization", "email", "postal"):
        assert f'name="{name}"' in page
    assert "required" not in page and "maxlength" not in page
    for purpose in ("name", "email", "street-address", "organization"):
        assert f'autocomplete="{purpose}"' in page


def test_an_unknown_kind_is_not_found(client):
    assert client.get("/ask/nothing/").status_code == 404
