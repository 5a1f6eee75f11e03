"""What tests of joining begin with: two requests of one person, and the way back."""

from django.core import mail

from dsr import review
from dsr.models import Case, Letter
from tests.given import staff


def again(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


def names(case: Case) -> list[str]:
    """What its journal tells, in order."""
    return [entry.name for entry in case.entries.order_by("number")]


def letters_to(case: Case) -> list[str]:
    """The letters of a case in order, by name."""
    return [letter.name.partition("/")[2] for letter in case.letters.order_by("pk")]


def someone(email: str, name: str = "Dana Whitlow") -> dict:
    """Who writes for themselves from this address."""
    return {"subject": {"name": name}, "requester": {"name": name, "email": email}}


def responses() -> list[str]:
    """To whom a response was mailed, in order of the addresses."""
    sent = {*Letter.objects.filter(is_response=True).values_list("message_id", flat=True)}
    return sorted(message.to[0] for message in mail.outbox if message.extra_headers["Message-ID"] in sent)


def undo(case: Case, note: str = "It is another person.") -> Case:
    return review.undo_join(case.pk, staff(), seen=again(case).entry_count, note=note)
