"""Kept data on the desk: the decision says why and until when, and each step shows what can be done about it."""

import pytest

from dsr import engine, fulfilment, letters
from dsr.clock import now, today
from dsr.lifecycle import State, Who
from dsr.models import AgencyDirection, Step, System
from dsr.models.system import StepState
from tests import given
from tests.given_systems import TAX_LAW, a_deletion, an_owner, directed, granted
from tests.portal.staff.desk import as_sent, at, fresh, page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
KEEP, CLAIMS, HOLD, LEADS = "E8_LEGAL_OBLIGATION", "X_LEGAL_CLAIMS", "X_LE_HOLD", "X_NOT_COLLECTED_FROM_CONSUMER"


@pytest.fixture
def owner():
    return an_owner(exceptions=[{"code": KEEP, "note": TAX_LAW}], review_months=84)


@pytest.fixture
def deletion(owner):
    return a_deletion()


def draft(client, case):
    return client.get(at(case, "draft", "DELETE_COMPLETED"))


def sent(form, **changes):
    values = as_sent(form)
    return {**values, **changes}


def look(client, case, **changes):
    """The draft with what was chosen and typed."""
    shown = draft(client, case).context["form"]
    return client.post(at(case, "approve"), {**sent(shown, **changes), "look": "1"})


def step_of(case):
    return Step.objects.select_related("case", "system").get(case=case)


def test_the_letter_tells_the_systems_own_reason_and_the_day_of_the_next_look(reviewer, deletion):
    shown = draft(reviewer, deletion)
    assert f"{TAX_LAW} We look again on March 10, 2033." in shown.context["composed"].text
    assert f"Left empty, the letter says: {TAX_LAW}" in shown.content.decode()
    assert reviewer.post(at(deletion, "approve"), sent(shown.context["form"])).status_code == 302
    given.drain()
    response = deletion.letters.get(is_response=True)
    assert f"{TAX_LAW} We look again on March 10, 2033." in letters.body_of(response)["text"]
    assert "The reason, as the letter gives it: " + TAX_LAW in page(reviewer, deletion)
    assert "Look again on March 10, 2033" in page(reviewer, deletion)


def test_an_exception_with_a_purpose_needs_its_reason_in_words(reviewer, deletion):
    step = step_of(deletion)
    keep, why, until = f"keep-{step.pk}", f"why-{step.pk}", f"look-{step.pk}"
    shown = look(reviewer, deletion, **{keep: CLAIMS})
    assert "(Here stands the reason that you write.)" in shown.context["composed"].text
    refused = reviewer.post(at(deletion, "approve"), sent(shown.context["form"]))
    assert refused.status_code == 422
    assert "Write what is kept and why" in refused.content.decode()
    typed = {keep: CLAIMS, why: "A claim about order 1041 is open.", until: "2027-01-31"}
    shown = look(reviewer, deletion, **typed)
    assert "order 1041 is open. We look again on January 31, 2027." in shown.context["composed"].text
    assert "<iframe" not in shown.content.decode(), "typed words stand in no address"
    too_late = look(reviewer, deletion, **{**typed, until: "2036-03-11"})
    assert "at most 120 months ahead" in too_late.content.decode()
    assert reviewer.post(at(deletion, "approve"), sent(shown.context["form"])).status_code == 302
    assert (step_of(deletion).keep_code, step_of(deletion).review_on.isoformat()) == (CLAIMS, "2027-01-31")


def test_what_the_right_does_not_cover_promises_nothing(reviewer, deletion):
    shown = look(reviewer, deletion, **{f"keep-{step_of(deletion).pk}": LEADS})
    text = shown.context["composed"].text
    assert "The right to delete does not cover this" in text
    assert "we did not collect it from the person (Cal. Civ. Code § 1798.105(a))" in text
    assert "purpose" not in text and "look again on" not in text and "We keep this" not in text
    assert "look-" not in shown.content.decode()
    assert reviewer.post(at(deletion, "approve"), sent(shown.context["form"])).status_code == 302
    given.drain()
    assert (fresh(deletion).outcome, step_of(deletion).review_on) == ("DELETE_DENIED", None)


