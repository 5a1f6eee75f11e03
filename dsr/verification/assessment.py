"""Weighing proof: what was given so far comes to still open, enough, or too little."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from dsr import corrections, journal, parties, systems
from dsr.clock import now
from dsr.law.verification import Level, Proof
from dsr.models import Case, Verification
from dsr.models.verification import VerificationState
from dsr.reasons import Reason
from dsr.verification import proof_request
from dsr.verification.state import (
    allowed_points,
    cases_served,
    held_points,
    is_complete,
    missing_proofs,
    proof_of,
    stuck,
    waits_for_proof,
)


@dataclass(frozen=True)
class Verdict:
    """What was given so far comes to: still open, enough, or too little."""

    is_open: bool
    is_enough: bool = False
    level: Level = Level.NONE
    facts: Mapping[str, Any] = field(default_factory=dict)


OPEN = Verdict(is_open=True)
# By these the systems find people.
_ADDRESSES = ("email", "phone")


def assess_proof(case: Case) -> Verdict:
    """Weigh what was given. Matching asks the systems, so this is never called in a transaction.

    Raises TryAgain while a system cannot be reached.
    """
    row = proof_of(case)
    if row is None:
        return OPEN
    if waits_for_proof(row) and is_complete(row):
        _weigh(row)
        row.refresh_from_db()
    return _verdict(row)


def _verdict(row: Verification) -> Verdict:
    state = VerificationState(row.state)
    if state in {VerificationState.OPEN, VerificationState.ENDED}:
        return OPEN  # what ended is answered by the day's work, not weighed
    level = Level(row.level)
    facts = {"level": row.level, "given": row.given, "points": row.points_matched}
    is_enough = state is VerificationState.PASSED
    why = {} if is_enough else {"reason": Reason.PROOF_TOO_LITTLE}
    return Verdict(is_open=False, is_enough=is_enough, level=level, facts={**facts, **why})


def _weigh(row: Verification) -> None:
    offered, matched = _match(row) if Proof.POINTS in missing_proofs(row) else ({}, frozenset())
    is_enough = Proof.POINTS not in missing_proofs(row) or len(matched) >= Level(row.level).points
    changes: dict[str, Any] = {"state": VerificationState.PASSED if is_enough else VerificationState.SHORT}
    if offered:
        changes |= {"points_offered": sorted(offered), "points_matched": sorted(matched)}
    if is_enough:
        changes["given"] = row.needs
    else:
        changes["ends_on"] = proof_request.ends_on_of(row.case)
    with transaction.atomic():
        # Another worker, or the requester who says that it was not them, may have come between.
        unchanged = Verification.objects.filter(pk=row.pk, state=VerificationState.OPEN, begun_at=row.begun_at)
        if unchanged.update(**changes):
            if is_enough:
                keep_matched(row, matched)
            journal.unseal_one(row.case_id, "points")


def _match(row: Verification) -> tuple[Mapping[str, str], frozenset[str]]:
    """What was offered of the points that the rule allows, and the names of those that one record matches."""
    held = held_points(row.case)
    offered = {name: held[name] for name in allowed_points(row) if held.get(name)}
    within = corrections.points_held_now(row.case)
    matched = systems.match_points(row.case.business_id, offered, within) if offered else frozenset()
    return offered, matched & frozenset(offered)


def keep_matched(row: Verification, matched: Collection[str]) -> None:
    """Before the points are unsealed, in the caller's transaction: what matched of them names the subject from now on.

    By it the steps find the rows, where the request itself gave no address. What matched is held already: it is no
    new information, Cal. Code Regs. tit. 11, § 7060(d).
    """
    typed = parties.sealed_values(row.case).get("points") or {}
    told = {name: typed[name] for name in _ADDRESSES if name in matched and typed.get(name)}
    for one in cases_served(row.case) if told else ():
        subject = parties.sealed_values(one).get("subject", {}) if one.is_open else None
        if subject is not None and not all(subject.get(name) for name in told):
            named = {**told, **{name: value for name, value in subject.items() if value}}
            journal.reseal(one.pk, "subject", named)


def proven_changes(level: Level) -> dict[str, Any]:
    """What a proof writes into the case."""
    return {"verified_at": now(), "verified_level": level.value}


def too_little_changes(case: Case) -> dict[str, str]:
    """What a proof that is too little writes into the case: a person must look at it."""
    return stuck(case, Reason.PROOF_TOO_LITTLE)
