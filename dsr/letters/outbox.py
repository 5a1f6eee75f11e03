"""The outbox: a letter's exact words are fixed in a row first, then it is sent, and its fate is a fact."""

import logging
import smtplib
from dataclasses import dataclass
from datetime import datetime

from anymail.exceptions import AnymailAPIError, AnymailError, AnymailInvalidAddress, AnymailRecipientsRefused
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.db.models import Exists, F, OuterRef
from django.utils.encoding import force_str

from dsr import disclosures, sealing, work_queue
from dsr.clock import now
from dsr.letters import envelope, letter_holder, mail_addresses, page_links
from dsr.letters.composition import ComposedLetter
from dsr.letters.mail_connection import close_connection, give_back, take_connection
from dsr.letters.send_result import Fate, SendResult
from dsr.models import Bundle, Case, Compilation, Letter
from dsr.models.case import Delivery
from dsr.models.compiled_query import CompiledQuery
from dsr.models.due_work import WorkName
from dsr.models.letter import LetterState
from dsr.models.raw_sql import insert_unless_known

log = logging.getLogger(__name__)


def write_letter(
    holder: Case | Bundle,
    composed: ComposedLetter,
    *,
    key: str,
    is_response: bool,
    is_urgent: bool = False,
    leaves_at: datetime | None = None,
) -> Letter:
    """Fix the exact words of a letter in a row, in the caller's transaction, with the work of sending it.

    What is about a whole bundle is the bundle's, and no case's. The same key again returns the letter that stands.
    `is_urgent`: before any bulk. `leaves_at`: until then it waits, and can be taken back; None: it leaves at once.
    """
    letter = Letter(
        case=holder if isinstance(holder, Case) else None,
        bundle=holder if isinstance(holder, Bundle) else None,
        goes_with_id=composed.goes_with_id,
        name=composed.name,
        is_response=is_response,
        is_to_requester=isinstance(holder, Case) and composed.carries_link and not composed.to_person,
        delivery=composed.delivery,
        language=composed.language,
        key=key,
        message_id=f"<{sealing.blind_index('letter', key)[:32]}@{envelope.host()}>",
        state=LetterState.WAITS if leaves_at else on_its_way(composed.delivery),
        compilation_id=composed.compilation_id,
        to_person=composed.to_person,
        written_at=now(),
        leaves_at=leaves_at,
    )
    letter.pk = insert_unless_known(letter)
    if letter.pk is None:
        return Letter.objects.get(key=key)
    _seal(letter, composed)
    _plan(letter, is_urgent=is_urgent)
    return letter


def _seal(letter: Letter, composed: ComposedLetter) -> None:
    letter_holder.seal_value(letter, f"letter:{letter.pk}", composed.body())
    if composed.carries_link and letter.case is not None:
        page_links.register_link(letter.case, is_person=letter.to_person)
    if composed.paper is not None:
        letter_holder.seal_value(letter, f"letter-pdf:{letter.pk}", composed.paper)


def _plan(letter: Letter, *, is_urgent: bool) -> None:
    if letter.leaves_at is not None:
        key = f"let-go:{letter.pk}"
        work_queue.add(WorkName.LET_GO, letter.pk, key, case_id=letter.case_id, not_before=letter.leaves_at)
    elif letter.delivery == Delivery.EMAIL and letter.goes_with_id is None:
        plan_sending(letter, is_urgent=is_urgent)


def on_its_way(delivery: str) -> LetterState:
    """What a letter is once it waits for nothing but the mail."""
    return LetterState.WRITTEN if delivery == Delivery.EMAIL else LetterState.TO_MAIL


def plan_sending(letter: Letter, *, is_urgent: bool = False) -> None:
    """The work of sending it by email, once."""
    work_queue.add(WorkName.SEND, letter.pk, f"send:{letter.pk}", case_id=letter.case_id, is_urgent=is_urgent)


def body_of(letter: Letter) -> dict[str, str]:
    """The words of a letter as fixed: to, subject, text, html (html is empty on paper)."""
    body: dict[str, str] = letter_holder.open_value(letter, f"letter:{letter.pk}")
    return body


