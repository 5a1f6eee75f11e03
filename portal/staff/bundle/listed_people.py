"""The people of a bundle as its page lists them: in as many reads for a page as for one row."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dsr import agents, parties, repeats
from dsr.agents import NEEDED, Missing, Stand, Standing
from dsr.formats import references
from dsr.law.agents import Authority
from dsr.models import Attachment, Case
from dsr.models.eligibility import About
from portal import access
from portal.staff import queue
from portal.staff.wording import dates, states
from portal.web.typed_requests import StaffRequest

MISSING: Mapping[Missing, Any] = {
    Missing.PERMISSION: gettext_lazy("permission missing"),
    Missing.ADDRESS: gettext_lazy("address missing"),
    Missing.REPLY: gettext_lazy("no permission shown, and no address of the person"),
    Missing.ITEMS: gettext_lazy("what is wrong is missing"),
    Missing.RESIDENCE: gettext_lazy("residence not said"),
}
STANDINGS: Mapping[Standing, Any] = {
    Standing.READY: gettext_lazy("ready"),
    Standing.MISSING: gettext_lazy("misses something"),
    Standing.LOOK: gettext_lazy("needs a look"),
    Standing.WAITING: gettext_lazy("waits"),
    Standing.ANSWERED: gettext_lazy("answered"),
    Standing.CLOSED: gettext_lazy("ended without an answer"),
}


@dataclass(frozen=True)
class PersonRow:
    """One request of the bundle. `what`: its outcome, what is missing, or what to do next; `can_add`: of that."""

    number: int
    case: Case
    name: str
    kind: str  # where one person's request opened another
    standing: str
    tone: str
    what: str
    notes: tuple[str, ...]
    due: states.Due
    can_add: bool


def likely_repeats(stands: Sequence[Stand]) -> dict[int, date]:
    """By case of those that can still be decided: when the same name was answered in this calendar year."""
    open_still = {Standing.READY, Standing.MISSING, Standing.LOOK}
    return dict(repeats.answered_same_year([stand.case for stand in stands if stand.standing in open_still]))


def rows(request: StaffRequest, stands: Sequence[Stand], earlier: Mapping[int, date], today: date) -> list[PersonRow]:
    ids = [stand.case.pk for stand in stands]
    cases = access.bundle_cases_for_staff(request, ids)
    is_hidden = queue.hides_names(request)
    subjects = {} if is_hidden else parties.subjects_of(cases.values())
    parties.note_deliveries(list(cases.values()))
    own = Counter(Attachment.objects.kept().filter(case__in=ids).values_list("case_id", flat=True))
    return [
        _row(stand, cases[stand.case.pk], _name(stand.case, subjects, is_hidden), (own[stand.case.pk], earlier), today)
        for stand in stands
    ]


def _name(case: Case, subjects: Mapping[int, Mapping[str, str]], is_hidden: bool) -> str:
    """While names are hidden, the reference in place of it."""
    if is_hidden:
        return references.spell(case.reference)
    return subjects.get(case.pk, {}).get("name", "") or _("(forgotten)")


def _row(stand: Stand, case: Case, name: str, known: tuple[int, Mapping[int, date]], today: date) -> PersonRow:
    documents, earlier = known
    return PersonRow(
        number=stand.line.number,
        case=case,
        name=name,
        kind=states.title(case.kind) if case.opened_by_id else "",
        standing=str(STANDINGS[stand.standing]),
        tone=stand.standing.value,
        what=_what(stand, case),
        notes=tuple(_notes(stand, documents, earlier.get(case.pk))),
        due=states.due(case, today),
        can_add=bool({Missing.ADDRESS, Missing.REPLY, Missing.ITEMS} & set(stand.missing)),
    )


def _what(stand: Stand, case: Case) -> str:
    """One line: what was decided, what is missing and since when it is asked for, or what to do next."""
    if stand.standing is Standing.ANSWERED:
        return states.outcome(case.kind, case.outcome)
    if stand.standing is Standing.CLOSED:
        return states.state(case.state)
    if NEEDED & set(stand.missing):
        told = "; ".join(_missing(one, stand) for one in stand.missing)
        if stand.answer_by is None or not set(stand.missing) <= stand.asked_for:
            return told
        return _("%(what)s: a letter asks for it by %(day)s") % {"what": told, "day": dates.short(stand.answer_by)}
    if stand.bulk:
        return _("in bulk work %(reference)s") % {"reference": references.spell(stand.bulk)}
    known: Any = cast(Any, case)
    waiting = states.waiting(known.waiting_step)
    return states.next_step(
        case, known.has_letters_to_mail, waiting, known.has_notice_to_mail, known.is_year_stated
    ).words


def _missing(one: Missing, stand: Stand) -> str:
    if one is Missing.PERMISSION and stand.authority.who is Authority.ATTORNEY:
        return _("power of attorney missing")
    return str(MISSING[one])


def _notes(stand: Stand, documents: int, earlier: date | None) -> list[str]:
    authority = stand.authority
    found = [_doubt(about, is_told) for about, is_told in stand.denied.items()] if stand.is_undecided else []
    if earlier:
        found.append(_("same name or email answered %(day)s: a repeat?") % {"day": dates.short(earlier)})
    if stand.standing in {Standing.READY, Standing.WAITING} and Missing.RESIDENCE in stand.missing:
        found.append(str(MISSING[Missing.RESIDENCE]))
    if authority.is_shown or authority.is_stated:
        found.append(_("permission shown") if authority.is_shown else _("permission stated"))
    if documents:
        found.append(_("documents: %(count)d") % {"count": documents})
    return found


def _doubt(about: About, is_told: bool) -> str:
    """That the law does not cover the person, and who says so: a grant is still open, but nobody gives it unseen."""
    if about is About.RESIDENCE and is_told:
        return _("lives elsewhere, the letter says: decline?")
    return _("%(what)s: decline?") % {"what": about.denied}


@dataclass(frozen=True)
class Tab:
    """A part of the list. `show` is what its address says; empty: all."""

    show: str
    words: str
    count: int
    is_open: bool


def tabs(stands: Sequence[Stand], shown: str) -> list[Tab]:
    counts = agents.counted(stands)
    every = Tab("", _("All"), len(stands), not shown)
    words: Mapping[Standing, Callable[[], str]] = {
        Standing.READY: lambda: _("Ready"),
        Standing.MISSING: lambda: _("Miss something"),
        Standing.LOOK: lambda: _("Need a look"),
        Standing.WAITING: lambda: _("Waiting"),
        Standing.ANSWERED: lambda: _("Answered"),
        Standing.CLOSED: lambda: _("Ended"),
    }
    parts = [Tab(one.value, say(), counts[one], shown == one.value) for one, say in words.items()]
    rare = {Standing.LOOK.value, Standing.CLOSED.value}
    return [every, *(part for part in parts if part.count or part.show not in rare)]


@dataclass(frozen=True)
class BarPart:
    """A part of the bar of the bundle, in hundredths of its width."""

    tone: str
    x: float
    width: float


def drawn_bar(stands: Sequence[Stand]) -> list[BarPart]:
    """The bar, drawn by the server."""
    found: list[BarPart] = []
    x = 0.0
    for tone, count, _words in counts_in_words(stands):
        width = 100 * count / len(stands)
        found.append(BarPart(tone, round(x, 2), round(width, 2)))
        x += width
    return found


_ENDED = (Standing.ANSWERED, Standing.CLOSED)


def counts_in_words(stands: Sequence[Stand]) -> list[tuple[str, int, str]]:
    """(standing, how many, in words), as the bar of the bundle shows them; none that is nought."""
    counts = agents.counted(stands)
    order = (*_ENDED, Standing.READY, Standing.MISSING, Standing.LOOK, Standing.WAITING)
    return [(one.value, counts[one], f"{counts[one]} {_plural(one, counts[one])}") for one in order if counts[one]]


def _plural(standing: Standing, count: int) -> str:
    if count == 1:
        return str(STANDINGS[standing])
    many = {Standing.MISSING: _("miss something"), Standing.LOOK: _("need a look"), Standing.WAITING: _("wait")}
    return many.get(standing, str(STANDINGS[standing]))
