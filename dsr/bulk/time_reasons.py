"""Why a case needs more time, as far as its own record says so; a person reads it, and writes what it lacks."""

from collections.abc import Collection

from django.db.models import Count
from django.utils.translation import ngettext

from dsr.models import Step
from dsr.models.system import StepState


def reasons_on_record(case_ids: Collection[int]) -> dict[int, str]:
    """For the person, of what each case still waits for; those are left out of which nothing on record says why."""
    asked = Step.objects.filter(case_id__in=case_ids, state=StepState.ASKED).order_by()
    counts = asked.values_list("case_id").annotate(Count("pk"))
    return {case_id: _in_words(count) for case_id, count in counts}


def _in_words(asked: int) -> str:
    return ngettext(
        "We still wait for the answer from %(count)d place where we keep records.",
        "We still wait for the answers from %(count)d places where we keep records.",
        asked,
    ) % {"count": asked}
