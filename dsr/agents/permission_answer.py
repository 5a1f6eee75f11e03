"""Hearing the person, and what staff saw or decided about who acts for them."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.db import transaction
from django.utils.translation import gettext as _

from dsr import corrections, journal, parties, systems, verification
from dsr.agents import permission_rows
from dsr.agents.permission_rows import PERMISSION_TO
from dsr.clock import now
from dsr.errors import BadInput, NotAllowed
from dsr.journal import REQUESTER, Actor, EntryName, Line
from dsr.kinds import base
from dsr.law.agents import PARENT_METHODS, Asks, Authority
from dsr.law.child import GOVERNMENT_ID
from dsr.law.verification import Level
from dsr.lifecycle import State
from dsr.models import AgentPermission, Attachment, Case, Secret
from dsr.models.agent_permission import AgentPermissionState
from dsr.models.attachment import Purpose
from dsr.reasons import Reason

# Staff may go on without an answer where none can be had; never against a "no".
_MAY_SKIP = frozenset(
    {AgentPermissionState.NOT_ASKED, AgentPermissionState.NO_ADDRESS, AgentPermissionState.UNANSWERED}
)
_HEARD = frozenset({AgentPermissionState.GIVEN, AgentPermissionState.DENIED, AgentPermissionState.SHORT})
_ENTRIES = {
    AgentPermissionState.GIVEN: EntryName.PERMISSION_GIVEN,
    AgentPermissionState.DENIED: EntryName.PERMISSION_DENIED,
    AgentPermissionState.SHORT: EntryName.PERMISSION_SHORT,
}
_MARKS = {
    AgentPermissionState.DENIED: Reason.PERMISSION_DENIED,
    AgentPermissionState.SHORT: Reason.PERMISSION_SHORT,
}


class PermissionLinkState(StrEnum):
    """What a link of the person's is good for now."""

    OPEN = "open"
    GIVEN = "given"
    DENIED = "denied"
    OVER = "over"  # no answer came in time, or the request is decided


def permission_link_state(row: AgentPermission, *, is_live: bool) -> PermissionLinkState:
    """What the page behind the link may still do. A yes may be taken back until something is decided."""
    if not parties.undecided_sharing_authority(row.case):
        return PermissionLinkState.OVER
    if row.state == AgentPermissionState.OPEN:
        return PermissionLinkState.OPEN if is_live else PermissionLinkState.OVER
    if row.state == AgentPermissionState.DENIED:
        return PermissionLinkState.DENIED
    return PermissionLinkState.GIVEN if row.state in _HEARD else PermissionLinkState.OVER


def _level(carrier: Case) -> tuple[Level, tuple[str, ...]]:
    """How much the person must match, and by which points beside the address that their letter reached."""
    kinds = [base.get(one.kind) for one in parties.cases_sharing_authority(carrier)]
    levels = {
        kind: max(verification.proof_level_of(carrier.business_id, kind), Level.REASONABLE, key=_rank)
        for kind in kinds
    }
    kind = max(kinds, key=lambda one: levels[one].rank)
    disputed = frozenset().union(
        *(corrections.disputed_points(one) for one in parties.cases_sharing_authority(carrier))
    )
    names = verification.points_to_match(carrier.business_id, kind, levels[kind], disputed)
    return levels[kind], tuple(name for name in names if name != "email")


def _rank(level: Level) -> int:
    return level.rank


def points_to_ask(row: AgentPermission) -> tuple[str, ...]:
    """The points that the page asks of a person who is to verify who they are; none where a yes is enough."""
    return _level(row.case)[1] if row.asks == Asks.VERIFY else ()


def answer_permission(secret: Secret, *, is_given: bool, offered: Mapping[str, str] | None = None) -> bool:
    """The person pressed a button. False when the question was over or another press was first.

    What is offered to be matched is compared and not kept. Raises TryAgain while a system cannot be reached: the link
    stays good.
    """
    row = AgentPermission.objects.select_related("case").filter(case_id=secret.target).first()
    if row is None:
        return False
    matched = _matched(row, offered or {}) if is_given and row.asks == Asks.VERIFY else frozenset()
    with transaction.atomic():
        return _hear(secret, is_given, matched)


def _matched(row: AgentPermission, offered: Mapping[str, str]) -> frozenset[str]:
    _needed, names = _level(row.case)
    given = {name: told for name, told in offered.items() if name in names}
    found = systems.match_points(
        row.case.business_id, {"email": str(parties.sealed_value(row.case, PERMISSION_TO)), **given}
    )
    return found & {"email", *given}


