"""The case page: what it tells, what it offers, and that a refusal loses nothing."""

import re
import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail
from django.db import connection

from dsr import journal, references, reports, review
from dsr.clock import now
from dsr.lifecycle import State, Who
from dsr.models import Case, Compilation, Disclosure, Recipient
from dsr.models.letter import LetterState
from tests import given

# The ledger of the tests is that of 2025, so the requests come in 2026.
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]

PAPER = {
    "subject": {"name": "Ines Okafor"},
    "requester": {"name": "Ines Okafor", "postal": "12 Sample Street\nOakland, CA 94607"},
}


@pytest.fixture
def case():
    """A case to decide, whose report is compiled and lists two recipients."""
    return given.in_review(business=given.a_ledger())


def at(case, *parts):
    return "/".join(["/desk", references.spell(case.reference), *parts, ""])


def page(client, case):
    answer = client.get(at(case))
    assert answer.status_code == 200
    return answer.content.decode()


def compiled(case):
    return reports.current(case, "shine-the-light")


def approval(case, **changes):
    values = {"seen": case.entry_count, "outcome": "STL_DISCLOSED", "compilation": compiled(case).pk, "note": ""}
    return {**values, **changes}


def fresh(case):
    return Case.objects.get(pk=case.pk)


def test_it_tells_who_what_by_when_and_which_law(reviewer, case):
    told = page(reviewer, case)
    for words in (
        references.spell(case.reference),
        "Decide",
        "30 days left",
        "Cal. Civ. Code § 1798.83",
        "Dana Whitlow",
        "dana@example.com",
        "Request received",
        "Acknowledgement written; waits for a decision",
        "accepted by the mail server",
    ):
        assert words in told, words


def test_the_clock_is_explained_with_its_law_and_the_last_date_only_to_counsel(frozen, reviewer, case):
    told = page(reviewer, case)
    assert "The request was received on March 10, 2026 in California" in told
    assert "Cal. Civ. Code § 10" in told
    assert "April 9, 2026" in told
    counsel = told[told.index("For counsel") :]
    assert "The last date by the longest reading of the law is April 9, 2026" in counsel
    assert "longest reading" not in reviewer.get("/desk/").content.decode()


def test_days_that_were_lost_before_entry_are_shown(frozen, reviewer):
    case = given.in_review(
        channel="email", received_at=datetime(2026, 3, 7, 7, 59, tzinfo=UTC), actor=given.staff(), came_to=None
    )
    told = page(reviewer, case)
    assert "4 days were lost" in told
    assert "no: a reasonable period" in told


@pytest.mark.parametrize("channel", ["phone", "in-person"])
def test_a_request_by_mouth_says_how_to_answer_it(reviewer, channel):
    case = given.in_review(channel=channel, actor=given.staff(), came_to=None)
    assert "tell the person how to write" in page(reviewer, case)


def test_a_viewer_reads_everything_and_is_offered_nothing(browse, case):
    client = browse(Who.VIEWER)
    told = page(client, case)
    assert "Dana Whitlow" in told
    main = told[told.index("<main") : told.index("</main>")]
    assert "<form" not in main
    assert "<button" not in main
    draft = client.get(at(case, "draft", "STL_DISCLOSED"))
    assert draft.status_code == 200
    assert draft.context["form"] is None
    assert client.post(at(case, "approve"), approval(case)).status_code == 403
    assert fresh(case).state == State.REVIEW


def test_what_is_wrong_in_an_address_is_not_found(reviewer):
    for reference in ("AAAA-AAAA-AAA", "nonsense", "2222-2222-222"):
        assert reviewer.get(f"/desk/{reference}/").status_code == 404


