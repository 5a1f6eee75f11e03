"""The last step of a form: all answers as they will be sent, each with a way to change it; one press sends them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db import Error as DatabaseFailure
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.cache import add_never_cache_headers

from dsr import sealing
from dsr.clock import now
from dsr.errors import BadInput, KeyLost
from dsr.formats import mail_domains
from dsr.kinds.base import Kind, Question, Words
from dsr.models import Case
from portal import access
from portal.public import brand_urls
from portal.public.form import draft, submission
from portal.public.form.submission import Held
from portal.web import rate_limits, uploads
from portal.web.question_form import QuestionForm
from portal.web.session_store import DRAFT_LASTS
from portal.web.typed_requests import brand_of

MARK, MEANT, FORGET = "mark", "meant", "forget"
RESIDENCE = "ca_resident"
# Who is asked to send it again in an hour still finds it then.
LIMIT_LASTS = 2 * DRAFT_LASTS
_STATUS: dict[Held | None, int] = {Held.STALE: 403, Held.CHANGED: 409, Held.REFUSED: 422, Held.LIMIT: 429}


@dataclass(frozen=True)
class Filled:
    """A filled form on its way: under which name it is kept, where its questions stand, and who receives it."""

    name: str
    kind: Kind
    parts: tuple[Kind, ...]
    form: type[QuestionForm]
    address_of: Callable[[str], str]  # of the page that asks a question, by the question's name
    check_address: str
    receive: Callable[[HttpRequest, QuestionForm, str], Case]
    steps: int = 2
    step: int = 1
    more: Mapping[str, object] = field(default_factory=dict)  # what the page of this step shows beside


class Row(NamedTuple):
    """One answer: its question, how it reads, where it is changed, and the address that was perhaps meant."""

    label: Words
    value: str
    address: str
    is_email: bool = False
    meant: str = ""
    name: str = ""


def keep(request: HttpRequest, filled: Filled, form: QuestionForm) -> HttpResponse:
    """What was typed is kept, and the answers are shown. Raises a database's own error."""
    before = draft.find_draft(request, filled.name)
    others = dict(before.answers.lists()) if before else {}
    typed: Any = form.data
    answers = {name: typed.getlist(name) for name in form.fields if name in typed}
    kept = {name: some for name, some in others.items() if name not in form.fields}
    answers = kept | answers | {submission.TOKEN: [submission.token_of(request)]}
    draft.keep_draft(request, filled.name, answers, form.files)
    return submission.SeeOther(filled.check_address)


def forget(request: HttpRequest, filled: Filled) -> HttpResponse:
    """Who shares a screen leaves nothing on it: an empty form again. Raises a database's own error."""
    draft.forget_draft(request, filled.name, lambda: access.save_session(request))
    return submission.SeeOther(filled.address_of(""))


def page(request: HttpRequest, filled: Filled) -> HttpResponse:
    """The answers; without any, back to the questions."""
    found = draft.find_draft(request, filled.name)
    form = _form(filled, found)
    if found is None:
        return redirect(filled.address_of(""))
    if not form.is_valid():
        return _form_again(request, filled, form)
    return _page(request, filled, form, str(found.answers[submission.TOKEN]))


def send(request: HttpRequest, of: Callable[[], Filled], kind: Kind) -> HttpResponse:
    """One press, one request, however often it is pressed; whatever fails, what was typed stays kept."""
    filled, form, token = None, None, ""
    try:
        filled = of()
        found = draft.find_draft(request, filled.name)
        if found is None:
            return _sent_before(request, filled)
        form, token = _form(filled, found), str(found.answers[submission.TOKEN])
        if FORGET in request.POST:
            return forget(request, filled)
        if MEANT in request.POST:
            return _mend(request, filled, found)
        uploads.scan_anew(found.files)
        if not form.is_valid():
            return _form_again(request, filled, form)
        if request.POST.get(MARK) != submission.mark(request, filled.kind, form, token):
            return _page(request, filled, form, token, Held.CHANGED)
        if not _is_within_limits(request, form):
            if case := access.case_of_submission(request.POST[MARK]):  # sent already, and the answer was lost
                return submission.accepted(request, case, filled.name)
            draft.keep_draft(request, filled.name, dict(found.answers.lists()), found.files, lasts=LIMIT_LASTS)
            return _page(request, filled, form, token, Held.LIMIT)
        case = filled.receive(request, form, token)
    except BadInput as refusal:
        if filled is None or form is None:
            raise
        return _page(request, filled, form, token, Held.REFUSED, why=str(refusal))
    except (DatabaseFailure, KeyLost) as failure:
        return _not_saved(request, kind, filled, form, failure)
    return submission.accepted(request, case, filled.name)


