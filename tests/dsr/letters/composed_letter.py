"""One case for all letters of a file, with what each states on record, and a letter composed of it."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.db import transaction

from dsr import clock, corrections, letters
from dsr.formats import references
from dsr.kinds import base
from dsr.kinds.base import Result
from dsr.models import AgencyDirection, Case, Compilation, EligibilityRecord, Step
from dsr.models.system import StepState
from tests.dsr.letters.letter_with_all import with_all_that_a_letter_tells
from tests.given import at
from tests.given_facts import TRIED
from tests.given_steps import stopped_everywhere
from tests.replacement import replace_everywhere

# What a letter states where it is recorded, and here is.
_SHOWN = {"not-heard", "person-not-heard", "reminded", "statement-filed", "nothing-asked"}
LETTERS = [(kind.code, letter.name) for kind in base.every() for letter in kind.letters.declared]
# What the verbs that have a letter composed give along.
EXTRA = {
    "first_reference": "2222-2222-222",
    "companion": "3333-3333-333",
    "how_verify": "[how we verify]",
    "link": "http://localhost/prove/token/",
    "code": "ABCD-EFGH",
    "code_page": "http://localhost/prove/",
    "link_ends_on": "March 23, 2026",
    "changes_on": "March 13, 2026",
    "asked_list": [
        {
            "title": "Delete my personal information",
            "reference": "ABCD-EFGH-JKM",
            "part": "orders",
            "law": "Cal. Civ. Code § 1798.105",
            "promise": "We will respond by April 24, 2026.",
            "is_confirmed": True,
        },
        {"title": "Close my account", "reference": "2222-2222-222", "promise": "We will respond soon."},
        {"title": "Stop marketing email", "reference": "3333-3333-333"},
    ],
    "opened_list": ["Delete my personal information: 4444-4444-444"],
    "acting_name": "Kim Agent of Agents, LLC",
    "wanted_list": ["Delete my personal information"],
    "people_count": "2",
    "people_list": ["1. A. B.: 2222-2222-222", "2. C. D.: 3333-3333-333"],
    "answer_list": ["1. A. B., 2222-2222-222: answered on March 9, 2026. Deleted."],
    "received_list": ["1. A. B., 2222-2222-222: received on March 7, 2026. We will respond by April 6, 2026."],
    "missing_list": ["1. A. B., 2222-2222-222: the signed permission."],
    "answer_by": "March 20, 2026",
    "extension_reason": "The archive is on tape.",
    "question_list": ["Does Dana Whitlow live in California? (Cal. Civ. Code § 1798.83(e)(1))"],
    "new_date": "June 8, 2026",
    "same_brand_count": "3",
    "spared_count": "2",
    "excluded_count": "4",
}


@pytest.fixture(scope="module")
def made(django_db_setup, django_db_blocker) -> Iterator[int]:
    """One case for all letters of this file; what a test changes in it ends with the test."""
    clock.freeze(at("2026-03-10T09:00:00-07:00"))
    with django_db_blocker.unblock(), transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(references, "new", lambda: "ABCDEFGHJKM")
        whole = with_all_that_a_letter_tells()
        clock.freeze(None)
        yield whole.pk
        transaction.set_rollback(True)


@pytest.fixture
def case(made, frozen, monkeypatch) -> Case:
    replace_everywhere(monkeypatch, corrections.response_link_token, lambda case: "token")
    return Case.objects.get(pk=made)


def prepare(case: Case, name: str, kind_code: str = "") -> base.LetterWords:
    """Let the case be of the kind, end as the letter says, and have on record what the letter always states."""
    case.kind = kind_code or case.kind
    Case.objects.filter(pk=case.pk).update(kind=case.kind)  # what else its own form asks its letters do not need
    kind = base.get(case.kind)
    letter = kind.letter(name)
    # Another kind's deed may be the same, and its exceptions more.
    others = Step.objects.filter(case=case).exclude(keep_code__in=["", *(keep.code for keep in kind.keep_codes)])
    AgencyDirection.objects.filter(step__in=others).delete()
    others.delete()
    if kind.suppression is not None:
        stopped_everywhere(case)
    # Whom the law does not cover has letters of their own.
    if not any("EligibilityRecord" in fact.record for fact in letter.facts):
        EligibilityRecord.objects.filter(case=case).delete()
    for outcome in kind.outcomes:
        if name in {outcome.letter, outcome.letter_unshown}:
            case.outcome = outcome.code
    if kind.work and kind.work.outcome and name == kind.work.finished:
        case.outcome = kind.work.outcome([Result(StepState.DONE)])
    for fact in (*letter.facts, *(one for one in letter.facts_if_recorded if one.name in _SHOWN)):
        TRIED[fact.name].present(case)
    return letter


def a_report() -> Compilation:
    """A stand-in, as it has tests of its own."""
    return Compilation(
        as_of=date(2026, 3, 9),
        report="shine-the-light",
        text="[the report as text]",
        html="<p>[the report as HTML]</p>",
    )


def compose(case: Case, name: str) -> letters.ComposedLetter:
    """The letter as the machine would compose it."""
    # Of several requests, whether one of them may take longer: the letter of each of the kinds reads alike.
    of_several = {"may_extend": "yes"} if name.startswith("several/") else {}
    return letters.compose(case, name, compilation=a_report(), extra={**EXTRA, **of_several})


def composed(case: Case, name: str, kind_code: str = "") -> letters.ComposedLetter:
    """Prepared, and composed."""
    prepare(case, name, kind_code)
    return compose(case, name)
