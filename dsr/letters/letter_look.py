"""A letter as somebody looks at it before it is written: printed shortly, or read before what it states is so."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import translation

from dsr import parties
from dsr.formats import references
from dsr.letters.composition import ComposedLetter, compose_as_stated, print_sheet, reader_of
from dsr.models import Case, Compilation

MOST_LISTED_IN_LOOK = 500


@dataclass(frozen=True)
class LetterLook:
    """A letter as it reads before what it states is so: to be looked at; no outbox takes it."""

    delivery: str
    to: str
    subject: str
    text: str
    html: str
    paper: bytes | None


def compose_look(case: Case, name: str, extra: Mapping[str, Any], *, is_printed: bool = False) -> LetterLook:
    """The letter `name` as of now, whether or not it can be sent yet."""
    found = compose_as_stated(case, name, None, extra, "", is_printed=is_printed)
    return LetterLook(found.delivery, found.to, found.subject, found.text, found.html, found.paper)


def print_look(case: Case, composed: ComposedLetter) -> bytes:
    """The PDF of a letter that was composed and not printed, for a look: a long list is shortened, and says so.

    Whole, the report of twenty thousand recipients takes half a minute and two gigabytes: that is a worker's to do.
    """
    known = composed.compilation_id
    compilation = Compilation.objects.get(pk=known) if known is not None else None
    sealed = parties.sealed_values(case)
    with translation.override(case.language):
        head = {"reference": references.spell(case.reference), **reader_of(case, composed.name, sealed).party}
        return print_sheet(case, head, composed.subject, composed.text, compilation, MOST_LISTED_IN_LOOK)
