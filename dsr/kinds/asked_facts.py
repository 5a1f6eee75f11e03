"""The fact that a letter states of what is still asked: nothing is, of who wrote or of the person."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from dsr import eligibility, parties
from dsr.journal import EntryName
from dsr.kinds import base
from dsr.kinds.base import Fact, Words
from dsr.lifecycle import State
from dsr.models import EligibilityQuestion, Entry, Verification
from dsr.models.case_surroundings import may_have
from dsr.models.verification import VerificationState


def _still_asked(case: Any) -> Words:
    if State(case.state) is State.VERIFYING or _is_proof_open(case):
        return _("Who asks is still asked for proof.")
    if lacking := parties.lacking_authority(case):
        return lacking
    if _is_question_open(case):
        return _("A question about the person is still open.")
    if may_have(case, "bundle"):
        told = Entry.objects.filter(case=case, name__in=[EntryName.AGENT_ASKED, EntryName.AGENT_ADDED])
        newest = told.order_by("-number").first()
        if newest is not None and newest.name == EntryName.AGENT_ASKED:
            return _("The agent is still asked for what was left out.")
    return ""


def _is_proof_open(case: Any) -> bool:
    if base.get(case.kind).proof is None:
        return False
    proofs = Verification.objects.filter(case_id__in=[case.pk, case.opened_by_id or case.pk])
    return proofs.filter(state=VerificationState.OPEN).exists()


def _is_question_open(case: Any) -> bool:
    asked = EligibilityQuestion.objects.filter(case_id__in=[case.pk, case.joined_to_id or case.pk])
    rules = base.get(case.kind).eligibility if asked.exists() else ()
    return any(eligibility.standing_of(case, rule).is_unanswered for rule in rules)


NOTHING_ASKED = Fact(
    name="nothing-asked",
    words=_("Nothing is asked of who wrote, nor of the person"),
    record="Verification.state, AgentPermission.state, EligibilityQuestion and its answer, the entry “agent-asked”",
    lacks=_still_asked,
)
