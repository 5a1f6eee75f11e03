"""Permissions that come later in one envelope: kept once with the bundle, recorded for whom they were seen."""

import pytest

from dsr import agents, closures, documents, journal, parties
from dsr.errors import BadInput, Forgotten, NotAllowed
from dsr.lifecycle import Who
from dsr.models import Bundle, BundleDocument, Case, Entry, Sealed
from tests.dsr.agents.test_bundles import a_roll
from tests.given import drain, staff
from tests.given_documents import a_pdf
from tests.given_joins import again
from tests.given_proof import matches

__all__ = ["matches"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen", "matches")]
NOTE = "Signed by hand on each sheet, compared with the list."


@pytest.fixture
def people() -> list[Case]:
    agents.enter_bundle(a_roll(is_stated=False), staff())
    drain()
    return list(Case.objects.order_by("pk"))


def late(who: str = "agent", note: str = NOTE) -> agents.LatePermission:
    return agents.LatePermission(who, note, documents.check("permission", "Okafor and Tran.pdf", a_pdf()))


def missing() -> list[bool]:
    return [agents.Missing.PERMISSION in stand.missing for stand in agents.stands_of(Bundle.objects.get())]


def add(chosen: list[Case], **said: str) -> list[agents.Unrecorded]:
    shown = {case.pk: again(case).entry_count for case in chosen}
    return agents.add_permission(Bundle.objects.get().pk, staff(), late(**said), shown)


@pytest.mark.parametrize("who", ["agent", "attorney"])
def test_it_is_kept_once_and_recorded_for_whom_it_was_seen_and_for_nobody_else(people, who):
    assert missing() == [True, True, True]
    assert add(people[:2], who=who) == []
    assert missing() == [False, False, True]
    [row] = BundleDocument.objects.all()
    assert (row.purpose, agents.name_of_document(row)) == ("for-chosen", "Okafor and Tran.pdf")
    for case in people:
        told = [journal.facts_of(one) for one in Entry.objects.filter(case=case, name="permission-shown")]
        assert told[:1] == ([{**told[0], "authority": who, "bundle_document": row.pk}] if case in people[:2] else [])
        assert parties.is_permission_on_record(again(case)) == (case in people[:2])
        assert bool(parties.lacking_authority(again(case))) == (case not in people[:2])
        assert not case.attachments.exists()
    others = {str(parties.sealed_value(people[1], "subject")["name"]), "Okafor and Tran"}
    for one in Sealed.objects.filter(case=people[0]).exclude(name__startswith="letter"):
        said = str(parties.sealed_value(people[0], one.name))
        assert not [name for name in others if name in said], one.name
    with pytest.raises(BadInput, match="A permission is on record"):
        add(people[:2], who=who)
    assert BundleDocument.objects.count() == 1, "pressed again, nothing is kept twice"


def test_what_cannot_be_recorded_is_left_out_and_said_and_of_none_nothing_is_kept(people):
    shown = {people[0].pk: 0, people[1].pk: again(people[1]).entry_count}
    [left] = agents.add_permission(Bundle.objects.get().pk, staff(), late(), shown)
    assert (left.case, "changed since" in left.why) == (people[0], True)
    assert missing() == [True, False, True]
    for chosen, said, why in (
        ([], {}, "Choose the people"),
        ([people[2]], {"note": "The sheet of lee  TRAN, too."}, "Name none of the people"),
        ([people[2]], {"note": "dana@example.com wrote it."}, "Name none of the people"),
        ([people[2]], {"note": " "}, "Write what you saw"),
        ([people[2]], {"who": "parent"}, "Choose what you saw"),
    ):
        with pytest.raises(BadInput, match=why):
            add(chosen, **said)
    closures.close(people[2].pk, staff(), "mistake", seen=again(people[2]).entry_count, note="Entered twice.")
    with pytest.raises(BadInput, match="decided"):
        add([people[2]])
    with pytest.raises(NotAllowed):
        agents.add_permission(Bundle.objects.get().pk, staff(Who.VIEWER), late(), {people[2].pk: 1})
    assert BundleDocument.objects.count() == 1


def test_it_goes_with_the_key_of_the_bundle(people):
    add(people[:1])
    Bundle.objects.update(key=None)
    with pytest.raises(Forgotten):
        agents.open_bundle_document(BundleDocument.objects.select_related("bundle").get(), staff())


@pytest.mark.parametrize("kind", ["shine-the-light", "opt-out"])
def test_a_kind_that_asks_for_none_takes_one_that_comes(kind):
    """Without it the agent is told no outcome, and cannot withdraw."""
    agents.enter_bundle(a_roll(kind=kind, is_stated=False), staff())
    drain()
    people = [case for case in Case.objects.order_by("pk") if case.current in parties.UNDECIDED]
    if kind == "opt-out":
        assert people == [], "what stops something waits for nobody"
        return
    assert add(people[:1]) == []
    shown = [parties.is_permission_on_record(again(case)) for case in people]
    assert shown == [True, *[False] * (len(people) - 1)]
