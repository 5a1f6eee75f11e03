"""The page behind the link of a telling, its answer, a fresh link, and the signed answer of a webhook."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from dsr.clock import today
from dsr.errors import BadInput, Changed, NotAllowed
from dsr.lifecycle import State
from dsr.models import Secret, Telling
from dsr.models.telling import TellingState
from dsr.third_party_notices import answers as taking
from dsr.third_party_notices import content, rows
from dsr.third_party_notices import delivery as sending
from dsr.third_party_notices.content import Content
from dsr.verification import one_time_links as secrets
from dsr.verification.one_time_links import TELLING, SecretState
from dsr.webhooks import protocol as webhook
from dsr.webhooks import signatures as signing

WEBHOOK_ANSWER = "telling.answered"


@dataclass(frozen=True)
class Page:
    """What the page shows. `content` tells of the person only while the link is good and the telling is open."""

    telling: Telling
    secret: Secret
    link: SecretState
    is_open: bool
    content: Content

    @property
    def may_answer(self) -> bool:
        return self.link == "live" and self.is_open


def page_of(token: str) -> Page | None:
    """The telling whose link this is; None when there never was one. Looking changes nothing."""
    found = secrets.find(TELLING, token)
    if found is None:
        return None
    telling = rows.get(found.secret.target)
    is_open = telling.is_open and telling.state != TellingState.CANNOT and telling.case.state != State.FORGOTTEN
    shown = content.of(telling) if is_open and found.is_live else Content(content.order(telling))
    return Page(telling, found.secret, found.state, is_open, shown)


def answer(token: str, said: str, note: str = "") -> Telling:
    """What the company says, once.

    Raises NotAllowed for a link that is not good any more, BadInput for half an answer, Changed for a second press.
    """
    page = page_of(token)
    if page is None or not page.may_answer:
        raise NotAllowed(_("This link is used or too old."))
    if said not in taking.ANSWERS:
        raise BadInput(_("Choose what you did."))
    if said == taking.CANNOT and not note.strip():
        raise BadInput(_("Write why it cannot be done."))
    with transaction.atomic():
        if not secrets.use(page.secret) or not taking.write(page.telling, said, note.strip()):
            raise Changed(_("This was answered a moment ago."))
    return page.telling


def send_fresh(token: str) -> bool:
    """An old link asks for a new one: to the address of the register, once a day. False when nothing is to be done."""
    page = page_of(token)
    if page is None or not page.is_open:
        return False
    with transaction.atomic():
        rows.want(page.telling, f"fresh-{today().isoformat()}")
    return True


def take(given: Mapping[str, str], body: bytes) -> bool | None:
    """The signed answer of a webhook: True taken, False known already, None of no telling of ours.

    Raises BadInput, NotAllowed for a bad signature.
    """
    data = webhook.answered(body, WEBHOOK_ANSWER)
    telling = Telling.objects.select_related("case__business", "provider").filter(message_id=str(data.get("request")))
    found = telling.first()
    if found is None or data.get("telling") != sending.telling_key(found.pk):
        return None
    door = sending.door(found)
    signing.verify(signing.opened(door.sealed_secret if door else ""), given, body)
    return taking.write(found, *taking.read(data))
