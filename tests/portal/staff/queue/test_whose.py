"""What is in nobody's hands stands in everybody's To do."""

import pytest

from dsr import letters
from dsr.clock import today
from dsr.models import Case
from portal.staff.queue import listing
from tests import given
from tests.portal.staff.queue.test_views import aged, grouped, listed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


@pytest.mark.parametrize("why", [{"is_active": False}, {"role": "viewer"}, {"role": "auditor"}])
def test_what_somebody_has_who_cannot_act_on_it_stands_in_everybodys_to_do(reviewer, why):
    colleague, case, theirs = given.an_account(), aged(2), aged(3)
    Case.objects.filter(pk=case.pk).update(assignee=colleague)
    Case.objects.filter(pk=theirs.pk).update(assignee=given.an_account())
    assert grouped(reviewer.get("/desk/")) == {}
    for name, value in why.items():
        setattr(colleague, name, value)
    colleague.save()
    answer = reviewer.get("/desk/")
    assert grouped(answer) == {"decide": [case.reference]}
    assert "Robin Vale, who cannot act on it" in answer.content.decode()
    assert answer.context["groups"][0].counted == "1" and listed(reviewer.get("/desk/?group=decide"))
    assert [row.case.pk for row in letters.daily_summary(reviewer.account).groups["decide"].rows] == [case.pk]


def test_what_is_mine_and_what_is_nobodys_are_counted_together_no_further_than_the_most(monkeypatch, reviewer):
    monkeypatch.setattr(listing, "MOST_COUNTED", 2)
    chosen = {"whose": "", "view": ""}

    def counted():
        return listing.counts(Case.objects.all(), chosen, reviewer.account, today())["decide"]

    aged(2)
    Case.objects.filter(pk=aged(2).pk).update(assignee=reviewer.account)
    assert counted() == 2 and listing.counted(2) == "2"
    Case.objects.filter(pk__in=[aged(2).pk, aged(2).pk]).update(assignee=reviewer.account)
    assert counted() == 3 and listing.counted(3) == "2+"