def test_a_hold_needs_the_direction_first_and_tells_the_basis_unless_an_order_forbids_it(reviewer, deletion):
    step = step_of(deletion)
    chosen = {f"keep-{step.pk}": HOLD}
    shown = look(reviewer, deletion, **chosen)
    refused = reviewer.post(at(deletion, "approve"), sent(shown.context["form"]))
    assert "record the direction of the agency first" in refused.content.decode()
    direction = {
        "seen": fresh(deletion).entry_count,
        "step": step.pk,
        "keep_code": HOLD,
        "agency": "Fresno Police",
        "number": "26-1041",
        "directed_on": "2026-03-01",
        "why": "By letter.",
    }
    half = reviewer.post(at(deletion, "step-direct"), direction)
    assert half.status_code == 422, "silence is no record that telling is forbidden, nor that it is not"
    too_long = {**direction, "forbids_telling": "no", "ends_on": "2026-06-08"}
    assert (
        "at most 90 days from the day of the direction"
        in reviewer.post(at(deletion, "step-direct"), too_long).content.decode()
    )
    assert reviewer.post(at(deletion, "step-direct"), {**direction, "forbids_telling": "no"}).status_code == 302
    text = look(reviewer, deletion, **chosen).context["composed"].text
    assert "directed us not to delete it (Cal. Civ. Code § 1798.145(a)(1)(B)). It lasts until May 30, 2026" in text
    again = {**direction, "seen": fresh(deletion).entry_count, "forbids_telling": "yes"}
    assert reviewer.post(at(deletion, "step-direct"), again).status_code == 302
    text = look(reviewer, deletion, **chosen).context["composed"].text
    assert "We keep some information of which the law does not let us say more." in text
    assert "Support desk" not in text and "directed" not in text
    facts = "".join(entry.facts for entry in deletion.entries.all())
    assert "Fresno" not in facts and "26-1041" not in facts
    assert AgencyDirection.objects.count() == 2


def test_a_hold_is_renewed_or_ends_at_its_step(reviewer, browse, deletion, frozen):
    case = granted(deletion, {step_of(deletion).pk: HOLD})
    told = page(reviewer, case)
    assert "This holds until June 8, 2026" in told
    assert "step-direct" not in page(browse(Who.VIEWER), case)
    directed(case, step_of(case).pk, ends_on=today())
    assert "A hold renewed" in page(reviewer, case)
    values = {"seen": fresh(case).entry_count, "step": step_of(case).pk}
    assert "Write how you know" in reviewer.post(at(case, "step-end"), values).content.decode()
    assert (
        reviewer.post(at(case, "step-end"), {**values, **given.ALONE, "why": "The detective called."}).status_code
        == 302
    )
    assert (fresh(case).state, step_of(case).state) == (State.WORKING, StepState.PLANNED)
    assert "It is needed no more" in page(reviewer, case) or "Looked at again: it is needed no more" in page(
        reviewer, case
    )


def test_what_is_due_returns_to_a_person_who_keeps_it_on_or_ends_it(reviewer, deletion, frozen):
    case = granted(deletion, {step_of(deletion).pk: KEEP})
    frozen(now() + (step_of(case).review_on - today()))
    engine.run_daily_jobs()
    told = page(reviewer, case)
    assert "the day came to look again at what is kept" in told
    values = {"seen": fresh(case).entry_count, "step": step_of(case).pk, "until": "2034-03-10"}
    assert reviewer.post(at(case, "step-keep-on"), values).status_code == 422
    assert reviewer.post(at(case, "step-keep-on"), {**values, "why": "A repair is open."}).status_code == 302
    assert (fresh(case).stuck, step_of(case).review_on.isoformat()) == ("", "2034-03-10")


def test_what_an_owner_keeps_without_a_reason_for_the_person_waits_for_one(reviewer, deletion):
    System.objects.update(exceptions=[])
    step = step_of(deletion)
    case = granted(deletion)
    with pytest.raises(Exception, match="write what is kept and why"):
        fulfilment.settle_step_by_hand(
            case.pk,
            step.pk,
            given.staff(),
            state="kept",
            saw=fulfilment.SeenByHand(CLAIMS),
            note="A lawsuit, says Jo.",
        )
    Step.objects.filter(pk=step.pk).update(state=StepState.KEPT, keep_code=CLAIMS, settled_at=now())
    engine.advance(case.pk)
    assert fresh(case).state == State.REVIEW
    told = page(reviewer, case)
    assert "Write why it is kept" in told
    values = {"seen": fresh(case).entry_count, "step": step.pk, "why": "A claim of yours is open."}
    assert reviewer.post(at(case, "step-say-why"), values).status_code == 302
    assert step_of(case).review_on.isoformat() == "2033-03-10"
    shown = draft(reviewer, case)
    assert "A claim of yours is open. We look again on March 10, 2033." in shown.context["composed"].text
