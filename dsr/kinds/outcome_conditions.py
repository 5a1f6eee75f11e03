"""Which outcomes of a case are barred, and what its settled steps come to: conditions that several kinds share."""

from collections.abc import Callable, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from dsr import corrections, steps
from dsr.kinds.base import Result, Words
from dsr.law.deletion import NOT_ASKED
from dsr.models.system import StepState


def follows_from_steps(_case: Any) -> Words:
    """Bars an outcome that nobody chooses: it is what the settled steps come to."""
    return _("Nobody chooses this: it follows from the steps in the systems.")


def needs_systems(action: str) -> Callable[[Any], Words]:
    """Bars an outcome that no system could carry out: none that is in use takes part in this action."""

    def bar(case: Any) -> Words:
        if any(action in system.actions for system in case.business.systems.all() if system.is_active):
            return ""
        # What was done is told, also where no system is left.
        if not steps.effects_of(case).done:
            return _("Enter the systems that take part in this first: none of the systems in use does yet.")
        return ""

    return bar


def needs_items(then: Callable[[Any], Words]) -> Callable[[Any], Words]:
    """Bars a decision about items where nobody said what is wrong, as of one of many; else what `then` says."""

    def bar(case: Any) -> Words:
        if not corrections.items_of(case):
            return _("Nobody has said what is wrong. Ask the agent, and add it on the page of the bundle.")
        return then(case)

    return bar


def by_machine(_case: Any) -> Words:
    return _("The machine says so when the last day for it passes.")


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
