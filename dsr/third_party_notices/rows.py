"""The rows of notices to companies: made once for an addressee, due from the day they are released, and their work."""

from dataclasses import dataclass
from typing import Any

from dsr import webhooks, work_queue
from dsr.clock import now, today
from dsr.law import third_party_notices as law
from dsr.models import Case, Contact, Provider, ThirdPartyNotice
from dsr.models.due_work import WorkName
from dsr.models.third_party_notice import How, ThirdPartyNoticeState


def to_provider(case: Case, what: str, occasion: int, provider: Provider) -> ThirdPartyNotice | None:
    """A new notice to a provider, in the caller's transaction; None when it has one."""
    values = {"name": provider.name, "how": provider.how}
    row, made = ThirdPartyNotice.objects.get_or_create(
        case=case, what=what, occasion=occasion, provider=provider, defaults={**_fresh(), **values}
    )
    return row if made else None


@dataclass(frozen=True)
class Addressee:
    """A recipient of the ledger. `is_confirmed`: a system's own rows say that it got information about the person."""

    key: str
    name: str
    is_confirmed: bool = False


def to_recipient(case: Case, what: str, occasion: int, to: Addressee) -> ThirdPartyNotice:
    """The notice to a recipient of the ledger, in the caller's transaction: the one that stands, or a new one."""
    contact = Contact.objects.filter(business_id=case.business_id, recipient_key=to.key).first()
    made = {"name": to.name, "how": contact.how if contact else How.MAIL, "is_confirmed": to.is_confirmed}
    row, _is_new = ThirdPartyNotice.objects.get_or_create(
        case=case, what=what, occasion=occasion, provider=None, recipient_key=to.key, defaults={**_fresh(), **made}
    )
    return row


def _fresh() -> dict[str, Any]:
    return {"made_at": now(), "message_id": webhooks.new_message_id()}


def release(notice: ThirdPartyNotice) -> bool:
    """From now on it is due, in the caller's transaction; False when it was, or is not to be told."""
    waits = ThirdPartyNotice.objects.filter(pk=notice.pk, state=ThirdPartyNoticeState.WANTED, due_on=None)
    if not waits.update(due_on=today() + law.TIME):
        return False
    want(notice, "ask")
    return True


def want(notice: ThirdPartyNotice, why: str) -> None:
    """One sending, in the caller's transaction; `why` makes it once."""
    work_queue.add(WorkName.TELL, notice.pk, f"{WorkName.TELL}:{notice.pk}:{why}", case_id=notice.case_id)


def notice_by_id(notice_id: int) -> ThirdPartyNotice:
    rows = ThirdPartyNotice.objects.select_related("case__business", "case__brand", "provider", "letter")
    return rows.get(pk=notice_id)
