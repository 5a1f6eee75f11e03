"""How long the record of each kind is kept after a request ended: never less than the law asks, and why longer."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from dsr.clock import now
from dsr.errors import BadInput, Changed, NotAllowed
from dsr.journal import Actor
from dsr.kinds import base
from dsr.law import ccpa
from dsr.law.spans import add_months
from dsr.lifecycle import Who
from dsr.models import Case, RecordPeriod

MOST_MONTHS = 240


@dataclass(frozen=True)
class KindPeriod:
    """What holds of one kind; `setting` is the newest of its own, None where that of the desk holds."""

    kind: base.Kind
    months: int
    setting: RecordPeriod | None


def least_months() -> int:
    """What every kind is kept at least: the law's months, or the desk's own where those are more."""
    return max(ccpa.RECORD_MONTHS, int(settings.RETAIN_MONTHS))


def kind_periods() -> list[KindPeriod]:
    """Every kind, in the order of the register, each with how long its record is kept now."""
    own = _settings()
    return [
        KindPeriod(kind, max(least_months(), own[kind.code].months if kind.code in own else 0), own.get(kind.code))
        for kind in base.every()
    ]


def _settings() -> Mapping[str, RecordPeriod]:
    return {row.kind: row for row in RecordPeriod.objects.select_related("set_by").order_by("pk")}


def _longer() -> Mapping[str, int]:
    """By kind: how many months more than that of the desk, where it is any."""
    return {
        kind: row.months - settings.RETAIN_MONTHS
        for kind, row in _settings().items()
        if row.months > settings.RETAIN_MONTHS
    }


def over_by(day: date) -> Q:
    """Of cases: those whose record period ended before this day. The case has the end of the desk's own period."""
    longer = _longer()
    found = Q(retain_until__lt=day) & ~Q(kind__in=longer)
    for kind, months in longer.items():
        found |= Q(kind=kind, retain_until__lt=_earliest_kept(day, months))
    return found


def _earliest_kept(day: date, months: int) -> date:
    """The first day from which so many months reach this day."""
    first = add_months(day, -months)
    while add_months(first, months) < day:
        first += timedelta(days=1)
    return first


@dataclass(frozen=True)
class RecordEnd:
    """The last day of a record period, and why it is no earlier: what was written of the kind, or the law."""

    day: date
    why: str


def record_end(case: Case) -> RecordEnd | None:
    """By what holds of its kind now; None while the case is open."""
    if case.retain_until is None:
        return None
    setting = RecordPeriod.objects.filter(kind=case.kind).order_by("-pk").first()
    more = max(setting.months - settings.RETAIN_MONTHS, 0) if setting else 0
    why = setting.reason if setting and more else str(ccpa.RECORD)
    return RecordEnd(add_months(case.retain_until, more), why)


def set_period(kind_code: str, months: int, reason: str, actor: Actor, *, seen: int) -> RecordPeriod:
    """Keep the record of a kind so long, from now on and of what ended before; `seen` is the setting that was shown.

    Raises BadInput below the floor, Changed where another was set meanwhile, NotAllowed for who does not administer.
    """
    if actor.account_id is None or actor.who is not Who.ADMINISTRATOR:
        raise NotAllowed(_("Only administrators change how long records are kept."))
    kind = base.get(kind_code)
    if not least_months() <= months <= MOST_MONTHS:
        said = _("Give at least %(least)d months (%(law)s), and at most %(most)d.")
        raise BadInput(said % {"least": least_months(), "law": ccpa.RECORD, "most": MOST_MONTHS})
    if not reason.strip():
        raise BadInput(_("Write why it is kept so long."))
    with transaction.atomic():
        newest = RecordPeriod.objects.filter(kind=kind.code).order_by("pk").last()
        if (newest.pk if newest else 0) != seen:
            raise Changed(_("Somebody else changed this period meanwhile. Look at it again."))
        return RecordPeriod.objects.create(
            kind=kind.code, months=months, reason=reason.strip(), set_by_id=actor.account_id, set_at=now()
        )
