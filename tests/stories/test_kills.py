"""Whatever is killed, and whenever: every accepted request is responded to, and recorded once."""

from dataclasses import replace
from datetime import timedelta

import pytest

from dsr import agents, bulk, disclosures, receipt_corrections, review
from dsr.clock import now
from dsr.formats.days import long_day
from dsr.journal import check_chain
from dsr.kinds import base
from dsr.law.spans import local_date
from dsr.models import Bulk, Business, Case, Compilation, DesignatedAddress, Entry, Letter, Step
from tests.given import a_business, a_case, a_ledger, staff
from tests.given_systems import count
from tests.patience import until
from tests.smtp import Mood
from tests.stories.river import River
from tests.stories.test_deletion import approve, proved, shop

__all__ = ["shop"]

# Where a worker dies; tests/stories/doomed.py says what stands behind each name. "after" a step that is inside a
# transaction is before its commit.
POINTS = (
    *("claim:after", "gather:before", "typeset:before", "save-report:before", "save-report:after"),
    *("compose:before", "write-letter:before", "write-letter:after", "transition:after"),
    *("claim-letter:before", "claim-letter:after", "hand-over:after", "settle:after"),
    *("after-send:before", "after-send:after", "finish:before", "finish:after"),
)


def businesses(count: int) -> list[Business]:
    """Each with a ledger of its own, so that each has a report to compile."""
    return [a_ledger(a_business(f"Example Grove {number}, Inc.")) for number in range(count)]


def approve_all(river: River, cases: list[Case]) -> None:
    actor = staff()
    river.until_state("review", *cases)
    until(lambda: not Compilation.objects.exclude(state="done").exists(), "reports", river.tell)
    for case in Case.objects.filter(pk__in=[case.pk for case in cases]):
        report = disclosures.request_compilation(case, "shine-the-light")
        review.approve(
            case.pk, actor, review.Approval(report.outcome, compilation_id=report.pk), seen=case.entry_count
        )


def whole(river: River, cases: list[Case]) -> None:
    """Responded to once, said once, at most one more copy of a letter and that under the same Message-ID."""
    river.until_state("responded", *cases)
    river.until_rest()
    for case in Case.objects.filter(pk__in=[case.pk for case in cases]):
        names = list(Entry.objects.filter(case=case).values_list("name", flat=True))
        for name in ("receive", "queue", "approve", "prepare", "respond"):
            assert names.count(name) == 1
        assert case.stuck == ""
        assert check_chain(case).fault == ""
        letters = Letter.objects.filter(case=case)
        assert sorted(letters.values_list("is_response", flat=True)) == [False, True]
        for letter in letters:
            copies = [one for one in river.mail.kept if one["Message-ID"] == letter.message_id]
            assert 1 <= len(copies) <= 2
            assert len({one.get_body(("plain",)).get_content() for one in copies}) == 1
    known = set(Letter.objects.values_list("message_id", flat=True))
    assert {str(one["Message-ID"]) for one in river.mail.kept} <= known


def test_a_worker_killed_at_every_point_of_compile_and_send_loses_and_doubles_nothing(river):
    cases = [a_case(business=business) for business in businesses(10)]
    river.doom(POINTS)
    approve_all(river, cases)
    whole(river, cases)
    assert sorted(river.deaths) == sorted(POINTS)


def test_a_worker_killed_when_a_decision_leaves_sends_it_once_and_never_early(river, settings):
    settings.DECISION_WAIT = timedelta(seconds=4)
    [business] = businesses(1)
    # No row is hit twice, and one that a worker died of at its end is hit no more: each point finds a case of its own.
    cases = [a_case(business=business) for _ in range(7)]
    river.doom(["transition:after", "compose:before", "write-letter:before", "write-letter:after", "finish:before"])
    approve_all(river, cases)
    whole(river, cases)
    assert len(river.deaths) == 5
    for case in Case.objects.filter(pk__in=[case.pk for case in cases]):
        response = Letter.objects.get(case=case, is_response=True)
        assert response.written_at >= case.decided_at + settings.DECISION_WAIT
        assert Entry.objects.filter(case=case, name="wait-over").count() == 1


