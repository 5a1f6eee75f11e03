"""Receiving a request: from the public form, or entered by staff with the instant it really came."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from dsr import documents, journal, suppression
from dsr.clock import now
from dsr.documents import Document
from dsr.errors import BadInput
from dsr.formats import canonical_json, references
from dsr.journal import Actor
from dsr.kinds import base
from dsr.law import correction
from dsr.law.closures import TEST
from dsr.lifecycle import Transition
from dsr.models import Brand, Case, DesignatedAddress, Item
from dsr.models.attachment import Purpose
from dsr.models.case import Channel, Delivery
from dsr.models.raw_sql import insert_new

# A request of more than a year ago is a slip of the pen: its longest deadline of 150 days is long over.
_OLDEST = timedelta(days=366)


@dataclass(frozen=True)
class Request:
    """What came in. `parties` are subject, requester and agent; `sealed` are other personal texts by name."""

    kind: str
    brand: Brand
    submission: str
    channel: str
    came_to: DesignatedAddress | None
    received_at: datetime
    parties: Mapping[str, Mapping[str, str]]
    answers: Mapping[str, str]
    delivery: str
    is_for_another: bool = False
    sealed: Mapping[str, Any] = field(default_factory=dict)
    language: str = "en"
    proof: str = ""  # "account" when the business's own site handed the person over, signed in
    opened_by: Case | None = None  # the case whose form asked for this one too
    items: Sequence[Mapping[str, str]] = ()  # what is wrong, one by one: field, says, should, why
    items_may_follow: bool = False  # one of many that an agent asks for: what is left out is asked for afterwards
    documents: Sequence[Document] = ()  # checked; each kind takes those that its questions ask for
    is_test: bool = False  # said by who enters it: it is closed at once, and nothing is stopped or written
    waits: bool = False  # nothing of it is written to the person before a while has passed, as of a decision
    is_by_form: bool = False  # by the form that is designated: it came to the address of that, where one is in force
    source: str = ""  # how a suppression came: one-click, signal; by default the page, or staff


@dataclass(frozen=True)
class Received:
    """The case, whether this call made it or an earlier press of the same form did, and what it opened with it."""

    case: Case
    is_new: bool
    opened: tuple[Case, ...] = ()


def receive(request: Request, actor: Actor, also: Sequence[Request] = ()) -> Received:
    """Write the case down and start its clock at receipt. The same submission again gives the same case.

    `also` are other things that the same message asks for: each is a case of its own, opened by the first, and where
    both need proof the first one's serves. Raises BadInput when the request came in the future or names nobody to
    answer.
    """
    for one in (request, *also):
        check(one)
    return _receive(request, actor, also)


def _receive(request: Request, actor: Actor, also: Sequence[Request]) -> Received:
    try:
        with transaction.atomic():
            case = _open(request, actor)
            opened = [_open(other, actor) for other in _all_with(request, also, case)]
            return Received(case, is_new=True, opened=tuple(opened))
    except IntegrityError:  # the same button was pressed before: that is rare, and nobody else pays for the question
        known, again = _find(request)
        if known is not None:
            return known
        if again.submission == request.submission:
            raise
        return _receive(again, actor, also)


def _find(request: Request) -> tuple[Received | None, Request]:
    """The case that an earlier press of the same form made; or none, and the request as it is to be opened.

    When what an earlier press stopped was lifted by a later consent, the press is a new request. Its submission is
    derived from the earlier one, so that it is one case again however often it is pressed.
    """
    known = None
    while (case := Case.objects.filter(submission=request.submission).first()) is not None:
        known = case
        if base.get(request.kind).suppression is None:
            break
        request = replace(request, submission=canonical_json.digest([request.submission, "again"]))
    if known is None or not _still_holds(request):
        return None, request
    return Received(known, is_new=False, opened=tuple(known.opened.order_by("pk"))), request


def _still_holds(request: Request) -> bool:
    """True when all that the request stops is stopped; a kind that stops nothing has nothing to lift."""
    rules = base.get(request.kind).suppression
    if rules is None or request.is_test:
        return True
    return suppression.is_suppressed(
        request.brand.business_id, rules.uses(request.answers), suppression.suppressed_person(request.parties)
    )


def _all_with(request: Request, also: Sequence[Request], case: Case) -> Iterator[Request]:
    """What was asked for beside, each kind once; what was asked in words comes before what a kind opens by itself."""
    implied = [other for one in (request, *also) for other in _with(one, case)]
    known = {request.kind}
    for other in (*also, *implied):
        if other.kind not in known:
            known.add(other.kind)
            yield replace(other, submission=canonical_json.digest([request.submission, other.kind]), opened_by=case)


def _with(request: Request, case: Case) -> Iterator[Request]:
    """The requests that this one makes too, by what its kind declares and the business owes."""
    opens = base.get(request.kind).intake.opens
    for code in opens(request.answers) if opens else ():
        if base.get(code).is_offered(case.business):
            yield replace(request, kind=code)


def check(request: Request) -> None:
    """Raises BadInput for a receipt that cannot be, or a request that names nobody or cannot be answered."""
    if request.received_at > now() + timedelta(minutes=1):
        raise BadInput(_("A request cannot have been received in the future. Check the date and time."))
    if request.received_at < now() - _OLDEST:
        raise BadInput(_("This date of receipt is more than a year ago. Check the year."))
    if request.came_to is not None and request.came_to.business_id != request.brand.business_id:
        raise BadInput(_("Choose an address of this business."))
    if request.came_to is not None and request.came_to.medium != request.channel:
        raise BadInput(
            _("A request by %(channel)s cannot have come to that address. Choose one that fits, or another.")
            % {"channel": Channel(request.channel).label}
        )
    if base.get(request.kind).items is not None and not request.items and not request.items_may_follow:
        raise BadInput(_("Say what is wrong, and what it should say."))
    asks_name = any(question.goes_to == "subject.name" for question in base.get(request.kind).questions)
    if asks_name and not request.parties.get("subject", {}).get("name", "").strip():
        raise BadInput(_("Give the name of the person this is about."))
    reply = request.parties.get("requester", {})
    if request.delivery == Delivery.EMAIL and not reply.get("email", "").strip():
        raise BadInput(_("Give the email address for the response."))
    if request.delivery == Delivery.MAIL and not reply.get("postal", "").strip():
        raise BadInput(_("Give the mailing address for the response."))


def _came(request: Request) -> journal.Came:
    return journal.Came(request.brand, request.channel, request.came_to, request.received_at)


def _open(request: Request, actor: Actor) -> Case:
    kind, came = base.get(request.kind), _came(request)
    dated = journal.date_receipt(kind, came)
    case = _case(request, kind, dated)
    facts = _facts(case, dated)
    if case.opened_by is not None:
        facts["opened_by"] = case.opened_by.reference
    wrong = dict(enumerate(kept_items(request.items), start=1)) if kind.items is not None else {}
    sealed = {**{name: dict(party) for name, party in request.parties.items()}, **request.sealed}
    sealed |= {f"item:{number}": {k: v for k, v in item.items() if k != "field"} for number, item in wrong.items()}
    made = journal.open_case(case, actor, facts, sealed)
    insert_new(Item(case=made, number=number, field=item["field"]) for number, item in wrong.items())
    if not request.is_test:
        _suppress(request, kind, made)
    asked = (*documents.asked_by(kind), *((Purpose.LETTER,) if request.source == "staff" else ()))
    files = [one for one in request.documents if one.purpose in asked]
    if files and documents.attach(made, files, actor):
        made.refresh_from_db()
    return _close_test(made, actor) if request.is_test else made


def _close_test(case: Case, actor: Actor) -> Case:
    move = journal.Move(Transition.CLOSE, {"closure": TEST.code})
    return journal.transition(case.pk, move, actor, changes={"closure": TEST.code})


def kept_items(items: Iterable[Mapping[str, str]]) -> list[dict[str, str]]:
    """Items as they are kept. Raises BadInput for a field that is none, or an empty item."""
    found = []
    for item in items:
        if item.get("field") not in correction.BY_FIELD:
            raise BadInput(_("Choose what is wrong."))
        if not item.get("should", "").strip():
            raise BadInput(_("Write what it should say."))
        found.append({name: item.get(name, "").strip() for name in ("field", "says", "should", "why")})
    return found


def _suppress(request: Request, kind: base.Kind, case: Case) -> None:
    """What the kind suppresses is suppressed at receipt: in the same transaction, whatever happens later."""
    if kind.suppression is not None:
        source = request.source or ("page" if request.channel == Channel.FORM else "staff")
        party = suppression.suppressed_person(request.parties)
        suppression.suppress(case, kind.suppression.uses(case.answers), party, source=source, at=case.received_at)


def _case(request: Request, kind: base.Kind, dated: journal.Dated) -> Case:
    return Case(
        reference=references.new(),
        submission=request.submission,
        kind=kind.code,
        business=request.brand.business,
        brand=request.brand,
        language=request.language,
        channel=request.channel,
        came_to_id=dated.form_id if request.is_by_form else request.came_to.pk if request.came_to else None,
        is_designated=dated.is_designated,
        received_at=request.received_at,
        entered_at=now(),
        policy_version_id=dated.policy_id,
        choice_mode_id=dated.choice_id,
        answers=_answers(request, kind),
        is_for_another=request.is_for_another or kind.intake.is_about_another,
        delivery=request.delivery,
        opened_by=request.opened_by,
        verified_level=request.proof,
        year=dated.year,
        due_safe=dated.respond.due_safe,
        due_latest=dated.respond.due_latest,
        send_by=dated.respond.send_by,
        **(journal.wait_from_now(dated.respond.send_by) if request.waits else {}),
    )


def _answers(request: Request, kind: base.Kind) -> dict[str, str]:
    """What was stated; of a correction also which fields are wrong, but nothing of what stands in them."""
    fields = list(dict.fromkeys(item.get("field", "") for item in request.items)) if kind.items is not None else []
    return {**request.answers, **({"fields": ",".join(fields)} if fields else {})}


def _facts(case: Case, dated: journal.Dated) -> dict[str, Any]:
    """What the first entry says: how the request came, and its clock with the explanation."""
    return {
        "kind": case.kind,
        "channel": case.channel,
        "entered_at": case.entered_at.isoformat(),
        **journal.clock_facts(dated, case.received_at),
        "reference": case.reference,
        "answers": case.answers,
    }
