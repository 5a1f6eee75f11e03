"""What of the desk's work one person can act on, grouped as the queue groups it. References and dates, no names."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from dsr import disclosures, journal, second_approvals
from dsr.formats import references
from dsr.lifecycle import State
from dsr.models import Account, Bundle, Case, Step, Verification
from dsr.models.case import CaseRows, owes_rest
from dsr.models.system import StepState
from dsr.models.to_do import FOR_STAFF, ToDo
from dsr.models.verification import VerificationState

MOST = 10  # of a list; all of it is one press away


@dataclass(frozen=True)
class Row:
    """A request, or all of a bundle that has the same to do: `people` counts those, and is 0 for one request.

    `path` leads there from the address of the desk. `gone` has it and cannot act on it. `answer_on`: the day on which
    the machine answers in a person's place. `is_disowned`: who reads the mail says that the request is not theirs.
    """

    case: Case
    reference: str
    path: str
    people: int = 0
    is_mine: bool = False
    is_unassigned: bool = False
    gone: str = ""
    failed_for: str = ""
    answer_on: date | None = None
    is_disowned: bool = False


@dataclass(frozen=True)
class Group:
    """The most urgent rows of a group of the queue, and how many there are; `path` leads to all."""

    rows: Sequence[Row]
    count: int
    path: str

    @property
    def has_more(self) -> bool:
        return self.count > len(self.rows)


def in_hands_of(reader: Account, case: str = "") -> Q:
    """Of cases, or of what names one as `case`: the reader's, nobody's, and what someone has who cannot act on it."""
    field = f"{case}__assignee" if case else "assignee"
    return Q(**{field: None}) | ~Q(**{f"{field}__in": _able_others(reader)})


def own_among(cases: Iterable[int], reader: Account) -> set[int]:
    """Of these cases, by id, those in the reader's hands."""
    return {*Case.objects.filter(in_hands_of(reader), pk__in={*cases}).values_list("pk", flat=True)}


def _able_others(reader: Account) -> list[int]:
    return [*Account.objects.who_decide().exclude(pk=reader.pk).values_list("pk", flat=True)]


# A second approval is asked of who may give it; on the day to send by no second person is waited for any more.
_OWN = tuple(verb for verb in FOR_STAFF if verb is not ToDo.SECOND)


def _due(reader: Account, day: date) -> CaseRows:
    asked = Q(to_do=ToDo.SECOND, send_by__lte=day) & ~Q(pk__in=second_approvals.cases_waiting(reader))
    return Case.objects.filter(Q(to_do__in=_OWN, send_by__lte=day + timedelta(days=1)) | asked)


def groups(reader: Account, day: date) -> dict[str, Group]:
    """By name, those that are not empty; what is due by tomorrow stands in its own group and in no other."""
    tomorrow = day + timedelta(days=1)
    owed = Q(to_do=ToDo.ANSWERED) & owes_rest()
    found: dict[str, tuple[str, CaseRows]] = {"due": ("due", _due(reader, day))}
    found |= {verb.value: (verb.value, Case.objects.filter(to_do=verb, send_by__gt=tomorrow)) for verb in _OWN}
    found |= {
        "rest_known": ("rest", Case.objects.filter(owed & disclosures.year_stated())),
        "rest": ("rest", Case.objects.filter(owed & ~disclosures.year_stated())),
        "after": ("after", Case.objects.filter(to_do=ToDo.AFTER)),
    }
    made = {name: _group(cases, reader, code) for name, (code, cases) in found.items()}
    return {name: group for name, group in made.items() if group.count}


def _group(cases: CaseRows, reader: Account, code: str) -> Group:
    own = cases.filter(in_hands_of(reader))
    first = own.filter(bundle_key__isnull=False).order_by().values("bundle_key").annotate(count=Count("pk"))
    counts: Mapping[Any, int] = {row["bundle_key"]: row["count"] for row in first}
    before = own.filter(bundle_key=OuterRef("bundle_key"), pk__lt=OuterRef("pk"))
    heads = own.filter(Q(bundle_key=None) | ~Exists(before))
    shown = [*_with_facts(heads).select_related("assignee").most_urgent_first()[:MOST]]
    bundles = Bundle.objects.in_bulk({case.bundle_key for case in shown if case.bundle_key})
    rows = [_row(case, reader, bundles, counts) for case in shown]
    return Group(rows, heads.count(), f"?group={code}")


def _with_facts(cases: CaseRows) -> CaseRows:
    """Why its first failed step failed, and the day on which too little proof is answered without a person."""
    failed = Step.objects.filter(case=OuterRef("pk"), state=StepState.FAILED).exclude(reason="")
    short = Verification.objects.filter(state=VerificationState.SHORT).values("ends_on")
    own, first = short.filter(case=OuterRef("pk")), short.filter(case=OuterRef("opened_by"))
    found: CaseRows = cases.annotate(
        failed_for=Subquery(failed.values("reason")[:1]),
        answer_on=Coalesce(Subquery(own), Subquery(first)),
        is_disowned=journal.is_disowned(),
    )
    return found


def _row(case: Any, reader: Account, bundles: Mapping[int, Bundle], counts: Mapping[Any, int]) -> Row:
    bundle = bundles.get(case.bundle_key)
    reference = references.spell(bundle.reference if bundle else case.reference)
    waits_for_proof = case.state == State.REVIEW and case.verified_at is None
    return Row(
        case=case,
        reference=reference,
        path=f"bundle/{reference}/" if bundle else f"{reference}/",
        people=counts[case.bundle_key] if bundle else 0,
        is_mine=case.assignee_id == reader.pk,
        is_unassigned=case.assignee_id is None,
        gone=str(case.assignee) if case.assignee_id not in {None, reader.pk} else "",
        failed_for="" if case.is_disowned else case.stuck or case.failed_for or "",
        answer_on=case.answer_on if waits_for_proof else None,
        is_disowned=case.is_disowned,
    )


def overdue(reader: Account, day: date) -> int:
    """How many requests in the reader's hands are past the day to send by and wait for a person."""
    return _due(reader, day).filter(in_hands_of(reader), send_by__lt=day).count()


def overdue_of_colleagues(reader: Account, day: date) -> int:
    """How many that wait for a person are past the day to send by with colleagues who can act on them."""
    late = Case.objects.overdue(day).filter(to_do__in=FOR_STAFF, assignee__in=_able_others(reader))
    return late.count()
