"""What stands on the envelope of an email: who sends it, and the thread it belongs to."""

from email.utils import formataddr, parseaddr

from django.conf import settings
from django.db.models import Q

from dsr import parties, sealing
from dsr.lifecycle import State
from dsr.models import Brand, Letter


def thread_of(letter: Letter, to: str, *, is_of_several: bool = False) -> dict[str, str]:
    """All letters about one request to one reader answer the same first message, which nobody need have got.

    So they stand together in a mailbox, RFC 5322, 3.6.4; whom an agent acts for never sees the agent's thread.
    `is_of_several`: it belongs to the thread of each request that it is about.
    """
    cases = [letter.case_id]
    if is_of_several:
        carrier = letter.goes_with_id or letter.pk
        rows = Letter.objects.filter(Q(pk=carrier) | Q(goes_with=carrier)).order_by("pk")
        cases = list(rows.values_list("case_id", flat=True))
        listed = parties.cases_received_together(letter.own_case)  # and what it lists without a row of its own
        cases += [one.pk for one in listed if one.pk not in cases and State(one.state) is not State.CLOSED]
    holders = [f"case:{one}" if one is not None else f"bundle:{letter.bundle_id}" for one in cases]
    firsts = [f"<{sealing.blind_index('thread', f'{holder}:{to}')[:32]}@{host()}>" for holder in holders]
    return {"In-Reply-To": firsts[0], "References": " ".join(firsts)}


def host() -> str:
    return settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ")


def sender_of(brand: Brand) -> str:
    """MAIL_FROM as it is set, for the brand of the front page; the person sees any other brand by its own name."""
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return formataddr((name if name and brand.is_front else brand.name, address))
