"""Trying a key, before its first mark, on what stands in the database."""

import re
from collections.abc import Iterator
from enum import StrEnum

from django.db.models import BinaryField, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Substr

from dsr import sealing
from dsr.errors import CannotOpen
from dsr.models import (
    ApiKey,
    BlindIndex,
    Case,
    Entry,
    HoldDigest,
    Item,
    KeyMark,
    NameWord,
    Sealed,
    Suppression,
    Tombstone,
)
from dsr.models.blind_index import names_in
from dsr.models.raw_sql import has_column, table_names
from dsr.models.suppression import SEALED_ADDRESS

SEALING, INDEX, NAMES, SUPPRESSION = "sealing", "index", "names", "suppression"
LINKS, JOURNAL = "links", "journal"
# Cases looked at for one whose party can be opened and has an index.
_TRIES = 20
_PARTIES = ("subject", "requester", "agent")
_ROWS = 50  # of the suppression list, and letters, looked at for one that tells
_FIELDS = ("email", "phone", "postal")


class Trial(StrEnum):
    """What came of trying a key, before its first mark, on what stands in the database."""

    FITS = "fits"
    WRONG = "wrong"
    NOTHING = "nothing"  # stands there to try it on
    UNPROVED = "unproved"  # as what is to be tried does not open, for another key's sake
    UNPROVABLE = "unprovable"  # something may stand on it, and nothing that is left can tell


def try_key(purpose: str, name: str) -> Trial:
    if purpose == SEALING:
        return _try_sealing(name)
    if purpose == INDEX:
        return _try_index()
    if purpose == NAMES:
        return _try_names()
    if purpose == JOURNAL:
        return _try_journal(name)
    return _try_suppression() if purpose == SUPPRESSION else _try_link(name)


def kept_cases() -> QuerySet[Case]:
    """The cases that something is sealed for, oldest first.

    With the key alone: a migration that a lost key stops may have others before it that give a case its columns.
    """
    return Case.objects.exclude(data_key=None).exclude(data_key=b"").order_by("pk").only("data_key")


def sealed_under(name: str) -> QuerySet[Case]:
    prefix = name.encode() + b":"
    return (
        kept_cases()
        .annotate(wrapped_by=Substr("data_key", 1, len(prefix), output_field=BinaryField()))
        .filter(wrapped_by=prefix)
    )


def _try_journal(name: str) -> Trial:
    """On the first entry that was written under this name.

    A migration that a lost key stops may come before the one that makes the column: no key has written there then.
    """
    if not has_column(Entry, "mac"):
        return Trial.NOTHING
    entry = Entry.objects.filter(mac__startswith=f"{name}:").order_by("pk").first()
    if entry is None:
        return Trial.NOTHING
    return Trial.FITS if sealing.proves_entry(entry.digest, entry.mac) else Trial.WRONG


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
    if result is Trial.NOTHING and any(_stands_on_index()):
        return Trial.UNPROVABLE
    return result


def _stands_on_index() -> Iterator[bool]:
    """What could not be found any more by another key; a migration may be still to come."""
    yield BlindIndex.objects.exists()
    yield ApiKey.objects.exists()
    yield HoldDigest._meta.db_table in table_names() and HoldDigest.objects.exists()


def _try_names() -> Trial:
    """On the words of a name that can still be opened. Words that none can be compared with find nobody: nothing."""
    words = NameWord.objects.filter(case=OuterRef("pk"))
    result = Trial.NOTHING
    for case in kept_cases().filter(Exists(words))[:_TRIES]:
        stand = set(NameWord.objects.filter(case=case).values_list("party", "digest"))
        try:
            made = {
                (row.name, digest)
                for row in case.sealed.filter(name__in=_PARTIES)
                for digest in sealing.word_digests(names_in(sealing.open_sealed(case, row.name, row.value)))
            }
        except CannotOpen:
            result = Trial.UNPROVED
            continue
        if made:
            return Trial.FITS if made & stand else Trial.WRONG
    return result


def _try_suppression() -> Trial:
    """On rows of the list whose address is still known: the key gives one of them again, or it is another key.

    An address may have been corrected since, so that one row alone tells nothing against the key while another fits.
    """
    opened = Sealed.objects.filter(case=OuterRef("case"), name__in=_PARTIES)
    is_known = ~Q(sealed_address="") | (Q(case__data_key__isnull=False) & Exists(opened))
    rows = Suppression.objects.filter(is_known, field__in=_FIELDS).select_related("case").order_by("pk")
    is_compared, is_closed = False, False
    for row in rows[:_ROWS]:
        try:
            made = {one for value in _values_of(row) for one in sealing.person_digests(row.field, value)}
        except CannotOpen:
            is_closed = True
            continue
        if row.digest in made:
            return Trial.FITS
        is_compared = is_compared or bool(made)
    if is_compared:
        return Trial.WRONG
    if is_closed:
        return Trial.UNPROVED
    return Trial.UNPROVABLE if Suppression.objects.exists() or Tombstone.objects.exists() else Trial.NOTHING


def _values_of(row: Suppression) -> Iterator[str]:
    """What the row may be of: the address sealed beside it, else those of its request, also where letters went."""
    if row.sealed_address:
        yield sealing.open_secret(SEALED_ADDRESS, row.sealed_address, sealing.row_of_digest(row.digest))
    elif row.case is not None and row.case.data_key:
        for one in row.case.sealed.filter(name__in=_PARTIES):
            yield sealing.open_sealed(row.case, one.name, one.value).get(row.field, "")
        for one in row.case.sealed.filter(name__startswith="letter:"):
            yield sealing.open_sealed(row.case, one.name, one.value).get("to", "")


def _try_link(name: str) -> Trial:
    """On the links in letters that are kept. Of those in mail that went out nothing is kept here."""
    token = re.compile(rf"/({re.escape(name)}\.[\w-]{{40,}})")
    kept = kept_cases().filter(Exists(Item.objects.filter(case=OuterRef("pk"))))  # only their letters carry such links
    is_closed = False
    for row in Sealed.objects.filter(case__in=kept, name__startswith="letter:").select_related("case")[:_ROWS]:
        try:
            found = token.search(str(sealing.open_sealed(row.case, row.name, row.value)))
        except CannotOpen:
            is_closed = True
            continue
        if found:
            return Trial.FITS if sealing.opens_link(found[1]) else Trial.WRONG
    if is_closed:
        return Trial.UNPROVED
    is_first = not KeyMark.objects.filter(purpose=LINKS).exists()
    has_data = any(model.objects.exists() for model in (Case, Suppression, ApiKey))
    return Trial.UNPROVABLE if is_first and has_data else Trial.NOTHING
