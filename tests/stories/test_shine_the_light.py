"""Whole lives of Shine the Light requests, with a real worker, broker and mail server; the clock is moved forward."""

from datetime import date, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from dsr import disclosures, letters, repeats, review
from dsr.clock import PACIFIC, today
from dsr.demo_clock import move_forward
from dsr.errors import BadInput
from dsr.formats.references import spell
from dsr.models import Case, Compilation, Letter
from dsr.models.case import Channel, Delivery
from dsr.models.designated_address import Medium
from tests.given import a_business, a_case, a_ledger, a_statement, an_account, staff, told
from tests.given_forms import Asker
from tests.patience import until
from tests.portal.public.answers import press
from tests.smtp import Mood
from tests.stories.river import River


@pytest.fixture(autouse=True)
def ledger(river: River) -> None:
    a_ledger()


def fresh(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


def grant(river: River, case: Case) -> None:
    """As staff do: look at the draft, which the page asks for where the ledger moved on, then send exactly that."""
    draft = disclosures.request_compilation(fresh(case), "shine-the-light")
    until(lambda: Compilation.objects.filter(pk=draft.pk, state="done").exists(), "the report", river.tell)
    case = fresh(case)
    draft.refresh_from_db()
    review.approve(case.pk, staff(), review.Approval(draft.outcome, compilation_id=draft.pk), seen=case.entry_count)


def story(case: Case) -> list[str]:
    """The transitions of a case, in order."""
    return [entry.name for entry in case.entries.order_by("number") if entry.from_state != entry.to_state]


def every_journal_holds() -> None:
    said = StringIO()
    call_command("verify_journal", stdout=said)
    assert "every chain holds" in said.getvalue()


def approve_on_the_desk(case: Case, draft: Compilation) -> None:
    officer = Asker()
    officer.force_login(an_account())
    assert spell(case.reference) in officer.get("/desk/").content.decode()
    pressed = {"seen": fresh(case).entry_count, "outcome": "STL_DISCLOSED", "compilation": draft.pk}
    answer = officer.post(f"/desk/{case.reference}/approve/", pressed)
    assert answer.status_code in {302, 303}, answer.content.decode()[:2000]


def test_from_the_form_to_the_delivered_response(river: River):
    visitor = Asker()
    page = visitor.get(press(visitor)["Location"]).content.decode()
    case = Case.objects.get()
    promised = f"{case.due_safe:%B} {case.due_safe.day}, {case.due_safe.year}"
    assert case.due_safe == today() + timedelta(days=30)
    assert spell(case.reference) in page
    assert promised in page

    river.until_state("review", case)
    until(lambda: len(river.mail.kept) == 1, "the acknowledgement", river.tell)
    acknowledgement = river.mail.kept[0].get_body(("plain",)).get_content()
    assert spell(case.reference) in acknowledgement
    assert promised in acknowledgement
    assert list(Case.objects.open().most_urgent_first()) == [case]

    move_forward(timedelta(days=12))
    until(lambda: not Compilation.objects.exclude(state="done").exists(), "the report", river.tell)
    draft = Compilation.objects.get()
    approve_on_the_desk(case, draft)
    river.until_state("responded", case)
    river.until_rest()
    response = river.mail.to("dana@example.com")[1]
    for kind in ("plain", "html"):
        words = response.get_body((kind,)).get_content()
        assert "Alder Catalog Company 1" in words
        assert "2 Sample Road" in words
        assert draft.checksum not in words
    [pdf] = response.iter_attachments()
    assert pdf.get_content() == bytes(draft.pdf)
    case = fresh(case)
    assert story(case) == ["receive", "queue", "approve", "prepare", "respond"]
    assert case.responded_at.date() - case.received_at.date() >= timedelta(days=12)
    assert not Case.objects.open().exists()
    every_journal_holds()
    assert len(river.mail.kept) == 2


def test_a_request_on_paper_is_answered_on_paper(river: River):
    party = {"name": "Dana Whitlow", "postal": "9 Elm Court\nChico, CA 95926"}
    received = today() - timedelta(days=6)
    case = a_case(
        staff(),
        channel=Channel.MAIL,
        received_at=datetime(received.year, received.month, received.day, 12, tzinfo=PACIFIC),
        came_to=a_business().designated_addresses.get(medium=Medium.MAIL),
        parties={"subject": {"name": "Dana Whitlow"}, "requester": party},
        delivery=Delivery.MAIL,
    )
    assert (case.due_safe - today()).days == 24  # six days were lost in the mail room
    river.until_state("review", case)
    grant(river, case)
    river.until_state("responding", case)
    letter = Letter.objects.get(case=case, is_response=True)
    assert letters.paper_pdf(letter).startswith(b"%PDF-")
    assert river.mail.kept == []
    case = fresh(case)
    letters.record_mailed(case.pk, staff(), seen=case.entry_count, mailed_on=today(), letter_id=letter.pk)
    assert story(fresh(case)) == ["receive", "queue", "approve", "prepare", "respond"]
    every_journal_holds()


def test_a_decline_walks_the_same_last_mile(river: River):
    case = a_case()
    river.until_state("review", case)
    case = told(fresh(case), "NOT_PERSONAL_FAMILY_HOUSEHOLD")
    review.decline(
        case.pk, staff(), seen=case.entry_count, reasons=["NOT_PERSONAL_FAMILY_HOUSEHOLD"], note="She lives in Oregon."
    )
    river.until_state("responded", case)
    river.until_rest()
    response = river.mail.kept[1]
    assert "1798.83(e)(1)" in response.get_body(("plain",)).get_content()
    assert "Oregon" not in response.as_string()
    assert list(response.iter_attachments()) == []
    every_journal_holds()


def test_a_refused_response_opens_the_duty_again_until_it_arrives(river: River):
    case = a_case()
    river.until_state("review", case)
    until(lambda: river.mail.kept, "the acknowledgement", river.tell)
    river.mail.mood = Mood.NO_SUCH_PERSON
    grant(river, case)
    river.until_state("undelivered", case)
    river.mail.mood = Mood.ACCEPTS
    assert case in Case.objects.open()
    move_forward(timedelta(days=31))
    assert case in Case.objects.overdue(today())
    case = fresh(case)
    letters.readdress(case.pk, staff(), seen=case.entry_count, delivery="email", address="dana@example.net")
    river.until_state("responded", case)
    river.until_rest()
    [arrived] = river.mail.to("dana@example.net")
    assert [pdf.get_content_type() for pdf in arrived.iter_attachments()] == ["application/pdf"]
    expected = ["receive", "queue", "approve", "prepare", "fail-delivery", "readdress", "prepare", "respond"]
    assert story(fresh(case)) == expected
    every_journal_holds()


def test_a_duplicate_joins_and_both_addresses_are_answered(river: River):
    first = a_case()
    move_forward(timedelta(days=3))
    other = {"name": "Dana Whitlow", "email": "dana@work.example"}
    second = a_case(parties={"subject": {"name": "dana whitlow"}, "requester": other})
    river.until_state("review", first, second)
    [found] = review.suggest_duplicates(fresh(second))
    assert (found.case, found.is_open) == (first, True)
    second = fresh(second)
    joining = review.Joining(first.reference, "said-so", "She said so when we called.")
    review.join(second.pk, staff(), joining, seen=second.entry_count)
    grant(river, first)
    river.until_state("responded", first, second)
    river.until_rest()
    for address in ("dana@example.com", "dana@work.example"):
        texts = [one.get_body(("plain",)).get_content() for one in river.mail.to(address)]
        assert sum("Alder Catalog" in text for text in texts) == 1
    every_journal_holds()


def test_two_requests_over_new_year_are_not_joined_and_each_is_answered_with_its_own_year(river: River):
    move_forward(timedelta(days=(date(today().year, 12, 31) - today()).days))
    first = a_case()
    move_forward(timedelta(days=1))
    second = a_case()
    assert (first.year + 1, second.received_at > first.received_at) == (second.year, True)
    river.until_state("review", first, second)
    [found] = review.suggest_duplicates(fresh(second))
    assert found.why_not_joined
    with pytest.raises(BadInput, match="different years"):
        joining = review.Joining(first.reference, "same-address")
        review.join(second.pk, staff(), joining, seen=fresh(second).entry_count)
    a_statement(a_business(), second.year)
    for case in (first, second):
        grant(river, case)
        river.until_state("responded", case)
    river.until_rest()
    for case in map(fresh, (first, second)):
        [text] = [letters.body_of(one)["text"] for one in case.letters.filter(is_response=True)]
        assert spell(case.reference) in text
        assert case.compilation.year == case.year
        assert str(case.year) in text
    every_journal_holds()


def test_a_second_request_of_the_year_is_seen_and_declined_and_the_next_years_is_not(river: River):
    first = a_case()
    river.until_state("review", first)
    grant(river, first)
    river.until_state("responded", first)
    second = a_case()
    river.until_state("review", second)
    assert [(one.case, one.is_open) for one in review.suggest_duplicates(second)] == [(first, False)]
    repeats.choose_earlier(second.pk, staff(), repeats.Choice(first.reference), seen=fresh(second).entry_count)
    second = fresh(second)
    reason = "ALREADY_ANSWERED_THIS_CALENDAR_YEAR"
    review.decline(second.pk, staff(), seen=second.entry_count, reasons=[reason])
    river.until_state("responded", second)
    move_forward(timedelta(days=(date(today().year + 1, 1, 2) - today()).days))
    third = a_case()
    assert third.year == first.year + 1
    assert review.suggest_duplicates(third) == []
    river.until_rest()
    every_journal_holds()
