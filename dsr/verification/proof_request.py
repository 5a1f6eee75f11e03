"""Asking for proof: what a case needs, and the letters that carry a link and a code."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from secrets import token_hex
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from dsr import journal, letters, work_queue
from dsr.clock import PACIFIC, now, today
from dsr.errors import BadInput
from dsr.journal import MACHINE, Actor, EntryName, Line
from dsr.kinds import base
from dsr.law.verification import Level, Proof
from dsr.lifecycle import State, Transition
from dsr.models import Bundled, Case, Letter, Secret, Verification
from dsr.models.case import Channel
from dsr.models.due_work import WorkName
from dsr.models.letter import LetterState
from dsr.models.verification import VerificationState
from dsr.verification import one_time_links, rules, state, wording
from dsr.verification.one_time_links import FOR_PROOF, DrawnSecret

# A link that lies in a mailbox for long is a risk; two weeks leave time for a holiday, and a reminder brings another.
LIFETIME = timedelta(days=14)
# The answer in place of the proof leaves this much before the day to send by, so that it is out in time.
_BEFORE_DUE = timedelta(days=3)
# A late case still leaves one whole day to prove.
_AT_LEAST = timedelta(days=2)
# The acknowledgement, one reminder, and five that the requester asks for.
MOST_LETTERS = 7

_LADDER = {
    Level.NONE: (),
    Level.EMAIL: (Proof.EMAIL,),
    Level.REASONABLE: (Proof.EMAIL, Proof.POINTS),
    Level.HIGH: (Proof.EMAIL, Proof.POINTS, Proof.DECLARATION),
    Level.ACCOUNT: (),
}


@dataclass(frozen=True)
class Asked:
    """What a case must give, the secret for its letter, and the letter's words; nothing is written yet."""

    level: Level
    needs: tuple[Proof, ...]
    words: Mapping[str, str] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)
    ends_on: date | None = None
    drawn: DrawnSecret | None = None  # None: another case's proof serves this one


def plan_proof(case: Case) -> Asked | None:
    """What this case must give; None when nothing has to be proved."""
    if base.get(case.kind).proof is None:
        return None
    first = state.carrier_of(case)
    if first is not None:
        return Asked(Level.NONE, (), wording.of_first(case, first), {"proved_with": first.reference})
    return _asked(case, is_account=case.verified_level == Level.ACCOUNT)


def needs_of(case: Case, *, is_account: bool) -> tuple[Level, tuple[Proof, ...]]:
    """The highest level of the case and those it opened, and what it takes."""
    kinds = [base.get(one.kind) for one in state.cases_served(case)]
    proved = [kind for kind in kinds if kind.proof is not None]
    levels = [rules.proof_level_of(case.business_id, kind) for kind in proved]
    level = Level.ACCOUNT if is_account else max(levels, key=lambda one: one.rank, default=Level.NONE)
    if is_bundled(case):  # the agent's letter says it for all; each person is found by what it says of them
        level = max(level, Level.REASONABLE, key=lambda one: one.rank)
        return level, tuple(proof for proof in _LADDER[level] if proof is not Proof.EMAIL)
    is_two_step = case.channel == Channel.FORM and any(kind.proof_bounds.is_two_step for kind in proved)
    wanted = {*_LADDER[level], *([Proof.CONFIRM] if is_two_step else [])}
    return level, tuple(proof for proof in Proof if proof in wanted)


def is_bundled(case: Case) -> bool:
    """True for one of many that an agent asked for in one letter."""
    return Bundled.objects.filter(case=case).exists()


def _asked(case: Case, *, is_account: bool) -> Asked | None:
    level, needs = needs_of(case, is_account=is_account)
    if level is Level.NONE and not needs:
        return None
    ends_on, drawn = ends_on_of(case), one_time_links.draw_secret()
    words = wording.words(case, level, needs, drawn, _last_day(ends_on))
    facts = {"level": level.value, "needs": state.spelled(needs), "ends_on": ends_on.isoformat()}
    return Asked(level, needs, words, facts, ends_on, drawn)


_UNSENT = (LetterState.WRITTEN, LetterState.TO_MAIL)


def ends_on_of(case: Case) -> date:
    """On this day a written answer goes out in place of the proof, in time for the earliest of the cases.

    Never after the day to send by, or after the due day where that day is over; only what is due today or late already
    cannot keep that, and still leaves a whole day.
    """
    days = state.days_of(case)
    wanted = max(days[0] - _BEFORE_DUE, today() + _AT_LEAST)
    return min(wanted, next((day for day in days if day > today()), wanted))


