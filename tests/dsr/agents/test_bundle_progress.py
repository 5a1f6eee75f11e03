"""How far a bundle came: counted truly, asked for in one letter, added later; as many reads for one as for many."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dsr import agents, documents, letters, parties
from dsr.agents import Missing, Standing
from dsr.bulk import act_of
from dsr.clock import today
from dsr.errors import BadInput, NotAllowed
from dsr.formats import references
from dsr.lifecycle import State, Who
from dsr.models import AgentPermission, Bundle, Case, Entry, Letter
from dsr.models.bulk import BulkAction
from dsr.models.eligibility import About
from tests.dsr.agents.test_bundle_answers import answer
from tests.dsr.agents.test_bundles import a_roll
from tests.given import drain, staff, told
from tests.given_agents import KIM
from tests.given_documents import a_pdf
from tests.given_proof import matches

__all__ = ["matches"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen", "matches")]


def entered(kind: str, text: str, **changes) -> Bundle:
    people = agents.read_people(text, by_name=True, with_items=kind == "correction")[0]
    found = agents.enter_bundle(a_roll(kind=kind, subjects=people, **changes), staff()).bundle
    drain()
    return found


def standing(bundle: Bundle) -> list[tuple[Standing, tuple[Missing, ...]]]:
    return [(stand.standing, stand.missing) for stand in agents.stands_of(bundle)]


def test_each_kind_says_what_it_misses_and_a_residence_alone_holds_up_nothing():
    deletions = entered("deletion", "Ines, ines@example.com, CA\nLee, lee@example.com\nDana,,CA")
    assert standing(deletions) == [
        (Standing.READY, ()),
        (Standing.READY, (Missing.RESIDENCE,)),
        (Standing.MISSING, (Missing.ADDRESS,)),
    ]
    light = entered("shine-the-light", "Ines, CA\nLee, l@example.com", token="form-2")
    assert standing(light) == [(Standing.MISSING, (Missing.REPLY,)), (Standing.READY, (Missing.RESIDENCE,))]
    mended = entered("correction", "Ines,i@example.com,CA,Phone,1,2\nLee,l@example.com,CA", token="form-3")
    assert [missing for _standing, missing in standing(mended)] == [(), (Missing.ITEMS,)]
    stopped = entered("opt-out", "Ines, ines@example.com", token="form-4")
    assert [missing for _standing, missing in standing(stopped)] == [()]


def test_what_is_answered_is_counted_only_where_it_is():
    bundle = entered("shine-the-light", "Ines, i@example.com, CA\nLee, l@example.com, NV\nDana, d@example.com, CA")
    first, second, third = Case.objects.order_by("pk")
    Case.objects.filter(pk=first.pk).update(state=State.RESPONDED, outcome="STL_AS_OF")
    Case.objects.filter(pk=third.pk).update(state=State.UNDELIVERED)
    answer(second, "NOT_CA_RESIDENT")
    assert [one for one, _missing in standing(bundle)] == [Standing.WAITING, Standing.ANSWERED, Standing.LOOK]
    assert agents.counted(agents.stands_of(bundle))[Standing.ANSWERED] == 1
    Case.objects.filter(pk=first.pk).update(state=State.CLOSED, closure="withdrawn", outcome="")
    Case.objects.filter(pk=third.pk).update(state=State.FORGOTTEN, closure="withdrawn")
    assert [one for one, _missing in standing(bundle)] == [Standing.CLOSED, Standing.ANSWERED, Standing.CLOSED]


def test_as_many_reads_for_three_as_for_forty():
    few = entered("deletion", "Ines, ines@example.com\nLee, lee@example.com\nDana,,CA", is_stated=False)
    many = entered("deletion", "\n".join(f"P{n},p{n}@example.com" for n in range(40)), token="form-2", is_stated=False)

    def reads(bundle: Bundle) -> int:
        with CaptureQueriesContext(
            connection,
        ) as read:
            agents.stands_of(bundle)
        return len(read)

    assert reads(few) == reads(many)


@pytest.mark.parametrize("shape", ["none", "stated", "attached", "with-bundle", "seen", "attorney", "asked", "parent"])
def test_of_many_the_authority_is_what_it_is_of_one(shape):
    papers = [documents.check("permission", "s.pdf", a_pdf())] if shape == "with-bundle" else []
    who = "attorney" if shape == "attorney" else "agent"
    roll = a_roll(kind="account-deletion", is_stated=shape == "stated", who=who, documents=papers)
    bundle = agents.enter_bundle(roll, staff()).bundle
    drain()
    first = Case.objects.earliest("pk")
    if shape == "attached":
        documents.attach(first, [documents.check("permission", "s.pdf", a_pdf())], staff())
    if shape in {"seen", "asked", "parent"}:
        row = AgentPermission.objects.update_or_create(case=first, defaults={"state": "open"})[0]
        said = {"seen": {"shown_at": first.received_at}, "parent": {"authority": "parent"}}
        AgentPermission.objects.filter(pk=row.pk).update(**said.get(shape, {"asked_at": first.received_at}))
    cases = [line.case for line in bundle.lines.select_related("case__opened_by")]
    found = parties.authorities_of(cases, bundle.pk)
    for case in cases:
        one = found[case.pk]
        assert one.is_shown is parties.is_permission_on_record(case)
        assert one.is_stated is parties.is_permission_stated(case)
        assert one.deals_with_person is parties.deals_with_person(case)
        assert one.is_wanted is (parties.permission_wanted(case) is not None)


def test_what_is_missing_is_asked_in_one_letter_by_number_and_told_in_each_journal():
    bundle = entered("deletion", "Ines Okafor, ines@example.com, CA\nLee Tran,,CA", is_stated=False)
    ines, lee = Case.objects.order_by("pk")
    before = [(one.due_safe, one.send_by) for one in (ines, lee)]
    letter = agents.ask_agent(bundle.pk, staff())
    said = letters.body_of(letter)
    assert (letter.name, said["to"]) == ("deletion/missing", KIM)
    assert f"1. I. O., {references.spell(ines.reference)}: the signed permission." in said["text"]
    assert f"2. L. T., {references.spell(lee.reference)}: the signed permission; the email address" in said["text"]
    assert "Please reply by March 24, 2026 with what is missing" in said["text"]
    assert not any(word in said["text"] for word in ("Okafor", "Tran", "ines@"))
    entries = Entry.objects.filter(name="agent-asked").order_by("case_id")
    assert [entry.case_id for entry in entries] == [ines.pk, lee.pk]
    assert all("Okafor" not in entry.facts and "Tran" not in entry.facts for entry in entries)
    assert [(one.due_safe, one.send_by) for one in Case.objects.order_by("pk")] == before, "it pauses no clock"
    stand = agents.stands_of(bundle)[0]
    assert (stand.asked_on, stand.answer_by.isoformat()) == (today(), "2026-03-24")
    with pytest.raises(BadInput, match="letter of today asks"):
        agents.ask_agent(bundle.pk, staff())
    with pytest.raises(NotAllowed):
        agents.ask_agent(bundle.pk, staff(Who.VIEWER))


def test_who_was_asked_by_a_letter_that_was_refused_was_not_asked():
    bundle = entered("deletion", "Ines Okafor, ines@example.com, CA", is_stated=False)
    case, letter = Case.objects.get(), agents.ask_agent(bundle.pk, staff())
    assert agents.why_wait_for_agent(case, "N_AGENT_NO_PROOF")
    for state in ("refused", "bounced"):
        Letter.objects.filter(pk=letter.pk).update(state=state)
        assert agents.why_wait_for_agent(case, "N_AGENT_NO_PROOF") == ""
        assert agents.stands_of(bundle)[0].answer_by is None
    assert agents.ask_agent(bundle.pk, staff()).pk != letter.pk, "asked again on the same day"


def test_the_day_leaves_time_before_the_earliest_day_to_send_by():
    bundle = entered("deletion", "Ines,,CA\nLee,,CA")
    stands = agents.wanting(agents.stands_of(bundle))
    soon = Case.objects.earliest("pk")
    Case.objects.filter(pk=soon.pk).update(send_by="2026-03-20")
    assert agents.answer_day(agents.wanting(agents.stands_of(bundle))).isoformat() == "2026-03-15"
    Case.objects.filter(pk=soon.pk).update(send_by="2026-03-11")
    assert agents.answer_day(agents.wanting(agents.stands_of(bundle))).isoformat() == "2026-03-12"
    assert agents.answer_day(stands).isoformat() == "2026-03-24"


def test_where_nothing_is_missing_nobody_is_asked():
    bundle = entered("deletion", "Ines, ines@example.com, CA")
    with pytest.raises(BadInput, match="Nothing is missing"):
        agents.ask_agent(bundle.pk, staff())
    assert not Letter.objects.filter(name__endswith="/missing").exists()


def test_an_address_that_comes_later_is_matched_and_the_request_can_be_decided():
    bundle = entered("deletion", "Ines Okafor,,CA")
    case = Case.objects.get()
    assert (case.stuck, case.verified_at) == ("proof-too-little", None)
    agents.add_late_details(case.pk, staff(), email=" Ines@Example.com ", seen=case.entry_count)
    drain()
    case.refresh_from_db()
    assert (case.state, case.stuck) == (State.REVIEW, "")
    assert case.verified_at is not None
    assert standing(bundle) == [(Standing.READY, ())]
    assert '"address":true' in Entry.objects.get(name="agent-added").facts
    with pytest.raises(BadInput, match="is there already"):
        agents.add_late_details(case.pk, staff(), email="other@example.com")


def test_what_is_wrong_comes_later_and_what_it_disputes_proves_nothing():
    bundle = entered("correction", "Ines Okafor,ines@example.com,CA")
    case = Case.objects.get()
    item = {"field": "phone", "says": "1", "should": "2", "why": ""}
    agents.add_late_details(case.pk, staff(), items=[item])
    drain()
    case.refresh_from_db()
    assert (case.state, case.verified_at is not None) == (State.REVIEW, True), "name and address are not disputed"
    agents.add_late_details(case.pk, staff(), items=[{**item, "field": "email"}])
    drain()
    case.refresh_from_db()
    assert (case.verified_at, case.stuck) == (None, "proof-too-little"), "the address is what is wrong"
    assert standing(bundle) == [(Standing.MISSING, (Missing.REPLY,))], "a letter there reaches nobody, or a stranger"
    assert "555" not in Entry.objects.filter(name="agent-added").first().facts


@pytest.mark.parametrize(
    ("kind", "details", "words"),
    [
        ("deletion", {"items": [{"field": "name", "should": "x"}]}, "Only a correction"),
        ("deletion", {"email": "no address"}, "like name@example.com"),
        ("deletion", {}, "Give the address"),
        ("correction", {"items": [{"field": "shoes", "should": "x"}]}, "Choose what is wrong"),
        ("correction", {"items": [{"field": "name", "should": " "}]}, "what it should say"),
    ],
)
def test_what_cannot_be_added_is_refused(kind, details, words):
    entered(kind, "Ines Okafor")
    with pytest.raises(BadInput, match=words):
        agents.add_late_details(Case.objects.get().pk, staff(), **details)
    assert not Entry.objects.filter(name="agent-added").exists()


def test_who_is_said_to_live_elsewhere_is_denied_by_the_kinds_that_ask_for_it_alone():
    light = entered("shine-the-light", "Ines, CA\nLee, NV\nDana")
    assert [dict(stand.denied) for stand in agents.stands_of(light)] == [{}, {About.RESIDENCE: True}, {}]
    stopped = entered("opt-out", "Lee, lee@example.com, NV", token="form-2")
    assert [dict(stand.denied) for stand in agents.stands_of(stopped)] == [{}]
    told(light.lines.get(number=3).case, "NOT_CA_RESIDENT")
    assert [dict(stand.denied) for stand in agents.stands_of(light)][2] == {About.RESIDENCE: False}


def test_who_acts_by_power_of_attorney_is_asked_for_that():
    bundle = entered("deletion", "Ines Okafor, ines@example.com, CA", is_stated=False, who="attorney")
    text = letters.body_of(agents.ask_agent(bundle.pk, staff()))["text"]
    assert ": the power of attorney." in text and "signed permission" not in text


@pytest.mark.parametrize("code", ["N_AGENT_NO_PROOF", "N_NOT_VERIFIED"])
def test_what_the_agent_was_asked_for_is_no_reason_to_decline_many_until_its_day(code, monkeypatch):
    bundle = entered("deletion", "Ines Okafor", is_stated=False)
    case = Case.objects.get()
    assert agents.why_wait_for_agent(case, code) == "", "nobody was asked"
    agents.ask_agent(bundle.pk, staff())
    assert "until March 24, 2026" in agents.why_wait_for_agent(case, code)
    assert code not in (act_of(BulkAction.DECLINE).open_to(case) or [])
    assert agents.why_wait_for_agent(case, "N_NOT_CA_CONSUMER") == ""
    with monkeypatch.context() as later:
        later.setattr("dsr.agents.bundle_questions.today", lambda: date(2026, 3, 25))
        assert agents.why_wait_for_agent(case, code) == "", "the day is past"
        assert code in act_of(BulkAction.DECLINE).open_to(case)
    if code == "N_NOT_VERIFIED":
        agents.add_late_details(case.pk, staff(), email="ines@example.com")
        assert agents.why_wait_for_agent(case, code), "the permission may come until that day"
    documents.attach(case, [documents.check("permission", "s.pdf", a_pdf())], staff())
    assert agents.why_wait_for_agent(case, code) == "", "it came"
