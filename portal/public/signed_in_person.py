"""The person whom the business's own site handed over: remembered by number, shown in the form, and what it proves."""

from collections.abc import Iterable
from enum import StrEnum

from django.http import HttpRequest

from dsr import sealing, suppression, verification
from dsr.errors import KeyLost
from dsr.kinds.base import Question
from dsr.law.verification import Level
from dsr.models import Brand, HandOff
from dsr.models.case import Delivery
from dsr.verification import SignedInPerson
from portal.web.question_form import Answered

_SESSION = "handed_over"
SIGNAL = "Sec-GPC"


def remember(request: HttpRequest, row: HandOff) -> None:
    """The session keeps the row's number, nothing personal; the row is forgotten after an hour."""
    request.session.cycle_key()
    request.session[_SESSION] = row.pk
    request.session.save()


def person(request: HttpRequest, brand: Brand | None = None) -> SignedInPerson | None:
    """Who was handed over to the business of this page within the hour. No query for everybody else."""
    session = getattr(request, "session", None)  # a request that was refused before it got one has none
    number = session.get(_SESSION) if session is not None else None
    found = verification.signed_in_person_of(number) if number else None
    brand = brand or getattr(request, "brand", None)
    return found if found and brand and found.business_id == brand.business_id else None


def proof_of(request: HttpRequest) -> str:
    """“account” when the person gave a password at the business's own site just before, § 7061(a)."""
    found = person(request)
    return Level.ACCOUNT.value if found and found.is_proved else ""


def initial(found: SignedInPerson | None, questions: Iterable[Question]) -> dict[str, str]:
    """What the form shows as filled in already."""
    if found is None:
        return {}
    told = {
        "for_whom": "self",
        "delivery": Delivery.EMAIL.value,
        "subject.name": found.name,
        "requester.email": found.email,
    }
    return {question.name: told[question.goes_to] for question in questions if question.goes_to in told}


def proved(found: SignedInPerson | None, answered: Answered) -> tuple[str, Answered]:
    """What the hand-off proves of these answers, with the account sealed beside them.

    It proves the person who is signed in and nobody else: another name or address in the form is proved as always.
    """
    if found is None or not found.is_proved or answered.is_for_another:
        return "", answered
    subject, requester = answered.parties.get("subject", {}), answered.parties.get("requester", {})
    email = requester.get("email") or found.email
    is_same = _same("email", email, found.email) and _same("name", subject.get("name", ""), found.name)
    if not is_same or not _same("email", subject.get("email") or found.email, found.email):
        return "", answered
    parties = {**answered.parties, "subject": {**subject, "email": found.email}}
    return Level.ACCOUNT.value, answered._replace(
        parties=parties, sealed={**answered.sealed, "account": found.account}
    )


def _same(field: str, one: str, other: str) -> bool:
    return sealing.normalize(field, one) == sealing.normalize(field, other)


class Signal(StrEnum):
    """What a page may truly say to a browser that sends the signal."""

    NONE = ""
    HEARD = "heard"  # nobody is known here, so that nothing is written down
    RECEIVED = "received"  # the person is known and on the list, and not every place has it yet
    HONORED = "honored"  # the person is known, and the stop is in effect in every place


def signal(request: HttpRequest, brand: Brand | None) -> Signal:
    """What has become of the browser's signal. A few queries, and only for a known person who sends it."""
    if not sends_signal(request):
        return Signal.NONE
    found = person(request, brand)
    if found is None:
        return Signal.HEARD
    try:
        if suppression.is_sale_stopped_everywhere(found.business_id, found.email):
            return Signal.HONORED
        return Signal.RECEIVED if suppression.is_sale_stop_asked(found.business_id, found.email) else Signal.HEARD
    except KeyLost:  # the list cannot be read, so nothing is claimed of it; check and health say so
        return Signal.HEARD


def sends_signal(request: HttpRequest) -> bool:
    """The browser says that it opts out: Global Privacy Control, § 7025."""
    return request.headers.get(SIGNAL) == "1"
