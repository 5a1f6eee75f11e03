"""The owner's page: opening it changes nothing, a press answers once, and an old link has a way on."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client

from dsr import clock, verification
from dsr.models import Case, Step
from dsr.models.system import StepState
from dsr.verification import FOR_STEP
from tests import given
from tests.given_systems import DANA, a_deletion, an_owner, granted

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def path(db):
    an_owner()
    granted(a_deletion())
    drawn = verification.draw_secret()
    verification.keep_secret(FOR_STEP, Step.objects.get().pk, drawn, timedelta(days=30))
    return f"/task/{drawn.token}/"


def _state() -> str:
    return Step.objects.get().state


def test_opening_shows_the_task_and_changes_nothing(path):
    for _scanner in range(2):
        page = Client().get(path)
        text = page.content.decode()
        assert DANA in text
        assert "shared folder" in text
    assert "no-store" in page["Cache-Control"]
    assert page["X-Robots-Tag"] == "noindex"
    assert page["Referrer-Policy"] == "no-referrer"
    assert not page.cookies
    assert text.count("<h1") == 1
    assert _state() == StepState.ASKED


def test_a_press_answers_once_without_cookies(path):
    browser = Client(enforce_csrf_checks=True)
    assert b"Thank you" in browser.post(path, {"state": "done", "found": "2", "note": "Ticket tool"}).content
    assert _state() == StepState.DONE
    for page in (browser.post(path, {"state": "not-held"}), browser.get(path)):
        assert b"nothing to do any more" in page.content
        assert DANA not in page.content.decode()
    assert _state() == StepState.DONE


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ({}, "Choose what you did."),
        ({"state": "kept", "note": "Invoices"}, "Choose the exception"),
        ({"state": "kept", "keep_code": "E8_LEGAL_OBLIGATION"}, "Write what is kept and why."),
        ({"state": "kept", "keep_code": "ABC", "note": "x"}, "Select a valid choice"),
        ({"state": "done", "found": "-1"}, "greater than or equal to 0"),
    ],
)
def test_half_an_answer_is_told_beside_the_field(path, said, wrong):
    page = Client().post(path, said)
    assert page.status_code == 422
    assert wrong in page.content.decode()
    assert _state() == StepState.ASKED


def test_an_old_link_shows_nobody_and_mails_a_new_one(frozen, path):
    frozen(clock.now() + timedelta(days=40))
    page = Client().get(path)
    assert b"too old" in page.content
    assert DANA not in page.content.decode()
    Step.objects.update(state=StepState.ASKED)
    sent = len(mail.outbox)
    assert b"on its way" in Client().post(path, {"fresh": "yes"}).content
    given.drain()
    assert len(mail.outbox) == sent + 1


def test_a_link_of_nothing_says_so(db):
    page = Client().get("/task/nothing-at-all/")
    assert page.status_code == 404
    assert b"does not open anything" in page.content


@pytest.mark.parametrize(
    ("kind", "done"), [("deletion", "the information is gone"), ("opt-out", "it is stopped there")]
)
def test_the_answer_is_offered_in_the_words_of_what_was_asked(path, kind, done):
    """A stop deletes nothing, and its answer says so."""
    Case.objects.update(kind=kind)
    form = Client().get(path).context["form"]
    assert done in str(dict(form.fields["state"].choices)[StepState.DONE.value])
