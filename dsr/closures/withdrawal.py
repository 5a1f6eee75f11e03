"""A person takes their request back: staff record that they want to, and they confirm it through a link."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from dsr import correspondence, journal, letters, parties, steps, verification, work_queue
from dsr.clock import PACIFIC, now, today
from dsr.closures.close_case import end, held
from dsr.closures.closing_letters import compose_closing, write_closing
from dsr.closures.closure_rules import why_not_closed
from dsr.closures.heard_parties import Heard, is_person_asked
from dsr.errors import BadInput, Blocked
from dsr.formats import public_urls
from dsr.formats.days import long_day
from dsr.journal import REQUESTER, Actor, EntryName, Line, Move
from dsr.kinds import base
from dsr.law.closures import WITHDRAWN
from dsr.lifecycle import RULES, State, Transition
from dsr.models import Case, Entry, Letter, Secret, Verification
from dsr.models.due_work import WorkName
from dsr.models.letter import MAY_HAVE_REACHED
from dsr.verification import FOR_WITHDRAWAL

_LIFETIME = timedelta(days=14)
MOST_ASKED = 3  # links in letters: nobody is pestered


def why_not_withdrawn(case: Case, too_late: str | None = None) -> str:
    """Why the person cannot withdraw this request now; empty when they can."""
    kind = base.get(case.kind)
    if not kind.letters.withdrawal:
        if kind.suppression is not None:
            return _("It cannot be withdrawn: undoing a stop is a new consent, and the person gives that themselves.")
        return _("A request of this kind cannot be withdrawn: it is acted on whoever sent it.")
    if why := why_not_closed(case, WITHDRAWN, too_late):
        return why
    return "" if _may_act(case) else _("Who acts for the person has shown no permission, so they cannot withdraw it.")


def is_withdrawal_offered(case: Case) -> bool:
    """Whether a request like this can be withdrawn at all: the same from the receipt to the answer."""
    return bool(base.get(case.kind).letters.withdrawal) and State(case.state) in RULES[Transition.CLOSE].sources


def _may_act(case: Case) -> bool:
    """The person themselves, or an agent whose permission is here or was confirmed."""
    return not case.is_for_another or parties.is_permission_shown(case)


def ask_withdrawal(case_id: int, actor: Actor, *, seen: int, how: str, note: str) -> Case:
    """Record that the person wants to withdraw, and send the link to the address on file. Nothing is withdrawn by it.

    `how` is a Channel. Raises BadInput without what they said, Blocked where it cannot be withdrawn.
    """
    journal.must_decide(actor)
    if not note.strip():
        raise BadInput(_("Write what the person said, and how you know that it was them."))
    with transaction.atomic():
        case = Case.objects.select_for_update(no_key=True, of=("self",)).select_related("joined_to").get(pk=case_id)
        if why := why_not_withdrawn(case):
            raise Blocked(why)
        if Entry.objects.filter(case=case, name=EntryName.WITHDRAWAL_ASKED).count() >= MOST_ASKED:
            raise BadInput(_("Enough letters asked the person to confirm it. Decide the request."))
        line = Line(EntryName.WITHDRAWAL_ASKED, {"how": how}, note.strip())
        case = journal.record(case_id, line, actor, seen=seen)
        key = f"withdrawal:{case.pk}:{case.entry_count}"
        work_queue.add(WorkName.WITHDRAWAL, case.pk, key, case_id=case.pk, is_urgent=True)
    return case


def send_withdrawal_link(case_id: int) -> bool:
    """Write the letter with the link, once for each time it was asked for; earlier links end. False: nothing to do."""
    case = Case.objects.select_related("business", "brand", "choice_mode", "joined_to").get(pk=case_id)
    asked = Entry.objects.filter(case=case, name=EntryName.WITHDRAWAL_ASKED).order_by("-number").first()
    key = f"withdrawal:{case.pk}:{asked.number}" if asked else ""
    if not asked or why_not_withdrawn(case) or Letter.objects.filter(key=key).exists():
        return False
    drawn, ends_on = verification.draw_secret(), today() + _LIFETIME
    with translation.override(case.language):
        last = long_day(ends_on - timedelta(days=1))
    words = {"link": public_urls.withdrawal(drawn.token), "link_ends_on": str(last)}
    composed = letters.compose(case, base.get(case.kind).letters.withdrawal, extra=words)
    with transaction.atomic():
        Case.objects.select_for_update(no_key=True).get(pk=case_id)
        if Letter.objects.filter(key=key).exists():  # another worker came first
            return False
        verification.end_secrets(FOR_WITHDRAWAL, case.pk)
        letters.write_letter(case, composed, key=key, is_response=False, is_urgent=True)
        until = datetime.combine(ends_on, time(0), tzinfo=PACIFIC)
        verification.keep_secret(FOR_WITHDRAWAL, case.pk, drawn, until - now())
    return True


class WithdrawalState(StrEnum):
    """What the link is good for now."""

    OPEN = "open"
    WITHDRAWN = "withdrawn"
    TOO_LATE = "too-late"  # its response is out, or something was done already


@dataclass(frozen=True)
class Withdrawal:
    """What the page behind the link shows. `done`: what was done of the request so far, in words."""

    case: Case
    state: WithdrawalState
    done: tuple[str, ...] = ()


def withdrawal_of(secret: Secret, *, is_live: bool) -> Withdrawal | None:
    """What a link opens; None for one that is used up, too old or replaced, as for one that never was."""
    case = Case.objects.select_related("brand", "business", "joined_to").filter(pk=secret.target).first()
    if case is None:
        return None
    if case.closure == WITHDRAWN.code and secret.used_at is not None:
        return Withdrawal(case, WithdrawalState.WITHDRAWN)
    if not is_live:
        return None
    if why_not_withdrawn(case):
        is_too_late = not case.closure and bool(why_not_closed(case, WITHDRAWN))
        return Withdrawal(case, WithdrawalState.TOO_LATE) if is_too_late else None
    return Withdrawal(case, WithdrawalState.OPEN, done_so_far(case))


def withdrawal_by_token(token: str) -> tuple[Withdrawal, Secret] | None:
    """The same by the token of the link, with its secret."""
    found = verification.find_secret(FOR_WITHDRAWAL, token)
    shown = withdrawal_of(found.secret, is_live=found.is_live) if found else None
    return (shown, found.secret) if found and shown else None


def done_so_far(case: Case) -> tuple[str, ...]:
    """What cannot be undone by withdrawing; that something was deleted or changed is no part: then it is too late."""
    names = set(Entry.objects.filter(case=case).values_list("name", flat=True))
    said = []
    is_sent = bool(names & {EntryName.LETTER_ACCEPTED, EntryName.LETTER_MAILED})
    if is_sent and Letter.objects.to_writer().filter(case=case, state__in=MAY_HAVE_REACHED).exists():
        said.append(_("We wrote to you about your request."))
    if case.verified_at is not None and _was_compared(case):
        said.append(_("We compared what you gave us with what we have, to make sure who asks."))
    # Of one that is joined to another, the other acts for both.
    if base.get(case.kind).work is not None and not steps.effects_of(case).are_some:
        said.append(_("For this request we deleted and changed nothing."))
    return tuple(said)


def _was_compared(case: Case) -> bool:
    """Whether the proof rests on points that matched; who pressed a link or was signed in gave nothing to compare."""
    proofs = Verification.objects.filter(case_id__in=[case.pk, case.opened_by_id or 0])
    return any(proof.points_matched for proof in proofs)


def withdraw(secret: Secret) -> bool:
    """The person pressed the button: it ends so, and a letter confirms it. False when it was too late, or done."""
    return _withdraw(secret.target, lambda: verification.use_secret(secret))


def withdraw_from_page(case_id: int, fact: tuple[str, str]) -> bool:
    """The same on the page of the request, with a fact of it that no letter carries: its name and value.

    Raises BadInput where that is wrong, Blocked after too many. False when it was too late, or done.
    """
    case = Case.objects.select_related("opened_by", "joined_to").get(pk=case_id)
    if why_not_withdrawn(case):
        return False
    correspondence.require_fact(case, fact)
    return _withdraw(case_id, lambda: True)


def _withdraw(case_id: int, use_up: Callable[[], bool]) -> bool:
    case = Case.objects.select_related("business", "brand", "choice_mode", "joined_to").get(pk=case_id)
    if why_not_withdrawn(case):
        return False
    whom = [Heard.REQUESTER, *([Heard.PERSON] if is_person_asked(case) else [])]
    composed = compose_closing(case.pk, WITHDRAWN, whom)
    with transaction.atomic():
        case = held(case.pk)
        if why_not_withdrawn(case) or not use_up():
            return False
        case = end(case, REQUESTER, Move(Transition.CLOSE, {"closure": WITHDRAWN.code}), None)
        write_closing(case, composed)
    return True
