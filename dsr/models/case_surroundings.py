"""What may stand beside a case, seen in the statement that reads it: what is not there need not be asked for."""

from functools import cache
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, Model, OuterRef, QuerySet, prefetch_related_objects

from dsr.lifecycle import Transition
from dsr.models.address_change import AddressChange
from dsr.models.agency_direction import AgencyDirection
from dsr.models.attachment import Attachment
from dsr.models.bundle import Bundled, BundleDocument
from dsr.models.case import Case
from dsr.models.compiled_query import CompiledQuery
from dsr.models.earlier_response import EarlierResponse
from dsr.models.eligibility import EligibilityQuestion, EligibilityRecord
from dsr.models.entry import Entry
from dsr.models.item import Item
from dsr.models.legal_hold import CaseOnHold
from dsr.models.letter import Letter
from dsr.models.message import Message
from dsr.models.sealed_value import RECEIPT_WAITS, Sealed
from dsr.models.second_approval import SecondApproval
from dsr.models.suppression import Suppression
from dsr.models.system import Step
from dsr.models.third_party_notice import ThirdPartyNotice
from dsr.models.webhook import WebhookCall

if TYPE_CHECKING:
    from dsr.models.case import CaseRows


@cache
def _beside() -> dict[str, Exists]:
    own = {"case": OuterRef("pk")}
    return {
        "beside_address_change": Exists(AddressChange.objects.waiting().filter(**own)),
        "beside_bundle": Exists(Bundled.objects.filter(**own)),
        "beside_earlier_response": Exists(EarlierResponse.objects.filter(**own)),
        "beside_finish": Exists(Entry.objects.filter(**own, name=Transition.FINISH)),
        "beside_undone_join": Exists(Entry.objects.filter(**own, name=Transition.UNDO_JOIN)),
        "beside_part": Exists(Letter.objects.filter(**own, compilation__as_of__isnull=False)),
        "beside_joined": Exists(Case.objects.filter(joined_to=OuterRef("pk"))),
        "beside_opened": Exists(Case.objects.filter(opened_by=OuterRef("pk"))),
        "beside_waiting_receipt": Exists(Sealed.objects.filter(**own, name=RECEIPT_WAITS)),
        "beside_second_approval": Exists(SecondApproval.objects.asked().filter(**own)),
    }


@cache
def _beside_page() -> dict[str, Exists]:
    """What only a page asks that shows all of a case."""
    own, of_step = {"case": OuterRef("pk")}, {"step__case": OuterRef("pk")}
    return {
        "beside_account": Exists(Sealed.objects.filter(**own, name="account")),
        "beside_attachments": Exists(Attachment.objects.filter(**own)),
        "beside_calls": Exists(WebhookCall.objects.filter(**of_step)),
        "beside_directions": Exists(AgencyDirection.objects.filter(**of_step)),
        "beside_eligibility_questions": Exists(EligibilityQuestion.objects.filter(**own)),
        "beside_eligibility_records": Exists(EligibilityRecord.objects.filter(**own)),
        "beside_permission_of_all": Exists(
            BundleDocument.objects.permissions().filter(bundle__lines__case=OuterRef("pk"))
        ),
        "beside_hold": Exists(CaseOnHold.objects.filter(**own, hold__ended_at=None)),
        "beside_messages": Exists(Message.objects.filter(**own)),
        "beside_items": Exists(Item.objects.filter(**own)),
        "beside_steps": Exists(Step.objects.filter(**own)),
        "beside_stop": Exists(Suppression.objects.filter(**own, lifted_at=None)),
        "beside_third_party_notices": Exists(ThirdPartyNotice.objects.filter(**own)),
    }


def with_beside(cases: "CaseRows") -> "CaseRows":
    """The cases, each of which knows what stands beside it at that moment: read it to act on it at once."""
    return cases.annotate(**_beside())


def with_all_beside(cases: "CaseRows") -> "CaseRows":
    """The same for a page that shows all of a case: see read_ahead()."""
    return cases.annotate(**_beside(), **_beside_page())


def may_have(case: Case, name: str) -> bool:
    """False only where the statement that read the case found nothing of this name; else it is to be asked for.

    Raises KeyError for a name that none of them has.
    """
    return is_beside(case, name) is not False


def is_beside(case: Case, name: str) -> bool | None:
    """What the statement that read the case found of this name; None where it did not look."""
    key = f"beside_{name}"
    (_beside() | _beside_page())[key]
    found = vars(case).get(key)
    return None if found is None else bool(found)


_AHEAD = "is_read_ahead"


