"""Sending one notice: claimed, handed over outside every transaction, and its fate written down. It blocks nobody."""

from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from dsr import journal, letters, sealing, verification, webhooks
from dsr.clock import now, today
from dsr.errors import BadInput, CannotAct, DeskError, TryAgain
from dsr.formats import public_urls
from dsr.formats.postal_addresses import says_no_address
from dsr.formats.sent_values import load_mended_json
from dsr.journal import MACHINE, EntryName, Line
from dsr.law import third_party_notices as law
from dsr.letters import Fate, SendResult
from dsr.lifecycle import State
from dsr.models import Contact, Recipient, ThirdPartyNotice
from dsr.models.third_party_notice import Door, How, ThirdPartyNoticeState
from dsr.reasons import Reason
from dsr.third_party_notices import answers, content, messages, notice_facts, rows
from dsr.verification import FOR_NOTICE

_ACCEPTED = 202
_MOST_UNHEARD = 1  # so often it is sent once more though it may have arrived


def send_notice(notice_id: int, *, is_last: bool) -> Reason | None:
    """One attempt. None: there is nothing more to do for this work. Else why it is to be tried again later.

    What a person must mend is written into the notice, which the desk and the daily email show.
    """
    notice = rows.notice_by_id(notice_id)
    if not notice.is_open or notice.due_on is None or notice.case.state == State.FORGOTTEN:
        return None
    _give_days(notice)
    try:
        _require_record(notice)
        if notice.how == How.EMAIL:
            return _by_mail(notice, is_last)
        if notice.how == How.WEBHOOK:
            _by_webhook(notice)
        else:
            _on_paper(notice)
    except TryAgain as error:
        if not is_last:
            return error.code
        _stop(notice, error.code)
    except DeskError as error:
        _stop(notice, error.code)
    return None


def _require_record(notice: ThirdPartyNotice) -> None:
    """What it would tell is on record at this moment: a decision that was taken back is told to nobody."""
    if why := notice_facts.why_not_told(notice):
        raise _NotOnRecord(str(why))


def _give_days(notice: ThirdPartyNotice) -> None:
    """What could not be sent in time names no day that has passed: there are some days for it from now on."""
    if notice.due_on is not None and notice.due_on < today():
        notice.due_on = today() + letters.ANEW
        ThirdPartyNotice.objects.filter(pk=notice.pk).update(due_on=notice.due_on)


def door(notice: ThirdPartyNotice) -> Door | None:
    """Where the addressee is told: its own entry, or the contact of a recipient."""
    if notice.provider is not None:
        return notice.provider
    return Contact.objects.filter(business_id=notice.case.business_id, recipient_key=notice.recipient_key).first()


def _stop(notice: ThirdPartyNotice, reason: Reason) -> None:
    """A person must look: shown until it is sent again or settled."""
    ThirdPartyNotice.objects.filter(pk=notice.pk).update(reason=reason, sending_since=None)


def _by_mail(notice: ThirdPartyNotice, is_last: bool) -> Reason | None:
    found = door(notice)
    if found is None or not found.email:
        raise _NoAddress(_("The register does not say where this company is told."))
    row = ThirdPartyNotice.objects.filter(pk=notice.pk)
    if not row.filter(sending_since=None).update(sending_since=now()):
        # A worker was lost between the claim and the answer: it may have arrived. Once more, then a person decides.
        if notice.unheard >= _MOST_UNHEARD:
            _stop(notice, Reason.MAIL_UNCERTAIN)
            return None
        row.update(unheard=F("unheard") + 1)
    drawn = verification.draw_secret()
    verification.keep_secret(FOR_NOTICE, notice.pk, drawn, law.LINK_LIFETIME)
    return _after_mail(notice, letters.submit_message(messages.mail(notice, found.email, drawn.token)), is_last)


