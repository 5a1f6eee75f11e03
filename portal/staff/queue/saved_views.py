"""Views of the queue that are kept: one's own and those that others share; saved, renamed, shared, deleted."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from dsr.lifecycle import Who
from dsr.models import SavedView
from portal.staff.account import administers, decides, desk
from portal.staff.queue import filters
from portal.web.typed_bases import ModelForm
from portal.web.typed_requests import StaffRequest


class ViewForm(ModelForm[SavedView]):
    """Who only reads keeps views for themselves: what all see is set up by who works with it."""

    class Meta:
        model = SavedView
        fields = ("name", "is_shared")

    def __init__(self, *args: Any, may_share: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].help_text = _("What it shows, such as “Paper”. Never the name of a person who asks.")
        if not may_share:
            del self.fields["is_shared"]


class SaveForm(ViewForm):
    """`query`: what the address held when it was sent."""

    query = forms.CharField(max_length=600, required=False, widget=forms.HiddenInput)


@dataclass(frozen=True)
class Tab:
    """A view as the list leads to it. `whose` is empty for one's own."""

    words: str
    address: str
    whose: str
    is_open: bool


@dataclass(frozen=True)
class Line:
    """A view on the page that lists them. `form` is None where it is not one's to change."""

    view: SavedView
    tab: Tab
    form: ViewForm | None
    set_filters: list[str]


def tabs(request: StaffRequest, chosen: Mapping[str, str]) -> list[Tab]:
    """Those that this person sees, in one query."""
    here, found = filters.address(chosen), SavedView.objects.shown_to(request.user.pk).select_related("account")
    return [_tab(view, request, here) for view in found]


def _tab(view: SavedView, request: StaffRequest, here: str = "") -> Tab:
    whose = "" if view.account_id == request.user.pk else str(view.account)
    return Tab(view.name, view.query, whose, is_open=view.query == here)


def save_form(chosen: Mapping[str, str], request: StaffRequest) -> SaveForm:
    """The form that keeps what is open, with the columns that are shown."""
    whole = {**chosen, "columns": chosen.get("columns") or request.user.queue_columns}
    initial = {"query": filters.address(whole)}
    return SaveForm(may_share=decides(request), auto_id="save-view-%s", initial=initial)


@desk(Who.VIEWER, "POST")
def save_view(request: StaffRequest) -> HttpResponse:
    """Keep what is open under a name. One of one's own that has the name already is changed."""
    form = SaveForm(request.POST, may_share=decides(request))
    if not form.is_valid():
        messages.error(request, _now("Type a name of at most 40 characters."))
        return redirect("staff:queue")
    # Only what a list knows is kept: an address may hold anything.
    query = filters.address(filters.Filters(QueryDict(form.cleaned_data["query"])).chosen())
    name = form.cleaned_data["name"]
    # The box is empty also where the view is shared: saved again, it stays so. Its own page takes it back from others.
    shared = {"is_shared": True} if form.cleaned_data.get("is_shared") else {}
    _kept, is_new = SavedView.objects.update_or_create(
        account=request.user, name=name, defaults={"query": query, **shared}
    )
    said = _now("The view “%(name)s” is saved.") if is_new else _now("The view “%(name)s” shows this list now.")
    messages.success(request, said % {"name": name})
    return redirect(f"{reverse('staff:queue')}?{query}")


@desk(Who.VIEWER, "GET")
def views_page(request: StaffRequest) -> HttpResponse:
    return _page(request)


def _page(request: StaffRequest, refused: tuple[int, ViewForm] | None = None) -> HttpResponse:
    found = SavedView.objects.shown_to(request.user.pk).select_related("account")
    known = filters.Filters()
    lines = [_line(request, view, known, refused) for view in found]
    return render(request, "staff/queue/saved_views.html", {"lines": lines}, status=422 if refused else 200)


def _line(
    request: StaffRequest, view: SavedView, known: filters.Filters, refused: tuple[int, ViewForm] | None
) -> Line:
    form = None
    if _may_change(request, view):
        form = ViewForm(instance=view, may_share=decides(request), auto_id=f"view-{view.pk}-%s")
    if refused and refused[0] == view.pk:
        form = refused[1]
    return Line(view, _tab(view, request), form, filters.said_of(known, view.query))


def _may_change(request: StaffRequest, view: SavedView) -> bool:
    """One's own; and what all see, for an administrator, also when who made it is gone."""
    return view.account_id == request.user.pk or (view.is_shared and administers(request))


def _to_change(request: StaffRequest, view_id: int) -> SavedView:
    view = SavedView.objects.filter(pk=view_id).select_related("account").first()
    if view is None or not _may_change(request, view):
        raise Http404
    return view


@desk(Who.VIEWER, "POST")
def change_view(request: StaffRequest, view_id: int) -> HttpResponse:
    """Another name, shared or not."""
    view = _to_change(request, view_id)
    form = ViewForm(request.POST, instance=view, may_share=decides(request), auto_id=f"view-{view_id}-%s")
    if SavedView.objects.filter(account=view.account, name=request.POST.get("name", "").strip()).exclude(pk=view_id):
        form.add_error("name", _now("Another view has this name."))
    if not form.is_valid():
        return _page(request, (view_id, form))
    form.save()
    messages.success(request, _now("The view “%(name)s” is saved.") % {"name": view.name})
    return redirect("staff:views")


@desk(Who.VIEWER, "POST")
def delete_view(request: StaffRequest, view_id: int) -> HttpResponse:
    """No request goes with it."""
    view = _to_change(request, view_id)
    view.delete()
    messages.success(request, _now("The view “%(name)s” is deleted; no request was.") % {"name": view.name})
    return redirect("staff:views")
