"""Documents of a case: sealed, on record, opened on record, deleted when they have served."""

from dataclasses import replace

import pytest
from django.db import connection

from dsr import clock, documents, engine, intake, journal, parties, retention, review
from dsr.errors import BadInput, CannotOpen, Forgotten, NotAllowed
from dsr.journal import MACHINE, REQUESTER
from dsr.kinds import base
from dsr.lifecycle import Who
from dsr.models import Attachment, Case, Entry, Sealed
from dsr.models.attachment import Purpose
from tests.given import a_request, at, declined, drain, joined, staff, told
from tests.given_documents import KIND, a_jpeg, a_pdf, a_png, asks_documents
from tests.replacement import replace_everywhere

__all__ = ["asks_documents"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("asks_documents")]
NAME = "Dana Whitlow passport.png"


def a_document(purpose="identity", name=NAME, content=None):
    return documents.check(purpose, name, content or a_png())


def a_case(*given, **changes):
    case = intake.receive(a_request(kind=KIND, documents=given, **changes), REQUESTER).case
    drain()
    return Case.objects.get(pk=case.pk)


def lines(case, name):
    return [journal.facts_of(entry) for entry in Entry.objects.filter(case=case, name=name).order_by("number")]


def test_documents_come_with_the_case_and_open_as_they_were(frozen):
    case = a_case(a_document(), a_document("evidence", "Bill.pdf", a_pdf()), a_document("evidence", "b.jpg", a_jpeg()))
    card, bill, photo = case.attachments.order_by("pk")
    assert documents.opened(card) == (NAME, a_png())
    assert documents.opened(bill)[1] == a_pdf().rstrip()
    assert documents.opened(photo) == ("b.jpg", a_jpeg())
    assert (card.size, card.media_type, card.who, card.account_id) == (len(a_png()), "image/png", "requester", None)
    (line,) = lines(case, "documents-added")
    assert line["documents"][1] == {
        "id": bill.pk,
        "purpose": "evidence",
        "media_type": "application/pdf",
        "size": bill.size,
    }
    assert journal.check_chain(case).fault == ""


