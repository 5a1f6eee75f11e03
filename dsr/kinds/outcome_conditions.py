"""Which outcomes of a case are barred, and what its settled steps come to: conditions that several kinds share."""

from collections.abc import Callable, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from dsr import steps
from dsr.kinds.base import Result, Words
from dsr.law.deletion import NOT_ASKED
from dsr.models.system import StepState
from dsr.verification import is_account_doubted


def follows_from_steps(_case: Any) -> Words:
    """Bars an outcome that nobody chooses: it is what the settled steps come to."""
    return _("Nobody chooses this: it follows from the steps in the systems.")


def needs_systems(action: str) -> Callable[[Any], Words]:
    """Bars an outcome that no system could carry out: none that is in use takes part in this action."""

    def bar(case: Any) -> Words:
        if any(action in system.actions for system in case.business.systems.filter(is_active=True)):
            return ""
        # What was done is told, also where no system is left.
        if not steps.effects_of(case).done:
            return _("Enter the systems that take part in this first: none of the systems in use does yet.")
        return ""

    return bar


def is_proved(case: Any) -> Words:
    if case.verified_at is not None:
        return _("Who asks is proved.")
    return ""


def is_not_for_another(case: Any) -> Words:
    if not case.is_for_another:
        return _("The request is not made by an agent.")
    return ""


def is_not_in_doubt(case: Any) -> Words:
    if not is_account_doubted(case):
        return _("No account that is in doubt made this request. Ask for proof first, if one may be in wrong hands.")
    return ""


def needs_effects(case: Any) -> Words:
    """Bars the answer to a request of which a part was done, while none was."""
    if not steps.effects_of(case).are_some:
        return _("Nothing was done yet. Choose the reason that holds.")
    return ""


def by_machine(_case: Any) -> Words:
    return _("The machine says so when the last day for it passes.")


def is_a_business(case: Any) -> Words:
    if case.business.is_ccpa_business:
        return _("The set-up says that we are a business under the CCPA.")
    return ""


def came_by_form(case: Any) -> Words:
    if case.channel == "form":
        return _("The request came by our own form.")
    return ""


# What bars a decline of a request under the CCPA.
CCPA_BARS = {
    "N_NOT_VERIFIED": is_proved,
    "N_NO_METHOD": is_proved,
    "N_AGENT_NO_PROOF": is_not_for_another,
    "N_SUSPECTED_FRAUD_ACCOUNT": is_not_in_doubt,
    "N_WRONG_DOOR": came_by_form,
    "N_NOT_A_BUSINESS": is_a_business,
    "N_STOPPED": needs_effects,
}


def comes_to(results: Sequence[Result], all_done: str, partly: str, kept: str, nothing: str) -> str:
    """Which of four outcomes the settled steps come to. What the person did not ask for counts for nothing.

    Only what was done anywhere is “all done”: where only other parts are held, or no system is left, it is nothing.
    """
    asked = [result for result in results if result.keep_code != NOT_ASKED.code]
    is_done = any(result.state == StepState.DONE for result in asked)
    is_kept = any(result.state == StepState.KEPT for result in asked)
    if is_kept:
        return partly if is_done else kept
    return all_done if is_done else nothing
