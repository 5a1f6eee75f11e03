"""Giving proof: the button behind a link, a code, a second step, a statement, or what staff saw themselves."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from dsr import journal, letters, work_queue
from dsr.clock import now
from dsr.errors import BadInput
from dsr.formats import references
from dsr.formats.spoken_lists import all_of
from dsr.journal import MACHINE, REQUESTER, Actor, EntryName, Line
from dsr.kinds import base
from dsr.law.verification import BY_POINT, Level, Proof
from dsr.lifecycle import State, Transition
from dsr.models import Case, Letter, Secret, Verification
from dsr.models.due_work import WorkName
from dsr.models.letter import LetterState
from dsr.models.verification import VerificationState
from dsr.reasons import Reason
from dsr.verification import one_time_links, proof_request, state
from dsr.verification.assessment import keep_matched, proven_changes
from dsr.verification.one_time_links import FOR_PROOF, FoundSecret

# Wrong codes for one letter. A code has about 38 bits, so five guesses open one of 50 billion.
MOST_TRIES = 5


@dataclass(frozen=True)
class Declaration:
    """What was signed, word for word, Cal. Code Civ. Proc. § 2015.5; kept with the record, § 7062(c)."""

    words: str
    name: str
    place: str
    date: str


def needs_declaration(row: Verification) -> bool:
    return Proof.DECLARATION in state.missing_proofs(row)


def missing_points(row: Verification) -> tuple[str, ...]:
    """The points that the page asks for: what the rule allows and the request does not say.

    Who is asked again may offer any of them anew, as those of the first time did not match.
    """
    if Proof.POINTS not in state.missing_proofs(row):
        return ()
    held = {} if row.points_offered else state.held_points(row.case)
    return tuple(name for name in state.allowed_points(row) if not held.get(name))


def points_lacking(case: Case) -> tuple[str, ...]:
    """The points that who asks may still give where what was given is too little, or waits; none where enough is."""
    row = state.proof_of(case)
    is_over = row is None or row.state in {VerificationState.PASSED, VerificationState.ENDED}
    return () if row is None or is_over else missing_points(row)


def enter_code(typed_reference: str, typed_code: str) -> Secret | None:
    """The secret whose code was typed with the reference of its case, or nothing.

    Every miss takes the same steps: an unknown reference, a wrong code, one too many, and one whose time is over. The
    try is counted before the code is compared, in one statement, so that many at once are counted too. That a counted
    try is also written to disk may be measured, but tells only that a reference of 49 random bits waits for proof, to
    who has it already; guessing one is hopeless within the limit of the page.
    """
    case_id = state.carrier_by_reference(references.parse(typed_reference) or "")
    asked = Verification.objects.filter(case_id=case_id)
    counted = asked.filter(tries__lt=MOST_TRIES).update(tries=F("tries") + 1)
    found = one_time_links.find_code(FOR_PROOF, case_id, typed_code)
    if not counted or found is None or not _opens(found):
        return None
    asked.update(tries=0)
    return found.secret


def _opens(found: FoundSecret) -> bool:
    """One that is good still; and where the request is confirmed, one of its letters, which then says so."""
    row = Verification.objects.select_related("case").get(case_id=found.secret.target)
    if found.is_live:
        return state.waits_for_proof(row)
    is_of_these = found.secret.issued_at >= row.begun_at  # not one that went to an earlier address
    return found.state in {"used", "ended"} and is_of_these and state.is_complete(row)


@transaction.atomic
def prove(secret: Secret, points: Mapping[str, str], declaration: Declaration | None = None) -> bool:
    """The button was pressed: its letter reached the address, and the request is confirmed. Used once.

    False when another press was first, or the proof ended meanwhile.
    """
    row = Verification.objects.select_for_update().filter(case_id=secret.target).first()
    if row is None or not state.waits_for_proof(row) or not one_time_links.use_secret(secret):
        return False
    signed = {Proof.DECLARATION} if declaration else set()
    given = {Proof.EMAIL, Proof.CONFIRM, *signed} & {Proof(word) for word in row.needs}
    if points:
        journal.reseal(row.case_id, "points", dict(points))
    if declaration:
        journal.reseal(row.case_id, "declaration", {**asdict(declaration), "signed_at": now().isoformat()})
    _give(row, given, {"points": sorted(points)})
    one_time_links.end_secrets(FOR_PROOF, row.case_id)
    key = f"confirmed:{row.case_id}:{row.letters}"
    work_queue.add(WorkName.CONFIRMED, row.case_id, key, case_id=row.case_id, is_urgent=True)
    return True


def tell_confirmed(case_id: int) -> bool:
    """Write to who confirmed that it came in, and what happens now; nothing where the request has ended since."""
    case = Case.objects.select_related("business", "brand", "choice_mode", "opened_by").get(pk=case_id)
    row = Verification.objects.get(case=case)
    return _tell_confirmed(case, f"confirmed:{case_id}:{row.letters}")


def _tell_confirmed(case: Case, key: str) -> bool:
    name = base.get(case.kind).proof_rules.confirmed
    is_over = State(case.state) not in state.UNDECIDED or Letter.objects.filter(key=key).exists()
    if not name or is_over or base.get(case.kind).letter(name).lacks(case):
        return False
    others = [references.spell(one.reference) for one in state.cases_of_request(case) if one.pk != case.pk]
    composed = letters.compose(case, name, extra={"companion": all_of(others)})
    with transaction.atomic():
        letter = letters.write_letter(case, composed, key=key, is_response=False, is_urgent=True)
        journal.record(case.pk, Line(EntryName.PROOF_CONFIRMED, {"letter": letter.pk, "name": letter.name}), MACHINE)
    return True


def tell_confirmed_anew(case: Case) -> bool:
    """Write it again, once, where the newest was taken back before it left: another day rules now."""
    proof = base.get(case.kind).proof
    letters_of_it = Letter.objects.filter(case=case, name=proof.confirmed if proof else "", is_response=False)
    newest = letters_of_it.order_by("-pk").first()
    if newest is None or newest.state != LetterState.REPLACED:
        return False
    row = Verification.objects.filter(case=case).first()
    answer = {Proof.EMAIL, Proof.CONFIRM}
    if row is None or (state.waits_for_proof(row) and answer & state.missing_proofs(row)):  # it is asked for anew
        return False
    return _tell_confirmed(case, f"confirmed:{case.pk}:{case.entry_count}:corrected")


@transaction.atomic
def confirm_second_step(case_id: int) -> bool:
    """The second step on the page after the form, for who came signed in from the business's own site."""
    case = Case.objects.select_related("business").get(pk=case_id)
    if case.verified_level != Level.ACCOUNT or State(case.state) not in {State.RECEIVED, State.VERIFYING}:
        return False
    level, needs = proof_request.needs_of(case, is_account=True)
    row = proof_request.open_row(case, level, needs, proof_request.ends_on_of(case))
    if not state.waits_for_proof(row) or Proof.CONFIRM not in state.missing_proofs(row):
        return False
    _give(row, {Proof.CONFIRM}, {})
    return True


