"""A database that does not stand where it was marked is a copy: it waits until a person releases it."""

import logging

from django.conf import settings
from django.db.models import Exists, Max
from django.utils.translation import gettext as _

from dsr.clock import now
from dsr.formats.days import long_moment
from dsr.installation import place as places
from dsr.models import Case, Entry, Installation
from dsr.models.installation import Misfit
from dsr.models.raw_sql import insert_unless_known

log = logging.getLogger(__name__)

_OF_MARK = (Misfit.OTHER_NAME, Misfit.OTHER_PLACE)


def look_at_place() -> None:
    """Mark a database without a mark; hold one whose mark and place do not fit; let go of one that stands right again.

    At every start, and with every sweep.
    """
    with places.alone():
        row = Installation.objects.first()
        if row is None:
            _mark()
            return
        misfit = _misfit(row)
        if misfit and row.held_since is None:
            hold(misfit)
        elif not misfit and row.held_since and row.misfit in _OF_MARK:  # a slip in the settings was mended
            Installation.objects.filter(pk=1, misfit=row.misfit).update(held_since=None, misfit="")
        elif not misfit:
            places.note_height(places.newest_entry())


def _mark() -> None:
    row = Installation(pk=1, name=settings.INSTALLATION_ID, marked_at=now())
    row.place = places.make_place(places.newest_entry())
    insert_unless_known(row)


def _misfit(row: Installation) -> Misfit | None:
    if row.name != settings.INSTALLATION_ID:
        return Misfit.OTHER_NAME
    if row.place != places.place():
        return Misfit.OTHER_PLACE
    return Misfit.OLDER if places.height() > places.newest_entry() else None


def hold(misfit: Misfit) -> bool:
    """From now on no work is done and no mail leaves; False where it was so already. Who released it before stays."""
    newest = Entry.objects.order_by("-pk").first()
    held = {"held_since": now(), "misfit": misfit, "replayed": []}
    held["copied_at"] = newest.at if newest else None
    held["last_case"] = Case.objects.aggregate(newest=Max("pk"))["newest"] or 0
    is_new = bool(Installation.objects.filter(pk=1, held_since=None).update(**held))
    if is_new:
        log.error("This desk is taken for a restored copy (%s): mail and work wait. docs/operations.md", misfit)
    return is_new


def may_work() -> Exists:
    """A condition for a statement that takes work: nothing says that this is a copy. Not marked yet is no copy."""
    fits = {"name": settings.INSTALLATION_ID, "place": places.place(), "held_since": None}
    return ~Exists(Installation.objects.exclude(**fits))  # type: ignore[return-value]


def is_held() -> bool:
    """One query."""
    fits = {"name": settings.INSTALLATION_ID, "place": places.place(), "held_since": None}
    return Installation.objects.exclude(**fits).exists()


def note_replay(business_id: int) -> None:
    """Deletions were replayed in every system of this business while the copy waits."""
    for row in Installation.objects.exclude(held_since=None):
        row.replayed = sorted({*row.replayed, business_id})
        row.save(update_fields=["replayed"])


def words_of_hold() -> str:
    """What is to be said of a copy that waits; empty where the desk is none."""
    if not is_held():
        return ""
    row = Installation.objects.get()
    why = Misfit(row.misfit).label if row.misfit else Misfit.OTHER_PLACE.label
    told = [_("This desk is taken for a restored copy: %(why)s.") % {"why": why}]
    if row.copied_at:
        told.append(_("Its newest entry is of %(when)s.") % {"when": long_moment(row.copied_at)})
    told.append(
        _(
            "Mail and work wait until an administrator releases it: on the page Restored copy of the desk, or "
            "manage.py restored_copy. Requests are taken meanwhile."
        )
    )
    return " ".join(told)
