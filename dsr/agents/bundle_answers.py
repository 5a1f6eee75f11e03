"""All of a bundle is answered: one letter to the agent, by line, with an outcome only where it may be told."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from django.db import transaction
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dsr import journal, letters, parties, review
from dsr.agents.bundle_covering import hold_bundle
from dsr.clock import now
from dsr.errors import DeskError
from dsr.formats import references
from dsr.formats.days import long_day
from dsr.formats.short_words import initials_of
from dsr.journal import MACHINE, EntryName, Line
from dsr.kinds import base
from dsr.law.closures import WITHDRAWN
from dsr.law.spans import local_date
from dsr.lifecycle import Transition
from dsr.models import Bundle, Bundled, Case, Entry, Letter
from dsr.models.letter import LetterState

# After these a request has not ended as the agent was told: opened again, or its response came back.
_UNDOES = (Transition.REOPEN, Transition.OPEN_AGAIN, Transition.JOIN_AGAIN, Transition.FAIL_DELIVERY)


def answered_bundles(bundle_id: int | None = None) -> list[int]:
    """The first request of each bundle of which every one is answered, and whose agent was not told so since.

    With an id, of that bundle alone.
    """
    still_open = Bundled.objects.filter(case__in=Case.objects.unanswered()).values("bundle_id")
    untold = Q(answered_at=None) | Q(pk__in=_outdated().values("pk"))
    wanting = Bundle.objects.filter(untold, tells_end=True).exclude(completed_at=None).exclude(key=None)
    if bundle_id is not None:
        wanting, still_open = wanting.filter(pk=bundle_id), still_open.filter(bundle=bundle_id)
    firsts = Bundled.objects.filter(bundle__in=wanting.exclude(pk__in=still_open), number=1, case__opened_by=None)
    return list(firsts.values_list("case_id", flat=True))


def is_end_outdated(bundle: Bundle) -> bool:
    """True when the agent was told that all have ended, and one of them was opened again since."""
    return _outdated().filter(pk=bundle.pk).exists()


def is_end_returned(bundle: Bundle) -> bool:
    """True when the newest letter that says that all have ended came back: the agent knows nothing of it."""
    newest = bundle.letters.filter(name=base.get(bundle.kind).agents.answered).order_by("-pk").first()
    return newest is not None and newest.state == LetterState.BOUNCED


def _outdated() -> "QuerySet[Bundle]":
    # By the order in which entries were written: two may bear the same instant.
    of_bundle = Entry.objects.filter(case__bundled__bundle=OuterRef("pk")).order_by("-pk").values("pk")
    found = Bundle.objects.exclude(answered_at=None).annotate(
        told=Subquery(of_bundle.filter(name=EntryName.BUNDLE_ANSWERED)[:1]),
        undone=Subquery(of_bundle.filter(name__in=_UNDOES)[:1]),
    )
    return found.filter(undone__gt=F("told"))


def tell_answered(case_id: int) -> None:
    """Write the letter about the bundle of which this is the first request; it is the bundle's, and no case's.

    Once, and once more each time that all have ended anew.
    """
    bundle = Bundle.objects.get(lines__case=case_id)
    first = bundle.first_case
    dated, name, words = _answered(bundle)
    composed = letters.compose(dated, name, extra=words)
    with transaction.atomic():
        told = hold_bundle(bundle.pk)
        if told.answered_at is not None and not is_end_outdated(told):
            return
        Bundle.objects.filter(pk=bundle.pk).update(answered_at=now())
        letter = letters.write_letter(bundle, composed, key=_key(bundle, first), is_response=False)
        facts = {"letter": letter.pk, "bundle": bundle.reference}
        journal.record(first.pk, Line(EntryName.BUNDLE_ANSWERED, facts), MACHINE)


def look_at_answered(bundle: Bundle, *, is_printed: bool = False) -> letters.LetterLook:
    """The letter as it reads now: before all have ended its lines say who is not answered yet."""
    dated, name, words = _answered(bundle)
    return letters.compose_look(dated, name, words, is_printed=is_printed)


def _answered(bundle: Bundle) -> tuple[Case, str, dict[str, Any]]:
    """The request that came as the agent's letter did, by which it is dated; which letter; its words."""
    lines = list(bundle.lines.select_related("case__business", "case__brand", "case__choice_mode"))
    kept = [line.case for line in lines if line.case.data_key]
    dated = next((case for case in kept if case.received_at == bundle.received_at), lines[0].case)
    return dated, base.get(bundle.kind).agents.answered, _words(bundle, lines)


