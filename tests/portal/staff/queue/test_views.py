"""The queue: groups by what comes next, narrowed without JavaScript, in a constant number of queries."""

from datetime import timedelta

import pytest

from dsr import letters, review, sealing
from dsr.clock import now, today
from dsr.formats import references
from dsr.kinds import base
from dsr.lifecycle import Who
from dsr.models import Brand, BulkRow, Bundle, Bundled, Case, Letter, Step, Verification
from dsr.models.system import StepState
from portal.staff.queue import listing
from portal.staff.wording import states
from tests import given
from tests.bare_days import without_times
from tests.given_systems import a_deletion, an_owner

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


def aged(days, **changes):
    """A case in the queue, received so many days ago."""
    return given.in_review(received_at=now() - timedelta(days=days), **changes)


def listed(answer):
    return [row.case.reference for group in answer.context["groups"] for row in group.rows]


def grouped(answer):
    return {group.code: [row.case.reference for row in group.rows] for group in answer.context["groups"]}


def a_bundle(cases, account):
    first = cases[0]
    bundle = Bundle.objects.create(
        reference="BYBHRZXJ3U6",
        business=first.business,
        kind=first.kind,
        received_at=now(),
        entered_at=now(),
        account=account,
    )
    for number, case in enumerate(cases, start=1):
        Bundled.objects.create(bundle=bundle, case=case, number=number)
    return bundle


def test_what_is_late_stands_first_and_the_rest_by_what_comes_next(frozen, reviewer):
    young, old, late = aged(1), aged(25), aged(32)
    answer = reviewer.get("/desk/")
    assert grouped(answer) == {"due": [late.reference], "decide": [old.reference, young.reference]}
    page = without_times(answer.content.decode())
    assert references.spell(late.reference) in page
    assert "4 days overdue" in page  # Sunday was the law's day, Friday the day to send by
    assert '<span class="law">past the law&#x27;s day, Mar 8</span>' in page and 'title="past' not in page
    assert "in 3 days" in page
    assert '<th scope="rowgroup" colspan="7">Due by tomorrow' in page


def test_a_case_stands_in_one_group_by_its_verb(reviewer):
    cases = {name: aged(1) for name in ("decide", "identity", "mail", "address", "second", "rest", "fault", "after")}
    changes = {
        "identity": {"stuck": "proof-too-little"},
        "mail": {"state": "responding"},
        "address": {"state": "undelivered"},
        "second": {"state": "working", "second_waits": "yes"},
        "fault": {"stuck": "mail-refused"},
        "rest": {"state": "responded", "outcome": base.get("shine-the-light").codes_owing_rest[0]},
        "after": {"state": "responded", "stuck": "letter-refused"},
    }
    for name, change in changes.items():
        Case.objects.filter(pk=cases[name].pk).update(**change)
    Letter.objects.filter(case=cases["mail"]).update(state="to-mail")
    waiting = aged(1)
    Case.objects.filter(pk=waiting.pk).update(state="verifying")
    answer = reviewer.get("/desk/")
    assert grouped(answer) == {name: [case.reference] for name, case in cases.items()}
    assert listed(reviewer.get("/desk/?view=waiting")) == [waiting.reference]
    assert [(tab.words, tab.counted) for tab in answer.context["tabs"]][:2] == [("To do", "8"), ("Waiting", "1")]
    for name, case in cases.items():
        assert listed(reviewer.get("/desk/", {"group": name})) == [case.reference]


def test_a_list_opens_only_the_names_that_it_shows_and_none_while_they_are_hidden(monkeypatch, reviewer):
    shown, colleague = aged(3), given.an_account()
    Case.objects.filter(pk=aged(3).pk).update(assignee=colleague)
    opened = []
    real = sealing.open_sealed
    monkeypatch.setattr("dsr.sealing.open_sealed", lambda case, *rest: opened.append(case.pk) or real(case, *rest))
    page = without_times(reviewer.get("/desk/").content.decode())
    assert "Dana Whitlow" in page and "dana@example.com" not in page
    assert opened == [shown.pk]
    assert reviewer.post("/desk/names/", {"back": "/desk/?whose=all"})["Location"] == "/desk/?whose=all"
    page = without_times(reviewer.get("/desk/").content.decode())
    assert "Whitlow" not in page and references.spell(shown.reference) in page
    assert opened == [shown.pk]
    assert reviewer.post("/desk/names/", {"back": "//elsewhere.example/desk/"})["Location"] == "/desk/"
    assert "Dana Whitlow" in reviewer.get("/desk/").content.decode()


