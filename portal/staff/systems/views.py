"""The register of places that hold personal information: what each holds, who owns it, what is open there."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Min, Q
from django.http import Http404, HttpResponse
from django.shortcuts import render

from dsr.clock import today
from dsr.kinds import base
from dsr.lifecycle import Who
from dsr.models import Step, System
from dsr.models.system import SETTLED, StepState
from portal import access
from portal.staff import case
from portal.staff.account import decides, desk
from portal.staff.wording import states
from portal.web.typed_requests import StaffRequest

ON_A_PAGE = 25


@dataclass(frozen=True)
class Row:
    """A system in the list. `faults` are kinds whose work neither takes place there nor is excused."""

    system: System
    actions: list[str]
    excused: list[tuple[str, str]]
    faults: list[str]
    exceptions: list[str]
    state: str
    tone: str

    @property
    def has_mapping(self) -> bool:
        """True when somebody approves how the desk acts there."""
        return self.system.how.approval is not None


def row(system: System, actions: dict[str, list[str]]) -> Row:
    """`deeds`: the titles of the kinds by what they do in systems."""
    taken = [title for action in system.actions for title in actions.get(action, [])]
    others = {action: titles for action, titles in actions.items() if action not in system.actions}
    reasons = {action: case.why_step_waits(system, action) for action in others}
    return Row(
        system,
        taken,
        [(title, reasons[action]) for action, titles in others.items() for title in titles if reasons[action]],
        [title for action, titles in others.items() for title in titles if not reasons[action]],
        [_exception(one) for one in system.exceptions],
        *state_words(system),
    )


def actions_of_kinds() -> dict[str, list[str]]:
    """Every deed that some kind does, with the titles of those kinds."""
    found: dict[str, list[str]] = {}
    for kind in base.every():
        if kind.work is not None:
            found.setdefault(kind.work.action, []).append(states.title(kind.code))
    return found


def _exception(declared: dict[str, Any]) -> str:
    code, note = str(declared.get("code", "")), str(declared.get("note", ""))
    for kind in base.every():
        found = case.keep_words(kind, code)
        if found != code:
            return f"{found}: {note}" if note else found
    return f"{code}: {note}" if note else code


@desk(Who.VIEWER, "GET")
def systems_page(request: StaffRequest) -> HttpResponse:
    """All systems in the order in which they are worked, with what is open in each."""
    is_open = ~Q(steps__state__in=SETTLED)
    is_asked = is_open & Q(steps__state=StepState.ASKED)
    is_stopped = Q(steps__state__in=[StepState.CHANGED, StepState.FAILED, StepState.DRY])
    found = (
        System.objects.active()
        .select_related("business", "mapping_by", "approved_by")
        .annotate(
            open_steps=Count("steps", filter=is_open & Q(steps__isnull=False)),
            asked_steps=Count("steps", filter=is_asked),
            stopped_steps=Count("steps", filter=is_stopped),
            oldest_due=Min("steps__due_on", filter=is_asked),
        )
    )
    actions = actions_of_kinds()
    return render(
        request, "staff/systems/systems.html", {"rows": [row(system, actions) for system in found], "today": today()}
    )


def find_system(system_id: int) -> System:
    """One system of the register. Raises Http404."""
    related = ("business", "mapping_by", "approved_by")
    system = System.objects.select_related(*related).filter(pk=system_id).first()
    if system is None:
        raise Http404
    return system


@desk(Who.VIEWER, "GET")
def system_page(request: StaffRequest, system_id: int) -> HttpResponse:
    """One system, and the steps that are open in it, the most urgent request first."""
    system = find_system(system_id)
    after = request.GET.get("after", "")
    waiting = access.open_steps_of(request, system, after, ON_A_PAGE + 1)
    lines = [_line(request, step) for step in waiting[:ON_A_PAGE]]
    last = waiting[ON_A_PAGE - 1] if len(waiting) > ON_A_PAGE else None
    shown = {
        "row": row(system, actions_of_kinds()),
        "lines": lines,
        "older": f"?after={last.case.send_by.isoformat()}.{last.pk}" if last else "",
    }
    return render(request, "staff/systems/system.html", shown)


def _line(request: StaffRequest, step: Step) -> dict[str, Any]:
    """An open step of a list, with the form to chase its owner where that helps."""
    line = case.step_line(step, step.case, base.get(step.case.kind), {})
    chase = case.chase_form(step, step.case) if line.may_chase and decides(request) else None
    return {"line": line, "case": step.case, "due": states.due(step.case, today()), "chase": chase}


def state_words(system: System) -> tuple[str, str]:
    """The state of a system's approval in words, and its tone."""
    approval = system.how.approval
    if approval is None:
        return str(system.how.standing), ""
    return (str(approval.approved), "good") if system.is_approved else (str(approval.unapproved), "warn")
