"""Reading: which case carries the proof of which others, its row, and what is still missing."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from django.db.models import Q, QuerySet

from dsr import corrections, parties
from dsr.kinds import base
from dsr.law.verification import Level, Proof
from dsr.lifecycle import State
from dsr.models import Case, Sealed, Verification
from dsr.models.case_surroundings import is_read_ahead, may_have, one_beside
from dsr.models.compiled_query import CompiledQuery
from dsr.models.verification import VerificationState
from dsr.reasons import ON_PROOF, Reason
from dsr.verification import rules

# Once the last proof is given, these may still hear that it was not the person: nothing is decided yet.
UNDECIDED = frozenset({State.VERIFYING, State.REVIEW})


def cases_served(case: Case) -> list[Case]:
    """The case and those that its form opened with it and that need proof: one proof serves all."""
    opened = Case.objects.filter(opened_by=case).select_related("business", "brand", "choice_mode").order_by("pk")
    return [case, *(one for one in opened if base.get(one.kind).proof is not None)]


def days_of(case: Case) -> tuple[date, date]:
    """The earliest day to send by, and the earliest due day, of the case and those that its proof serves."""
    served = cases_served(case)
    return min(one.send_by for one in served), min(one.due_safe for one in served)


def stuck(case: Case, reason: Reason) -> dict[str, str]:
    """The mark of a case whose proof a person must look at; another mark stays."""
    return {} if case.stuck else {"stuck": reason}


def unstuck(case: Case) -> dict[str, str]:
    """Takes that mark away."""
    return {"stuck": ""} if case.stuck in ON_PROOF else {}


def _of_either(case_id: int, opened_by_id: int) -> QuerySet[Verification]:
    wanted = Q(case_id=case_id) | Q(case_id=opened_by_id)
    return Verification.objects.filter(wanted).select_related("case__business")


_OF_EITHER = CompiledQuery(_of_either, int, int)


def proof_of(case: Case) -> Verification | None:
    """The proof of this case: its own, or that of the case whose form opened it."""
    if is_read_ahead(case):
        own: Verification | None = one_beside(case, "verification")
        return own or (one_beside(case.opened_by, "verification") if case.opened_by is not None else None)
    rows = {row.case_id: row for row in _OF_EITHER.all(case.pk, case.opened_by_id or 0)}
    return rows.get(case.pk) or rows.get(case.opened_by_id or 0)


def carrier_of(case: Case) -> Case | None:
    """The case whose proof serves this one too; None when this one is proved by itself."""
    first = case.opened_by
    if first is None or base.get(first.kind).proof is None:
        return None
    is_waiting = State(first.state) in {State.RECEIVED, State.VERIFYING}
    return first if is_waiting or Verification.objects.filter(case=first).exists() else None


def carrier_by_reference(reference: str) -> int:
    """The case that carries the proof of this reference, a plain one; 0 when there is none."""
    wanted = Q(case__reference=reference) | Q(case__opened__reference=reference)
    return Verification.objects.filter(wanted).values_list("case_id", flat=True).first() or 0


def is_account_doubted(case: Case) -> bool:
    """True when it came signed in and that proves nothing more, § 7061(b): staff asked again, or it was disowned."""
    if case.verified_at is not None or case.verified_level == Level.ACCOUNT:
        return False
    return may_have(case, "account") and Sealed.objects.filter(case_id=case.pk, name="account").exists()


def cases_of_request(case: Case) -> list[Case]:
    """What one press of the button is about: the case and those that wait with it."""
    return [one for one in cases_served(case) if State(one.state) in UNDECIDED]


def missing_proofs(row: Verification) -> frozenset[Proof]:
    return frozenset(Proof(word) for word in row.needs) - frozenset(Proof(word) for word in row.given)


def is_complete(row: Verification) -> bool:
    """All that the requester can give is given; only matching is left."""
    return missing_proofs(row) <= {Proof.POINTS}


def spelled(proofs: Iterable[Proof]) -> list[str]:
    """As rows and facts hold them: in the order in which they are asked."""
    wanted = frozenset(proofs)
    return [proof.value for proof in Proof if proof in wanted]


def waits_for_proof(row: Verification) -> bool:
    return VerificationState(row.state) is VerificationState.OPEN


def held_points(case: Case) -> dict[str, str]:
    """What the request itself says about the subject. An agent's own address proves nothing of the subject."""
    sealed = parties.sealed_values(case)
    subject, requester = sealed.get("subject", {}), sealed.get("requester", {})
    own = {} if case.is_for_another else requester
    held = {name: subject.get(name) or own.get(name) or "" for name in ("email", "name", "phone")}
    held.update(sealed.get("points") or {})
    return {name: value for name, value in held.items() if value}


def allowed_points(row: Verification) -> tuple[str, ...]:
    """The points of the rule that asks the most, of the case and those that it serves."""
    kinds = [base.get(one.kind) for one in cases_served(row.case)]
    levels = {kind.code: rules.proof_level_of(row.case.business_id, kind).rank for kind in kinds}
    kind = max(kinds, key=lambda one: levels[one.code])
    disputed = frozenset().union(*(corrections.disputed_points(one) for one in cases_served(row.case)))
    return rules.points_to_match(row.case.business_id, kind, Level(row.level), disputed)


class ProofLinkState(StrEnum):
    """What a link or code is good for now."""

    OPEN = "open"  # the button may be pressed
    OLD = "old"  # the request still waits, but this letter's time is over: another can be sent
    GIVEN = "given"  # the requester confirmed it: nothing more is needed
    SETTLED = "settled"  # it is decided, or proved another way: nobody waits for the requester any more
    OVER = "over"  # no proof came in time, and that was answered
    CLOSED = "closed"  # the request ended without an answer


def proof_link_state(row: Verification, *, is_live: bool) -> ProofLinkState:
    if State(row.case.state) is State.CLOSED and not cases_of_request(row.case):
        return ProofLinkState.CLOSED
    if row.state == VerificationState.ENDED:
        return ProofLinkState.OVER
    if is_complete(row):
        return ProofLinkState.GIVEN
    if not waits_for_proof(row):
        return ProofLinkState.SETTLED
    return ProofLinkState.OPEN if is_live else ProofLinkState.OLD


def may_confirm_second_step(case: Case) -> bool:
    """Whether the page after the form offers the second step: who came signed in needs nothing else."""
    if case.verified_level != Level.ACCOUNT or State(case.state) not in {State.RECEIVED, State.VERIFYING}:
        return False
    row = Verification.objects.filter(case=case).first()
    is_two_step = any(base.get(one.kind).proof_bounds.is_two_step for one in cases_served(case))
    return Proof.CONFIRM in missing_proofs(row) and waits_for_proof(row) if row else is_two_step
