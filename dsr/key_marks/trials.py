"""Trying a key, before its first mark, on what stands in the database."""

from enum import StrEnum

from django.db.models import BinaryField, Exists, OuterRef, QuerySet
from django.db.models.functions import Substr

from dsr import sealing
from dsr.errors import CannotOpen
from dsr.models import BlindIndex, Case, Sealed

SEALING, INDEX, SUPPRESSION, LINKS = "sealing", "index", "suppression", "links"
# Cases looked at for one whose party can be opened and has an index.
_TRIES = 20
_PARTIES = ("subject", "requester", "agent")


class Trial(StrEnum):
    """What came of trying a key, before its first mark, on what stands in the database."""

    FITS = "fits"
    WRONG = "wrong"
    NOTHING = "nothing"  # stands there to try it on
    UNPROVED = "unproved"  # as what is to be tried does not open, for another key's sake


def try_key(purpose: str, name: str) -> Trial:
    if purpose == SEALING:
        return _try_sealing(name)
    return _try_index() if purpose == INDEX else Trial.NOTHING


def kept_cases() -> QuerySet[Case]:
    """The cases that something is sealed for, oldest first."""
    return Case.objects.exclude(data_key=None).exclude(data_key=b"").order_by("pk")


def sealed_under(name: str) -> QuerySet[Case]:
    prefix = name.encode() + b":"
    return (
        kept_cases()
        .annotate(wrapped_by=Substr("data_key", 1, len(prefix), output_field=BinaryField()))
        .filter(wrapped_by=prefix)
    )


def _try_sealing(name: str) -> Trial:
    """On what was sealed first under this name: what came later may have been sealed under a wrong key."""
    case = sealed_under(name).first()
    if case is None:
        return Trial.NOTHING
    return Trial.FITS if sealing.opens_data_key(case) else Trial.WRONG


def _try_index() -> Trial:
    """On the index of a party that can still be opened: the key gives it again, or it is another key."""
    own = {"case": OuterRef("pk")}
    indexed, opened = BlindIndex.objects.filter(**own), Sealed.objects.filter(**own, name__in=_PARTIES)
    result = Trial.NOTHING
    for case in kept_cases().filter(Exists(indexed), Exists(opened))[:_TRIES]:
        stand = set(case.blind_indexes.values_list("party", "field", "digest"))
        try:
            made = {
                (row.name, field, digest)
                for row in case.sealed.filter(name__in={party for party, _field, _digest in stand})
                for field, value in sealing.open_sealed(case, row.name, row.value).items()
                if any((row.name, field) == (party, known) for party, known, _digest in stand)
                for digest in sealing.blind_indexes(field, value)
            }
        except CannotOpen:
            result = Trial.UNPROVED
            continue
        if made:
            return Trial.FITS if made & stand else Trial.WRONG
    return result
