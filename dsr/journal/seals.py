"""What a case seals beside its state: replaced, removed when it has served, and found again by blind indexes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet

from dsr import sealing
from dsr.clock import now
from dsr.models import Attachment, BlindIndex, Case, Listener, NameWord, Sealed, SecondApproval, holds
from dsr.models.blind_index import names_in, word_row
from dsr.models.compiled_query import CompiledQuery
from dsr.models.raw_sql import insert_new
from dsr.models.sealed_value import COUNSEL, SET_ASIDE, WORDS, SealedRows
from dsr.models.transactions import joined

# Whose case is found again, and by what.
PARTIES = ("subject", "requester", "agent")
_INDEXED = ("email", "name", "phone", "account")


def lock_case(case_id: int) -> Case:
    """The row of the case, locked until the transaction ends; as `is_kept` it knows whether a hold keeps all of it."""
    return _LOCKED.get(case_id)


@dataclass(frozen=True)
class HeldCase:
    """A case that is held, and whether anybody waits for what is written of it, read in the same statement."""

    case: Case
    asks_second: bool  # a second person, to approve
    is_heard: bool  # a tool of the business hears of events


def _held(case_id: int) -> QuerySet[Case]:
    asked = SecondApproval.objects.asked().filter(case=OuterRef("pk"))
    return (
        Case.objects.select_for_update(no_key=True)
        .annotate(asks_second=Exists(asked), is_heard=Exists(hearing()))
        .filter(pk=case_id)
    )


_HELD = CompiledQuery(_held, int)


def _locked(case_id: int) -> QuerySet[Case]:
    is_kept = ExpressionWrapper(holds.kept(), output_field=BooleanField())
    return Case.objects.select_for_update(no_key=True, of=("self",)).annotate(is_kept=is_kept).filter(pk=case_id)


_LOCKED = CompiledQuery(_locked, int)


def hold_case(case_id: int) -> HeldCase:
    """As lock_case(), with what a change of the case is compared with."""
    case: Any = _HELD.get(case_id)
    return HeldCase(case, case.asks_second, case.is_heard)


def hearing() -> QuerySet[Listener]:
    """The tools that hear of events, for a statement about cases."""
    return Listener.objects.filter(business=OuterRef("business"), is_active=True)


def _newest(business_id: int) -> QuerySet[Case, Any]:
    hears = Exists(Listener.objects.filter(business=business_id, is_active=True))
    return Case.objects.order_by("-pk").annotate(is_heard=hears).values_list("reference", "is_heard")[:1]


_NEWEST = CompiledQuery(_newest, int)


def newest_case(business_id: int) -> tuple[str, bool] | None:
    """The reference of the case that came last, and whether a tool of this business hears of events; None for none."""
    found: Any = _NEWEST.tuples(business_id)
    return found[0] if found else None


def index_parties(case: Case, sealed: Mapping[str, Any]) -> None:
    """Blind indexes of all by which a party's case may be found again, and the words of their names."""
    whole = [
        BlindIndex(case=case, party=party, field=name, digest=sealing.blind_index(name, sealed[party][name]))
        for party in PARTIES
        for name in _INDEXED
        if party in sealed and sealed[party].get(name)
    ]
    insert_new([*whole, *words_of_parties(case, sealed)], ignores_known=True)


def words_of_parties(case: Case, sealed: Mapping[str, Any]) -> list[BlindIndex]:
    """The words of their names, in the order of their hashes."""
    return [
        word_row(case, party, digest)
        for party in PARTIES
        for digest in sealing.word_digests(names_in(sealed.get(party) or {}))
    ]


@transaction.atomic
def reseal(case_id: int, name: str, value: Any) -> None:
    """Replace one sealed value of a case and, of the party it is about, the blind indexes and words of names."""
    case: Any = lock_case(case_id)
    if case.is_kept:
        _erase(case, Sealed.objects.filter(case=case, name=name))
    Sealed.objects.update_or_create(case=case, name=name, defaults={"value": sealing.seal(case, name, value)})
    if name in PARTIES:
        BlindIndex.objects.filter(case=case, party=name).delete()
        NameWord.objects.filter(case=case, party=name).delete()
        index_parties(case, {name: value})


@transaction.atomic
def renew_indexes(case_id: int) -> int:
    """Replace blind indexes that an earlier release spelled otherwise, where the value is still sealed; how many."""
    case, changed = lock_case(case_id), 0
    if not case.data_key:
        return 0
    for row in Sealed.objects.filter(case=case, name__in=PARTIES):
        values = sealing.open_sealed(case, row.name, row.value)
        for field in _INDEXED:
            own = BlindIndex.objects.filter(case=case, party=row.name, field=field)
            # What was taken out of the index on purpose does not come back.
            if not values.get(field) or not own.exists():
                continue
            digest, *earlier = sealing.blind_indexes(field, values[field])
            renewed = own.filter(digest__in=earlier).delete()[0]
            if renewed:
                BlindIndex.objects.get_or_create(case=case, party=row.name, field=field, digest=digest)
            changed += renewed
    return changed


def _erase(case: Any, rows: SealedRows) -> int:
    """Remove sealed values of a locked case that have served; how many.

    What a hold keeps is sealed anew under a name that nothing reads, until no hold keeps it.
    """
    if not case.is_kept:
        return rows.delete()[0]
    served = list(rows.exclude(name__startswith=SET_ASIDE))
    number = Sealed.objects.filter(case=case, name__startswith=SET_ASIDE).count() if served else 0
    if served:
        holds.list_under(case.pk)
    for row in served:
        number += 1
        name = f"{SET_ASIDE}{number}:{row.name}"
        value = sealing.open_sealed(case, row.name, row.value)
        Sealed.objects.create(case=case, name=name, value=sealing.seal(case, name, value))
    Sealed.objects.filter(pk__in=[row.pk for row in served]).delete()
    return len(served)


def erase_set_aside(case_id: int) -> int:
    """Erase what was set aside for a hold, where none keeps the case any more; how many values it was."""
    with joined():
        case: Any = lock_case(case_id)
        rows = Sealed.objects.filter(case=case, name__startswith=SET_ASIDE)
        return 0 if case.is_kept else rows.delete()[0]


def unseal(case_id: int) -> None:
    """Remove what a case sealed, when its record no longer needs it. The blind indexes find it still.

    The words of names are gone with them: what they find could not be compared with a name any more.
    """
    with joined():
        case, of_entries = lock_case(case_id), Q(name__startswith=WORDS) | Q(name__startswith=COUNSEL)
        _erase(case, Sealed.objects.filter(case=case).exclude(of_entries))
        Attachment.objects.kept().filter(case_id=case_id).update(purged_at=now())
        NameWord.objects.filter(case_id=case_id).delete()


def unseal_all(case_id: int, start: str) -> None:
    """Remove every sealed value whose name begins so. The caller holds the case."""
    rows = Sealed.objects.filter(case_id=case_id, name__startswith=start)
    if rows.exists():
        _erase(lock_case(case_id), rows)


def unseal_one(case_id: int, name: str) -> bool:
    """Remove one sealed value that has served; True when there was one. With a party go the words of its names."""
    with joined():
        case = lock_case(case_id)
        removed = _erase(case, Sealed.objects.filter(case=case, name=name))
        if name in PARTIES:
            NameWord.objects.filter(case_id=case_id, party=name).delete()
        return bool(removed)
