"""The demo's cases, in several states: each is made by the same verbs as in life, with invented people."""

from dataclasses import dataclass, field
from datetime import timedelta

from dsr import engine, intake, letters, review, work_queue
from dsr.clock import now, today
from dsr.formats import references
from dsr.journal import REQUESTER, Actor
from dsr.lifecycle import State
from dsr.models import Account, Brand, Case, Compilation, Letter
from dsr.models.case import Channel, Delivery
from dsr.models.letter import LetterState
from portal.demo import messages

_PAPER = "12 Invented Lane, Apt 4\nSacramento, CA 95814"


@dataclass(frozen=True)
class Person:
    """One invented request: who asks, how it came, so many days ago, and what becomes of it."""

    name: str
    days_ago: int
    then: str = "review"
    channel: str = Channel.FORM
    medium: str = "form"
    delivery: str = Delivery.EMAIL
    writer: str = ""
    firm: str = ""
    email: str = ""
    answers: dict[str, str] = field(default_factory=lambda: {"ca_resident": "yes", "household": "yes"})


PEOPLE = (
    Person("Dana Whitlow", 0),
    Person("Luis Ferrante", 2, channel=Channel.EMAIL, medium="email"),
    Person("Priya Raman", 24, channel=Channel.EMAIL, medium="email"),
    Person("Harold Nkemelu", 34, channel=Channel.MAIL, medium="mail", delivery=Delivery.MAIL),
    Person("Mei Castellan", 9, writer="Jordan Pike", firm="Pike & Alvarado LLP", email="intake@pike.example"),
    Person("Oscar Lindqvist", 9, writer="Jordan Pike", firm="Pike & Alvarado LLP", email="intake@pike.example"),
    Person("Mei Castellan", 3, email="mei.castellan@example.net"),
    Person("Tomas Brandt", 6, channel=Channel.PHONE, medium="", delivery=Delivery.MAIL),
    Person("Grace Adeyemi", 12, channel=Channel.EMAIL, medium=""),
    Person("Ruth Calloway", 15, then="disclose"),
    Person("Ivan Petrosyan", 20, then="disclose", delivery=Delivery.MAIL),
    Person("Noor Haddad", 18, then="mail", delivery=Delivery.MAIL),
    Person("Bea Thornquist", 11, then="NOT_CA_RESIDENT", answers={"ca_resident": "no", "household": "yes"}),
    Person("Felix Amari", 16, then="return"),
)


def load(brand: Brand, officer: Account, colleague: Account) -> None:
    """Receive all of them, let the machine go on, then decide some as the officer would."""
    actor = Actor(officer.who, officer.pk)
    cases = [(person, _receive(person, number, brand, actor)) for number, person in enumerate(PEOPLE)]
    messages.load(brand)
    _drain()
    for person, case in cases:
        case.refresh_from_db()
        if person.then != "review":
            _decide(person, case, actor)
    review.assign(cases[2][1].pk, actor, officer.pk)
    review.assign(cases[4][1].pk, actor, colleague.pk)
    review.add_note(
        cases[3][1].pk, actor, "The letter lay in the mail room. Asked the front desk to bring mail up daily."
    )
    _drain()
    for person, case in cases:
        _after(person, case, actor)


def _receive(person: Person, number: int, brand: Brand, officer: Actor) -> Case:
    came_to = brand.business.designated_addresses.filter(medium=person.medium, withdrawn_on=None).first()
    writer = {"name": person.writer or person.name}
    if person.delivery == Delivery.EMAIL:
        first, _space, last = person.name.lower().partition(" ")
        writer["email"] = person.email or f"{first}.{last}@example.com"
    else:
        writer["postal"] = _PAPER
    parties = {"subject": {"name": person.name}, "requester": writer}
    if person.firm:
        parties["agent"] = {"name": person.firm}
    request = intake.Request(
        kind="shine-the-light",
        brand=brand,
        submission=f"demo-{references.new()}-{number}",
        channel=person.channel,
        came_to=came_to,
        received_at=now() - timedelta(days=person.days_ago, minutes=7 * number),
        parties=parties,
        answers=person.answers,
        delivery=person.delivery,
        is_for_another=bool(person.writer),
    )
    return intake.receive(request, REQUESTER if person.channel == Channel.FORM else officer).case


def _drain() -> None:
    """Do what is due here and now: no worker runs yet while the demo is loaded."""
    for _round in range(20):
        due = work_queue.due()
        if not due:
            return
        for work_id in due:
            engine.do_work(work_id)


def _decide(person: Person, case: Case, actor: Actor) -> None:
    if person.then.isupper():
        review.decline(case.pk, actor, seen=case.entry_count, reasons=[person.then])
        return
    made = Compilation.objects.filter(business=case.business, year=case.year or 0, language=case.language)
    report = made.latest("pk")
    review.approve(case.pk, actor, review.Approval(report.outcome, compilation_id=report.pk), seen=case.entry_count)


def _after(person: Person, case: Case, actor: Actor) -> None:
    case.refresh_from_db()
    if person.then == "mail" and case.state == State.RESPONDING:
        letter = Letter.objects.get(case=case, is_response=True, state=LetterState.TO_MAIL)
        letters.record_mailed(case.pk, actor, seen=case.entry_count, mailed_on=today(), letter_id=letter.pk)
    if person.then == "return" and case.state == State.RESPONDED:
        letters.record_returned(
            case.pk, actor, seen=case.entry_count, note="The mail server sent it back: mailbox full."
        )