def test_the_draft_is_exactly_what_is_sent(reviewer, case):
    """What the page, the frame and the PDF showed before is what the mail server gets after."""
    draft = reviewer.get(at(case, "draft", "STL_DISCLOSED"))
    composed = draft.context["composed"]
    framed = reviewer.get(at(case, "draft", "STL_DISCLOSED", "email")).content.decode()
    pdf = reviewer.get(at(case, "draft", "STL_DISCLOSED") + "response.pdf")
    assert pdf["Content-Type"] == "application/pdf"
    mail.outbox.clear()
    answer = reviewer.post(at(case, "approve"), approval(case))
    assert answer.status_code == 302
    given.drain()
    (sent,) = mail.outbox
    assert (sent.to, sent.subject, sent.body) == ([composed.to], composed.subject, composed.text)
    assert sent.alternatives[0][0] == composed.html == framed
    assert sent.attachments[0][1] == pdf.content
    assert fresh(case).state == State.RESPONDED


def test_looking_at_a_draft_writes_nothing(reviewer, case):
    before = (fresh(case).head, case.letters.count(), case.sealed.count())
    for code in ("STL_DISCLOSED", "NO_EBR", "NOT_AT_DESIGNATED_ADDRESS"):
        assert reviewer.get(at(case, "draft", code)).status_code == 200
    assert (fresh(case).head, case.letters.count(), case.sealed.count()) == before


def test_the_letter_in_its_frame_runs_nothing_and_loads_nothing(reviewer, case):
    answer = reviewer.get(at(case, "draft", "STL_DISCLOSED", "email"))
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "script-src" not in policy
    assert policy.endswith("sandbox")
    assert len(re.findall(r"'sha256-[A-Za-z0-9+/]{43}='", policy)) == 1
    assert 'sandbox=""' in reviewer.get(at(case, "draft", "STL_DISCLOSED")).content.decode()


def test_every_outcome_of_the_kind_has_a_draft_that_can_be_seen(reviewer, case):
    from dsr.kinds import base

    for outcome in base.get(case.kind).outcomes:
        answer = reviewer.get(at(case, "draft", outcome.code))
        assert answer.status_code == 200, outcome.code
        if outcome.is_decline:
            assert answer.context["composed"].text
            assert answer.context["form"] is not None
    assert reviewer.get(at(case, "draft", "NO_SUCH")).status_code == 404


def test_an_outcome_that_the_report_contradicts_cannot_be_sent(reviewer, case):
    draft = reviewer.get(at(case, "draft", "STL_NONE_DISCLOSED"))
    assert draft.context["form"] is None
    assert "The report says otherwise" in draft.content.decode()
    answer = reviewer.post(at(case, "approve"), approval(case, outcome="STL_NONE_DISCLOSED"))
    assert answer.status_code == 422
    assert fresh(case).state == State.REVIEW


def test_a_decline_keeps_every_reason_and_its_note(reviewer, case):
    values = {
        "seen": case.entry_count,
        "outcome": "NO_EBR",
        "also": ["NOT_CA_RESIDENT"],
        "note": "Searched under both names.",
    }
    answer = reviewer.post(at(case, "decline"), values)
    assert answer.status_code == 302
    given.drain()
    declined = fresh(case)
    assert (declined.outcome, declined.reasons) == ("NO_EBR", ["NO_EBR", "NOT_CA_RESIDENT"])
    told = page(reviewer, declined)
    assert "Searched under both names." in told
    assert "No business relationship was found; Not a California resident" in told


def test_a_gap_blocks_and_says_where_it_is_mended(browse):
    business = given.a_ledger(recipients=0)
    Recipient.objects.create(business=business, key="r1", name="Alder Catalog Company 1", from_version=1)
    Disclosure.objects.create(
        business=business,
        key="d1",
        recipient_key="r1",
        categories=["i"],
        period_start=date(now().year - 1, 1, 1),
        period_end=date(now().year - 1, 12, 31),
        from_version=1,
    )
    case = given.in_review(business=business)
    told = page(browse(Who.ADMINISTRATOR), case)
    assert "Blocked: the ledger has gaps" in told
    assert "The postal address is missing" in told
    assert "Alder Catalog Company 1" in told
    assert "q=r1" in told
    reviewer = browse(Who.REVIEWER)
    assert "An administrator mends the ledger" in page(reviewer, case)
    draft = reviewer.get(at(case, "draft", "STL_DISCLOSED"))
    assert draft.context["form"] is None
    assert "block this response" in draft.content.decode()
    answer = reviewer.post(at(case, "approve"), approval(case))
    assert answer.status_code == 422
    assert "gaps" in answer.content.decode()
    assert fresh(case).state == State.REVIEW


