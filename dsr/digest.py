"""The daily email to staff: what is due and what is stuck. References and dates only, nothing personal."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from dsr import references, work
from dsr.clock import PACIFIC, now, today
from dsr.models import Account, Case, DueWork, Letter
from dsr.models.letter import LetterState

_AT = time(7, 0)  # in California
_AHEAD = timedelta(days=7)
_MOST = 50


@dataclass(frozen=True)
class Summary:
    """What the email lists, most urgent first and at most fifty of each; `counts` are of all, by list.

    `reports_stuck` counts work that belongs to no single case.
    """

    day: date
    counts: dict[str, int]
    overdue: list[Case]
    due_soon: list[Case]
    stuck: list[Case]
    to_mail: int
    reports_stuck: int

    @property
    def is_empty(self) -> bool:
        return not (self.overdue or self.due_soon or self.stuck or self.to_mail or self.reports_stuck)


def summary() -> Summary:
    """What is overdue, due within a week, stuck, and waiting to be mailed."""
    day = today()
    urgent = Case.objects.open().most_urgent_first()
    lists = {
        "overdue": urgent.filter(due_safe__lt=day),
        "due_soon": urgent.filter(due_safe__gte=day, due_safe__lte=day + _AHEAD),
        "stuck": Case.objects.exclude(stuck="").most_urgent_first(),
    }
    return Summary(
        day=day,
        counts={name: rows.count() for name, rows in lists.items()},
        overdue=list(lists["overdue"][:_MOST]),
        due_soon=list(lists["due_soon"][:_MOST]),
        stuck=list(lists["stuck"][:_MOST]),
        to_mail=Letter.objects.filter(state=LetterState.TO_MAIL).count(),
        reports_stuck=DueWork.objects.stuck().filter(case=None).count(),
    )


def plan() -> int:
    """Once a day after seven in California, one row of due work for each member of staff who wants the email."""
    day = today()
    if now() < datetime.combine(day, _AT, tzinfo=PACIFIC):
        return 0
    wanted = Account.objects.filter(is_active=True, daily_email=True).values_list("pk", flat=True)
    with transaction.atomic():
        for account_id in wanted:
            work.add("digest", account_id, f"digest:{day.isoformat()}:{account_id}")
    return len(wanted)


def compose(account: Account) -> EmailMessage | None:
    """The email for one member of staff; None when there is nothing to tell."""
    found = summary()
    if found.is_empty:
        return None
    lists = {"overdue": found.overdue, "due_soon": found.due_soon, "stuck": found.stuck}
    spelled = {name: [(references.spell(case.reference), case) for case in cases] for name, cases in lists.items()}
    words = {"summary": found, "desk": f"{settings.PUBLIC_URL}/desk/", **spelled}
    body = render_to_string("letters/daily.txt", words)
    subject = _("Privacy requests: %(overdue)d overdue, %(soon)d due this week, %(stuck)d stuck") % {
        "overdue": found.counts["overdue"],
        "soon": found.counts["due_soon"],
        "stuck": found.counts["stuck"],
    }
    return EmailMessage(subject=subject, body=body, to=[account.email])
