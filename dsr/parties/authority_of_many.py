"""Who acts for whom in many cases at once, as a list shows it: the same answers, in as many reads as for one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dsr import sealing
from dsr.kinds import base
from dsr.law.agents import Authority
from dsr.models import AgentPermission, Attachment, Bundled, BundleDocument, Case, Sealed
from dsr.models.agent_permission import AgentPermissionState
from dsr.models.attachment import Purpose
from dsr.models.case import Delivery
from dsr.models.case_surroundings import is_read_ahead
from dsr.parties.authority import capacity_of
from dsr.parties.letter_reader import (
    PERMISSION_TO,
    PERSON_REPLY,
    cases_disputing_email,
    deals_with_person,
    is_permission_denied,
    is_permission_given,
    person_address,
    reader_of,
)
from dsr.parties.page_documents import without_those_of_page

_NOTED = "noted_delivery"


@dataclass(frozen=True)
class ListedAuthority:
    """Of one case: whether the permission is shown, stated, or still to be shown, and whether the person is asked.

    `who` is as what the requester acts, None where the request leaves it open. `deals_with_person`: as
    `parties.deals_with_person` says it of one. `is_denied`: the person said that they gave none.
    """

    who: Authority | None
    is_shown: bool
    is_stated: bool
    is_wanted: bool
    is_person_asked: bool
    deals_with_person: bool = False
    is_denied: bool = False


def authorities_of(cases: Sequence[Case], bundle_id: int) -> dict[int, ListedAuthority]:
    """By case, of the cases of one bundle; their `opened_by` is read already."""
    carriers = {case.pk: _carrier(case) for case in cases}
    ids = {one.pk for one in (*cases, *carriers.values())}
    rows = {row.case_id: row for row in AgentPermission.objects.filter(case__in=ids)}
    kept = Attachment.objects.kept().filter(purpose=Purpose.PERMISSION)
    attached = {one.case_id for one in without_those_of_page(kept.filter(case__in=ids))}
    # Those of all lie with the bundle, or, of an earlier release, with its first request.
    of_all = BundleDocument.objects.filter(bundle=bundle_id, purpose=Purpose.PERMISSION, purged_at=None).exists()
    earlier = kept.filter(case__bundled__bundle__tells_end=False, case__bundled__number=1)
    of_all = of_all or bool(without_those_of_page(earlier.filter(case__bundled__bundle=bundle_id)))
    return {
        case.pk: _authority(case, carrier, rows, is_attached=of_all or bool({case.pk, carrier.pk} & attached))
        for case, carrier in ((case, carriers[case.pk]) for case in cases)
    }


def _carrier(case: Case) -> Case:
    first = case.opened_by
    may_ask = first is not None and first.is_for_another and base.get(first.kind).agents.law.may_ask_person
    return first if first is not None and may_ask else case


def _authority(case: Case, carrier: Case, rows: dict[int, AgentPermission], *, is_attached: bool) -> ListedAuthority:
    row = rows.get(carrier.pk)
    is_shown = is_attached or (row is not None and row.shown_at is not None)
    is_stated = "yes" in (case.answers.get("permission_stated"), carrier.answers.get("permission_stated"))
    may_ask = case.is_for_another and base.get(case.kind).agents.law.may_ask_person
    who = capacity_of(carrier, row)
    return ListedAuthority(
        who=who,
        is_shown=is_shown,
        is_stated=is_stated,
        is_wanted=may_ask and not is_shown and not is_stated and who is not Authority.PARENT,
        is_person_asked=may_ask and row is not None and row.state == AgentPermissionState.OPEN,
        deals_with_person=case.is_for_another
        and (is_permission_denied(row) or not (is_shown or is_permission_given(row))),
        is_denied=is_permission_denied(row),
    )


def deliveries_of(cases: Sequence[Case]) -> dict[int, str]:
    """By case, how its letters go now: by email or on paper; in as many reads for a list as for one bundle of it."""
    found = {case.pk: str(case.delivery) for case in cases}
    lines: dict[int, list[int]] = {}
    others = {case.pk: case for case in cases if case.is_for_another}
    rows = Bundled.objects.filter(case__in=others).values_list("bundle_id", "case_id") if others else ()
    for bundle_id, case_id in rows:
        lines.setdefault(bundle_id, []).append(case_id)
    direct = [
        others[case_id]
        for bundle_id, case_ids in lines.items()
        for case_id, one in authorities_of([others[case_id] for case_id in case_ids], bundle_id).items()
        if one.deals_with_person
    ]
    for case_id, own in person_addresses(direct).items():
        if own:
            found[case_id] = (Delivery.EMAIL if "email" in own else Delivery.MAIL).value
    return found


def note_deliveries(cases: Sequence[Case]) -> None:
    """Read how the letters of these cases go, once for a list: `goes_by` finds it noted."""
    for case, way in zip(cases, map(deliveries_of(cases).get, [case.pk for case in cases]), strict=True):
        vars(case)[_NOTED] = way


def goes_by(case: Case) -> str:
    """How the letters of this case go now: email, or mail."""
    noted: str | None = vars(case).get(_NOTED)
    if noted is None and is_read_ahead(case) and case.data_key:
        own = reader_of(case).delivery if deals_with_person(case) else ""
        noted = vars(case)[_NOTED] = own or str(case.delivery)
    return noted or deliveries_of([case])[case.pk]


def person_addresses(cases: Sequence[Case]) -> dict[int, dict[str, str]]:
    """By case, the person's own address; empty where none is known. Nothing of those that are forgotten."""
    known = {case.pk: case for case in cases if case.data_key}
    if not known:
        return {}
    sealed: dict[int, dict[str, Any]] = {pk: {} for pk in known}
    for row in Sealed.objects.filter(case__in=known, name__in=["subject", "requester", PERSON_REPLY, PERMISSION_TO]):
        sealed[row.case_id][row.name] = sealing.open_sealed(known[row.case_id], row.name, row.value)
    disputing = cases_disputing_email(known)
    return {pk: person_address(said, is_email_disputed=pk in disputing) for pk, said in sealed.items()}
