"""What a business had set up on the day a request came, in one statement: each receipt asks for all of it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import CharField, F, QuerySet, TextField, Value

from dsr.clock import PACIFIC
from dsr.law import shine_the_light as law
from dsr.models import ChoiceMode, ClosedDay, DesignatedAddress, PolicyVersion
from dsr.models.compiled_query import CompiledQuery
from dsr.models.designated_address import Medium
from dsr.models.policy import PolicyChoice

# Of each row: what it is, its id, a text of it, and the days from which and through which it holds.
_ROW = tuple[str, int, str, date, date | None]


@dataclass(frozen=True)
class ReceiptRules:
    """The ids of the policy version, the choice mode and our own form's designated address that held that day."""

    closed_days: frozenset[date]
    policy_id: int | None
    choice_id: int | None
    form_id: int | None


def rules_at(business_id: int, received_at: datetime) -> ReceiptRules:
    """The rules of a business for a request received then."""
    day = received_at.astimezone(PACIFIC).date()
    rows: list[Any] = _RULES.tuples(business_id, day)
    policy = _newest(rows, "policy")
    return ReceiptRules(
        frozenset(since for what, _pk, _text, since, _last in rows if what == "closed"),
        policy[1] if policy else None,
        _choice(rows, offers=policy is not None and policy[2] != PolicyChoice.NONE, at=received_at),
        form[1] if (form := _newest(rows, "form")) else None,
    )


def _every_rule(business_id: int, day: date) -> Any:
    own = {"business": business_id}
    forms = DesignatedAddress.objects.in_force(day).filter(**own, medium=Medium.FORM)
    return _rows("closed", ClosedDay.objects.filter(**own), "day").union(
        _rows("policy", PolicyVersion.objects.filter(**own, published_on__lte=day), "published_on", text="choice"),
        _rows("choice", ChoiceMode.objects.filter(**own), "since", text="means", last="until"),
        _rows("form", forms, "published_on"),
        all=True,
    )


_RULES: CompiledQuery[Any] = CompiledQuery(_every_rule, int, date)


def _rows(what: str, rows: QuerySet[Any], since: str, *, text: str = "", last: str = "") -> Any:
    named = rows.order_by().annotate(
        row_is=Value(what, CharField()),
        row_text=F(text) if text else Value("", TextField()),
        row_since=F(since),
        row_last=F(last or since),
    )
    return named.values_list("row_is", "pk", "row_text", "row_since", "row_last")


def _newest(rows: list[_ROW], what: str) -> _ROW | None:
    return max((row for row in rows if row[0] == what), key=lambda row: (row[3], row[1]), default=None)


def _choice(rows: list[_ROW], *, offers: bool, at: datetime) -> int | None:
    """The choice mode that holds for a request received then, with the policy in force that day."""
    holding = [row for row in rows if row[0] == "choice" and law.choice_holds(offers, row[2], row[3], row[4], at)]
    newest = _newest(holding, "choice")
    return newest[1] if newest else None