def follow_more_time() -> int:
    """Where more time was taken since, a proof that waits takes part in it; how many moved.

    Not before the notice is out: without it in time nobody has the time.
    """
    names, out = letters.extension_letter_names(), [LetterState.ACCEPTED, LetterState.MAILED]
    told = Letter.objects.filter(name__in=names, state__in=out).values("case_id")
    taken = Q(case__extended_at__isnull=False, case__in=told)
    taken |= Q(case__opened__extended_at__isnull=False, case__opened__in=told)
    waiting = Verification.objects.filter(taken, state__in=[VerificationState.OPEN, VerificationState.SHORT])
    moved = 0
    for row in waiting.select_related("case").distinct():
        ends_on = state.days_of(row.case)[0] - _BEFORE_DUE
        unchanged = Verification.objects.filter(pk=row.pk, state=row.state, ends_on=row.ends_on, ends_on__lt=ends_on)
        moved += unchanged.update(ends_on=ends_on)
    return moved


def follow_earlier_day(case: Case, *, is_told: bool) -> bool:
    """Its receipt was corrected to an earlier day: a proof that waits ends in time for it; True where it does now.

    Verification pauses no clock, 11 CCR § 7021(b). `is_told`: a letter told until when its link is good; where that is
    longer than the proof lasts now, another tells the day, and what waits is not sent. In the caller's transaction.
    """
    carriers = [one for one in (case.pk, case.opened_by_id) if one is not None]
    waiting = Verification.objects.filter(
        case__in=carriers, state__in=[VerificationState.OPEN, VerificationState.SHORT]
    )
    row = waiting.select_related("case").first()
    ends_on = ends_on_of(row.case) if row is not None else None
    if row is None or ends_on is None or ends_on >= row.ends_on:
        return False
    Verification.objects.filter(pk=row.pk).update(ends_on=ends_on)
    live = Secret.objects.filter(purpose=FOR_PROOF, target=row.case_id, used_at=None, ended_at=None)
    is_longer = live.filter(expires_at__gt=datetime.combine(ends_on, time(0), tzinfo=PACIFIC)).exists()
    if row.state == VerificationState.OPEN and is_told and is_longer:
        proof = base.get(row.case.kind).proof_rules
        stale = Letter.objects.filter(case=row.case, name__in=[proof.reminder, proof.fresh_link])
        stale.filter(state__in=_UNSENT).update(state=LetterState.REPLACED)
        Verification.objects.filter(pk=row.pk).update(letters=F("letters") + 1)
        key = f"prove:{row.case_id}:{row.letters + 1}"
        work_queue.add(WorkName.PROVE, row.case_id, key, case_id=row.case_id, is_urgent=True)
    return True


def begin_proof(case: Case, asked: Asked) -> None:
    """Write down what is asked, in the caller's transaction. Links that went to an earlier address end."""
    if asked.drawn is None or asked.ends_on is None:
        return
    row = open_row(case, asked.level, asked.needs, asked.ends_on)
    # Control was proved of the address before, not of this one; what else was given stands.
    given = [word for word in row.given if word in asked.facts["needs"] and word != Proof.EMAIL]
    _restart(row, asked, given=given)


def open_row(case: Case, level: Level, needs: tuple[Proof, ...], ends_on: date) -> Verification:
    """The row of a case, locked; made when there is none yet."""
    defaults = {"level": level.value, "needs": state.spelled(needs), "begun_at": now(), "ends_on": ends_on}
    Verification.objects.get_or_create(case=case, defaults=defaults)
    return Verification.objects.select_for_update().get(case=case)


def _restart(row: Verification, asked: Asked, *, given: list[str]) -> None:
    assert asked.drawn is not None and asked.ends_on is not None
    one_time_links.end_secrets(FOR_PROOF, row.case_id)
    row.level, row.needs, row.given = asked.level.value, state.spelled(asked.needs), given
    row.state, row.ends_on, row.begun_at = VerificationState.OPEN, asked.ends_on, now()
    row.reminded_at, row.letters, row.tries = None, row.letters + 1, 0
    row.save()
    one_time_links.keep_secret(FOR_PROOF, row.case_id, asked.drawn, lifetime(asked.ends_on))


def lifetime(ends_on: date) -> timedelta:
    """Two weeks, or until the proof ends."""
    return _good_until(ends_on) - now()


def _good_until(ends_on: date) -> datetime:
    """By one look at the clock: between two of them time goes on, and the letter would name the day before."""
    end, at = datetime.combine(ends_on, time(0), tzinfo=PACIFIC), now()
    return min(at + LIFETIME, max(end, at + timedelta(hours=1)))


def _last_day(ends_on: date) -> date:
    """The day on which a link that is issued now is good no more."""
    return _good_until(ends_on).astimezone(PACIFIC).date()


