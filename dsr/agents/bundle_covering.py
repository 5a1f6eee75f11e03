"""The one letter that acknowledges all of a bundle: by reference and initials, how we verify, and by when."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from dsr import journal, letters, parties, verification
from dsr.clock import now
from dsr.formats import references
from dsr.formats.days import long_day
from dsr.formats.short_words import initials_of
from dsr.journal import EntryName, Line
from dsr.kinds import base
from dsr.law.agents import Asks, Authority
from dsr.law.spans import local_date
from dsr.law.verification import Level
from dsr.lifecycle import Transition
from dsr.models import Bundle, Bundled, Case, Entry, Letter
from dsr.models.bundle import covering_of
from dsr.models.case_surroundings import may_have, one_beside
from dsr.models.letter import LetterState
from dsr.parties import permission_rule_of


def acknowledge_all(bundle: Bundle, people: str) -> None:
    """The letter that acknowledges all of them, kept with the bundle; in the transaction that completes it."""
    lines = list(bundle.lines.select_related("case__business", "case__brand", "case__choice_mode"))
    first = lines[0].case
    composed = letters.compose(first, base.get(bundle.kind).agents.covering, extra=_words(bundle, lines))
    with transaction.atomic():
        letter = letters.write_letter(bundle, composed, key=f"covering:{bundle.pk}", is_response=False)
        open_still = Bundle.objects.filter(pk=bundle.pk, completed_at=None)
        if open_still.update(completed_at=now(), people=people, letter=letter):
            bundle.lines.update(letter=letter)
            facts = {"letter": letter.pk, "bundle": bundle.reference}
            journal.record(first.pk, Line(EntryName.COVERING_LETTER, facts), journal.MACHINE)
    bundle.refresh_from_db()


def hold_bundle(bundle_id: int) -> Bundle:
    """The bundle, held until the transaction ends, after its requests: who holds one of these may come to it."""
    held = Case.objects.select_for_update(no_key=True).filter(
        pk__in=Bundled.objects.filter(bundle=bundle_id).values("case")
    )
    list(held.order_by("pk").values_list("pk"))
    return Bundle.objects.select_for_update().get(pk=bundle_id)


def complete_test(bundle: Bundle, people: str) -> None:
    """A test acknowledges nobody."""
    Bundle.objects.filter(pk=bundle.pk, completed_at=None).update(completed_at=now(), people=people)
    bundle.refresh_from_db()


def acknowledge_added(bundle: Bundle) -> None:
    """The letter about those that were added later, in the caller's transaction; nothing where each is acknowledged.

    An agent who was told that all have ended is told once more, when these have, too.
    """
    bundle = hold_bundle(bundle.pk)
    lines = bundle.lines.select_related("case__business", "case__brand", "case__choice_mode")
    added = list(lines.filter(letter=None))
    if not added:
        return
    first = added[0].case
    composed = letters.compose(first, base.get(bundle.kind).agents.covering, extra=_words(bundle, added))
    letter = letters.write_letter(bundle, composed, key=f"covering:{bundle.pk}:{added[0].pk}", is_response=False)
    Bundled.objects.filter(pk__in=[line.pk for line in added]).update(letter=letter)
    Bundle.objects.filter(pk=bundle.pk).update(answered_at=None)
    facts = {"letter": letter.pk, "bundle": bundle.reference}
    journal.record(first.pk, Line(EntryName.COVERING_LETTER, facts), journal.MACHINE)


@transaction.atomic
def renew_covering(case_id: int) -> None:
    """Write the letter anew, of all that it listed, where it was taken back as one of them was corrected.

    Once, while the one that was taken back is the newest; and not while another correction of them waits. All of them
    are held from the look to the writing: what is corrected after it finds the letter, and takes it back again.
    """
    taken = covering_of(Case.objects.get(pk=case_id)).filter(state=LetterState.REPLACED).first()
    if taken is None or taken.bundle is None:
        return
    bundle = hold_bundle(taken.bundle.pk)
    listed = _listed_in(bundle, taken)
    open_still = [one for one in listed if not one.case.closure and one.case.data_key]
    if not open_still or journal.waiting_receipts([one.case_id for one in listed]):
        return
    first = next((one.case for one in open_still if one.case.received_at == bundle.received_at), open_still[0].case)
    composed = letters.compose(first, base.get(bundle.kind).agents.covering, extra=_words(bundle, open_still, first))
    letter = letters.write_letter(bundle, composed, key=f"covering:{bundle.pk}:renewed-{taken.pk}", is_response=False)
    _leave_out([one for one in listed if one not in open_still], taken)
    Bundled.objects.filter(pk__in=[one.pk for one in open_still]).update(letter=letter)
    Bundle.objects.filter(pk=bundle.pk, letter=taken).update(letter=letter)
    facts = {"letter": letter.pk, "bundle": bundle.reference, "replaces": taken.pk}
    journal.record(first.pk, Line(EntryName.COVERING_LETTER, facts), journal.MACHINE)


def _listed_in(bundle: Bundle, letter: Letter) -> list[Bundled]:
    """Those that a letter acknowledges. Lines of an early release name no letter of their own."""
    lines = bundle.lines.select_related("case__business", "case__brand", "case__choice_mode")
    of_all = bundle.letter_id == letter.pk
    return [one for one in lines if one.letter_id == letter.pk or (of_all and one.letter_id is None)]


def cases_listed_in(letter: Letter) -> set[int]:
    """The requests, by id, that a letter to an agent lists; all of its bundle where no record says which."""
    if letter.bundle is None:
        return set()
    if covered := {line.case_id for line in _listed_in(letter.bundle, letter)}:
        return covered
    ids = set(letter.bundle.lines.values_list("case_id", flat=True))
    told = Entry.objects.filter(case__in=ids, name__in=(EntryName.DATES_TOLD, EntryName.AGENT_ASKED))
    return {entry.case_id for entry in told if journal.facts_of(entry)["letter"] == letter.pk} or ids


def follow_receipts(case: Case) -> None:
    """The bundle came when most of its requests did that did not end without an answer, as their records say now.

    It is held from the count to the note: of two that are corrected at once, the second counts what the first wrote.
    """
    known = bundle_of(case)
    if known is None:
        return
    bundle = Bundle.objects.select_for_update().get(pk=known.pk)
    came = Counter(bundle.lines.filter(case__closure="").values_list("case__received_at", flat=True))
    most = max(came, key=lambda at: (came[at], at == bundle.received_at), default=bundle.received_at)
    Bundle.objects.filter(pk=bundle.pk).exclude(received_at=most).update(received_at=most)


def _leave_out(lines: Sequence[Bundled], taken: Letter) -> None:
    """Of those that ended, no letter told: not the one that was taken back, and none says that we wrote of them."""
    Bundled.objects.filter(pk__in=[one.pk for one in lines]).update(letter=taken)
    ends = Letter.objects.filter(case__in=[one.case_id for one in lines], name__startswith="closure/")
    ends.filter(state__in=(LetterState.WRITTEN, LetterState.TO_MAIL)).update(state=LetterState.REPLACED)


def _words(bundle: Bundle, lines: Sequence[Bundled], first: Case | None = None) -> dict[str, Any]:
    """`first` is the case by which the letter is dated; whatever came on another day says so in its line."""
    first = first or lines[0].case
    numbers = {line.number for line in lines}
    with translation.override(first.language):
        return {
            "reference": references.spell(bundle.reference),
            "page_link": letters.references_address(first),
            "people_count": str(len(numbers)),
            "people_list": [_line(line, first) for line in lines],
            "how_verify": " ".join([*_how(first, [line.case for line in lines]), *_to_whom(lines)]),
        }


def _line(line: Bundled, first: Case) -> str:
    """Number, initials and reference; what another kind is called, where one person's request opened two."""
    words = _plain_line(line)
    if local_date(line.case.received_at) == local_date(first.received_at):
        return words
    day = long_day(local_date(line.case.received_at))
    told = {"line": words, "day": day, "promise": letters.promise(line.case)}
    return _("%(line)s, which we received on %(day)s. %(promise)s") % told


