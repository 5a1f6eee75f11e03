"""An accepted form and a session that cannot be kept: the reference is shown, or the page with what was typed."""

import itertools

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection

from dsr.formats.references import spell
from dsr.models import Business, Case, DraftFile, Session
from tests import given
from tests.given_documents import a_pdf
from tests.given_forms import Asker
from tests.portal.public.answers import FOR_ONESELF, URL, opened
from tests.portal.public.form.test_ask import lost, refusing

pytestmark = pytest.mark.django_db
SEVERAL = "/help-me/several/?wish=opt-out&wish=deletion"
STOPS = {"stops": ["sale-sharing"], "delivery": "email", "email": "dana@example.com"}


@pytest.fixture(autouse=True)
def desk():
    cache.clear()
    given.a_business()
    Business.objects.update(is_ccpa_business=True)


def refusing_from(count):
    """A database that goes away before its `count`th statement that is not a look at something."""
    seen = itertools.count()

    def refuse(execute, sql, params, many, context):
        if sql.split()[0] in {"INSERT", "UPDATE", "DELETE"} and next(seen) >= count:
            raise OperationalError("the database went away")
        return execute(sql, params, many, context)

    return connection.execute_wrapper(refuse)


def a_browser(*, has_session):
    client = Asker()
    if has_session:
        assert client.post(URL, {**opened(client), **FOR_ONESELF, "hint": "before"}).status_code == 303
    return client


def is_answered(client, response):
    """Whether the person got the reference, or a page that keeps what was typed and says that it was not saved."""
    page = response.content.decode()
    if response.status_code == 303:
        page = client.get(response["Location"]).content.decode()
    if response.status_code in {303, 200}:
        newest = Case.objects.order_by("-pk").first()
        return spell(newest.reference) in page
    return response.status_code == 503 and "We did not receive your request" in page and lost(page) == set()


@pytest.mark.parametrize("has_session", [True, False])
def test_wherever_the_database_goes_away_the_form_is_answered(has_session):
    """Each statement that writes in turn is the first that fails, the last ones after the case was made."""
    made_then_failed = False
    for count in itertools.count():
        client = a_browser(has_session=has_session)
        filled, before = {**opened(client), **FOR_ONESELF}, Case.objects.count()
        with refusing_from(count):
            response = client.post(URL, filled)
        assert is_answered(client, response), (count, response.status_code)
        if response.status_code == 303:
            break
        made_then_failed |= Case.objects.count() > before
        again = client.post(URL, filled)
        assert again.status_code == 303 and is_answered(client, again)
        assert Case.objects.count() == before + 1
        cache.clear()
    assert made_then_failed


def test_a_session_that_ended_meanwhile_gives_the_reference_and_is_not_called_back(frozen):
    client = a_browser(has_session=True)
    account = given.an_account(email="robin@fernwood.example")
    client.force_login(account)
    filled = {**opened(client), **FOR_ONESELF}
    ended = False

    def end(execute, sql, params, many, context):
        nonlocal ended
        if not ended and sql.startswith('INSERT INTO "dsr_case"'):
            ended = True
            Session.objects.all().delete()  # as signing out in another window does
        return execute(sql, params, many, context)

    with connection.execute_wrapper(end):
        response = client.post(URL, filled)
    assert ended and response.status_code == 303
    assert is_answered(client, response)
    assert "_auth_user_id" not in client.session


def test_the_session_is_written_once():
    client, written = a_browser(has_session=True), []

    def count(execute, sql, params, many, context):
        if "dsr_session" in sql and not sql.startswith("SELECT"):
            written.append(sql)
        return execute(sql, params, many, context)

    filled = {**opened(client), **FOR_ONESELF}
    client.checks = False  # each press by itself
    with connection.execute_wrapper(count):
        checked = client.post(URL, filled)["Location"]
    assert len(written) == 1, written
    filled = opened(client, checked)
    written.clear()
    with connection.execute_wrapper(count):
        assert client.post(checked, filled).status_code == 303
    assert len(written) == 1, written


def test_files_of_a_draft_go_only_once_the_session_without_it_is_saved():
    client, address = a_browser(has_session=True), "/ask/correction/"
    client.checks = False
    wrong = {"item1_field": "phone", "item1_should": "555 0199"}
    file = SimpleUploadedFile("bill.pdf", a_pdf(), "application/pdf")
    checked = client.post(address, {**opened(client, address), **FOR_ONESELF, **wrong, "evidence": [file]})["Location"]
    filled = opened(client, checked)
    with refusing('UPDATE "dsr_session"', 'INTO "dsr_session"'):
        assert client.post(checked, filled).status_code == 200
    assert DraftFile.objects.count() == 1
    assert client.post(checked, filled)["Location"] == "/ask/done/" and not DraftFile.objects.exists()


def test_a_step_of_several_that_cannot_be_kept_is_said_and_nothing_is_lost():
    client = Asker()
    filled = {**opened(client, SEVERAL), **STOPS}
    with refusing("dsr_session"):
        response = client.post(SEVERAL, filled)
    page = response.content.decode()
    assert response.status_code == 503 and "We did not receive your request" in page
    assert f'value="{STOPS["email"]}"' in page
    assert client.post(SEVERAL, filled).status_code == 303


def test_the_page_without_a_session_asks_the_database_nothing_and_is_kept_by_nobody():
    client = a_browser(has_session=True)
    client.checks, made = False, []  # each press by itself
    checked = client.post(URL, {**opened(client), **FOR_ONESELF})["Location"]
    filled = opened(client, checked)

    def refuse(execute, sql, params, many, context):
        if 'UPDATE "dsr_session"' in sql:
            made.append(sql)
        if made and "SAVEPOINT" not in sql:  # by which the test's own transaction lives on
            raise OperationalError("the database went away")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(refuse):
        response = client.post(checked, filled)
    assert made and response.status_code == 200
    assert is_answered(client, response)
    assert "no-store" in response["Cache-Control"]
