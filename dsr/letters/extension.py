"""More time, once and in writing: the letter that says why, and the dates that follow from it."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db import transaction
from django.utils import formats, translation
from django.utils.translation import gettext as _

from dsr import journal, parties
from dsr.clock import now, today
from dsr.errors import BadInput, Blocked
from dsr.journal import MACHINE, Actor, EntryName, Line
from dsr.kinds import base
from dsr.law.clocks import Deadline
from dsr.letters import composition, extension_notices, outbox
from dsr.lifecycle import State
from dsr.models import Case, ClosedDay

_WHILE = frozenset({State.VERIFYING, State.REVIEW, State.WORKING, State.JOINED})


@dataclass(frozen=True)
class OfferedExtension:
    """What an extension would give: the day to send its notice by, the last one for it, and the dates after it."""

    send_by: date
    last: date
    deadline: Deadline


def offered_extension(case: Case) -> OfferedExtension | None:
    """The extension that is open to this case now; None when there is none."""
    return (
        None
        if why_not_extended(case)
        else OfferedExtension(max(case.send_by, today()), case.due_safe, _deadline(case))
    )


def why_not_extended(case: Case) -> str:
    """Why the time cannot be extended; empty when it can."""
    kind = base.get(case.kind)
    if kind.clocks.extend is None:
        return _("The law gives no more time for this kind of request.")
    if case.extended_at is not None:
        return _("The time was extended already. The law allows it once.")
    if State(case.state) not in _WHILE:
        return _("This request is not being worked on now, so its time cannot be extended.")
    if today() > case.due_safe:
        return _("The notice had to go out within the first period. It is too late for it: respond now.")
    return ""


def _deadline(case: Case) -> Deadline:
    kind = base.get(case.kind)
    if kind.clocks.extend is None:
        raise Blocked(why_not_extended(case))
    closed = ClosedDay.objects.filter(business_id=case.business_id).values_list("day", flat=True)
    receipt = base.Receipt(case.received_at, case.is_designated, settings.REASONABLE_PERIOD_DAYS, frozenset(closed))
    return kind.clocks.extend(receipt)


def compose_extension(case: Case, reason: str, *, is_printed: bool = True) -> composition.ComposedLetter:
    """The notice as extend_deadline() would write it now. Raises Blocked where the time cannot be extended."""
    _refuse(case)
    return compose(case, reason, _deadline(case), is_printed=is_printed)


def extend_deadline(
    case_id: int, actor: Actor, *, seen: int, reason: str, composed: composition.ComposedLetter | None = None
) -> Case:
    """Take more time: the dates of the law, the reason sealed in the journal, and the letter that tells it.

    The letter and the record are one; without the letter in time there is no extension. `composed`: that letter, for
    who calls this within a transaction, in which nothing is typeset.
    """
    journal.must_decide(actor)
    if not reason.strip():
        raise BadInput(_("Write why more time is needed. The person is told in these words."))
    case = Case.objects.select_related("business", "brand", "choice_mode").get(pk=case_id)
    _refuse(case)
    deadline = _deadline(case)
    composed = composed or compose(case, reason, deadline)
    with transaction.atomic():
        _refuse(Case.objects.select_for_update().get(pk=case_id))  # another press may have been first
        letter = outbox.write_letter(case, composed, key=f"extension:{case.pk}", is_response=False)
        facts = {"letter": letter.pk, "clock": deadline.as_facts(), "first_due": case.due_safe.isoformat()}
        facts["first_send_by"] = case.send_by.isoformat()
        changes = {"due_safe": deadline.due_safe, "due_latest": deadline.due_latest, "extended_at": now()}
        line = Line(EntryName.EXTEND, facts, reason.strip())
        return journal.record(case_id, line, actor, seen=seen, changes=changes)


def renewed_notice(case: Case) -> composition.ComposedLetter | None:
    """The notice as it goes to a corrected address, with the same reason and date; None where none is to be renewed.

    Only while the first period lasts: after it, no notice makes the extension hold.
    """
    notice = extension_notices.extension_notice_of(case)
    if notice is None or notice.stand is not extension_notices.ExtensionNoticeState.REFUSED:
        return None
    deadline = Deadline.from_facts(journal.facts_of(notice.entry)["clock"])
    return compose(case, parties.sealed_value(case, f"words:{notice.entry.number}"), deadline)


def write_renewed_notice(case: Case, composed: composition.ComposedLetter) -> None:
    """Write the renewed notice, in the caller's transaction."""
    letter = outbox.write_letter(case, composed, key=f"extension:{case.pk}:{case.entry_count}", is_response=False)
    journal.record(case.pk, Line(EntryName.EXTENSION_NOTICE, {"letter": letter.pk, "name": letter.name}), MACHINE)


def _refuse(case: Case) -> None:
    why = why_not_extended(case)
    if why:
        raise Blocked(why)


def compose(case: Case, reason: str, deadline: Deadline, *, is_printed: bool = True) -> composition.ComposedLetter:
    """The notice as it is sent. It may be looked at before anything is written."""
    with translation.override(case.language):
        new_date = str(formats.date_format(deadline.due_safe, "F j, Y"))
    extra = {"extension_reason": reason.strip(), "new_date": new_date}
    return composition.compose(case, base.get(case.kind).clocks.extension_letter, extra=extra, is_printed=is_printed)
