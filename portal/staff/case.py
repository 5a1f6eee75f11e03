"""The case page: what to do next and by when, the facts, the clock, the letters, the journal, and what can be done."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from dsr import references, review
from dsr.clock import today
from dsr.errors import BadInput, Blocked, Changed, DeskError, NotAllowed
from dsr.lifecycle import State, Transition, Who
from dsr.models import Case
from dsr.models.compilation import CompilationState
from portal import access
from portal.staff import dossier, drafts, forms, journal_words
from portal.staff.actions import ACTIONS, Action
from portal.staff.roles import actor, decides, desk


@desk(Who.VIEWER, "GET")
def case(request: HttpRequest, reference: str) -> HttpResponse:
    return _page(request, access.case_for_staff(request, reference))


@desk(Who.REVIEWER, "POST")
def act(request: HttpRequest, reference: str, name: str) -> HttpResponse:
    """Do one action. When it is refused, the page comes again with the reason and with what was typed."""
    found, action = access.case_for_staff(request, reference), ACTIONS[name]
    form = action.form(request.POST, case=found, name=_form_name(request, action))
    if not form.is_valid():
        return _again(request, found, action, form, status=422)
    try:
        action.do(found, actor(request), form.cleaned_data)
    except (Changed, NotAllowed) as error:
        return _again(request, _fresh(request, found), action, form, error, status=409)
    except (BadInput, Blocked) as error:
        return _again(request, _fresh(request, found), action, form, error, status=422)
    messages.success(request, str(action.done))
    return redirect("staff:case", references.spell(found.reference))


def _fresh(request: HttpRequest, case: Case) -> Case:
    return access.case_for_staff(request, case.reference)


def _form_name(request: HttpRequest, action: Action) -> str:
    # A case may have two letters to mail, each with a form of its own.
    letter = request.POST.get("letter", "")
    return f"mailed-{letter}" if action.name == "mailed" and letter.isdigit() else action.name


def _again(
    request: HttpRequest,
    found: Case,
    action: Action,
    form: forms.SeenForm,
    error: DeskError | None = None,
    *,
    status: int,
) -> HttpResponse:
    refusal = _refusal(request, error)
    # What is pressed next is decided on the page that is shown now.
    form.data = form.data.copy()
    form.data["seen"] = found.entry_count
    if action.on_draft and found.state == State.REVIEW:
        try:
            draft = drafts.draft(found, form.data.get("outcome", ""), dossier.report(found, request.user))
        except BadInput:
            return _page(request, found, refusal=refusal, status=status)
        return drafts.render_page(request, found, draft, status=status, form=form, refusal=refusal)
    return _page(request, found, form=form, refusal=refusal, status=status)


def _refusal(request: HttpRequest, error: DeskError | None) -> dict[str, Any] | None:
    if error is None:
        return None
    since = error.since if isinstance(error, Changed) else []
    changes = [
        {"at": entry.at, "who": journal_words.who(entry, request.user), "title": journal_words.what(entry)}
        for entry in reversed(since)
    ]
    return {"words": str(error), "changes": changes}


def _page(
    request: HttpRequest,
    found: Case,
    *,
    form: forms.SeenForm | None = None,
    refusal: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    report = dossier.report(found, request.user)
    shown = dossier.gather(found, request.user)
    if decides(request):
        shown["forms"] = _forms(request, found, shown, form)
        shown["mailings"] = _mailings(found, shown, form)
    shown["kept"] = _kept(form, shown.get("forms", {})) if refusal else ""
    words = {"report": report, "decide": _decide(found, shown, report), "refusal": refusal, "bound": form, **shown}
    return render(request, "staff/case.html", words, status=status)


def _forms(
    request: HttpRequest, found: Case, shown: dict[str, Any], bound: forms.SeenForm | None
) -> dict[str, forms.SeenForm]:
    """The forms of what can be done now, by name; the one that was sent keeps what was typed."""
    offered = ["note", "assign"]
    if found.assignee_id != request.user.pk:
        offered.append("take")
    if found.assignee_id:
        offered.append("release")
    offered += [a.name for a in ACTIONS.values() if a.transition in shown["able"] and not a.on_draft]
    if found.stuck:
        offered.append("try-again")
    made = {name.replace("-", "_"): ACTIONS[name].form(case=found, name=name) for name in offered}
    if found.state == State.RESPONDING and not found.stuck:
        # A letter on its way is only called back when the machine gave up on it, or it is on paper.
        _keep_paper_only(shown, made)
    if bound is not None and bound.name.replace("-", "_") in made:
        made[bound.name.replace("-", "_")] = bound
    return made


def _mailings(found: Case, shown: dict[str, Any], bound: forms.SeenForm | None) -> list[tuple[Any, forms.SeenForm]]:
    """Each letter that waits to be mailed, with its form."""
    pairs = []
    for one in shown["letters"]:
        if one.is_to_mail:
            name = f"mailed-{one.letter.pk}"
            initial = {"letter": one.letter.pk, "mailed_on": today()}
            fresh = forms.MailedForm(case=found, name=name, initial=initial)
            pairs.append((one, bound if bound is not None and bound.name == name else fresh))
    return pairs


def _keep_paper_only(shown: dict[str, Any], made: dict[str, forms.SeenForm]) -> None:
    if not any(one.is_to_mail and one.letter.is_response for one in shown["letters"]):
        made.pop("readdress", None)
    made.pop("returned", None)


def _kept(form: forms.SeenForm | None, offered: dict[str, forms.SeenForm]) -> str:
    """What was typed into a form that is not offered any more, so that nothing is lost."""
    if form is None or form in offered.values():
        return ""
    return "\n".join(form.data.get(name, "") for name in ("words", "note", "email", "postal") if form.data.get(name))


def _decide(found: Case, shown: dict[str, Any], report: Any) -> dict[str, Any] | None:
    """The choice of outcomes, while a decision is open."""
    if found.state != State.REVIEW:
        return None
    outcomes = shown["kind"].outcomes
    done = report.outcome if report and report.state == CompilationState.DONE else ""
    grants = [o for o in outcomes if not o.is_decline and (o.code == done if o.needs_report else found.choice_mode_id)]
    return {
        "grants": grants,
        "declines": review.reasons(found),
        "may_press": Transition.APPROVE in shown["able"],
    }
