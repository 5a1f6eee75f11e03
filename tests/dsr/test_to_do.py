"""What must be done next stands in the row of the case, whoever writes beside it: the database itself notes it."""

import pytest
from django.db import connection

from dsr import triggers
from dsr.clock import now
from dsr.models import Bundle, Bundled, Case, Letter, SecondApproval, Step
from dsr.models.to_do import ToDo
from tests import given
from tests.given_systems import a_deletion, an_owner

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


def _next(case: Case, **changes: object) -> ToDo:
    if changes:
        Case.objects.filter(pk=case.pk).update(**changes)
    return ToDo(Case.objects.values_list("to_do", flat=True).get(pk=case.pk))


def test_the_row_of_a_case_says_what_comes_next():
    case = given.in_review()
    assert _next(case) is ToDo.DECIDE
    assert _next(case, stuck="proof-too-little") is ToDo.IDENTITY
    assert _next(case, stuck="mail-refused") is ToDo.FAULT
    assert _next(case, state="undelivered", stuck="") is ToDo.ADDRESS
    for state in ("received", "verifying", "working", "responding", "joined"):
        assert _next(case, state=state) is ToDo.WAITS
    assert _next(case, state="responded") is ToDo.ANSWERED
    assert _next(case, stuck="letter-refused") is ToDo.AFTER
    assert _next(case, state="forgotten", stuck="") is ToDo.ENDED


def test_a_letter_on_paper_is_noted_until_it_is_mailed():
    case = given.in_review()
    letters = Letter.objects.filter(pk=Letter.objects.filter(case=case).first().pk)
    letters.update(state="to-mail")
    assert _next(case) is ToDo.DECIDE  # which comes first
    assert _next(case, state="responding") is ToDo.MAIL
    assert _next(case, state="closed", closure="mistake") is ToDo.AFTER
    letters.update(state="mailed")
    assert _next(case) is ToDo.ENDED
    letters.update(name="deletion/extension", state="to-mail")
    assert _next(case, state="review", closure="") is ToDo.MAIL
    letters.delete()
    assert _next(case) is ToDo.DECIDE


def test_a_step_a_second_person_and_a_bundle_are_noted():
    system = an_owner()
    case = a_deletion()
    steps = Step.objects.filter(case=case, system=system)
    steps.update(state="failed")
    assert _next(case, state="review", stuck="") is ToDo.FAULT
    steps.update(state="asked", reason="")
    assert _next(case, state="working") is ToDo.WAITS
    steps.update(reason="owner-silent")
    assert _next(case) is ToDo.FAULT
    who = {"asked_by": given.an_account(), "asked_at": now()}
    asked = SecondApproval.objects.create(what="erasure", case=case, state="asked", **who)
    assert _next(case) is ToDo.SECOND
    SecondApproval.objects.filter(pk=asked.pk).update(state="given", settled_by=given.an_account())
    assert _next(case) is ToDo.FAULT
    steps.update(state="done", reason="")
    assert _next(case) is ToDo.WAITS
    of_all = {"business": case.business, "kind": case.kind, "account": given.an_account()}
    bundle = Bundle.objects.create(reference="BBBBBBBBBBB", received_at=now(), entered_at=now(), **of_all)
    Bundled.objects.create(bundle=bundle, case=case, number=1)
    case.refresh_from_db()
    assert case.bundle_key == bundle.pk


def test_what_was_written_without_the_triggers_is_noted_afterwards():
    case = given.in_review()
    triggers.remove_notes(connection)
    Letter.objects.filter(case=case).update(state="to-mail")
    assert _next(case, state="responding") is ToDo.WAITS
    triggers.note_all(connection)
    assert _next(case) is ToDo.MAIL
    triggers.install(connection)
    Letter.objects.filter(case=case).update(state="mailed")
    assert _next(case) is ToDo.WAITS
