"""A message that asks for something new is no request by itself: a person opens one from it, with its own clock."""

from collections.abc import Collection, Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from dsr import intake, journal, parties, review
from dsr.errors import BadInput
from dsr.formats import canonical_json
from dsr.journal import Actor, EntryName, Line
from dsr.kinds import base
from dsr.models import Case, Message
from dsr.models.case import Channel

_PARTIES = ("subject", "requester", "agent")


def kinds_in(case: Case, words: str) -> list[base.Kind]:
    """The kinds that words of a message hint at, but the request's own."""
    return [
        kind
        for kind in base.every()
        if not (kind.intake.may_embed_others or kind.intake.is_about_another)
        and kind.code != case.kind
        and kind.is_offered(case.business)
        and kind.intake.clues_in(words)
    ]


def may_open(case: Case, kind: base.Kind) -> bool:
    """Whether the request says enough for one of this kind; else it is entered with what lacks."""
    return not review.missing_answers(kind, case, parties.sealed_values(case))


@transaction.atomic
def open_from_message(message_id: int, actor: Actor, kinds: Collection[str], *, seen: int) -> list[Case]:
    """What the message asks for, each as a request of its own that came when the message did. Each kind once.

    Raises BadInput for a kind for which the request says too little.
    """
    journal.must_decide(actor)
    if not kinds:
        raise BadInput(_("Choose what the message asks for."))
    message = Message.objects.get(pk=message_id)
    case = Case.objects.select_related("business", "brand__business", "came_to").get(pk=message.case_id)
    sealed, opened = parties.sealed_values(case), []
    for code in dict.fromkeys(kinds):
        _check(case, base.get(code), sealed)
        opened.append(intake.receive(_asked(message, case, code, sealed), actor).case)
    facts = {
        "message": message.number,
        "references": [one.reference for one in opened],
        "kinds": [one.kind for one in opened],
    }
    journal.record(case.pk, Line(EntryName.REQUESTS_OPENED, facts), actor, seen=seen)
    return opened


def _check(case: Case, kind: base.Kind, sealed: Mapping[str, Any]) -> None:
    """Raises BadInput for a kind that is none of those, or for which the request says too little."""
    if kind.intake.may_embed_others or kind.intake.is_about_another or not kind.is_offered(case.business):
        raise BadInput(_("“%(kind)s” cannot be opened from here.") % {"kind": kind.title})
    if missing := review.missing_answers(kind, case, sealed):
        lacking = {"kind": kind.title, "what": ", ".join(missing)}
        raise BadInput(_("For “%(kind)s” the request lacks: %(what)s.") % lacking)


def _asked(message: Message, case: Case, code: str, sealed: Mapping[str, Any]) -> intake.Request:
    """It came when the message did, and our own pages are the form."""
    return intake.Request(
        kind=code,
        brand=case.brand,
        submission=canonical_json.digest([message.key, code]),
        channel=Channel.FORM,
        came_to=None,
        is_by_form=True,
        waits=True,
        received_at=message.written_at,
        parties={name: sealed[name] for name in _PARTIES if sealed.get(name)},
        answers={},
        delivery=case.delivery,
        is_for_another=case.is_for_another,
        language=case.language,
        source="staff",
    )
