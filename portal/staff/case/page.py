"""All that the case page shows, gathered: facts, clock, parties, repeats, letters, journal."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from dsr import agents, disclosures, parties, recipients, review
from dsr.clock import PACIFIC, today
from dsr.formats.law_numbers import law_text_now
from dsr.journal import facts_of
from dsr.kinds import base
from dsr.law import ccpa
from dsr.law.clocks import Deadline
from dsr.letters import (
    ExtensionNotice,
    ExtensionNoticeState,
    extension_letter_names,
    extension_notice_of,
    offered_extension,
)
from dsr.lifecycle import State, Transition, Who, possible
from dsr.models import Account, Case, Compilation, Entry, Letter
from dsr.models.case import Channel, Delivery
from dsr.models.letter import LetterState
from dsr.models.third_party_notice import LETTERS
from portal.staff.case import (
    authority,
    correction_items,
    dates,
    documents,
    embedded_requests,
    journal,
    proof,
    steps,
    third_party_notice_forms,
    third_party_notices,
)
from portal.staff.wording import states
from portal.staff.wording.reasons import Stuck, explain


def gather(case: Case, reader: Account) -> dict[str, Any]:
    """Everything of a case that staff may see. Opens its seal once."""
    opened = parties.sealed_values(case)
    entries = list(Entry.objects.filter(case=case).select_related("account").order_by("number"))
    letters = list(Letter.objects.filter(case=case).order_by("-pk"))
    kind = base.get(case.kind)
    able = possible(State(case.state), reader.who)
    work = steps.panel(case, kind)
    notice = extension_notice_of(case) if case.is_open else None
    return {
        "case": case,
        "kind": kind,
        "opened": opened,
        "step": _step(case, letters, work, notice),
        "notice": notice,
        "notice_law": str(ccpa.EXTENSION_NOTICE),
        "due": states.due(case, today(), _mailed_by(kind, entries, letters, notice)),
        "stuck": explain(case.stuck) if case.stuck else None,
        "facts": facts(case, opened),
        "came": came(case, kind),
        "by_mouth": kind.intake.must_be_written and case.channel in {Channel.PHONE, Channel.IN_PERSON},
        "days_lost": days_lost(case),
        **dates.gather(case, kind, entries, [*letters, *agents.covering_letter(case)]),
        "proof": proof.panel(case, kind, entries),
        **_brought(case, kind, opened),
        "work": work,
        "step_lines": [(line, {}) for line in work.lines] if work else [],
        **around(case, opened),
        "came_back": came_back(entries) if case.state == State.REVIEW else None,
        "extension": offered_extension(case) if Transition.APPROVE in possible(State.REVIEW, reader.who) else None,
        **notices_in_words(case, kind),
        "law": ", ".join(str(citation) for citation in kind.law),
        "told": journal.entries_in_words(case, entries, opened, reader),
        "letters": [shown(letter) for letter in letters],
        "outcome_words": states.outcome(case.kind, case.outcome) if case.outcome else "",
        "repeats": review.suggest_duplicates(case) if Transition.JOIN in able or case.state == State.REVIEW else [],
        "may_decide": reader.who is not Who.VIEWER,
        "able": able,
    }


def _brought(case: Case, kind: base.Kind, opened: Mapping[str, Any]) -> dict[str, Any]:
    """What the person brought beside the request itself: what is said to be wrong, and documents."""
    return {
        "items": correction_items.panel(case, kind, opened),
        "document_lines": [(line, None) for line in documents.panel(case, opened)],
        "identity_days": settings.IDENTITY_DAYS,
    }


def notices_in_words(case: Case, kind: base.Kind) -> dict[str, Any]:
    """Who is to be told of it, and who was. `must_tell`: the response says who was told, or why not."""
    owed = kind.ledger_recipients
    is_due = owed is not None and (not owed.since_receipt or bool(case.outcome))
    return {
        "recipients": recipients.opt_out_recipients(case) if is_due else [],
        "must_tell": recipients.owes_sale_notice(case),
        "told_already": recipients.notified_by_other_means(case) if is_due else {},
        "told_law": owed.law if owed is not None else "",
        "notice_lines": [(line, {}) for line in third_party_notices.notice_lines(case)]
        if kind.notices is not None
        else [],
        "will_tell": [*recipients.notified_providers(case), *recipients.confirmed_by_systems(case).values()]
        if case.is_open
        else [],
        "strange": recipients.unknown_recipient_count(case),
        "may_choose": bool(case.data_key) and bool(is_due) and bool(third_party_notice_forms.choosable(case)),
    }


def _step(case: Case, letters: list[Letter], work: steps.Panel | None, notice: ExtensionNotice | None) -> states.Step:
    is_to_mail = any(letter.state == LetterState.TO_MAIL for letter in letters)
    is_notice = notice is not None and notice.stand is ExtensionNoticeState.TO_MAIL
    return states.next_step(case, is_to_mail, steps.blocking(work), is_notice)


def _mailed_by(
    kind: base.Kind, entries: list[Entry], letters: list[Letter], notice: ExtensionNotice | None
) -> date | None:
    """The day by which a paper letter that waits must be out, where that comes before the response."""
    if notice is not None and notice.stand is ExtensionNoticeState.TO_MAIL:
        return notice.first_due
    waits = any(one.state == LetterState.TO_MAIL and one.name == kind.letters.acknowledgement for one in letters)
    told = facts_of(entries[0]).get("acknowledge_by") if waits and entries else None
    return Deadline.from_facts(told).due_safe if told else None


def facts(case: Case, opened: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Who it is about, who wrote, and where the response goes: words and value."""
    subject, requester, agent = (opened.get(name, {}) for name in ("subject", "requester", "agent"))
    rows = [(_("About"), subject.get("name", "") or _unnamed(case))]
    rows += [(_("Account of the person"), subject.get("account") or subject.get("email", ""))]
    if case.is_for_another or (requester.get("name") or subject.get("name")) != subject.get("name"):
        rows.append((_("Written by"), requester.get("name", "")))
    rows.append((_("Firm or organization"), agent.get("name", "")))
    rows.append((_("Respond by"), str(Delivery(case.delivery).label)))
    rows.append((_("Respond to"), requester.get("email" if case.delivery == Delivery.EMAIL else "postal", "")))
    return [*rows, *_stated(case, opened)]


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
            rows.append((str(question.label), labels.get(value, value)))
        elif place == "sealed":
            rows.append((str(question.label), str(opened.get(name, ""))))
    return rows