def test_a_report_that_is_not_compiled_yet_is_waited_for(reviewer, browse, case):
    Compilation.objects.all().delete()
    assert "being compiled" in page(browse(Who.VIEWER), case)
    assert not Compilation.objects.exists()  # a viewer's look asks for nothing
    assert "being compiled" in page(reviewer, case)
    assert Compilation.objects.get().state == "wanted"
    given.drain()
    told = page(reviewer, case)
    assert "being compiled" not in told
    assert "Disclose the list" in told


def test_a_report_that_failed_is_compiled_again(reviewer, case):
    Compilation.objects.update(state="failed")
    assert "could not be compiled" in page(reviewer, case)
    assert reviewer.post(at(case, "compile"), {"seen": case.entry_count}).status_code == 302
    given.drain()
    assert compiled(case).state == "done"


def test_a_ledger_that_moved_on_is_noticed_before_the_letter_goes(reviewer, case):
    stale = approval(case)
    business = case.business
    business.ledger_version = 2
    business.save()
    answer = reviewer.post(at(case, "approve"), {**stale, "note": "Looks right."})
    assert answer.status_code == 409
    told = answer.content.decode()
    assert "ledger changed" in told
    assert "Looks right." in told
    assert fresh(case).state == State.REVIEW


def test_a_note_is_kept_sealed_and_shown(reviewer, case):
    assert reviewer.post(at(case, "note"), {"seen": 0, "words": "Called <b>Dana</b>."}).status_code == 302
    told = page(reviewer, case)
    assert "Called &lt;b&gt;Dana&lt;/b&gt;." in told
    assert b"Called" not in b"".join(bytes(row.value) for row in case.sealed.all())
    answer = reviewer.post(at(case, "note"), {"seen": 0, "words": "   "})
    assert answer.status_code == 422


def test_take_let_go_and_assign(reviewer, browse, case):
    other = browse(Who.ADMINISTRATOR).account
    viewer = browse(Who.VIEWER).account
    steps = [("take", {}, reviewer.account), ("release", {}, None), ("assign", {"account": other.pk}, other)]
    for name, values, expected in steps:
        answer = reviewer.post(at(case, name), {"seen": fresh(case).entry_count, **values})
        assert answer.status_code == 302
        assert fresh(case).assignee == expected
    answer = reviewer.post(at(case, "assign"), {"seen": fresh(case).entry_count, "account": viewer.pk})
    assert answer.status_code == 422
    assert fresh(case).assignee == other


def test_the_second_to_press_is_told_who_did_what_and_keeps_what_was_typed(reviewer, browse, case):
    """Both opened the same page. The first declines; the second approves with a note."""
    second = browse(Who.REVIEWER)
    seen = case.entry_count
    reviewer.account.name = "Mo Rivers"
    reviewer.account.save()
    assert reviewer.post(at(case, "decline"), {"seen": seen, "outcome": "NO_EBR"}).status_code == 302
    answer = second.post(at(case, "approve"), approval(case, seen=seen, note="They bought in May."))
    assert answer.status_code == 409
    told = answer.content.decode()
    assert "Nothing of yours was done" in told
    assert "Mo Rivers: Declined" in told
    assert "They bought in May." in told
    assert fresh(case).outcome == "NO_EBR"


def test_a_note_of_a_colleague_in_between_is_shown_and_the_draft_comes_again(reviewer, browse, case):
    second = browse(Who.REVIEWER)
    assert reviewer.post(at(case, "note"), {"seen": case.entry_count, "words": "Wait for me."}).status_code == 302
    answer = second.post(at(case, "approve"), approval(case, note="Fine."))
    assert answer.status_code == 409
    told = answer.content.decode()
    assert "Exactly as it will be sent" in told
    assert "Fine." in told
    # The form that comes again knows what is shown now, so a second, informed press goes through.
    assert (
        second.post(at(case, "approve"), approval(case, seen=answer.context["form"]["seen"].value())).status_code
        == 302
    )