def _hear(secret: Secret, is_given: bool, matched: frozenset[str]) -> bool:
    carrier = permission_rows.carrier(secret.target)
    row = permission_rows.locked(carrier)
    state = AgentPermissionState(row.state)
    # A yes is taken once, while the link is good; it may be taken back until something is decided.
    takes_back = not is_given and state in {AgentPermissionState.GIVEN, AgentPermissionState.SHORT}
    is_answer = state is AgentPermissionState.OPEN and verification.use_secret(secret)
    if not parties.undecided_sharing_authority(carrier) or not (is_answer or takes_back):
        return False
    is_short = is_given and row.asks == Asks.VERIFY and len(matched) < _level(carrier)[0].points
    heard = (
        AgentPermissionState.SHORT
        if is_short
        else AgentPermissionState.GIVEN
        if is_given
        else AgentPermissionState.DENIED
    )
    permission_rows.settle(row, heard)
    facts = {"asks": row.asks, **({"points": sorted(matched)} if row.asks == Asks.VERIFY and is_given else {})}
    permission_rows.record_in_requests(carrier, Line(_ENTRIES[heard], facts), REQUESTER, stuck=_MARKS.get(heard, ""))
    return True


@dataclass(frozen=True)
class ShownAuthority:
    """What staff saw of the right by which a requester acts.

    `who` is an Authority, `method` how a parent showed parenthood (a key of PARENT_METHODS; empty for others),
    `note` what was seen and how, sealed in the journal. `document` is the number of a document of the bundle in which
    it was seen; 0 where it came another way.
    """

    who: str
    note: str
    method: str = ""
    is_paper_deleted: bool = False
    document: int = 0


def record_permission(case_id: int, actor: Actor, shown: ShownAuthority, *, seen: int) -> Case:
    """Staff saw the signed permission or the power of attorney, or how parenthood was shown; no paper is copied here.

    A power of attorney, and parenthood, end the question to the person. Raises BadInput with what is missing.
    """
    journal.must_decide(actor)
    case = Case.objects.select_related("opened_by").get(pk=case_id)
    _check_shown(case, shown)
    carrier = permission_rows.carrier(case_id)
    with transaction.atomic():
        row = permission_rows.locked(carrier)
        row.authority, row.shown_at = shown.who, now()
        row.save()
        is_last_word = Authority(shown.who) is not Authority.AGENT
        if is_last_word and row.state not in _HEARD | {AgentPermissionState.NOT_ASKED}:
            permission_rows.settle(row, AgentPermissionState.NOT_ASKED)
        facts: dict[str, str | int] = {"authority": shown.who}
        facts |= {"method": shown.method} if shown.method else {}
        facts |= {"bundle_document": shown.document} if shown.document else {}
        line = Line(EntryName.PERMISSION_SHOWN, facts, shown.note.strip())
        permission_rows.record_in_requests(
            carrier, line, actor, stuck="" if is_last_word else None, seen=(case_id, seen)
        )
    case.refresh_from_db()
    return case


def _check_shown(case: Case, shown: ShownAuthority) -> None:
    if State(case.state) not in parties.UNDECIDED:
        raise NotAllowed(_("Permission is recorded while a request waits for proof or for a decision."))
    if shown.who not in set(Authority) or not parties.may_record_permission(case):
        raise BadInput(_("Choose what you saw."))
    if not shown.note.strip():
        raise BadInput(_("Write what you saw, and how."))
    if Authority(shown.who) is not Authority.PARENT:
        return
    if shown.method not in PARENT_METHODS:
        raise BadInput(_("Choose how parenthood was shown."))
    kept = Attachment.objects.kept().filter(case=case, purpose=Purpose.IDENTITY)
    if shown.method == GOVERNMENT_ID and (not shown.is_paper_deleted or kept.exists()):
        raise BadInput(_("Delete the copy of the paper first, then record it: it may not be kept."))


def go_without_permission(case_id: int, actor: Actor, *, seen: int, note: str) -> Case:
    """Staff go on without the person's answer, with the reason: the law lets a business ask, it does not oblige it."""
    journal.must_decide(actor)
    if not note.strip():
        raise BadInput(_("Write why you go on without asking the person."))
    case = Case.objects.select_related("opened_by").get(pk=case_id)
    if not parties.may_ask_person(case):
        raise BadInput(_("Nothing is asked of the person in this request."))
    carrier = permission_rows.carrier(case_id)
    with transaction.atomic():
        row = permission_rows.locked(carrier)
        if row.state not in _MAY_SKIP:
            raise BadInput(_("A letter asks the person, or they answered. Wait for the answer, or respect it."))
        permission_rows.settle(row, AgentPermissionState.SKIPPED)
        line = Line(EntryName.PERMISSION_SKIPPED, {}, note.strip())
        permission_rows.record_in_requests(carrier, line, actor, stuck="", seen=(case_id, seen))
    case.refresh_from_db()
    return case
