"""Companies that are told: the lines of a request's page, and the list of all that is open."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy

from dsr import recipients, third_party_notices
from dsr.clock import today
from dsr.journal import Actor
from dsr.kinds import base
from dsr.kinds.base import Kind
from dsr.law import third_party_notices as law
from dsr.law.citations import Citation
from dsr.lifecycle import State, Who
from dsr.models import Case, ThirdPartyNotice
from dsr.models.case_surroundings import rows_beside
from dsr.models.letter import LetterState
from dsr.models.third_party_notice import OPEN, ThirdPartyNoticeState, What
from dsr.recipients import OptOutRecipient, opt_out_recipients
from portal import access
from portal.staff.account import decides, desk
from portal.staff.case.action import Action, SeenForm
from portal.staff.wording import notices
from portal.web.field_choices import offer
from portal.web.typed_requests import StaffRequest

ON_A_PAGE = 25


@dataclass(frozen=True)
class Line:
    """One notice. `why` and `way_out` say what waits; the flags what a person may do with it now."""

    notice: ThirdPartyNotice
    what: str
    how: str
    state: str
    tone: str
    why: str
    way_out: str
    is_late: bool
    is_to_mail: bool
    may_chase: bool
    may_settle: bool


def line(notice: ThirdPartyNotice, day: date) -> Line:
    """One notice in words."""
    state, is_due = ThirdPartyNoticeState(notice.state), notice.due_on is not None
    why, way_out = notices.reason(notice.reason) if notice.reason else ("", "")
    is_open = notice.state in OPEN and is_due
    is_to_mail = notice.letter is not None and notice.letter.state == LetterState.TO_MAIL
    is_late = bool(is_open and notice.due_on and notice.due_on < day)
    return Line(
        notice=notice,
        what=str(What(notice.what).label),
        how=str(notice.get_how_display()),
        state=str(state.label),
        tone="late"
        if is_late and notice.state != ThirdPartyNoticeState.ACKNOWLEDGED
        else notices.TONES.get(state, ""),
        why=why,
        way_out=way_out if is_open else "",
        is_late=is_late,
        is_to_mail=is_open and is_to_mail,
        may_chase=is_open and not is_to_mail and (notice.sent_at is not None or bool(notice.reason)),
        may_settle=is_open,
    )


def notice_lines(case: Case) -> list[Line]:
    """Every notice of a case, providers first."""
    rows: list[ThirdPartyNotice] = rows_beside(case, "third_party_notices", "provider", "letter")
    found = sorted(rows, key=lambda row: (row.provider_id is None, row.name, row.pk))
    return [line(row, today()) for row in found]


@dataclass(frozen=True)
class Panel:
    """`lines` are the companies told so far, `will_tell` those of an open case by name.

    `strange` counts rows in systems that name no known recipient.
    """

    lines: list[Line]
    will_tell: list[str]
    strange: int
    may_choose: bool


def panel(case: Case, kind: Kind) -> Panel:
    """The companies that are told of this request."""
    told = [*recipients.notified_providers(case), *recipients.confirmed_by_systems(case).values()]
    return Panel(
        lines=notice_lines(case) if kind.notices is not None else [],
        will_tell=told if case.is_open else [],
        strange=recipients.unknown_recipient_count(case),
        may_choose=bool(case.data_key) and _is_due(case, kind) and bool(choosable(case)),
    )


@dataclass(frozen=True)
class OptOutRecipients:
    """Recipients to tell of an opt-out or a deletion; `told` by key. `must_tell`: the response says so, or why not."""

    rows: list[OptOutRecipient]
    told: Mapping[str, str]
    must_tell: bool
    law: Citation | str


def opt_out_panel(case: Case, kind: Kind) -> OptOutRecipients:
    """Who got what was sold or shared, and who of them was told in another way."""
    is_due = _is_due(case, kind)
    return OptOutRecipients(
        rows=recipients.opt_out_recipients(case) if is_due else [],
        told=recipients.notified_by_other_means(case) if is_due else {},
        must_tell=recipients.owes_sale_notice(case),
        law=_law(case, kind),
    )


def _law(case: Case, kind: Kind) -> Citation | str:
    """Of who got information since the receipt, the law of what the request stops."""
    owed = kind.ledger_recipients
    if owed is not None and owed.since_receipt and kind.notices is not None:
        return third_party_notices.notice_law(case, kind.notices.instruction)
    return owed.law if owed is not None else ""


def _is_due(case: Case, kind: Kind) -> bool:
    owed = kind.ledger_recipients
    is_closed = State(case.state) is State.CLOSED
    return owed is not None and not is_closed and (not owed.since_receipt or bool(case.outcome))


@desk(Who.VIEWER, "GET")
def third_party_notices_page(request: StaffRequest) -> HttpResponse:
    """What is open in all requests, the most urgent first; nothing sealed is opened for a list."""
    waiting = access.open_notices(request, request.GET.get("after", ""), ON_A_PAGE + 1)
    day, may = today(), decides(request)
    rows = [_row(line(row, day), may) for row in waiting[:ON_A_PAGE]]
    last = waiting[ON_A_PAGE - 1] if len(waiting) > ON_A_PAGE else None
    older = f"?after={last.due_on.isoformat()}.{last.pk}" if last and last.due_on else ""
    return render(
        request,
        "staff/case/third_party_notices.html",
        {"rows": rows, "older": older, "is_first": "after" not in request.GET},
    )


def chase_form(notice: ThirdPartyNotice, case: Case) -> "NoticeForm":
    """A fresh form to tell a company again, wherever it is listed."""
    return NoticeForm(case=case, name=f"telling-chase-{notice.pk}", initial={"notice": notice.pk})


def _row(one: Line, may: bool) -> dict[str, object]:
    case = one.notice.case
    chase = chase_form(one.notice, case) if may and one.may_chase else None
    return {"line": one, "case": case, "chase": chase}


class ChooseForm(SeenForm):
    """Of the recipients that only categories tell of: whom to tell, and why not the others."""

    tell = forms.MultipleChoiceField(
        label=gettext_lazy("Tell these"),
        help_text=gettext_lazy("They are told when the decision is carried out; after it, at once."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    code = forms.ChoiceField(label=gettext_lazy("The others are not told, because"), required=False)
    facts = forms.CharField(
        label=gettext_lazy("The facts, as the person will read them"),
        help_text=gettext_lazy(
            "Such as: it closed in 2023; or what it would take, beside what it means for the person. Who has no fit "
            "procedures cannot plead effort (§ 7001(i))."
        ),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=2000,
        required=False,
    )

    def __init__(self, *args: Any, case: Case, name: str, **kwargs: Any) -> None:
        super().__init__(*args, case=case, name=name, **kwargs)
        offer(self, "tell", choosable(case).items())
        grounds = [(ground.code, f"{ground.words} ({ground.citation})") for ground in law.NOT_TOLD]
        offer(self, "code", [("", gettext_lazy("Choose one")), *grounds])


class NoticeForm(SeenForm):
    """Something to do with one notice."""

    notice = forms.IntegerField(widget=forms.HiddenInput)


class SettleNoticeForm(NoticeForm):
    """An answer that came another way, or that nothing more can be done."""

    answer = forms.ChoiceField(
        label=gettext_lazy("What came of it"),
        choices=[
            ("done", gettext_lazy("The company says that it is done")),
            ("not-held", gettext_lazy("The company has nothing about the person")),
            ("give-up", gettext_lazy("Nothing more can be done")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what came of it.")},
    )
    note = forms.CharField(
        label=gettext_lazy("How you know"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("Write how you know.")},
    )


class ToldForm(SeenForm):
    """Which recipients were told what the request asks of them, and to pass it on."""

    recipients = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose who was told.")},
    )

    def __init__(self, *args: Any, case: Case, name: str, **kwargs: Any) -> None:
        super().__init__(*args, case=case, name=name, **kwargs)
        if (owed := base.get(case.kind).ledger_recipients) is not None:
            self.fields["recipients"].label = str(owed.told)
        offer(self, "recipients", [(one.key, one.name) for one in opt_out_recipients(case)])


def choosable(case: Case) -> dict[str, str]:
    """Who may be chosen: whom the ledger names for this request, and nobody told yet."""
    return third_party_notices.selectable_recipients(
        case, [(one.key, one.name) for one in recipients.opt_out_recipients(case)]
    )


def _choose(case: Case, actor: Actor, values: Mapping[str, Any]) -> object:
    selection = third_party_notices.Selection(values["tell"], choosable(case), values["code"], values["facts"])
    return third_party_notices.select_recipients(case.pk, actor, selection, seen=values["seen"])


def _chase(case: Case, actor: Actor, values: Mapping[str, Any]) -> object:
    return third_party_notices.send_notice_again(case.pk, values["notice"], actor)


def _settle(case: Case, actor: Actor, values: Mapping[str, Any]) -> None:
    third_party_notices.settle_notice(case.pk, values["notice"], actor, answer=values["answer"], note=values["note"])


def _told(case: Case, actor: Actor, values: Mapping[str, Any]) -> object:
    return recipients.record_notified(case, actor, values["recipients"], seen=values["seen"])


ACTIONS = (
    Action("choose-told", ChooseForm, _choose, gettext_lazy("Recorded whom to tell, and why not others.")),
    Action(
        "telling-chase", NoticeForm, _chase, gettext_lazy("Recorded: the company is to be told again."), item="notice"
    ),
    Action("telling-settle", SettleNoticeForm, _settle, gettext_lazy("Recorded what came of it."), item="notice"),
    Action("told", ToldForm, _told, gettext_lazy("Recorded who was told.")),
)
