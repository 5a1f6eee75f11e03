"""The daily email to staff: what each of them can act on, with links. References and dates only, nothing personal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from dsr import disclosures, installation, journal, retention, second_approvals, systems, webhooks, work_queue
from dsr.clock import PACIFIC, now, today
from dsr.formats import references
from dsr.journal import Actor
from dsr.kinds import base
from dsr.kinds.base import TwoPersonAct
from dsr.law import ccpa
from dsr.law.clocks import Deadline
from dsr.letters import daily_layout, daily_lists, extension_notices
from dsr.letters.daily_lists import Group, in_hands_of
from dsr.letters.extension_notices import ExtensionNotice
from dsr.lifecycle import State, Transition, Who
from dsr.models import (
    Account,
    Case,
    Entry,
    Event,
    LegalHold,
    Letter,
    SecondApproval,
    Step,
    System,
    ThirdPartyNotice,
    Verification,
)
from dsr.models.due_work import WorkName
from dsr.models.letter import LetterState
from dsr.models.second_approval import OF_DECISION
from dsr.models.system import StepState
from dsr.models.verification import VerificationState
from dsr.reasons import SILENT

_AT = time(7, 0)  # in California
_AHEAD = timedelta(days=7)
_PROOF_AHEAD = timedelta(days=3)
_MOST = 50
_MONDAY = 0  # the day on which who only reads gets their line


@dataclass(frozen=True)
class Summary:
    """What one person can act on, most urgent first: the groups of the queue by name, and what stands beside them.

    Of requests that colleagues have only `overdue_elsewhere` tells, and to administrators alone. `reports_stuck`
    counts work that belongs to no single case. `acknowledge`: its letter waits on paper and must be mailed in days;
    `proofs` end within days and then are answered in writing; `notices` say that more time is taken, and without them
    in time it is not; for `years` nobody says that the ledger is complete; `approvals` wait for the reader.
    """

    day: date
    groups: Mapping[str, Group]
    overdue: int = 0
    overdue_elsewhere: int = 0
    to_mail: int = 0
    reports_stuck: int = 0
    clock_seconds: int = 0
    acknowledge: list[tuple[Case, Deadline]] = field(default_factory=list)
    proofs: list[Verification] = field(default_factory=list)
    notices: list[ExtensionNotice] = field(default_factory=list)
    silent: list[Step] = field(default_factory=list)
    mappings: list[System] = field(default_factory=list)
    kept: list[retention.KeptReview] = field(default_factory=list)
    holds: list[LegalHold] = field(default_factory=list)
    untold: list[Event] = field(default_factory=list)
    company_notices: list[ThirdPartyNotice] = field(default_factory=list)
    years: list[tuple[disclosures.OpenYear, list[Case]]] = field(default_factory=list)
    approvals: list[SecondApproval] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many things there are to do; letters to mail and what colleagues have are one each."""
        lists: tuple[Sequence[object], ...] = (self.acknowledge, self.silent, self.mappings, self.proofs, self.notices)
        more: tuple[Sequence[object], ...] = (
            self.kept,
            self.holds,
            self.untold,
            self.company_notices,
            self.years,
            self.approvals,
        )
        single = (
            bool(self.to_mail) + bool(self.reports_stuck) + bool(self.overdue_elsewhere) + bool(self.clock_seconds)
        )
        return sum(group.count for group in self.groups.values()) + sum(map(len, (*lists, *more))) + single


def daily_summary(reader: Account) -> Summary:
    """All that `reader` can act on: nothing for who only reads."""
    day = today()
    if not reader.decides:
        return Summary(day, {})
    leads = reader.who is Who.ADMINISTRATOR
    return Summary(
        day=day,
        groups=daily_lists.groups(reader, day),
        overdue=daily_lists.overdue(reader, day),
        overdue_elsewhere=daily_lists.overdue_of_colleagues(reader, day) if leads else 0,
        to_mail=Letter.objects.filter(state=LetterState.TO_MAIL, goes_with=None).count(),
        reports_stuck=work_queue.stuck_of_no_case().count() if leads else 0,
        clock_seconds=installation.clock_seen_off() if leads else 0,
        acknowledge=_to_acknowledge(reader, day),
        proofs=_proofs_ending(reader, day),
        notices=_notices(reader),
        silent=_silent_owners(reader),
        mappings=_mappings(reader),
        kept=_kept(reader, day),
        holds=retention.overdue_holds() if reader.who in retention.MAY_HOLD else [],
        untold=webhooks.failing_listeners() if leads else [],
        company_notices=_company_notices(reader),
        years=_years(),
        approvals=_approvals(reader, day),
    )


