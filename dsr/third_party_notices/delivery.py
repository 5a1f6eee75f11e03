"""Sending one telling: claimed, handed over outside every transaction, and its fate written down. It blocks nobody."""

import json
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from dsr import journal, letters, sealing, verification, webhooks
from dsr.clock import now
from dsr.errors import BadInput, CannotAct, DeskError, TryAgain
from dsr.formats import public_urls
from dsr.journal import MACHINE, Line
from dsr.law import third_party_notices as law
from dsr.letters import Fate, SendResult
from dsr.lifecycle import State
from dsr.models import Contact, Recipient, Telling
from dsr.models.telling import Door, How, TellingState
from dsr.third_party_notices import answers, content, messages, rows
from dsr.verification import FOR_NOTICE

_ACCEPTED = 202
_MOST_UNHEARD = 1  # so often it is sent once more though it may have arrived


def send_notice(telling_id: int, *, is_last: bool) -> str:
    """One attempt. Empty: there is nothing more to do for this work. Else why it is to be tried again later.

    What a person must mend is written into the telling, which the desk and the daily email show.
    """
    telling = rows.get(telling_id)
    if not telling.is_open or telling.due_on is None or telling.case.state == State.FORGOTTEN:
        return ""
    try:
        if telling.how == How.EMAIL:
            return _by_mail(telling, is_last)
        if telling.how == How.WEBHOOK:
            _by_webhook(telling)
        else:
            _on_paper(telling)
    except TryAgain as error:
        if not is_last:
            return error.code
        _stop(telling, error.code)
    except DeskError as error:
        _stop(telling, error.code)
    return ""


def door(telling: Telling) -> Door | None:
    """Where the addressee is told: its own entry, or the contact of a recipient."""
    if telling.provider is not None:
        return telling.provider
    return Contact.objects.filter(business_id=telling.case.business_id, recipient_key=telling.recipient_key).first()


def _stop(telling: Telling, reason: str) -> None:
    """A person must look: shown until it is sent again or settled."""
    Telling.objects.filter(pk=telling.pk).update(reason=reason[:60], sending_since=None)


def _by_mail(telling: Telling, is_last: bool) -> str:
    found = door(telling)
    if found is None or not found.email:
        raise _NoAddress(_("The register does not say where this company is told."))
    row = Telling.objects.filter(pk=telling.pk)
    if not row.filter(sending_since=None).update(sending_since=now()):
        # A worker was lost between the claim and the answer: it may have arrived. Once more, then a person decides.
        if telling.unheard >= _MOST_UNHEARD:
            _stop(telling, "mail-uncertain")
            return ""
        row.update(unheard=F("unheard") + 1)
    drawn = verification.draw_secret()
    verification.keep_secret(FOR_NOTICE, telling.pk, drawn, law.LINK_LIFETIME)
    return _after_mail(telling, letters.submit_message(messages.mail(telling, found.email, drawn.token)), is_last)


def _after_mail(telling: Telling, result: SendResult, is_last: bool) -> str:
    row = Telling.objects.filter(pk=telling.pk)
    if result.fate is Fate.ACCEPTED:
        sent(telling)
        return ""
    unheard = telling.unheard + (result.fate is Fate.UNCERTAIN)
    row.update(sending_since=None, unheard=unheard)
    may_again = result.fate is Fate.LATER or (result.fate is Fate.UNCERTAIN and unheard <= _MOST_UNHEARD)
    if may_again and not is_last:
        return f"mail-{result.fate}"
    _stop(telling, f"mail-{result.fate}")
    return ""


def sent(telling: Telling, **values: Any) -> None:
    """It is out: told, and waiting for the answer. An answer that came meanwhile stands."""
    with transaction.atomic():
        row = Telling.objects.filter(pk=telling.pk)
        row.update(sending_since=None, unheard=0, sendings=F("sendings") + 1, reason="", **values)
        row.filter(sent_at=None).update(sent_at=now())
        if row.filter(state=TellingState.WANTED).update(state=TellingState.SENT):
            told = {"telling": telling.pk, "to": telling.name, "what": telling.what, "how": telling.how}
            journal.record(telling.case_id, Line("telling-sent", told), MACHINE)


def _on_paper(telling: Telling) -> None:
    """Written once, for the list of letters to mail; told when a person recorded that it is in the mail."""
    found = door(telling)
    postal = found.postal_address if found else ""
    if not postal.strip() and telling.recipient_key:
        known = Recipient.objects.filter(business_id=telling.case.business_id, key=telling.recipient_key)
        postal = str(known.order_by("-from_version").values_list("postal_address", flat=True).first() or "")
    if not postal.strip():
        raise _NoAddress(_("The register does not say where this company is told."))
    composed = messages.letter(telling, postal)
    with transaction.atomic():
        key = f"telling:{telling.pk}:{telling.sendings}"
        written = letters.write_letter(telling.case, composed, key=key, is_response=False)
        Telling.objects.filter(pk=telling.pk).update(letter=written, reason="")


def _by_webhook(telling: Telling) -> None:
    found = door(telling)
    if found is None or not found.address:
        raise _NoAddress(_("The register does not say where this company is told."))
    data = {
        "telling": telling_key(telling.pk),
        "case": telling.case.reference,
        **content.for_webhook(telling, list(found.points)),
        "due_on": telling.due_on.isoformat() if telling.due_on else "",
        "callback": public_urls.callback(),
    }
    if not data["person"]:
        raise _NobodyNamed(_("The request gives nothing of the person that this webhook is told."))
    body = webhooks.spell_message("telling.requested", telling.made_at, data)
    secret = webhooks.open_secret(found.sealed_secret)
    reply = webhooks.post_message(found.address, body, webhooks.signed_headers(secret, telling.message_id, body))
    sent(telling)
    if reply.status != _ACCEPTED and (said := _said(reply.body)):
        answers.write(telling, *said)


def _said(body: bytes) -> tuple[str, str] | None:
    """State and note of an answer; None of one that only says that it came: then it answers later."""
    try:
        raw = json.loads(body)
        return answers.read(raw if isinstance(raw, dict) else {})
    except (ValueError, RecursionError, BadInput):
        return None


def telling_key(telling_id: int) -> str:
    """The opaque name of a telling: the same in every message about it."""
    return f"telling_{sealing.secret_digest('webhook-telling', str(telling_id))[:32]}"


class _NoAddress(CannotAct):
    """The register does not say where this company is told."""

    code = "telling-no-address"


class _NobodyNamed(CannotAct):
    """The points that this webhook is told are not known of the person."""

    code = "telling-nobody-named"
