"""Cases as a desk has them after some years: of every kind and state, with all that may stand beside a case."""

from collections.abc import Callable
from datetime import date
from typing import Any

from dsr import agents, closures, documents, intake, journal, letters, review
from dsr.clock import now, today
from dsr.journal import REQUESTER, EntryName, Line
from dsr.kinds import base
from dsr.models import Business, Case
from dsr.models.case import Channel, Delivery
from dsr.models.letter import LetterState
from tests import (
    given,
    given_agents,
    given_corrections,
    given_documents,
    given_steps,
    given_suppression,
    given_systems,
    given_third_party_notices,
)

ANSWERS = {"ca_resident": "yes", "household": "yes", "extent": "all"}
POSTAL = "12 Invented Lane, Apt 4\nSacramento, CA 95814"
PEOPLE = "Ines Okafor,ines@example.com,CA\nLee Tran,lee@example.com,CA\nDana Whitlow,dana@example.com"


def a_full_business() -> Business:
    """Under every law, with a ledger, recipients of sale, systems of two ways, providers and an agent rule."""
    business = given.a_ledger(given_agents.a_ccpa_business("confirm"))
    year = {"period_start": date(2025, 1, 1), "period_end": date(2026, 12, 31), "purpose": "Advertising"}
    given_systems.sold_to(business, "r1", "r2", categories=["i"], **year)
    deeds = sorted({kind.work.action for kind in base.every() if kind.work is not None})
    given_systems.an_owner(business, name="Support desk", actions=deeds)
    given_systems.an_owner(business, name="Archive", actions=deeds)
    given_third_party_notices.a_provider(business, actions=deeds)
    return business


def _of_kind(code: str) -> Callable[[Business], Case]:
    items = {"items": (given_corrections.WRONG_NAME,)} if base.get(code).items is not None else {}
    return lambda business: given.in_review(kind=code, business=business, answers=ANSWERS, **items)


def on_paper(**changes: Any) -> dict[str, Any]:
    person = {"name": "Hal Moran"}
    return {
        "parties": {"subject": person, "requester": {**person, "postal": POSTAL}},
        "delivery": Delivery.MAIL,
        **changes,
    }


def _repeat(business: Business) -> Case:
    given.responded(business=business)
    return given.in_review(business=business)


def _joined_to(business: Business) -> Case:
    first = given.in_review(business=business)
    given.joined(given.in_review(business=business), first)
    given.drain()
    return first


def _joined(business: Business) -> Case:
    first = given.in_review(business=business)
    later = given.joined(given.in_review(business=business), first)
    given.drain()
    return later


def _working(business: Business) -> Case:
    case = given_systems.a_deletion(business)
    approval = review.Approval("DELETE_COMPLETED", not_told="Alder Catalog Company 1 closed in 2025.")
    review.approve(case.pk, given.staff(), approval, seen=case.entry_count)
    given.drain()
    return case


def _kept(business: Business) -> Case:
    """Answered: some is deleted, some is kept for its purpose, under a direction, or by order of a court."""
    case = given_systems.a_deletion(business)
    given_steps.some_steps(case)
    return case


def _undone_correction(business: Business) -> Case:
    return given_corrections.a_correction(business=business)


def _with_documents(business: Business) -> Case:
    came = [
        documents.check("evidence", "Bill.pdf", given_documents.a_pdf()),
        documents.check("evidence", "a.png", given_documents.a_png()),
    ]
    case = intake.receive(given.a_request(business=business, documents=came), REQUESTER).case
    given.drain()
    return case


def _by_agent(business: Business) -> Case:
    return given_agents.by_agent(business=business)


def _in_bundle(kind: str) -> Callable[[Business], Case]:
    def enter(business: Business) -> Case:
        agents.enter_bundle(
            agents.NewBundle(
                kind=kind,
                brand=business.brands.get(),
                token="form-1",
                channel=Channel.EMAIL,
                received_at=now(),
                delivery=Delivery.EMAIL,
                agent={"name": "Kim Agent", "firm": "Agents, LLC", "email": given_agents.KIM},
                who="agent",
                is_stated=True,
                subjects=agents.read_people(PEOPLE)[0],
            ),
            given.staff(),
        )
        given.drain()
        return Case.objects.filter(kind=kind).latest("pk")

    return enter


def _suppressed(business: Business) -> Case:
    case = given.in_review(kind="opt-out", business=business, answers={**ANSWERS})
    given_suppression.suppressed(case=case)
    return case


def _stuck(business: Business) -> Case:
    case = given.in_review(business=business)
    journal.record(
        case.pk,
        Line(EntryName.STUCK, {"work": "send", "reason": "mail-misconfigured"}),
        journal.MACHINE,
        changes={"stuck": "mail-misconfigured"},
    )
    return case


def _mailed(business: Business) -> Case:
    case = given.approved(given.in_review(business=business, **on_paper()))
    given.drain()
    letter = case.letters.get(is_response=True, state=LetterState.TO_MAIL)
    case.refresh_from_db()
    letters.record_mailed(case.pk, given.staff(), seen=case.entry_count, mailed_on=today(), letter_id=letter.pk)
    return case


def _to_mail(business: Business) -> Case:
    case = given.approved(given.in_review(business=business, **on_paper()))
    given.drain()
    return case


def _undelivered(business: Business) -> Case:
    case = given.responded(business=business)
    letters.record_returned(case.pk, given.staff(), seen=case.entry_count, note="The mailbox is full.")
    return case


def _closed(business: Business) -> Case:
    phone = {"channel": Channel.PHONE, "came_to": None, "actor": given.staff()}
    case = given.in_review(business=business, **on_paper(**phone))
    return closures.close(case.pk, given.staff(), "mistake", seen=case.entry_count, note="A trial of ours.")


CASES: dict[str, Callable[[Business], Case]] = {
    **{kind.code: _of_kind(kind.code) for kind in base.every()},
    "received": lambda business: given.a_case(business=business),
    "a repeat": _repeat,
    "one that others are joined to": _joined_to,
    "joined": _joined,
    "a deletion, looked up": given_systems.a_deletion,
    "a deletion, in the works": _working,
    "a deletion with steps of every end": _kept,
    "a correction with items": _undone_correction,
    "with documents": _with_documents,
    "by an agent": _by_agent,
    **{f"{kind.code} in a bundle": _in_bundle(kind.code) for kind in base.every() if kind.agents.covering},
    "with suppression": _suppressed,
    "stuck": _stuck,
    "approved, in the wait": lambda business: given.approved(given.in_review(business=business)),
    "declined": lambda business: given.declined(given.in_review(business=business)),
    "responded": lambda business: given.responded(business=business),
    "mailed": _mailed,
    "to mail": _to_mail,
    "undelivered": _undelivered,
    "closed": _closed,
}