def test_a_bundle_is_one_row(reviewer):
    cases = [aged(2) for _number in range(4)]
    bundle = a_bundle(cases, reviewer.account)
    alone = aged(1)
    Case.objects.filter(pk=cases[3].pk).update(state="undelivered")
    answer = reviewer.get("/desk/")
    assert grouped(answer) == {
        "decide": [cases[0].reference, alone.reference],
        "address": [cases[3].reference],
    }
    page = without_times(answer.content.decode())
    assert "Decide 3 of 4" in page and "4 people" in page
    assert f"/desk/bundle/{references.spell(bundle.reference)}/" in page
    assert len(listed(reviewer.get("/desk/", {"bundle": references.spell(bundle.reference)}))) == 2
    looked = reviewer.post("/desk/bulk/", {"case": references.spell(bundle.reference), "action": "assign"})
    assert looked.status_code == 302
    assert {*BulkRow.objects.values_list("case_id", flat=True)} == {case.pk for case in cases}


def test_a_group_shows_its_first_rows_and_leads_to_the_rest_of_it(reviewer):
    for number in range(60):
        case = given.a_case(received_at=now() - timedelta(days=number // 20))
        Case.objects.filter(pk=case.pk).update(state="review")
    cases = Case.objects.filter(state="review").order_by("send_by", "pk")
    expected = list(cases.values_list("reference", flat=True))
    answer = reviewer.get("/desk/")
    assert grouped(answer) == {"decide": expected[:25]}
    assert answer.context["groups"][0].counted == "60"
    seen, pages, answer = [], [], reviewer.get("/desk/?" + answer.context["groups"][0].whole)
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


def test_many_groups_share_a_page(reviewer):
    for number in range(60):
        case = given.a_case(received_at=now() - timedelta(days=1))
        Case.objects.filter(pk=case.pk).update(state="review" if number % 2 else "undelivered")
    assert [len(rows) for rows in grouped(reviewer.get("/desk/")).values()] == [25, 25]
    assert listing._share([1000] * 9) == 5
    assert listing._share([1000] * 40) == 3
    assert listing._share([14, 3, 2]) == 25


@pytest.mark.parametrize("mark", ["", "x", "2026-01-01", "2026-13-01~5", "2026-01-01~x", "~~", "2026-01-01T00:00~5"])
def test_a_mark_that_is_no_mark_gives_the_first_page(reviewer, mark):
    case = aged(1)
    for view in ("", "all"):
        address = {"after": mark, "view": view, "group": "" if view else "decide"}
        assert listed(reviewer.get("/desk/", address)) == [case.reference]


def test_counts_are_exact_to_a_thousand():
    assert (listing.counted(0), listing.counted(1000), listing.counted(1001)) == ("0", "1,000", "1,000+")


def test_the_ended_lists_are_newest_first(reviewer):
    cases = [aged(days) for days in (3, 2, 1)]
    for number, case in enumerate(cases[:2]):
        Case.objects.filter(pk=case.pk).update(state="responded", responded_at=now() - timedelta(hours=number))
    assert listed(reviewer.get("/desk/?view=answered")) == [cases[0].reference, cases[1].reference]
    assert listed(reviewer.get("/desk/?view=all")) == [case.reference for case in reversed(cases)]


def test_filters_narrow_the_list(reviewer):
    late, soon, mine = aged(31), aged(25), aged(1)
    colleague = given.an_account()
    theirs = aged(1)
    Case.objects.filter(pk=theirs.pk).update(channel="mail", kind="complaint")
    for case, account in ((mine, reviewer.account), (theirs, colleague)):
        review.assign(case.pk, given.Actor(Who.REVIEWER, reviewer.account.pk), account.pk)

    def shown(**chosen):
        return {*listed(reviewer.get("/desk/", chosen))}

    own = {late.reference, soon.reference, mine.reference}
    assert shown() == own
    assert shown(whose="all") == own | {theirs.reference}
    assert shown(whose="mine") == {mine.reference}
    assert shown(whose="nobody") == {late.reference, soon.reference}
    assert shown(whose=str(colleague.pk)) == {theirs.reference}
    assert shown(whose="all", kind="complaint") == {theirs.reference} == shown(whose="all", channel="mail")
    assert shown(whose="all", brand=str(late.brand_id)) == own | {theirs.reference}
    assert shown(outcome="NO_EBR") == set()
    day = (today() - timedelta(days=25)).isoformat()
    assert shown(received_from=day, received_to=day) == {soon.reference}
    assert shown(answered_from=day) == set()
    assert shown(kind="no-such-kind", whose="99999", brand="x", received_from="31/12/2026", group="nonsense") == own
    page = without_times(reviewer.get("/desk/?whose=all&kind=complaint").content.decode())
    assert "Remove the filter Complaint or question" in page and 'href="?whose=all"' in page


def test_an_empty_list_says_why(reviewer):
    told = without_times(reviewer.get("/desk/").content.decode())
    assert "cannot take requests yet" in told and "Nothing to do" not in told
    given.a_business()
    assert "Nothing to do." in reviewer.get("/desk/").content.decode()
    assert "No request matches these filters." in reviewer.get("/desk/?kind=deletion").content.decode()
    Case.objects.filter(pk=aged(1).pk).update(state="verifying")
    told = without_times(reviewer.get("/desk/").content.decode())
    assert "1 request waits for others." in told and "The next is due" in told and "Wed, Apr 8" in told
    Brand.objects.update(is_front=False)  # it takes requests below /b/
    assert reviewer.get(f"/b/{Brand.objects.get().slug}/").status_code == 200
    told = without_times(reviewer.get("/desk/").content.decode())
    assert "cannot take requests yet" not in told and "1 request waits for others." in told


def test_what_to_do_next_is_said_for_every_state():
    for state in states.STATES:
        case = Case(state=state, kind="shine-the-light")
        assert states.next_step(case).words
    assert states.next_step(Case(state="responding"), letters_to_mail=True).words == "Print and mail the response"
    assert "mail server refuses us" in states.next_step(Case(state="review", stuck="mail-misconfigured")).words
    assert "KeyError" in states.next_step(Case(state="review", stuck="KeyError")).words


def test_a_case_waits_for_its_letter_to_be_mailed(reviewer, browse):
    business = given.a_ledger()
    parties = {
        "subject": {"name": "Ines Okafor"},
        "requester": {"name": "Ines Okafor", "postal": "12 Sample Street\nOakland, CA 94607"},
    }
    case = given.in_review(business=business, parties=parties, delivery="mail")
    assert "Decide; mail a letter" in reviewer.get("/desk/").content.decode()
    given.approved(case)
    given.drain()
    answer = reviewer.get("/desk/")
    assert grouped(answer) == {"mail": [case.reference]} and "Print and mail" in answer.content.decode()
    waiting = browse(Who.VIEWER).get("/desk/letters/")
    assert [row["words"] for row in waiting.context["rows"]] == ["Acknowledgement", "Response"]


def test_proof_that_is_too_little_is_pressing_in_the_list_and_on_its_page(reviewer):
    case = given.in_review(kind="deletion", answers={"ca_resident": "yes", "extent": "all"})
    Verification.objects.filter(case=case).update(state="short")
    Case.objects.filter(pk=case.pk).update(state="review", stuck="proof-too-little")
    page = without_times(reviewer.get("/desk/").content.decode())
    assert "Check identity: too little given" in page and "Dismiss" not in page
    page = without_times(reviewer.get(f"/desk/{references.spell(case.reference)}/").content.decode())
    assert "the letter that says we could not verify goes out on April 21, 2026" in page
    assert "Dismiss" in page


def test_a_notice_of_more_time_is_urgent_in_the_list_and_on_its_page(frozen, reviewer):
    party = {"name": "Dana Whitlow", "postal": "7 Sample Street\nFresno, CA 93701"}
    changes = {"delivery": "mail", "parties": {"subject": {"name": "Dana Whitlow"}, "requester": party}}
    case = given.in_review(kind="deletion", answers={"ca_resident": "yes", "extent": "all"}, **changes)
    letters.extend_deadline(case.pk, given.staff(), seen=case.entry_count, reason="An archive on tape.")
    own = f"/desk/{references.spell(case.reference)}/"
    assert grouped(reviewer.get("/desk/")) == {"mail": [case.reference]}
    for address, words in (("/desk/", "Mail the notice of more time"), (own, "notice of more time: without it")):
        page = without_times(reviewer.get(address).content.decode())
        assert "Print and mail the notice of more time by April 24, 2026." in page
        assert words in page
        assert "§ 7021(b)" in page
    frozen(now() + timedelta(days=46))
    for address in ("/desk/", own):
        page = without_times(reviewer.get(address).content.decode())
        assert "was not out by April 24, 2026, or came back, so the extension does not hold" in page


def test_a_refused_notice_says_the_way_out(reviewer):
    case = given.in_review(kind="deletion", answers={"ca_resident": "yes", "extent": "all"})
    letters.extend_deadline(case.pk, given.staff(), seen=case.entry_count, reason="An archive on tape.")
    Letter.objects.filter(name="deletion/extension").update(state="refused")
    Case.objects.filter(pk=case.pk).update(stuck="extension-refused")
    page = without_times(reviewer.get(f"/desk/{references.spell(case.reference)}/").content.decode())
    assert "refused the notice of more time" in page and "It must be out by April 24, 2026" in page


def test_a_failed_step_that_needs_a_person_is_a_fault(reviewer):
    system = an_owner()
    case = a_deletion()
    Step.objects.filter(case=case, system=system).update(state=StepState.FAILED, reason="no-address")
    answer = reviewer.get("/desk/")
    assert grouped(answer) == {"fault": [case.reference]}
    assert "See why a step failed" in answer.content.decode()
    assert letters.daily_summary(reviewer.account).groups["fault"].count == 1
    Step.objects.filter(case=case).update(state=StepState.DONE)
    assert grouped(reviewer.get("/desk/")) == {"decide": [case.reference]}
