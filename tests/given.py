"""What tests begin with: an invented business and cases, made through the same verbs as in life."""

import itertools
from datetime import date, datetime
from functools import cache
from typing import Any

from django.contrib.auth.hashers import make_password

from dsr import disclosures, eligibility, engine, intake, review, work_queue
from dsr.clock import now, today
from dsr.journal import REQUESTER, Actor
from dsr.kinds import base
from dsr.lifecycle import Who
from dsr.models import Account, Brand, Business, Case, DesignatedAddress, Recipient, YearStatement
from dsr.models.case import Channel, Delivery
from dsr.models.designated_address import Medium
from tests.replay import replayed

PASSWORD = "a-long-enough-phrase"
_numbers = itertools.count(1)


@replayed
def a_business(name: str = "Fernwood Voice, Inc.") -> Business:
    """The invented business of the tests, with a brand, and a form and an email address designated since 2020."""
    business, made = Business.objects.get_or_create(
        name=name,
        defaults={
            "postal_address": "100 Example Street\nFresno, CA 93701",
            "contact_email": "privacy@fernwood.example",
        },
    )
    if made:
        Brand.objects.create(
            business=business,
            name="Fernwood",
            slug="fernwood" if not Brand.objects.exists() else f"brand-{next(_numbers)}",
            is_front=not Brand.objects.filter(is_front=True).exists(),
        )
        for medium, value in (
            (Medium.FORM, "/shine-the-light/"),
            (Medium.EMAIL, "privacy@fernwood.example"),
            (Medium.MAIL, "100 Example Street\nFresno, CA 93701"),
        ):
            DesignatedAddress.objects.create(
                business=business, medium=medium, value=value, published_on=date(2020, 1, 1)
            )
    return business


@replayed
def an_account(role: Who = Who.REVIEWER, email: str = "") -> Account:
    """A member of staff who can sign in with PASSWORD."""
    return Account.objects.create(
        email=email or f"{role.value}{next(_numbers)}@fernwood.example",
        password=_hashed(PASSWORD),
        role=role.value,
        name="Robin Vale",
    )


@cache
def _hashed(password: str) -> str:
    """The real hash of production takes a quarter of a second: once is enough for all tests."""
    return make_password(password)


# What stands in for a second person at the desk of most tests, where one works alone.
GROUND = "Looked at every row; nobody else is in today."
ALONE = {"ground": GROUND, "password": PASSWORD}  # the same, as a form sends it


@replayed
def staff(role: Who = Who.REVIEWER, email: str = "") -> Actor:
    """A member of staff who gave the password anew and wrote why, as who works alone does."""
    return Actor(role, an_account(role, email).pk, GROUND)


def a_request(**changes: Any) -> intake.Request:
    """What a person writes in the form: for herself, to be answered by email."""
    business = changes.pop("business", None) or a_business()
    brand = business.brands.first()
    fields: dict[str, Any] = {
        "kind": "shine-the-light",
        "brand": brand,
        "submission": f"submission-{next(_numbers)}",
        "channel": Channel.FORM,
        "came_to": business.designated_addresses.get(medium=Medium.FORM),
        "received_at": now(),
        "parties": {
            "subject": {"name": "Dana Whitlow"},
            "requester": {"name": "Dana Whitlow", "email": "dana@example.com"},
        },
        "answers": {"ca_resident": "yes", "household": "yes"},
        "delivery": Delivery.EMAIL,
    }
    return intake.Request(**{**fields, **changes})


@replayed
def a_case(actor: Actor = REQUESTER, **changes: Any) -> Case:
    """A case just received."""
    return intake.receive(a_request(**changes), actor).case


def last_year() -> int:
    """The calendar year that is over, of which a request of now asks; 2025 for a clock that is held before its end."""
    return max(2025, today().year - 1)


