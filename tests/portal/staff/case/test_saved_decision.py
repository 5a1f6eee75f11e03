"""A half-written decision is kept for who wrote it, sealed, until they decide or drop it."""

import pytest

from dsr import journal, retention
from dsr.lifecycle import State, Who
from dsr.models import Case, Sealed
from tests import given
from tests.bare_days import without_times
from tests.given_systems import a_database
from tests.portal.staff.case.test_second_look import DECIDED, to_decide
from tests.portal.staff.desk import as_sent, at, fresh, page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
NOTE = "I asked the archive about Dana."


def draft(client, case: Case, code: str):
    return client.get(at(case, "draft", code))


def left(client, case: Case, code: str, press: str = "save", **typed: str):
    """Half written: the form of the page with what was typed, saved or dropped."""
    form = draft(client, case, code).context["form"]
    sent = {name: value for name, value in as_sent(form).items() if value}
    return client.post(at(case, form.name), {**sent, **typed, "later": press})


@pytest.fixture
def case(db):
    return given.told(given.in_review(business=given.a_ledger()), "NO_EBR")


def test_it_comes_back_as_it_was_left_and_for_nobody_else(reviewer, browse, case):
    answer = left(reviewer, case, "NO_EBR", note=NOTE, also="NOT_CA_RESIDENT", list="group=decide")
    assert answer["Location"] == f"{at(case)}?list=group%3Ddecide"
    told = page(reviewer, case)
    assert "Saved for later." in told and "You saved a decision that is not sent:" in told
    found = draft(reviewer, case, "NO_EBR")
    assert found.context["form"]["note"].value() == NOTE
    assert found.context["form"]["also"].value() == ["NOT_CA_RESIDENT"]
    assert "As you saved it on Mar 10, 9:00 a.m." in without_times(found.content.decode())
    assert NOTE not in draft(reviewer, case, "NOT_CA_RESIDENT").content.decode(), "of another outcome"
    for other in (browse(Who.REVIEWER), browse(Who.VIEWER)):
        assert NOTE not in draft(other, case, "NO_EBR").content.decode()
        assert "You saved a decision" not in page(other, case)


def test_it_is_sealed_and_writes_nothing_into_the_journal(reviewer, case):
    before = fresh(case).entry_count
    left(reviewer, case, "NO_EBR", note=NOTE, password="secret words")
    row = Sealed.objects.get(case=case, name__startswith="saved-decision:")
    assert b"archive" not in bytes(row.value)
    assert fresh(case).entry_count == before, "who decides meanwhile need not look again"
    Case.objects.filter(pk=case.pk).update(state=State.RESPONDED)
    journal.forget(case.pk)
    assert not Sealed.objects.filter(case=case).exists()


def test_it_ends_with_a_decision_by_anybody_or_when_it_is_dropped(reviewer, browse, case):
    left(reviewer, case, "NO_EBR", note=NOTE)
    left(reviewer, case, "NO_EBR", press="drop")
    assert not Sealed.objects.filter(name__startswith="saved-decision:").exists()
    for one in (reviewer, browse(Who.REVIEWER)):
        left(one, case, "NO_EBR", note=NOTE)
    form = draft(reviewer, case, "NO_EBR").context["form"]
    answer = reviewer.post(at(case, "decline"), {name: value for name, value in as_sent(form).items() if value})
    assert (answer.status_code, fresh(case).state) == (302, State.WORKING)
    assert not Sealed.objects.filter(name__startswith="saved-decision:").exists()


def test_it_is_kept_only_while_it_can_be_decided_and_only_so_much(reviewer, browse, case):
    assert left(reviewer, case, "NO_EBR", note="x" * 50_000).status_code == 422
    form = draft(reviewer, case, "NO_EBR").context["form"]
    Case.objects.filter(pk=case.pk).update(state=State.RESPONDING)
    answer = reviewer.post(at(case, "decline"), {**as_sent(form), "later": "save"})
    assert (answer.status_code, "not open to a decision" in answer.content.decode()) == (422, True)
    assert browse(Who.VIEWER).post(at(case, "decline"), {**as_sent(form), "later": "save"}).status_code == 403
    assert not Sealed.objects.filter(name__startswith="saved-decision:").exists()


def _said(form) -> dict[str, str]:
    return {name: str(value) for name, value in as_sent(form).items() if value}


@pytest.mark.parametrize("kind", DECIDED)
def test_each_kind_keeps_what_stands_in_the_form_of_its_outcomes(reviewer, tmp_path, kind):
    case = to_decide(kind, a_database(tmp_path))
    decide = reviewer.get(at(case)).context["page"].decide
    for outcome in [*decide.grants, *decide.declines]:
        form = draft(reviewer, case, outcome.code).context["form"]
        if form is None:
            continue
        assert left(reviewer, case, outcome.code, note=NOTE).status_code == 302, outcome.code
        shown = draft(reviewer, case, outcome.code)
        assert shown.context["form"]["note"].value() == NOTE
        before, again = (_said(one) for one in (form, shown.context["form"]))
        assert again == before | {"note": NOTE}, outcome.code
        assert not shown.context["form"].errors


def test_what_a_kind_erases_after_its_response_goes_with_it(reviewer, case):
    left(reviewer, case, "NO_EBR", note=NOTE)
    Case.objects.filter(pk=case.pk).update(kind="child")
    retention.erase_after_response(fresh(case))
    assert not Sealed.objects.filter(name__startswith="saved-decision:").exists()
