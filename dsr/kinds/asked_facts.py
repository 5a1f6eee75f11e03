"""The fact that a letter states of what is still asked: nothing is, of who wrote or of the person."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from dsr import eligibility, parties
from dsr.journal import EntryName
from dsr.kinds import base
from dsr.kinds.base import Fact, Words
from dsr.lifecycle import State
from dsr.models import Entry, Verification
from dsr.models.verification import VerificationState


def _still_asked(case: Any) -> Words:
    proofs = Verification.objects.filter(case_id__in=[case.pk, case.opened_by_id or case.pk])
    if State(case.state) is State.VERIFYING or proofs.filter(state=VerificationState.OPEN).exists():
        return _("Who asks is still asked for proof.")
    if lacking := parties.lacking_authority(case):
        return lacking
    standings = (eligibility.standing_of(case, one) for one in base.get(case.kind).eligibility)
    if any(one.is_unanswered for one in standings):
        return _("A question about the person is still open.")
    told = Entry.objects.filter(case=case, name__in=[EntryName.AGENT_ASKED, EntryName.AGENT_ADDED])
    newest = told.order_by("-number").first()
    if newest is not None and newest.name == EntryName.AGENT_ASKED:
        return _("The agent is still asked for what was left out.")
    return ""


NOTHING_ASKED = Fact(
    name="nothing-asked",
    words=_("Nothing is asked of who wrote, nor of the person"),
    record="Verification.state, AgentPermission.state, EligibilityQuestion and its answer, the entry “agent-asked”",
    lacks=_still_asked,
)
