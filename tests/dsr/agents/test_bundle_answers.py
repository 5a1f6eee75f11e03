"""All of a bundle is answered: the agent reads it once, and outcomes only of those whose permission was shown."""

from datetime import timedelta

import pytest

from dsr import agents, closures, disclosures, documents, engine, letters, review
from dsr.formats import references
from dsr.kinds import base
from dsr.models import Bundle, Case, DueWork, Letter
from dsr.models.case import Delivery
from dsr.models.due_work import WorkName
from tests.dsr.agents.test_bundle_letters import PAPER
from tests.dsr.agents.test_bundles import a_roll
from tests.given import a_business, a_ledger, drain, staff, told
from tests.given_documents import a_pdf

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


def a_wave(**changes) -> list[Case]:
    a_ledger(a_business())
    people = agents.read_people("Ines Okafor, ines@example.com, CA\nLee Tran, lee@example.com, NV")[0]
    changes = {"documents": [documents.check("permission", "signed.pdf", a_pdf())], **changes}
    agents.enter_bundle(a_roll(business=a_business(), kind="shine-the-light", subjects=people, **changes), staff())
    drain()
    return list(Case.objects.order_by("pk"))


def answer(case: Case, reason: str = "") -> None:
    case = told(Case.objects.get(pk=case.pk), reason) if reason else Case.objects.get(pk=case.pk)
    if reason:
        review.decline(case.pk, staff(), seen=case.entry_count, reasons=[reason])
    else:
        report = disclosures.request_compilation(case, "shine-the-light")
        drain()
        approval = review.Approval("STL_DISCLOSED", compilation_id=report.pk)
        review.approve(case.pk, staff(), approval, seen=case.entry_count)
    drain()


def closing() -> list[str]:
    engine.run_daily_jobs()
    drain()
    found = Letter.objects.filter(name__endswith="/answered").order_by("pk")
    return [letters.body_of(one)["text"] for one in found]


def test_the_agent_is_told_once_and_only_when_the_last_is_answered():
    first, second = a_wave()
    answer(first)
    assert closing() == []
    answer(second, "NOT_CA_RESIDENT")
    (text,) = closing()
    assert closing() == [text]
    assert f"1. I. O., {references.spell(first.reference)}: answered on March 10, 2026." in text
    assert f"2. L. T., {references.spell(second.reference)}: answered on March 10, 2026." in text
    assert references.spell(Bundle.objects.get().reference) in text
    assert "Okafor" not in text and "Tran" not in text


def test_it_is_dated_as_the_bundle_came_whatever_the_first_request_says_of_itself():
    first, second = a_wave()
    day = first.received_at - timedelta(days=2)
    Bundle.objects.update(received_at=day)
    Case.objects.filter(pk=second.pk).update(received_at=day)
    answer(first)
    answer(second, "NOT_CA_RESIDENT")
    (text,) = closing()
    assert "On March 8, 2026 you sent" in text


def test_it_waits_for_no_sweep():
    first, second = a_wave()
    answer(first)
    assert not DueWork.objects.filter(name=WorkName.BUNDLE_END).exists(), "one of them is still open"
    answer(second, "NOT_CA_RESIDENT")
    assert Letter.objects.filter(name="shine-the-light/answered").count() == 1
    assert len(closing()) == 1, "and the sweep finds nothing more to tell"
    rung = DueWork.objects.filter(name=WorkName.BUNDLE_END).count()
    review.add_note(second.pk, staff(), "The agent called to thank us.")
    assert DueWork.objects.filter(name=WorkName.BUNDLE_END).count() == rung, "nothing ended by a note"


