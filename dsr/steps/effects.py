"""What a case did so far in systems and told companies, whatever became of its decision. Reads only."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from dsr.models import Case, Step, ThirdPartyNotice
from dsr.models.case_surroundings import rows_beside
from dsr.models.system import SETTLED, StepState
from dsr.models.third_party_notice import COUNTS, What

# What they were told to do is done by others. To keep something, or a statement with it, changes nothing.
_ORDERS = (What.DELETION, What.CORRECTION, What.OPT_OUT)


@dataclass(frozen=True)
class Effects:
    """`done`: steps that acted. `uncertain`: what was begun and may have been done. `told`: companies, by name."""

    done: tuple[Step, ...] = ()
    uncertain: tuple[Step, ...] = ()
    told: tuple[str, ...] = ()

    @property
    def are_some(self) -> bool:
        return bool(self.done or self.uncertain or self.told)

    @property
    def are_certain(self) -> bool:
        """Something was done or told, and nothing is left of which nobody knows."""
        return bool(self.done or self.told) and not self.uncertain

    @property
    def in_words(self) -> str:
        """Place by place: what is done already, what may have been done, and who was told."""
        said = []
        if self.done:
            said.append(_("Done already in: %(places)s.") % {"places": _names(self.done)})
        if self.uncertain:
            places = {"places": _names(self.uncertain)}
            said.append(_("It may have been done in: %(places)s. Settle that first.") % places)
        if self.told:
            said.append(_("Told already, or being told: %(names)s.") % {"names": ", ".join(self.told)})
        return " ".join(said)


def _names(some: Iterable[Step]) -> str:
    return ", ".join(step.system.name for step in some)


def effects_of(case: Case) -> Effects:
    """Of the case, or of the one that it was joined to, which acts for both."""
    if case.pk is None:
        return Effects()
    while case.joined_to is not None:
        case = case.joined_to
    steps: list[Step] = rows_beside(case, "steps", "system")
    notices: list[ThirdPartyNotice] = rows_beside(case, "third_party_notices")
    return Effects(
        tuple(step for step in steps if step.state == StepState.DONE),
        tuple(step for step in steps if step.state not in SETTLED and step.begun_at is not None),
        tuple(sorted({notice.name for notice in notices if _is_out(notice)})),
    )


def _is_out(notice: ThirdPartyNotice) -> bool:
    """It tells to do something, and left or is about to."""
    is_due = notice.state in COUNTS and notice.due_on is not None
    return notice.what in _ORDERS and (is_due or notice.sent_at is not None)