def came(case: Case, kind: base.Kind) -> list[tuple[str, str]]:
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
        (_("Received"), _moment(case.received_at)),
        (_("Entered"), _moment(case.entered_at) if days_lost(case) else ""),
        (_("Brand"), str(case.brand)),
        (_("Business"), str(case.business)),
        (_("Reporting year"), str(case.year or "")),
        (_("Policy version then"), str(case.policy_version or "")),
        (_("Choice mode then"), choice if matters else ""),
    ]


def _moment(value: Any) -> str:
    return str(date_format(value.astimezone(PACIFIC), "F j, Y, g:i a"))


def days_lost(case: Case) -> int:
    """Days between receipt and entry: the clock ran while the desk did not know."""
    if case.channel == Channel.FORM:
        return 0
    return (case.entered_at.astimezone(PACIFIC).date() - case.received_at.astimezone(PACIFIC).date()).days


def came_back(entries: list[Entry]) -> Stuck | None:
    """Why the machine gave the case back to a person; None when it did not, or somebody decided since."""
    moved = [entry for entry in entries if entry.from_state != entry.to_state]
    last = moved[-1] if moved else None
    reason = facts_of(last).get("reason") if last and last.name in {Transition.RETURN, Transition.QUEUE} else ""
    return explain(str(reason)) if reason else None


def around(case: Case, opened: Mapping[str, Any]) -> dict[str, Any]:
    """Who acts for whom, what came together with it, and what may hide in its text."""
    return {
        "acts": authority.panel(case, opened),
        "companions": companions(case),
        "hints": embedded_requests.hints(case, opened),
    }


def companions(case: Case) -> list[tuple[Case, states.Step]]:
    """The requests that one form or message opened together with this one, each with what to do next there."""
    return [(other, states.next_step(other)) for other in parties.cases_received_together(case)]


@dataclass(frozen=True)
class Shown:
    """A letter in the list: its row, what it is in words, and how its state looks."""

    letter: Letter
    words: str
    tone: str
    is_to_mail: bool


_TONES = {
    LetterState.ACCEPTED: "good",
    LetterState.MAILED: "good",
    LetterState.REFUSED: "late",
    LetterState.BOUNCED: "late",
    LetterState.UNCERTAIN: "warn",
    LetterState.TO_MAIL: "warn",
}


def shown(letter: Letter) -> Shown:
    """A letter for a list."""
    if letter.is_response:
        what = _("Response")
    else:
        is_first = letter.name in {kind.letters.acknowledgement for kind in base.every()}
        what = _("Acknowledgement") if is_first else _("Letter")
        what = _("Notice of more time") if letter.name in extension_letter_names() else what
        what = _("To a company that is told") if letter.name in LETTERS else what
    state = LetterState(letter.state)
    return Shown(letter, what, _TONES.get(state, ""), state is LetterState.TO_MAIL)


def report(case: Case, reader: Account) -> Compilation | None:
    """The report that serves this case now; looking asks for it, unless a viewer looks."""
    kind = base.get(case.kind)
    if kind.report is None or case.state not in {State.RECEIVED, State.REVIEW}:
        return case.compilation
    return (
        disclosures.current_compilation(case, kind.report.name)
        if reader.who is Who.VIEWER
        else disclosures.request_compilation(case, kind.report.name)
    )
