"""The queue's rows: a request, or a whole bundle, in one line. Only the names that are shown are opened."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol, cast

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from dsr import agents, parties
from dsr.clock import today
from dsr.errors import BadInput
from dsr.formats import references
from dsr.kinds import base
from dsr.law.agents import Authority
from dsr.lifecycle import State
from dsr.models import Bulk, Case, EvidencePack
from dsr.models.case import Channel, Delivery
from dsr.models.to_do import FOR_STAFF, ToDo
from portal.staff.queue import next_case
from portal.staff.queue.listed_bundles import ListedBundle, bundles_of
from portal.staff.wording import dates, evidence, states
from portal.staff.wording.bulk import verb
from portal.staff.wording.reasons import explain
from portal.web.typed_requests import StaffRequest

_HIDDEN = "names_hidden"


@dataclass(frozen=True)
class Row:
    """One line. `distance` is None where nothing is due, `case` of bulk work, which has many and no checkbox.

    `law`: who set which day, where the day to send by is not the law's own.
    """

    case: Case | None
    reference: str
    address: str
    person: str
    kind: str
    next: str
    tone: str
    marks: tuple[str, ...]
    distance: dates.Distance | None
    day: date
    assignee: str = ""
    law: str = ""


class _Listed(Protocol):
    """What portal/access.py reads beside each case of a list."""

    has_letters_to_mail: bool
    has_notice_to_mail: bool
    waiting_step: Mapping[str, str] | None
    is_year_stated: bool
    is_disowned: bool  # the owner of the address says that it was not them, and proof was not asked for since


def hides_names(request: StaffRequest) -> bool:
    """True while this person's screen shows no names in lists."""
    return bool(request.session.get(_HIDDEN))


def switch_names(request: StaffRequest) -> None:
    request.session[_HIDDEN] = not hides_names(request)


def rows(request: StaffRequest, cases: Sequence[Case], *, alone: Collection[int] = (), listed: str = "") -> list[Row]:
    """In as many queries for many as for a few. A case stands for all of its bundle, but for those of `alone`.

    `listed` is the list in which they stand, for whoever goes on in it from one of them.
    """
    day = today()
    bundles = bundles_of([case for case in cases if case.bundle_key not in alone])
    single = [case for case in cases if case.bundle_key not in bundles]
    subjects = {} if hides_names(request) else parties.subjects_of(single)
    parties.note_deliveries(cases)
    return [
        _bundle_row(request, case, bundles[case.bundle_key], day)
        if case.bundle_key in bundles
        else _row(case, subjects.get(case.pk, {}), day, listed)
        for case in cases
    ]


def found_rows(request: StaffRequest, found: Sequence[Case]) -> list[Row]:
    """Of a bundle of which several people are found one row; who alone of it is found has a row of their own."""
    counts = Counter(case.bundle_key for case in found)
    firsts = {case.bundle_key or case.reference: case for case in reversed(found)}
    alone = [key for key, count in counts.items() if key and count == 1]
    return rows(request, [case for case in found if case in firsts.values()], alone=alone)


def _row(case: Case, subject: Mapping[str, str], day: date, listed: str) -> Row:
    words, tone = _next(case)
    reference = references.spell(case.reference)
    return Row(
        case=case,
        reference=reference,
        address=reverse("staff:case", args=[reference]) + next_case.query_of(listed),
        person=subject.get("name") or subject.get("account") or "",
        kind=states.title(case.kind),
        next=words,
        tone=tone,
        marks=tuple(_marks(case)),
        distance=_distance(case, day),
        day=case.send_by,
        assignee=_assignee(case),
        law=states.due(case, day).law,
    )


def _assignee(case: Case) -> str:
    """Who has it; of what is still to do, also that they cannot act on it any more."""
    if case.assignee is None or case.assignee.decides or _distance(case, case.send_by) is None:
        return str(case.assignee or "")
    return _("%(who)s, who cannot act on it") % {"who": case.assignee}


def _distance(case: Case, day: date) -> dates.Distance | None:
    is_owed = case.is_open or states.is_rest_owed(case)
    return dates.distance(case.send_by, day) if is_owed else None


def _marks(case: Case, *, is_bundle: bool = False) -> list[str]:
    """Only what is out of the ordinary; that an agent wrote is not, of a bundle."""
    found = []
    if case.channel == Channel.MAIL or parties.goes_by(case) == Delivery.MAIL:
        found.append(_("paper"))
    if case.message_waits:
        found.append(_("message"))
    if case.channel in {Channel.PHONE, Channel.IN_PERSON}:
        found.append(str(Channel(case.channel).label))
    if case.is_for_another and not is_bundle and (acts := _acts(case)):
        found.append(acts)
    if cast(_Listed, case).is_disowned:
        found.append(_("“not me”"))
    if case.language != settings.LANGUAGE_CODE.partition("-")[0]:
        found.append(str(dict(settings.LANGUAGES).get(case.language, case.language)))
    return found


_ACTS = {
    Authority.AGENT: gettext_lazy("agent"),
    Authority.PARENT: gettext_lazy("parent"),
    Authority.ATTORNEY: gettext_lazy("power of attorney"),
}


def _acts(case: Case) -> str:
    """As what somebody acts for another; of who only reports about another it says nothing."""
    try:
        only_reports = base.get(case.kind).intake.is_about_another
    except BadInput:  # of a newer version of the desk
        only_reports = False
    acts = parties.capacity_of(case) or Authority.AGENT
    return "" if only_reports else str(_ACTS[acts])


