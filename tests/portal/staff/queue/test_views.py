"""The queue: the most urgent first, narrowed without JavaScript, in a constant number of queries; and finding."""

from datetime import timedelta

import pytest

from dsr import letters, review
from dsr.clock import now
from dsr.formats import references
from dsr.lifecycle import Who
from dsr.models import Case, Letter, Step, Verification
from dsr.models.system import StepState
from portal.staff.queue import bar, listing
from portal.staff.wording import states
from tests import given
from tests.given_systems import a_deletion, an_owner

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


def aged(days, **changes):
    """A case in the queue, received so many days ago."""
    return given.in_review(received_at=now() - timedelta(days=days), **changes)


def listed(answer):
    return [row.case.reference for row in answer.context["rows"]]


def test_the_most_urgent_stands_first_and_says_what_to_do_and_by_when(frozen, reviewer):
    young, old, late = aged(1), aged(25), aged(32)
    answer = reviewer.get("/desk/")
    assert listed(answer) == [late.reference, old.reference, young.reference]
    page = answer.content.decode()
    assert references.spell(late.reference) in page
    assert "4 days overdue" in page  # Sunday was the law's day, Friday the day to send by
    assert "3 days left" in page
    assert "Decide" in page


def test_no_name_stands_in_a_list_and_no_seal_is_opened(monkeypatch, reviewer):
    aged(3)
    monkeypatch.setattr("dsr.sealing._decrypt", lambda *parts: pytest.fail("a seal was opened"))
    page = reviewer.get("/desk/").content.decode()
    assert "Whitlow" not in page
    assert "dana@example.com" not in page


@pytest.mark.parametrize("count", [1, 30])
def test_queries_do_not_grow_with_the_list(django_assert_num_queries, reviewer, count):
    for number in range(count):
        case = given.a_case(received_at=now() - timedelta(days=number % 7))
        Case.objects.filter(pk=case.pk).update(assignee=given.an_account() if number < 3 else reviewer.account)
    # Session, account, rows, how many match, counts, notices, bulk work that waits, brand, years of the ledger (4).
    with django_assert_num_queries(12):
        answer = reviewer.get("/desk/")
    assert len(answer.context["rows"]) == min(count, listing.ON_A_PAGE)