# -- what stands beside a case, read once ---------------------------------------------------------------------
@cache
def _ahead() -> dict[str, CompiledQuery[Any]]:
    every: dict[str, QuerySet[Any]] = {
        "attachments": Attachment.objects.select_related("account", "case__joined_to").order_by("pk"),
        "entries": Entry.objects.select_related("account").order_by("number"),
        "items": Item.objects.all(),
        "letters": Letter.objects.order_by("-pk"),
        "messages": Message.objects.select_related("account").order_by("-pk"),
        "sealed": Sealed.objects.of_the_case(),
        "steps": Step.objects.select_related("system"),
        "third_party_notices": ThirdPartyNotice.objects.select_related("provider", "letter"),
    }
    return {name: _of_case(rows) for name, rows in every.items()}


def _of_case(rows: QuerySet[Any]) -> CompiledQuery[Any]:
    return CompiledQuery(lambda case_id: rows.filter(case=case_id), int)


def _keep_read(case: Case, name: str, rows: list[Any]) -> None:
    """These are the rows of this name from now on, as Django keeps what it prefetches."""
    _lead_back(case, "case", rows)
    found = getattr(case, name).all()
    found._result_cache, found._prefetch_done = rows, True
    vars(case).setdefault("_prefetched_objects_cache", {})[name] = found


def _lead_back(case: Case, name: str, rows: list[Any]) -> None:
    """From each row to this very case, as Django's own way from a case to its rows leads."""
    for row in rows:
        if not row._meta.get_field(name).is_cached(row):
            setattr(row, name, case)


def read_ahead(case: Case) -> None:
    """Read the rows beside a case once, for a page that shows all of it and changes nothing.

    A verb reads for itself, and never gets a case that was read ahead: what it finds must be of its own moment.
    """
    _read_eligibility_ahead(case)
    always = {"entries", "letters", "sealed"}
    there = {name: rows for name, rows in _ahead().items() if name in always or may_have(case, name)}
    for name, rows in there.items():
        _keep_read(case, name, rows.all(case.pk))
    for one in filter(None, (case, case.opened_by)):
        vars(one)[_AHEAD] = True
    _read_as_none(case, _ahead().keys() - there.keys())
    _read_steps_ahead(case, rows_beside(case, "steps"))


def _read_eligibility_ahead(case: Case) -> None:
    """Of the case, and of those that it is joined to: one answer is owed to all of them."""
    together = [case]
    while together[-1].joined_to is not None:
        together.append(together[-1].joined_to)
    for name in ("eligibility_records", "eligibility_questions"):
        if case.joined_to is not None or may_have(case, name):
            prefetch_related_objects(together, f"{name}__letter" if name == "eligibility_questions" else name)
        else:
            _read_as_none(case, {name})


def _read_steps_ahead(case: Case, steps: list[Step]) -> None:
    names = {name for name in ("calls", "directions") if may_have(case, name)}
    prefetch_related_objects(steps, *names)
    for step in steps:
        step.case = case
        _read_as_none(step, {"calls", "directions"} - names)


def _read_as_none(row: Model, names: "set[str]") -> None:
    """The statement that read the case saw that there are none."""
    known: dict[str, QuerySet[Any]] = vars(row).setdefault("_prefetched_objects_cache", {})
    known |= {name: getattr(row, name).none() for name in names}


def is_read_ahead(case: Case) -> bool:
    """Whether it was read for a page that shows all of it."""
    return bool(vars(case).get(_AHEAD))


def rows_ahead(case: Case, name: str) -> list[Any] | None:
    """The rows of this name as they were read ahead; None for a case that was not."""
    known = vars(case).get("_prefetched_objects_cache", {}) if is_read_ahead(case) else {}
    return list(known[name]) if name in known else None


def rows_beside(case: Case, name: str, *joined: str) -> list[Any]:
    """The rows of this name: as they were read ahead, else as they are now, with what is joined to each."""
    known = rows_ahead(case, name)
    return _rows_now(case, name, joined) if known is None else known


def rows_fetched(case: Case, name: str) -> list[Any]:
    """The rows of this name that were fetched with the case, by whomever; else as they are now."""
    known = vars(case).get("_prefetched_objects_cache", {})
    return list(known[name]) if name in known else _rows_now(case, name, ())


def _rows_now(case: Case, name: str, joined: tuple[str, ...]) -> list[Any]:
    of_case: Any = Case._meta.get_field(name)
    rows = _query_beside(name, joined).all(case.pk)
    _lead_back(case, of_case.field.name, rows)
    return rows


@cache
def _query_beside(name: str, joined: tuple[str, ...]) -> CompiledQuery[Any]:
    of_case: Any = Case._meta.get_field(name)
    rows = of_case.related_model._default_manager
    rows = rows.select_related(*joined) if joined else rows
    return CompiledQuery(lambda case_id: rows.filter(**{of_case.field.name: case_id}), int)


def one_beside(case: Case, name: str) -> Any:
    """The one row of this name that a case may have, or None: as it was read ahead, else as it is now."""
    relation: Any = Case._meta.get_field(name)
    if is_read_ahead(case) and relation.is_cached(case):
        return getattr(case, name, None)
    return relation.related_model.objects.filter(case_id=case.pk).first()