@pytest.mark.parametrize("how", ["closed", "mailed"])
def test_however_the_last_one_ends_it_is_told_at_once(how):
    first, second = a_wave(**({"delivery": Delivery.MAIL, "agent": PAPER} if how == "mailed" else {}))
    for case in (first, second):
        seen = Case.objects.get(pk=case.pk).entry_count
        if how == "closed":
            closures.close(case.pk, staff(), "mistake", seen=seen, note="Entered twice.")
        else:
            answer(case, "NOT_CA_RESIDENT")
            letter = Letter.objects.get(case=case, is_response=True)
            case.refresh_from_db()
            day = letter.written_at.date()
            letters.record_mailed(case.pk, staff(), seen=case.entry_count, mailed_on=day, letter_id=letter.pk)
        drain()
    assert Letter.objects.filter(name="shine-the-light/answered").count() == 1


def test_what_was_known_so_far_is_no_whole_answer():
    first, second = a_wave()
    answer(first)
    Case.objects.filter(pk=first.pk).update(outcome="STL_AS_OF")  # the rest is owed
    answer(second, "NOT_CA_RESIDENT")
    assert closing() == []
    assert not Case.objects.exclude(stuck="").exists(), "it is not even tried"
    Case.objects.filter(pk=first.pk).update(outcome="STL_DISCLOSED")  # it was sent
    assert len(closing()) == 1


@pytest.mark.parametrize("is_shown", [True, False])
def test_an_outcome_is_told_only_where_the_permission_is_shown(is_shown):
    papers = [documents.check("permission", "signed.pdf", a_pdf())] if is_shown else []
    first, second = a_wave(documents=papers)
    answer(first)
    answer(second, "NOT_CA_RESIDENT")
    (text,) = closing()
    assert ("We sent the list of companies." in text) is is_shown
    assert ("Declined: the law covers people who live in California." in text) is is_shown


def test_a_bundle_of_an_earlier_release_is_not_told_of():
    first, second = a_wave()
    Bundle.objects.update(tells_end=False)
    answer(first)
    answer(second, "NOT_CA_RESIDENT")
    assert closing() == []


def test_that_it_cannot_be_told_is_shown_to_a_person():
    first, second = a_wave()
    answer(first)
    Bundle.objects.update(tells_end=False)
    answer(second, "NOT_CA_RESIDENT")
    Bundle.objects.update(tells_end=True)
    type(first.business).objects.update(contact_email="")
    agents.tell_ended(Bundle.objects.get().pk)
    assert closing() == []
    assert Case.objects.get(pk=first.pk).stuck == "agent-not-told"


@pytest.mark.parametrize("kind", [kind for kind in base.every() if kind.agents.covering], ids=lambda kind: kind.code)
def test_every_outcome_has_its_words_for_the_agent(kind):
    assert {outcome.code for outcome in kind.outcomes} <= set(kind.agents.outcome_words)
    assert kind.agents.answered in {letter.name for letter in kind.letters.declared}


def test_a_line_that_was_closed_is_never_called_answered():
    first, second = a_wave()
    answer(first)
    closures.close(second.pk, staff(), "mistake", seen=Case.objects.get(pk=second.pk).entry_count, note="Twice.")
    drain()
    engine.run_daily_jobs()
    drain()
    body = letters.body_of(Letter.objects.get(key__startswith="answered:"))
    text = body["text"]
    assert body["subject"].endswith(" have ended"), "nor is the whole"
    assert f"{references.spell(first.reference)}: answered on " in text
    assert f"{references.spell(second.reference)}: closed without an answer on March 10, 2026." in text
    assert text.count("answered on") == 1


def test_it_is_told_anew_each_time_that_a_request_was_opened_again_and_all_have_ended():
    first, second = a_wave()
    answer(first)
    answer(second, "NOT_CA_RESIDENT")
    assert len(closing()) == 1
    bundle = Bundle.objects.get()
    for times in (2, 3):
        review.reopen(second.pk, staff(), seen=Case.objects.get(pk=second.pk).entry_count, note="Wrong.")
        assert agents.is_end_outdated(bundle)
        assert len(closing()) == times - 1, "one of them has not ended"
        answer(second, "NOT_CA_RESIDENT")
        assert len(closing()) == times
        assert not agents.is_end_outdated(bundle)
        assert len(closing()) == times, "and not once more"
