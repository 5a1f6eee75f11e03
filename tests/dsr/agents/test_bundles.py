"""One agent, many people: a case each, one covering letter, a press that can be repeated."""

from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dsr import agents, documents, intake, letters, parties, suppression
from dsr.clock import now
from dsr.errors import BadInput, Blocked, Forgotten, NotAllowed
from dsr.formats import references
from dsr.kinds import base
from dsr.kinds.base import SuppressedUse
from dsr.lifecycle import State, Who
from dsr.models import Attachment, Bundle, Bundled, Case, Entry, Letter, Suppression
from dsr.models.case import Channel, Delivery
from tests.given import drain, staff
from tests.given_agents import KIM, a_ccpa_business
from tests.given_documents import a_pdf
from tests.given_proof import matches

__all__ = ["matches"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen", "matches")]

PEOPLE = "Ines Okafor,ines@example.com,CA\nLee Tran,lee@example.com,CA\nDana Whitlow,dana@example.com"


def a_roll(**changes: Any) -> agents.NewBundle:
    business = changes.pop("business", None) or a_ccpa_business()
    usual: dict[str, Any] = {
        "kind": "deletion",
        "brand": business.brands.get(),
        "token": "form-1",
        "channel": Channel.EMAIL,
        "received_at": now(),
        "delivery": Delivery.EMAIL,
        "agent": {"name": "Kim Agent", "firm": "Agents, LLC", "email": KIM},
        "who": "agent",
        "is_stated": True,
        "subjects": agents.read_people(PEOPLE)[0],
    }
    return agents.NewBundle(**{**usual, **changes})


def test_each_person_is_a_case_of_its_own_with_one_clock_and_one_covering_letter():
    entered = agents.enter_bundle(a_roll(), staff())
    drain()
    cases = list(Case.objects.order_by("pk"))
    assert [parties.sealed_value(case, "subject")["name"] for case in cases] == [
        "Ines Okafor",
        "Lee Tran",
        "Dana Whitlow",
    ]
    assert {(case.received_at, case.due_safe) for case in cases} == {(cases[0].received_at, cases[0].due_safe)}
    assert len({case.reference for case in cases}) == 3
    assert [case.answers.get("ca_resident") for case in cases] == ["yes", "yes", None]
    assert {case.state for case in cases} == {State.REVIEW}, "name and address matched, so each waits for a decision"
    (letter,) = Letter.objects.all()
    said = letters.body_of(letter)
    assert (letter.name, said["to"], entered.bundle.letter_id) == ("deletion/covering", KIM, letter.pk)
    for case, initials in zip(cases, ("1. I. O.", "2. L. T.", "3. D. W."), strict=True):
        assert f"{initials}: {references.spell(case.reference)}" in said["text"]
    assert not any(word in said["text"] for word in ("Okafor", "Tran", "ines@", "Whitlow"))
    assert references.spell(entered.bundle.reference) in said["subject"]


def test_pressing_twice_makes_one_bundle():
    first, again = (agents.enter_bundle(a_roll(), actor) for actor in [staff()] * 2)
    assert (first.is_new, again.is_new, again.bundle) == (True, False, first.bundle)
    assert (Case.objects.count(), Letter.objects.count()) == (3, 1)
    with pytest.raises(BadInput, match="with other people"):
        agents.enter_bundle(a_roll(subjects=agents.read_people("New Person,new@example.com")[0]), staff())


def test_a_whole_wave_is_entered_before_a_worker_begins_with_the_first():
    people = agents.read_people("\n".join(f"Person Number{one}, p{one}@example.com, CA" for one in range(25)))[0]
    roll, actor = a_roll(subjects=people), staff()
    with CaptureQueriesContext(connection) as asked:
        agents.enter_bundle(roll, actor)
    together = [one["sql"] for one in asked.captured_queries if one["sql"].startswith('INSERT INTO "dsr_bundled"')]
    assert len(together) == 1, "in one transaction, after which the bells ring"
    assert list(Bundled.objects.values_list("number", flat=True)) == [*range(1, 26)]


def test_a_failure_in_the_middle_is_told_and_resumed_by_pressing_again(monkeypatch):
    receive = intake.receive

    def dies(request: Any, actor: Any) -> Any:
        if request.parties["subject"]["name"] == "Lee Tran":
            raise BadInput("Lee cannot be entered now.")
        return receive(request, actor)

    monkeypatch.setattr(intake, "receive", dies)
    with pytest.raises(Blocked, match=r"after 1 of 3 people.*Lee cannot"):
        agents.enter_bundle(a_roll(), staff())
    assert (Case.objects.count(), Letter.objects.count()) == (1, 0)
    with pytest.raises(BadInput, match="with another agent"):
        agents.enter_bundle(a_roll(agent={"name": "Somebody Else", "email": KIM}), staff())
    monkeypatch.setattr(intake, "receive", receive)
    assert agents.enter_bundle(a_roll(), staff()).is_new
    assert sorted(Bundled.objects.values_list("number", flat=True)) == [1, 2, 3]
    assert (Case.objects.count(), Bundle.objects.count(), Letter.objects.count()) == (3, 1, 1)


@pytest.mark.parametrize(("is_stated", "asked"), [(False, True), (True, False)])
def test_the_covering_letter_asks_for_the_permission_that_was_neither_shown_nor_stated(is_stated, asked):
    agents.enter_bundle(a_roll(is_stated=is_stated), staff())
    text = letters.body_of(Letter.objects.get())["text"]
    assert ("the signed permission of each person" in text) is asked
    assert ("Reply to this email with a PDF" in text) is asked


def test_what_is_wrong_from_the_start_can_be_mended_on_the_same_form():
    roll = a_roll(agent={"name": "Kim Agent"})
    with pytest.raises(BadInput, match="email address for the response"):
        agents.enter_bundle(roll, staff())
    assert agents.enter_bundle(a_roll(), staff()).is_new
    assert Case.objects.count() == 3


def test_each_line_may_open_two_requests_and_the_letter_lists_both():
    agents.enter_bundle(a_roll(kind="account-deletion"), staff())
    assert Case.objects.filter(kind="deletion").count() == 2, "of those who live in California"
    assert Bundled.objects.count() == 5
    text = letters.body_of(Letter.objects.get())["text"]
    assert "number of people: 3" in text and text.count("(Delete my personal information)") == 2


def test_opt_outs_hold_for_the_people_and_never_for_the_agent():
    agent = {"name": "Kim Agent", "firm": "", "postal": "9 Elm Court\nChico, CA 95926"}
    agents.enter_bundle(a_roll(kind="opt-out", delivery=Delivery.MAIL, agent=agent), staff())
    business = a_ccpa_business()
    suppressed = {(row.field, row.digest) for row in Suppression.objects.all()}
    assert {field for field, _digest in suppressed} == {"email"}
    assert suppression.is_suppressed(business.pk, (SuppressedUse("sale-sharing"),), {"email": "lee@example.com"})
    by_right = {"acts_as": "agent", "permission_stated": "yes"}
    assert all(case.answers == by_right for case in Case.objects.all()), "nothing else is asked"
    assert "you need to prove nothing" in letters.body_of(Letter.objects.get(name="opt-out/covering"))["text"].lower()


@pytest.mark.parametrize(("is_designated", "days"), [(True, 30), (False, 150)])
def test_a_firms_letter_about_who_received_information_names_people_alone(is_designated, days):
    """Cal. Civ. Code § 1798.83: nobody is looked up, so no address is asked; the clock is that of where it came to."""
    business = a_ccpa_business()
    came_to = business.designated_addresses.get(medium="mail") if is_designated else None
    people = agents.read_people("Ines Okafor, CA\nLee Tran\nDana Whitlow, dana@example.com", by_name=True)[0]
    asked = {"kind": "shine-the-light", "channel": Channel.MAIL, "came_to": came_to, "subjects": people}
    agents.enter_bundle(a_roll(**asked), staff())
    drain()
    cases = list(Case.objects.order_by("pk"))
    assert [(one.state, one.is_designated, one.year) for one in cases] == [("review", is_designated, 2025)] * 3
    assert {(one.due_latest - one.received_at.date()).days for one in cases} == {days}
    assert [one.answers.get("ca_resident") for one in cases] == ["yes", None, None]
    assert [parties.sealed_value(one, "subject").get("email") for one in cases] == [None, None, "dana@example.com"]
    (letter,) = Letter.objects.all()
    said = letters.body_of(letter)
    assert (letter.name, said["to"]) == ("shine-the-light/covering", KIM)
    assert "for their own direct marketing (number of people: 3)" in said["text"]
    assert "You need to prove nothing" in said["text"]
    assert ("April 9, 2026" in said["text"]) is is_designated
    assert not any(name in said["text"] for name in ("Okafor", "Tran", "Whitlow"))


def test_the_permission_of_all_lies_with_the_bundle_and_counts_for_each():
    paper = documents.check("permission", "signed.pdf", a_pdf())
    agents.enter_bundle(a_roll(is_stated=False, documents=[paper]), staff())
    drain()
    assert not Attachment.objects.exists(), "it names them all, so it stands in no request of one of them"
    for case in Case.objects.all():
        assert parties.is_permission_on_record(case)
        assert parties.lacking_authority(case) == ""


def test_the_permissions_that_an_earlier_release_kept_with_the_first_count_for_each():
    agents.enter_bundle(a_roll(is_stated=False), staff())
    first, second, _third = Case.objects.order_by("pk")
    documents.attach(first, [documents.check("permission", "signed.pdf", a_pdf())], staff())
    assert not parties.is_permission_on_record(second), "of this release it is the first person's own"
    Bundle.objects.update(tells_end=False)
    assert [one.case_id for one in parties.permission_documents(second)] == [first.pk]
    assert parties.lacking_authority(second) == ""


def test_the_letter_as_it_came_is_sealed_once_under_the_bundles_own_key():
    scan = documents.check("letter", "Okafor and others.pdf", a_pdf())
    roll = a_roll(documents=[scan])
    bundle = agents.enter_bundle(roll, staff()).bundle
    agents.enter_bundle(roll, staff())  # the same press again
    [kept] = bundle.documents.all()
    assert b"%PDF" not in bytes(kept.sealed) and b"Okafor" not in bytes(kept.sealed_name)
    assert agents.name_of_document(kept) == "Okafor and others.pdf"
    reader = staff()
    assert agents.open_bundle_document(kept, reader) == ("Okafor and others.pdf", scan.content)
    entry = Entry.objects.get(name="bundle-document-opened")
    assert (entry.case_id, entry.account_id) == (Case.objects.earliest("pk").pk, reader.account_id)
    assert "Okafor" not in entry.facts
    with pytest.raises(NotAllowed):
        agents.open_bundle_document(kept, staff(Who.VIEWER))
    assert not parties.is_permission_on_record(Case.objects.earliest("pk")), "the letter is no permission"


def test_what_came_once_for_all_is_forgotten_with_the_last_case():
    bundle = agents.enter_bundle(a_roll(documents=[documents.check("letter", "a.pdf", a_pdf())]), staff()).bundle
    Case.objects.update(state=State.FORGOTTEN)
    assert agents.forget_bundles() == 1
    kept = bundle.documents.select_related("bundle").get()
    assert (kept.sealed, kept.sealed_name, agents.name_of_document(kept)) == (None, None, "")
    with pytest.raises(Forgotten):
        agents.open_bundle_document(kept, staff())


@pytest.mark.parametrize("kind", [one.code for one in base.every() if one.agents.covering])
@pytest.mark.parametrize(("who", "is_stated"), [("agent", True), ("attorney", False)])
def test_how_the_agent_acts_and_what_the_letter_states_is_on_record_for_every_kind(kind, who, is_stated):
    asked = {"came_to": a_ccpa_business().designated_addresses.get(medium="mail"), "channel": Channel.MAIL}
    is_light = base.get(kind).clocks.depends_on_address
    agents.enter_bundle(a_roll(kind=kind, who=who, is_stated=is_stated, **(asked if is_light else {})), staff())
    for case in Case.objects.filter(kind=kind):
        assert parties.capacity_of(case) == who
        assert parties.is_permission_stated(case) is is_stated


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"kind": "complaint"}, "in its own words"),
        ({"kind": "child"}, "one by one"),
        ({"subjects": []}, "one a line"),
        ({"who": "parent"}, "entered alone"),
        ({"agent": {"name": " ", "email": KIM}}, "agent's name"),
    ],
)
def test_what_cannot_be_entered_is_told_and_nothing_is_made(changes, words):
    with pytest.raises(BadInput, match=words):
        agents.enter_bundle(a_roll(**changes), staff())
    assert not Bundle.objects.exists() and not Case.objects.exists()


