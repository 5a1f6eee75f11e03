"""Companies that are told: the lines of a request's page, and the list of all that is open."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse
from django.shortcuts import render

from dsr.clock import today
from dsr.lifecycle import Who
from dsr.models import Case, ThirdPartyNotice
from dsr.models.letter import LetterState
from dsr.models.third_party_notice import OPEN, ThirdPartyNoticeState, What
from portal import access
from portal.staff.account import decides, desk
from portal.staff.case import offered_forms
from portal.staff.wording import notices
from portal.web.typed_requests import StaffRequest

ON_A_PAGE = 25


@dataclass(frozen=True)
class Line:
    """One telling. `why` and `way_out` say what waits; the flags what a person may do with it now."""

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
    """One telling in words."""
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
    """Every telling of a case, providers first."""
    rows = ThirdPartyNotice.objects.filter(case=case).select_related("provider", "letter")
    found = sorted(rows, key=lambda row: (row.provider_id is None, row.name, row.pk))
    return [line(row, today()) for row in found]


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


def _row(one: Line, may: bool) -> dict[str, object]:
    case = one.notice.case
    chase = offered_forms.notice_form("chase", one.notice, case) if may and one.may_chase else None
    return {"line": one, "case": case, "chase": chase}