def test_a_worker_killed_when_a_correction_takes_effect_does_it_once_and_never_early(river, settings):
    settings.DECISION_WAIT = timedelta(seconds=4)
    [business] = businesses(1)
    came = now() - timedelta(hours=2)
    if local_date(came).year != local_date(came - timedelta(days=3)).year:  # another year would need a second person
        came -= timedelta(days=4)
    address = DesignatedAddress.objects.get(business=business, medium="email")
    asked = {"channel": "email", "came_to": address, "received_at": came}
    cases = [a_case(business=business, actor=staff(), **asked) for _ in range(5)]
    river.until_state("review", *cases)
    river.until_rest()
    river.doom(["receipt:before", "receipt:after", "corrected:before", "corrected:after", "write-letter:after"])
    for case in Case.objects.select_related("brand", "came_to").filter(pk__in=[case.pk for case in cases]):
        earlier = replace(receipt_corrections.as_it_stands(case), received_at=came - timedelta(days=3))
        receipt_corrections.correct_receipt(
            case.pk, staff(), earlier, seen=case.entry_count, reason="The header says so.", is_sure=True
        )
    river.until_rest()
    assert len(river.deaths) == 5
    for case in Case.objects.filter(pk__in=[case.pk for case in cases]):
        waits, corrected = (Entry.objects.get(case=case, name=f"receipt-{name}") for name in ("waits", "corrected"))
        assert corrected.at >= waits.at + settings.DECISION_WAIT
        assert case.received_at == came - timedelta(days=3)
        written = sorted(Letter.objects.filter(case=case).values_list("name", flat=True))
        assert written == ["receipt/corrected", "shine-the-light/acknowledgement"]
        assert check_chain(case).fault == ""


def test_a_worker_killed_while_the_mail_server_thinks_sends_one_copy_more_at_most(river):
    [business] = businesses(1)
    cases = [a_case(business=business) for _ in range(3)]
    approve_first = list(cases)
    river.until_state("review", *cases)
    river.until_rest()  # or it would stall over an acknowledgement, and nothing could be approved meanwhile
    river.mail.mood = Mood.STALLS
    before = len(river.mail.kept)
    approve_all(river, approve_first)
    until(lambda: len(river.mail.kept) > before, "a letter in the server's hands")
    river.kill_worker()
    river.mail.mood = Mood.ACCEPTS
    whole(river, cases)


@pytest.mark.parametrize("when", ["before the worker looks", "in the middle"])
def test_a_broker_killed_and_emptied_loses_nothing(river, when):
    [business] = businesses(1)
    cases = [a_case(business=business) for _ in range(5)]
    if when == "in the middle":
        approve_all(river, cases)
    river.broker.kill()
    river.broker.empty()
    cases.append(a_case(business=business))  # accepted although nobody can be rung for
    river.broker.start()
    approve_all(river, cases[-1:] if when == "in the middle" else cases)
    whole(river, cases)


def test_a_worker_killed_in_the_middle_of_bulk_work_does_each_case_once(river):
    """Before a case, within its transaction, and after it; and in the look."""
    [business] = businesses(1)
    cases = [a_case(business=business) for _ in range(9)]
    actor = staff()
    river.until_state("review", *cases)
    river.until_rest()
    river.doom(["finish:before"])
    made = bulk.begin_look(actor, "approve", [case.pk for case in cases])
    until(lambda: made.rows.waiting().count() == len(cases), "the look", river.tell)
    river.until_rest()
    assert river.deaths == ["finish:before"]
    doomed = ["bulk-row:before", "bulk-row:after", "transition:after"]
    river.doom(["finish:before", *doomed])
    bulk.begin(made.pk, actor, bulk.Begun(made.looks, len(cases)))
    until(lambda: Bulk.objects.get(pk=made.pk).state == "done", "bulk work", river.tell)
    assert {*doomed} <= {*river.deaths}
    assert {*made.rows.values_list("result", flat=True)} == {"done"}
    whole(river, cases)