def test_neither_name_nor_content_is_stored_in_the_clear(frozen):
    case = a_case(a_document(content=a_png(b"Dana Whitlow")))
    rows = [bytes(value) for value in Sealed.objects.filter(case=case).values_list("value", flat=True)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM dsr_attachment")
        rows += [repr(row).encode() for row in cursor.fetchall()]
        cursor.execute("SELECT facts FROM dsr_entry")
        rows += [repr(row).encode() for row in cursor.fetchall()]
    assert not any(b"Whitlow" in row or b"PNG" in row for row in rows)
    assert "Whitlow" not in repr(a_document())


def test_the_case_page_does_not_open_documents(frozen):
    case = a_case(a_document())
    assert not any(isinstance(value, bytes) for value in parties.sealed_values(case).values())


def test_documents_are_part_of_the_transaction_of_the_case(frozen, monkeypatch):
    def fails(*_args):
        raise RuntimeError("no room")

    monkeypatch.setattr(documents, "_seal", fails)
    with pytest.raises(RuntimeError):
        intake.receive(a_request(kind=KIND, documents=[a_document()]), REQUESTER)
    assert not Case.objects.exists()


def test_a_kind_takes_only_what_its_questions_ask_for(frozen):
    case = a_case(a_document("permission"), a_document("evidence"))
    assert [row.purpose for row in case.attachments.all()] == ["evidence"]
    assert not intake.receive(a_request(documents=[a_document()]), REQUESTER).case.attachments.exists()


def test_a_request_that_another_opens_takes_what_its_own_kind_asks_for(frozen, asks_documents, monkeypatch):
    # Shine the Light asks for no documents; here its form opens a request of the kind that does.
    stl = base.get("shine-the-light")
    opens = replace(stl, intake=replace(stl.intake, opens=lambda _answers: (KIND,)))
    monkeypatch.setitem(base._kinds, "shine-the-light", opens)
    received = intake.receive(a_request(documents=[a_document()]), REQUESTER)
    assert not received.case.attachments.exists()
    assert documents.opened(received.opened[0].attachments.get()) == (NAME, a_png())


def test_a_document_is_bound_to_its_case_and_place(frozen):
    one, other = a_case(a_document()), a_case(a_document())
    value = Sealed.objects.get(case=one, name__startswith="document:").value
    Sealed.objects.filter(case=other, name__startswith="document:").update(value=value)
    with pytest.raises(CannotOpen):
        documents.opened(other.attachments.get())


def test_reading_is_on_record_and_holds_up_nobody_who_decides(frozen):
    case = told(a_case(a_document()))
    reader = staff()
    assert documents.open_on_record(case.attachments.get(), reader) == (NAME, a_png())
    entry = Entry.objects.filter(case=case).last()
    assert (entry.name, entry.account_id) == ("document-opened", reader.account_id)
    assert journal.facts_of(entry) == {"document": case.attachments.get().pk, "purpose": "identity"}
    review.decline(case.pk, staff(), seen=case.entry_count, reasons=["NO_EBR"])  # on the page of before


def test_a_viewer_reads_no_document(frozen):
    row = a_case(a_document()).attachments.get()
    with pytest.raises(NotAllowed):
        documents.open_on_record(row, staff(Who.VIEWER))


def test_proof_of_identity_is_deleted_days_after_the_decision_and_evidence_stays(frozen):
    case = a_case(a_document(), a_document("evidence"))
    frozen(at("2026-03-20T09:00:00-07:00"))
    assert documents.due_to_purge() == []  # nothing is decided
    declined(case)
    drain()
    card, paper = Case.objects.get(pk=case.pk).attachments.order_by("pk")
    assert documents.delete_on(card).isoformat() == "2026-03-27"
    assert documents.delete_on(paper) is None
    frozen(at("2026-03-26T23:00:00-07:00"))
    engine.run_daily_jobs()
    assert documents.opened(card)
    frozen(at("2026-03-27T00:01:00-07:00"))
    engine.run_daily_jobs()
    engine.run_daily_jobs()
    card.refresh_from_db()
    assert card.purged_at == clock.now()
    with pytest.raises(Forgotten):
        documents.opened(card)
    assert not Sealed.objects.filter(name__in=[card.sealed_as, card.name_sealed_as]).exists()
    assert documents.opened(paper)
    assert lines(case, "documents-deleted") == [{"documents": [card.pk], "why": "decided"}]
    assert journal.check_chain(Case.objects.get(pk=case.pk)).fault == ""


def test_the_days_are_a_setting(frozen, settings):
    settings.IDENTITY_DAYS = 0
    case = a_case(a_document())
    declined(case)
    engine.run_daily_jobs()
    assert case.attachments.get().purged_at


def test_an_answer_without_a_decision_counts_too(frozen):
    case = a_case(a_document())
    declined(case)
    drain()
    # The only record of the end is the response, as after a page that was the whole answer.
    journal.record(case.pk, journal.Line(journal.EntryName.NOTE), MACHINE, changes={"decided_at": None})
    assert documents.delete_on(Attachment.objects.get(case=case)).isoformat() == "2026-03-17"


def test_a_decision_that_is_open_again_keeps_its_papers(frozen):
    case = a_case(a_document())
    declined(case)
    drain()
    case.refresh_from_db()
    review.reopen(case.pk, staff(), seen=case.entry_count, note="A letter came.")
    frozen(at("2026-04-10T09:00:00-07:00"))
    engine.run_daily_jobs()
    assert documents.opened(case.attachments.get())


def test_a_decision_that_was_taken_back_keeps_its_papers(frozen):
    case = declined(a_case(a_document()))
    review.take_back(case.pk, staff(), seen=case.entry_count)
    frozen(at("2026-04-10T09:00:00-07:00"))
    engine.run_daily_jobs()
    assert documents.opened(case.attachments.get())


def test_a_joined_request_follows_the_first(frozen):
    first, second = a_case(), a_case(a_document())
    joined(second, first)
    frozen(at("2026-04-10T09:00:00-07:00"))
    engine.run_daily_jobs()
    row = second.attachments.get()
    assert documents.opened(row)
    declined(Case.objects.get(pk=first.pk))
    frozen(at("2026-04-17T09:00:00-07:00"))
    engine.run_daily_jobs()
    row.refresh_from_db()
    assert row.purged_at


def test_one_that_fails_is_shown_to_a_person_and_keeps_no_other(frozen, monkeypatch):
    cases = [a_case(a_document()) for _number in range(2)]
    for case in cases:
        declined(case)
    unseal = journal.unseal_one

    def fails(case_id, name):
        if case_id == cases[0].pk:
            raise RuntimeError("held")
        return unseal(case_id, name)

    replace_everywhere(monkeypatch, journal.unseal_one, fails)
    frozen(at("2026-04-10T09:00:00-07:00"))
    engine.run_daily_jobs()
    assert [bool(case.attachments.get().purged_at) for case in cases] == [False, True]
    assert Case.objects.get(pk=cases[0].pk).stuck == "not-purged"
    assert lines(cases[0], "documents-deleted") == []


def test_checked_proof_is_deleted_at_once_and_how_it_was_checked_stays(frozen):
    case = a_case(a_document(), a_document("evidence"))
    card, paper = case.attachments.order_by("pk")
    with pytest.raises(BadInput):
        documents.checked(paper, staff(), method="government-id")
    with pytest.raises(BadInput):
        documents.checked(card, staff(), method="other")
    with pytest.raises(BadInput):
        documents.checked(card, staff(), method="a-feeling")
    with pytest.raises(NotAllowed):
        documents.checked(card, staff(Who.VIEWER), method="government-id")
    documents.checked(card, staff(), method="other", note="A ship's log.")
    with pytest.raises(BadInput):
        documents.checked(card, staff(), method="government-id")
    card.refresh_from_db()
    assert card.purged_at
    (line,) = lines(case, "documents-deleted")
    assert {**line, "words": ""} == {"documents": [card.pk], "why": "checked", "method": "other", "words": ""}
    assert documents.opened(paper)


def test_forgetting_a_case_destroys_its_documents(frozen):
    case = a_case(a_document("evidence"))
    row = case.attachments.get()
    declined(case)
    drain()
    frozen(at("2028-04-01T00:00:00-07:00"))
    assert retention.forget_due_cases() == 1
    row.refresh_from_db()
    assert row.purged_at
    assert not Sealed.objects.filter(case=case).exists()
    assert journal.check_chain(Case.objects.get(pk=case.pk)).fault == ""
    with pytest.raises(Forgotten):
        documents.opened(Attachment.objects.get(pk=row.pk))
    with pytest.raises(NotAllowed):
        documents.attach(row.case, [a_document()], staff())


def test_erasing_what_a_page_answered_erases_documents(frozen):
    case = a_case(a_document("evidence"))
    journal.unseal(case.pk)
    assert case.attachments.get().purged_at


def test_limits(settings):
    settings.DOCUMENT_BYTES = 4096
    with pytest.raises(BadInput, match="larger than"):
        documents.check("evidence", "a.png", a_png(bytes(5000)))
    with pytest.raises(BadInput, match="6 files"):
        documents.check_together([1] * 6)
    with pytest.raises(BadInput, match="Together"):
        documents.check_together([20_000_000, 20_000_000])
    documents.check_together([5_000_000] * 5)
    with pytest.raises(ValueError, match="whim"):
        documents.check("whim", "a.png", a_png())


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Bill.PNG", "Bill.png"),
        ("C:\\papers\\bill.png", "bill.png"),
        ("../../etc/passwd", "passwd.png"),
        ("invoice.exe", "invoice.exe.png"),
        ("a\r\nSet-Cookie: b.png", "a Set-Cookie: b.png"),
        ("gnp.\u202eexe.png", "gnp. exe.png"),
        ("..png", "png.png"),
        ("", "document.png"),
        ("  .hidden ", "hidden.png"),
        ("ä" * 300 + ".png", "ä" * 96 + ".png"),
        ("x.pdf", "x.pdf.png"),
    ],
)
def test_a_name_is_only_a_name(given, kept):
    assert documents.clean_name(given, (".png",)) == kept
    assert len(kept) <= documents.LONGEST_NAME


def test_every_purpose_is_spoken_for():
    assert set(Purpose) == {"evidence", "permission", "identity", "letter", "envelope"}
