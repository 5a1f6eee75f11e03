"""Check your answers: every form shows them before they are sent, and keeps them sealed; one press sends them."""

import re
from dataclasses import replace

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile

from dsr import documents, parties, retention
from dsr.clock import machine
from dsr.formats.mail_domains import meant
from dsr.models import Attachment, Business, Case, DraftFile, Session
from portal.web import rate_limits, session_store
from tests.given import a_business
from tests.given_documents import a_pdf
from tests.given_forms import Asker
from tests.portal.public.answers import FOR_ONESELF, URL, opened, press
from tests.portal.web.test_virus_scan import scanner

__all__ = ["scanner"]
pytestmark = pytest.mark.django_db
CHECK = f"{URL}check/"


@pytest.fixture(autouse=True)
def business():
    cache.clear()
    made = a_business()
    Business.objects.update(is_ccpa_business=True)
    return made


@pytest.fixture
def slow(client):
    """A browser whose person presses each button by itself."""
    client.checks = False
    return client


def test_each_answer_is_shown_with_a_way_to_change_it_and_nothing_is_sent_yet(slow):
    answer = press(slow, hint="Bought a blue lamp")
    assert (answer.status_code, answer["Location"]) == (303, CHECK)
    response = slow.get(CHECK)
    page = response.content.decode()
    assert Case.objects.count() == 0 and "Nothing is sent yet" in page
    assert '<dd class="lines big">dana@example.com</dd>' in page and "Bought a blue lamp" in page
    for field in ("subject_name", "email", "for_whom_0", "ca_resident_0", "hint"):
        assert f'href="{URL}#id_{field}"' in page
    assert "no-store" in response["Cache-Control"] and "noindex" in page
    again = slow.get(URL).content.decode()
    assert 'value="Dana Whitlow"' in again and 'value="Bought a blue lamp"' in again
    assert re.search(r'value="self"[^>]*checked', again)


def test_a_typo_of_the_domain_is_asked_about_and_one_press_mends_it(slow):
    press(slow, email="dana@gmial.con")
    page = slow.get(CHECK).content.decode()
    assert "Did you mean <strong>dana@gmail.com</strong>?" in page
    slow.post(CHECK, {**opened(slow, CHECK), "meant": "email"})
    page = slow.get(CHECK).content.decode()
    assert "dana@gmail.com</dd>" in page and "Did you mean" not in page
    slow.post(CHECK, opened(slow, CHECK))
    assert parties.sealed_values(Case.objects.get())["requester"]["email"] == "dana@gmail.com"


@pytest.mark.parametrize(
    "domain", ["gmail.com", "mail.com", "ymail.com", "example.org", "stanford.edu", "fernwood.example"]
)
def test_a_domain_that_is_right_is_not_asked_about(domain):
    assert not meant(f"dana@{domain}")


@pytest.mark.parametrize("domain", ["gmial.com", "gmail.con", "gmai.com", "hotmial.com", "yahooo.com", "iclod.com"])
def test_a_common_slip_is(domain):
    assert meant(f"dana@{domain}")


def test_a_typo_is_never_refused(client):
    assert press(client, email="dana@gmial.con")["Location"] == "/ask/done/"


def test_two_presses_make_one_request_and_both_end_at_it(slow):
    press(slow)
    sent = opened(slow, CHECK)
    assert [slow.post(CHECK, sent)["Location"] for _press in range(2)] == ["/ask/done/"] * 2
    assert Case.objects.count() == 1
    assert "Dana Whitlow" not in slow.get(URL).content.decode(), "the next person at the screen sees an empty form"


def test_what_was_sent_from_another_window_leads_to_it_and_not_from_another_form(slow):
    press(slow)
    before = opened(slow, CHECK)
    press(slow, hint="more")
    slow.post(CHECK, opened(slow, CHECK))
    assert slow.post(CHECK, before)["Location"] == "/ask/done/" and Case.objects.count() == 1
    assert slow.post("/ask/deletion/check/", before).status_code == 410