def test_a_worker_killed_while_a_whole_bundle_is_corrected_does_each_once_and_one_letter_tells_it(river, business):
    """Before a request, after one, at the end of a slice, and as the letter about all of them is written."""
    bundle = agents.enter_bundle(a_wave(business), staff()).bundle
    cases = [line.case for line in bundle.lines.select_related("case")]
    river.until_state("review", *cases)
    river.until_rest()
    stands = receipt_corrections.receipt_of_bundle(bundle)
    day = stands.received_at - timedelta(days=3)
    seen = {case.pk: Case.objects.get(pk=case.pk).entry_count for case in cases}
    doomed = ["bulk-row:before", "bulk-row:after", "corrected:after", "write-letter:after"]
    river.doom(["finish:before", *doomed])
    pressed = bulk.ReceiptPress(
        bulk.ReceiptVerb.CORRECT, seen, "The stamp says so.", replace(stands, received_at=day), is_sure=True
    )
    made = bulk.begin_receipts(bundle.pk, staff(), pressed)
    until(lambda: Bulk.objects.get(pk=made.pk).state == "done", "the correction", river.tell)
    river.until_rest()
    assert {*doomed} <= {*river.deaths}
    assert {*made.rows.values_list("result", flat=True)} == {"done"}
    for case in Case.objects.filter(pk__in=seen):
        names = list(Entry.objects.filter(case=case).values_list("name", flat=True))
        assert [names.count(name) for name in ("receipt-corrected", "dates-told")] == [1, 1]
        assert (case.received_at, check_chain(case).fault) == (day, "")
    bundle.refresh_from_db()
    assert bundle.received_at == day
    assert sorted(bundle.letters.values_list("name", flat=True)) == [
        "receipt/corrected-bundle",
        "shine-the-light/covering",
    ]
    [told] = bundle.letters.filter(name="receipt/corrected-bundle", state="accepted")
    copies = [mail for mail in river.mail.kept if mail["Message-ID"] == told.message_id]
    assert 1 <= len(copies) <= 2
    text = " ".join(copies[0].get_body(("plain",)).get_content().split())
    assert text.count(f"received on {long_day(local_date(day))}.") == len(cases)


@pytest.fixture
def business(river) -> Business:
    return businesses(1)[0]


def a_wave(business: Business) -> agents.NewBundle:
    """Nine people who wrote to our address some days ago, in one year."""
    came = now() - timedelta(days=5 if local_date(now()).timetuple().tm_yday > 10 else 12)
    people = "\n".join(f"Person {letter}, {letter}@example.com, CA" for letter in "ABCDEFGHI")
    kind = base.get("shine-the-light")
    return agents.NewBundle(
        kind=kind.code,
        brand=business.brands.get(),
        token="wave-1",
        channel="email",
        came_to=DesignatedAddress.objects.get(business=business, medium="email"),
        received_at=came,
        delivery="email",
        agent={"name": "Pat Pike", "firm": "Pike & Alvarado LLP", "email": "intake@pike.example"},
        who="agent",
        is_stated=False,
        subjects=agents.read_people(people, **agents.list_rules(kind)).subjects,
    )


def test_a_worker_killed_in_the_middle_of_a_deletion_deletes_once_and_responds_once(river, shop):
    """First before the other database has committed; then when it has and the desk has not heard."""
    case = proved(river)
    river.doom(["act:after", "prove:before"])
    approve(river, case, "DELETE_COMPLETED")
    river.until_state("responded", case)
    river.until_rest()
    assert river.deaths == ["act:after", "prove:before"]
    step = Step.objects.get(case=case)
    assert (step.state, step.did, any(step.left.values())) == ("done", step.found, False)
    assert count(shop, "customers", "id = 1") == count(shop, "orders", "customer_id = 1") == 0
    assert count(shop, "customers") == 2
    names = list(Entry.objects.filter(case=case).values_list("name", flat=True))
    for name in ("approve", "step-done", "concluded", "prepare", "respond"):
        assert names.count(name) == 1
    response = Letter.objects.get(case=case, is_response=True)
    assert len([one for one in river.mail.kept if one["Message-ID"] == response.message_id]) == 1
    assert check_chain(Case.objects.get(pk=case.pk)).fault == ""
