"""Whatever was done, may have been done or was told: no outcome is open whose letter says otherwise, and one is."""

import itertools

import pytest

from dsr import letters, steps
from dsr.clock import now
from dsr.kinds import base
from dsr.kinds.work_facts import (
    ALL_DONE,
    ALL_KNOWN,
    CORRECTED_EVERYWHERE,
    LOOKED_EVERYWHERE,
    NOTHING_DONE,
    PART_DONE,
)
from dsr.lifecycle import State
from dsr.models import Case, Provider, Step, ThirdPartyNotice
from dsr.models.system import StepState
from tests.given import a_business, a_case
from tests.given_corrections import WRONG_NAME
from tests.given_steps import a_system

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
WORKING_KINDS = ("account-deletion", "child", "correction", "deletion", "opt-out")
# A state of a step, and whether it was begun.
STANDS = (
    (StepState.PLANNED, False),
    (StepState.PLANNED, True),
    (StepState.PREVIEWED, False),
    (StepState.DOING, True),
    (StepState.ASKED, True),
    (StepState.FAILED, False),
    (StepState.FAILED, True),
    (StepState.CHANGED, True),
    (StepState.NOT_HELD, False),
    (StepState.DONE, True),
)
NOTHING_SAID = ("nothing", "could not delete", "could not close", "no action", "not acted", "cannot act", "not act on")


def a_worked_case(kind: str, is_proved: bool = True) -> Case:
    business = a_business()
    business.is_ccpa_business = True
    business.save()
    case = a_case(kind=kind, business=business, answers={}, parties=_PARTIES, items=_ITEMS.get(kind, ()))
    Case.objects.filter(pk=case.pk).update(verified_at=now() if is_proved else None)
    action = base.get(kind).work.action
    for position, name in enumerate(("Shop database", "Mail tool")):
        system = a_system(business, name, actions=[action])
        Step.objects.create(case=case, system=system, action=action, position=position)
    return Case.objects.get(pk=case.pk)


_ITEMS = {"correction": (WRONG_NAME,)}
_PARTIES = {
    "subject": {"name": "Dana Whitlow", "email": "dana@example.com"},
    "requester": {"name": "Dana Whitlow", "email": "dana@example.com"},
}


def stand(case: Case, *stands: tuple[StepState, bool]) -> None:
    for step, (state, is_begun) in zip(Step.objects.filter(case=case), stands, strict=True):
        Step.objects.filter(pk=step.pk).update(state=state, begun_at=now() if is_begun else None)


def open_outcomes(case: Case) -> list[base.Outcome]:
    kind = base.get(case.kind)
    known: dict[str, base.Words] = {}
    return [outcome for outcome in kind.outcomes if not kind.bar(outcome, case, known)]


def ways_to_stop(case: Case, among: list[base.Outcome] | None = None) -> list[base.Outcome]:
    """The declines that are open, of which the letter tells what was done."""
    kind = base.get(case.kind)
    told = [one for one in (open_outcomes(case) if among is None else among) if one.is_decline]
    return [one for one in told if ALL_KNOWN in kind.letter(one.letter_to(case)).facts]


@pytest.mark.parametrize("kind", WORKING_KINDS)
def test_in_every_stand_of_the_steps_what_is_open_is_true_and_something_is_open(kind):
    case = a_worked_case(kind)
    for stands in itertools.combinations_with_replacement(STANDS, 2):
        stand(case, *stands)
        effects = steps.effects_of(case)
        are_open = open_outcomes(case)
        facts = [fact for one in are_open for fact in base.get(kind).letter(one.letter_to(case)).facts]
        says_nothing_done = not effects.are_some and kind not in {"child", "opt-out"}
        assert (NOTHING_DONE in facts) is says_nothing_done, stands
        if effects.uncertain:
            assert ALL_KNOWN not in facts, stands
            Step.objects.filter(case=case).uncertain().update(state=StepState.DONE)  # a person settled it
            effects, are_open = steps.effects_of(case), open_outcomes(case)
        stops = ways_to_stop(case, are_open)
        assert bool(stops) is (effects.are_some or kind == "opt-out"), stands
        for outcome in stops:
            case.outcome = outcome.code
            letter = letters.compose(case, outcome.letter_to(case), extra={"decision_reason": "It was a mistake."})
            for step in Step.objects.filter(case=case).select_related("system"):
                is_told = f"- {step.system.name}: " in letter.text
                assert is_told is (step.state == StepState.DONE), stands


