"""The outbox against a real mail server on loopback that fails in every way."""

import email.policy
import json
from datetime import timedelta

import pytest
from anymail.exceptions import (
    AnymailAPIError,
    AnymailConfigurationError,
    AnymailInvalidAddress,
    AnymailRecipientsRefused,
    AnymailUnsupportedFeature,
)
from django.db import connection
from django.utils.formats import date_format

from dsr import engine, letters
from dsr.clock import now
from dsr.disclosures import report
from dsr.letters import Fate, envelope, outbox
from dsr.lifecycle import State
from dsr.models import Brand, Case, Compilation, DueWork, Entry, Letter
from dsr.models.letter import LetterState
from tests.given import a_case, a_ledger, approved, declined, drain, in_review
from tests.replacement import replace_everywhere
from tests.smtp import Mood

pytestmark = pytest.mark.django_db
ADDRESS = "dana@example.com"


@pytest.fixture
def case(frozen, server) -> Case:
    """Decided and about to be responded to; the acknowledgement is out."""
    case = declined(in_review())
    server.kept.clear()
    return case


def response(case: Case) -> Letter:
    return Letter.objects.get(case=case, is_response=True)


def state(case: Case) -> str:
    return Case.objects.values_list("state", flat=True).get(pk=case.pk)


def later(frozen, **span: float) -> None:
    frozen(now() + timedelta(**span))
    drain()


# -- it works --------------------------------------------------------------------------------------------------


def test_the_response_goes_out_with_the_report_in_it_and_the_pdf_beside_it(frozen, server):
    a_ledger()
    case = in_review()
    assert [str(message["Subject"]) for message in server.kept] == [
        f"We have your request, and answer by {date_format(case.due_safe, 'F j, Y')}"
    ]
    approved(case)
    drain()
    assert state(case) == State.RESPONDED
    [message] = server.to(ADDRESS)[1:]
    letter, report = response(case), Compilation.objects.get()
    assert (message["From"], message["To"]) == ("Fernwood Privacy <privacy@fernwood.example>", ADDRESS)
    assert message["Reply-To"] == "privacy@fernwood.example"
    assert message["Message-ID"] == letter.message_id
    assert message["Auto-Submitted"] == "auto-replied"
    # Both letters of the request stand in one thread, which begins with neither.
    assert len({(one["References"], one["In-Reply-To"]) for one in server.to(ADDRESS)}) == 1
    assert message["References"] not in {one["Message-ID"] for one in server.to(ADDRESS)}
    assert not message.defects
    [pdf] = list(message.iter_attachments())
    assert (pdf.get_content_type(), pdf.get_filename()) == ("application/pdf", "disclosures-2025.pdf")
    assert pdf.get_content() == bytes(report.pdf)
    text = message.get_body(("plain",)).get_content()
    html = message.get_body(("html",)).get_content()
    for part in (text, html):
        assert "Alder Catalog Company 1" in part
        assert report.checksum not in part  # it stands in the PDF
    assert message.policy.linesep == email.policy.default.linesep
    assert (letter.state, letter.accepted_at, letter.answer_code) == (LetterState.ACCEPTED, now(), "")


def test_letters_of_another_request_or_to_another_reader_are_another_thread(frozen):
    one, other = Letter(case_id=1), Letter(case_id=2)
    threads = [envelope.thread_of(one, ADDRESS), envelope.thread_of(one, "agent@example.com")]
    threads += [envelope.thread_of(other, ADDRESS), envelope.thread_of(Letter(bundle_id=1), ADDRESS)]
    assert len({thread["References"] for thread in threads}) == 4
    assert ADDRESS not in str(threads)


def test_a_brand_has_its_own_name_and_address_for_replies(frozen, server):
    case = a_case()
    Brand.objects.filter(pk=case.brand_id).update(name="Harbor", contact_email="ask@harbor.example", is_front=False)
    drain()
    [message] = server.to(ADDRESS)
    assert message["From"] == "Harbor <privacy@fernwood.example>"
    assert message["Reply-To"] == "ask@harbor.example"
    assert "Questions? Write to ask@harbor.example." in message.get_body(("plain",)).get_content()