def confirm_by(case_id: int) -> date | None:
    """The last day for the link or code that is good now, as its letter said it; None where none is good any more."""
    sent = Secret.objects.filter(purpose=FOR_PROOF, target=case_id, used_at=None, ended_at=None, expires_at__gt=now())
    newest = sent.order_by("-expires_at").first()
    return newest.expires_at.astimezone(PACIFIC).date() - timedelta(days=1) if newest else None


def remind_requester(case_id: int) -> bool:
    """Write the one reminder, with another link and code; the first stays good until its own end."""
    changes: dict[str, Any] = {"reminded_at": now()}
    return _send(
        case_id, fact=EntryName.PROOF_REMINDED, changes=changes, only_if={"reminded_at": None}, is_reminder=True
    )


def want_fresh_link(case_id: int) -> bool:
    """The requester asks for another letter. A worker writes it, so that a page tells nothing by its time.

    For no case, and for one that waits for nothing, the same is written: a row of work, which comes to nothing.
    """
    with transaction.atomic():
        waiting = Verification.objects.filter(case_id=case_id, state=VerificationState.OPEN)
        is_due = bool(waiting.filter(letters__lt=MOST_LETTERS).update(letters=F("letters") + 1))
        number = waiting.values_list("letters", flat=True).first()
        key = f"prove:{case_id}:{number}" if is_due else f"prove:nothing:{token_hex(16)}"
        target = case_id if is_due else 0
        work_queue.add(WorkName.PROVE, target, key, case_id=target or None, is_urgent=True)
    return is_due


def send_fresh_link(case_id: int) -> bool:
    """Write the letter that was asked for. Asked for twice before it was written, it is written once."""
    return _send(case_id, fact=EntryName.PROOF_LETTER, changes={"tries": 0}, only_if={})


def _send(
    case_id: int, *, fact: EntryName, changes: Mapping[str, Any], only_if: Mapping[str, Any], is_reminder: bool = False
) -> bool:
    case = Case.objects.select_related("business", "brand", "choice_mode").get(pk=case_id)
    row = Verification.objects.get(case=case)
    key = f"{fact}:{case_id}:{row.letters}"
    if not state.waits_for_proof(row) or Letter.objects.filter(key=key).exists():
        return False
    needs = tuple(Proof(word) for word in row.needs)
    drawn = one_time_links.draw_secret()
    words = wording.words(case, Level(row.level), needs, drawn, _last_day(row.ends_on))
    proof = base.get(case.kind).proof_rules
    composed = letters.compose(case, proof.reminder if is_reminder else proof.fresh_link, extra=words)
    with transaction.atomic():
        unchanged = Verification.objects.filter(
            pk=row.pk, state=VerificationState.OPEN, letters=row.letters, **only_if
        )
        if not unchanged.update(**{"letters": row.letters, **changes}) or Letter.objects.filter(key=key).exists():
            return False
        letter = letters.write_letter(case, composed, key=key, is_response=False, is_urgent=not is_reminder)
        one_time_links.keep_secret(FOR_PROOF, case_id, drawn, lifetime(row.ends_on))
        journal.record(case_id, Line(fact, {"letter": letter.pk, "name": letter.name}), MACHINE)
    return True


def ask_proof_again(case_id: int, actor: Actor, *, seen: int, reason: str = "") -> Case:
    """Staff ask for proof once more: too little matched, or fraud is suspected, Cal. Code Regs. tit. 11, § 7061(b).

    A signed-in account then proves nothing. The requester may offer other points; what was confirmed stays so.
    """
    case = Case.objects.select_related("business", "brand", "choice_mode", "opened_by").get(pk=case_id)
    row = state.proof_of(case)
    if row is None:
        raise BadInput(_("No proof is asked for this request."))
    first = Case.objects.select_related("business", "brand", "choice_mode").get(pk=row.case_id)
    asked = _asked(first, is_account=False)
    if asked is None:
        raise BadInput(_("No proof is asked for this request."))
    composed = letters.compose(first, base.get(first.kind).proof_rules.fresh_link, extra=asked.words)
    with transaction.atomic():
        row = Verification.objects.select_for_update().get(pk=row.pk)
        for one in state.cases_served(first):
            if one.pk == case.pk or State(one.state) is State.REVIEW:
                journal.transition(
                    one.pk,
                    journal.Move(Transition.ASK_PROOF, asked.facts, reason if one.pk == case.pk else ""),
                    actor,
                    seen=seen if one.pk == case.pk else None,
                    changes={"verified_at": None, "verified_level": "", **state.unstuck(one)},
                )
        _restart(row, asked, given=[word for word in row.given if word == Proof.CONFIRM])
        letters.write_letter(first, composed, key=f"proof-again:{first.pk}:{row.letters}", is_response=False)
    case.refresh_from_db()
    return case
