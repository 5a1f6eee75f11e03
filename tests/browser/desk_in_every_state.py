"""A desk with a case in every state that the lifecycle knows, made by the verbs of life and nothing else."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from dsr import closures, disclosures, journal, letters, retention, review
from dsr.clock import now, today
from dsr.formats.references import spell
from dsr.journal import MACHINE, Actor, EntryName, Line
from dsr.kinds import base
from dsr.lifecycle import State, Who
from dsr.models import Account, Case, Compilation, LedgerVersion, LegalHold
from dsr.models.case import Channel, Delivery
from dsr.models.legal_hold import HoldScope
from dsr.models.letter import LetterState
from tests import given

PAPER = "12 Invented Lane, Apt 4\nSacramento, CA 95814"
DELETE_ALL = {"ca_resident": "yes", "extent": "all"}
BEGINNING = given.at("2026-03-10T09:00:00-07:00")


@dataclass(frozen=True)
class Desk:
    """`cases` by what they show; `people` by role."""

    cases: dict[str, Case]
    people: dict[Who, Account]
    hold: LegalHold | None = None

    def at(self, name: str) -> str:
        """The address of a case's page."""
        return f"/desk/{spell(self.cases[name].reference)}/"

    def letter(self, case: str, **which: object) -> str:
        """The address of a letter of a case."""
        found = self.cases[case].letters.filter(**which).latest("pk")
        return f"{self.at(case)}letter/{found.pk}/"


def people() -> dict[Who, Account]:
    return {role: given.an_account(role) for role in (Who.VIEWER, Who.AUDITOR, Who.REVIEWER, Who.ADMINISTRATOR)}


def build(frozen: Callable[[datetime], None]) -> Desk:
    """The whole desk; the clock stands at BEGINNING when it is done."""
    staff = people()
    actor = Actor(Who.REVIEWER, staff[Who.REVIEWER].pk)
    cases = {**_of_long_ago(frozen), **_of_last_month(frozen)}
    given.a_ledger()
    cases |= _waiting(actor)
    cases |= _ended(actor)
    cases["closed"] = closures.close(
        cases["by phone, twice"].pk, actor, "mistake", seen=cases["by phone, twice"].entry_count, note="It came once."
    )
    del cases["by phone, twice"]
    order = retention.HoldOrder(
        HoldScope.CASE, today() + timedelta(days=90), "Lee v. Fernwood", reference=cases["closed"].reference
    )
    hold = retention.set_hold(order, Actor(Who.ADMINISTRATOR, staff[Who.ADMINISTRATOR].pk))
    cases["received"] = given.a_case(**_of("Ada Quill"))
    for case in cases.values():
        case.refresh_from_db()
    missing = set(State) - {State(case.state) for case in cases.values()}
    assert not missing, missing
    return Desk(cases, staff, hold)


def _of(name: str, **changes: object) -> dict[str, object]:
    email = f"{name.lower().replace(' ', '.')}@example.com"
    return {"parties": {"subject": {"name": name}, "requester": {"name": name, "email": email}}, **changes}


def on_paper(name: str, **changes: object) -> dict[str, object]:
    """What a_case takes for a person who wants paper mail."""
    parties = {"subject": {"name": name}, "requester": {"name": name, "postal": PAPER}}
    return {"parties": parties, "delivery": Delivery.MAIL, **changes}


def _of_long_ago(frozen: Callable[[datetime], None]) -> dict[str, Case]:
    frozen(BEGINNING - timedelta(days=1200))
    case = given.declined(given.in_review(**_of("Otto Long")))
    given.drain()
    frozen(BEGINNING)
    assert retention.forget_due_cases() == 1
    return {"forgotten": case}


def _of_last_month(frozen: Callable[[datetime], None]) -> dict[str, Case]:
    """Received 35 days ago, while the ledger had a gap that blocks; nobody has looked since."""
    frozen(BEGINNING - timedelta(days=35))
    business = given.a_business()
    LedgerVersion.objects.filter(business=business).delete()
    case = given.in_review(**_of("Vera Stone"))
    frozen(BEGINNING)
    return {"overdue": case}


def _waiting(actor: Actor) -> dict[str, Case]:
    """Cases that wait for a person."""
    three_days = now() - timedelta(days=3)
    cases = {
        "review": given.in_review(**_of("Dana Whitlow")),
        "review on paper": given.in_review(**on_paper("Hal Moran")),
        "repeat": given.in_review(**_of("Dana Whitlow")),
        "by phone": given.in_review(
            **on_paper("Tomas Brandt", channel=Channel.PHONE, came_to=None, received_at=three_days), actor=actor
        ),
        "by phone, twice": given.in_review(
            **on_paper("Tom Brandt", channel=Channel.PHONE, came_to=None, received_at=three_days), actor=actor
        ),
        "stuck": given.in_review(**_of("Nell Short")),
        "verifying": given.in_review(**_of("Wendy Marsh", kind="deletion", answers=DELETE_ALL)),
    }
    cases["first"] = given.in_review(**_of("Mei Castellan"))
    joined = given.in_review(**_of("Mei Castellan"))
    cases["joined"] = given.joined(joined, cases["first"], actor=actor)
    journal.record(
        cases["stuck"].pk,
        Line(EntryName.STUCK, {"work": "send", "reason": "mail-misconfigured"}),
        MACHINE,
        changes={"stuck": "mail-misconfigured"},
    )
    review.add_note(cases["review"].pk, actor, "Asked the front desk.\nThey know nothing of an account.")
    review.assign(cases["review"].pk, actor, actor.account_id)
    for requirement in base.get("shine-the-light").eligibility:
        given.told(cases["review"], requirement.outcome, actor)
    given.drain()
    return cases


def _ended(actor: Actor) -> dict[str, Case]:
    """Cases that are decided, in all that comes after."""
    cases = {
        "responded": given.responded(**_of("Ruth Calloway")),
        "declined": given.declined(given.in_review(**_of("Bea Thornquist")), "NOT_PERSONAL_FAMILY_HOUSEHOLD", actor),
        "responding": given.approved(given.in_review(**on_paper("Ivan Petrosyan")), actor),
        "mailed": given.approved(given.in_review(**on_paper("Noor Haddad")), actor),
        "undelivered": given.responded(**_of("Felix Amari")),
    }
    given.drain()
    mailed, returned = (Case.objects.get(pk=cases[name].pk) for name in ("mailed", "undelivered"))
    letter = mailed.letters.get(is_response=True, state=LetterState.TO_MAIL)
    letters.record_mailed(mailed.pk, actor, seen=mailed.entry_count, mailed_on=today(), letter_id=letter.pk)
    letters.record_returned(returned.pk, actor, seen=returned.entry_count, note="The mailbox is full.")
    cases["working"] = given.approved(given.in_review(**_of("Lia Park")), actor)
    return cases


def report_of(case: Case) -> Compilation:
    """The report that serves a case now."""
    return disclosures.request_compilation(case, "shine-the-light")
