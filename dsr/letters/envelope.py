"""What stands on the envelope of an email: who sends it, and the thread it belongs to."""

from email.utils import formataddr, parseaddr

from django.conf import settings

from dsr import sealing
from dsr.models import Brand, Letter


def thread_of(letter: Letter, to: str) -> dict[str, str]:
    """All letters about one request to one reader answer the same first message, which nobody need have got.

    So they stand together in a mailbox, RFC 5322, 3.6.4; whom an agent acts for never sees the agent's thread.
    """
    holder = f"case:{letter.case_id}" if letter.case_id is not None else f"bundle:{letter.bundle_id}"
    first = f"<{sealing.blind_index('thread', f'{holder}:{to}')[:32]}@{host()}>"
    return {"In-Reply-To": first, "References": first}


def host() -> str:
    return settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ")


def sender_of(brand: Brand) -> str:
    """MAIL_FROM as it is set, for the brand of the front page; the person sees any other brand by its own name."""
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return formataddr((name if name and brand.is_front else brand.name, address))
