"""Requests that hide in the free text of another: opened by who read it, each with its own clock from one receipt."""

from collections.abc import Collection, Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from dsr import intake, journal, parties
from dsr.errors import BadInput, Blocked
from dsr.formats import canonical_json
from dsr.journal import Actor, EntryName, Line
from dsr.kinds import base
from dsr.models import Case, Entry

_PARTIES = ("subject", "requester", "agent")
_NOT_ASKED = "not_asked"  # of a note: the kinds that the text was read for, and does not ask for


def missing_answers(kind: base.Kind, case: Case, sealed: Mapping[str, Any]) -> list[str]:
    """What a request of this kind must say and this case does not; a letter may leave some of it open."""
    told = {"delivery": case.delivery, "for_whom": "another" if case.is_for_another else "self"}
    is_told = {question.name: _is_told(question, told, sealed) for question in kind.questions}
    found = []
    for question in kind.questions:
        holds = question.only_if is None or told.get(question.only_if[0], "") == question.only_if[1]
        answered = is_told[question.name] or is_told.get(question.or_else, False)
        if holds and question.is_required and not question.may_be_open and not answered:
            found.append(str(question.label))
    return found


def _is_told(question: base.Question, told: Mapping[str, str], sealed: Mapping[str, Any]) -> bool:
    party, _dot, name = question.goes_to.partition(".")
    return party in told or bool((sealed.get(party) or {}).get(name) if party in _PARTIES else "")


def unopened_requests(case: Case) -> list[base.Kind]:
    """The kinds that words of the text hint at, but for those that were opened, or that somebody says it does not ask
    for: a person reads the text before it is decided.
    """
    if not base.get(case.kind).intake.may_embed_others:
        return []
    text = parties.free_text(case, parties.sealed_values(case))
    settled = set(case.opened.values_list("kind", flat=True))
    for entry in Entry.objects.filter(case=case, name=EntryName.NOTE):
        settled |= {*journal.facts_of(entry).get(_NOT_ASKED, [])}
    there = [kind for kind in base.every() if not kind.intake.may_embed_others and kind.is_offered(case.business)]
    return [kind for kind in there if kind.code not in settled and kind.intake.clues_in(text)]


def titles_of(kinds: Collection[base.Kind]) -> str:
    return ", ".join(str(kind.desk_title or kind.title) for kind in kinds)


def record_text_read(case_id: int, actor: Actor, *, seen: int) -> Case:
    """A person read the text: it makes none of the requests that its words hint at and that were not opened."""
    journal.must_decide(actor)
    found = unopened_requests(Case.objects.select_related("business").get(pk=case_id))
    words = _("Read: the text makes no request of these, though its words hint at them: %(kinds)s")
    line = Line(EntryName.NOTE, {_NOT_ASKED: [kind.code for kind in found]}, words % {"kinds": titles_of(found)})
    return journal.record(case_id, line, actor, seen=seen)


def require_text_read(case: Case) -> None:
    """Raises Blocked while the text may hide a request that nobody opened, and nobody says that it makes none."""
    if found := unopened_requests(case):
        words = _(
            "Its text may ask for more: %(kinds)s. Open each request that it makes, or say that you read it and it "
            "makes none of these."
        )
        raise Blocked(words % {"kinds": titles_of(found)})


@transaction.atomic
def open_embedded_requests(case_id: int, actor: Actor, kinds: Collection[str], *, seen: int) -> list[Case]:
    """The requests that a person found in the text of this case, each with its own clock from the same receipt.

    Each kind once, however often it is pressed. Raises BadInput for a kind that this case cannot give enough for.
    """
    journal.must_decide(actor)
    case = Case.objects.select_related("business", "brand__business", "came_to").get(pk=case_id)
    if not base.get(case.kind).intake.may_embed_others:
        raise BadInput(_("No other request can be opened from a request of this kind."))
    if not kinds:
        raise BadInput(_("Choose what the text asks for."))
    sealed = parties.sealed_values(case)
    opened = []
    for code in dict.fromkeys(kinds):
        kind = base.get(code)
        if kind.intake.may_embed_others or kind.intake.is_about_another or not kind.is_offered(case.business):
            raise BadInput(_("“%(kind)s” cannot be opened from here.") % {"kind": kind.title})
        if missing := missing_answers(kind, case, sealed):
            raise BadInput(
                _("For “%(kind)s” the text lacks: %(what)s.") % {"kind": kind.title, "what": ", ".join(missing)}
            )
        opened.append(intake.receive(_hidden(case, code, sealed), actor).case)
    facts = {"references": [one.reference for one in opened], "kinds": [one.kind for one in opened]}
    journal.record(case_id, journal.Line(EntryName.REQUESTS_OPENED, facts), actor, seen=seen)
    return opened


def _hidden(case: Case, code: str, sealed: Mapping[str, Any]) -> intake.Request:
    return intake.Request(
        kind=code,
        brand=case.brand,
        submission=canonical_json.digest([case.submission, code]),
        channel=case.channel,
        came_to=case.came_to,
        received_at=case.received_at,
        parties={name: sealed[name] for name in _PARTIES if sealed.get(name)},
        answers={},
        delivery=case.delivery,
        is_for_another=case.is_for_another,
        language=case.language,
        opened_by=case,
        waits=True,
        source="staff",
    )