@replayed
def a_ledger(business: Business | None = None, recipients: int = 2, *, complete: bool = True) -> Business:
    """A published ledger of version 1: so many recipients, each given names, addresses and emails since 2025.

    `complete`: a person said so of every year from 2024 through last_year(), where it is over by now.
    """
    from dsr.models import Disclosure, LedgerVersion

    business = business or a_business()
    LedgerVersion.objects.create(business=business, number=1, started_at=now(), published_at=now())
    Recipient.objects.bulk_create(
        Recipient(
            business=business,
            key=f"r{number}",
            name=f"Alder Catalog Company {number}",
            postal_address=f"{number} Sample Road\nReno, NV 89501",
            name_reveals_business=True,
            from_version=1,
        )
        for number in range(1, recipients + 1)
    )
    Disclosure.objects.bulk_create(
        Disclosure(
            business=business,
            key=f"d{number}",
            recipient_key=f"r{number}",
            categories=["i", "ii"],
            period_start=date(2025, 1, 1),
            period_end=date(last_year(), 12, 31),
            purpose="Catalogs by mail",
            from_version=1,
        )
        for number in range(1, recipients + 1)
    )
    Business.objects.filter(pk=business.pk).update(ledger_version=1)
    business.refresh_from_db()
    for year in range(2024, last_year() + 1):
        if complete and disclosures.has_ended(year):
            a_statement(business, year)
    return business


@replayed
def a_statement(business: Business, year: int | None = None) -> YearStatement:
    """A person says that the published ledger is complete for the year, or for last_year()."""
    year = year or last_year()
    email = "keeper@fernwood.example"
    keeper, _made = Account.objects.get_or_create(email=email, defaults={"role": Who.REVIEWER.value})
    Account.objects.filter(pk=keeper.pk).update(is_active=True)
    sources = "The contracts file and every export of customers"
    check = disclosures.YearCheck(year, sources, today(), business.ledger_version)
    try:
        return disclosures.complete_year(business, Account.objects.get(pk=keeper.pk), check)
    finally:
        # Who kept the ledger left since: tests count the staff that they make themselves.
        Account.objects.filter(pk=keeper.pk).update(is_active=False)


@replayed
def drain() -> int:
    """Do all work that is due now, here and in this thread, until none is left; how many pieces it was."""
    done = 0
    while due := work_queue.due():
        for work_id in due:
            done += engine.do_work(work_id)
        if done > 1_000:
            break
    else:
        return done
    raise AssertionError("The work never ends.")


@replayed
def in_review(**changes: Any) -> Case:
    """A case whose acknowledgement is written and sent, in the queue."""
    case = a_case(**changes)
    drain()
    case.refresh_from_db()
    return case


@replayed
def approved(case: Case, actor: Actor | None = None) -> Case:
    """The case, granted with the report that is compiled for it; the machine has not gone on yet."""
    report = disclosures.request_compilation(case, "shine-the-light")
    drain()
    report.refresh_from_db()
    return review.approve(
        case.pk, actor or staff(), review.Approval(report.outcome, compilation_id=report.pk), seen=case.entry_count
    )


@replayed
def told(case: Case, outcome: str = "NO_EBR", actor: Actor | None = None) -> Case:
    """The case, where the reason says that the law does not cover the person: they told us so today, on record."""
    about = [one.about for one in base.get(case.kind).eligibility if one.outcome == outcome]
    if not about or not base.get(case.kind).bar(base.get(case.kind).outcome(outcome), case):
        return case
    said = eligibility.Statement(about[0], "no", "phone", today(), "Dana said so to Robin on the phone.")
    now_at = Case.objects.get(pk=case.pk)
    if now_at.current not in eligibility.UNDECIDED:
        return case
    eligibility.record_eligibility(case.pk, actor or staff(), said, seen=now_at.entry_count)
    return Case.objects.get(pk=case.pk)


@replayed
def declined(case: Case, reason: str = "NO_EBR", actor: Actor | None = None) -> Case:
    """The case, declined; the machine has not gone on yet."""
    actor = actor or staff()
    told(case, reason, actor)  # one's own record stands in nobody's way: it is decided on the page of before
    return review.decline(case.pk, actor, seen=case.entry_count, reasons=[reason])


@replayed
def joined(case: Case, first: Case, ground: str = "same-address", note: str = "", actor: Actor | None = None) -> Case:
    """The case, joined to an earlier one as the pages show both now; the machine has not gone on yet."""
    seen = Case.objects.get(pk=case.pk).entry_count
    return review.join(case.pk, actor or staff(), review.Joining(first.reference, ground, note), seen=seen)


@replayed
def responded(**changes: Any) -> Case:
    """A case that lived its whole life, with the list that the ledger gives (see a_ledger)."""
    case = approved(in_review(**changes))
    drain()
    case.refresh_from_db()
    return case


def at(text: str) -> datetime:
    """An aware instant from ISO text with its offset."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("Say which offset.")
    return moment
