"""The page behind the link of a notice, its answer, a fresh link, and the signed answer of a webhook."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from dsr import verification, webhooks
from dsr.clock import today
from dsr.errors import BadInput, Changed, NotAllowed
from dsr.lifecycle import State
from dsr.models import Secret, ThirdPartyNotice
from dsr.models.third_party_notice import ThirdPartyNoticeState
from dsr.third_party_notices import answers, content, delivery, notice_facts, rows
from dsr.third_party_notices.content import Content
from dsr.verification import FOR_NOTICE, SecretState

WEBHOOK_ANSWER = "telling.answered"


@dataclass(frozen=True)
class NoticePage:
    """What the page shows. `content` tells of the person only while the link is good and the notice is open.

    `is_called_off`: what the company was told to do is decided again, or not so any more. It may have acted already.
    """

    notice: ThirdPartyNotice
    secret: Secret
    link: SecretState
    is_open: bool
    content: Content
    is_called_off: bool = False

    @property
    def may_answer(self) -> bool:
        return self.link == "live" and self.is_open


def notice_page_of(token: str) -> NoticePage | None:
    """The notice whose link this is; None when there never was one. Looking changes nothing."""
    found = verification.find_secret(FOR_NOTICE, token)
    if found is None:
        return None
    notice = rows.notice_by_id(found.secret.target)
    is_open = notice.is_open and notice.state != ThirdPartyNoticeState.CANNOT and notice.case.state != State.FORGOTTEN
    is_called_off = is_open and bool(notice_facts.why_not_told(notice))
    shown = content.content_of(notice) if is_open and found.is_live else Content(content.order(notice))
    if is_called_off:
        shown = Content("", shown.whom)
    return NoticePage(notice, found.secret, found.state, is_open, shown, is_called_off)


def answer_notice(token: str, said: str, note: str = "") -> ThirdPartyNotice:
    """What the company says, once.

    Raises NotAllowed for a link that is not good any more, BadInput for half an answer, Changed for a second press.
    """
    page = notice_page_of(token)
    if page is None or not page.may_answer:
        raise NotAllowed(_("This link is used or too old."))
    if said not in answers.ANSWERS:
        raise BadInput(_("Choose what you did."))
    if said == answers.CANNOT and not note.strip():
        raise BadInput(_("Write why it cannot be done."))
    with transaction.atomic():
        if not verification.use_secret(page.secret) or not answers.write_answer(page.notice, said, note.strip()):
            raise Changed(_("This was answered a moment ago."))
    return page.notice


def send_fresh_notice_link(token: str) -> bool:
    """An old link asks for a new one: to the address of the register, once a day. False when nothing is to be done."""
    page = notice_page_of(token)
    if page is None or not page.is_open or page.is_called_off:
        return False
    with transaction.atomic():
        rows.want(page.notice, f"fresh-{today().isoformat()}")
    return True


def take_webhook_answer(given: Mapping[str, str], body: bytes) -> bool | None:
    """The signed answer of a webhook: True taken, False known already, None where it is no notice of ours.

    Raises BadInput, NotAllowed for a bad signature.
    """
    data = webhooks.callback_data(body, WEBHOOK_ANSWER)
    notice = ThirdPartyNotice.objects.select_related("case__business", "provider").filter(
        message_id=str(data.get("request"))
    )
    found = notice.first()
    if found is None or data.get("telling") != delivery.notice_key(found.pk):
        return None
    door = delivery.door(found)
    webhooks.verify_signature(webhooks.secret_of(door) if door else webhooks.open_secret(""), given, body)
    return answers.write_answer(found, *answers.read_answer(data))
