"""What the queue is narrowed to: a view, a group, filters. All of it stands in the address, none of it is personal."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django import forms
from django.db.models import Case as Choose
from django.db.models import F, Q, Value, When
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from dsr.clock import PACIFIC
from dsr.formats import references
from dsr.kinds import base
from dsr.models import Account, Brand
from dsr.models.case import Channel
from portal.staff.queue.columns import read_columns, spelled
from portal.staff.wording import dates, states
from portal.web.day_field import DayField
from portal.web.field_choices import offer

VIEWS = (("", _("To do")), ("waiting", _("Waiting")), ("answered", _("Answered")), ("all", _("All")))
GROUPS = (
    ("due", _("Due by tomorrow")),
    ("message", _("Read a message")),
    ("decide", _("Decide")),
    ("identity", _("Check identity")),
    ("mail", _("Print and mail")),
    ("address", _("Fix an address")),
    ("second", _("Second approval")),
    ("rest", _("Send the rest")),
    ("fault", _("Fix a fault")),
    ("after", _("Left after the answer")),
)
_GONE = "gone"  # in no address: a part of what is mine or nobody's
MINE_AND_NOBODYS, MINE, NOBODYS, EVERYBODYS = "", "mine", "nobody", "all"
_WHOSE = ((MINE_AND_NOBODYS, _("Mine and unassigned")), (MINE, _("Mine")), (NOBODYS, _("Unassigned")))
_DAYS = ("received_from", "received_to", "answered_from", "answered_to")
# The day to send by leads where nothing is said; of what is answered or of all requests, the newest.
SORTS = (
    ("", _("As the view is")),
    ("received", _("Received, the oldest first")),
    ("-received", _("Received, the newest first")),
)
_OF_LIST = frozenset({"view", "group", "sort", "columns"})  # which list it is and how it is shown: no filters


class Filters(forms.Form):
    """Sent by GET. What is not known counts as not set."""

    view = forms.ChoiceField(choices=VIEWS, required=False, widget=forms.HiddenInput)
    group = forms.ChoiceField(choices=[("", ""), *GROUPS], required=False, widget=forms.HiddenInput)
    whose = forms.ChoiceField(label=_("Assigned to"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    channel = forms.ChoiceField(label=_("Came by"), choices=[("", _("Any")), *Channel.choices], required=False)
    brand = forms.ChoiceField(label=_("Brand"), required=False)
    outcome = forms.ChoiceField(label=_("Outcome"), required=False)
    bundle = forms.CharField(label=_("Bundle"), required=False, max_length=20)
    received_from = DayField(label=_("Received from"))
    received_to = DayField(label=_("Received to"))
    answered_from = DayField(label=_("Answered from"))
    answered_to = DayField(label=_("Answered to"))
    sort = forms.ChoiceField(label=_("Sort"), choices=SORTS, required=False)
    columns = forms.CharField(required=False, max_length=100, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        colleagues, brands = _names()
        offer(self, "whose", [*_WHOSE, (EVERYBODYS, _("Everyone’s")), *colleagues])
        offer(self, "kind", [("", _("Any")), *((kind.code, states.title(kind.code)) for kind in base.every())])
        offer(self, "brand", [("", _("Any")), *brands])
        outcomes = {
            outcome.code: states.outcome(kind.code, outcome.code) for kind in base.every() for outcome in kind.outcomes
        }
        offer(self, "outcome", [("", _("Any")), *outcomes.items()])

    def brand_names(self) -> dict[str, str]:
        """By id, as an address has it."""
        return {str(pk): str(name) for pk, name in self.fields["brand"].choices if pk}  # type: ignore[attr-defined]

    def unknown(self) -> list[str]:
        """What the address holds and nothing here knows, such as a brand that is gone: the list is as without it."""
        return [str(self[name].label or self[name].html_name) for name in self.errors]

    def clean_bundle(self) -> str:
        return references.parse(self.cleaned_data["bundle"]) or ""

    def clean_columns(self) -> str:
        return spelled(read_columns(self.cleaned_data["columns"]))

    def chosen(self) -> dict[str, str]:
        """The filters that are set, as an address holds them."""
        self.is_valid()
        return {
            name: value.isoformat() if isinstance(value, date) else value
            for name, value in self.cleaned_data.items()
            if value
        }

    def first_fields(self) -> list[forms.BoundField]:
        """Those that are always shown; the others are folded."""
        return [self[name] for name in ("whose", "kind", "channel")]

    def more_fields(self) -> list[forms.BoundField]:
        one_brand = len(list(self.fields["brand"].choices)) < 3  # type: ignore[attr-defined]
        names = ("brand", "outcome", "bundle", *_DAYS, "sort")
        return [self[name] for name in names if not (one_brand and name == "brand")]


def _names() -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Who may have requests, and the brands, as (id, name): what the queue is narrowed by, in one query."""
    who = Account.objects.who_decide()
    names = Choose(When(name="", then=F("email")), default=F("name"))
    people = who.order_by().values_list(Value(0), F("pk"), names)
    found = sorted(people.union(Brand.objects.order_by().values_list(Value(1), F("pk"), F("name")), all=True))
    named = [(sort, str(pk), str(name)) for sort, pk, name in found]
    return tuple(  # type: ignore[return-value]
        sorted(((pk, name) for sort, pk, name in named if sort == wanted), key=lambda one: one[1].casefold())
        for wanted in (0, 1)
    )


