"""Whether bulk work needs a second person before its first case is touched, asking for one, and their answer."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from dsr import second_approvals
from dsr.bulk.acts import act_of
from dsr.errors import Changed
from dsr.journal import Actor
from dsr.kinds import base
from dsr.kinds.base import TwoPersonAct
from dsr.models import Bulk, SecondApproval


@dataclass(frozen=True)
class Owed:
    """What needs two people, and the first day to send by among its cases."""

    act: TwoPersonAct
    by: date

    @property
    def is_left_to_one(self) -> bool:
        """True where one person does it with password and ground."""
        return second_approvals.is_left_to_one(self.act, self.by)


def owed_approval(bulk: Bulk) -> Owed | None:
    """A decision for more requests than the setting allows one person, or one that erases or releases.

    What stops something at once, or is of a child, never waits and is not counted.
    """
    if not act_of(bulk.action).is_decision:
        return None
    kinds = {kind.code for kind in base.every() if kind.acts_at_once}
    counted = bulk.rows.waiting().exclude(case__kind__in=kinds)
    rows = [*counted.values_list("case__send_by", "act")]
    acts = [TwoPersonAct(act) for _day, act in rows if act]
    if not acts and not second_approvals.is_bulk(len(rows)):
        return None
    act = TwoPersonAct.BULK if second_approvals.is_bulk(len(rows)) else acts[0]
    return Owed(act, min(day for day, _act in rows))


def ask_approval(bulk: Bulk, actor: Actor) -> SecondApproval | None:
    """In the transaction that begins it. Raises Blocked where one person does it, and gave no ground."""
    owed = owed_approval(bulk)
    return second_approvals.require(owed.act, actor, by=owed.by) if owed else None


def give_approval(bulk: Bulk, actor: Actor) -> None:
    """Raises NotAllowed for who asked for it, and for who lacks the right."""
    row = _asked(bulk)
    is_alone = bool(actor.ground) and second_approvals.is_left_to_one(row.what, row.by)
    (second_approvals.give_alone if is_alone else second_approvals.give)(row.pk, actor)


def refuse_approval(bulk: Bulk, actor: Actor, why: str) -> None:
    """Raises as give_approval() does, and BadInput without a reason."""
    second_approvals.refuse(_asked(bulk).pk, actor, why)


def _asked(bulk: Bulk) -> SecondApproval:
    if bulk.approval is None:
        raise Changed(_("It waits for no second person any more."))
    return bulk.approval
