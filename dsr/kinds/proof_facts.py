"""The facts that letters state of who asks: not proved, not permitted, doubted; and whether we heard from them."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from dsr import parties
from dsr.formats.days import long_day
from dsr.kinds import base
from dsr.kinds.asked_facts import NOTHING_ASKED
from dsr.kinds.base import Fact, Words, letters
from dsr.law.verification import Proof
from dsr.lifecycle import State
from dsr.models import AgentPermission, Letter
from dsr.models.agent_permission import AgentPermissionState
from dsr.models.letter import MAY_HAVE_REACHED
from dsr.models.verification import VerificationState
from dsr.verification import is_account_doubted, proof_of


def _proved(case: Any) -> Words:
    if case.verified_at is not None:
        return _("Who asks is proved.")
    return ""


def _not_doubted(case: Any) -> Words:
    if not is_account_doubted(case):
        return _("No account that is in doubt made this request. Ask for proof first, if one may be in wrong hands.")
    return ""


def _permitted(case: Any) -> Words:
    if not case.is_for_another:
        return _("The request is not made by an agent.")
    row = parties.permission_of(case)
    if row is None:
        return ""
    is_seen = row.shown_at is not None and not parties.lacking_authority(case)
    if is_seen or row.state == AgentPermissionState.GIVEN:
        return _("It is on record that the requester may act for the person.")
    return ""


def _not_reminded(case: Any) -> Words:
    """One proof serves all that one form asked for, and its letters are those of the first."""
    ids = [case.pk, case.opened_by_id or case.pk]
    names = {kind.proof.reminder for kind in base.every() if kind.proof is not None}
    if Letter.objects.filter(case_id__in=ids, name__in=names, state__in=MAY_HAVE_REACHED).exists():
        return ""
    return _("No reminder went out.")


def _heard(case: Any) -> Words:
    proof = proof_of(case)
    if proof is not None and proof.state == VerificationState.OPEN and not proof.given:
        return ""
    return _("The requester has given something already, or is not asked any more.")


def _may_still_prove(case: Any) -> Words:
    if case.state != State.VERIFYING:
        return ""
    proof = proof_of(case)
    if proof is None or proof.state != VerificationState.OPEN:
        return ""
    said = _("The person can still prove who they are. Without proof the desk answers by itself on %(day)s.")
    return said % {"day": long_day(proof.ends_on)}


def _not_confirmed(case: Any) -> Words:
    proof = proof_of(case)
    if proof is not None and {Proof.EMAIL, Proof.CONFIRM} & {Proof(word) for word in proof.given}:
        return ""
    return _("The requester has not confirmed the request.")


def _person_heard(case: Any) -> Words:
    waiting = AgentPermission.objects.filter(
        case_id=parties.authority_carrier_of(case).pk, state=AgentPermissionState.OPEN
    )
    return "" if waiting.exists() else _("The person has answered, or is not asked.")


UNPROVED = Fact(
    name="unproved",
    words=_("Who made the request could not be verified"),
    record="Case.verified_at: there is none",
    lacks=_proved,
)
PROOF_OVER = Fact(
    name="proof-over",
    words=_("The time to prove who asks is over, or what came was too little"),
    record="Case.state and Verification.state: it does not wait for proof that is open",
    lacks=_may_still_prove,
)
ACCOUNT_DOUBTED = Fact(
    name="account-doubted",
    words=_("The request came from an account that is in doubt, and nothing else was proved"),
    record="the sealed account, Case.verified_level and Case.verified_at: it came signed in, and that counts no more",
    lacks=_not_doubted,
)
NOT_PERMITTED = Fact(
    name="permission-unconfirmed",
    words=_("Another person asks, and the permission could not be confirmed"),
    record="Case.is_for_another; AgentPermission.state and .shown_at: none given, and none seen that is enough",
    lacks=_permitted,
)
REMINDED = Fact(
    name="reminded",
    words=_("The requester got a link and a code, and a reminder"),
    record="the Letter of the reminder, on its way or out",
    lacks=_not_reminded,
)
NOT_HEARD = Fact(
    name="not-heard",
    words=_("The requester has not answered yet"),
    record="Verification.state and .given: it is open, and nothing was given",
    lacks=_heard,
)
CONFIRMED = Fact(
    name="confirmed",
    words=_("The requester confirmed the request"),
    record="Verification.given: the button of a link or code was pressed",
    lacks=_not_confirmed,
)
PERSON_NOT_HEARD = Fact(
    name="person-not-heard",
    words=_("The person for whom an agent asks has not answered yet"),
    record="AgentPermission.state: a letter asks, no answer yet",
    lacks=_person_heard,
)
# Of a letter that answers for want of proof or permission, by the last part of its name.
OF_LETTER: dict[str, tuple[Fact, ...]] = {
    "not-verified": (UNPROVED, PROOF_OVER),
    "not-confirmed": (UNPROVED,),
    "no-method": (UNPROVED,),
    "stopped-unproved": (UNPROVED,),
    "account-in-doubt": (ACCOUNT_DOUBTED,),
    "agent-no-proof": (NOT_PERMITTED,),
}
# And what it states where it is recorded.
IF_RECORDED: dict[str, tuple[Fact, ...]] = {"not-confirmed": (REMINDED,), "extension": (NOTHING_ASKED,)}

CONFIRMED_LETTER = letters.confirmed(CONFIRMED)
