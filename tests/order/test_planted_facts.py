"""A fact of each kind that rests on nothing is planted: of person, business, year, what was done, kept, and told."""

import traceback
from collections.abc import Callable

import pytest

from dsr import disclosures, eligibility, recipients, review, steps, third_party_notices
from dsr.eligibility import Ground, Standing
from dsr.kinds.kept_facts import KEPT_REVIEWED
from dsr.models import Case, Provider, YearStatement
from dsr.models.eligibility import About, Says
from dsr.models.year_statement import YearStatements
from tests.order.desk import Desk
from tests.order.world import PEOPLE
from tests.replacement import replace_everywhere


def _silence_is_a_no(patch: pytest.MonkeyPatch) -> None:
    """Of the person: whoever says nothing of where they live does not live in California."""

    def standing(case, requirement):
        return Standing(About(requirement.about), Says.NOT_SO, Ground.REQUEST)

    replace_everywhere(patch, eligibility.standing_of, standing)


def _sells_nothing(patch: pytest.MonkeyPatch) -> None:
    """Of the business: what the set-up marks is not looked at."""
    answer = disclosures.SaleAnswer(is_in_set_up=False, is_in_ledger=False)
    replace_everywhere(patch, disclosures.sale_answer, lambda business: answer)


def _stated_for_ever(patch: pytest.MonkeyPatch) -> None:
    """Of the year: that it is complete was said once, and holds for whatever is published later."""

    def in_version(rows, _version):
        return rows.all()

    patch.setattr(YearStatements, "in_version", in_version)
    patch.setattr(type(YearStatement.objects), "in_version", in_version)
    patch.setattr(YearStatement, "holds_in", lambda _row, _version: True)
    patch.setattr("dsr.disclosures.compilations._STATED._compiled", {})  # where the true one may be compiled already


def _work_is_forgotten(patch: pytest.MonkeyPatch) -> None:
    """What was done: a decision is taken back, and so is what it did."""
    replace_everywhere(patch, steps.effects_of, lambda case: steps.Effects())


def _no_day_is_written(patch: pytest.MonkeyPatch) -> None:
    """What is kept: nobody writes down when somebody looks again, and the letter does not ask."""
    patch.setattr("dsr.steps.kept_reasons.settled_as_kept", lambda step, code: {"review_on": None})
    patch.setitem(KEPT_REVIEWED.__dict__, "lacks", lambda case: "")


def _nobody_is_told(patch: pytest.MonkeyPatch) -> None:
    """Who was told: the letter names who should be, and no notice is written."""
    replace_everywhere(patch, third_party_notices.plan_notices, lambda case: 0)

    def names(case):
        return list(Provider.objects.values_list("name", flat=True))

    replace_everywhere(patch, recipients.notified_providers, names)


def _declined(machine: Desk) -> None:
    machine.receive("shine-the-light", PEOPLE[0])
    machine.all_work_is_done()
    machine.staff_act(0, "decline")
    machine.all_work_is_done()
    machine.all_holds()


def _opted_out(machine: Desk) -> None:
    machine.receive("opt-out", PEOPLE[0])
    machine.all_work_is_done()
    machine.all_holds()


def _published_since(machine: Desk) -> None:
    machine.receive("shine-the-light", PEOPLE[0])
    machine.the_ledger_changes(2025, is_counted=True)
    _granted(machine)


def _granted(machine: Desk) -> None:
    machine.all_work_is_done()
    machine.staff_act(0, "approve")  # asks for the report, where there is one
    machine.all_work_is_done()
    machine.staff_act(0, "approve")
    machine.all_work_is_done()
    machine.all_holds()


def _proved(machine: Desk) -> None:
    machine.receive("deletion", PEOPLE[0])
    machine.all_work_is_done()
    machine.staff_act(0, "see_proof")
    machine.all_work_is_done()