def _after_mail(notice: ThirdPartyNotice, result: SendResult, is_last: bool) -> Reason | None:
    row = ThirdPartyNotice.objects.filter(pk=notice.pk)
    if result.fate is Fate.ACCEPTED:
        sent(notice)
        return None
    unheard = notice.unheard + (result.fate is Fate.UNCERTAIN)
    row.update(sending_since=None, unheard=unheard)
    may_again = result.fate is Fate.LATER or (result.fate is Fate.UNCERTAIN and unheard <= _MOST_UNHEARD)
    if may_again and not is_last:
        return result.reason
    _stop(notice, result.reason)
    return None


def sent(notice: ThirdPartyNotice, **values: Any) -> None:
    """It is out: told, and waiting for the answer. An answer that came meanwhile stands."""
    with transaction.atomic():
        row = ThirdPartyNotice.objects.filter(pk=notice.pk)
        row.update(sending_since=None, unheard=0, sendings=F("sendings") + 1, reason="", **values)
        row.filter(sent_at=None).update(sent_at=now())
        if row.filter(state=ThirdPartyNoticeState.WANTED).update(state=ThirdPartyNoticeState.SENT):
            told = {"telling": notice.pk, "to": notice.name, "what": notice.what, "how": notice.how}
            journal.record(notice.case_id, Line(EntryName.TELLING_SENT, told), MACHINE)


def _on_paper(notice: ThirdPartyNotice) -> None:
    """Written once, for the list of letters to mail; told when a person recorded that it is in the mail."""
    found = door(notice)
    postal = found.postal_address if found else ""
    if says_no_address(postal) and notice.recipient_key:
        known = Recipient.objects.filter(business_id=notice.case.business_id, key=notice.recipient_key)
        postal = str(known.order_by("-from_version").values_list("postal_address", flat=True).first() or "")
    if says_no_address(postal):
        raise _NoAddress(_("The register does not say where this company is told."))
    composed = messages.letter(notice, postal)
    with transaction.atomic():
        key = f"telling:{notice.pk}:{notice.sendings}"
        written = letters.write_letter(notice.case, composed, key=key, is_response=False)
        ThirdPartyNotice.objects.filter(pk=notice.pk).update(letter=written, reason="")


def _by_webhook(notice: ThirdPartyNotice) -> None:
    found = door(notice)
    if found is None or not found.address:
        raise _NoAddress(_("The register does not say where this company is told."))
    data = {
        "telling": notice_key(notice.pk),
        "case": notice.case.reference,
        **content.for_webhook(notice, list(found.points)),
        "due_on": notice.due_on.isoformat() if notice.due_on else "",
        "callback": public_urls.callback(),
    }
    if not data["person"]:
        raise _NobodyNamed(_("The request gives nothing of the person that this webhook is told."))
    body = webhooks.spell_message("telling.requested", notice.made_at, data)
    secret = webhooks.secret_of(found)
    reply = webhooks.post_message(found.address, body, webhooks.signed_headers(secret, notice.message_id, body))
    sent(notice)
    if reply.status != _ACCEPTED and (said := _said(reply.body)):
        answers.write_answer(notice, *said)


def _said(body: bytes) -> tuple[str, str] | None:
    """State and note of an answer; None of one that only says that it came: then it answers later."""
    try:
        raw = load_mended_json(body)
        return answers.read_answer(raw if isinstance(raw, dict) else {})
    except BadInput:
        return None


def notice_key(notice_id: int) -> str:
    """The opaque name of a notice: the same in every message about it."""
    return f"telling_{sealing.secret_digest('webhook-telling', str(notice_id))[:32]}"


class _NoAddress(CannotAct):
    """The register does not say where this company is told."""

    code = Reason.TELLING_NO_ADDRESS


class _NotOnRecord(CannotAct):
    """The notice would state what is not on record."""

    code = Reason.TELLING_NOT_ON_RECORD


class _NobodyNamed(CannotAct):
    """The points that this webhook is told are not known of the person."""

    code = Reason.TELLING_NOBODY_NAMED
