"""The look before a correction: how it stands and would stand, what is written, what is late, what is unlikely.

Reads only.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Min, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dsr import agents, letters, parties
from dsr.clock import today
from dsr.formats.days import long_day
from dsr.kinds import base
from dsr.law.clocks import Deadline
from dsr.law.spans import local_date
from dsr.lifecycle import State
from dsr.models import Case, DesignatedAddress, Letter
from dsr.models.bundle import covering_of
from dsr.models.case import Delivery
from dsr.models.letter import LetterState
from dsr.receipt_corrections.correction_rules import (
    Weighed,
    as_it_stands,
    is_acknowledged,
    promised_day,
    recorded_instant,
    weigh,
)

FAR = timedelta(days=14)  # a slip in the month or the year lies beyond; what lay on a desk for long may, too
_UNSENT = (LetterState.WRITTEN, LetterState.TO_MAIL)


@dataclass(frozen=True)
class Stand:
    """How a receipt stands: the instant, the day to send by, the day of the law, the year that is reported on."""

    received_at: datetime
    send_by: date
    law_day: date
    year: int | None


@dataclass(frozen=True)
class Look:
    """`old` and `new`; in words what follows in `letters`, what is `late`, and what makes it unlikely in `doubts`."""

    old: Stand
    new: Stand
    letters: tuple[str, ...]
    late: tuple[str, ...]
    doubts: tuple[str, ...]
    lighter: tuple[str, ...]  # why it needs the source and a second person; empty where it does not


def _spelled(day: date) -> str:
    return long_day(day)


def look_at_correction(weighed: Weighed) -> Look:
    """What who corrects sees before it is done."""
    case = weighed.case
    stands = weigh(case, as_it_stands(case))
    return Look(
        old=Stand(case.received_at, case.send_by, stands.clock.law_day, case.year),
        new=_stand(weighed),
        letters=tuple(_letters(weighed)),
        late=tuple(_late(weighed)),
        doubts=doubts(weighed),
        lighter=weighed.lighter,
    )


def _stand(weighed: Weighed) -> Stand:
    clock = weighed.clock
    return Stand(weighed.correction.received_at, clock.send_by, clock.law_day, weighed.dated.year)


# -- what makes it unlikely -------------------------------------------------------------------------------------------


def doubts(weighed: Weighed) -> tuple[str, ...]:
    """Why it may be a slip of the pen: then somebody says that it is so. None of what goes back to our own record."""
    if weighed.correction.received_at == recorded_instant(weighed.case):
        return ()
    return tuple(_doubts(weighed))


def _doubts(weighed: Weighed) -> Iterator[str]:
    case, at = weighed.case, weighed.correction.received_at
    moved = (local_date(case.received_at) - local_date(at)).days
    if moved > FAR.days:
        words = _("It is said to have come %(days)s days before the day on record, %(day)s.")
        yield words % {"days": moved, "day": _spelled(local_date(case.received_at))}
    if local_date(at).year != local_date(case.received_at).year:
        words = _("It is said to have come in another calendar year: %(new)s, not %(old)s.")
        yield words % {"new": local_date(at).year, "old": local_date(case.received_at).year}
    begun = _begun_on(case)
    if begun is not None and local_date(at) < begun:
        words = _("Nothing of this business is on record before %(day)s: no request, and no address for one.")
        yield words % {"day": _spelled(begun)}
    if weighed.clock.send_by < today() <= case.send_by:
        words = _("The day to send by would be over already: %(day)s.")
        yield words % {"day": _spelled(weighed.clock.send_by)}


def _begun_on(case: Case) -> date | None:
    """The first day of which the business has anything: another request received, or an address published."""
    others = Case.objects.filter(business_id=case.business_id).exclude(pk=case.pk)
    received = others.aggregate(first=Min("received_at"))["first"]
    addresses = DesignatedAddress.objects.filter(business_id=case.business_id)
    published = addresses.aggregate(first=Min("published_on"))["first"]
    known = [day for day in (local_date(received) if received else None, published) if day is not None]
    return min(known, default=None)


# -- what is late by it -----------------------------------------------------------------------------------------------


def _late(weighed: Weighed) -> Iterator[str]:
    case, clock = weighed.case, weighed.clock
    if (days := (today() - clock.law_day).days) > 0:
        words = ngettext("The response would be %(days)s day late.", "The response would be %(days)s days late.", days)
        yield words % {"days": days}
    elif clock.send_by < today():
        yield _("The day to send by would be over; the day of the law would not.")
    if case.extended_at is not None and not weighed.holds_longer and not letters.has_lapsed(case):
        is_later = local_date(case.extended_at) > weighed.dated.respond.due_safe
        taken = _("The longer time would not hold: it was taken after %(day)s.")
        out = _("The longer time would not hold: its notice was not out by %(day)s.")
        yield (taken if is_later else out) % {"day": _spelled(weighed.dated.respond.due_safe)}
    yield from _late_acknowledgement(case, weighed.dated.acknowledge)


def _late_acknowledgement(case: Case, by: Deadline | None) -> Iterator[str]:
    if by is None or by.due_safe >= today():
        return
    if not is_acknowledged(case):
        words = _("The acknowledgement would be late: its day would have been %(day)s.")
        yield words % {"day": _spelled(by.due_safe)}
        return
    first = [*case.letters.filter(name=base.get(case.kind).letters.acknowledgement), *covering_of(case)]
    out = [one.mailed_on for one in first if one.mailed_on]
    out += [local_date(one.accepted_at) for one in first if one.accepted_at]
    if out and min(out) > by.due_safe:
        words = _("The acknowledgement would have gone out late: on %(out)s, and its day would have been %(day)s.")
        yield words % {"out": _spelled(min(out)), "day": _spelled(by.due_safe)}


# -- what is written --------------------------------------------------------------------------------------------------


def _letters(weighed: Weighed) -> Iterator[str]:
    case, said = weighed.case, base.get(weighed.case.kind).letters
    way = _("on paper") if parties.goes_by(case) == Delivery.MAIL else _("by email")
    told = promised_day(case)
    tells = bool(said.corrected) and told is not None and weighed.clock.due_safe < told
    waits = Letter.objects.filter(case=case, is_response=False, state__in=_UNSENT)
    renews_all = covering_of(case).filter(state__in=_UNSENT).exists()
    renews = waits.filter(name=said.acknowledgement).exists()
    if tells:
        yield _("Who wrote is told the corrected receipt and the earlier date, %(way)s.") % {"way": way}
    if renews:
        yield _("The acknowledgement that waits to be sent is written anew, %(way)s.") % {"way": way}
    if renews_all:
        yield _("The covering letter of its bundle that waits to be sent is written anew, %(way)s.") % {"way": way}
    asks = bool(agents.questions_stating(case))
    if asks:
        yield _("The letter that asks the agent, and waits to be sent, is written anew, %(way)s.") % {"way": way}
    of_join = waits.filter(name__in={said.joined, said.separated} - {""}).exists()
    if of_join:
        yield _("The letter about the join, which waits to be sent, is written anew, %(way)s.") % {"way": way}
    notice = _renewed_notice(weighed, waits)
    if notice:
        yield notice % {"way": way}
    if State(case.state) is State.RECEIVED:
        yield _("The acknowledgement follows with the corrected receipt, %(way)s.") % {"way": way}
    elif not (tells or renews or renews_all or asks or of_join or notice):
        yield _("Nobody is written to.")


def _renewed_notice(weighed: Weighed, waits: QuerySet[Letter]) -> str:
    """What becomes of a notice of more time that waits to be sent; empty where none does."""
    name = base.get(weighed.case.kind).clocks.extension_letter
    if not name or not waits.filter(name=name).exists():
        return ""
    if weighed.holds_longer:
        return _("The notice of more time that waits to be sent is written anew, %(way)s.")
    return _("The notice of more time that waits to be sent is taken back.")
