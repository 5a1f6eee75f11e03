"""Nobody gave an address of the person, nor showed the permission: in time, staff decide what is done instead."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from dsr import journal, work_queue
from dsr.agents.bundle_covering import hold_bundle
from dsr.agents.bundle_permissions import Unrecorded, refuse_names
from dsr.agents.bundle_progress import Missing, Stand, stands_of
from dsr.clock import now, today
from dsr.errors import BadInput, DeskError
from dsr.formats.days import long_day
from dsr.journal import Actor, EntryName, Line
from dsr.models import Bundled
from dsr.reasons import Reason

# With so little time left it is decided, whether or not the agent was asked.
_NO_TIME = timedelta(days=5)


def unreached(stands: Sequence[Stand]) -> list[Stand]:
    """Those of whom nobody can be written to: neither a permission nor an address is there."""
    return [stand for stand in stands if stand.is_unreached]


def why_not_through_agent(stand: Stand) -> str:
    """Why it is not decided yet that the agent is answered; empty where it can be.

    The agent is asked first, and has the time that the letter gives; unless the day to send by is near.
    """
    if not stand.is_unreached:
        return _("An address or a permission is there, or it is decided already.")
    if stand.authority.is_denied:
        return _("The person said that they gave no permission: nothing of them goes to the agent. Find an address.")
    if stand.case.send_by <= today() + _NO_TIME:
        return ""
    if stand.answer_by is None or not {Missing.REPLY, Missing.ADDRESS} & stand.asked_for:
        return _("Ask the agent for an address, or for the permission, first.")
    if stand.answer_by >= today():
        day = long_day(stand.answer_by)
        return _("A letter asks the agent, and gives time until %(day)s.") % {"day": day}
    return ""


def decidable(stands: Sequence[Stand]) -> list[Stand]:
    """Those of whom it can be decided now."""
    return [stand for stand in unreached(stands) if not why_not_through_agent(stand)]


@transaction.atomic
def answer_through_agent(bundle_id: int, actor: Actor, note: str, chosen: Mapping[int, int]) -> list[Unrecorded]:
    """What we say of each chosen person goes to who wrote, with why; an address that comes later goes before it.

    `chosen`: by case, the entry count that the page showed. Returns what was left out. Raises BadInput where nobody is
    chosen, where the note says nothing or names one of the people, and where it can be decided of none.
    """
    journal.must_decide(actor)
    bundle = hold_bundle(bundle_id)
    stands = {stand.case.pk: stand for stand in stands_of(bundle)}
    if not chosen or set(chosen) - set(stands):
        raise BadInput(_("Choose the people."))
    if not note.strip():
        raise BadInput(_("Write why it is right to answer the agent."))
    refuse_names(note, [stand.case for stand in stands.values()])
    left = []
    for case_id in sorted(chosen):
        try:
            if why := why_not_through_agent(stands[case_id]):
                raise BadInput(why)
            with transaction.atomic():
                line = Line(EntryName.THROUGH_AGENT, {"bundle": bundle.reference}, note.strip())
                is_stuck = stands[case_id].case.stuck == Reason.NO_REPLY_ADDRESS
                work_queue.try_again(case_id)  # what was given up for want of it goes on, and then marks it no more
                journal.record(case_id, line, actor, seen=chosen[case_id], changes={"stuck": ""} if is_stuck else {})
                Bundled.objects.filter(case=case_id).update(through_agent_at=now())
        except DeskError as error:
            left.append(Unrecorded(stands[case_id].case, str(error)))
    if len(left) == len(chosen):
        raise BadInput(left[0].why)
    return left