def test_only_what_is_possible_now_is_offered(reviewer, case):
    ahead = {
        State.REVIEW: {"join"},
        State.WORKING: {"take_back"},
        State.RESPONDED: {"returned"},
        State.UNDELIVERED: {"readdress"},
    }
    always = {"note", "assign", "take"}

    def offered():
        return set(reviewer.get(at(case)).context["forms"])

    assert offered() == always | ahead[State.REVIEW]
    given.approved(case)
    assert offered() == always | ahead[State.WORKING]
    given.drain()
    assert offered() == always | ahead[State.RESPONDED]
    assert reviewer.post(at(case, "returned"), {"seen": fresh(case).entry_count}).status_code == 302
    assert offered() == always | ahead[State.UNDELIVERED]


def test_what_is_not_possible_is_refused_when_it_is_pressed_all_the_same(reviewer, case):
    for name in ("take-back", "returned"):
        answer = reviewer.post(at(case, name), {"seen": case.entry_count, "note": "Please"})
        assert answer.status_code == 409
        assert "Please" in answer.content.decode()
    assert fresh(case).state == State.REVIEW


def test_a_decision_is_taken_back_while_nothing_is_out(reviewer, case):
    given.approved(case)
    answer = reviewer.post(at(case, "take-back"), {"seen": fresh(case).entry_count, "note": "Wrong person."})
    assert answer.status_code == 302
    assert fresh(case).state == State.REVIEW
    assert "Wrong person." in page(reviewer, case)


def test_a_response_that_came_back_goes_to_another_address(reviewer, case):
    given.approved(case)
    given.drain()
    reviewer.post(at(case, "returned"), {"seen": fresh(case).entry_count, "note": "Mailbox gone."})
    assert "Give another address" in page(reviewer, case)
    empty = reviewer.post(at(case, "readdress"), {"seen": fresh(case).entry_count, "delivery": "email", "email": "no"})
    assert empty.status_code == 422
    assert "Enter an email address like" in empty.content.decode()
    new = {"seen": fresh(case).entry_count, "delivery": "email", "email": "dana.new@example.com"}
    mail.outbox.clear()
    assert reviewer.post(at(case, "readdress"), new).status_code == 302
    given.drain()
    assert [message.to for message in mail.outbox] == [["dana.new@example.com"]]
    assert fresh(case).state == State.RESPONDED


def test_a_paper_response_is_printed_mailed_and_recorded(frozen, reviewer):
    case = given.in_review(business=given.a_ledger(), parties=PAPER, delivery="mail")
    draft = reviewer.get(at(case, "draft", "STL_DISCLOSED"))
    assert draft.context["composed"].html == ""
    assert reviewer.get(at(case, "draft", "STL_DISCLOSED") + "response.pdf").content.startswith(b"%PDF")
    given.approved(case)
    given.drain()
    letter = case.letters.get(is_response=True)
    told = page(reviewer, case)
    assert "Print and mail the response" in told
    printed = reviewer.get(at(case, "letter", str(letter.pk)) + "letter.pdf")
    assert printed.content.startswith(b"%PDF")
    tomorrow = {"seen": fresh(case).entry_count, "letter": letter.pk, "mailed_on": "2026-03-11"}
    answer = reviewer.post(at(case, "mailed"), tomorrow)
    assert answer.status_code == 422
    assert "cannot be in the future" in answer.content.decode()
    assert reviewer.post(at(case, "mailed"), {**tomorrow, "mailed_on": "2026-03-10"}).status_code == 302
    assert fresh(case).state == State.RESPONDED
    assert case.letters.get(is_response=True).mailed_on == date(2026, 3, 10)
    assert "mailed on 2026-03-10" in page(reviewer, case)