def test_a_file_that_is_harmful_by_now_is_named_on_the_form(slow, monkeypatch):
    address = "/ask/correction/"
    typed = {**FOR_ONESELF, "item1_field": "phone", "item1_should": "555 0199"}
    file = SimpleUploadedFile("Whitlow bill.pdf", a_pdf(), "application/pdf")
    slow.post(address, {**opened(slow, address), **typed, "evidence": [file]})
    for name in ("DOCUMENT_BYTES", "DOCUMENTS_BYTES"):  # what is not taken any more, as a file known as harmful
        monkeypatch.setattr(settings, name, 10)
    answer = slow.get(f"{address}check/")
    assert answer.status_code == 422 and "Dana Whitlow" in answer.content.decode()
    assert "larger than" in answer.content.decode() and 'role="alert"' in answer.content.decode()


def test_a_file_is_scanned_when_it_comes_and_when_it_is_sent_and_at_no_look_between(slow, scanner):
    address = "/ask/correction/"
    typed = {**FOR_ONESELF, "item1_field": "phone", "item1_should": "555 0199"}
    file = SimpleUploadedFile("Whitlow bill.pdf", a_pdf(), "application/pdf")
    slow.post(address, {**opened(slow, address), **typed, "evidence": [file]})
    assert len(scanner) == 1
    for _look in range(3):
        assert "Whitlow bill.pdf" in slow.get(f"{address}check/").content.decode()
    assert len(scanner) == 1
    slow.post(f"{address}check/", opened(slow, f"{address}check/"))
    assert len(scanner) == 2 and Attachment.objects.count() == 1


def test_what_a_scanner_that_was_away_did_not_see_is_seen_at_the_next_look(slow, settings, scanner, tmp_path):
    address, there = "/ask/correction/", settings.CLAMD
    settings.CLAMD = f"unix:{tmp_path / 'nobody'}"
    typed = {**FOR_ONESELF, "item1_field": "phone", "item1_should": "555 0199"}
    file = SimpleUploadedFile("Whitlow bill.pdf", a_pdf(), "application/pdf")
    slow.post(address, {**opened(slow, address), **typed, "evidence": [file]})
    settings.CLAMD = there
    slow.get(f"{address}check/")
    assert len(scanner) == 1


def test_what_was_changed_in_another_window_is_shown_before_it_is_sent(slow):
    press(slow)
    sent = opened(slow, CHECK)
    press(slow, email="other@example.com")
    answer = slow.post(CHECK, sent)
    assert answer.status_code == 409 and "other@example.com" in answer.content.decode()
    assert Case.objects.count() == 0
    assert slow.post(CHECK, opened(slow, CHECK)).status_code == 303


def test_what_was_typed_is_sealed_and_forgotten_on_time(slow, monkeypatch):
    press(slow)
    row = Session.objects.get()
    assert "Dana" not in str(slow.session.items()) and "dana@" not in str(slow.session.items())
    assert row.expires_at <= machine() + session_store.DRAFT_LASTS
    sent, later = opened(slow, CHECK), machine() + session_store.DRAFT_LASTS
    monkeypatch.setattr("portal.public.form.draft.machine", lambda: later)
    answer = slow.post(CHECK, sent)
    assert answer.status_code == 410 and "the time for which we keep it is over" in answer.content.decode()
    assert slow.get(CHECK)["Location"] == URL and Case.objects.count() == 0


@pytest.mark.parametrize("address", [URL, CHECK])
def test_who_shares_a_screen_can_delete_what_was_typed(slow, address):
    assert "Delete what I typed" not in slow.get(URL).content.decode()
    press(slow)
    assert 'name="forget"' in slow.get(address).content.decode()
    assert slow.post(address, {**opened(slow, address), "forget": "1"})["Location"] == URL
    page = slow.get(URL).content.decode()
    assert "Dana" not in page and "Delete what I typed" not in page and Case.objects.count() == 0


def test_another_browser_sees_nothing_of_it(slow):
    press(slow)
    assert Asker().get(CHECK)["Location"] == URL
    assert "Dana" not in Asker().get(URL).content.decode()