def _plain_line(line: Bundled) -> str:
    name = str(parties.sealed_value(line.case, "subject").get("name", ""))
    words = f"{line.number}. {initials_of(name)}: {references.spell(line.case.reference)}"
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


def _to_whom(lines: Sequence[Bundled]) -> list[str]:
    """Whom we write to of each, where no permission is shown."""
    cases = [line.case for line in lines]
    if not any(parties.deals_with_person(case) for case in cases):
        return []
    return [
        _("What we say of a person goes to you only where you show us the signed permission of that person."),
        _("Of the others we write to the person directly."),
    ]


def has_covering_letter(case: Case) -> bool:
    """True when a covering letter acknowledges this case.

    After a corrected address, and once it was opened again, a letter of its own does.
    """
    if not may_have(case, "bundle") or one_beside(case, "bundled") is None:
        return False
    return not Entry.objects.filter(case=case, name__in=[Transition.CORRECT, Transition.OPEN_AGAIN]).exists()


def bundle_of(case: Case) -> Bundle | None:
    """The bundle that a case came in."""
    if not may_have(case, "bundle"):
        return None
    line: Bundled | None = one_beside(case, "bundled")
    return line.bundle if line else None


def covering_letter(case: Case) -> list[Letter]:
    """The letter that acknowledged this case with the others of its bundle, wherever it is kept."""
    if not may_have(case, "bundle"):
        return []
    line: Bundled | None = one_beside(case, "bundled")
    found = (line.letter or line.bundle.letter) if line else None
    return [found] if found else []
