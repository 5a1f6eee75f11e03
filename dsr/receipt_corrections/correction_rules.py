"""What a correction of a receipt comes to: the dates anew, and what of it needs the source and a second person.

Reads only.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from dsr import intake, journal, letters, parties
from dsr.errors import BadInput
from dsr.journal import EntryName
from dsr.kinds import base
from dsr.law.clocks import Deadline, Segment, gettext_noop
from dsr.law.spans import local_date
from dsr.lifecycle import Transition
from dsr.models import Brand, Case, ClosedDay, DesignatedAddress, Entry, Letter, Verification
from dsr.models.bundle import covering_of, letters_about
from dsr.models.case import Channel
from dsr.models.letter import MAY_HAVE_REACHED

_OF_TIME = (EntryName.EXTENSION_TAKEN_BACK, EntryName.EXTENSION_LAPSED, EntryName.EXTENSION_RESTORED)
_BY_MOUTH = frozenset({Channel.PHONE.value, Channel.IN_PERSON.value})


@dataclass(frozen=True)
class Correction:
    """How the request came, as it should stand. Names are of the person and of who wrote; empty: as they are."""

    brand: Brand
    channel: str
    came_to: DesignatedAddress | None
    received_at: datetime
    is_for_another: bool
    subject_name: str = ""
    requester_name: str = ""


@dataclass(frozen=True)
class Weighed:
    """What the correction comes to.

    `changed`: each fact as (name, old, new), none of it personal. `renamed`: the parties whose name changes, sealed
    so after it; `held_names`: what they are called now. `lighter`: why it needs the source and a second person, in
    words; empty where it does not. `clock`: the deadline that rules after it, with its explanation; `is_kept` where an
    earlier date that was promised rules on.
    """

    case: Case
    correction: Correction
    dated: journal.Dated
    clock: Deadline
    changed: tuple[tuple[str, str, str], ...]
    renamed: dict[str, dict[str, Any]]
    held_names: dict[str, str]
    lighter: tuple[str, ...]
    is_kept: bool

    @property
    def holds_longer(self) -> bool:
        """The longer time, where it was taken, still holds after it."""
        return _extended(self.case, base.get(self.case.kind), self.dated, self.correction.received_at) is not None

    @property
    def changes(self) -> dict[str, Any]:
        """What the case holds after it."""
        one = self.correction
        return {
            "received_at": one.received_at,
            "channel": one.channel,
            "came_to_id": one.came_to.pk if one.came_to else None,
            "brand_id": one.brand.pk,
            "is_for_another": one.is_for_another,
            "is_designated": self.dated.is_designated,
            "policy_version_id": self.dated.policy_id,
            "choice_mode_id": self.dated.choice_id,
            "year": self.dated.year,
            "due_safe": self.clock.due_safe,
            "due_latest": self.clock.due_latest,
        }


def as_it_stands(case: Case) -> Correction:
    """The receipt as the record has it now."""
    return Correction(case.brand, case.channel, case.came_to, case.received_at, case.is_for_another)


def weigh(case: Case, correction: Correction) -> Weighed:
    """Compute the receipt anew. Raises BadInput for what cannot be so, or can never be corrected."""
    kind = base.get(case.kind)
    _refuse(case, correction, kind)
    came = journal.Came(correction.brand, correction.channel, correction.came_to, correction.received_at)
    dated = journal.date_receipt(kind, came)
    due = _extended(case, kind, dated, correction.received_at) or dated.respond
    told = promised_day(case)
    is_kept = told is not None and due.due_safe > told
    clock = _as_promised(case, due, told) if told is not None and is_kept else due
    return Weighed(
        case=case,
        correction=correction,
        dated=dated,
        clock=clock,
        changed=tuple(_changed(case, correction, dated, clock)),
        renamed=_renamed(case, correction),
        held_names=_held_names(case),
        lighter=tuple(_lighter(case, correction, dated, due)),
        is_kept=is_kept,
    )


def is_acknowledged(case: Case) -> bool:
    """True where its acknowledgement reached the person, or may have; or that of its bundle did."""
    name = base.get(case.kind).letters.acknowledgement
    own, with_others = Letter.objects.filter(case=case, name=name), covering_of(case)
    return any(letters.filter(state__in=MAY_HAVE_REACHED).exists() for letters in (own, with_others))


def _refuse(case: Case, correction: Correction, kind: base.Kind) -> None:
    if correction.brand.business_id != case.business_id:
        raise BadInput(_("This brand belongs to another business. Enter the request there."))
    if kind.intake.is_about_another and not correction.is_for_another:
        raise BadInput(_("A request of this kind is always for another person."))
    recorded = recorded_instant(case)
    if recorded is not None and correction.received_at not in {recorded, case.received_at}:
        raise BadInput(_("It came by our own form, which recorded the instant. That never moves, later or earlier."))
    if case.channel == Channel.FORM and recorded is None and correction.received_at > case.received_at:
        raise BadInput(_("It came by our own form, which knows the instant. That never moves later."))
    if case.channel != Channel.FORM and correction.channel == Channel.FORM:
        raise BadInput(_("What came by our own form was written down by it. Choose another way."))
    sealed = parties.sealed_values(case)
    intake.check(
        intake.Request(
            kind=case.kind,
            brand=correction.brand,
            submission=case.submission,
            channel=correction.channel,
            came_to=correction.came_to,
            received_at=correction.received_at,
            parties={name: sealed.get(name) or {} for name in ("subject", "requester")},
            answers=case.answers,
            delivery=case.delivery,
            items=({},) if kind.items is not None else (),
        )
    )


def recorded_instant(case: Case) -> datetime | None:
    """When our own form recorded what the person sent, whatever was corrected since; None where it came otherwise."""
    received = Entry.objects.filter(case=case, name=Transition.RECEIVE, account=None).first()
    facts = journal.facts_of(received) if received else {}
    return datetime.fromisoformat(facts["received_at"]) if facts.get("channel") == Channel.FORM else None


def promised_day(case: Case) -> date | None:
    """The earliest date that the person may have been told, by the page of our form or in a letter; None: none was.

    What ruled for a while by a slip and went out in no letter is no promise. More time that was taken counts anew.
    """
    if not _basis_tells(case):
        return None
    reached = letters_about(case).filter(state__in=MAY_HAVE_REACHED).order_by("written_at")
    written = list(reached.values_list("written_at", flat=True))
    names = [Transition.RECEIVE, EntryName.EXTEND, EntryName.RECEIPT_CORRECTED]
    found = list(Entry.objects.filter(case=case, name__in=[*names, *_OF_TIME]).order_by("number"))
    taken = next((entry.name for entry in reversed(found) if entry.name in {EntryName.EXTEND, *_OF_TIME}), "")
    counts = taken in {EntryName.EXTEND, EntryName.EXTENSION_RESTORED}
    entries = [entry for entry in found if entry.name in names and (counts or entry.name != EntryName.EXTEND)]
    extended = [place for place, entry in enumerate(entries) if entry.name == EntryName.EXTEND]
    entries = entries[extended[-1] :] if extended else entries
    # Whatever way it is corrected to since: the page of our form told who used it.
    by_page = case.channel == Channel.FORM or recorded_instant(case) is not None
    told = {0} if by_page and not extended else set()
    for at in written:  # each told what ruled when it was written
        told |= {max(sum(entry.at < at for entry in entries) - 1, 0)}
    days = [Deadline.from_facts(journal.facts_of(entry)["clock"]).due_safe for entry in entries]
    return min((days[place] for place in told), default=None)


def _basis_tells(case: Case) -> bool:
    receipt = base.Receipt(case.received_at, case.is_designated, settings.REASONABLE_PERIOD_DAYS, frozenset())
    return base.get(case.kind).clocks.respond(receipt).is_promised


def extended_deadline(case: Case) -> Deadline | None:
    """The longer time of a case as its receipt stands; None where none was taken, or where it does not hold."""
    kind = base.get(case.kind)
    came = journal.Came(case.brand, case.channel, case.came_to, case.received_at)
    return _extended(case, kind, journal.date_receipt(kind, came), case.received_at)


def _extended(case: Case, kind: base.Kind, dated: journal.Dated, received_at: datetime) -> Deadline | None:
    """The longer time, where it was taken: it holds only if its notice still went out within the first period."""
    if case.extended_at is None or kind.clocks.extend is None:
        return None
    if local_date(case.extended_at) > dated.respond.due_safe:
        return None
    notice = letters.extension_notice_of(case)
    if notice is not None and (notice.has_lapsed or not letters.may_be_in_time(notice, dated.respond.due_safe)):
        return None
    closed = ClosedDay.objects.filter(business_id=case.business_id).values_list("day", flat=True)
    receipt = base.Receipt(received_at, dated.is_designated, settings.REASONABLE_PERIOD_DAYS, frozenset(closed))
    return kind.clocks.extend(receipt)


def _as_promised(case: Case, due: Deadline, day: date) -> Deadline:
    """The earlier date that the person was told rules on."""
    words = gettext_noop("The person was told %(day)s. A date that was promised never moves later.")
    kept = Segment(due.due_safe, day, words, "", {"day": day.isoformat()})  # no statute says so: it is kept as given
    send_by = min(due.send_by, case.send_by if case.due_safe == day else day, day)
    told = replace(due, due_safe=day, law_day=min(due.law_day, day), send_by=send_by)
    return replace(told, explanation=(*due.explanation, kept))


def _changed(
    case: Case, correction: Correction, dated: journal.Dated, clock: Deadline
) -> Iterator[tuple[str, str, str]]:
    """Each fact that changes, as (name, old, new)."""
    pairs = (
        ("received_at", case.received_at.isoformat(), correction.received_at.isoformat()),
        ("channel", case.channel, str(correction.channel)),
        ("came_to", _number(case.came_to_id), _number(correction.came_to.pk if correction.came_to else None)),
        ("brand", _number(case.brand_id), _number(correction.brand.pk)),
        ("for_another", _yes(case.is_for_another), _yes(correction.is_for_another)),
        ("designated", _yes(case.is_designated), _yes(dated.is_designated)),
        ("year", str(case.year or ""), str(dated.year or "")),
        ("due_safe", case.due_safe.isoformat(), clock.due_safe.isoformat()),
    )
    for name, old, new in pairs:
        is_same = datetime.fromisoformat(old) == datetime.fromisoformat(new) if name == "received_at" else old == new
        if not is_same:
            yield name, old, new


def _year(instant: datetime) -> int:
    return local_date(instant).year


def _number(pk: int | None) -> str:
    return str(pk or "")


def _yes(value: bool) -> str:
    return "yes" if value else "no"


def _held_names(case: Case) -> dict[str, str]:
    sealed = parties.sealed_values(case)
    return {party: str((sealed.get(party) or {}).get("name", "")) for party in ("subject", "requester")}


def _renamed(case: Case, correction: Correction) -> dict[str, dict[str, Any]]:
    """The parties whose name changes, as they are sealed after it."""
    sealed = parties.sealed_values(case)
    found = {}
    for party, name in (("subject", correction.subject_name), ("requester", correction.requester_name)):
        held = sealed.get(party) or {}
        if name.strip() and name.strip() != held.get("name", ""):
            found[party] = {**held, "name": name.strip()}
    return found


def _is_proved_by_name(case: Case) -> bool:
    """Whether the proof of who asks rests on the name of the person, which another name was not compared with."""
    proofs = Verification.objects.filter(case_id__in=[case.pk, case.opened_by_id or case.pk])
    return any("name" in proof.points_matched for proof in proofs)


def _lighter(case: Case, correction: Correction, dated: journal.Dated, due: Deadline) -> Iterator[str]:
    """What gives a later date, a lighter clock or fewer rights."""
    is_recorded = correction.received_at == recorded_instant(case)  # then what follows from the instant is no claim
    if correction.received_at > case.received_at and not is_recorded:
        yield _("It is said to have come later.")
    if due.due_safe > case.due_safe and not is_recorded:
        yield _("By the law alone it would be due later.")
    if case.is_designated and not dated.is_designated:
        yield _("It is said to have come to an address that was not designated.")
    if correction.is_for_another and not case.is_for_another:
        yield _("It is said to be for another person, who may be asked for more.")
    if case.is_for_another and not correction.is_for_another:
        yield _("It is said to be for who wrote: nobody is asked for a permission of the person any more.")
    if "subject" in _renamed(case, correction) and _is_proved_by_name(case):
        yield _("Who asks was proved by the name on record.")
    if _year(correction.received_at) != _year(case.received_at) and not is_recorded:
        yield _("It is said to have come in another calendar year: another year is reported, and it may be a repeat.")
    must_be_written = base.get(case.kind).intake.must_be_written
    if must_be_written and correction.channel in _BY_MOUTH and case.channel not in _BY_MOUTH:
        yield _("It is said to have come by mouth, where the law asks for writing.")
    if dated.choice_id is not None and dated.choice_id != case.choice_mode_id and not is_recorded:
        yield _("Another choice mode would hold, by which we may answer with less.")