def test_pages_follow_each_other_without_gap_or_repetition(reviewer):
    # Many of one date: the id decides within it.
    cases = [given.a_case(received_at=now() - timedelta(days=number // 20)) for number in range(60)]
    expected = [case.reference for case in sorted(cases, key=lambda case: (case.send_by, case.pk))]
    seen, pages, answer = [], [], reviewer.get("/desk/")
    while True:
        seen += listed(answer)
        pages.append(listed(answer))
        if not answer.context["later"]:
            break
        answer = reviewer.get("/desk/?" + answer.context["later"])
    assert seen == expected
    back = reviewer.get("/desk/?" + answer.context["earlier"])
    assert listed(back) == pages[-2]
    first = reviewer.get("/desk/?" + back.context["earlier"])
    assert listed(first) == pages[0]
    assert first.context["earlier"] == ""


@pytest.mark.parametrize("mark", ["", "x", "2026-01-01", "2026-13-01.5", "2026-01-01.x", "..", "2026-01-01.1.2"])
def test_a_mark_that_is_no_mark_gives_the_first_page(reviewer, mark):
    case = aged(1)
    assert listed(reviewer.get("/desk/", {"after": mark})) == [case.reference]


def test_the_default_is_what_is_open_and_whatever_is_stuck(reviewer):
    open_case, stuck, ended = aged(1), aged(2), aged(3)
    for case, state, why in ((stuck, "responded", "letter-refused"), (ended, "responded", "")):
        Case.objects.filter(pk=case.pk).update(state=state, stuck=why)
    assert set(listed(reviewer.get("/desk/"))) == {open_case.reference, stuck.reference}
    assert set(listed(reviewer.get("/desk/?show=ended"))) == {stuck.reference, ended.reference}
    assert listed(reviewer.get("/desk/?show=stuck")) == [stuck.reference]
    assert len(listed(reviewer.get("/desk/?show=all"))) == 3


def test_filters_narrow_the_list(reviewer):
    late, soon, mine = aged(31), aged(25), aged(1)
    review.assign(mine.pk, given.Actor(Who.REVIEWER, reviewer.account.pk), reviewer.account.pk)
    assert listed(reviewer.get("/desk/?show=overdue")) == [late.reference]
    assert listed(reviewer.get("/desk/?show=soon")) == [soon.reference]
    assert listed(reviewer.get("/desk/?whose=mine")) == [mine.reference]
    assert listed(reviewer.get("/desk/?whose=nobody")) == [late.reference, soon.reference]
    assert len(listed(reviewer.get("/desk/?state=review&kind=shine-the-light"))) == 3
    assert listed(reviewer.get("/desk/?state=undelivered")) == []
    assert len(listed(reviewer.get("/desk/?kind=no-such-kind&show=nonsense"))) == 3


def test_counts_agree_with_the_lists(reviewer):
    for days in (40, 31, 25, 2):
        aged(days)
    Case.objects.filter(pk=aged(1).pk).update(stuck="mail-later")
    summary = reviewer.get("/desk/").context["summary"]
    assert (summary.open, summary.overdue, summary.soon, summary.stuck) == (5, 2, 1, 1)
    for show, count in (("", 5), ("overdue", 2), ("soon", 1), ("stuck", 1)):
        assert len(listed(reviewer.get("/desk/", {"show": show}))) == count


@pytest.mark.parametrize(("overdue", "soon", "later"), [(0, 0, 1), (1, 1, 500), (3, 0, 4), (900, 1, 0)])
def test_the_drawing_fills_its_width_and_shows_even_the_smallest_part(overdue, soon, later):
    parts = bar.bars(listing.Summary(open=overdue + soon + later, overdue=overdue, soon=soon, stuck=0))
    counts = {"overdue": overdue, "soon": soon, "later": later}
    assert [part.name for part in parts] == [name for name, count in counts.items() if count]
    assert parts[-1].x + parts[-1].width == pytest.approx(bar.WIDTH, abs=0.2)
    assert all(part.width >= 10 for part in parts)
    assert bar.bars(listing.Summary(0, 0, 0, 0)) == []


def test_what_to_do_next_is_said_for_every_state():
    for state in states.STATES:
        case = Case(state=state, kind="shine-the-light")
        assert states.next_step(case).words
    assert states.next_step(Case(state="responding"), letters_to_mail=True).words == "Print and mail the response"
    assert "mail server refuses us" in states.next_step(Case(state="review", stuck="mail-misconfigured")).words
    assert "KeyError" in states.next_step(Case(state="review", stuck="KeyError")).words


@pytest.mark.parametrize(
    "spelled", [references.spell, str.lower, lambda reference: f" {reference[:4]} {reference[4:]} "]
)
def test_find_by_reference_goes_to_the_case(reviewer, spelled):
    case = aged(1)
    answer = reviewer.post("/desk/find/", {"text": spelled(case.reference)})
    assert answer.status_code == 302
    assert answer["Location"] == f"/desk/{references.spell(case.reference)}/"


@pytest.mark.parametrize("text", ["Dana Whitlow", "  dana   WHITLOW", "dana@example.com", "Dana@Example.COM"])
def test_find_by_exact_name_or_email(reviewer, text):
    case = aged(1)
    aged(
        1, parties={"subject": {"name": "Theo Brandt"}, "requester": {"name": "Theo Brandt", "email": "t@example.com"}}
    )
    answer = reviewer.post("/desk/find/", {"text": text})
    assert answer.status_code == 200
    assert listed(answer) == [case.reference]


@pytest.mark.parametrize("text", ["A@BÜCHER.example", "a@xn--bcher-kva.example"])
def test_find_knows_both_spellings_of_a_domain(reviewer, text):
    found = aged(1, parties={"subject": {"name": "Ann"}, "requester": {"name": "A", "email": "a@bücher.example"}})
    aged(1, parties={"subject": {"name": "Al"}, "requester": {"name": "Al", "email": "a@bucher.example"}})
    assert listed(reviewer.post("/desk/find/", {"text": text})) == [found.reference]


@pytest.mark.parametrize("text", ["Dana", "ana@example.com", "AAAA-AAAA-AAA"])
def test_find_says_when_there_is_nothing(reviewer, text):
    aged(1)
    answer = reviewer.post("/desk/find/", {"text": text})
    assert listed(answer) == []
    assert "Nothing was found" in answer.content.decode()


def test_what_is_looked_for_is_in_no_address(reviewer):
    by_address = reviewer.get("/desk/find/", {"text": "Dana Whitlow"})  # the form alone
    assert (
        by_address.status_code == 200
        and "rows" not in by_address.context
        and "Dana" not in by_address.content.decode()
    )
    answer = reviewer.post("/desk/find/", {"text": ""})
    assert answer.status_code == 302
    assert answer["Location"] == "/desk/"


def test_a_case_waits_for_its_letter_to_be_mailed(reviewer, browse):
    business = given.a_ledger()
    parties = {
        "subject": {"name": "Ines Okafor"},
        "requester": {"name": "Ines Okafor", "postal": "12 Sample Street\nOakland, CA 94607"},
    }
    case = given.in_review(business=business, parties=parties, delivery="mail")
    assert "Decide, and mail the acknowledgement" in reviewer.get("/desk/").content.decode()
    given.approved(case)
    given.drain()
    assert "Print and mail the response" in reviewer.get("/desk/").content.decode()
    waiting = browse(Who.VIEWER).get("/desk/letters/")
    assert [row["words"] for row in waiting.context["rows"]] == ["Acknowledgement", "Response"]


def test_proof_that_is_too_little_is_pressing_in_the_list_and_on_its_page(reviewer):
    case = given.in_review(kind="deletion", answers={"ca_resident": "yes", "extent": "all"})
    Verification.objects.filter(case=case).update(state="short")
    Case.objects.filter(pk=case.pk).update(state="review", stuck="proof-too-little")
    page = reviewer.get("/desk/").content.decode()
    assert "Stuck: what was proved is too little" in page and "I have seen this" not in page
    page = reviewer.get(f"/desk/{references.spell(case.reference)}/").content.decode()
    assert "the letter that says we could not verify goes out on April 21, 2026" in page
    assert "I have seen this" in page


def test_a_notice_of_more_time_is_urgent_in_the_list_and_on_its_page(frozen, reviewer):
    party = {"name": "Dana Whitlow", "postal": "7 Sample Street\nFresno, CA 93701"}
    changes = {"delivery": "mail", "parties": {"subject": {"name": "Dana Whitlow"}, "requester": party}}
    case = given.in_review(kind="deletion", answers={"ca_resident": "yes", "extent": "all"}, **changes)
    letters.extend_deadline(case.pk, given.staff(), seen=case.entry_count, reason="An archive on tape.")
    own = f"/desk/{references.spell(case.reference)}/"
    for address in ("/desk/", own):
        page = reviewer.get(address).content.decode()
        assert "Print and mail the notice of more time by April 24, 2026." in page
        assert "Print and mail the notice of more time: without it" in page
        assert "§ 7021(b)" in page
    frozen(now() + timedelta(days=46))
    for address in ("/desk/", own):
        page = reviewer.get(address).content.decode()
        assert "was not out by April 24, 2026, so the extension does not hold" in page


def test_a_refused_notice_says_the_way_out(reviewer):
    case = given.in_review(kind="deletion", answers={"ca_resident": "yes", "extent": "all"})
    letters.extend_deadline(case.pk, given.staff(), seen=case.entry_count, reason="An archive on tape.")
    Letter.objects.filter(name="deletion/extension").update(state="refused")
    Case.objects.filter(pk=case.pk).update(stuck="extension-refused")
    page = reviewer.get(f"/desk/{references.spell(case.reference)}/").content.decode()
    assert "refused the notice of more time" in page and "It must be out by April 24, 2026" in page


def test_a_failed_step_that_needs_a_person_counts_as_stuck(reviewer):
    system = an_owner()
    case = a_deletion()
    Step.objects.filter(case=case, system=system).update(state=StepState.FAILED, reason="no-address")
    answer = reviewer.get("/desk/", {"show": "stuck"})
    assert listed(answer) == [case.reference]
    assert answer.context["summary"].stuck == 1
    assert "See why a step failed" in answer.content.decode()
    assert letters.daily_summary().counts["stuck"] == 1
    Step.objects.filter(case=case).update(state=StepState.DONE)
    assert listed(reviewer.get("/desk/", {"show": "stuck"})) == []