def test_a_long_list_travels_as_csv_too(frozen, server, monkeypatch):
    a_ledger()
    monkeypatch.setattr(report, "MOST_ROWS_ON_PAGES", 1)
    case = approved(in_review())
    drain()
    names = [part.get_filename() for part in server.to(ADDRESS)[1].iter_attachments()]
    assert names == ["disclosures-2025.pdf", "disclosures-2025.csv"]
    assert state(case) == State.RESPONDED


def test_the_words_are_fixed_when_the_letter_is_written(frozen, server):
    case = in_review()
    letter = Letter.objects.get(case=case)
    before = letters.body_of(letter)
    type(case.business).objects.update(name="Renamed, Inc.")
    assert letters.body_of(letter) == before
    assert "Fernwood Voice, Inc." in before["text"]


def test_the_same_key_writes_one_letter(frozen, server):
    case = a_case()
    for _ in range(3):
        engine.advance(case.pk)
    drain()
    assert Letter.objects.count() == len(server.kept) == 1


def test_mail_is_handed_over_outside_every_transaction(case, server, monkeypatch):
    seen: list[bool] = []
    hand_over = letters.submit_message
    outer = connection.savepoint_ids[:]  # the test's own

    def watching(message):
        seen.append(connection.savepoint_ids == outer)
        return hand_over(message)

    replace_everywhere(monkeypatch, outbox.submit_message, watching)
    drain()
    assert seen == [True]


# -- nobody quotes the mail server -----------------------------------------------------------------------------


@pytest.mark.parametrize("mood", [Mood.LATER, Mood.NO_SUCH_PERSON, Mood.BAD_WORDS, Mood.NO_SUCH_SENDER, Mood.FULL])
def test_the_servers_own_words_are_kept_nowhere(case, server, mood, caplog):
    server.mood = mood
    drain()
    rows = [
        *Letter.objects.values(),
        *Entry.objects.values(),
        *DueWork.objects.values(),
        *Case.objects.values(),
    ]
    kept = json.dumps(rows, default=str)
    ours = "\n".join(line for line in caplog.text.splitlines() if "mail.log" not in line)  # the server's own log
    for words in (ADDRESS, "mailbox", "unavailable", "may not send", "refused\n"):
        assert words not in kept
        assert words not in ours


# -- providers -------------------------------------------------------------------------------------------------


def test_a_backend_that_cannot_be_made_is_the_operators_affair(case, settings):
    settings.EMAIL_BACKEND = "nowhere.EmailBackend"
    drain()
    assert response(case).state == LetterState.WRITTEN
    assert Case.objects.get(pk=case.pk).stuck == "mail-misconfigured"


def test_a_lost_key_keeps_the_letter_unsent_and_certain(case, settings, server):
    engine.advance(case.pk)
    settings.SEALING_KEYS = {"t9": b"9" * 32}
    drain()
    letter = response(case)
    assert (letter.state, letter.uncertain_count, server.kept) == (LetterState.WRITTEN, 0, [])
    assert DueWork.objects.get(name="send", target=letter.pk).reason == "cannot-open"


@pytest.mark.parametrize(
    ("error", "fate", "code"),
    [
        (AnymailAPIError(status_code=429), Fate.LATER, "429"),
        (AnymailAPIError(status_code=503), Fate.LATER, "503"),
        (AnymailAPIError(status_code=401), Fate.MISCONFIGURED, "401"),
        (AnymailAPIError("no answer"), Fate.UNCERTAIN, "no-answer"),
        (AnymailRecipientsRefused(), Fate.REFUSED, "bad-address"),
        (AnymailInvalidAddress(), Fate.REFUSED, "bad-address"),
        (AnymailUnsupportedFeature(), Fate.MISCONFIGURED, "settings"),
        (AnymailConfigurationError(), Fate.MISCONFIGURED, "settings"),
        (RuntimeError("anything"), Fate.UNCERTAIN, "no-answer"),
    ],
)
def test_the_failures_of_providers_are_told_apart(error, fate, code):
    assert outbox.sort_failure(error) == letters.SendResult(fate, code)