def _notices(reader: Account) -> list[ExtensionNotice]:
    found = extension_notices.waiting_extension_notices()
    own = daily_lists.own_among((one.case.pk for one in found), reader)
    return [one for one in found if one.case.pk in own][:_MOST]


def _kept(reader: Account, day: date) -> list[retention.KeptReview]:
    found = retention.reviews_due(day + _AHEAD)
    own = daily_lists.own_among((one.step.case_id for one in found), reader)
    return [one for one in found if one.step.case_id in own][:_MOST]


def _approvals(reader: Account, day: date) -> list[SecondApproval]:
    """What waits for the reader; and bulk work whose day is here, which anybody who decides may settle by now."""
    rows = second_approvals.waiting_for(reader)[:_MOST]
    late = (
        SecondApproval.objects.asked().filter(what=TwoPersonAct.BULK, by__lte=day).exclude(pk__in=[r.pk for r in rows])
    )
    return [*rows, *late.select_related("case", "asked_by").order_by("by", "pk")[:_MOST]]


def _mappings(reader: Account) -> list[System]:
    eyes = Actor(reader.who, reader.pk)
    found = systems.systems_awaiting_approval()
    return [system for system in found if systems.approval_eyes(system, eyes).may_approve]


def _years() -> list[tuple[disclosures.OpenYear, list[Case]]]:
    """The years of which nobody says that the ledger is complete, each with the cases that wait for it."""
    return [
        (one, list(disclosures.cases_waiting(one.business.pk, one.year)[:_MOST])) for one in disclosures.open_years()
    ]


def _to_acknowledge(reader: Account, day: date) -> list[tuple[Case, Deadline]]:
    """Cases whose acknowledgement is printed but not mailed, the earliest date first, once it is near."""
    waiting = Letter.objects.filter(state=LetterState.TO_MAIL, is_response=False).select_related("case")
    own = Q(case=None) | in_hands_of(reader, "case")  # one about a whole bundle is everybody's
    came = Coalesce("case__received_at", "bundle__received_at")
    found = {}
    for letter in waiting.filter(own).order_by(came, "pk")[:_MOST]:
        days = [(by, case) for case in _acknowledged(letter) if (by := _acknowledge_by(case)) is not None]
        if not days:
            continue
        by, case = min(days, key=lambda pair: (pair[0].send_by, pair[1].pk))
        if by.send_by <= day + _AHEAD:
            found[case.pk] = (case, by)
    return sorted(found.values(), key=lambda pair: (pair[1].send_by, pair[0].pk))


def _acknowledged(letter: Letter) -> list[Case]:
    """The cases that it acknowledges: of a covering letter each that did not end; none of any other letter."""
    if letter.case is None:
        return list(Case.objects.filter(bundled__letter=letter, closure=""))
    return [letter.case] if letter.name == base.get(letter.case.kind).letters.acknowledgement else []


def _acknowledge_by(case: Case) -> Deadline | None:
    received = Entry.objects.filter(case=case, name__in=[Transition.RECEIVE, journal.EntryName.RECEIPT_CORRECTED])
    facts = journal.receipt_facts(received.order_by("number")).get("acknowledge_by")
    return Deadline.from_facts(facts) if facts else None


def _proofs_ending(reader: Account, day: date) -> list[Verification]:
    open_ones = Verification.objects.filter(state=VerificationState.OPEN, case__state=State.VERIFYING)
    soon = open_ones.filter(in_hands_of(reader, "case"), ends_on__lte=day + _PROOF_AHEAD)
    return list(soon.select_related("case").order_by("ends_on", "pk")[:_MOST])


def _silent_owners(reader: Account) -> list[Step]:
    silent = Step.objects.filter(in_hands_of(reader, "case"), state=StepState.ASKED, reason__in=SILENT)
    return list(silent.select_related("case", "system").order_by("due_on", "pk")[:_MOST])


def _company_notices(reader: Account) -> list[ThirdPartyNotice]:
    """Companies that do not answer, say that they cannot, or could not be told."""
    waiting = ThirdPartyNotice.objects.open().filter(in_hands_of(reader, "case")).exclude(reason="")
    return list(waiting.select_related("case").most_urgent_first()[:_MOST])


