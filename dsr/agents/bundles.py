"""Many requests of one agent in one letter: a case each, one covering letter, and a press that can be repeated."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import DatabaseError, IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from dsr import intake, journal, letters, parties, sealing, verification
from dsr.agents.bundle_documents import AGENT, forget_documents, keep_documents, seal_in_bundle
from dsr.agents.people_list import MOST_PEOPLE, ListedPerson
from dsr.clock import now
from dsr.documents import Document
from dsr.errors import BadInput, Blocked, DeskError
from dsr.formats import canonical_json, references
from dsr.journal import Actor, EntryName, Line
from dsr.kinds import base
from dsr.law.agents import Asks, Authority
from dsr.law.verification import Level
from dsr.lifecycle import State, Transition
from dsr.models import Brand, Bundle, Bundled, Case, DesignatedAddress, Entry, Letter
from dsr.parties import permission_rule_of

log = logging.getLogger(__name__)


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
    _check(roll)
    bundle = _begin(roll, actor)
    people = canonical_json.digest([list(one.key) for one in roll.subjects])
    if bundle.completed_at is not None:
        if bundle.people != people:
            raise BadInput(_("This bundle was entered already, with other people. Enter the others as a new bundle."))
        return Entered(bundle, is_new=False)
    try:
        keep_documents(bundle, roll.documents, actor)
        _receive_all(roll, bundle, actor)
        _cover(bundle, people)
    except (DeskError, DatabaseError) as error:
        if not bundle.lines.exists() and isinstance(error, BadInput):
            raise
        log.error("A bundle stopped in the middle (%s).", type(error).__name__)
        raise _halfway(roll, bundle, error) from error
    return Entered(bundle, is_new=True)


def _halfway(roll: NewBundle, bundle: Bundle, error: Exception) -> Blocked:
    done = Bundled.objects.filter(bundle=bundle).values("number").distinct().count()
    why = f" {error}" if isinstance(error, DeskError) else ""
    words = _("It stopped after %(done)d of %(all)d people. Press again: it goes on there, and enters nobody twice.")
    return Blocked(words % {"done": done, "all": len(roll.subjects)} + why)


def _check(roll: NewBundle) -> None:
    kind = base.get(roll.kind)
    if not kind.agents.covering or not kind.is_offered(roll.brand.business):
        raise BadInput(_("Requests of this kind are entered one by one."))
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
    return [roll.kind, roll.brand.pk, roll.channel, at, roll.delivery, agent, roll.who, roll.is_stated, *came_to]


def _begin(roll: NewBundle, actor: Actor) -> Bundle:
    """The bundle of this form; made when there is none yet."""
    submission = canonical_json.digest(["bundle", roll.token])
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
        bundle.sealed = seal_in_bundle(bundle, AGENT, {**roll.agent, "who": roll.who})
        bundle.save(update_fields=["header", "received_at", "kind", "sealed"])
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
        tells_end=True,
        key=sealing.new_data_key(),
    )
    bundle.sealed = seal_in_bundle(bundle, AGENT, {**roll.agent, "who": roll.who})
    bundle.save(update_fields=["sealed"])
    return bundle


def _receive_all(roll: NewBundle, bundle: Bundle, actor: Actor) -> None:
    made = set(Bundled.objects.filter(bundle=bundle).values_list("case__submission", flat=True))
    number = Bundled.objects.filter(bundle=bundle).order_by("-number").values_list("number", flat=True).first() or 0
    for subject in roll.subjects:
        submission = sealing.secret_digest(f"bundle-{bundle.pk}", canonical_json.digest(list(subject.key)))
        if submission in made:
            continue
        number += 1
        with transaction.atomic():
            received = intake.receive(_request(roll, subject, submission), actor)
            cases = (received.case, *received.opened)
            Bundled.objects.bulk_create(Bundled(bundle=bundle, case=case, number=number) for case in cases)


def _request(roll: NewBundle, subject: ListedPerson, submission: str) -> intake.Request:
    kind = base.get(roll.kind)
    asked = {question.goes_to for question in kind.questions}
    said = {
        "acts_as": roll.who,
        "permission_stated": "yes" if roll.is_stated else "",
        "ca_resident": subject.in_california,
    }
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
        answers={name: value for name, value in said.items() if value and f"answers.{name}" in asked},
        delivery=roll.delivery,
        is_for_another=True,
        source="staff",
    )


def _cover(bundle: Bundle, people: str) -> None:
    """The letter that acknowledges all of them, kept with the first; in the transaction that completes the bundle."""
    lines = list(bundle.lines.select_related("case__business", "case__brand", "case__choice_mode"))
    first = lines[0].case
    composed = letters.compose(first, base.get(bundle.kind).agents.covering, extra=_words(bundle, lines))
    with transaction.atomic():
        letter = letters.write_letter(first, composed, key=f"covering:{bundle.pk}", is_response=False)
        open_still = Bundle.objects.filter(pk=bundle.pk, completed_at=None)
        if open_still.update(completed_at=now(), people=people, letter=letter):
            facts = {"letter": letter.pk, "bundle": bundle.reference}
            journal.record(first.pk, Line(EntryName.COVERING_LETTER, facts), journal.MACHINE)
    bundle.refresh_from_db()


def _words(bundle: Bundle, lines: Sequence[Bundled]) -> dict[str, Any]:
    first = lines[0].case
    numbers = {line.number for line in lines}
    with translation.override(first.language):
        return {
            "reference": references.spell(bundle.reference),
            "people_count": str(len(numbers)),
            "people_list": [_line(line) for line in lines],
            "how_verify": " ".join(_how(first, [line.case for line in lines])),
        }


def _line(line: Bundled) -> str:
    """Initials and reference; what another kind is called, where one person's request opened two."""
    name = str(parties.sealed_value(line.case, "subject").get("name", ""))
    words = f"{ListedPerson(line.number, name, '').initials}: {references.spell(line.case.reference)}"
    is_second = line.case.opened_by_id is not None
    return f"{words} ({base.get(line.case.kind).title})" if is_second else words