def is_end_to_come(bundle: Bundle) -> bool:
    """True while the letter that says that all have ended is still to be written, and can be looked at."""
    is_told = bundle.answered_at is not None and not is_end_outdated(bundle)
    return bool(bundle.tells_end and bundle.completed_at and bundle.key) and not is_told


def tell_ended(bundle_id: int) -> None:
    """The same as soon as the last of a bundle ended. What refuses is tried and shown by the work of the day."""
    for case_id in answered_bundles(bundle_id):
        with suppress(DeskError):
            tell_answered(case_id)


def _key(bundle: Bundle, first: Case) -> str:
    """New each time: people may be added, and requests opened again, after it was told."""
    before = Entry.objects.filter(case=first, name=EntryName.BUNDLE_ANSWERED).count()
    return f"answered:{bundle.pk}:again-{before}" if before else f"answered:{bundle.pk}"


# Of a response, that it is not the one that stands.
_NOT_OUT = (LetterState.REFUSED, LetterState.BOUNCED, LetterState.REPLACED, LetterState.TAKEN_BACK)
# Of what ended without an answer only that it was withdrawn concerns the agent, who heard of it or did it.
_CLOSED = {
    WITHDRAWN.code: gettext_lazy("%(number)d. %(initials)s, %(reference)s: withdrawn on %(day)s, and not answered."),
    "": gettext_lazy("%(number)d. %(initials)s, %(reference)s: closed without an answer on %(day)s."),
}
# The person was written to, and the word of how it ended is theirs.
_CLOSED_DIRECTLY = gettext_lazy(
    "%(number)d. %(initials)s, %(reference)s: ended on %(day)s. We deal with this person directly."
)


def _words(bundle: Bundle, lines: Sequence[Bundled]) -> dict[str, Any]:
    with translation.override(lines[0].case.language):
        return {
            "reference": references.spell(bundle.reference),
            "page_link": letters.references_address(lines[0].case),
            "people_count": str(len({line.number for line in lines})),
            "answer_list": [_line(line) for line in lines],
        }


def _line(line: Bundled) -> str:
    """Number, initials, reference and day; what came of it where the person's permission is shown."""
    case = line.case
    said = {
        "number": line.number,
        "initials": initials_of(str(parties.sealed_value(case, "subject").get("name", ""))),
        "reference": references.spell(case.reference),
        "day": long_day(local_date(case.responded_at)) if case.responded_at else "",
    }
    if case.is_open or review.owes_rest(case):  # in a look alone: it is written once there is none
        return _("%(number)d. %(initials)s, %(reference)s: not answered yet.") % said
    if case.closure:
        said["day"] = long_day(local_date(journal.closed_at(case.pk) or now()))
        is_direct = not parties.is_permission_shown(case) and _was_end_told_to_person(case)
        return (_CLOSED_DIRECTLY if is_direct else _CLOSED.get(case.closure, _CLOSED[""])) % said
    outcome = base.get(case.kind).agents.outcome_words.get(case.outcome, "")
    if not parties.is_permission_shown(case) and _went_to_person(case):
        return (
            _("%(number)d. %(initials)s, %(reference)s: answered on %(day)s. We deal with this person directly.")
            % said
        )
    if not outcome or not parties.is_permission_shown(case):
        return _("%(number)d. %(initials)s, %(reference)s: answered on %(day)s.") % said
    said["outcome"] = outcome
    return _("%(number)d. %(initials)s, %(reference)s: answered on %(day)s. %(outcome)s") % said


def _went_to_person(case: Case) -> bool:
    """The response that stands went to whom it is about. Of an earlier release it went to who wrote."""
    answer = Letter.objects.filter(case=case, is_response=True).exclude(state__in=_NOT_OUT).order_by("-pk").first()
    return answer is not None and answer.to_person


def _was_end_told_to_person(case: Case) -> bool:
    """The letter that says how it ended without an answer went to whom it is about, and to nobody else."""
    ends = Letter.objects.filter(case=case, name__in=base.letters.TELL_END).exclude(state__in=_NOT_OUT)
    return {letter.to_person for letter in ends} == {True}
