"""No address of some people came, nor a permission: in time a person decides that the agent is answered, with why."""

from collections.abc import Sequence

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy, ngettext

from dsr import agents
from dsr.errors import DeskError
from dsr.formats import references
from dsr.lifecycle import Who
from portal import access
from portal.staff.account import actor, desk
from portal.staff.bundle.shown_people import ShownPeopleField, ShownPeopleForm, tell_left
from portal.web.typed_requests import StaffRequest


class ThroughAgentForm(ShownPeopleForm):
    """Of whom, and why."""

    note = forms.CharField(
        label=gettext_lazy("Why it is right"),
        help_text=gettext_lazy("It stands in the record of each request: name none of the people."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("Write why it is right to answer the agent.")},
    )
    people = ShownPeopleField(
        label=gettext_lazy("Of whom goes to the agent what we say?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose the people.")},
    )


@desk(Who.REVIEWER, "GET", "POST")
def through_agent_page(request: StaffRequest, reference: str) -> HttpResponse:
    """All of whom it can be decided are ticked; of the others it says why not yet."""
    found = access.bundle_for_staff(request, reference)
    unreached = agents.unreached(agents.stands_of(found))
    able = [stand for stand in unreached if not agents.why_not_through_agent(stand)]
    ticked = [f"{stand.case.pk}.{stand.case.entry_count}" for stand in able]
    sent = request.POST if request.method == "POST" else None
    form = ThroughAgentForm(sent, stands=able, auto_id="through-%s", initial={"people": ticked})
    if request.method == "POST" and form.is_valid():
        try:
            left = agents.answer_through_agent(found.pk, actor(request), form.cleaned_data["note"], form.chosen)
        except DeskError as error:
            form.add_error(None, str(error))
        else:
            _tell(request, len(form.chosen) - len(left), left)
            return redirect("staff:bundle", references.spell(found.reference))
    early = [(stand, agents.why_not_through_agent(stand)) for stand in unreached if stand not in able]
    words = {"form": form, "bundle": found, "count": len(able), "early": early, "unreached": len(unreached)}
    return render(request, "staff/bundle/through_agent.html", words, status=422 if form.errors else 200)


def _tell(request: StaffRequest, done: int, left: Sequence[agents.Unrecorded]) -> None:
    words = ngettext("Of %(count)d person the agent is answered.", "Of %(count)d people the agent is answered.", done)
    messages.success(request, words % {"count": done})
    tell_left(request, left)
