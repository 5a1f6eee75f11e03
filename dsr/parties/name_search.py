"""Finding cases by words of a name: the index says which may have them, the opened names say which do."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from dsr import sealing
from dsr.errors import CannotOpen
from dsr.formats import name_words
from dsr.models import BlindIndex, Case, NameWord, Sealed
from dsr.models.blind_index import names_in

_PARTIES = ("subject", "requester", "agent")
# Of one word 20 bits are kept, so that others share them: how often as many again are looked at, at most.
_ROUNDS = 4


@dataclass(frozen=True)
class Found:
    """Cases, the newest first. `is_cut_short`: older ones that may be called so were not looked at."""

    cases: list[int]
    is_cut_short: bool = False


def cases_found(text: str, limit: int) -> Found:
    """The newest cases of an exact email address or user name, or of a name that has every word of the text."""
    if "@" not in text:
        return _cases_named(text, limit)
    rows = BlindIndex.objects.filter(digest__in=_digests(text, "email", "account")).order_by("-case_id")
    return Found(list(rows.values_list("case_id", flat=True).distinct()[:limit]))


def _cases_named(text: str, limit: int) -> Found:
    """The newest cases of which a party, or all of them together, is called by every word of the text.

    Also those of exactly this name that have no words in the index: of a name without a letter, for one.
    """
    whole = BlindIndex.objects.filter(digest__in=_digests(text, "name", "account")).order_by("-case_id")
    found = list(dict.fromkeys(whole.values_list("case_id", flat=True)[:limit]))
    wanted = name_words.words_looked_for(text)
    mark = None
    for _round in range(_ROUNDS if wanted else 0):
        may_have = _candidates([sealing.word_digest(word) for word in wanted], mark, limit)
        found += [pk for pk in _called(may_have, frozenset(wanted)) if pk not in found]
        if len(may_have) < limit or len(found) >= limit:
            break
        mark = may_have[-1]
    else:
        return Found(sorted(found, reverse=True)[:limit], is_cut_short=bool(wanted))
    return Found(sorted(found, reverse=True)[:limit])


def _digests(text: str, *fields: str) -> list[str]:
    return [digest for field in fields for digest in sealing.blind_indexes(field, text)]


def _candidates(digests: list[str], mark: int | None, limit: int) -> list[int]:
    """The cases that have all of these hashes, the newest first, below a mark."""
    first, *others = digests
    rows = NameWord.objects.filter(digest=first)
    for digest in others:
        rows = rows.filter(Exists(NameWord.objects.filter(case=OuterRef("case"), digest=digest)))
    if mark is not None:
        rows = rows.filter(case__lt=mark)
    return list(rows.order_by("-case_id").values_list("case_id", flat=True).distinct()[:limit])


def _called(case_ids: list[int], wanted: frozenset[str]) -> list[int]:
    cases = Case.objects.exclude(data_key=None).in_bulk(case_ids)
    names: dict[int, list[str]] = {pk: [] for pk in cases}
    for row in Sealed.objects.filter(case__in=cases, name__in=_PARTIES):
        try:
            names[row.case_id] += names_in(sealing.open_sealed(cases[row.case_id], row.name, row.value))
        except CannotOpen:  # a key is missing: the pages of the desk say so
            continue
    return [pk for pk in case_ids if pk in names and wanted <= name_words.words_of(names[pk])]