def keeps_words(letter: Letter) -> bool:
    """False once they are forgotten."""
    return letter_holder.is_kept(letter, f"letter:{letter.pk}")


def paper_pdf(letter: Letter) -> bytes:
    """The print-ready PDF of a paper letter."""
    return bytes(letter_holder.open_value(letter, f"letter-pdf:{letter.pk}"))


def claim_letter(letter_id: int, *, is_too_late: bool = False) -> SendResult | None:
    """Take the letter for sending. None: go on. A Result: do not send, and this is why.

    A letter that is still `sending` lost its worker between the claim and the answer: it may have been accepted.
    It is sent again once, under the same Message-ID, and then a person decides; at once where what it tells holds no
    more (`is_too_late`).
    """
    first = Letter.objects.filter(pk=letter_id, state=LetterState.WRITTEN, uncertain_count=0)
    if first.update(state=LetterState.SENDING, sending_since=now()):  # most often
        return None
    letter = Letter.objects.get(pk=letter_id)
    if letter.state == LetterState.SENDING:
        Letter.objects.filter(pk=letter_id, state=LetterState.SENDING).update(
            state=LetterState.UNCERTAIN, uncertain_count=F("uncertain_count") + 1
        )
        letter.refresh_from_db()
    if letter.state not in {LetterState.WRITTEN, LetterState.UNCERTAIN}:
        return SendResult(Fate.DONE)
    if letter.uncertain_count > 1 or (is_too_late and letter.state == LetterState.UNCERTAIN):
        return SendResult(Fate.UNCERTAIN, "uncertain-twice")
    took = Letter.objects.filter(pk=letter_id, state=letter.state).update(
        state=LetterState.SENDING, sending_since=now()
    )
    # Another worker sends it at this moment: look again later what became of it.
    return None if took else SendResult(Fate.LATER, "taken")


@dataclass(frozen=True)
class OutgoingLetter:
    """A letter as its row was read, and the message that carries it."""

    letter: Letter
    message: EmailMultiAlternatives
    is_of_several: bool  # other requests have it in their record, too


_READ = ("case__brand__business", "compilation", "bundle", "goes_with")
_OTHERS = Exists(Letter.objects.filter(goes_with=OuterRef("pk")))
_LETTER = CompiledQuery(
    lambda pk: Letter.objects.select_related(*_READ).annotate(is_of_several=_OTHERS).filter(pk=pk), int
)


def open_letter(letter_id: int) -> OutgoingLetter:
    """The letter, and its message. What cannot be opened fails here, before the letter counts as sent."""
    letter = _LETTER.get(letter_id)
    body, brand = body_of(letter), letter_holder.brand_of(letter)
    is_of_several = bool(getattr(letter, "is_of_several", False)) or letter.goes_with_id is not None
    message = EmailMultiAlternatives(
        subject=body["subject"],
        body=body["text"],
        from_email=envelope.sender_of(brand),
        to=[body["to"]],
        reply_to=[brand.contact_email or brand.business.contact_email],
        headers={
            "Message-ID": (letter.goes_with or letter).message_id,
            **envelope.thread_of(letter, body["to"], is_of_several=is_of_several),
            "Auto-Submitted": "auto-replied",
        },
    )
    message.attach_alternative(body["html"], "text/html")
    for name, content, mime in report_attachments(letter.compilation):
        message.attach(name, content, mime)
    return OutgoingLetter(letter, message, is_of_several)


def report_attachments(compilation: Compilation | None) -> list[tuple[str, bytes, str]]:
    """(file name, bytes, MIME type) of what travels with a response that carries a report."""
    return disclosures.report_files(compilation) if compilation else []


