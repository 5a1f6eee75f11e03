"""Many requests of one agent in one letter: a case each, one covering letter, and a press that can be repeated."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import DatabaseError, IntegrityError, transaction
from django.utils.translation import gettext as _

from dsr import intake, journal, parties, sealing, work_queue
from dsr.agents.bundle_covering import acknowledge_all, complete_test
from dsr.agents.bundle_documents import AGENT, forget_documents, keep_documents, seal_in_bundle
from dsr.agents.form_files import submission_of
from dsr.agents.people_list import MOST_PEOPLE, ListedPerson
from dsr.clock import now
from dsr.documents import Document
from dsr.errors import BadInput, Blocked, DeskError
from dsr.formats import canonical_json, references
from dsr.journal import Actor
from dsr.kinds import base
from dsr.law.agents import Authority
from dsr.lifecycle import State
from dsr.models import Brand, Bundle, Bundled, BundleDocument, DesignatedAddress, Letter, holds
from dsr.models.due_work import WorkName
from dsr.models.letter import UNSENT, LetterState

log = logging.getLogger(__name__)

# The time that a list is looked at before it is entered.
_LOOKED_AT = timedelta(days=1)
# People entered in one transaction, after which workers begin with them. What is put on a list of suppression holds
# the turn of the business's feed until the end of its transaction, so those are entered one by one.
_AT_ONCE = 25


@dataclass(frozen=True)
class NewBundle:
    """What one agent sent: what holds for all, and the people."""

    kind: str
    brand: Brand
    token: str  # of the form: the same form pressed again goes on with the same bundle
    channel: str
    received_at: datetime
    delivery: str
    agent: Mapping[str, str]  # name, firm, email, postal
    who: str  # an authority: agent or attorney
    is_stated: bool
    subjects: Sequence[ListedPerson]
    documents: Sequence[Document] = ()
    is_test: bool = False  # said by who enters it: each is closed at once, and nobody is written to
    came_to: DesignatedAddress | None = None  # where the clock of the kind depends on it; None for any other


@dataclass(frozen=True)
class Entered:
    bundle: Bundle
    is_new: bool


def enter_bundle(roll: NewBundle, actor: Actor) -> Entered:
    """One case for each person, each in a short transaction, then the covering letter.

    What fails in the middle is told with how far it came; the same form pressed again goes on there and enters nobody
    twice. Raises BadInput for what cannot be entered at all, Blocked when it stopped in the middle.
    """
    journal.must_decide(actor)
    check_roll(roll)
    bundle = _begin(roll, actor)
    people = canonical_json.digest([_told_of(one) for one in roll.subjects])
    if bundle.completed_at is not None:
        if bundle.people != people:
            raise BadInput(_("This bundle was entered already, with other people. Enter the others as a new bundle."))
        return Entered(bundle, is_new=False)
    try:
        keep_documents(bundle, roll.documents, actor)
        receive_all(roll, bundle, actor)
        (complete_test if roll.is_test else acknowledge_all)(bundle, people)
    except (DeskError, DatabaseError) as error:
        if not bundle.lines.exists() and isinstance(error, BadInput):
            raise
        log.error("A bundle stopped in the middle (%s).", type(error).__name__)
        raise _halfway(roll, bundle, error) from error
    return Entered(bundle, is_new=True)


def _told_of(one: ListedPerson) -> list[Any]:
    items = [sorted(item.items()) for item in one.items]
    return [*one.key, *([items] if items else []), *([{"postal": one.postal}] if one.postal else [])]


def _halfway(roll: NewBundle, bundle: Bundle, error: Exception) -> Blocked:
    done = Bundled.objects.filter(bundle=bundle).values("number").distinct().count()
    why = f" {error}" if isinstance(error, DeskError) else ""
    words = _("It stopped after %(done)d of %(all)d people. Press again: it goes on there, and enters nobody twice.")
    return Blocked(words % {"done": done, "all": len(roll.subjects)} + why)


def check_roll(roll: NewBundle) -> None:
    """Raises BadInput for what cannot be entered as a bundle at all."""
    kind = base.get(roll.kind)
    if not kind.agents.covering:
        why = kind.agents.entered_alone
        raise BadInput(_("Requests of this kind are entered one by one: %(why)s") % {"why": why})
    if not kind.is_offered(roll.brand.business):
        raise BadInput(_("This business takes no requests of this kind."))
    if kind.items is None and any(one.items for one in roll.subjects):
        raise BadInput(_("Only a correction says what is wrong."))
    if not roll.subjects:
        raise BadInput(_("Give the people, one a line."))
    if len(roll.subjects) > MOST_PEOPLE:
        raise BadInput(
            _("A bundle holds %(most)d people. Enter the others as another bundle.") % {"most": MOST_PEOPLE}
        )
    if roll.who not in {Authority.AGENT, Authority.ATTORNEY}:
        raise BadInput(_("Choose how the agent acts. A parent's request is entered alone."))
    if not roll.agent.get("name", "").strip():
        raise BadInput(_("Give the agent's name."))


def _header(roll: NewBundle) -> list[Any]:
    agent = sorted(roll.agent.items())
    at = roll.received_at.isoformat() if roll.received_at else ""
    came_to = [roll.came_to.pk] if roll.came_to else []
    test = ["test"] if roll.is_test else []
    return [
        roll.kind,
        roll.brand.pk,
        roll.channel,
        at,
        roll.delivery,
        agent,
        roll.who,
        roll.is_stated,
        *came_to,
        *test,
    ]


def _begin(roll: NewBundle, actor: Actor) -> Bundle:
    """The bundle of this form; made when there is none yet."""
    submission = submission_of(roll.token)
    # Keyed: a digest of names and addresses alone could be guessed.
    header = sealing.secret_digest("bundle", canonical_json.digest(_header(roll)))
    bundle = Bundle.objects.filter(submission=submission).first()
    if bundle is None:
        try:
            bundle = _make(roll, actor, submission, header)
        except IntegrityError:  # the other press of the same button was first
            bundle = Bundle.objects.get(submission=submission)
    if bundle.header != header and not bundle.lines.exists():  # nothing came of the first press: it may be mended
        bundle.header, bundle.received_at, bundle.kind = header, roll.received_at, roll.kind
        bundle.business, bundle.tells_end, bundle.entered_at = roll.brand.business, not roll.is_test, now()
        bundle.sealed = seal_in_bundle(bundle, AGENT, {**roll.agent, "who": roll.who})
        bundle.save(update_fields=["header", "received_at", "kind", "business", "tells_end", "entered_at", "sealed"])
    if bundle.header != header:
        raise BadInput(_("Part of this bundle is entered already, with another agent, day or kind. Put these back."))
    return bundle


@transaction.atomic
def _make(roll: NewBundle, actor: Actor, submission: str, header: str) -> Bundle:
    bundle = Bundle.objects.create(
        reference=references.new(),
        submission=submission,
        header=header,
        business=roll.brand.business,
        kind=roll.kind,
        received_at=roll.received_at,
        entered_at=now(),
        account_id=actor.account_id or 0,
        tells_end=not roll.is_test,
        key=sealing.new_data_key(),
    )
    bundle.sealed = seal_in_bundle(bundle, AGENT, {**roll.agent, "who": roll.who})
    bundle.save(update_fields=["sealed"])
    return bundle


def receive_all(roll: NewBundle, bundle: Bundle, actor: Actor) -> None:
    """A case for each person who has none in this bundle yet, some in one transaction.

    Where one of them refuses, those before it are entered all the same.
    """
    left = not_entered(roll, bundle)
    size = _AT_ONCE if base.get(bundle.kind).suppression is None else 1
    for some in (left[at : at + size] for at in range(0, len(left), size)):
        try:
            _receive_some(roll, bundle, some, actor)
        except (DeskError, DatabaseError) as error:
            log.warning("Some people of a bundle are entered one by one (%s).", type(error).__name__)
            for one in some:
                _receive_some(roll, bundle, [one], actor)


@transaction.atomic
def _receive_some(roll: NewBundle, bundle: Bundle, some: Sequence[tuple[ListedPerson, str]], actor: Actor) -> None:
    # Two who enter people at one moment number them one after the other; of its requests none is changed here.
    Bundle.objects.select_for_update(no_key=True).get(pk=bundle.pk)
    last = Bundled.objects.filter(bundle=bundle).order_by("-number").values_list("number", flat=True).first() or 0
    made: list[Bundled] = []
    for number, (subject, submission) in enumerate(some, start=last + 1):
        received = intake.receive(_request(roll, subject, submission), actor)
        made += [Bundled(bundle=bundle, case=case, number=number) for case in (received.case, *received.opened)]
    Bundled.objects.bulk_create(made)


def not_entered(roll: NewBundle, bundle: Bundle) -> list[tuple[ListedPerson, str]]:
    """Each person who has no case in this bundle yet, with the submission that it will have."""
    made = set(Bundled.objects.filter(bundle=bundle).values_list("case__submission", flat=True))
    digests = ((one, canonical_json.digest(list(one.key))) for one in roll.subjects)
    marked = ((one, sealing.secret_digest(f"bundle-{bundle.pk}", digest)) for one, digest in digests)
    return [(one, submission) for one, submission in marked if submission not in made]


def _request(roll: NewBundle, subject: ListedPerson, submission: str) -> intake.Request:
    kind = base.get(roll.kind)
    asked = {question.goes_to for question in kind.questions}
    # By what right the agent acts was stated of every kind, also of those whose form does not ask for it.
    by_right = {"acts_as": roll.who, "permission_stated": "yes" if roll.is_stated else ""}
    resident = {"ca_resident": subject.in_california} if "answers.ca_resident" in asked else {}
    place = {"email": roll.agent.get("email", ""), "postal": roll.agent.get("postal", "")}
    requester = {"name": roll.agent.get("name", ""), **{name: told for name, told in place.items() if told}}
    return intake.Request(
        kind=roll.kind,
        brand=roll.brand,
        submission=submission,
        channel=roll.channel,
        came_to=roll.came_to,
        received_at=roll.received_at,
        parties={
            "subject": {"name": subject.name, **({"email": subject.email} if subject.email else {})},
            "requester": requester,
            "agent": {"name": roll.agent.get("firm") or roll.agent.get("name", "")},
        },
        answers={name: value for name, value in {**by_right, **resident}.items() if value},
        delivery=roll.delivery,
        is_for_another=True,
        sealed={parties.PERSON_REPLY: {"postal": subject.postal}} if subject.postal else {},
        items=subject.items,
        items_may_follow=True,
        is_test=roll.is_test,
        source="staff",
    )


def _call_off_letters(bundle_ids: Sequence[int]) -> None:
    """Without its words none is sent or printed any more, and nobody need see to one that was given up."""
    about = Letter.objects.filter(bundle__in=bundle_ids)
    work_queue.drop_of_targets(WorkName.SEND, list(about.values_list("pk", flat=True)))
    about.filter(state__in=UNSENT).update(state=LetterState.TAKEN_BACK)


def forget_bundles() -> int:
    """Destroy the key of each bundle whose cases are all forgotten; how many. What nobody entered goes wholly."""
    kept = Bundled.objects.exclude(case__state=State.FORGOTTEN).values("bundle_id")
    over = Bundle.objects.exclude(key=None).exclude(pk__in=kept).exclude(completed_at=None)
    over = over.exclude(holds.keeps_unentered())
    left = Bundle.objects.filter(completed_at=None, lines=None, entered_at__lt=now() - _LOOKED_AT)
    left = left.exclude(holds.keeps_unentered())
    with transaction.atomic():
        BundleDocument.objects.filter(bundle__in=left).delete()
        left.delete()
        ended = list(over.values_list("pk", flat=True))
        forget_documents(ended)
        _call_off_letters(ended)
        return over.update(key=None, sealed=None)
