"""Nothing of one person of a bundle stands in another's case, page, letter, journal or event, whatever the kind."""

import json

import pytest

from dsr import agents, documents, engine, letters, parties, review
from dsr.formats import references
from dsr.kinds import base
from dsr.models import Bundle, Case, Entry, Event, Letter, Listener
from dsr.models.webhook import EventName
from tests import given
from tests.dsr.agents.test_bundles import a_roll
from tests.given_agents import a_ccpa_business
from tests.given_documents import a_pdf
from tests.given_proof import matches

__all__ = ["matches"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen", "matches")]

BUNDLED = [kind for kind in base.every() if kind.agents.covering]
PEOPLE = ("Aquila", "Boreas", "Cygnus")
ITEM = {"field": "phone", "why": ""}


def canaries(name: str) -> list[str]:
    """What stands in the request of this person alone."""
    return [f"{name} Person", f"{name.lower()}@example.com", f"{name}-says", f"{name}-should", f"{name}-paper"]


def a_wave(kind: base.Kind) -> list[Case]:
    """Three people, each with a document of their own: what is missing is asked for, and all are declined."""
    told_of = [one.value for one in EventName]
    business = a_ccpa_business()
    Listener.objects.create(business=business, name="Tool", address="https://tool.example/", events=told_of)
    people = []
    for number, name in enumerate(PEOPLE, start=1):
        items = ({**ITEM, "says": f"{name}-says", "should": f"{name}-should"},) if kind.items else ()
        people.append(agents.ListedPerson(number, f"{name} Person", f"{name.lower()}@example.com", "", items))
    papers = [documents.check("letter", "Whole-letter.pdf", a_pdf())]
    roll = a_roll(kind=kind.code, subjects=people, documents=papers, is_stated=not kind.agents.missing)
    bundle = agents.enter_bundle(roll, given.staff()).bundle
    given.drain()
    if kind.agents.missing:
        agents.ask_agent(bundle.pk, given.staff())
    for case in Case.objects.order_by("pk"):
        name = parties.sealed_value(case, "subject")["name"].split()[0]
        if case.is_open:
            documents.add(case.pk, given.staff(), [documents.check("permission", f"{name}-paper.pdf", a_pdf())])
    for case in Case.objects.filter(state="review").order_by("pk"):
        reason, why = ("N_NO_ACTION", "Nothing is to be done here.") if kind.proof else ("NOT_CA_RESIDENT", "")
        seen = (case if kind.proof else given.told(case, reason)).entry_count
        review.decline(case.pk, given.staff(), seen=seen, reasons=[reason], reason=why)
    given.drain()
    engine.run_daily_jobs()
    given.drain()
    return list(Case.objects.order_by("pk"))


@pytest.mark.parametrize("kind", BUNDLED, ids=lambda kind: kind.code)
def test_nothing_of_one_person_stands_with_another(kind, reviewer):
    cases = a_wave(kind)
    names = {case.pk: parties.sealed_value(case, "subject")["name"].split()[0] for case in cases}
    said = {case.pk: all_of(case, reviewer) for case in cases}
    for case in cases:
        own = names[case.pk]
        assert f"{own} Person" in said[case.pk]["page"], "what is looked for can be found"
        others = [word for name in PEOPLE if name != own for word in (*canaries(name), f"{name[0]}. P.")]
        others += [references.spell(other.reference) for other in cases if other.pk != case.pk]
        found = [(place, word) for place, text in said[case.pk].items() for word in others if word in text]
        assert found == []
        assert "Whole-letter" not in "".join(said[case.pk].values()), "what names them all stands with the bundle"
    bundle = Bundle.objects.get()
    page = reviewer.get(f"/desk/bundle/{bundle.reference}/").content.decode()
    assert all(f"{name} Person" in page for name in PEOPLE)
    assert not any(word in page for name in PEOPLE for word in canaries(name)[2:]), "nor items or papers on their list"
    for letter in bundle.letters.all():
        read = reviewer.get(f"/desk/bundle/{bundle.reference}/letter/{letter.pk}/").content.decode()
        assert all(f"{name[0]}. P." in read for name in PEOPLE), "what lists them all stands with the bundle"
        missed = f"/desk/{references.spell(cases[0].reference)}/letter/{letter.pk}/"
        assert reviewer.get(missed).status_code == 404
    written = {letter.name for letter in bundle.letters.all()}
    assert written == {name for name in (kind.agents.covering, kind.agents.missing, kind.agents.answered) if name}


def all_of(case: Case, reviewer) -> dict[str, str]:
    """Everything that tells of one case, by where it stands."""
    address = f"/desk/{references.spell(case.reference)}/"
    found = {"page": reviewer.get(address).content.decode()}
    found["facts"] = "".join(entry.facts for entry in Entry.objects.filter(case=case))
    found["answers"] = json.dumps(case.answers)
    found["events"] = json.dumps([event.data for event in Event.objects.filter(case=case)])
    for letter in Letter.objects.filter(case=case):
        found[f"letter {letter.name}"] = json.dumps(letters.body_of(letter))
        found[f"page of {letter.name}"] = reviewer.get(f"{address}letter/{letter.pk}/").content.decode()
    return found


def test_the_events_of_a_bundle_are_looked_at():
    a_wave(base.get("deletion"))
    assert Event.objects.count() >= len(PEOPLE)
