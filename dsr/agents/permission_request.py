"""Asking the person, at their own address: a letter whose link only a press of a button uses, and one reminder."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from dsr import corrections, journal, letters, parties, systems, verification
from dsr.agents import permission_rows
from dsr.agents.permission_rows import PERMISSION_TO
from dsr.clock import PACIFIC, now, today
from dsr.errors import BadInput, NotAllowed
from dsr.formats import public_urls
from dsr.formats.addresses import lookalike
from dsr.formats.days import long_day
from dsr.journal import MACHINE, Actor, EntryName, Line
from dsr.kinds import base
from dsr.lifecycle import State
from dsr.models import AgentPermission, Case, Verification
from dsr.models.agent_permission import AgentPermissionState
from dsr.verification import FOR_PERMISSION

# So long the person may take; then staff still have some days before the written answer must be out.
_LIFETIME = timedelta(days=14)
_BEFORE_DUE = timedelta(days=5)
_AT_LEAST = timedelta(days=2)
_WARN = timedelta(days=3)
_NOT_AT_ONCE = timedelta(days=1)
# Letters to the person, reminders included: nobody is pestered.
MOST_LETTERS = 6


def ask_person(case_id: int) -> bool:
    """Ask the person once who asks is proved; True when a letter to them was written. Again changes nothing.

    Systems say whether the address is theirs, so this is never called in a transaction. Raises TryAgain while one
    cannot be reached.
    """
    case = Case.objects.select_related("opened_by").get(pk=case_id)
    if State(case.state) is not State.REVIEW or case.verified_at is None or not parties.may_ask_person(case):
        return False
    row = parties.permission_of(case)
    if row is not None and row.state != AgentPermissionState.NOT_ASKED:
        return False
    carrier = permission_rows.carrier(case_id)
    to = _own_address(carrier)
    return _send(carrier, to, is_first=True) if to else _cannot_ask(carrier)


def _own_address(carrier: Case) -> str:
    """The person's own address as a system holds it; empty when none does. The agent's own is none of theirs."""
    sealed = parties.sealed_values(carrier)
    subject = sealed.get("subject", {})
    email = str(subject.get("email") or "")
    disputed = any("email" in corrections.disputed_points(one) for one in parties.cases_sharing_authority(carrier))
    if not email or disputed or _is_agents(carrier, email):
        return ""
    proof = Verification.objects.filter(case=carrier).first()
    if proof is not None and "email" in proof.points_matched:
        return email
    offered = {"email": email, "name": str(subject.get("name") or "")}
    return email if "email" in systems.match_points(carrier.business_id, offered) else ""


def _is_agents(carrier: Case, email: str) -> bool:
    other = str(parties.reply_to(carrier).get("email") or "")
    return lookalike(email) == lookalike(other)  # wide: mail to it may reach the agent


@transaction.atomic
def _cannot_ask(carrier: Case) -> bool:
    row = permission_rows.locked(carrier)
    if row.state == AgentPermissionState.NOT_ASKED:
        permission_rows.settle(row, AgentPermissionState.NO_ADDRESS)
        permission_rows.record_in_requests(carrier, Line(EntryName.PERMISSION_NO_ADDRESS), MACHINE)
    return False


def ask_person_again(case_id: int, actor: Actor, *, seen: int, email: str) -> Case:
    """Staff ask, or ask once more, at an address that they know to be the person's own. Earlier links end.

    Raises BadInput where the law or the rule lets nobody be asked, and for the agent's own address.
    """
    journal.must_decide(actor)
    case = Case.objects.select_related("opened_by").get(pk=case_id)
    carrier = permission_rows.carrier(case_id)
    if not parties.may_ask_person(case):
        raise BadInput(_("The person may not be asked about this request, or the rule for agents asks nothing."))
    if State(case.state) not in parties.UNDECIDED:
        raise NotAllowed(_("This request is decided already."))
    if not email.strip() or _is_agents(carrier, email):
        raise BadInput(_("Give the person's own email address as we hold it, not the agent's."))
    row = parties.permission_of(case)
    if row is not None and row.letters >= MOST_LETTERS:
        raise BadInput(_("Enough letters asked the person. Decide without their answer."))
    _send(carrier, email.strip(), is_first=True, actor=actor, seen=(case_id, seen))
    case.refresh_from_db()
    return case


def _ends_on(carrier: Case) -> date:
    """The link is good until this day: two weeks, or what the earliest day to send by leaves; a whole day at least."""
    due = min(one.send_by for one in parties.cases_sharing_authority(carrier))
    return max(min(today() + _LIFETIME, due - _BEFORE_DUE), today() + _AT_LEAST)


def _send(
    carrier: Case, to: str, *, is_first: bool, actor: Actor = MACHINE, seen: tuple[int, int] | None = None
) -> bool:
    """Write the letter: the first of a question, or its reminder."""
    known = AgentPermission.objects.filter(case=carrier).first()
    number = known.letters if known else 0
    ends_on = known.ends_on if known and known.ends_on and not is_first else _ends_on(carrier)
    drawn = verification.draw_secret()
    agents = base.get(carrier.kind).agents
    name = agents.permission if is_first else agents.permission_reminder
    composed = letters.compose(carrier, name, extra=_words(carrier, drawn.token, ends_on), to=to)
    with transaction.atomic():
        row = permission_rows.locked(carrier)
        # Another worker, or an answer, may have come between.
        if row.letters != number or (not is_first and row.state != AgentPermissionState.OPEN):
            return False
        row.letters, row.reminded_at = number + 1, None if is_first else now()
        if is_first:
            _begin(row, carrier, to, ends_on)
        row.save()
        letter = letters.write_letter(
            carrier, composed, key=f"permission:{carrier.pk}:{row.letters}", is_response=False
        )
        verification.keep_secret(
            FOR_PERMISSION, carrier.pk, drawn, datetime.combine(ends_on, time(0), tzinfo=PACIFIC) - now()
        )
        facts = {"letter": letter.pk, "asks": row.asks, "until": ends_on.isoformat()}
        line = Line(EntryName.PERMISSION_ASKED if is_first else EntryName.PERMISSION_REMINDED, facts)
        permission_rows.record_in_requests(carrier, line, actor, stuck="", seen=seen)
    return True


def _begin(row: AgentPermission, carrier: Case, to: str, ends_on: date) -> None:
    row.state, row.asks, row.ends_on = AgentPermissionState.OPEN, parties.permission_asked_of(carrier).value, ends_on
    row.asked_at, row.settled_at = now(), None
    verification.end_secrets(FOR_PERMISSION, carrier.pk)
    before = parties.person_reader(carrier).place
    journal.reseal(carrier.pk, PERMISSION_TO, to)
    if parties.person_reader(carrier).place != before:  # whoever had the letters before follows it no more
        letters.end_page_links(carrier.pk, is_person=True)


def _words(carrier: Case, token: str, ends_on: date) -> dict[str, Any]:
    """What the letter says beside the words of every letter. It goes to the person, not to who wrote."""
    with translation.override(carrier.language):
        return {
            "requester_name": "",  # whoever acts for them typed it
            "acting_name": agent_in_words(carrier),
            "wanted_list": [str(base.get(one.kind).title) for one in parties.undecided_sharing_authority(carrier)],
            "link": public_urls.permission(token),
            "link_ends_on": long_day(ends_on - timedelta(days=1)),
        }


def agent_in_words(carrier: Case) -> str:
    """Who says to act for the person, in words that cannot lead anywhere."""
    return letters.acting_name(parties.sealed_values(carrier))


def permissions_to_remind() -> list[int]:
    """The cases whose person was not reminded yet, and whose link ends within three days."""
    waiting = AgentPermission.objects.filter(state=AgentPermissionState.OPEN, reminded_at=None, ends_on__gt=today())
    due = waiting.filter(ends_on__lte=today() + _WARN, asked_at__lte=now() - _NOT_AT_ONCE)
    return list(due.order_by("ends_on", "pk").values_list("case_id", flat=True))


def remind_person(case_id: int) -> bool:
    """Write the one reminder, with another link; the first stays good until the same day."""
    carrier = permission_rows.carrier(case_id)
    if not parties.undecided_sharing_authority(carrier):
        return False
    return _send(carrier, parties.sealed_value(carrier, PERMISSION_TO), is_first=False)
