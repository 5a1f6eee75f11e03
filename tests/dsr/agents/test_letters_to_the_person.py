"""Of one of many people, whose permission nobody showed, we write to the person; and the agent reads that we do."""

from datetime import timedelta

import pytest

from dsr import agents, closures, documents, letters, parties
from dsr.agents import Missing, Standing
from dsr.clock import today
from dsr.errors import BadInput, NoReplyAddress
from dsr.formats import references
from dsr.kinds import base
from dsr.models import AgentPermission, Bundle, Bundled, Case, Letter, Suppression
from dsr.models.case import Delivery
from tests.dsr.agents.test_bundle_answers import answer, closing
from tests.dsr.agents.test_bundles import a_roll
from tests.given import a_business, a_ledger, at, drain, staff
from tests.given_agents import KIM, by_agent
from tests.given_documents import a_pdf
from tests.given_proof import matches

__all__ = ["matches"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen", "matches")]

INES = "ines@example.com"


def entered(text: str, kind: str = "shine-the-light", **changes) -> list[Case]:
    if kind == "shine-the-light":
        changes["business"] = a_business()
        a_ledger(changes["business"])
    rules = agents.list_rules(base.get(kind))
    agents.enter_bundle(a_roll(kind=kind, subjects=agents.read_people(text, **rules)[0], **changes), staff())
    drain()
    return list(Case.objects.order_by("pk"))


def shown() -> list[documents.Document]:
    return [documents.check("permission", "signed.pdf", a_pdf())]


def response_of(case: Case) -> tuple[Letter, dict[str, str]]:
    letter = Letter.objects.get(case=case, is_response=True)
    return letter, letters.body_of(letter)


def stand_of(case: Case) -> agents.Stand:
    return next(one for one in agents.stands_of(Bundle.objects.get()) if one.case.pk == case.pk)


@pytest.mark.parametrize("is_stated", [True, False])
def test_the_person_gets_the_response_and_reads_who_wrote(is_stated):
    (case,) = entered(f"Ines Okafor, {INES}, CA", is_stated=is_stated)
    answer(case)
    letter, said = response_of(case)
    assert (said["to"], letter.to_person, letter.delivery) == (INES, True, Delivery.EMAIL)
    for text in (said["text"], said["html"]):
        assert "Kim Agent of Agents, LLC wrote to us for you, and we have not seen that you permitted it." in text
        assert "Hello Ines Okafor," in text
    assert said["subject"].startswith("Your answer")
    (told,) = closing()
    assert (
        f"{references.spell(case.reference)}: answered on March 10, 2026. We deal with this person directly." in told
    )
    assert "list of companies" not in told


def test_with_the_permission_it_goes_to_who_wrote_as_before():
    (case,) = entered(f"Ines Okafor, {INES}, CA", documents=shown())
    answer(case)
    letter, said = response_of(case)
    assert (said["to"], letter.to_person) == (KIM, False)
    assert "wrote to us for you" not in said["text"]
    (told,) = closing()
    assert "We sent the list of companies." in told and "We deal with" not in told


def test_nothing_tells_the_agent_of_the_person_in_any_letter_of_the_case():
    (case,) = entered(f"Ines Okafor, {INES}, CA", kind="deletion")
    case.refresh_from_db()
    review_letter = letters.compose(case, base.get("deletion").letters.question, extra={"question_list": ["Where?"]})
    extension = letters.compose_extension(case, "Two systems are slow.")
    assert {(one.to, one.to_person) for one in (review_letter, extension)} == {(INES, True)}
    no_proof = base.get("deletion").outcome("N_AGENT_NO_PROOF").letter
    assert no_proof in parties.letters_to_writer(base.get("deletion"))


def test_of_the_lacking_proof_of_the_agent_the_agent_reads_and_nobody_reads_that_we_deal_directly():
    (case,) = entered(f"Ines Okafor, {INES}, CA", kind="deletion", is_stated=False)
    answer(case, "N_AGENT_NO_PROOF")
    letter, said = response_of(case)
    assert (said["to"], letter.to_person) == (KIM, False)
    (told,) = closing()
    assert ": answered on March 10, 2026." in told and "We deal with" not in told


def test_on_paper_at_the_address_that_the_list_gives():
    text = "Name\tMailing address\nInes Okafor\t12 Elm St, Fresno, CA 93701"
    (case,) = entered(text)
    answer(case)
    letter, said = response_of(case)
    assert (letter.delivery, letter.to_person) == (Delivery.MAIL, True)
    assert said["to"] == "12 Elm St\nFresno, CA 93701"
    assert parties.deliveries_of([case]) == {case.pk: Delivery.MAIL}


def test_the_agents_own_address_is_none_of_the_person():
    (case,) = entered(f"Ines Okafor, {KIM}, CA")
    assert stand_of(case).missing == (Missing.REPLY,)
    with pytest.raises(NoReplyAddress):
        letters.compose(case, base.get(case.kind).letters.acknowledgement)
    with pytest.raises(BadInput, match="not the agent's"):
        agents.add_late_details(case.pk, staff(), email=KIM.upper())
    agents.add_late_details(case.pk, staff(), email=INES)
    drain()
    answer(case)
    assert response_of(case)[1]["to"] == INES


def test_without_an_address_the_agent_is_asked_and_then_a_person_decides_in_time(frozen):
    (case,) = entered("Ines Okafor, CA")
    assert (stand_of(case).standing, stand_of(case).missing) == (Standing.MISSING, (Missing.REPLY,))
    bundle, seen = Bundle.objects.get(), {case.pk: Case.objects.get().entry_count}
    with pytest.raises(BadInput, match="Ask the agent"):
        agents.answer_through_agent(bundle.pk, staff(), "No answer.", seen)
    letter = agents.ask_agent(bundle.pk, staff())
    assert "the signed permission, or an email or mailing address of the person." in letters.body_of(letter)["text"]
    seen = {case.pk: Case.objects.get().entry_count}
    with pytest.raises(BadInput, match="gives time until"):
        agents.answer_through_agent(bundle.pk, staff(), "No answer.", seen)
    frozen(at("2026-03-26T09:00:00-07:00"))
    for note, why in (("", "Write why"), ("For Ines Okafor.", "Name none")):
        with pytest.raises(BadInput, match=why):
            agents.answer_through_agent(bundle.pk, staff(), note, seen)
    assert agents.decidable([stand_of(case)])
    agents.answer_through_agent(bundle.pk, staff(), "No address came, and the list names nobody.", seen)
    assert not stand_of(case).missing
    answer(case)
    letter, said = response_of(case)
    assert (said["to"], letter.to_person) == (KIM, False)
    assert "We deal with" not in closing()[0]


def test_near_the_day_to_send_by_it_is_decided_whether_or_not_the_agent_was_asked():
    (case,) = entered("Ines Okafor, CA")
    Case.objects.update(send_by=today() + timedelta(days=5))
    assert agents.decidable([stand_of(case)])
    Case.objects.update(send_by=today() + timedelta(days=6))
    assert not agents.decidable([stand_of(case)])


def test_an_address_that_comes_after_that_goes_before_it():
    (case,) = entered("Ines Okafor, CA")
    Bundled.objects.update(through_agent_at=case.received_at)
    agents.add_late_details(case.pk, staff(), postal="12 Elm St\nFresno, CA 93701")
    answer(case)
    letter, said = response_of(case)
    assert (letter.to_person, said["to"]) == (True, "12 Elm St\nFresno, CA 93701")


def test_a_permission_that_comes_later_turns_what_follows_to_who_wrote_and_a_no_turns_it_back():
    (case,) = entered(f"Ines Okafor, {INES}, CA", kind="deletion")
    case.refresh_from_db()
    assert parties.reader_of(case).party["email"] == INES
    seen = agents.ShownAuthority("agent", "The signed paper.")
    agents.record_permission(case.pk, staff(), seen, seen=case.entry_count)
    assert parties.reader_of(case) == parties.writer_of(case)
    AgentPermission.objects.update(state="denied")
    assert parties.reader_of(case).party["email"] == INES
    assert stand_of(case).authority.deals_with_person


def test_a_line_that_was_answered_to_the_firm_is_told_without_a_word_of_dealing_directly():
    first, second = entered(f"Ines Okafor, {INES}, CA\nLee Tran, lee@example.com, CA")
    answer(first)
    Letter.objects.filter(is_response=True).update(to_person=False)  # as an earlier release wrote it
    answer(second)
    (told,) = closing()
    one, other = (next(line for line in told.splitlines() if line.startswith(f"{n}.")) for n in (1, 2))
    assert one.endswith(": answered on March 10, 2026.") and other.endswith("We deal with this person directly.")
    assert "list of companies" not in told


def test_a_response_that_came_back_goes_to_another_address_of_the_person_and_never_to_the_agents():
    (case,) = entered(f"Ines Okafor, {INES}, CA")
    answer(case)
    case.refresh_from_db()
    letters.record_returned(case.pk, staff(), seen=case.entry_count)
    case.refresh_from_db()
    with pytest.raises(BadInput, match="person's own address"):
        letters.readdress(case.pk, staff(), seen=case.entry_count, delivery="email", address=KIM)
    letters.readdress(case.pk, staff(), seen=case.entry_count, delivery="email", address="okafor@example.org")
    drain()
    newest = Letter.objects.filter(is_response=True).latest("pk")
    assert (letters.body_of(newest)["to"], newest.to_person) == ("okafor@example.org", True)
    assert parties.reply_to(case)["email"] == KIM, "where the agent is written to stays"


def test_a_disputed_address_reaches_nobody():
    text = f"Ines Okafor, {INES}, CA, email, {INES}, okafor@example.org, typo"
    (case,) = entered(text, kind="correction")
    assert Missing.REPLY in stand_of(case).missing


def test_who_asks_alone_for_another_reads_the_answer_as_before():
    case = by_agent()
    assert not parties.deals_with_person(case)
    assert parties.reader_of(case) == parties.writer_of(case)


@pytest.mark.parametrize(("is_told", "to"), [(True, INES), (False, KIM)])
def test_what_ends_without_an_answer_is_told_to_whom_we_wrote_before(is_told, to):
    (case,) = entered(f"Ines Okafor, {INES}, CA", kind="deletion")
    if is_told:
        case.refresh_from_db()
        letters.extend_deadline(case.pk, staff(), seen=case.entry_count, reason="Two archives are slow.")
        drain()
        assert letters.body_of(Letter.objects.get(name__endswith="/extension"))["to"] == INES
    seen = Case.objects.get().entry_count
    closures.close(case.pk, staff(), "mistake", seen=seen, note="Entered twice.")
    drain()
    closed = Letter.objects.get(name__startswith="closure/")
    assert (letters.body_of(closed)["to"], closed.to_person) == (to, is_told)
    (listed,) = closing()
    assert ("ended on March 10, 2026. We deal with this person directly." in listed) == is_told
    assert ("closed without an answer on March 10, 2026." in listed) != is_told, "an outcome is told to whom it is due"


def test_a_stop_takes_effect_at_once_and_its_letter_waits_for_somebody_to_read_it(frozen):
    (case,) = entered(f"Ines Okafor, {KIM}, CA", kind="opt-out")
    case.refresh_from_db()
    assert Suppression.objects.filter(case=case, lifted_at=None).exists()
    assert not Letter.objects.filter(case=case).exists() and stand_of(case).missing == (Missing.REPLY,)
    agents.add_late_details(case.pk, staff(), postal="12 Elm St\nFresno, CA 93701")
    frozen(at("2026-03-10T18:00:00-07:00"))  # what was tried in vain is tried again
    drain()
    letter, said = response_of(case)
    assert (said["to"], letter.to_person) == ("12 Elm St\nFresno, CA 93701", True)