def _form_again(request: HttpRequest, filled: Filled, form: QuestionForm) -> HttpResponse:
    """What was right when it was typed is so no more, as a file that is found harmful now: the form says what.

    Several things are asked in steps, which say it each: the first that is not answered is shown.
    """
    if filled.steps > 2:
        return redirect(filled.address_of(next(iter(form.errors), "")))
    more = {"path": filled.address_of(""), "steps": filled.steps, "step": filled.step}
    response = submission.page(request, filled.kind, form, status=422, more=more)
    add_never_cache_headers(response)
    return response


def _is_within_limits(request: HttpRequest, form: QuestionForm) -> bool:
    """By the network, alone and for each address that our answers would go to."""
    places = [
        question.name for question in form.questions if question.goes_to in {"requester.email", "requester.postal"}
    ]
    asked = [
        sealing.normalize("email", str(form.cleaned_data[name])) for name in places if form.cleaned_data.get(name)
    ]
    return rate_limits.allows(request, rate_limits.PUBLIC_FORM) and all(
        rate_limits.allows(request, rate_limits.ANSWERED_ADDRESS, one) for one in asked
    )


def page_again(request: HttpRequest, filled: Filled) -> HttpResponse:
    """The page was open too long: the same answers, ready to be sent again."""
    found = draft.find_draft(request, filled.name) if hasattr(request, "session") else None
    form = _form(filled, found)
    if found is None or not form.is_valid():
        return render(request, "public/form/failed_form.html", status=403)
    return _page(request, filled, form, str(found.answers[submission.TOKEN]), Held.STALE)


def _form(filled: Filled, found: draft.Draft | None) -> QuestionForm:
    form = filled.form(found.answers, found.files) if found else filled.form()
    if found:
        form.keep_files(found.files)
    return form


def _mend(request: HttpRequest, filled: Filled, found: draft.Draft) -> HttpResponse:
    """The address that was perhaps meant was meant."""
    name = request.POST[MEANT]
    better = mail_domains.meant(found.answers.get(name, "").strip()) if name in filled.form.base_fields else ""
    if better:
        found.answers[name] = better
        draft.keep_draft(request, filled.name, dict(found.answers.lists()), found.files)
    return submission.SeeOther(filled.check_address)


def _sent_before(request: HttpRequest, filled: Filled) -> HttpResponse:
    """A press of what was sent, here or in another window, shows what that made; else nothing is kept any more."""
    if case := access.case_of_submission(request.POST.get(MARK, "")) or _just_sent(request, filled):
        return submission.accepted(request, case, filled.name)
    form = filled.form()
    response = submission.page(request, filled.kind, form, Held.OVER, status=410, more={"path": filled.address_of("")})
    add_never_cache_headers(response)
    return response


def _just_sent(request: HttpRequest, filled: Filled) -> Case | None:
    """The request that this browser sent from another window, of the same form and within the hour."""
    case = access.case_just_made(request)
    is_of_form = case is not None and case.kind in {kind.code for kind in filled.parts}
    return case if case and is_of_form and filled.name.startswith(f"{case.brand_id}/") and is_new(case) else None


def is_new(case: Case) -> bool:
    """Whether it was received within the hour for which we show what was typed."""
    return now() - case.received_at < DRAFT_LASTS