def _how(first: Case, cases: Sequence[Case]) -> list[str]:
    """What we verify, in general: the same for every person of the list, whether or not we know them."""
    kinds = {case.kind: base.get(case.kind) for case in cases}.values()
    asked = [kind for kind in kinds if kind.proof is not None]
    if not asked:
        return [_("You need to prove nothing, and we ask the people nothing.")]
    said = [_("We compare the name and the email address of each person with what we already have.")]
    if any(verification.proof_level_of(first.business_id, kind) is Level.HIGH for kind in asked):
        said.append(_("For each person we also need a statement that you sign under penalty of perjury."))
    said += verification.permission_request(first)
    is_agent = first.answers.get("acts_as") == Authority.AGENT
    if is_agent and any(permission_rule_of(first.business_id, kind) is not Asks.NOTHING for kind in kinds):
        said.append(_("We may also ask a person about the permission, if we have an address."))
    return said


def has_covering_letter(case: Case) -> bool:
    """True when a covering letter acknowledges this case. After a corrected address, a letter of its own does."""
    if not Bundled.objects.filter(case=case).exists():
        return False
    return not Entry.objects.filter(case=case, name=Transition.CORRECT).exists()


def bundle_of(case: Case) -> Bundle | None:
    """The bundle that a case came in."""
    line = Bundled.objects.filter(case=case).select_related("bundle__letter").first()
    return line.bundle if line else None


def covering_letter(case: Case) -> list[Letter]:
    """The letter that acknowledged this case with the others of its bundle, wherever it is kept."""
    bundle = bundle_of(case)
    return [bundle.letter] if bundle and bundle.letter else []


def forget_bundles() -> int:
    """Destroy the key of each bundle whose cases are all forgotten; how many."""
    kept = Bundled.objects.exclude(case__state=State.FORGOTTEN).values("bundle_id")
    over = Bundle.objects.exclude(key=None).exclude(pk__in=kept).exclude(completed_at=None)
    with transaction.atomic():
        forget_documents(list(over.values_list("pk", flat=True)))
        return over.update(key=None, sealed=None)
