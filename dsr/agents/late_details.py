"""What an agent left out in a letter for many, and sends later: the person's address, what is wrong."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from dsr import corrections, intake, journal, letters, parties, verification, work_queue
from dsr.errors import BadInput
from dsr.formats.addresses import one_address
from dsr.journal import Actor, EntryName, Line
from dsr.kinds import base
from dsr.lifecycle import State
from dsr.models import Bundled, Case
from dsr.reasons import Reason

_UNDECIDED = frozenset({State.RECEIVED, State.VERIFYING, State.REVIEW})


@transaction.atomic
def add_late_details(
    case_id: int,
    actor: Actor,
    *,
    email: str = "",
    postal: str = "",
    items: Sequence[Mapping[str, str]] = (),
    seen: int | None = None,
) -> Case:
    """Add them to one request of a bundle that nobody has decided, and let the machine match the person anew.

    An address is that by which the person is found, where that lacks; else that at which they are written to. Raises
    BadInput for what is there already, and for what is neither. The journal names fields, never what they say.
    """
    journal.must_decide(actor)
    case = Case.objects.select_for_update(no_key=True, of=("self",)).get(pk=case_id)
    is_undecided = State(case.state) in _UNDECIDED
    if not Bundled.objects.filter(case=case).exists() or not (is_undecided or (case.is_open and not items)):
        raise BadInput(_("This can be added to a request of a bundle that is not decided yet."))
    if not email.strip() and not postal.strip() and not items:
        raise BadInput(_("Give the address, or what is wrong."))
    facts: dict[str, Any] = {}
    if items:
        facts["fields"] = _add_items(case, items)
    if email.strip() or postal.strip():
        facts |= _add_address(case, email, postal)
    if not is_undecided and "reply_address" not in facts:
        raise BadInput(_("This request is decided already."))
    if "email" in (facts.get("fields") or ()) or "reply_address" in facts:
        letters.end_page_links(case.pk, is_person=True)  # whoever had the letters before follows it no more
    stuck = {"stuck": ""} if case.stuck == Reason.NO_REPLY_ADDRESS else {}
    work_queue.try_again(case.pk)  # what was given up for want of it goes on, and then marks it no more
    case = journal.record(case.pk, Line(EntryName.AGENT_ADDED, facts), actor, seen=seen, changes=stuck)
    if facts.keys() - {"reply_address"}:
        verification.weigh_anew(case, actor, {"added": sorted(facts)})
    case.refresh_from_db()
    return case


def _add_items(case: Case, items: Sequence[Mapping[str, str]]) -> list[str]:
    if base.get(case.kind).items is None:
        raise BadInput(_("Only a correction says what is wrong."))
    return corrections.add_items(case, intake.kept_items(items))


def _add_address(case: Case, typed: str, postal: str) -> dict[str, object]:
    subject = parties.sealed_value(case, "subject")
    if typed.strip() and postal.strip():
        raise BadInput(_("Give one of the two: the email address, or the mailing address."))
    email = _mailbox(typed) if typed.strip() else ""
    if email and not subject.get("email"):
        journal.reseal(case.pk, "subject", {**subject, "email": email})
        return {"address": True}
    if not parties.deals_with_person(case) or parties.reader_of(case).is_person_known:
        raise BadInput(_("An address of this person is there already."))
    if email and parties.is_address_of_agent(parties.sealed_values(case), email):
        raise BadInput(_("Give the person's own email address, not the agent's."))
    journal.reseal(case.pk, parties.PERSON_REPLY, {"email": email} if email else {"postal": postal.strip()})
    return {"reply_address": True}


def _mailbox(typed: str) -> str:
    try:
        email = one_address(typed)
    except BadInput as error:
        raise BadInput(_("Give an email address like name@example.com.")) from error
    if why := letters.why_not_mailed(email):
        raise BadInput(why)
    return email