_VERBS = {
    ToDo.MESSAGE: gettext_lazy("Read a message"),
    ToDo.DECIDE: gettext_lazy("Decide"),
    ToDo.IDENTITY: gettext_lazy("Check identity"),
    ToDo.MAIL: gettext_lazy("Print and mail"),
    ToDo.ADDRESS: gettext_lazy("Fix an address"),
    ToDo.SECOND: gettext_lazy("Second approval"),
    ToDo.FAULT: gettext_lazy("Fix a fault"),
}
_WAITS = {
    State.RECEIVED: gettext_lazy("The acknowledgement is being written"),
    State.VERIFYING: gettext_lazy("Waits for the person"),
    State.WORKING: gettext_lazy("The response is being written"),
    State.RESPONDING: gettext_lazy("The response is being sent"),
    State.JOINED: gettext_lazy("Waits for the earlier request"),
}


def _next(case: Case) -> tuple[str, str]:
    """What comes next in a few words, and its tone: act, stuck, wait or done."""
    to_do = ToDo(case.to_do)
    if to_do in {ToDo.FAULT, ToDo.AFTER}:
        return _trouble(case)
    if to_do is ToDo.IDENTITY:
        return states.identity_words(case), "act"
    if to_do is ToDo.MAIL and case.mail_waits == "notice":
        return _("Mail the notice of more time"), "act"
    if to_do is ToDo.MESSAGE:
        return states.message_words(case), "act"
    if to_do is ToDo.DECIDE and case.mail_waits:
        return _("Decide; mail a letter"), "act"
    if to_do in FOR_STAFF:
        return str(_VERBS[to_do]), "act"
    if to_do is ToDo.WAITS:
        return _waits(case), "wait"
    if to_do is ToDo.ANSWERED:
        if states.is_rest_owed(case):
            is_known = cast(_Listed, case).is_year_stated
            return (_("Send the rest") if is_known else _("Send the rest when the year is complete")), "act"
        return states.outcome(case.kind, case.outcome) or states.state(case.state), "done"
    return states.closure(case.closure) or states.state(case.state), "done"


def _waits(case: Case) -> str:
    known = cast(_Listed, case)
    if case.state == State.WORKING:
        step = states.next_step(case, False, states.waiting(known.waiting_step), False, known.is_year_stated)
        return step.words
    return str(_WAITS[State(case.state)])


def _trouble(case: Case) -> tuple[str, str]:
    known = cast(_Listed, case)
    if case.message_waits and not case.stuck:
        return states.message_words(case), "act"
    if case.stuck and not (case.state == State.WORKING and known.waiting_step):  # what the step wants says more
        return explain(case.stuck).why, "stuck"
    step = states.next_step(
        case, known.has_letters_to_mail, states.waiting(known.waiting_step), known.has_notice_to_mail
    )
    return step.words, step.tone


def _bundle_row(request: StaffRequest, case: Case, listed: ListedBundle, day: date) -> Row:
    known = {} if hides_names(request) else agents.agent_of_bundle(listed.bundle)
    reference = references.spell(listed.bundle.reference)
    words, tone = _next(case)
    share = listed.counts[case.to_do]
    if ToDo(case.to_do) in _VERBS:
        words = _("%(verb)s %(count)d of %(all)d") % {
            "verb": _VERBS[ToDo(case.to_do)],
            "count": share,
            "all": sum(listed.counts.values()),
        }
    people = ngettext("%(count)d person", "%(count)d people", listed.people) % {"count": listed.people}
    return Row(
        case=case,
        reference=reference,
        address=reverse("staff:bundle", args=[reference]),
        person=known.get("firm") or known.get("name") or "",
        kind=states.title(case.kind),
        next=words,
        tone=tone,
        marks=(people, *_marks(case, is_bundle=True)),
        distance=_distance(case, day),
        day=case.send_by,
        assignee=_assignee(case),
        law=states.due(case, day).law,
    )


def bulk_rows(found: Iterable[Bulk]) -> list[Row]:
    """Bulk work that waits for a second person."""
    return [_bulk_row(one) for one in found]


def pack_rows(found: Iterable[EvidencePack]) -> list[Row]:
    """Evidence packs that wait for a second person."""
    return [_pack_row(one) for one in found]


def _pack_row(one: EvidencePack) -> Row:
    reference = references.spell(one.reference)
    return Row(
        case=None,
        reference=reference,
        address=reverse("staff:evidence-pack", args=[reference]),
        person=_("Evidence pack of %(who)s") % {"who": one.asked_by},
        kind=evidence.covers(one),
        next=str(_VERBS[ToDo.SECOND]),
        tone="act",
        marks=(ngettext("%(count)d request", "%(count)d requests", one.total) % {"count": one.total},),
        distance=None,
        day=today(),
    )


def _bulk_row(one: Bulk) -> Row:
    reference, count = references.spell(one.reference), one.rows.count()
    day = one.approval.by if one.approval and one.approval.by else today()
    urgent = one.rows.filter(case__send_by=day).select_related("case").order_by("case_id").first()
    return Row(
        case=None,
        reference=reference,
        address=reverse("staff:bulk", args=[reference]),
        person=_("Bulk work of %(who)s") % {"who": one.asked_by},
        kind=verb(one.action),
        next=str(_VERBS[ToDo.SECOND]),
        tone="act",
        marks=(ngettext("%(count)d request", "%(count)d requests", count) % {"count": count},),
        distance=dates.distance(day, today()),
        day=day,
        law=states.due(urgent.case, today()).law if urgent else "",
    )
