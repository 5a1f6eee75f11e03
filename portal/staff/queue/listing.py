"""The queue's rows: which cases, most urgent first, a page at a time, in a constant number of queries."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from dsr.kinds import base
from dsr.lifecycle import OPEN, State
from dsr.models import Account, Case
from dsr.models.case import CaseRows, owes_rest
from dsr.models.system import stuck_cases
from portal.staff.wording import states
from portal.web.field_choices import offer

ON_A_PAGE = 25

SHOW = (
    ("", _("Open")),
    ("overdue", _("Overdue")),
    ("soon", _("Due in %(days)s days") % {"days": states.SOON_DAYS}),
    ("stuck", _("Stuck")),
    ("ended", _("Ended")),
    ("all", _("All")),
)
WHOSE = (("", _("Anyone")), ("mine", _("Me")), ("nobody", _("Nobody yet")))


class Filters(forms.Form):
    """What the queue is narrowed to. Sent by GET, so nothing personal is in it."""

    show = forms.ChoiceField(label=_("Show"), choices=SHOW, required=False)
    state = forms.ChoiceField(label=_("State"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    whose = forms.ChoiceField(label=_("Assigned to"), choices=WHOSE, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "state", [("", _("Any")), *states.STATES.items()])
        offer(self, "kind", [("", _("Any")), *((kind.code, kind.title) for kind in base.every())])

    def chosen(self) -> dict[str, str]:
        """The filters that are set; what is not known counts as not set."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


def narrow(cases: CaseRows, chosen: dict[str, str], reader: Account, today: date) -> CaseRows:
    """The cases that the filters let through. Without a filter: the open ones and whatever is stuck."""
    state, show, whose = chosen.get("state"), chosen.get("show", ""), chosen.get("whose")
    if state:
        cases = cases.filter(state=state)
    if show or not state:
        cases = cases.filter(_shown(today)[show])
    if kind := chosen.get("kind"):
        cases = cases.filter(kind=kind)
    if whose:
        cases = cases.filter(assignee=reader if whose == "mine" else None)
    return cases


def _shown(today: date) -> dict[str, Q]:
    is_open = Q(state__in=sorted(OPEN)) | owes_rest()
    return {
        "": is_open | stuck_cases(),
        "overdue": is_open & Q(send_by__lt=today),
        "soon": is_open & Q(send_by__gte=today, send_by__lte=today + timedelta(days=states.SOON_DAYS)),
        "stuck": stuck_cases(),
        "ended": ~is_open,
        "all": Q(),
    }


@dataclass(frozen=True)
class Page:
    """One page of cases; `earlier` and `later` are the marks of the pages beside it, empty when there is none."""

    cases: list[Case]
    earlier: str
    later: str


def page(cases: CaseRows, after: str = "", before: str = "") -> Page:
    """The page after or before a mark, or the first one. The mark is the day to send by and id of a case."""
    edge = _read(after) or _read(before)
    if edge is None:
        found = list(cases.order_by("send_by", "pk")[: ON_A_PAGE + 1])
        return _page(found[:ON_A_PAGE], has_earlier=False, has_later=len(found) > ON_A_PAGE)
    day, pk = edge
    if _read(after):
        beyond = cases.filter(Q(send_by__gt=day) | Q(send_by=day, pk__gt=pk))
        found = list(beyond.order_by("send_by", "pk")[: ON_A_PAGE + 1])
        return _page(found[:ON_A_PAGE], has_earlier=True, has_later=len(found) > ON_A_PAGE)
    beyond = cases.filter(Q(send_by__lt=day) | Q(send_by=day, pk__lt=pk))
    found = list(beyond.order_by("-send_by", "-pk")[: ON_A_PAGE + 1])
    return _page(found[:ON_A_PAGE][::-1], has_earlier=len(found) > ON_A_PAGE, has_later=True)


def _page(cases: list[Case], *, has_earlier: bool, has_later: bool) -> Page:
    return Page(
        cases,
        earlier=_mark(cases[0]) if cases and has_earlier else "",
        later=_mark(cases[-1]) if cases and has_later else "",
    )


def _mark(case: Case) -> str:
    return f"{case.send_by.isoformat()}.{case.pk}"


def _read(mark: str) -> tuple[date, int] | None:
    day, _dot, number = mark.partition(".")
    try:
        return date.fromisoformat(day), int(number)
    except ValueError:
        return None


@dataclass(frozen=True)
class Summary:
    """How much is open, and of that how much is late and due soon; and how much is stuck."""

    open: int
    overdue: int
    soon: int
    stuck: int
    soon_days: int = states.SOON_DAYS

    @property
    def later(self) -> int:
        return self.open - self.overdue - self.soon


def summary(cases: CaseRows, today: date) -> Summary:
    """Counted in one query."""
    shown = _shown(today)
    counts = {name: Count("pk", filter=shown[name]) for name in ("overdue", "soon", "stuck")}
    opened = Count("pk", filter=Q(state__in=[state.value for state in State if state in OPEN]) | owes_rest())
    return Summary(**cases.filter(shown[""]).aggregate(open=opened, **counts))