def _page(
    request: HttpRequest,
    filled: Filled,
    form: QuestionForm,
    token: str,
    held: Held | None = None,
    *,
    why: str = "",
) -> HttpResponse:
    words = _words(filled, form, held) | {"mark": submission.mark(request, filled.kind, form, token), "why": why}
    words |= _outside(request, filled, form)
    if held:
        words["addresses"] = submission.other_addresses(request)
    response = render(request, "public/form/check.html", words, status=_STATUS.get(held, 200))
    if held is Held.LIMIT:
        response["Retry-After"] = str(rate_limits.PUBLIC_FORM.seconds)
    add_never_cache_headers(response)
    return response


def _not_saved(
    request: HttpRequest, kind: Kind, filled: Filled | None, form: QuestionForm | None, failure: Exception
) -> HttpResponse:
    """The database refused. This page asks it nothing more, and shows the answers where they were opened before."""
    submission.log.error("A request could not be saved (%s).", type(failure).__name__)
    words: dict[str, Any] = {"kind": kind, "held": Held.DATABASE.value, "path": request.path, "mark_name": MARK}
    if filled and form:
        words = _words(filled, form, Held.DATABASE)
    words["mark"] = request.POST.get(MARK, "")
    words |= {"brand": getattr(request, "brand", None), "csrf_token": get_token(request)}
    response = HttpResponse(render_to_string("public/form/check.html", words), status=503)
    response["Retry-After"] = "60"
    add_never_cache_headers(response)
    return response


def _words(filled: Filled, form: QuestionForm, held: Held | None) -> dict[str, Any]:
    return {
        "kind": filled.kind,
        "parts": filled.parts,
        "rows": list(_rows(filled, form)) if form.is_bound and form.is_valid() else [],
        "held": held.value if held else "",
        "kept_longer": held is Held.LIMIT,
        "path": filled.check_address,
        "change": filled.address_of(""),
        "mark_name": MARK,
        "meant_name": MEANT,
        "forget_name": FORGET,
        "steps": filled.steps,
        "form": form,
    }


def _outside(request: HttpRequest, filled: Filled, form: QuestionForm) -> dict[str, Any]:
    """Who lives elsewhere is told what the law gives, and what this business does for everybody."""
    if form.cleaned_data.get(RESIDENCE) != "no":
        return {}
    limited = [(kind, one.law) for kind in filled.parts for one in kind.eligibility if one.answer == RESIDENCE]
    asked = {kind.code for kind in filled.parts}
    promised = [kind for kind in brand_urls.offered(brand_of(request)) if kind.work and kind.work.is_promise]
    anyway = [kind for kind in promised if kind.code not in asked] if limited else []
    return {
        "limited": limited,
        "for_self": form.cleaned_data.get("for_whom") == "self",
        "anyway": [(kind, brand_urls.address(kind, brand_of(request))) for kind in anyway],
        "change_residence": f"{filled.address_of(RESIDENCE)}#id_{RESIDENCE}_0",
    }


def _rows(filled: Filled, form: QuestionForm) -> Iterable[Row]:
    for question in form.questions:
        value = form.cleaned_data.get(question.name)
        if not value:
            continue
        field = form[question.name]
        first = "_0" if field.use_fieldset else ""
        is_email = question.widget == "email"
        shown = _shown(question, value, form)
        address = f"{filled.address_of(question.name)}#{field.auto_id}{first}"
        meant = mail_domains.meant(shown) if is_email else ""
        yield Row(question.label, shown, address, is_email, meant, question.name)


def _shown(question: Question, value: Any, form: QuestionForm) -> str:
    if question.choices:
        chosen = value if isinstance(value, list) else [value]
        return "\n".join(str(choice.label) for choice in question.choices if choice.value in chosen)
    if question.widget == "documents":
        return "\n".join(file.name or "" for file in form.files.getlist(question.name))
    return str(value)
