"""One look, one press: only another letter, or another decision, is looked at once more."""

import pytest
from django.db import transaction

from dsr.kinds import base
from dsr.models import Business, Case
from tests import given
from tests.given_corrections import WRONG_NAME, WRONG_PHONE, a_correction, a_shop
from tests.given_systems import a_database, a_deletion, a_system, an_owner, sold_to
from tests.portal.staff.desk import as_sent, at, fresh

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
AGAIN = "The letter changed with what you chose"
STATED = {"ca_resident": "no", "household": "no", "extent": "all"}


def to_decide(kind: str, url: str) -> Case:
    """A case of this kind that waits for a decision, with what its outcomes ask for."""
    if kind == "shine-the-light":
        return given.in_review(business=given.a_ledger())
    if kind == "correction":
        a_shop(url)
        return a_correction(WRONG_NAME, WRONG_PHONE)
    a_system(url=url)
    if kind in {"deletion", "account-deletion"}:
        return a_deletion(kind=kind)
    return given.in_review(kind=kind, answers={"relation": "parent", "found_by": "email", "wish": "delete"})


DECIDED = [kind.code for kind in base.every() if kind.automatic_grant is None]


def _sent(answer) -> dict:
    """The form of the page as it stands."""
    return {name: value for name, value in as_sent(answer.context["form"]).items() if value}


def _kept_words(values: dict) -> dict:
    """What the record alone keeps, typed."""
    weighed = {f"weighed-{name[9:]}": "The certificate." for name in values if name.startswith("decision-")}
    return values | weighed | {"note": "I called her."}


@pytest.mark.parametrize("kind", DECIDED)
def test_every_outcome_takes_one_press_while_its_letter_is_the_one_that_the_page_showed(reviewer, tmp_path, kind):
    assert _pressed(reviewer, to_decide(kind, a_database(tmp_path))), "no outcome of this kind could be tried"


def test_what_is_known_so_far_takes_one_press_too(reviewer):
    case = given.in_review(business=given.a_ledger(complete=False))
    reviewer.get(at(case, "draft", "STL_AS_OF"))  # asks for its report
    given.drain()
    assert "STL_AS_OF" in _pressed(reviewer, case)


def _pressed(reviewer, case: Case) -> list[str]:
    """Every outcome that is open to the case, each pressed as its page shows it."""
    pressed, kind = [], base.get(case.kind)
    for outcome in kind.outcomes:
        with transaction.atomic():
            form = reviewer.get(at(case, "draft", outcome.code)).context["form"]
            if form is not None and not kind.bar(outcome, fresh(case)):
                pressed.append(outcome.code)
                _press(reviewer, case, outcome)
            transaction.set_rollback(True)
    return pressed


def _refusal(answer) -> str:
    refusal, form = answer.context["refusal"], answer.context["form"]
    return f"{refusal.words if refusal else ''} {form.errors if form else ''}"


def _press(reviewer, case, outcome) -> None:
    address = at(case, "decline" if outcome.is_decline else "approve")
    values = _kept_words(_sent(reviewer.get(at(case, "draft", outcome.code))))
    if outcome.needs_reason:  # these words stand in the letter: they are looked at
        typed = reviewer.post(address, {**values, "reason": "The facts are these."})
        assert typed.status_code == 422 and AGAIN in _refusal(typed)
        values = {**_sent(typed), "note": "I called her twice."}
    answer = reviewer.post(address, values)
    assert answer.status_code == 302, (outcome.code, _refusal(answer))


def test_a_letter_that_changed_since_the_page_is_looked_at(reviewer):
    """The outcome is open, and nothing but what its letter says of the business is another."""
    case = given.told(given.in_review(), "NO_EBR")
    values = _sent(reviewer.get(at(case, "draft", "NO_EBR")))
    Business.objects.update(contact_email="another@fernwood.example")
    again = reviewer.post(at(case, "decline"), values)
    assert again.status_code == 422 and AGAIN in _refusal(again)
    assert "another@fernwood.example" in again.context["composed"].text
    assert fresh(case).state == "review"
    assert reviewer.post(at(case, "decline"), _sent(again)).status_code == 302


def test_another_decision_is_looked_at(reviewer, tmp_path):
    a_shop(a_database(tmp_path))
    case = a_correction(WRONG_NAME, WRONG_PHONE)
    values = _kept_words(_sent(reviewer.get(at(case, "draft", "CORRECTED"))))
    denied = {"decision-1": "deny", "code-1": "C_DOCS_INADEQUATE", "reason-1": "The bill is of another year."}
    answer = reviewer.post(at(case, "approve"), values | denied)
    assert answer.status_code == 422 and AGAIN in answer.content.decode()
    assert reviewer.post(at(case, "approve"), _sent(answer)).status_code == 302


def test_what_would_be_refused_is_refused_before_a_look_and_nothing_chosen_is_lost(reviewer, tmp_path):
    business = given.a_ledger()
    Business.objects.filter(pk=business.pk).update(is_ccpa_business=True, sells=True)
    business.refresh_from_db()
    sold_to(business, "r1")
    system = a_system(url=a_database(tmp_path))
    an_owner(position=2)
    case = a_deletion(business)
    step = case.steps.get(system=system)
    page = reviewer.get(at(case, "draft", "DELETE_COMPLETED"))
    keep = next(code for code, _words in page.context["form"].fields[f"keep-{step.pk}"].choices if code)
    why = "The invoice of March, for the tax office."
    values = {**_sent(page), f"keep-{step.pk}": keep, f"why-{step.pk}": why, "note": "I called her."}
    refused = reviewer.post(at(case, "approve"), values)
    told = _refusal(refused)
    assert refused.status_code == 422
    assert "choose which recipients are told" in told and AGAIN not in told
    kept = _sent(refused)
    assert (kept[f"keep-{step.pk}"], kept[f"why-{step.pk}"], kept["note"]) == (keep, why, "I called her.")
    assert fresh(case).state == "review"