def submit_message(message: EmailMessage) -> SendResult:
    """Give one message to the mail server and tell what became of it. Never inside a transaction."""
    try:
        mail = take_connection()
    except (ImproperlyConfigured, ImportError) as error:
        log.error("MAIL_BACKEND cannot be used (%s).", type(error).__name__)
        return SendResult(Fate.MISCONFIGURED, "settings")
    mail_addresses.spell_addresses(message)
    try:
        mail.backend.open()
    except Exception as error:  # nothing was handed over yet, whatever it is
        close_connection(mail)
        return _sort_no_connection(error)
    try:
        if not mail_addresses.is_carried(message, mail.backend):
            result = SendResult(Fate.REFUSED, "smtputf8")
        elif not mail.backend.send_messages([message]):
            result = SendResult(Fate.REFUSED, "bad-address")  # the backend found nobody to send it to
        else:
            result = SendResult(Fate.ACCEPTED)
    except Exception as error:  # every backend fails in its own way; each is sorted below
        close_connection(mail)
        is_full = isinstance(error, smtplib.SMTPSenderRefused) and error.smtp_code < 500
        # A server may take only so many letters on one connection: nothing was handed over, and another has room.
        return submit_message(message) if is_full and mail.letters else sort_failure(error)
    give_back(mail)
    return result


def _sort_no_connection(error: Exception) -> SendResult:
    log.warning("The mail server cannot be reached (%s).", type(error).__name__)
    if isinstance(error, smtplib.SMTPAuthenticationError) and error.smtp_code >= 500:
        return SendResult(Fate.MISCONFIGURED, str(error.smtp_code))
    if isinstance(error, ImproperlyConfigured):
        return SendResult(Fate.MISCONFIGURED, "settings")
    return SendResult(Fate.LATER, "no-connection")


def sort_failure(error: Exception) -> SendResult:
    """Tell what a failure of the mail backend means for the letter. Codes only: servers quote addresses."""
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return SendResult(Fate.REFUSED, "smtputf8")
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = [code for code, _words in error.recipients.values()]
        code = max(codes, default=550)
        return SendResult(Fate.REFUSED if code >= 500 else Fate.LATER, str(code))
    if isinstance(error, smtplib.SMTPSenderRefused):
        return SendResult(Fate.MISCONFIGURED if error.smtp_code >= 500 else Fate.LATER, str(error.smtp_code))
    if isinstance(error, smtplib.SMTPDataError):
        return SendResult(Fate.REFUSED if error.smtp_code >= 500 else Fate.LATER, str(error.smtp_code))
    if isinstance(error, smtplib.SMTPResponseException):
        fate = Fate.LATER if 400 <= error.smtp_code < 500 else Fate.MISCONFIGURED
        return SendResult(fate, str(error.smtp_code))
    if isinstance(error, AnymailRecipientsRefused | AnymailInvalidAddress):
        return SendResult(Fate.REFUSED, "bad-address")
    if isinstance(error, AnymailAPIError):
        return _sort_provider(error)
    if isinstance(error, AnymailError | ImproperlyConfigured):
        log.error("The mail provider's settings do not do (%s).", type(error).__name__)
        return SendResult(Fate.MISCONFIGURED, "settings")
    if isinstance(error, ValueError):  # it cannot even be put on an envelope
        return SendResult(Fate.REFUSED, "bad-address")
    # The line broke or stalled in the middle: the server may have accepted the letter.
    log.warning("The mail server was not heard to answer (%s).", type(error).__name__)
    return SendResult(Fate.UNCERTAIN, "no-answer")


def _sort_provider(error: AnymailAPIError) -> SendResult:
    code = getattr(error, "status_code", None)
    if code is None:
        return SendResult(Fate.UNCERTAIN, "no-answer")
    if code == 429 or code >= 500:
        return SendResult(Fate.LATER, force_str(code))
    return SendResult(Fate.MISCONFIGURED, force_str(code))


_STATES = {
    Fate.ACCEPTED: LetterState.ACCEPTED,
    Fate.REFUSED: LetterState.REFUSED,
    Fate.LATER: LetterState.WRITTEN,
    Fate.MISCONFIGURED: LetterState.WRITTEN,
    Fate.UNCERTAIN: LetterState.UNCERTAIN,
}


def settle_letter(letter_id: int, result: SendResult) -> None:
    """Write the fate of an attempt into the letter's row, in the caller's transaction."""
    changes: dict[str, object] = {"state": _STATES[result.fate], "answer_code": result.code}
    if result.fate is Fate.ACCEPTED:
        changes["accepted_at"] = result.went_at or now()
    if result.fate is Fate.UNCERTAIN:
        changes["uncertain_count"] = F("uncertain_count") + 1
    Letter.objects.filter(pk=letter_id, state=LetterState.SENDING).update(**changes)
