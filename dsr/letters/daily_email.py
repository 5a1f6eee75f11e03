"""The daily email to staff: what is due and what is stuck. References and dates only, nothing personal."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from dsr import disclosures, journal, retention, second_approvals, systems, webhooks, work_queue
from dsr.clock import PACIFIC, now, today
from dsr.formats import references
from dsr.kinds import base
from dsr.law import ccpa
from dsr.law.clocks import Deadline
from dsr.letters import extension_notices
from dsr.letters.extension_notices import ExtensionNotice
from dsr.lifecycle import State, Transition
from dsr.models import (
    Account,
    Case,
    DueWork,
    Entry,
    Event,
    Letter,
    SecondApproval,
    Step,
    System,
    ThirdPartyNotice,
    Verification,
)
from dsr.models.due_work import WorkName
from dsr.models.letter import LetterState
from dsr.models.system import StepState, stuck_cases
from dsr.models.verification import VerificationState
from dsr.reasons import SILENT

_AT = time(7, 0)  # in California
_AHEAD = timedelta(days=7)
_PROOF_AHEAD = timedelta(days=3)
_MOST = 50


@dataclass(frozen=True)
class Summary:
    """What the email lists, most urgent first and at most fifty of each; `counts` are of all, by list.

    `reports_stuck` counts work that belongs to no single case. `acknowledge` are cases whose acknowledgement waits on
    paper and must be mailed within days; `proofs` end within days and then are answered in writing; the proof of
    `short` was too little, and without a person the same answer goes out on the day beside it; `notices` say that more
    time is taken, and without them in time it is not; for `years` nobody says that the ledger is complete, and cases
    wait for that; of `rest` only what was known so far is out, and of `rest_known` the year is complete since;
    `approvals` wait for the reader.
    """

    day: date
    counts: dict[str, int]
    overdue: list[Case]
    due_soon: list[Case]
    stuck: list[Case]
    to_mail: int
    reports_stuck: int
    acknowledge: list[tuple[Case, date]] = field(default_factory=list)
    proofs: list[Verification] = field(default_factory=list)
    short: list[tuple[Case, date]] = field(default_factory=list)
    notices: list[ExtensionNotice] = field(default_factory=list)
    silent: list[Step] = field(default_factory=list)
    mappings: list[System] = field(default_factory=list)
    kept: list[retention.KeptReview] = field(default_factory=list)
    untold: list[Event] = field(default_factory=list)
    company_notices: list[ThirdPartyNotice] = field(default_factory=list)
    years: list[tuple[disclosures.OpenYear, list[Case]]] = field(default_factory=list)
    rest: list[Case] = field(default_factory=list)
    rest_known: list[Case] = field(default_factory=list)
    approvals: list[SecondApproval] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        told = (self.overdue, self.due_soon, self.stuck, self.to_mail, self.reports_stuck)
        lists = (self.acknowledge, self.silent, self.mappings, self.proofs, self.short, self.notices)
        more = (self.kept, self.untold, self.company_notices, self.years, self.rest, self.rest_known, self.approvals)
        return not any((*told, *lists, *more))


def daily_summary(reader: Account | None = None) -> Summary:
    """What is overdue, due within a week, stuck, and waiting to be mailed; and what `reader` may approve."""
    day = today()
    urgent = Case.objects.open().most_urgent_first()
    urgent_rest = Case.objects.owing_rest().most_urgent_first()
    lists = {
        "overdue": urgent.filter(send_by__lt=day),
        "due_soon": urgent.filter(send_by__gte=day, send_by__lte=day + _AHEAD),
        "stuck": Case.objects.filter(stuck_cases()).annotate(failed_for=_failed_for()).most_urgent_first(),
    }
    return Summary(
        day=day,
        counts={name: rows.count() for name, rows in lists.items()},
        overdue=list(lists["overdue"][:_MOST]),
        due_soon=list(lists["due_soon"][:_MOST]),
        stuck=list(lists["stuck"][:_MOST]),
        to_mail=Letter.objects.filter(state=LetterState.TO_MAIL).count(),
        reports_stuck=DueWork.objects.stuck().filter(case=None).exclude(name=WorkName.EVENT).count(),
        acknowledge=_to_acknowledge(day),
        proofs=_proofs_ending(day),
        short=_short_proofs(),
        notices=extension_notices.waiting_extension_notices()[:_MOST],
        silent=_silent_owners(),
        mappings=systems.systems_awaiting_approval(),
        kept=retention.reviews_due(day + _AHEAD)[:_MOST],
        untold=webhooks.failing_listeners(),
        company_notices=_company_notices(),
        years=_years(),
        rest=list(urgent_rest.filter(~disclosures.year_stated())[:_MOST]),
        rest_known=list(urgent_rest.filter(disclosures.year_stated())[:_MOST]),
        approvals=list(second_approvals.waiting_for(reader)[:_MOST]) if reader else [],
    )


def _failed_for() -> Subquery:
    """Why the first failed step of a case failed: of a case that the machine itself did not stop at."""
    return Subquery(Step.objects.filter(case=OuterRef("pk"), state=StepState.FAILED).values("reason")[:1])


def _years() -> list[tuple[disclosures.OpenYear, list[Case]]]:
    """The years of which nobody says that the ledger is complete, each with the cases that wait for it."""
    return [
        (one, list(disclosures.cases_waiting(one.business.pk, one.year)[:_MOST])) for one in disclosures.open_years()
    ]


def _to_acknowledge(day: date) -> list[tuple[Case, date]]:
    """Cases whose acknowledgement is printed but not mailed, the earliest date first, once it is near."""
    waiting = Letter.objects.filter(state=LetterState.TO_MAIL, is_response=False).select_related("case")
    came = Coalesce("case__received_at", "bundle__received_at")
    found = {}
    for letter in waiting.order_by(came, "pk")[:_MOST]:
        days = [(by, case) for case in _acknowledged(letter) if (by := _acknowledge_by(case)) is not None]
        by, case = min(days, key=lambda pair: (pair[0], pair[1].pk), default=(day, None))
        if case is not None and by <= day + _AHEAD:
            found[case.pk] = (case, by)
    return sorted(found.values(), key=lambda pair: (pair[1], pair[0].pk))


def _acknowledged(letter: Letter) -> list[Case]:
    """The cases that it acknowledges: of a covering letter each that did not end; none of any other letter."""
    if letter.case is None:
        return list(Case.objects.filter(bundled__letter=letter, closure=""))
    return [letter.case] if letter.name == base.get(letter.case.kind).letters.acknowledgement else []


def _acknowledge_by(case: Case) -> date | None:
    received = Entry.objects.filter(case=case, name__in=[Transition.RECEIVE, journal.EntryName.RECEIPT_CORRECTED])
    facts = journal.receipt_facts(received.order_by("number")).get("acknowledge_by")
    return Deadline.from_facts(facts).send_by if facts else None


def _proofs_ending(day: date) -> list[Verification]:
    open_ones = Verification.objects.filter(state=VerificationState.OPEN, case__state=State.VERIFYING)
    soon = open_ones.filter(ends_on__lte=day + _PROOF_AHEAD).select_related("case")
    return list(soon.order_by("ends_on", "pk")[:_MOST])


def _short_proofs() -> list[tuple[Case, date]]:
    """What waits for a person to look at the proof, and the day on which the machine answers in their place."""
    rows = Verification.objects.filter(state=VerificationState.SHORT).values("ends_on")
    own, first = rows.filter(case=OuterRef("pk")), rows.filter(case=OuterRef("opened_by"))
    waiting = Case.objects.filter(state=State.REVIEW, verified_at=None)
    ends = waiting.annotate(ends_on=Coalesce(Subquery(own), Subquery(first))).exclude(ends_on=None)
    found: Any = ends.order_by("ends_on", "pk")[:_MOST]
    return [(case, case.ends_on) for case in found]


def _silent_owners() -> list[Step]:
    silent = Step.objects.filter(state=StepState.ASKED, reason__in=SILENT).select_related("case", "system")
    return list(silent.order_by("due_on", "pk")[:_MOST])


def _company_notices() -> list[ThirdPartyNotice]:
    """Companies that do not answer, say that they cannot, or could not be told."""
    waiting = ThirdPartyNotice.objects.open().exclude(reason="").select_related("case")
    return list(waiting.most_urgent_first()[:_MOST])


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


def compose_daily_email(account: Account) -> EmailMessage | None:
    """The email for one member of staff; None when there is nothing to tell."""
    found = daily_summary(account)
    if found.is_empty:
        return None
    lists = {"overdue": found.overdue, "due_soon": found.due_soon, "stuck": found.stuck, "rest": found.rest}
    lists["rest_known"] = found.rest_known
    spelled: dict[str, list[tuple[str, Any]]] = {
        name: [(references.spell(case.reference), case) for case in cases] for name, cases in lists.items()
    }
    spelled["proofs"] = [(references.spell(row.case.reference), row) for row in found.proofs]
    spelled["silent"] = [(references.spell(step.case.reference), step) for step in found.silent]
    spelled["tellings"] = [(references.spell(row.case.reference), row) for row in found.company_notices]
    spelled["kept"] = [(references.spell(one.step.case.reference), one) for one in found.kept]
    spelled["short"] = [(references.spell(case.reference), day) for case, day in found.short]
    spelled["notices"] = [(references.spell(one.case.reference), one) for one in found.notices]
    spelled["acknowledge"] = [(references.spell(case.reference), by) for case, by in found.acknowledge]
    years = [(one, [references.spell(case.reference) for case in cases]) for one, cases in found.years]
    words = {"summary": found, "desk": f"{settings.PUBLIC_URL}/desk/", "notice_law": ccpa.EXTENSION_NOTICE, **spelled}
    words["years"] = years
    words["approvals"] = [
        (references.spell(row.case.reference) if row.case else "", second_approvals.act_in_words(row.what), row)
        for row in found.approvals
    ]
    body = render_to_string("letters/daily.txt", words)
    subject = _("Privacy requests: %(overdue)d overdue, %(soon)d due this week, %(stuck)d stuck") % {
        "overdue": found.counts["overdue"],
        "soon": found.counts["due_soon"],
        "stuck": found.counts["stuck"],
    }
    return EmailMessage(subject=subject, body=body, to=[account.email])