def test_who_answers_that_they_live_elsewhere_is_told_and_may_send_all_the_same(slow):
    address = "/ask/deletion/"
    who = {**FOR_ONESELF, "ca_resident": "no", "extent": "all"}
    slow.post(address, {**opened(slow, address), **who})
    page = slow.get(f"{address}check/").content.decode()
    assert "You answered that you do not live in California" in page
    assert ("Being away for a time counts as living here" in page and "1798.105" in page) or "1798.140" in page
    assert 'href="/ask/account-deletion/">Close my account</a>' in page
    slow.post(f"{address}check/", opened(slow, f"{address}check/"))
    assert Case.objects.get().answers["ca_resident"] == "no"
    slow.post("/ask/account-deletion/", {**opened(slow, "/ask/account-deletion/"), **who})
    assert "You answered that" not in slow.get("/ask/account-deletion/check/").content.decode()


def test_files_are_kept_sealed_until_they_are_sent_or_the_hour_is_over(slow, monkeypatch):
    address = "/ask/correction/"
    wrong = {"item1_field": "phone", "item1_should": "555 0199"}
    file = SimpleUploadedFile("Whitlow bill.pdf", a_pdf(), "application/pdf")
    slow.post(address, {**opened(slow, address), **FOR_ONESELF, **wrong, "evidence": [file]})
    row = DraftFile.objects.get()
    assert bytes(row.sealed).find(a_pdf()[:20]) == -1
    assert "Whitlow bill.pdf" in slow.get(f"{address}check/").content.decode()
    # Something else is changed: the file need not be chosen again.
    slow.post(address, {**opened(slow, address), **FOR_ONESELF, **wrong, "subject_name": "Dana W"})
    slow.post(f"{address}check/", opened(slow, f"{address}check/"))
    assert documents.opened(Attachment.objects.get())[0] == "Whitlow bill.pdf"
    assert not DraftFile.objects.exists()
    file.seek(0)
    slow.post(address, {**opened(slow, address), **FOR_ONESELF, **wrong, "evidence": [file]})
    later = machine() + 2 * session_store.DRAFT_LASTS
    monkeypatch.setattr("dsr.retention.short_lived_rows.machine", lambda: later)
    retention.forget_short_lived_rows()
    assert not DraftFile.objects.exists() and not Session.objects.exists()


def test_files_that_are_kept_already_are_not_counted_again(slow, monkeypatch):
    monkeypatch.setattr(rate_limits, "DRAFT_FILES", replace(rate_limits.DRAFT_FILES, times=1))
    address = "/ask/correction/"
    typed = {**FOR_ONESELF, "item1_field": "phone", "item1_should": "555 0199"}
    file = SimpleUploadedFile("Whitlow bill.pdf", a_pdf(), "application/pdf")
    assert slow.post(address, {**opened(slow, address), **typed, "evidence": [file]}).status_code == 303
    for name in ("Dana W", "Dana Whitlow"):
        assert slow.post(address, {**opened(slow, address), **typed, "subject_name": name}).status_code == 303
    file.seek(0)
    assert slow.post(address, {**opened(slow, address), **typed, "evidence": [file]}).status_code == 429


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("7 Sample Street, Fresno, CA 93701", "7 Sample Street\nFresno, CA 93701"),
        ("7 Sample Street Fresno CA 93701", "7 Sample Street Fresno CA 93701"),
        ("7 Sample Street\nFresno, CA 93701", "7 Sample Street\nFresno, CA 93701"),
    ],
)
def test_an_address_on_one_line_is_taken(client, typed, kept):
    press(client, delivery="mail", postal=typed)
    assert parties.sealed_values(Case.objects.get())["requester"]["postal"] == kept


def test_what_is_no_address_is_not(client):
    assert press(client, delivery="mail", postal="Fresno").status_code == 422


def test_a_browser_fills_in_nothing_of_its_owner_for_somebody_else(slow):
    page = slow.get(URL).content.decode()
    assert re.search(r'name="subject_name"[^>]*autocomplete="name"', page)
    page = press(slow, for_whom="another", requester_name="").content.decode()
    assert re.search(r'name="subject_name"[^>]*autocomplete="off"', page)
    assert re.search(r'name="requester_name"[^>]*autocomplete="name"', page)


def test_what_is_too_long_is_named(client):
    page = press(client, hint="x" * 301).content.decode()
    assert "“Anything that helps us find the account (optional)” is too long: it has 301 characters" in page