def _done_and_declined(machine: Desk) -> None:
    _proved(machine)
    machine.staff_act(0, "approve")
    machine.all_work_is_done()
    machine.staff_act(0, "take_back")
    machine.all_work_is_done()
    machine.staff_act(0, "decline")
    machine.all_work_is_done()
    machine.all_holds()


def _kept(machine: Desk) -> None:
    _proved(machine)
    machine.staff_act(0, "keep")
    _to_the_end(machine)


def _deleted(machine: Desk) -> None:
    _proved(machine)
    machine.staff_act(0, "approve")
    _to_the_end(machine)


def _to_the_end(machine: Desk) -> None:
    machine.all_work_is_done()
    machine.staff_act(0, "owner")
    machine.all_work_is_done()
    machine.all_holds()


PLANTED = [
    pytest.param(_silence_is_a_no, _declined, "nothing says where they live", id="the person"),
    pytest.param(_sells_nothing, _opted_out, "the business sells", id="the business"),
    pytest.param(_stated_for_ever, _published_since, "nobody said that 2025 is complete", id="the year"),
    pytest.param(_work_is_forgotten, _done_and_declined, "was done, against", id="what was done"),
    pytest.param(_no_day_is_written, _kept, "None, against", id="what is kept"),
    pytest.param(_nobody_is_told, _deleted, "nobody tells", id="who was told"),
]


@pytest.mark.parametrize(("plant", "happens", "said"), PLANTED)
def test_a_fact_that_rests_on_nothing_is_found(
    desk, monkeypatch, plant: Callable[[pytest.MonkeyPatch], None], happens: Callable[[Desk], None], said: str
):
    plant(monkeypatch)
    machine = desk()
    machine.first_day()
    with pytest.raises(AssertionError) as found:
        try:
            happens(machine)
        finally:
            machine.teardown()
    assert said in "".join(traceback.format_exception(found.value))


@pytest.mark.parametrize("happens", [values.values[1] for values in PLANTED])
def test_the_same_orders_hold_without_a_fault(desk, happens):
    machine = desk()
    machine.first_day()
    happens(machine)
    machine.teardown()


def _sent_so_far(machine: Desk) -> None:
    machine.receive("shine-the-light", PEOPLE[0])
    machine.the_ledger_changes(2025, is_counted=True)
    machine.all_work_is_done()
    machine.staff_act(0, "send_so_far")
    machine.all_work_is_done()
    machine.staff_act(0, "send_so_far")
    machine.all_work_is_done()
    machine.all_holds()
    assert Case.objects.get().outcome == "STL_AS_OF"


def _says_what_is_new(machine: Desk, changes: bool) -> str:
    """The supplement, after the ledger changed, or did not, since what was known so far was sent."""
    _sent_so_far(machine)
    if changes:
        machine.the_ledger_changes(2025, is_counted=True)
    machine.staff_act(0, "state_year")
    for _press in range(2):  # the first asks for the report
        machine.staff_act(0, "supplement")
        machine.all_work_is_done()
    machine.all_holds()
    case = Case.objects.get()
    assert case.state == "responded" and not review.owes_rest(case)
    return " ".join(str(machine.server.kept[-1].get_body(("plain",)).get_content()).split())


@pytest.mark.parametrize(
    ("changes", "says"), [(False, "Nothing was added to what we sent you"), (True, "it added to what we sent you")]
)
def test_what_is_known_so_far_is_sent_and_the_rest_later(desk, changes, says):
    machine = desk()
    machine.first_day()
    try:
        assert says in _says_what_is_new(machine, changes)
    finally:
        machine.teardown()


def test_a_supplement_that_hides_what_is_new_is_found(desk, monkeypatch):
    none = disclosures.Difference.NONE
    replace_everywhere(monkeypatch, disclosures.compare_compilations, lambda before, after: none)
    machine = desk()
    machine.first_day()
    try:
        with pytest.raises(AssertionError, match="became"):
            _says_what_is_new(machine, True)
    finally:
        machine.teardown()
