"""What an agent left out is asked in one letter, by number and reference, with a day; it pauses no clock."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dsr import journal, letters, parties
from dsr.agents.bundle_covering import bundle_of, hold_bundle
from dsr.agents.bundle_progress import Missing, Stand, Standing, questions_in, questions_to_agent, stands_of
from dsr.clock import today
from dsr.errors import BadInput
from dsr.formats import references
from dsr.formats.days import long_day
from dsr.formats.short_words import initials_of
from dsr.journal import MACHINE, Actor, EntryName, Line
from dsr.kinds import base
from dsr.law.agents import Authority
from dsr.models import Bundle, Case, Entry, Letter
from dsr.models.letter import UNSENT, LetterState

# An agent has so long, and the answer leaves so much before the earliest day to send by; but never less than a little.
_TIME, _BEFORE_DUE, _AT_LEAST = timedelta(days=14), timedelta(days=5), timedelta(days=2)
# As the letter says what is missing beside a person.
_ASKED = {
    Missing.PERMISSION: gettext_lazy("the signed permission"),
    Missing.ADDRESS: gettext_lazy("the email address the person uses with us"),
    Missing.REPLY: gettext_lazy("the signed permission, or an email or mailing address of the person"),
    Missing.ITEMS: gettext_lazy("what is wrong, and what it should say"),
    Missing.RESIDENCE: gettext_lazy("whether the person lives in California"),
}


def wanting(stands: Sequence[Stand]) -> list[Stand]:
    """Those of whom something is left out, which is what the letter to the agent lists."""
    return [stand for stand in stands if stand.missing]


def lacking_residence(stands: Sequence[Stand]) -> list[Stand]:
    """Of these, those that can be decided as they are: it is only not said where the person lives."""
    return [stand for stand in stands if stand.missing and stand.standing is not Standing.MISSING]


def lacks_nothing(bundle: Bundle) -> bool:
    """True when the agent left out nothing that could still be asked for."""
    return not wanting(stands_of(bundle))


def why_not_asked(stands: Sequence[Stand]) -> str:
    """Why the agent is asked for nothing now; empty where something is missing and was not asked for today."""
    lacking = wanting(stands)
    if not lacking:
        return _("Nothing is missing that the agent could give.")
    if all(_was_asked_today(stand) for stand in lacking):
        return _("A letter of today asks the agent for the same.")
    return ""


def answer_day(stands: Sequence[Stand]) -> date:
    """The day by which the agent is asked to answer: in time for the earliest of these requests."""
    last = min(stand.case.send_by for stand in stands) - _BEFORE_DUE
    return max(min(today() + _TIME, last), today() + _AT_LEAST)


@transaction.atomic
def ask_agent(bundle_id: int, actor: Actor) -> Letter:
    """Write the letter, and a line in the journal of each request that it asks about.

    Raises BadInput when nothing is missing, or when the same was asked today already.
    """
    journal.must_decide(actor)
    bundle = hold_bundle(bundle_id)
    found = stands_of(bundle)
    if why := why_not_asked(found):
        raise BadInput(why)
    stands = wanting(found)
    return _ask(bundle, stands, answer_day(stands), actor)


def _ask(bundle: Bundle, stands: Sequence[Stand], by: date, actor: Actor) -> Letter:
    lines = bundle.lines.select_related("case__business", "case__brand", "case__choice_mode")
    first = (lines.filter(case__received_at=bundle.received_at).first() or lines[0]).case
    with translation.override(first.language):
        words: dict[str, Any] = {
            "reference": references.spell(bundle.reference),
            "page_link": letters.references_address(first),
            "missing_list": [_line(stand) for stand in stands],
            "answer_by": long_day(by),
        }
    composed = letters.compose(first, base.get(bundle.kind).agents.missing, extra=words)
    number = Letter.objects.filter(key__startswith=_key(bundle)).count() + 1
    letter = letters.write_letter(bundle, composed, key=f"{_key(bundle)}{number}", is_response=False)
    for stand in stands:
        facts = {
            "bundle": bundle.reference,
            "letter": letter.pk,
            "missing": [one.value for one in stand.missing],
            "on": today().isoformat(),
            "answer_by": by.isoformat(),
        }
        journal.record(stand.case.pk, Line(EntryName.AGENT_ASKED, facts), actor)
    return letter


def questions_stating(case: Case) -> list[Letter]:
    """The letters that ask the agent, not out yet: they say how its bundle came, and initials of its people."""
    bundle = bundle_of(case)
    if bundle is None:
        return []
    name = base.get(bundle.kind).agents.missing
    return list(bundle.letters.filter(name=name, state__in=UNSENT)) if name else []


@transaction.atomic
def renew_question(case_id: int) -> None:
    """Ask anew where the letter that asked was taken back, as one of its people was corrected: for what lacks still.

    Once, while the one that was taken back is the newest; and not while another correction of them waits. All of them
    are held from the look to the writing. The day to answer by stays, unless another due day is too near for it now.
    """
    known = bundle_of(Case.objects.get(pk=case_id))
    if known is None or not known.key:
        return
    bundle = hold_bundle(known.pk)
    newest = bundle.letters.filter(name=base.get(bundle.kind).agents.missing).order_by("-pk").first()
    if newest is None or newest.state != LetterState.REPLACED:
        return
    found = stands_of(bundle)
    told = questions_in(newest, [stand.case.pk for stand in found])
    stands = [stand for stand in wanting(found) if stand.case.pk in told]
    if not stands or journal.waiting_receipts([stand.case.pk for stand in found]):
        return
    before, by = max(date.fromisoformat(facts["answer_by"]) for facts in told.values()), answer_day(stands)
    _ask(bundle, stands, min(before, by) if before > today() else by, MACHINE)


def why_wait_for_agent(case: Case, code: str) -> str:
    """Why many are not declined so yet: the agent was asked for the very thing, and may still give it; else empty."""
    told = questions_to_agent([case.pk]).get(case.pk)
    if told is None:
        return ""
    by = date.fromisoformat(told["answer_by"])
    if by < today() or not any(one.value in told["missing"] for one in _still_wanted(case, code, told["number"])):
        return ""
    words = _("A letter asks the agent for it, and gives time to answer until %(day)s.")
    return words % {"day": long_day(by)}


def _still_wanted(case: Case, code: str, asked: int) -> list[Missing]:
    """What would take away this reason to decline, and has not come since it was asked for.

    Who has time to send a permission is not told before that day that nobody could be verified.
    """
    kind = base.get(case.kind)
    unverified = kind.proof.not_verified if kind.proof is not None else ""
    wanted = []
    if code in {kind.agents.not_permitted, unverified} and parties.permission_wanted(case):
        wanted.append(Missing.PERMISSION)
    if code == unverified:
        added = Entry.objects.filter(case=case, name=EntryName.AGENT_ADDED, number__gt=asked)
        wanted += [] if any("address" in journal.facts_of(one) for one in added) else [Missing.ADDRESS]
    return wanted


def _key(bundle: Bundle) -> str:
    return f"missing:{bundle.pk}:"


def _was_asked_today(stand: Stand) -> bool:
    return stand.asked_on == today() and set(stand.missing) <= stand.asked_for


def _asked(one: Missing, stand: Stand) -> Any:
    if one is Missing.PERMISSION and stand.authority.who is Authority.ATTORNEY:
        return _("the power of attorney")
    return _ASKED[one]


def _line(stand: Stand) -> str:
    """Number, initials, reference, and what is missing: nothing else of the person."""
    said = {
        "number": stand.line.number,
        "initials": initials_of(str(parties.sealed_value(stand.case, "subject").get("name", ""))),
        "reference": references.spell(stand.case.reference),
        "missing": "; ".join(str(_asked(one, stand)) for one in stand.missing),
    }
    return _("%(number)d. %(initials)s, %(reference)s: %(missing)s.") % said
