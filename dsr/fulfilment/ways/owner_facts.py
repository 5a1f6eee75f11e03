"""What a mail to a system's owner states as so, and the record each rests on. Without the record it is not written."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dsr.kinds import base
from dsr.kinds.base import Fact, Words
from dsr.lifecycle import State
from dsr.models import Step
from dsr.models.system import StepState
from dsr.steps import is_settled


def _not_asked(step: Step) -> Words:
    if step.state != StepState.ASKED or State(step.case.state) is not State.WORKING:
        return _("Nobody decided that something is to be done there, or it is decided again.")
    return ""


def _not_taken_back(step: Step) -> Words:
    if step.begun_at is None or is_settled(step) or step.state == StepState.ASKED:
        return _("Nothing that the owner was asked to do is taken back.")
    return ""


def _not_kept(step: Step) -> Words:
    if step.state != StepState.KEPT or not base.get(step.case.kind).keep_code(step.keep_code).locks:
        return _("Nothing is kept there that may serve one purpose alone.")
    return ""


# By the mail that states it.
OF_MAIL: Mapping[str, Fact] = {
    "ask": Fact(
        "owner-asked",
        gettext_lazy("A request was decided that needs something done in this system"),
        "Step.state asked, of a case that is being worked on",
        _not_asked,
    ),
    "stop": Fact(
        "owner-called-off",
        gettext_lazy("The owner was asked to act, and the decision was taken back"),
        "Step.begun_at, of a step that is not settled and not asked",
        _not_taken_back,
    ),
    "keep": Fact(
        "owner-keeps",
        gettext_lazy("It was decided to keep one person's information there, for one purpose alone"),
        "Step.state kept, Step.keep_code of a purpose or a hold",
        _not_kept,
    ),
}
