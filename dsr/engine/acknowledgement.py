"""That a request came in, and by when it is answered: by its own letter, or by one about all of one press."""

from contextlib import suppress
from dataclasses import dataclass

from django.db import transaction

from dsr import agents, disclosures, fulfilment, journal, letters, parties, verification
from dsr.engine import departures
from dsr.errors import Changed, NotAllowed
from dsr.journal import MACHINE
from dsr.kinds import base
from dsr.lifecycle import State, Transition
from dsr.models import Case, Letter
from dsr.verification import Asked


@dataclass(frozen=True)
class _Share:
    """One of the requests that a letter acknowledges, and the proof that it is asked for."""

    case: Case
    asked: Asked | None


def acknowledge(case: Case) -> bool:
    """Write the letter and take the request on, with those that share it; True when it goes on at once."""
    if departures.waits(case):
        return False
    shares = _together(case)
    return _acknowledge_all(shares) if shares else _acknowledge_one(case)


def _acknowledge_one(case: Case) -> bool:
    asked = verification.plan_proof(case)
    words = asked.words if asked else {}
    # One covering letter acknowledges all that an agent sent at once; another address gets a letter of its own.
    name = base.get(case.kind).letters.acknowledgement
    composed = None if agents.has_covering_letter(case) else letters.compose(case, name, extra=words)
    notice = letters.renewed_notice(case)
    with transaction.atomic():
        letter = None
        if composed:
            letter = letters.write_letter(case, composed, key=_key(case), is_response=False, is_urgent=True)
        if notice:
            letters.write_renewed_notice(case, notice)
        _take_on(case, asked, letter)
    return True


def _key(case: Case) -> str:
    return f"acknowledgement:{case.pk}:{case.entry_count}"


def _take_on(case: Case, asked: Asked | None, letter: Letter | None, seen: int | None = None) -> None:
    """To the proof, or into the queue, in the caller's transaction."""
    facts = {"letter": letter.pk} if letter else {}
    if asked:
        verification.begin_proof(case, asked)
        # An earlier proof was of another address; only a signed-in account still counts, by its level.
        move = journal.Move(Transition.ASK_PROOF, {**facts, **asked.facts})
        journal.transition(case.pk, move, MACHINE, seen=seen, changes={"verified_at": None})
    else:
        journal.transition(case.pk, journal.Move(Transition.QUEUE, facts), MACHINE, seen=seen)
        fulfilment.plan_steps(case)
    report = base.get(case.kind).report
    if report is not None:
        disclosures.request_compilation(case, report.name)


# -- several at once --------------------------------------------------------------------------------------------------


def _together(case: Case) -> list[_Share]:
    """All that one letter acknowledges, who carries its link first; nothing where each gets its own."""
    others = parties.cases_received_together(case)
    if not others or not _may_share(case):
        return []
    place = _place(case)
    found = [case, *(one for one in others if _may_share(one) and _place(one) == place)]
    shares = [_Share(one, verification.plan_proof(one)) for one in sorted(found, key=lambda one: one.pk)]
    links = [share for share in shares if share.asked is not None and share.asked.drawn is not None]
    if len(shares) < 2 or len(links) > 1:
        return []
    return sorted(shares, key=lambda share: share not in links)


def _may_share(case: Case) -> bool:
    """Nothing of it was said yet, and nothing holds it back."""
    kind = base.get(case.kind)
    return (
        State(case.state) is State.RECEIVED
        and kind.automatic_grant is None
        and bool(kind.letters.several)
        and not agents.has_covering_letter(case)
        and not Letter.objects.filter(case=case, name=kind.letters.acknowledgement).exists()
        and not departures.waits(case)
    )


def _place(case: Case) -> tuple[str, str, str, int]:
    """Where and how its letters go."""
    reader = parties.writer_of(case)
    return reader.delivery, reader.place, case.language, case.brand_id


def _acknowledge_all(shares: list[_Share]) -> bool:
    """One letter. Where another worker came first with one of them, each is looked at again."""
    first = shares[0]
    name = base.get(first.case.kind).letters.several
    listed = letters.asked_list(first.case, {share.case.pk for share in shares})
    words = {**(first.asked.words if first.asked else {}), "asked_list": listed}
    composed = letters.compose(first.case, name, extra=words)
    keys = {share.case.pk: _key(share.case) for share in shares}
    with suppress(Changed, NotAllowed), transaction.atomic():
        written = letters.write_for_all([share.case for share in shares], composed, keys)
        for share in shares:
            _take_on(share.case, share.asked, written[share.case.pk], seen=share.case.entry_count)
    return True