def test_letters_are_seen_as_they_were_sent(reviewer, case):
    given.approved(case)
    given.drain()
    letter = case.letters.get(is_response=True)
    shown = reviewer.get(at(case, "letter", str(letter.pk)))
    assert shown.status_code == 200
    sent = mail.outbox[-1]
    assert shown.context["body"]["text"] == sent.body
    assert reviewer.get(at(case, "letter", str(letter.pk), "email")).content.decode() == sent.alternatives[0][0]
    file = reviewer.get(at(case, "letter", str(letter.pk), "file") + sent.attachments[0][0])
    assert file.content == sent.attachments[0][1]
    assert reviewer.get(at(case, "letter", str(letter.pk), "file") + "other.pdf").status_code == 404
    other = given.in_review()
    assert reviewer.get(at(other, "letter", str(letter.pk))).status_code == 404


def test_what_is_stuck_says_why_and_the_way_out_and_goes_on(reviewer, case):
    stuck = journal.Line("stuck", {"work": "send", "reason": "mail-misconfigured"})
    journal.record(case.pk, stuck, journal.MACHINE, changes={"stuck": "mail-misconfigured"})
    told = page(reviewer, case)
    assert "Stuck: the mail server refuses us" in told
    assert "An administrator checks the mail server" in told
    assert "Try again" in told
    assert reviewer.post(at(case, "try-again"), {"seen": 0}).status_code == 302
    assert fresh(case).stuck == ""


def test_a_duplicate_is_suggested_and_joined_by_a_person(reviewer, case):
    later = given.in_review(received_at=now() + timedelta(seconds=30))
    told = page(reviewer, later)
    assert "May be the same person" in told
    assert references.spell(case.reference) in told
    assert "same email" in told
    assert "This one came first" in page(reviewer, case)
    joined = {"seen": later.entry_count, "first": case.reference}
    assert reviewer.post(at(later, "join"), joined).status_code == 302
    assert fresh(later).state == State.JOINED
    assert references.spell(case.reference) in page(reviewer, later)
    assert "A later request was joined" in page(reviewer, case)


def test_an_answered_request_of_the_year_offers_that_reason(reviewer, case):
    given.approved(case)
    given.drain()
    later = given.in_review(received_at=now() + timedelta(seconds=30))
    told = page(reviewer, later)
    assert "answered in the same calendar year" in told
    assert "ALREADY_ANSWERED_THIS_CALENDAR_YEAR" in told


def test_a_forgotten_case_still_has_its_page_and_journal(reviewer, case):
    given.approved(case)
    given.drain()
    journal.forget(case.pk)
    told = page(reviewer, case)
    assert "Whitlow" not in told
    assert "Personal information destroyed" in told
    letter = case.letters.first()
    assert letter.state == LetterState.ACCEPTED
    assert reviewer.get(at(case, "letter", str(letter.pk))).status_code == 404


def test_every_post_needs_its_token(browse, case):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(given.an_account())
    for name in ("note", "approve", "take"):
        assert client.post(at(case, name), {"seen": case.entry_count, "words": "x"}).status_code == 403
    assert fresh(case).assignee is None


@pytest.mark.django_db(transaction=True)
def test_two_press_at_the_same_moment_and_one_wins(browse):
    """Two threads, two connections, the real database: one decision, and the other is told."""
    case = given.in_review(business=given.a_ledger())
    clients = [browse(Who.REVIEWER), browse(Who.REVIEWER)]
    values = approval(case)
    answers, gate = [], threading.Barrier(2)

    def press(client):
        try:
            gate.wait(timeout=20)
            answers.append(client.post(at(case, "approve"), values))
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(answer.status_code for answer in answers) == [302, 409]
    told = next(answer for answer in answers if answer.status_code == 409).content.decode()
    assert "Nothing of yours was done" in told
    assert [entry.name for entry in case.entries.order_by("number")].count("approve") == 1


def test_the_page_takes_a_constant_number_of_queries(django_assert_max_num_queries, reviewer, case):
    for number in range(20):
        review.note(case.pk, given.Actor(Who.REVIEWER, reviewer.account.pk), f"Note {number}")

    with django_assert_max_num_queries(25):
        page(reviewer, case)
