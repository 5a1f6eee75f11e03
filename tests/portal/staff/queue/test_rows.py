"""Rows of the queue: who is shown as what, who says that it was not them, and in which order their groups stand."""

import pytest

from dsr import journal
from dsr.formats import references
from dsr.journal import Actor, EntryName, Line
from dsr.lifecycle import Who
from dsr.models import Case
from tests import given
from tests.portal.staff.queue.test_views import aged

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


def test_groups_stand_by_their_first_day_what_is_due_first_and_what_is_left_last(reviewer):
    young, fault, old, after = aged(1), aged(25), aged(20), aged(28)
    Case.objects.filter(pk=fault.pk).update(stuck="mail-refused")
    Case.objects.filter(pk=after.pk).update(state="responded", stuck="letter-refused")
    shown = [group.code for group in reviewer.get("/desk/").context["groups"]]
    assert shown == ["fault", "decide", "after"]
    address = f"/desk/{references.spell(fault.reference)}/next/?list=to-do"
    assert reviewer.get(address)["Location"].startswith(f"/desk/{references.spell(old.reference)}/")
    address = f"/desk/{references.spell(young.reference)}/next/?list=to-do"
    assert reviewer.get(address)["Location"].startswith(f"/desk/{references.spell(after.reference)}/")


@pytest.mark.parametrize(
    ("changes", "marks"),
    [
        ({"kind": "child", "answers": {"relation": "other"}}, ()),
        ({"kind": "deletion", "answers": {"acts_as": "parent", "ca_resident": "yes", "extent": "all"}}, ("parent",)),
        ({"is_for_another": True}, ("agent",)),
    ],
)
def test_the_mark_says_as_what_somebody_acts_and_nothing_of_who_only_reports(reviewer, changes, marks):
    case = given.in_review(**changes)
    Case.objects.filter(pk=case.pk).update(is_for_another=True)
    (row,) = reviewer.get("/desk/?view=all").context["rows"]
    assert row.marks == marks


def test_who_says_that_it_was_not_them_is_seen_in_the_row_and_on_the_page(reviewer):
    case = given.in_review(kind="deletion", answers={"ca_resident": "yes", "extent": "all"})
    Case.objects.filter(pk=case.pk).update(state="review", stuck="proof-too-little")
    assert "not me" not in reviewer.get("/desk/").content.decode()
    journal.record(case.pk, Line(EntryName.DISOWNED), Actor(Who.REQUESTER))
    (row,) = reviewer.get("/desk/").context["rows"]
    assert row.marks == ("“not me”",) and row.next == "Check identity: the owner says “This was not me”"
    assert row.next in reviewer.get(f"/desk/{references.spell(case.reference)}/").content.decode()


def test_who_gives_only_a_user_name_heads_the_page_by_it_and_is_found_by_it(reviewer):
    parties = {"subject": {"account": "sunny-otter"}, "requester": {"email": "dana@example.com"}}
    case = given.in_review(kind="child", answers={}, parties=parties)
    assert "sunny-otter" in reviewer.get("/desk/?view=all").content.decode()
    assert (
        '<h1 class="any-name">sunny-otter'
        in reviewer.get(f"/desk/{references.spell(case.reference)}/").content.decode()
    )
    found = reviewer.post("/desk/find/", {"text": "Sunny-Otter"}).context["found"]
    assert [one.pk for one in found] == [case.pk]
