"""The case page: who, what, by when, which law; and only what can be done now."""

from datetime import UTC, datetime, timedelta

import pytest

from dsr import journal, review
from dsr.clock import now
from dsr.formats import references
from dsr.lifecycle import State, Who
from dsr.models.letter import LetterState
from tests import given
from tests.portal.staff.desk import approval, at, fresh, page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


def test_it_tells_who_what_by_when_and_which_law(reviewer, case):
    told = page(reviewer, case)
    for words in (
        references.spell(case.reference),
        "Decide",
        "in 30 days",
        "Cal. Civ. Code § 1798.83",
        "Dana Whitlow",
        "dana@example.com",
        "Request received",
        "Acknowledgement written; waits for a decision",
        "accepted by the mail server",
    ):
        assert words in told, words


def test_the_clock_is_explained_with_its_law(frozen, reviewer, case):
    told = page(reviewer, case)
    assert "The request was received on March 10, 2026 in California" in told
    assert "Cal. Civ. Code § 10" in told
    assert "The date for the person is April 9, 2026" in told
    assert "longest reading" not in told  # both dates are one


def test_the_last_date_is_told_only_to_counsel(frozen, reviewer):
    case = given.in_review(received_at=datetime(2026, 3, 5, 20, tzinfo=UTC))  # April 4 is a Saturday
    told = page(reviewer, case)
    counsel = told[told.index(">For counsel<") :]
    assert "The last date by the longest reading of the law is April 6, 2026" in counsel
    assert "longest reading" not in reviewer.get("/desk/").content.decode()


def test_days_that_were_lost_before_entry_are_shown(frozen, reviewer):
    case = given.in_review(
        channel="email", received_at=datetime(2026, 3, 7, 7, 59, tzinfo=UTC), actor=given.staff(), came_to=None
    )
    told = page(reviewer, case)
    assert "Entered 4 days after receipt" in told
    assert "no: a reasonable period" in told


@pytest.mark.parametrize("channel", ["phone", "in-person"])
def test_a_request_by_mouth_says_how_to_answer_it(reviewer, channel):
    case = given.in_review(channel=channel, actor=given.staff(), came_to=None)
    assert "say how to write" in page(reviewer, case)


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
    # What a colleague has may be taken over; one's own may only be let go.
    assert {"take", "release"} <= set(reviewer.get(at(case)).context["forms"])
    assert reviewer.post(at(case, "take"), {"seen": fresh(case).entry_count}).status_code == 302
    assert "take" not in reviewer.get(at(case)).context["forms"]
    reviewer.post(at(case, "assign"), {"seen": fresh(case).entry_count, "account": other.pk})
    answer = reviewer.post(at(case, "assign"), {"seen": fresh(case).entry_count, "account": viewer.pk})
    assert answer.status_code == 422
    assert fresh(case).assignee == other


def test_only_what_is_possible_now_is_offered(reviewer, case):
    ahead = {
        State.REVIEW: {"correct"},
        State.WORKING: {"take_back"},
        State.RESPONDED: {"returned", "reopen"},
        State.UNDELIVERED: {"readdress"},
    }
    always = {"note", "assign", "take"}
    ahead[State.REVIEW] |= {"record_eligibility", "ask_eligibility", "correct_receipt", "ask_withdrawal"}
    ahead[State.REVIEW] |= {"letter_returned"}
    ahead[State.WORKING] |= {"ask_withdrawal", "letter_returned"}
    ahead[State.UNDELIVERED] |= {"letter_returned"}
    for state in (State.REVIEW, State.WORKING, State.UNDELIVERED):
        ahead[state] |= {"add_documents"}

    def offered():
        return set(reviewer.get(at(case)).context["forms"])

    assert offered() == always | ahead[State.REVIEW]
    given.approved(case)
    assert offered() == always | ahead[State.WORKING]
    given.drain()
    assert offered() == always | ahead[State.RESPONDED]
    assert reviewer.post(at(case, "returned"), {"seen": fresh(case).entry_count}).status_code == 302
    assert offered() == always | ahead[State.UNDELIVERED]


def test_a_duplicate_is_suggested_and_joined_by_a_person(reviewer, case):
    later = given.in_review(received_at=now() + timedelta(seconds=30))
    told = page(reviewer, later)
    assert "May be the same person" in told
    assert references.spell(case.reference) in told
    assert "same email" in told
    told_first = page(reviewer, case)
    assert "To join them, open the later request." in told_first
    assert at(case, "join", references.spell(later.reference)) not in told_first
    look = at(later, "join", references.spell(case.reference))
    assert look in told
    assert reviewer.post(look, {"seen": later.entry_count, "ground": "same-address"}).status_code == 302
    assert fresh(later).state == State.JOINED
    assert references.spell(case.reference) in page(reviewer, later)
    assert "A later request was joined" in page(reviewer, case)


def test_an_answered_request_of_the_year_offers_that_reason(reviewer, case):
    given.approved(case)
    given.drain()
    later = given.in_review(received_at=now() + timedelta(seconds=30))
    told = page(reviewer, later)
    assert "It came in the same calendar year, and is answered" in told
    assert "/draft/ALREADY_ANSWERED_THIS_CALENDAR_YEAR/" not in told
    assert "No earlier response of the same person is chosen" in told
    chosen = {"seen": later.entry_count, "earlier": case.reference}
    assert reviewer.post(at(later, "choose-earlier"), chosen).status_code == 302
    told = page(reviewer, later)
    assert told.index("/draft/STL_SENT_AGAIN/") < told.index("/draft/STL_DISCLOSED/"), "it is the first offer"
    assert "/draft/ALREADY_ANSWERED_THIS_CALENDAR_YEAR/" in told
    assert "Earlier response of the same person chosen" in told
    again = reviewer.get(at(later, "draft", "STL_SENT_AGAIN")).content.decode()
    assert "we responded to an earlier request about you" in again
    assert "Approve and send this letter" in again


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


def test_the_page_takes_a_constant_number_of_queries(django_assert_max_num_queries, reviewer, case):
    for number in range(20):
        review.add_note(case.pk, given.Actor(Who.REVIEWER, reviewer.account.pk), f"Note {number}")

    with django_assert_max_num_queries(36):
        page(reviewer, case)
