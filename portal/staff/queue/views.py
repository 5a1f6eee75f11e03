"""The queue: what the day demands, in groups; and finding a case."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dsr import agents, bulk, disclosures, evidence, journal, retention
from dsr.clock import today
from dsr.formats import references
from dsr.law import ccpa
from dsr.lifecycle import Who
from dsr.models import Case
from portal import access
from portal.staff.account import administers, decides, desk
from portal.staff.queue import columns, filters, listing, next_case, rows, saved_views
from portal.staff.queue.list_address import back_in_queue
from portal.staff.queue.listed_bundles import bundles_of
from portal.staff.wording import bulk as bulk_words
from portal.web.checks import renewal_words
from portal.web.typed_requests import StaffRequest

MOST_FOUND = 50


class FindForm(forms.Form):
    """Sent by POST: what is looked for is often personal and must not stand in an address."""

    text = forms.CharField(label=gettext_lazy("Find a name, email or reference"), max_length=254)


@dataclass(frozen=True)
class Drawn:
    """A group as it is drawn. `whole` leads to all of it, where more stand in it than here; no `words`: no heading."""

    code: str
    words: str
    counted: str
    rows: list[rows.Row]
    whole: str = ""


@dataclass(frozen=True)
class Tab:
    words: str
    counted: str
    address: str
    is_open: bool


@desk(Who.VIEWER, "GET")
def queue_page(request: StaffRequest) -> HttpResponse:
    form = filters.Filters(request.GET)
    chosen, day = form.chosen(), today()
    cases = access.cases_for_staff(request)
    counts = listing.counts(cases, chosen, request.user, day)
    is_grouped = not chosen.get("view") and not chosen.get("group")
    shown = _groups if is_grouped else _page
    drawn, cases_shown, beside = shown(request, chosen, counts, day)
    kept = saved_views.tabs(request, chosen)
    told = {
        "filters": form,
        "chosen": chosen,
        "list_words": filters.in_words(chosen),
        "tabs": _tabs(chosen, counts, is_saved=any(tab.is_open for tab in kept)),
        "saved": kept,
        "save_form": saved_views.save_form(chosen, request),
        "columns": columns.shown(request, chosen, form),
        "all_columns": columns.COLUMNS.items(),
        "unknown": form.unknown(),
        "sort_received": filters.address(chosen, sort="-received" if chosen.get("sort") == "received" else "received"),
        "groups": drawn,
        "rows": [row for group in drawn for row in group.rows],
        "chips": filters.chips(form, chosen),
        "is_narrowed": filters.narrows(chosen),
        "clear": filters.address(filters.whole_list(chosen)),
        "without_group": filters.address({**chosen, "group": ""}),
        "everyones": filters.address(chosen, whose=filters.EVERYBODYS),
        "waiting": counts["waiting"],
        "bulk": _bar(request, cases_shown, counts, chosen, beside) if decides(request) else None,
        **_matters(request),
        **beside,
    }
    return render(request, "staff/queue/queue.html", told)


def _groups(
    request: StaffRequest, chosen: Mapping[str, str], counts: Mapping[str, int], day: date
) -> tuple[list[Drawn], list[Case], dict[str, str]]:
    found = listing.groups(access.cases_for_staff(request), chosen, request.user, day, counts)
    cases = [case for group in found for case in group.cases]
    made = iter(rows.rows(request, cases, listed=next_case.list_of(chosen)))
    drawn = [
        Drawn(
            group.code,
            group.words,
            group.counted,
            [next(made) for _case in group.cases],
            filters.address(chosen, group=group.code) if group.has_more else "",
        )
        for group in found
    ]
    work = [*(rows.bulk_rows(bulk.bulks_awaiting_second()) if counts["bulks"] else [])]
    if counts["packs"] and request.user.may_approve_second:
        work += rows.pack_rows(evidence.packs_awaiting_second())
    return _in_order(_with_work(drawn, work) if work else drawn, chosen), cases, {}


def _in_order(drawn: list[Drawn], chosen: Mapping[str, str]) -> list[Drawn]:
    """By the first day to send by; the first rows of a group do not tell it where they are sorted otherwise."""
    is_sorted = bool(chosen.get("sort"))
    days = {one.code: [] if is_sorted else [row.day for row in one.rows] for one in drawn}
    return sorted(drawn, key=lambda one: listing.place_of_group(one.code, days[one.code]))


def _with_work(drawn: list[Drawn], more: list[rows.Row]) -> list[Drawn]:
    """Bulk work and evidence packs that a second person is to approve stand first in their group."""
    words = str(dict(filters.GROUPS)["second"])
    own = next((group for group in drawn if group.code == "second"), Drawn("second", words, "0", []))
    counted = own.counted if own.counted.endswith("+") else str(int(own.counted.replace(",", "")) + len(more))
    others = [group for group in drawn if group is not own]
    return [*others, replace(own, counted=counted, rows=[*more, *own.rows])]


def _page(
    request: StaffRequest, chosen: Mapping[str, str], _counts: Mapping[str, int], day: date
) -> tuple[list[Drawn], list[Case], dict[str, str]]:
    marks = request.GET.get("after", ""), request.GET.get("before", "")
    page = listing.page(access.cases_for_staff(request), chosen, request.user, day, marks)
    drawn = [Drawn("", "", "", rows.rows(request, page.cases, listed=next_case.list_of(chosen)))] if page.cases else []
    beside = {
        "earlier": filters.address(chosen, before=page.earlier) if page.earlier else "",
        "later": filters.address(chosen, after=page.later) if page.later else "",
    }
    return drawn, page.cases, beside


def _tabs(chosen: Mapping[str, str], counts: Mapping[str, int], *, is_saved: bool) -> list[Tab]:
    here = chosen.get("view", "")
    # The filters go along from view to view; those of a view that was kept are its own.
    own = {} if is_saved else {name: value for name, value in chosen.items() if name not in {"view", "group"}}
    known = {"": sum(count for code, count in counts.items() if code != "waiting"), "waiting": counts["waiting"]}
    return [
        Tab(
            str(words),
            listing.counted(known[view]) if view in known else "",
            filters.address(own, view=view),
            is_open=view == here and not is_saved,
        )
        for view, words in filters.VIEWS
    ]


def _bar(
    request: StaffRequest,
    cases: list[Case],
    counts: Mapping[str, int],
    chosen: Mapping[str, str],
    beside: Mapping[str, str],
) -> bulk_words.Bar | None:
    """Everything that the list holds can be chosen at once; how much that is, is said where it is known."""
    is_whole = not beside.get("earlier") and not beside.get("later")
    if chosen.get("view") in {"answered", "all"}:
        total = len(cases) if is_whole else 0
    elif chosen.get("view"):
        total = counts["waiting"]
    else:
        wanted = [chosen["group"]] if chosen.get("group") else [code for code, _words in filters.GROUPS]
        total = sum(counts[code] for code in wanted)
    is_known = 0 < total <= listing.MOST_COUNTED and not any(case.bundle_key for case in cases)
    return bulk_words.bar(
        cases, back=request.get_full_path(), everything=total if is_known else 0, fields=[*chosen.items()]
    )


def _matters(request: StaffRequest) -> dict[str, Any]:
    """What must be seen to beside the requests themselves."""
    told = {
        "notices": access.notices_for_staff(request),
        "sale_conflicts": list(disclosures.sale_conflicts()) if administers(request) else [],
        "renewal": renewal_words() if administers(request) else "",
        "holds": retention.overdue_holds() if request.user.who in retention.MAY_HOLD else [],
        "open_years": disclosures.years_to_state() if decides(request) else [],
    }
    count = sum(len(found) if isinstance(found, list) else bool(found) for found in told.values())
    return {**told, "matters": count, "notice_law": str(ccpa.EXTENSION_NOTICE)}


@desk(Who.VIEWER, "POST")
def switch_names(request: StaffRequest) -> HttpResponse:
    """Hide the names in lists, or show them: for a screen that others see."""
    rows.switch_names(request)
    return redirect(back_in_queue(request))


@desk(Who.VIEWER, "GET", "POST")
def find_page(request: StaffRequest) -> HttpResponse:
    """Find by reference, exact email or words of a name. Answers the POST itself, so that no address tells the name.

    By GET, as after "back" or a reload, the form alone: what was looked for is typed again.
    """
    if request.method == "GET":
        return render(request, "staff/queue/find.html", {"find": FindForm(auto_id="find-%s")})
    form = FindForm(request.POST, auto_id="find-%s")
    if not form.is_valid():
        messages.error(request, _("Type a reference, an email address or a name."))
        return redirect("staff:queue")
    text = form.cleaned_data["text"]
    reference = references.parse(text)
    if reference and access.cases_for_staff(request).filter(reference=reference).exists():
        return redirect("staff:case", references.spell(reference))
    if reference and access.is_bundle_for_staff(request, reference):
        return redirect("staff:bundle", references.spell(reference))
    found, is_cut_short = access.cases_found_by_staff(request, text, MOST_FOUND)
    listed = [("listed", references.spell(case.reference)) for case in found]
    bar = bulk_words.bar(found, back=reverse("staff:queue"), everything=len(found), fields=listed)
    told = {
        "groups": [Drawn("", "", "", rows.rows(request, found, as_bundles=False))] if found else [],
        "find": form,
        "bundles": _bundles_among(request, found),
        "found": found,
        "most": MOST_FOUND,
        "is_cut_short": is_cut_short,
        "owes_names": journal.has_owed_names(),
        "bulk": bar if decides(request) else None,
    }
    return render(request, "staff/queue/find.html", told)


def _bundles_among(request: StaffRequest, found: Sequence[Case]) -> list[dict[str, Any]]:
    """Each found person has a row of their own; the letters for many of which several were found stand above."""
    shares = Counter(case.bundle_key for case in found)
    bundles = [one for key, one in bundles_of(found).items() if shares[key] > 1]
    listed = []
    for one in bundles:
        known = {} if rows.hides_names(request) else agents.agent_of_bundle(one.bundle)
        reference = references.spell(one.bundle.reference)
        who = known.get("firm") or known.get("name") or reference
        listed.append({"address": reverse("staff:bundle", args=[reference]), "who": who, "people": one.people})
    return listed
