"""Corrections that one agent asks for in one letter: what is wrong comes with each person, or is asked for."""

import pytest

from dsr import agents, corrections, letters, parties, review
from dsr.errors import BadInput, Blocked
from dsr.kinds import base
from dsr.lifecycle import State
from dsr.models import Case, Item, Letter, Verification
from tests.dsr.agents.test_bundles import a_roll
from tests.given import drain, staff
from tests.given_proof import matches

__all__ = ["matches"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen", "matches")]

LIST = """Name,Email,State,Field,Says now,Should say,Why
Ines Okafor,ines@example.com,CA,Phone,555-0101,555-0199,moved
Lee Tran,lee@example.com,CA
Ines Okafor,ines@example.com,,Name,Ines Okafor,Inés Okafor,"""


def a_wave(**changes) -> list[Case]:
    people = agents.read_people(LIST, by_name=True, with_items=True)[0]
    agents.enter_bundle(a_roll(kind="correction", subjects=people, **changes), staff())
    drain()
    return list(Case.objects.order_by("pk"))


def test_each_case_has_its_own_items_and_clock_and_one_letter_covers_all():
    ines, lee = a_wave()
    assert [item.field for item in corrections.items_of(ines)] == ["phone", "name"]
    assert corrections.item_as_stated(ines, 1) == {"says": "555-0101", "should": "555-0199", "why": "moved"}
    assert corrections.items_of(lee) == []
    assert {(one.due_safe - one.received_at.date()).days for one in (ines, lee)} == {45}
    (letter,) = Letter.objects.filter(name="correction/covering")
    said = letters.body_of(letter)["text"]
    assert "to correct personal information about the people below (number of people: 2)" in said
    assert not any(word in said for word in ("Okafor", "555", "Tran", "moved"))


def test_while_nobody_said_what_is_wrong_nothing_proves_the_person_and_nothing_is_granted():
    ines, lee = a_wave()
    assert Verification.objects.get(case=lee).points_matched == [], "any of it may be what is wrong"
    assert Verification.objects.get(case=ines).points_matched == ["email"], "the name is said to be wrong"
    kind = base.get("correction")
    assert "Nobody has said what is wrong" in kind.bar(kind.outcome("CORRECTED"), lee)
    assert "Nobody has said" not in kind.bar(kind.outcome("CORRECTED"), ines)
    with pytest.raises(Blocked, match="Nobody has said"):
        review.approve(lee.pk, staff(), review.Approval("CORRECTED"), seen=lee.entry_count)


def test_the_same_list_pressed_again_makes_nothing_and_another_item_is_refused():
    actor = staff()
    people = agents.read_people(LIST, by_name=True, with_items=True)[0]
    roll = a_roll(kind="correction", subjects=people)
    assert [agents.enter_bundle(roll, actor).is_new for _press in range(2)] == [True, False]
    other = agents.read_people(LIST.replace("0199", "0188"), by_name=True, with_items=True)[0]
    with pytest.raises(BadInput, match="with other people"):
        agents.enter_bundle(a_roll(kind="correction", subjects=other), actor)
    assert Item.objects.count() == 2


def test_items_are_of_a_correction_alone():
    people = agents.read_people(LIST, by_name=True, with_items=True)[0]
    with pytest.raises(BadInput, match="Only a correction"):
        agents.enter_bundle(a_roll(subjects=people), staff())


def test_who_has_no_address_is_entered_and_waits_for_a_person():
    people = agents.read_people("Ines Okafor\nLee Tran, lee@example.com", by_name=True)[0]
    agents.enter_bundle(a_roll(subjects=people), staff())
    drain()
    ines, lee = Case.objects.order_by("pk")
    assert parties.sealed_value(ines, "subject") == {"name": "Ines Okafor"}
    assert (ines.state, ines.stuck, ines.verified_at) == (State.REVIEW, "proof-too-little", None)
    assert lee.verified_at is not None