def plan_daily_emails() -> int:
    """Once a day after seven in California, one row of due work for each member of staff who wants the email.

    While a second approval is late, whoever may give it gets the email, too.
    """
    day = today()
    if now() < datetime.combine(day, _AT, tzinfo=PACIFIC):
        return 0
    wanted = {*Account.objects.filter(is_active=True, daily_email=True).values_list("pk", flat=True)}
    if SecondApproval.objects.asked().exclude(escalated_at=None).exists():
        wanted |= {*Account.objects.second_approvers().values_list("pk", flat=True)}
    with transaction.atomic():
        for account_id in sorted(wanted):
            work_queue.add(WorkName.DIGEST, account_id, f"digest:{day.isoformat()}:{account_id}")
    return len(wanted)


def compose_daily_email(account: Account) -> EmailMultiAlternatives | None:
    """The email for one member of staff; None when there is nothing that they can act on.

    Who only reads gets one line a week, with how many requests are open.
    """
    if not account.decides:
        return _weekly_line(account)
    found = daily_summary(account)
    if not found.count:
        return None
    counts = {"overdue": found.overdue, "count": found.count}
    subject = (
        _("Privacy requests: %(overdue)d overdue, %(count)d to do")
        if found.overdue
        else _("Privacy requests: %(count)d to do")
    )
    return _message(account, subject % counts, "letters/daily.txt", _words(found))


def _weekly_line(account: Account) -> EmailMultiAlternatives | None:
    day, rows = today(), Case.objects.open()
    if day.weekday() != _MONDAY or not (count := rows.count()):
        return None
    words = {"count": count, "late": Case.objects.overdue(day).count(), "all_open": "?whose=all"}
    subject = _("Privacy requests this week: %(count)d open") % words
    return _message(account, subject, "letters/daily-viewer.txt", words)


def _words(found: Summary) -> dict[str, Any]:
    """What the template of the email is given; each row with its reference as printed."""
    words: dict[str, Any] = {"summary": found, "notice_law": ccpa.EXTENSION_NOTICE, **found.groups}
    words["proofs"] = [(_spell(row.case), row) for row in found.proofs]
    words["silent"] = [(_spell(step.case), step) for step in found.silent]
    words["tellings"] = [(_spell(row.case), row) for row in found.company_notices]
    words["kept"] = [(_spell(one.step.case), one) for one in found.kept]
    words["holds"] = [(references.spell(one.reference), f"holds/{one.pk}/", one) for one in found.holds]
    words["notices"] = [(_spell(one.case), one) for one in found.notices]
    words["acknowledge"] = [(_spell(case), *_days_of(by)) for case, by in found.acknowledge]
    place = "disclosures/{0.business.pk}/{0.year}/"
    words["years"] = [(one, place.format(one), [*map(_spell, cases)]) for one, cases in found.years]
    words["mappings"] = [(system, f"systems/{system.pk}/approve/") for system in found.mappings]
    words["outgoing"], words["all_due"], words["stuck_work"] = "letters/", "?group=due&whose=all", "work/"
    words["approvals"] = [(*_place(row), second_approvals.act_in_words(row.what), row) for row in found.approvals]
    return words


def _spell(case: Case) -> str:
    return references.spell(case.reference)


def _days_of(by: Deadline) -> tuple[date, date | None]:
    """The day to send by, and the law's where it is another."""
    return by.send_by, by.due_safe if by.due_safe != by.send_by else None


def _place(row: SecondApproval) -> tuple[str, str]:
    """The reference under which a second approval is given, and the way there."""
    if row.case is not None:
        reference = _spell(row.case)
        return reference, f"{reference}/second-approval/" if row.what in OF_DECISION else f"{reference}/"
    for place, work in (("bulk", row.bulks.first()), ("evidence", row.evidence_packs.first())):
        if work is not None:
            return (reference := references.spell(work.reference)), f"{place}/{reference}/"
    return "", ""


def _message(account: Account, subject: str, template: str, words: Mapping[str, Any]) -> EmailMultiAlternatives:
    desk = f"{settings.PUBLIC_URL}/desk/"
    parts = daily_layout.parts(render_to_string(template, {**words, "desk": desk}).splitlines())
    message = EmailMultiAlternatives(subject=subject, body=daily_layout.text_of(parts), to=[account.email])
    html = render_to_string("letters/daily.html", {"parts": parts, "subject": subject})
    message.attach_alternative(html, "text/html")
    return message
