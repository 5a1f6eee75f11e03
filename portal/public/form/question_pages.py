"""The questions of a form: shown with what was typed before, and taken to be checked."""

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers
from django.utils.datastructures import MultiValueDict

from portal.public import signed_in_person
from portal.public.form import check_answers, draft, submission
from portal.public.form.check_answers import Filled
from portal.public.form.submission import Held
from portal.web import rate_limits
from portal.web.question_form import QuestionForm


def show(request: HttpRequest, filled: Filled) -> HttpResponse:
    """What was typed before stands there again, in this browser and for an hour."""
    known = signed_in_person.initial(signed_in_person.person(request), filled.form.questions)
    found = draft.find_draft(request, filled.name)
    initial = known | (_as_initial(filled, found) if found else {})
    form = filled.form(initial=initial)
    if found:
        form.keep_files(found.files)
    more = _more(filled) | ({"forget_name": check_answers.FORGET} if found else {})
    page = submission.page(request, filled.kind, form, more=more)
    if initial:
        add_never_cache_headers(page)
    return page


def take(request: HttpRequest, filled: Filled) -> HttpResponse:
    """On to the answers as they will be sent; or the form again, with what is wrong."""
    if check_answers.FORGET in request.POST:
        return check_answers.forget(request, filled)
    form = _form(request, filled)
    more = _more(filled)
    if not form.is_valid():
        return submission.page(request, filled.kind, form, status=422, more=more)
    if submission.is_robot(request):
        return submission.page(request, filled.kind, form, Held.ROBOT, status=400, more=more)
    if request.FILES and not rate_limits.allows(request, rate_limits.DRAFT_FILES):
        return submission.page(request, filled.kind, form, Held.LIMIT, status=429, more=more)
    return check_answers.keep(request, filled, form)


def _form(request: HttpRequest, filled: Filled) -> QuestionForm:
    """The form as it was sent, with the files that were chosen before and are neither replaced nor taken away."""
    files = request.FILES.copy()
    kept: MultiValueDict[str, UploadedFile[bytes]] = MultiValueDict()
    if found := draft.find_draft(request, filled.name):
        for name, some in found.files.lists():
            if name not in files and f"drop_{name}" not in request.POST:
                files.setlist(name, some)
                kept.setlist(name, some)
    form = filled.form(request.POST, files)
    form.keep_files(kept)
    return form


def _more(filled: Filled) -> dict[str, object]:
    return {"steps": filled.steps, "step": filled.step, **filled.more}


def _as_initial(filled: Filled, found: draft.Draft) -> dict[str, object]:
    checks = {question.name for question in filled.form.questions if question.widget == "checks"}
    return {name: some if name in checks else some[-1] for name, some in found.answers.lists() if some}
