"""How a whole bundle came is corrected in one go: by the rules of each request, and no letter says what is not so."""

from dataclasses import replace
from datetime import timedelta

import pytest

from dsr import agents, bulk, closures, documents, engine, letters, receipt_corrections
from dsr.clock import now
from dsr.errors import Blocked, Changed
from dsr.formats import references
from dsr.journal import Actor
from dsr.lifecycle import Who
from dsr.models import Bundle, Case, DueWork, Entry, Letter
from dsr.models.attachment import Purpose
from dsr.models.case import Channel, Delivery
from dsr.models.due_work import WorkName
from dsr.models.letter import LetterState
from tests.dsr.agents.test_bundle_letters import PAPER, a_bundle
from tests.given import an_account, drain, staff
from tests.given_agents import a_ccpa_business
from tests.given_documents import a_pdf
from tests.given_proof import matches

__all__ = ["matches"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen", "matches")]
EARLIER = timedelta(days=-3)
LATER = timedelta(days=1)


def on_paper(**changes) -> Bundle:
    bundle = a_bundle(delivery=Delivery.MAIL, agent=PAPER, **changes)
    drain()
    return bundle


def cases_of(bundle: Bundle) -> list[Case]:
    return [line.case for line in bundle.lines.select_related("case__came_to")]


def corrected(bundle: Bundle, actor: Actor | None = None, **changes) -> receipt_corrections.BundleResult:
    bundle.refresh_from_db()
    receipt = replace(receipt_corrections.receipt_of_bundle(bundle), **changes)
    looked = receipt_corrections.look_at_bundle(bundle, receipt)
    pressed = bulk.ReceiptPress(
        bulk.ReceiptVerb.CORRECT,
        {one.case.pk: one.case.entry_count for one in looked if one.weighed},
        words="The stamp says so.",
        receipt=receipt,
        is_sure=True,
        left={one.case.pk: one.why for one in looked if not one.weighed},
    )
    work = bulk.begin_receipts(bundle.pk, actor or somebody(), pressed)
    drain()
    work.refresh_from_db()
    return bulk.result_of_receipts(work)


def somebody() -> Actor:
    return Actor(Who.REVIEWER, an_account().pk)


def settled(bundle: Bundle, actor: Actor, verb: str, seen: dict[int, int]) -> receipt_corrections.BundleResult:
    work = bulk.begin_receipts(bundle.pk, actor, bulk.ReceiptPress(bulk.ReceiptVerb(verb), seen))
    work.refresh_from_db()
    return bulk.result_of_receipts(work)


def with_envelope(bundle: Bundle) -> None:
    file = documents.check(Purpose.ENVELOPE, "envelope.pdf", a_pdf())
    agents.keep_files("form-2", bundle.business, [file], staff())
    agents.take_files("form-2", bundle, staff())


def test_the_marks_of_a_file_last_however_often_the_form_is_shown():
    bundle = on_paper()
    acts = ("/OpenAction", documents.UNSCANNED)
    file = replace(documents.check(Purpose.ENVELOPE, "envelope.pdf", a_pdf()), acts=acts)
    agents.keep_files("form-3", bundle.business, [file], staff())
    agents.keep_files("form-3", bundle.business, agents.open_kept_files("form-3"), staff())
    [kept] = agents.take_files("form-3", bundle, staff())
    kept.refresh_from_db()
    assert kept.acts == [*acts]


@pytest.mark.parametrize("kind", ["deletion", "shine-the-light"])
def test_an_earlier_day_is_that_of_all_and_of_one_covering_letter(kind):
    bundle = on_paper(kind=kind)
    day = bundle.received_at + EARLIER
    assert len(corrected(bundle, received_at=day).done) == 3
    assert {case.received_at for case in cases_of(bundle)} == {day}
    bundle.refresh_from_db()
    assert bundle.received_at == day
    taken, anew = bundle.letters.filter(name__endswith="/covering").order_by("pk")
    assert (taken.state, anew.state) == (LetterState.REPLACED, LetterState.TO_MAIL)
    text = letters.body_of(anew)["text"]
    assert "March 7, 2026" in text and "which we received on" not in text, "one day for all"
    assert letters.promise(cases_of(bundle)[0]) in " ".join(text.split())
    assert not Letter.objects.filter(name="receipt/corrected").exists()


def test_who_was_told_a_later_day_is_told_and_who_is_added_comes_on_the_right_day():
    bundle = on_paper()
    [letter] = bundle.letters.all()
    letters.record_bundle_letter_mailed(letter.pk, staff(), letter.written_at.date())
    day = bundle.received_at + EARLIER
    corrected(bundle, received_at=day, channel=Channel.EMAIL)
    assert not Letter.objects.filter(name="receipt/corrected").exists()
    [told] = bundle.letters.filter(name="receipt/corrected-bundle")
    text = " ".join(letters.body_of(told)["text"].split())
    assert text.count("received on March 7, 2026.") == 3, "one letter for all"
    assert f"here: {letters.references_address(cases_of(bundle)[0])}" in text, "no page of one of its people"
    corrected(bundle, received_at=day + EARLIER)
    first, anew = bundle.letters.filter(name="receipt/corrected-bundle").order_by("pk")
    assert (first.state, anew.state) == (LetterState.REPLACED, LetterState.TO_MAIL)
    assert letters.body_of(anew)["text"].count("received on March 4, 2026.") == 3
    day += EARLIER
    agents.add_people(bundle.pk, agents.read_people("New Person,new@example.com")[0], staff())
    added = Case.objects.latest("pk")
    assert (added.received_at, added.channel) == (day, Channel.EMAIL)


def test_a_designated_address_is_corrected_for_all_and_a_lighter_clock_needs_its_source_once():
    business = a_ccpa_business()
    address = business.designated_addresses.get(medium="mail")
    bundle = on_paper(kind="shine-the-light", came_to=address, channel=Channel.MAIL)
    assert {case.is_designated for case in cases_of(bundle)} == {True}
    alone = Actor(Who.REVIEWER, an_account().pk, ground="I compared the stamps.")
    with pytest.raises(Blocked, match="Add the envelope"):
        corrected(bundle, alone, came_to=None)
    with_envelope(bundle)
    assert len(corrected(bundle, alone, came_to=None).done) == 3
    assert {case.is_designated for case in cases_of(bundle)} == {False}


def test_a_later_day_waits_for_a_second_person_who_agrees_to_all_at_once():
    proposer, second = (an_account(Who.ADMINISTRATOR) for _person in range(2))
    bundle = on_paper(received_at=now() - 2 * LATER)
    with_envelope(bundle)
    day, before = bundle.received_at + LATER, {case.pk: case.due_safe for case in cases_of(bundle)}
    result = corrected(bundle, Actor(Who.ADMINISTRATOR, proposer.pk), received_at=day)
    assert (len(result.proposed), result.done) == (3, [])
    assert {case.pk: case.due_safe for case in cases_of(bundle)} == before, "the earlier date rules"
    proposed = receipt_corrections.proposed_in_bundle(bundle)
    seen = {one.approval.case_id: one.approval.case.entry_count for one in proposed}
    with pytest.raises(Exception, match="You decided it"):
        settled(bundle, Actor(Who.ADMINISTRATOR, proposer.pk), "agree", seen)
    assert len(settled(bundle, Actor(Who.ADMINISTRATOR, second.pk), "agree", seen).done) == 3
    drain()
    assert {case.received_at for case in cases_of(bundle)} == {day}


def test_each_that_stands_otherwise_is_left_and_told_and_the_others_are_corrected():
    bundle = on_paper()
    ended, own, plain = cases_of(bundle)
    ended.refresh_from_db()
    closures.close(ended.pk, staff(), "mistake", seen=ended.entry_count, note="Entered twice.")
    now_is = Case.objects.select_related("brand", "came_to").get(pk=own.pk)
    alone = replace(receipt_corrections.as_it_stands(now_is), received_at=now_is.received_at + 2 * EARLIER)
    receipt_corrections.correct_receipt(
        own.pk, staff(), alone, seen=now_is.entry_count, reason="It came in another envelope.", is_sure=True
    )
    drain()
    result = corrected(bundle, received_at=plain.received_at + EARLIER)
    assert [case.pk for case in result.done] == [plain.pk]
    whys = {references.spell(one.case.reference): one.why for one in result.left}
    assert "is decided" in whys[references.spell(ended.reference)]
    assert "came otherwise than the rest" in whys[references.spell(own.reference)]


def test_what_waits_to_take_effect_is_taken_back_for_all(settings):
    settings.DECISION_WAIT = timedelta(minutes=10)
    bundle = on_paper()
    before = bundle.received_at
    corrected(bundle, received_at=before + EARLIER)
    waiting = receipt_corrections.waiting_in_bundle(bundle)
    assert len(waiting) == 3 and {case.received_at for case in cases_of(bundle)} == {before}
    assert {stand.standing for stand in agents.stands_of(bundle)} == {agents.Standing.WAITING}, (
        "nothing is decided now"
    )
    seen = {case.pk: case.entry_count for case in waiting}
    assert len(settled(bundle, somebody(), "take-back", seen).done) == 3
    drain()
    taken, anew = bundle.letters.filter(name__endswith="/covering").order_by("pk")
    assert letters.body_of(anew)["text"] == letters.body_of(taken)["text"]
    assert receipt_corrections.waiting_in_bundle(bundle) == []


@pytest.mark.parametrize("whose", ["one that is asked about", "another"])
def test_a_letter_that_asks_and_waits_to_be_mailed_is_written_anew(whose):
    bundle = a_bundle(delivery=Delivery.MAIL, agent=PAPER, is_stated=False)
    drain()
    agents.ask_agent(bundle.pk, staff())
    case = cases_of(bundle)[1 if whose == "another" else 0]
    corrected(bundle, received_at=bundle.received_at + EARLIER)
    asked = list(bundle.letters.filter(name__endswith="/missing").order_by("pk"))
    assert [one.state for one in asked] == [LetterState.REPLACED, LetterState.TO_MAIL]
    assert "March 7, 2026" in letters.body_of(asked[1])["text"]
    told = agents.stands_of(bundle)
    assert {stand.asked_on for stand in told} == {asked[1].written_at.date()}, "and it counts as asked"
    assert case.pk in {stand.case.pk for stand in told if stand.answer_by}


def test_a_worker_that_dies_in_the_middle_leaves_the_rest_to_the_next_and_corrects_nobody_twice(monkeypatch):
    monkeypatch.setattr("dsr.bulk.receipt_job.AT_ONCE", 1)
    monkeypatch.setattr("dsr.bulk.job._SLICE", 2)
    bundle = on_paper()
    [letter] = bundle.letters.all()
    letters.record_bundle_letter_mailed(letter.pk, staff(), letter.written_at.date())
    receipt = replace(receipt_corrections.receipt_of_bundle(bundle), received_at=bundle.received_at + EARLIER)
    looked = receipt_corrections.look_at_bundle(bundle, receipt)
    seen = {one.case.pk: one.case.entry_count for one in looked}
    pressed = bulk.ReceiptPress(bulk.ReceiptVerb.CORRECT, seen, words="The stamp.", receipt=receipt, is_sure=True)
    work = bulk.begin_receipts(bundle.pk, somebody(), pressed)
    assert work.ended_at is None and "The stamp." not in work.words
    with pytest.raises(Changed, match="other work"):
        bulk.begin_receipts(bundle.pk, somebody(), pressed)
    bulk.carry_on(work.pk)  # two of three, and this worker is gone
    assert [row.result for row in work.rows.order_by("number")] == ["done", "done", "ready"]
    assert {stand.bulk for stand in agents.stands_of(bundle)} == {"", work.reference}
    drain()
    work.refresh_from_db()
    assert (work.state, work.words) == ("done", "")
    entries = Entry.objects.filter(case__in=seen, name="receipt-corrected")
    assert sorted(entries.values_list("case_id", flat=True)) == sorted(seen), "each once"
    [told] = bundle.letters.filter(name="receipt/corrected-bundle")
    assert letters.body_of(told)["text"].count("received on March 7, 2026.") == 3


@pytest.mark.parametrize("is_looked_for", [True, False])
def test_stopped_in_the_middle_those_that_were_corrected_are_told_and_the_others_stay(monkeypatch, is_looked_for):
    monkeypatch.setattr("dsr.bulk.receipt_job.AT_ONCE", 1)
    monkeypatch.setattr("dsr.bulk.job._SLICE", 1)
    bundle = on_paper()
    [letter] = bundle.letters.all()
    letters.record_bundle_letter_mailed(letter.pk, staff(), letter.written_at.date())
    receipt = replace(receipt_corrections.receipt_of_bundle(bundle), received_at=bundle.received_at + EARLIER)
    seen = {one.case.pk: one.case.entry_count for one in receipt_corrections.look_at_bundle(bundle, receipt)}
    pressed = bulk.ReceiptPress(bulk.ReceiptVerb.CORRECT, seen, words="The stamp.", receipt=receipt, is_sure=True)
    work = bulk.begin_receipts(bundle.pk, somebody(), pressed)
    bulk.carry_on(work.pk)
    if is_looked_for:  # a worker looked for what is owed while the work went on
        [due] = DueWork.objects.unfinished().filter(name=WorkName.RECEIPT)
        engine.do_work(due.pk)
    bulk.stop(work.pk, somebody())
    drain()
    work.refresh_from_db()
    assert work.state == "stopped"
    [told] = bundle.letters.filter(name="receipt/corrected-bundle")
    assert letters.body_of(told)["text"].count("received on March") == 1


@pytest.mark.parametrize("at_once", [1, 6])
def test_the_press_is_refused_only_where_every_one_was_tried_and_refused(monkeypatch, at_once):
    monkeypatch.setattr("dsr.bulk.receipt_job.AT_ONCE", at_once)
    bundle = on_paper()
    receipt = replace(receipt_corrections.receipt_of_bundle(bundle), received_at=bundle.received_at + EARLIER)
    seen = {one.case.pk: one.case.entry_count for one in receipt_corrections.look_at_bundle(bundle, receipt)}
    [first, *others] = seen
    for stale in ([first, *others], [first]):
        old = {pk: count - (pk in stale) for pk, count in seen.items()}
        pressed = bulk.ReceiptPress(bulk.ReceiptVerb.CORRECT, old, words="Stamp.", receipt=receipt, is_sure=True)
        if stale != [first] and at_once == 6:
            with pytest.raises(Changed):
                bulk.begin_receipts(bundle.pk, somebody(), pressed)
            continue
        work = bulk.begin_receipts(bundle.pk, somebody(), pressed)
        drain()
        results = work.rows.order_by("number").values_list("result", flat=True)
        assert list(results) == ["left-out" if pk in stale else "done" for pk in old]