def narrowed(chosen: Mapping[str, str], reader: Account) -> Q:
    """The condition of the filters, without view and group."""
    found = _whose(chosen, reader)
    for name in ("kind", "channel", "outcome"):
        if value := chosen.get(name):
            found &= Q(**{name: value})
    if brand := chosen.get("brand"):
        found &= Q(brand_id=int(brand))
    if bundle := chosen.get("bundle"):
        found &= Q(bundled__bundle__reference=bundle)
    for name, field in (("received", "received_at"), ("answered", "responded_at")):
        if day := chosen.get(f"{name}_from"):
            found &= Q(**{f"{field}__gte": _start(day)})
        if day := chosen.get(f"{name}_to"):
            found &= Q(**{f"{field}__lt": _start(day, 1)})
    return found


def _whose(chosen: Mapping[str, str], reader: Account) -> Q:
    whose = chosen.get("whose", "")
    if whose == MINE:
        return Q(assignee=reader)
    if whose == NOBODYS:
        return Q(assignee=None)
    if whose == EVERYBODYS or (not whose and chosen.get("view")):
        return Q()
    # What somebody has who cannot act on it is nobody's, in effect: else it stood in nobody's To do.
    gone = Q(assignee__in=Account.objects.who_cannot_decide().exclude(pk=reader.pk).order_by().values("pk"))
    if whose == _GONE:
        return gone
    return Q(assignee=int(whose)) if whose else Q(assignee=None) | Q(assignee=reader) | gone


def split(chosen: Mapping[str, str]) -> list[dict[str, str]]:
    """The same in parts, of which each walks one index: what is nobody's and what is whose lie apart in it."""
    if chosen.get("view") or chosen.get("whose"):
        return [{**chosen}]
    return [{**chosen, "whose": whose} for whose in (NOBODYS, MINE, _GONE)]


def is_of_few(part: Mapping[str, str]) -> bool:
    """Whether a part holds only what people have who cannot act on it: nothing, or what a colleague left."""
    return part.get("whose") == _GONE


def _start(day: str, later: int = 0) -> datetime:
    return datetime.combine(date.fromisoformat(day) + timedelta(days=later), time(), PACIFIC)


@dataclass(frozen=True)
class Chip:
    """A filter that is set, in words, and the address without it."""

    words: str
    without: str


def chips(filters: Filters, chosen: Mapping[str, str]) -> list[Chip]:
    return [
        Chip(_said(filters, name, value), address({**chosen, name: ""}))
        for name, value in chosen.items()
        if name not in {"view", "group", "columns"}
    ]


def narrows(chosen: Mapping[str, str]) -> bool:
    """Whether any filter is set."""
    return bool(chosen.keys() - _OF_LIST)


def whole_list(chosen: Mapping[str, str]) -> dict[str, str]:
    """The same list without its filters."""
    return {name: value for name, value in chosen.items() if name in _OF_LIST}


def said_of(filters: Filters, query: str) -> list[str]:
    """In words what an address of the queue shows, which was kept; without what a list of today does not know."""
    known = filters.fields.keys() | _OF_LIST
    chosen = {name: value for name, value in parse_qsl(query) if name in known}
    told = [chip.words for chip in chips(filters, chosen)]
    return [in_words(chosen), *told]


def _said(filters: Filters, name: str, value: str) -> str:
    if name == "bundle":
        return references.spell(value)
    if name in _DAYS:
        return f"{filters[name].label}: {dates.short(date.fromisoformat(value))}"
    choices: Any = filters.fields[name]
    return str(dict(choices.choices).get(value, _now("no longer known")))


def address(chosen: Mapping[str, str], **more: str) -> str:
    """The query of a list: what is set, in the order of the form."""
    return urlencode({name: value for name, value in {**chosen, **more}.items() if value})


def in_words(chosen: Mapping[str, str]) -> str:
    """The name of the list that is shown."""
    if group := chosen.get("group"):
        return str(dict(GROUPS)[group])
    return str(dict(VIEWS)[chosen.get("view", "")])


def empty_words(*, is_narrowed: bool) -> str:
    """Of a list without rows."""
    return _now("No request matches these filters.") if is_narrowed else _now("No request stands here.")
