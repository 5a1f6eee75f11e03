"""Who asks: the proof of a case as the desk shows it. Of points only the names are shown."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from dsr import verification
from dsr.clock import PACIFIC, now
from dsr.journal import EntryName
from dsr.kinds import base
from dsr.kinds.base import Kind
from dsr.law.citations import ccr
from dsr.law.verification import Level, Proof
from dsr.lifecycle import State, Transition
from dsr.models import Case, Entry, Secret, Verification
from dsr.models.verification import VerificationState
from dsr.verification import is_account_doubted
from portal.staff.wording import proof as proof_words


@dataclass(frozen=True)
class Need:
    """One thing to give, and whether it was given."""

    words: str
    is_given: bool


@dataclass(frozen=True)
class Panel:
    """The proof of a case. `carrier` is the other case of the same form whose proof serves this one."""

    level: str
    law: str
    is_asked: bool
    is_proved: bool
    is_disowned: bool
    is_account: bool  # it came signed in at the business's own site, and that still counts
    is_doubted: bool  # it came signed in, and that counts no more
    law_of_doubt: str
    verified_level: str
    needs: list[Need]
    matched: list[str]
    offered: list[str]
    state: str
    tone: str
    letters: int
    link_ends_on: date | None
    ends_on: date | None
    answered_on: date | None  # too little was proved: without a person the machine answers on this day
    carrier: Case | None


def panel(case: Case, kind: Kind, entries: Iterable[Entry]) -> Panel | None:
    """What is asked, given and missing; None for a kind that asks for no proof."""
    if kind.proof is None:
        return None
    row = row_of(case)
    is_waiting = row is not None and row.state == VerificationState.OPEN and case.state == State.VERIFYING
    state, tone = _state(case, row)
    return Panel(
        level=proof_words.level(row.level if row else kind.proof_bounds.least.value),
        law=str(kind.proof_bounds.citation),
        is_asked=row is not None,
        is_proved=case.verified_at is not None,
        is_disowned=_is_disowned(entries),
        is_account=case.verified_level == Level.ACCOUNT,
        is_doubted=is_account_doubted(case),
        law_of_doubt=str(ccr("7061(b)")),
        verified_level=proof_words.level(case.verified_level) if case.verified_at else "",
        needs=[_need(row, Proof(word)) for word in row.needs] if row else [],
        matched=proof_words.points(row.points_matched) if row else [],
        offered=proof_words.points(row.points_offered) if row else [],
        state=state,
        tone=tone,
        letters=row.letters if row else 0,
        link_ends_on=_link_ends_on(row) if row and is_waiting else None,
        ends_on=row.ends_on if row and is_waiting else None,
        answered_on=row.ends_on if row and _waits_for_us(case, row) else None,
        carrier=row.case if row and row.case_id != case.pk else None,
    )


def level_of(case: Case) -> Level:
    """The level that this case takes; the least of its kind while none is asked."""
    row = row_of(case)
    return Level(row.level) if row else base.get(case.kind).proof_bounds.least


def row_of(case: Case) -> Verification | None:
    """Its own, or that of the case whose form opened it: one proof serves both."""
    wanted = Q(case_id=case.pk) | Q(case_id=case.opened_by_id or 0)
    rows = {row.case_id: row for row in Verification.objects.filter(wanted).select_related("case")}
    return rows.get(case.pk) or rows.get(case.opened_by_id or 0)


def _state(case: Case, row: Verification | None) -> tuple[str, str]:
    if case.verified_at is not None:
        return _("proved"), "good"
    if row is None:
        return _("not asked yet"), ""
    tones = {VerificationState.SHORT: "warn", VerificationState.ENDED: "late"}
    state = VerificationState(row.state)
    return str(state.label), tones.get(state, "")


def _waits_for_us(case: Case, row: Verification) -> bool:
    return row.state == VerificationState.SHORT and case.state == State.REVIEW and case.verified_at is None


def _is_disowned(entries: Iterable[Entry]) -> bool:
    """True when the owner of the address said that the request is not theirs, and proof was not asked for since."""
    asked = {EntryName.DISOWNED, Transition.ASK_PROOF, Transition.VERIFY}
    told = [entry.name for entry in entries if entry.name in asked]
    return bool(told) and told[-1] == EntryName.DISOWNED


def _need(row: Verification, proof: Proof) -> Need:
    words = proof_words.need(proof)
    wanted = Level(row.level).points
    if proof is Proof.POINTS and wanted:
        found = min(len(row.points_matched), wanted)
        words = _("%(words)s: %(found)d of %(wanted)d") % {"words": words, "found": found, "wanted": wanted}
        return Need(words, found >= wanted)
    return Need(words, proof.value in row.given)


def _link_ends_on(row: Verification) -> date | None:
    """The last day of the newest link that still opens something."""
    live = Secret.objects.filter(
        purpose=verification.FOR_PROOF, target=row.case_id, used_at=None, ended_at=None, expires_at__gt=now()
    )
    newest = live.order_by("-expires_at").first()
    return newest.expires_at.astimezone(PACIFIC).date() if newest else None