@pytest.mark.parametrize("kind", WORKING_KINDS)
@pytest.mark.parametrize("state", [State.REVIEW, State.RESPONDING])
def test_no_outcome_is_barred_because_nothing_was_done_where_something_was_or_may_have_been(kind, state):
    case = a_worked_case(kind)
    Case.objects.filter(pk=case.pk).update(state=state)
    case.refresh_from_db()
    for stands in itertools.combinations_with_replacement(STANDS, 2):
        stand(case, *stands)
        lacks = [fact.lacks(case) for fact in (ALL_DONE, PART_DONE, LOOKED_EVERYWHERE, CORRECTED_EVERYWHERE)]
        says_nothing = any("othing was done" in str(words) for words in lacks)
        assert not (says_nothing and steps.effects_of(case).are_some), stands


@pytest.mark.parametrize("kind", [kind for kind in WORKING_KINDS if kind != "child"])
def test_who_is_told_already_counts_as_done(kind):
    case = a_worked_case(kind)
    told = {"name": "Cedar Hosting", "how": "email"}
    provider = Provider.objects.create(business=case.business, email="c@example.com", **told)
    row = {"what": "delete", "made_at": now(), "due_on": now().date(), "message_id": "m1", **told}
    ThirdPartyNotice.objects.create(case=case, provider=provider, **row)
    facts = [fact for one in open_outcomes(case) for fact in base.get(kind).letter(one.letter_to(case)).facts]
    assert NOTHING_DONE not in facts
    outcome = ways_to_stop(case)[0]
    case.outcome = outcome.code
    letter = letters.compose(case, outcome.letter_to(case), extra={"decision_reason": "It was a mistake."})
    assert "- Cedar Hosting" in letter.text
    # To keep something, and use it for nothing else, is no deed of theirs.
    ThirdPartyNotice.objects.update(what="keeping")
    assert not steps.effects_of(case).are_some


@pytest.mark.parametrize("kind", ["account-deletion", "correction", "deletion"])
def test_who_is_not_proved_any_more_reads_of_no_place(kind):
    case = a_worked_case(kind, is_proved=False)
    stand(case, (StepState.DONE, True), (StepState.PLANNED, False))
    (outcome,) = ways_to_stop(case)
    case.outcome = outcome.code
    letter = letters.compose(case, outcome.letter_to(case), extra={"decision_reason": "The address was wrong."})
    assert "Something was done on this request" in letter.text
    assert "Shop database" not in letter.text + letter.html


@pytest.mark.parametrize("kind", WORKING_KINDS)
def test_every_letter_that_says_nothing_was_done_declares_it(kind):
    for letter in base.get(kind).letters.declared:
        if letter.name.rpartition("/")[2] in _SAYS_IT_OTHERWISE:
            continue
        case_words = _text_of(letter.name)
        if any(words in case_words for words in NOTHING_SAID):
            assert NOTHING_DONE in letter.facts, letter.name


# Before anything was decided; of one place; or of what the person need not do.
_SAYS_IT_OTHERWISE = frozenset(
    {
        *(
            "acknowledgement",
            "covering",
            "missing",
            "extension",
            "fresh-link",
            "joined",
            "permission",
            "permission-reminder",
            "withdrawal",
            "address-confirm",
            "address-told",
        ),
        *("reminder", "completed", "partial", "closed", "closed-in-part", "corrected", "deleted", "stopped"),
        *(
            "missing",
            "stopped-unproved",
            "statement-filed",
            "honored",
            "dealt-with",
            "not-shown",
            "reviewed",
            "withdrawn",
        ),
    }
)


def _text_of(name: str) -> str:
    from django.template.engine import Engine

    return str(Engine.get_default().get_template(f"letters/{name}/body.txt").source)