def test_a_viewer_enters_nothing():
    with pytest.raises(NotAllowed):
        agents.enter_bundle(a_roll(), staff(Who.VIEWER))


def test_a_corrected_address_gets_an_acknowledgement_of_its_own():
    from dsr import letters

    agents.enter_bundle(a_roll(), staff())
    drain()
    case = Case.objects.order_by("pk")[1]
    letters.correct_address(case.pk, staff(), seen=case.entry_count, delivery="email", address="kim@other.example")
    drain()
    letter = Letter.objects.get(case=case)
    assert (letter.name, letters.body_of(letter)["to"]) == ("deletion/acknowledgement", "kim@other.example")


def test_the_agent_is_forgotten_with_the_last_case():
    entered = agents.enter_bundle(a_roll(), staff())
    assert agents.agent_of_bundle(entered.bundle)["firm"] == "Agents, LLC"
    assert agents.forget_bundles() == 0
    Case.objects.update(state=State.FORGOTTEN)
    assert agents.forget_bundles() == 1
    entered.bundle.refresh_from_db()
    assert agents.agent_of_bundle(entered.bundle) == {}


def test_what_is_entered_costs_the_same_for_each_person(django_assert_max_num_queries):
    text = "\n".join(f"Person {n},p{n}@example.com" for n in range(10))
    roll = replace(a_roll(), subjects=agents.read_people(text)[0])
    actor = staff()
    with django_assert_max_num_queries(10 * 45):
        agents.enter_bundle(roll, actor)