def _give(row: Verification, given: set[Proof], facts: Mapping[str, Any]) -> None:
    """Write what was given, and let the machine weigh it."""
    row.given = state.spelled({Proof(word) for word in row.given} | given)
    row.save(update_fields=["given"])
    line = Line(EntryName.PROOF_GIVEN, {"proof": state.spelled(given), "tries": row.tries, **facts})
    case = journal.record(row.case_id, line, REQUESTER)
    _go_on(row, f"proof:{case.entry_count}")


def _go_on(row: Verification, key: str) -> None:
    """One piece of work for the case that carries the proof; for those it serves, when it waits no more itself."""
    waiting = [one for one in state.cases_served(row.case) if State(one.state) is State.VERIFYING]
    for one in waiting[:1] if waiting and waiting[0].pk == row.case_id else waiting:
        work_queue.add(WorkName.ADVANCE, one.pk, f"advance:{one.pk}:{key}", case_id=one.pk)


@transaction.atomic
def disown_request(secret: Secret) -> bool:
    """Who reads the mail says that the request is not theirs: nothing is done for it, and a person looks."""
    row = Verification.objects.select_for_update().filter(case_id=secret.target).first()
    waiting = state.cases_of_request(row.case) if row else []
    if row is None or not waiting or row.state == VerificationState.ENDED:
        return False
    row.state, row.ends_on = VerificationState.SHORT, proof_request.ends_on_of(row.case)
    row.save(update_fields=["state", "ends_on"])
    one_time_links.end_secrets(FOR_PROOF, row.case_id)
    for one in waiting:
        changes = {"verified_at": None, "verified_level": "", **state.stuck(one, Reason.PROOF_TOO_LITTLE)}
        journal.record(one.pk, Line(EntryName.DISOWNED), REQUESTER, changes=changes)
    _go_on(row, f"disowned:{secret.pk}")
    return True


@transaction.atomic
def record_proof(
    case_id: int, actor: Actor, *, seen: int, points: Sequence[str], note: str, is_declared: bool = False
) -> Case:
    """Staff saw the proof themselves, on paper or by phone. The names of the points are kept, and their note sealed.

    Raises BadInput when it is less than the level takes: nobody is proved by a click alone.
    """
    journal.must_decide(actor)
    case = Case.objects.select_related("opened_by").get(pk=case_id)
    row = state.proof_of(case)
    if row is None:
        raise BadInput(_("No proof is asked for this request."))
    row = Verification.objects.select_for_update(of=("self",)).select_related("case").get(pk=row.pk)
    _check_seen(row, points, note, is_declared)
    row.state, row.points_matched = VerificationState.PASSED, sorted(set(points))
    # What was seen counts as given; that the address answered is said only where it did.
    seen_too = {Proof(word) for word in row.needs} - {Proof.EMAIL, Proof.CONFIRM}
    row.given = state.spelled({Proof(word) for word in row.given} | seen_too)
    row.save()
    one_time_links.end_secrets(FOR_PROOF, row.case_id)
    keep_matched(row, points)
    journal.unseal_one(row.case_id, "points")
    for one in state.cases_of_request(row.case):
        journal.transition(
            one.pk,
            journal.Move(
                Transition.VERIFY,
                {"level": row.level, "points": row.points_matched, "by_hand": True},
                note.strip() if one.pk == case.pk else "",
            ),
            actor,
            seen=seen if one.pk == case.pk else None,
            changes={**proven_changes(Level(row.level)), **state.unstuck(one)},
        )
        # The engine looks up what the systems hold.
        work_queue.add(WorkName.ADVANCE, one.pk, f"advance:{one.pk}:proved:{row.pk}:{row.letters}", case_id=one.pk)
    case.refresh_from_db()
    return case


def _check_seen(row: Verification, points: Sequence[str], note: str, is_declared: bool) -> None:
    if row.state == VerificationState.PASSED:
        raise BadInput(_("This request is proved already."))
    if not note.strip():
        raise BadInput(_("Write what you saw, and how."))
    if set(points) - set(BY_POINT):
        raise BadInput(_("Choose the points from the list."))
    needed = Level(row.level).points
    if len(set(points)) < needed:
        raise BadInput(_("%(needed)d points must match (Cal. Code Regs. tit. 11, § 7062).") % {"needed": needed})
    if needs_declaration(row) and not is_declared:
        raise BadInput(_("A signed declaration is needed too (Cal. Code Regs. tit. 11, § 7062(c))."))
