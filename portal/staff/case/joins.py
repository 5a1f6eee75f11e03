"""Joining a request to an earlier one, after a look at both; what is joined to this one; and the way back."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dsr import parties, review
from dsr.errors import DeskError
from dsr.formats import references
from dsr.journal import Actor
from dsr.kinds import base
from dsr.lifecycle import State, Transition, Who, possible
from dsr.models import Account, Case
from dsr.models.case import JoinGround
from portal import access
from portal.staff.account import actor, desk
from portal.staff.case import dates, facts
from portal.staff.case.action import Action, SeenForm
from portal.staff.wording import unknown_codes
from portal.web.typed_requests import StaffRequest


def ground(code: str) -> str:
    """By what two requests are known to be of one person, in words."""
    if not code:
        return _("no ground is recorded")
    return str(JoinGround(code).label) if code in JoinGround.values else unknown_codes.sentence("ground", code)


class JoinForm(SeenForm):
    ground = forms.ChoiceField(
        label=gettext_lazy("How do you know that both are of the same person?"),
        choices=JoinGround.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose how you know that both are of the same person.")},
    )
    note = forms.CharField(
        label=gettext_lazy("What you saw or heard"),
        help_text=gettext_lazy("It stands in the record. Needed unless name and email address are the same."),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class UndoForm(SeenForm):
    note = forms.CharField(
        label=gettext_lazy("Why the join is undone"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("Write why the join is undone.")},
    )


@dataclass(frozen=True)
class Line:
    """A request that is answered with this one; `undo` while that can be undone."""

    case: Case
    ground: str
    undo: UndoForm | None


def lines(case: Case, *, may_decide: bool) -> list[Line]:
    """What is joined to this case, in the order in which it came."""
    found = []
    for other in review.answered_with(case):
        is_open = may_decide and review.may_undo_join(other)
        undo = UndoForm(case=other, name=f"undo-join-{other.pk}") if is_open else None
        found.append(Line(other, ground(other.join_ground), undo))
    return found


def most_urgent(case: Case, joined: list[Line]) -> Case:
    """The case, or what waits for its answer and must be answered before it."""
    waiting = (line.case for line in joined if State(line.case.state) is State.JOINED)
    return min((case, *waiting), key=lambda one: one.send_by)


@dataclass(frozen=True)
class Compared:
    """One thing that two requests say: of this one, and of the earlier."""

    words: str
    this: str
    earlier: str

    @property
    def differs(self) -> bool:
        return self.this != self.earlier


def _compared(case: Case, first: Case) -> list[Compared]:
    """All that the case page tells of the person and of how it came, of both."""
    told = [_told(one) for one in (case, first)]
    words = dict.fromkeys([*told[0], *told[1]])
    rows = [Compared(name, told[0].get(name, ""), told[1].get(name, "")) for name in words]
    return [row for row in rows if row.this or row.earlier]


def _told(case: Case) -> dict[str, str]:
    kind = base.get(case.kind)
    panel = facts.panel(case, kind, parties.sealed_values(case))
    is_proved = _("yes") if case.verified_at else _("no")
    own = [(_("Identity checked"), is_proved if kind.proof else ""), (_("Send by"), dates.day(case.send_by))]
    return dict([*panel.person, *panel.came, *own])


@desk(Who.REVIEWER, "GET", "POST")
def join_page(request: StaffRequest, reference: str, first: str) -> HttpResponse:
    """Both requests side by side, what joining does, and by what they are known to be of one person."""
    case, earlier = access.case_for_staff(request, reference), access.case_for_staff(request, first)
    if case.pk == earlier.pk:
        raise Http404
    form = JoinForm(request.POST if request.method == "POST" else None, case=case, name="join")
    refusal, status = "", 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                _join(case, earlier, actor(request), form.cleaned_data)
            except DeskError as error:
                refusal, case = str(error), access.case_for_staff(request, reference)
                form.put(seen=case.entry_count)
            else:
                messages.success(request, _("Joined. The decision on the earlier request answers both."))
                return redirect("staff:case", references.spell(case.reference))
    words = {
        "case": case,
        "kind": base.get(case.kind),
        "earlier": earlier,
        "rows": _compared(case, earlier),
        "why_not": review.why_not_join(case, earlier),
        "is_told": review.may_know_of(case, earlier),
        "form": form,
        "refusal": refusal,
    }
    return render(request, "staff/case/join.html", words, status=status)


def _join(case: Case, earlier: Case, by: Actor, values: Mapping[str, Any]) -> Case:
    joining = review.Joining(earlier.reference, values["ground"], values["note"])
    return review.join(case.pk, by, joining, seen=values["seen"])


def _undo(case: Case, by: Actor, values: Mapping[str, Any]) -> object:
    return review.undo_join(case.pk, by, seen=values["seen"], note=values["note"])


def in_words(told: Mapping[str, Any]) -> str:
    """The facts of an entry about a join: the other request, by what ground, and why it is undone."""
    other = told.get("first") or told.get("reference")
    parts = [references.spell(str(other)) if other else "", ground(told["ground"]) if told.get("ground") else ""]
    return "; ".join(part for part in (*parts, str(told.get("why", ""))) if part)


DONE = gettext_lazy("The join is undone. This request is decided on its own.")
ACTIONS = (Action("undo-join", UndoForm, _undo, DONE, Transition.UNDO_JOIN),)


def possible_duplicates(case: Case, reader: Account) -> list[review.PossibleDuplicate]:
    """Requests that may be of the same person, while somebody decides."""
    may_join = Transition.JOIN in possible(State(case.state), reader.who)
    return review.suggest_duplicates(case) if may_join or case.state == State.REVIEW else []
