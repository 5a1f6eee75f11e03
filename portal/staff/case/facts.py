"""What a request says of the person, and how it came: words and values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from dsr import parties, retention
from dsr.clock import PACIFIC
from dsr.formats.law_numbers import law_text_now
from dsr.kinds import base
from dsr.law.spans import local_date
from dsr.models import Case
from dsr.models.case import Channel, Delivery
from portal.staff.case import dates
from portal.staff.wording.dates import spoken_receipt


@dataclass(frozen=True)
class Panel:
    """Each row is (words, value); a row without a value is not shown."""

    name: str  # of whom it is about, by name or else by user name, or of who wrote; empty where nobody is named
    received_on: date
    person: list[tuple[str, str]]
    came: list[tuple[str, str]]


def panel(case: Case, kind: base.Kind, opened: Mapping[str, Any]) -> Panel:
    told = (("subject", "name"), ("subject", "account"), ("requester", "name"))
    names = ((opened.get(party) or {}).get(field, "") for party, field in told)
    name = next(filter(None, names), "")
    return Panel(str(name), local_date(case.received_at), _person(case, opened), _came(case, kind))


def _person(case: Case, opened: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Who it is about, who wrote, and where the response goes: words and value."""
    subject, requester, agent = (opened.get(name, {}) for name in ("subject", "requester", "agent"))
    rows = [(_("About"), subject.get("name", "") or _unnamed(case))]
    rows += [(_("Account of the person"), subject.get("account") or subject.get("email", ""))]
    if case.is_for_another or (requester.get("name") or subject.get("name")) != subject.get("name"):
        rows.append((_("Written by"), requester.get("name", "")))
    rows.append((_("Firm or organization"), agent.get("name", "")))
    return [*rows, *_answered_to(case, opened), *_stated(case, opened)]


def _answered_to(case: Case, opened: Mapping[str, Any]) -> list[tuple[str, str]]:
    """How and where the response goes; of one of many people also to whom, and why."""
    if not case.data_key or not opened.get("requester"):
        return []
    reader = parties.reader_of(case, opened)
    if not reader.is_person:
        return [(_("Respond by"), str(Delivery(reader.delivery).label)), (_("Respond to"), reader.place)]
    if not reader.is_known:
        return [(_("Respond to"), _("nobody yet: no permission is shown, and no address of the person is known"))]
    whom = _("%(place)s (the person: no permission is shown)") % {"place": reader.place}
    return [(_("Respond by"), str(Delivery(reader.delivery).label)), (_("Respond to"), whom)]


def _unnamed(case: Case) -> str:
    if not case.data_key:
        return _("The personal information is forgotten")
    is_asked = any(question.goes_to == "subject.name" for question in base.get(case.kind).questions)
    return _("The personal information is erased") if is_asked else _("The request gives no name")


# Whether another block of questions follows: staff see what was written there.
_ASKS_ON = {"more2", "more3"}


def _stated(case: Case, opened: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What the person stated in answer to the kind's other questions."""
    rows = []
    for question in base.get(case.kind).questions:
        place, _dot, name = question.goes_to.partition(".")
        if place == "answers" and name not in _ASKS_ON:
            value = str(case.answers.get(name, ""))
            labels = {choice.value: str(choice.label) for choice in question.choices}
            rows.append((str(question.in_short or question.label), labels.get(value, value)))
        elif place == "sealed":
            rows.append((str(question.in_short or question.label), str(opened.get(name, ""))))
    return rows


def _came(case: Case, kind: base.Kind) -> list[tuple[str, str]]:
    """How it came, and what is frozen with that: words and value."""
    place = str(case.came_to) if case.came_to else ""
    if not place and case.channel != Channel.FORM:
        place = _("an address that was never published for this")
    days = law_text_now(gettext_noop("yes: %(designated_days)s days"))
    designated = days if case.is_designated else _("no: a reasonable period")
    choice = _("yes, since %(day)s") % {"day": dates.day(case.choice_mode.since)} if case.choice_mode else _("no")
    matters = kind.clocks.depends_on_address
    return [
        (_("Came by"), str(Channel(case.channel).label)),
        (_("Came to"), place if matters else ""),
        (_("Designated address"), designated if matters else ""),
        (_("Received"), spoken_receipt(case.received_at)),
        (_("Entered"), dates.moment(case.entered_at) if days_lost(case) else ""),
        (_("Brand"), str(case.brand)),
        (_("Business"), str(case.business)),
        (_("Reporting year"), str(case.year or "")),
        (_("Policy version then"), str(case.policy_version or "")),
        (_("People could say no then"), choice if matters else ""),
        *_forgotten_on(case),
    ]


def _forgotten_on(case: Case) -> list[tuple[str, str]]:
    """Until when the record is kept, once the case has ended; and what waits longer, for a review or a hold."""
    end = retention.record_end(case) if case.forgotten_at is None else None
    if end is None:
        return []
    waits, until = retention.open_reviews(case), end.day
    last = max((review.due_on for review in waits), default=until)
    later = dates.day(last) if last > until else ""
    held = _("a litigation hold, until somebody ends it") if retention.holds_of(case) else ""
    return [
        (_("Record kept until"), dates.day(until)),
        (_("Why so long"), end.why),
        (_("Also kept by"), held),
        (_("What finds the person is kept until the review on"), later),
    ]


def days_lost(case: Case) -> int:
    """Days between receipt and entry: the clock ran while the desk did not know."""
    if case.channel == Channel.FORM:
        return 0
    return (case.entered_at.astimezone(PACIFIC).date() - case.received_at.astimezone(PACIFIC).date()).days
